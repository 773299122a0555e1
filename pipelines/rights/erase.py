"""Forgets a person: random keys in the warehouse, no number, name or phone in landing files and backups.

Counts stay as they are, because one old key gets one new key everywhere. A rewritten file keeps its time and, in
raw.files, the digest it was delivered with: it is no new delivery, and delivered again as it was it counts as repeated.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines import audit
from pipelines.backup import LEDGER, known_backups, write_sums
from pipelines.contracts import Feed, load_contracts
from pipelines.landing.discover import Delivery, discover
from pipelines.landing.headers import Header, HeaderError, HeaderMatcher, read_mapping
from pipelines.landing.limits import UnreadableFile
from pipelines.landing.persons import Pseudonyms
from pipelines.rights.files import Visit, rewrite
from pipelines.rights.keys import Ledger, Replacements, Subject, replace_keys
from pipelines.rights.rows import RowEraser
from pipelines.settings import Settings

Lookup = Callable[[str], str | None]
_CANNOT_READ = (HeaderError, UnreadableFile, OSError, EOFError, ValueError)
_PERSONAL_FIELDS = {"person_id", "name", "phone"}


@dataclass
class Erased:
    """What an erasure did. `unread` are files nobody could search: a person must look at them."""

    cells: int = 0
    files: int = 0
    backups: int = 0
    unread: list[str] = field(default_factory=list)


def erase_subject(settings: Settings, con: duckdb.DuckDBPyConnection, subject: Subject) -> Erased:
    """Forget the person everywhere this installation knows of. Safe to run again after it was cut off.

    The caller holds the refresh lock.
    """
    pseudonyms, done = Pseudonyms(settings.secret()), Erased()
    backups = [folder for folder in known_backups(settings) if (folder / "landing").is_dir()]
    places = [settings.landing, *(folder / "landing" for folder in backups)]
    ledger = Ledger(settings)
    replacements = Replacements(settings, ledger)
    keys = {key: replacements.choose(key) for key in subject.keys}
    for place in places:
        for contact in _contacts(place, pseudonyms, keys, subject.numbers):
            keys.setdefault(contact, replacements.choose(contact))
    ledger.add(keys)
    replacements.begin(keys)
    landed = _rewritten(settings.landing, pseudonyms, replacements.get, subject.numbers, done.unread)
    with tempfile.TemporaryDirectory(dir=settings.scratch) as scratch:
        done.files = _store(con, _ready(landed, Path(scratch)), keys, done)
    for folder in backups:
        changed = _rewritten(folder / "landing", pseudonyms, replacements.get, subject.numbers, done.unread)
        for delivery, content in changed:
            _replace(delivery, content)
            done.files += 1
        write_sums(folder)
    done.backups = _share_ledger(settings)
    replacements.done()
    audit.append(settings, "subject erase", "one person", files=done.files, backups=done.backups)
    return done


def erase_again(settings: Settings, con: duckdb.DuckDBPyConnection) -> Erased:
    """Apply the ledger to what a restore brought back: the same persons are forgotten again."""
    ledger, pseudonyms, done = Ledger(settings), Pseudonyms(settings.secret()), Erased()
    if not len(ledger):
        return done
    replacements, mapping = Replacements(settings, ledger), {}

    def replacement(key: str) -> str | None:
        if key not in mapping and ledger.knows(key):
            mapping[key] = replacements.choose(key)
        return mapping.get(key)

    for key in _stored_keys(con):
        replacement(key)
    landed = _rewritten(settings.landing, pseudonyms, replacement, frozenset(), done.unread)
    with tempfile.TemporaryDirectory(dir=settings.scratch) as scratch:
        ready = _ready(landed, Path(scratch))
        replacements.begin(mapping)
        done.files = _store(con, ready, mapping, done)
    replacements.done()
    return done


def _stored_keys(con: duckdb.DuckDBPyConnection) -> set[str]:
    found: set[str] = set()
    for feed in load_contracts().values():
        for column in ("person_key", "contact_key"):
            if column in feed.raw_columns():
                rows = con.execute(
                    f"SELECT DISTINCT {column} FROM {feed.raw_table} WHERE {column} IS NOT NULL"
                )
                found |= {row[0] for row in rows.fetchall()}
    return found


def _personal_files(landing: Path) -> Iterator[Delivery]:
    for delivery in discover(landing, load_contracts())[0]:
        if _PERSONAL_FIELDS & {column.field for column in delivery.feed.delivered}:
            yield delivery


def _walk(delivery: Delivery, make: Callable[[Header], RowEraser], visit: Visit) -> bytes | None:
    matcher = HeaderMatcher(delivery.feed, read_mapping(delivery.path.parent, delivery.feed))
    return rewrite(delivery.path, matcher, make, visit)


def _contacts(
    landing: Path, pseudonyms: Pseudonyms, keys: dict[str, str], numbers: frozenset[str]
) -> set[str]:
    """Contact keys of the person, where rows give number, name and phone together."""
    found: set[str] = set()

    def note(eraser: RowEraser, cells: list[str | None]) -> None:
        if contact := eraser.contact_of(cells):
            found.add(contact)

    for delivery in _personal_files(landing):
        if any(column.name == "contact_key" for column in delivery.feed.columns):
            with suppress(*_CANNOT_READ):  # told when the same file is to be rewritten
                _walk(delivery, _eraser_of(delivery.feed, pseudonyms, keys.get, numbers), note)
    return found


def _rewritten(
    landing: Path,
    pseudonyms: Pseudonyms,
    lookup: Lookup,
    numbers: frozenset[str],
    unread: list[str],
) -> Iterator[tuple[Delivery, bytes]]:
    for delivery in _personal_files(landing):
        try:
            content = _walk(
                delivery, _eraser_of(delivery.feed, pseudonyms, lookup, numbers), RowEraser.rewrite
            )
        except _CANNOT_READ:
            unread.append(str(delivery.path))
            continue
        if content is not None:
            yield delivery, content


def _eraser_of(
    feed: Feed, pseudonyms: Pseudonyms, lookup: Lookup, numbers: frozenset[str]
) -> Callable[[Header], RowEraser]:
    return lambda header: RowEraser(feed, header, pseudonyms, lookup, numbers)


def _ready(landed: Iterator[tuple[Delivery, bytes]], scratch: Path) -> list[tuple[Delivery, Path]]:
    """The new contents as files, so that nothing but renaming is left to do."""
    ready = []
    for number, (delivery, content) in enumerate(landed):
        (scratch / str(number)).write_bytes(content)
        ready.append((delivery, scratch / str(number)))
    return ready


def _store(
    con: duckdb.DuckDBPyConnection, ready: list[tuple[Delivery, Path]], keys: dict[str, str], done: Erased
) -> int:
    """Change the warehouse and then the files, which lie ready by then; returns the number of files."""
    con.execute("BEGIN")
    try:
        done.cells = replace_keys(con, keys)
        for delivery, path in ready:
            con.execute(
                """UPDATE raw.files SET size = ? WHERE system = ? AND feed = ? AND provider = ? AND file = ?
                   AND mtime_ns = ?""",
                [path.stat().st_size, delivery.feed.system, delivery.feed.name, delivery.provider, delivery.file,
                 delivery.mtime_ns],
            )  # fmt: skip
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("CHECKPOINT")
    for delivery, path in ready:
        _replace(delivery, path.read_bytes())
    return len(ready)


def _replace(delivery: Delivery, content: bytes) -> None:
    """Put the content in the file's place in one step, with its time and rights."""
    draft = delivery.path.with_name(f".{delivery.path.name}.next")
    draft.write_bytes(content)
    shutil.copymode(delivery.path, draft)
    os.utime(draft, ns=(delivery.mtime_ns, delivery.mtime_ns))
    os.replace(draft, delivery.path)


def _share_ledger(settings: Settings) -> int:
    """Give every reachable backup the ledger, so that restoring it on an empty machine forgets as well."""
    folders = known_backups(settings)
    for folder in folders:
        shutil.copyfile(settings.erasures, folder / LEDGER)
    return len(folders)
