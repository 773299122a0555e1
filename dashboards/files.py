"""The release's open data: CSV, Parquet and workbooks."""

import csv
from pathlib import Path
from typing import Any

import duckdb

from dashboards.pages.downloads import FILES
from dashboards.release import TABLES, Release
from dashboards.render_excel import write_all
from dashboards.site import Site

# Characters that make a spreadsheet read text as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_files(database: Path, files: Path) -> list[Path]:
    """Write every download of the release `database` into the folder `files`; returns the files written.

    CSV is UTF-8 with a byte order mark and CRLF; numbers have their shortest exact text.
    Raises duckdb.Error when the database lacks a table.
    """
    database, files = Path(database), Path(files)
    files.mkdir(parents=True, exist_ok=True)
    written = write_all(Site.of(Release.read(database)), files)
    with duckdb.connect(str(database), read_only=True) as connection:
        for name in FILES:
            table, _, suffix = name.partition(".")
            if suffix == "csv":
                written.append(_write_csv(connection, table, files / name))
            elif suffix == "parquet":
                written.append(_write_parquet(connection, table, files / name))
    return written


def _write_csv(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> Path:
    cursor = connection.execute(f"select * from {table} order by {TABLES[table]} nulls first")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(column[0] for column in cursor.description)
        while rows := cursor.fetchmany(10_000):
            writer.writerows([_plain(value) for value in row] for row in rows)
    return path


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> Path:
    target = str(path).replace("'", "''")
    connection.execute(
        f"copy (select * from {table} order by {TABLES[table]} nulls first)"
        f" to '{target}' (format parquet, compression zstd)"
    )
    return path


def _plain(value: Any) -> Any:
    """The value as CSV text; text that a spreadsheet would run gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
