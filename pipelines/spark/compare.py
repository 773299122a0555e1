"""Compares the tables Spark wrote with the warehouse's: every row, every column, every digit."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.sql import quote_path


@dataclass(frozen=True)
class Compared:
    """One table on both engines; `differing` counts rows that only one of them has."""

    table: str
    rows: int
    spark_rows: int
    differing: int


def compare(
    con: duckdb.DuckDBPyConnection, tables: Iterable[tuple[str, str]], spark_tables: Path
) -> list[Compared]:
    """Compare each (schema, table) of the warehouse with the Parquet under `spark_tables`, rows counted as often as
    they occur, numbers bit for bit. A table without files has no rows."""
    return [_compare(con, schema, table, spark_tables / f"{schema}.db" / table) for schema, table in tables]


def _compare(con: duckdb.DuckDBPyConnection, schema: str, table: str, folder: Path) -> Compared:
    ours = f'"{schema}"."{table}"'
    columns = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {ours}").fetchall()}
    listed = ", ".join(f'"{name}"' for name in columns)
    here = f"(SELECT {listed} FROM {ours})"
    if any(folder.glob("*.parquet")):
        cast = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
        there = f"(SELECT {cast} FROM read_parquet({quote_path(folder / '*.parquet')}))"
    else:
        there = f"(SELECT {listed} FROM {ours} LIMIT 0)"
    counts = [
        con.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
        for query in (here, there, f"{here} EXCEPT ALL {there}", f"{there} EXCEPT ALL {here}")
    ]
    return Compared(f"{schema}.{table}", counts[0], counts[1], counts[2] + counts[3])
