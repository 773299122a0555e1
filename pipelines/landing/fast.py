"""The single pass: a sheet whose every cell is spelt plainly goes from text to typed rows in one statement.

Each cell is checked while it is typed and the first one that is not plain ends the statement; then the sheet takes
the way that looks closer (landing/convert.py). So a clean file is read once, whatever its size, in flat memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.contracts import Column, Feed
from pipelines.landing.headers import Header
from pipelines.landing.judge import aside_sql
from pipelines.landing.sheets import Sheet
from pipelines.landing.types import convert, fast_sibling_sql, fast_sql
from pipelines.sql import quote_path

# What a cell that is not plain, a file that is no strict CSV, and a row too long for the room given end the statement with.
NOT_PLAIN = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.OutOfMemoryException,
)
# Shapes that only one look at each distinct value can confirm, after loading.
_SHAPES = {"uscc": "[0-9A-HJ-NPQRTUWXY]{18}", "district": "[0-9]{6}"}


class LooksCloser(ValueError):
    """The sheet cannot go the single pass."""


def cells_sql(sheet: Sheet) -> str:
    """The cells of a sheet as a relation with _row, c0, c1, …; the engine keeps the order of a plain read."""
    if sheet.delimiter is None:
        return f"read_parquet({quote_path(sheet.path)})"
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(sheet.header.cells)))
    return f"""(SELECT row_number() OVER () + {sheet.header.row} AS _row, *
        FROM read_csv({quote_path(sheet.path)}, auto_detect = false, header = false, skip = {sheet.header.row},
            delim = '{sheet.delimiter}', quote = '"', escape = '"', strict_mode = true, null_padding = false,
            columns = {{{columns}}}))"""


def load_plain(con: duckdb.DuckDBPyConnection, feed: Feed, sheet: Sheet, sheet_no: int) -> int:
    """Insert the rows of `sheet`; returns their number.

    Raises LooksCloser or one of NOT_PLAIN when the sheet must take the other way; the transaction is to be rolled back.
    """
    if any(column.type in ("pid", "contact") or not column.stored for column in feed.columns):
        raise LooksCloser("documents, names and phones are keyed text by text")
    aside = (
        f"CASE WHEN ({aside_sql(feed, sheet.header)}) IS NULL THEN t._row ELSE error('beside the data') END"
    )
    values = _values(feed, sheet.header) | {"_sheet_no": str(sheet_no), "_row": aside}
    columns = feed.landed_columns()
    with _little_memory(con, max(256, 16 * len(columns))):
        loaded = con.execute(
            f"""INSERT INTO {feed.landed_table} ({", ".join(f'"{name}"' for name in columns)})
                SELECT {", ".join(f"CAST({values[name]} AS {kind})" for name, kind in columns.items())}
                FROM {cells_sql(sheet)} AS t"""
        ).fetchone()[0]
    if loaded != sheet.rows:
        raise LooksCloser("the engine read another number of rows than the file has lines")
    _confirm(con, feed, sheet, sheet_no)
    return loaded


@contextmanager
def _little_memory(con: duckdb.DuckDBPyConnection, megabytes: int) -> Iterator[None]:
    """The engine keeps what it wrote while there is room: without a bound memory grows with the file."""
    aside = con.cursor()  # the statement may end the connection's transaction
    usual = aside.execute("SELECT current_setting('memory_limit')").fetchone()[0]
    aside.execute(f"SET memory_limit = '{megabytes}MB'")
    try:
        yield
    finally:
        aside.execute(f"SET memory_limit = '{usual}'")


def _values(feed: Feed, header: Header) -> dict[str, str]:
    """SQL of each stored column; a cell that is not plain is an error."""
    values: dict[str, str] = {}
    for column in feed.columns:
        cell = header.cell_sql(column.field)
        if not header.has(column.field):
            values[column.name] = "NULL" if column.name not in feed.key else "error('no key')"
        else:
            plain = f"coalesce({_plain_sql(column, cell, header.factors.get(column.field, 1.0))}, error('not plain'))"
            optional = f"CASE WHEN {cell} IS NOT NULL THEN {plain} END"
            values[column.name] = plain if column.name in feed.key else optional
        for name in column.siblings():
            given = f"CASE WHEN {cell} IS NOT NULL THEN {fast_sibling_sql(column)} END"
            values[name] = "FALSE" if name.endswith("_year_inferred") else given
    return values


def _plain_sql(column: Column, cell: str, factor: float) -> str:
    if shape := _SHAPES.get(column.type):
        return f"CASE WHEN regexp_full_match({cell}, '{shape}') THEN {cell} END"
    return fast_sql(column, cell, factor)


def _confirm(con: duckdb.DuckDBPyConnection, feed: Feed, sheet: Sheet, sheet_no: int) -> None:
    """Look once at each distinct value whose shape alone proves nothing."""
    for column in feed.columns:
        if column.type in _SHAPES and sheet.header.has(column.field):
            texts = con.execute(
                f'SELECT DISTINCT "{column.name}" FROM {feed.landed_table} WHERE _sheet_no = {sheet_no}'
            ).fetchall()
            if any(text is not None and convert(column, text).value != text for (text,) in texts):
                raise LooksCloser("a code is not what its shape says")
