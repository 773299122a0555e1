"""Lets go of persons nobody has delivered for longer than their feeds' retention, and of old files in clear.

A person's retention ends when every row about them is older than its own feed's months, counted from its delivery.
Then the keys become random ones: published and future numbers stay, and nothing leads back to the person.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines import audit
from pipelines.contracts import Feed, load_contracts
from pipelines.landing.discover import discover
from pipelines.rights.keys import new_key, replace_keys
from pipelines.settings import Settings


@dataclass(frozen=True)
class Expired:
    """What a purge would do: persons by feed (a person may be in several), all keys, files in clear."""

    persons: dict[str, int]
    keys: list[str]
    files: list[Path]

    def __repr__(self) -> str:
        return f"Expired({len(self.keys)} keys, {len(self.files)} files)"


def expired(settings: Settings, con: duckdb.DuckDBPyConnection, day: date) -> Expired:
    """Keys and landing files past their retention on `day`; keys that a purge made are left alone."""
    columns = [
        (feed, column)
        for feed in load_contracts().values()
        for column in ("person_key", "contact_key")
        if column in feed.raw_columns()
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE last_seen (key VARCHAR, feed VARCHAR, expires DATE)")
    for feed, column in columns:
        con.execute(
            f"""INSERT INTO last_seen
                SELECT {column}, '{feed.id}', (max(_received_at) + to_months({feed.retention_months}))::DATE
                FROM {feed.raw_table} WHERE {column} IS NOT NULL GROUP BY 1"""
        )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE expired_keys AS
           SELECT key FROM last_seen ANTI JOIN gate.purged_keys USING (key) GROUP BY key HAVING max(expires) < ?""",
        [day],
    )
    persons = con.execute(
        "SELECT feed, count(*) FROM last_seen SEMI JOIN expired_keys USING (key) GROUP BY feed ORDER BY feed"
    ).fetchall()
    keys = [row[0] for row in con.execute("SELECT key FROM expired_keys ORDER BY key").fetchall()]
    con.execute("DROP TABLE last_seen")
    con.execute("DROP TABLE expired_keys")
    return Expired(dict(persons), keys, _old_files(settings, con, day))


def purge(settings: Settings, con: duckdb.DuckDBPyConnection, found: Expired) -> int:
    """Do what `expired` found; returns the cells changed. The caller holds the refresh lock."""
    mapping = {key: new_key() for key in found.keys}
    con.execute("BEGIN")
    try:
        changed = replace_keys(con, mapping)
        if mapping:
            con.executemany("INSERT INTO gate.purged_keys VALUES (?)", [[key] for key in mapping.values()])
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("CHECKPOINT")
    for path in found.files:
        path.unlink()
    audit.append(settings, "purge", "retention", persons=len(mapping), files=len(found.files))
    return changed


def _old_files(settings: Settings, con: duckdb.DuckDBPyConnection, day: date) -> list[Path]:
    """Files of feeds with persons that were landed and lie there longer than the feed's months."""
    old = []
    for delivery in discover(settings.landing, load_contracts())[0]:
        feed: Feed = delivery.feed
        if (
            feed.has_persons
            and con.execute(
                """SELECT count(*) FROM raw.files WHERE system = ? AND feed = ? AND provider = ? AND file = ?
               AND (received_at + to_months(?))::DATE < ?""",
                [feed.system, feed.name, delivery.provider, delivery.file, feed.retention_months, day],
            ).fetchone()[0]
        ):
            old.append(delivery.path)
    return old
