"""Writes what the staging models read as partitioned Parquet, for an engine that cannot open the warehouse."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipelines.contracts import Feed
from pipelines.sql import quote_path

# The landing log as models may read it; messages about a file stay at home.
_FILES = "SELECT * EXCLUDE (message) FROM raw.files"


def export_sources(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed], folder: Path) -> int:
    """Write `folder`/<raw table>/received_month=yyyy-mm/*.parquet for every feed and for the landing log.

    Returns the rows written. What lay in `folder` before is gone: a row erased from the warehouse must not live on.
    """
    shutil.rmtree(folder, ignore_errors=True)
    rows = _export(con, _FILES, "received_at", folder / "files")
    for feed in feeds:
        table = folder / f"{feed.system}__{feed.name}"
        rows += _export(con, f"SELECT * FROM {feed.raw_table}", "_received_at", table)
    return rows


def _export(con: duckdb.DuckDBPyConnection, query: str, received: str, folder: Path) -> int:
    # A file without rows first: a feed that never delivered has its columns all the same.
    empty = folder / "received_month=none"
    empty.mkdir(parents=True)
    con.execute(f"COPY ({query} LIMIT 0) TO {quote_path(empty / 'empty.parquet')} (FORMAT parquet)")
    (rows,) = con.execute(
        f"""COPY (SELECT *, strftime({received}, '%Y-%m') AS received_month FROM ({query}))
            TO {quote_path(folder)} (FORMAT parquet, PARTITION_BY (received_month), OVERWRITE_OR_IGNORE)"""
    ).fetchone()
    return rows
