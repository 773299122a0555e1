"""Converted texts as a relation that the engine joins to the cells."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

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
