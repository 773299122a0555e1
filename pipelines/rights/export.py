"""What the warehouse holds about one person, as JSON for that person."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from pipelines import audit
from pipelines.contracts import Feed, load_contracts
from pipelines.rights.keys import Subject
from pipelines.settings import Settings, shanghai_now

# Columns by which rows without a document belong to the same person.
_LINKS = (("account_id",), ("school_code", "student_no"))


def export_subject(settings: Settings, con: duckdb.DuckDBPyConnection, subject: Subject) -> tuple[Path, int]:
    """Write all rows of the person to a file only its owner can read; returns it and the number of rows.

    Rows that only share a name and phone with the person are left out: they may be somebody else's.
    """
    feeds = list(load_contracts().values())
    found = {feed.id: _rows(con, feed, _by_key(feed), {"keys": sorted(subject.keys)}) for feed in feeds}
    for link in _LINKS:
        owned = {
            tuple(row[c] for c in link) for rows in found.values() for row in rows if set(link) <= row.keys()
        }
        for feed in feeds:
            if "person_key" not in feed.raw_columns() and owned and set(link) <= feed.raw_columns().keys():
                match = " || '|' || ".join(link)
                values = {"keys": sorted("|".join(map(str, one)) for one in owned)}
                found[feed.id] += _rows(con, feed, f"{match} IN (SELECT unnest($keys))", values)
    told = {
        name: {"title_zh": feed.title_zh, "purpose": feed.purpose, "legal_basis": feed.legal_basis,
               "retention_months": feed.retention_months, "rows": found[name]}
        for name, feed in ((feed.id, feed) for feed in feeds) if found[name]
    }  # fmt: skip
    settings.exports.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.exports / f"subject-{shanghai_now():%Y%m%d-%H%M%S-%f}.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    count = sum(len(rows) for rows in found.values())
    audit.append(settings, "subject export", path.name, rows=count)
    return path, count


def _by_key(feed: Feed) -> str | None:
    return "person_key IN (SELECT unnest($keys))" if "person_key" in feed.raw_columns() else None


def _rows(
    con: duckdb.DuckDBPyConnection, feed: Feed, condition: str | None, values: dict[str, Any]
) -> list[dict[str, Any]]:
    if condition is None:
        return []
    cursor = con.execute(
        f"SELECT * FROM {feed.raw_table} WHERE {condition} ORDER BY _received_at, _seq", values
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
