"""The landing's tables, and what it writes down: a line in raw.files for each file met, in quarantine.rows for each fault.

Rows lie in the schema `landed` with the number of their sheet; where a sheet came from is told once, in landed.sheets.
The view raw.<system>__<feed> shows both together: text columns that repeat for millions of rows cost no room.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines.contracts import Feed

_SHEET_STRIDE = 1 << 32  # rows keep their order across sheets: sheet number above, row number below
_TABLES = {
    "raw.files": """file_no BIGINT, system VARCHAR, feed VARCHAR, provider VARCHAR, file VARCHAR, digest VARCHAR,
        rows_read BIGINT, rows_accepted BIGINT, rows_quarantined BIGINT, status VARCHAR, message VARCHAR,
        received_at TIMESTAMP, size BIGINT, mtime_ns BIGINT, loaded_at TIMESTAMP, withdrawn_at TIMESTAMP,
        header_rows BIGINT, blank_rows BIGINT, total_rows BIGINT""",
    "landed.sheets": "sheet_no BIGINT, file_no BIGINT, place BIGINT, sheet VARCHAR",
    "quarantine.rows": """system VARCHAR, feed VARCHAR, provider VARCHAR, file VARCHAR, digest VARCHAR, sheet VARCHAR,
        row_number BIGINT, column_name VARCHAR, rule VARCHAR, value VARCHAR, quarantined_at TIMESTAMP""",
}


class LayoutOutdated(RuntimeError):
    """The tables are not those of this version."""


@dataclass(frozen=True)
class Fault:
    """One refused cell or row. `value` is None where it could be personal."""

    row: int
    column: str | None
    rule: str
    value: str | None
    sheet: str | None = None


@dataclass
class FileRecord:
    """One row of raw.files."""

    system: str
    feed: str
    provider: str
    file: str
    digest: str
    received_at: datetime
    size: int
    mtime_ns: int
    loaded_at: datetime
    file_no: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    status: str = "accepted"
    message: str = ""
    withdrawn_at: datetime | None = None
    header_rows: int = 0
    blank_rows: int = 0
    total_rows: int = 0


def next_number(con: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    """One more than the greatest number given so far; there is one writer."""
    return con.execute(f"SELECT coalesce(max({column}), 0) + 1 FROM {table}").fetchone()[0]


def forget_refusal(con: duckdb.DuckDBPyConnection, record: FileRecord) -> None:
    """A file that was refused before and is tried again replaces what was written about it then."""
    earlier = [record.system, record.feed, record.provider, record.file, record.digest]
    where = "system = ? AND feed = ? AND provider = ? AND file = ? AND digest = ?"
    refused = con.execute(
        f"SELECT count(*) FROM raw.files WHERE {where} AND status = 'refused'", earlier
    ).fetchone()[0]
    if refused:
        con.execute(f"DELETE FROM quarantine.rows WHERE {where}", earlier)
        con.execute(f"DELETE FROM raw.files WHERE {where} AND status = 'refused'", earlier)


def write_record(con: duckdb.DuckDBPyConnection, record: FileRecord) -> None:
    """Append the file's line to raw.files."""
    names = [field.name for field in fields(FileRecord)]
    values = [getattr(record, name) for name in names]
    con.execute(f"INSERT INTO raw.files ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)


def write_faults(con: duckdb.DuckDBPyConnection, record: FileRecord, faults: list[Fault]) -> None:
    """Append one row of quarantine.rows for each fault."""
    if not faults:
        return
    origin = (record.system, record.feed, record.provider, record.file, record.digest)
    rows = [
        (*origin, fault.sheet, fault.row, fault.column, fault.rule, fault.value, record.loaded_at)
        for fault in faults
    ]
    arrays = [pa.array(column) for column in zip(*rows, strict=True)]
    con.register("faults_batch", pa.table(arrays, names=[str(index) for index in range(len(arrays))]))
    con.execute("INSERT INTO quarantine.rows SELECT * FROM faults_batch")
    con.unregister("faults_batch")


def ensure_tables(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """Make the landing's schemas, tables and views, and add the columns that a contract gained; safe to repeat.

    Raises LayoutOutdated for a warehouse whose tables an earlier version of the software laid out otherwise.
    """
    present: dict[str, list[str]] = {}
    for table, column in con.execute(
        """SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()
           WHERE schema_name IN ('raw', 'landed') ORDER BY column_index"""
    ).fetchall():
        present.setdefault(table, []).append(column)
    if "raw.files" in present and "file_no" not in present["raw.files"]:
        raise LayoutOutdated("the warehouse was laid out by an earlier version of the software")
    for schema in ("raw", "landed", "quarantine"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for table, columns in _TABLES.items():
        con.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
    for feed in feeds:
        columns = feed.landed_columns()
        have = present.get(f"landed.{feed.system}__{feed.name}")
        if have is None:
            listed = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
            con.execute(f"CREATE TABLE {feed.landed_table} ({listed})")
        for name in columns.keys() - set(have or columns):
            con.execute(f'ALTER TABLE {feed.landed_table} ADD COLUMN "{name}" {columns[name]}')
        # Judged by itself: a run killed between the two statements leaves a table without its view.
        if feed.value_columns().keys() - set(present.get(f"raw.{feed.system}__{feed.name}", ())):
            con.execute(_view(feed))


def _view(feed: Feed) -> str:
    """The rows of a feed with their provenance."""
    own = ", ".join(f'l."{name}"' for name in feed.value_columns())
    return f"""CREATE OR REPLACE VIEW {feed.raw_table} AS
        SELECT {own}, file.provider AS _provider, file.file AS _file, sheet.sheet AS _sheet, l._row,
               sheet.place * {_SHEET_STRIDE} + l._row AS _seq, file.digest AS _digest,
               file.received_at AS _received_at, file.loaded_at AS _loaded_at, sheet.file_no AS _file_no
        FROM {feed.landed_table} AS l
        INNER JOIN landed.sheets AS sheet ON l._sheet_no = sheet.sheet_no
        INNER JOIN raw.files AS file ON sheet.file_no = file.file_no"""
