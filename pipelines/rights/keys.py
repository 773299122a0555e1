"""Keys of a person: from a document read from standard input, and their replacement everywhere in the warehouse."""

import getpass
import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

import duckdb
import orjson
import pyarrow as pa

from pipelines.durable import write_whole
from pipelines.landing.identifiers import resident_id
from pipelines.landing.persons import Pseudonyms
from pipelines.landing.text import Bad, fold
from pipelines.settings import Settings

_KEY_LENGTH = 64


class SubjectError(ValueError):
    """The document cannot be read; the text never repeats it."""


@dataclass(frozen=True)
class Subject:
    """A person for the time of one command: keys under which rows may stand, and spellings of the number."""

    keys: frozenset[str]
    numbers: frozenset[str]

    def __repr__(self) -> str:
        return "Subject()"  # never in a log or a traceback


def read_subject(settings: Settings, stream: TextIO | None = None) -> Subject:
    """Type and number of a document, one a line, from standard input; nothing is echoed, stored or logged.

    Raises SubjectError when the number is none.
    """
    stream = stream or sys.stdin
    if stream.isatty():
        kind = input("证件类型 Document type (empty: none was delivered): ")
        number = getpass.getpass("证件号码 Document number (not shown): ")
    else:
        lines = [*(line.strip() for line in stream.read(4096).splitlines()), "", ""]
        kind, number = lines[0], lines[1]
    pseudonyms = Pseudonyms(settings.secret())
    try:
        # Some feeds deliver no type: the person stands there under the number alone.
        keys = {pseudonyms.document(kind or None, number), pseudonyms.document(None, number)}
    except Bad:
        raise SubjectError(
            "give the document's type on the first line and a valid number on the second"
        ) from None
    plain = re.sub(r"[\s-]", "", fold(number)).upper()
    numbers = {plain}
    if resident := resident_id(plain):
        numbers |= {resident, *((resident[:6] + resident[8:17],) if resident[6:8] == "19" else ())}
    return Subject(frozenset(keys), frozenset(numbers))


def new_key() -> str:
    """A key that no document leads to."""
    return secrets.token_hex(_KEY_LENGTH // 2)


def replace_keys(
    con: duckdb.DuckDBPyConnection, mapping: Mapping[str, str], schemas: Iterable[str] = ()
) -> int:
    """Put new keys in place of old ones in every text column of every table; returns the cells changed.

    Keys stand alone or before a `|`; one old key gets one new key everywhere, so every count stays as it is.
    Raises RuntimeError when an old key is left somewhere. The caller decides on the transaction.
    """
    if not mapping:
        return 0
    con.register("key_pairs", pa.table({"old": list(mapping), "new": list(mapping.values())}))
    con.execute("CREATE OR REPLACE TEMP TABLE key_mapping AS SELECT * FROM key_pairs")
    con.unregister("key_pairs")
    chosen = set(schemas)
    changed = 0
    for schema, table, columns in _text_columns(con):
        if chosen and schema not in chosen:
            continue
        for column in columns:
            changed += con.execute(
                f"""UPDATE "{schema}"."{table}" AS t SET "{column}" = m.new || substr(t."{column}", {_KEY_LENGTH + 1})
                    FROM key_mapping AS m WHERE substr(t."{column}", 1, {_KEY_LENGTH}) = m.old"""
            ).fetchone()[0]
        left = " OR ".join(f"""contains(t."{c}", m.old)""" for c in columns)
        if (
            len(mapping) <= 100
            and con.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" AS t, key_mapping AS m WHERE {left}'
            ).fetchone()[0]
        ):
            raise RuntimeError(f"a key is left inside other text in {schema}.{table}")
    con.execute("DROP TABLE key_mapping")
    return changed


def _text_columns(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, list[str]]]:
    return con.execute(
        """SELECT c.schema_name, c.table_name, list(c.column_name) FROM duckdb_columns() AS c
           JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
           WHERE c.data_type = 'VARCHAR' AND NOT c.internal AND c.database_name = current_database() AND NOT t.temporary
           GROUP BY ALL ORDER BY ALL"""
    ).fetchall()


class Ledger:
    """Digests of erased keys under the installation's secret: enough to erase again after a restore, no more."""

    def __init__(self, settings: Settings) -> None:
        self._secret, self._path = settings.secret(), settings.erasures
        text = self._path.read_text(encoding="ascii") if self._path.exists() else ""
        self._digests = set(text.split())

    def digest(self, key: str) -> str:
        return hmac.new(self._secret, f"erased\x1f{key}".encode(), hashlib.sha256).hexdigest()

    def knows(self, key: str) -> bool:
        """True when this key was erased before."""
        return self.digest(key) in self._digests

    def add(self, keys: Iterable[str]) -> None:
        """Remember keys, before anything is changed: an erasure that was cut off can be done again."""
        self._digests |= {self.digest(key) for key in keys}
        write_whole(self._path, "".join(f"{digest}\n" for digest in sorted(self._digests)).encode(), 0o600)

    def __len__(self) -> int:
        return len(self._digests)


class Replacements:
    """Random keys for erased ones. An erasure that is cut off and begun again gives each person the same key again.

    Until the erasure is done, a file of digests under the secret says which; then nothing leads from one key to the other.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._path, self._ledger = settings.home / "erasing.json", ledger
        self._begun = orjson.loads(self._path.read_bytes()) if self._path.exists() else {}

    def get(self, old: str) -> str | None:
        """The new key of a key whose erasure has begun."""
        return self._begun.get(self._ledger.digest(old))

    def choose(self, old: str) -> str:
        """The new key of any key, a random one where none was chosen before."""
        return self.get(old) or new_key()

    def begin(self, keys: Mapping[str, str]) -> None:
        """Write down old and new keys, before anything is changed."""
        self._begun |= {self._ledger.digest(old): new for old, new in keys.items()}
        write_whole(self._path, orjson.dumps(self._begun), 0o600)

    def done(self) -> None:
        """Every place was changed."""
        self._path.unlink(missing_ok=True)
