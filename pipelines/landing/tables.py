"""A sheet of cells in the engine, all text, with the row number a person would count."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.landing.headers import Header


@dataclass(frozen=True)
class CellTable:
    """`relation` has columns _row, c0…cn (text); `broken` lists rows no cell could be taken from, with the rule."""

    relation: str
    header: Header
    rows: int
    broken: list[tuple[int, str]]
    blank_rows: int
    header_rows: int
    sheet: str | None = None


def quote_path(path: Path) -> str:
    """A path as an SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"


def create_cells(con: duckdb.DuckDBPyConnection, table: str, width: int) -> None:
    """An empty temp table with _row and `width` text columns."""
    columns = "".join(f", c{i} VARCHAR" for i in range(width))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (_row BIGINT{columns})")


def append_cells(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple]) -> None:
    """Append rows of (row number, cell, cell, …); cells are text or None."""
    if not rows:
        return
    numbers, *cells = zip(*rows, strict=True)
    arrays = [pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in cells)]
    con.register("cells_batch", pa.table(arrays, names=["_row", *(f"c{i}" for i in range(len(cells)))]))
    con.execute(f"INSERT INTO {table} SELECT * FROM cells_batch")
    con.unregister("cells_batch")


_ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
}


def register_lookup(
    con: duckdb.DuckDBPyConnection,
    name: str,
    keys: int,
    rows: Sequence[tuple],
    value_type: str,
    sibling_type: str,
) -> None:
    """Make `rows` of (key text, …, value, sibling, rule) readable as the relation `name` (k0…, value, sibling, rule)."""
    columns = list(zip(*rows, strict=True))
    types = [*[pa.string()] * keys, _ARROW[value_type], _ARROW[sibling_type], pa.string()]
    names = [*(f"k{i}" for i in range(keys)), "value", "sibling", "rule"]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    con.register(name, pa.table(arrays, names=names))
