"""What the landing writes down: one line in raw.files for each file met, one in quarantine.rows for each fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines.contracts import Feed
from pipelines.landing.outcome import Fault


@dataclass
class FileRecord:
    """One row of raw.files."""

    system: str
    feed: str
    provider: str
    file: str
    digest: str
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    status: str
    message: str
    received_at: datetime
    size: int
    mtime_ns: int
    loaded_at: datetime
    withdrawn_at: datetime | None = None
    header_rows: int = 0
    blank_rows: int = 0
    total_rows: int = 0


def write_record(
    con: duckdb.DuckDBPyConnection, record: FileRecord, faults: list[tuple[str | None, Fault]]
) -> None:
    """Append the file's line and its faults (sheet, fault).

    A file that was refused before and is tried again replaces what was written about it then.
    """
    names = list(vars(record))
    earlier = [record.system, record.feed, record.provider, record.file, record.digest]
    where = "system = ? AND feed = ? AND provider = ? AND file = ? AND digest = ?"
    refused = con.execute(
        f"SELECT count(*) FROM raw.files WHERE {where} AND status = 'refused'", earlier
    ).fetchone()[0]
    if refused:
        con.execute(f"DELETE FROM quarantine.rows WHERE {where}", earlier)
        con.execute(f"DELETE FROM raw.files WHERE {where} AND status = 'refused'", earlier)
    marks = ", ".join("?" * len(names))
    con.execute(f"INSERT INTO raw.files ({', '.join(names)}) VALUES ({marks})", list(vars(record).values()))
    if faults:
        _write_faults(con, record, faults)


def _write_faults(
    con: duckdb.DuckDBPyConnection, record: FileRecord, faults: list[tuple[str | None, Fault]]
) -> None:
    origin = (record.system, record.feed, record.provider, record.file, record.digest)
    rows = [
        (*origin, sheet, fault.row, fault.column, fault.rule, fault.value, record.loaded_at)
        for sheet, fault in faults
    ]
    names = [
        "system",
        "feed",
        "provider",
        "file",
        "digest",
        "sheet",
        "row_number",
        "column_name",
        "rule",
        "value",
    ]
    names.append("quarantined_at")
    arrays = [pa.array(column) for column in zip(*rows, strict=True)]
    con.register("faults_batch", pa.table(arrays, names=names))
    con.execute(f"INSERT INTO quarantine.rows ({', '.join(names)}) SELECT * FROM faults_batch")
    con.unregister("faults_batch")


def feed_tables(feeds: Iterable[Feed]) -> list[str]:
    """DDL of the landing's schemas and tables; safe to run again, and adds columns a contract gained."""
    statements = ["CREATE SCHEMA IF NOT EXISTS raw", "CREATE SCHEMA IF NOT EXISTS quarantine"]
    statements.append(
        """CREATE TABLE IF NOT EXISTS raw.files (
            system VARCHAR, feed VARCHAR, provider VARCHAR, file VARCHAR, digest VARCHAR, rows_read BIGINT,
            rows_accepted BIGINT, rows_quarantined BIGINT, status VARCHAR, message VARCHAR, received_at TIMESTAMP,
            size BIGINT, mtime_ns BIGINT, loaded_at TIMESTAMP, withdrawn_at TIMESTAMP, header_rows BIGINT,
            blank_rows BIGINT, total_rows BIGINT)"""
    )
    statements.append(
        """CREATE TABLE IF NOT EXISTS quarantine.rows (
            system VARCHAR, feed VARCHAR, provider VARCHAR, file VARCHAR, digest VARCHAR, sheet VARCHAR,
            row_number BIGINT, column_name VARCHAR, rule VARCHAR, value VARCHAR, quarantined_at TIMESTAMP)"""
    )
    for feed in feeds:
        columns = feed.raw_columns()
        listed = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
        statements.append(f"CREATE TABLE IF NOT EXISTS {feed.raw_table} ({listed})")
        statements += [
            f'ALTER TABLE {feed.raw_table} ADD COLUMN IF NOT EXISTS "{name}" {sql_type}'
            for name, sql_type in columns.items()
        ]
    return statements
