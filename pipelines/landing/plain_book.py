"""The quick way through an .xlsx whose columns hold one kind of cell each: whole columns, no look at each cell.

Every cell is accounted for: a column of mixed kinds, a failed formula, a rounded number, a time without a day or a
header that is not where the sheet's XML has it makes the book NotPlain, and the careful reader takes it.
"""

import logging
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.landing.cells import CellWriter
from pipelines.landing.headers import HEAD_ROWS, Header
from pipelines.landing.limits import LIMITS, check_archive
from pipelines.landing.sheets import Sheet
from pipelines.landing.xlsx import count_values, first_rows, sheet_parts

# It tells of every column without any value; an empty column is no news.
logging.getLogger("fastexcel").setLevel(logging.ERROR)
EXACT = 1e15  # greater numbers have lost digits in the spreadsheet already
_BATCH = 1_048_576  # one row group: a second thread of the engine would cost more than it saves
# Below lie times without a day, and Excel's 29 February 1900.
_FIRST_DAY = pa.scalar(np.datetime64("1900-03-01", "ms"))
_SECOND = 1_000  # of a timestamp in milliseconds
_DAY = 86_400_000
_UNNAMED = "__UNNAMED__"
_DAMAGED = (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error, expat.ExpatError)


class NotPlain(ValueError):
    """The book must be read cell by cell."""


class PlainBook:
    """An .xlsx as the careful reader's book (`read_workbook.CarefulBook`) is; any method may raise NotPlain."""

    def __init__(self, path: Path) -> None:
        if not zipfile.is_zipfile(path):
            raise NotPlain("no .xlsx inside")
        check_archive(path)
        self._path, self._reader = path, None
        with self._opened() as book:
            self._parts = sheet_parts(book)
        self.names = list(self._parts)
        self._head: list[list[str | None]] = []

    def head(self, index: int) -> list[list[str | None]]:
        """The first rows as text; none of an empty sheet."""
        with self._opened() as book:
            head = first_rows(book, self._parts[self.names[index]], HEAD_ROWS)
        if head is None or (not head and self._load(index, None).num_rows):
            raise NotPlain("the first rows tell too little")
        self._head = head
        return head

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self._path) as book:
                yield book
        except _DAMAGED as error:
            raise NotPlain from error

    def write(self, index: int, header: Header, target: Path) -> Sheet:
        """The rows below the header as a sheet of cells at `target`; the sheet is the one whose head was asked for."""
        batch = self._load(index, header.row - 1)
        titles = self._head[header.row - 1]
        titles = [*titles[: batch.num_columns], *[None] * (batch.num_columns - len(titles))]
        for name, title in zip(batch.schema.names, titles, strict=True):
            if name != title and not (title is None and name.startswith(_UNNAMED)):
                raise NotPlain("the header lies elsewhere")
        if any(column.null_count for column in batch.columns):
            self._reconcile(index, batch, header)
        header = replace(header, cells=tuple((title or "").strip() for title in titles))
        columns = [_texts(column) for column in batch.columns]
        return _written(columns, header, target, self.names[index])

    def _load(self, index: int, header_row: int | None) -> pa.RecordBatch:
        """Columns of one type each; what does not fit the type (a failed formula, the word NULL) is empty there."""
        try:
            self._reader = self._reader or fastexcel.read_excel(str(self._path))
            batch = self._reader.load_sheet_eager(
                self.names[index], header_row=header_row, schema_sample_rows=None, dtype_coercion="strict"
            )
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # the reader's panics are no Exceptions
            raise NotPlain from error
        if batch.num_columns > LIMITS.columns:
            raise NotPlain("too many columns")
        return batch

    def _reconcile(self, index: int, batch: pa.RecordBatch, header: Header) -> None:
        """Empty cells are empty: the columns hold as many values as the sheet's XML."""
        held = sum(len(column) - column.null_count for column in batch.columns)
        above = sum(cell is not None for row in self._head[: header.row] for cell in row)
        with self._opened() as book:
            stored = count_values(book, self._parts[self.names[index]])
        if held + above != stored:
            raise NotPlain("cells that are not of their column's kind")


def _written(columns: list[pa.Array], header: Header, target: Path, name: str) -> Sheet:
    rows = len(columns[0])
    numbers = pa.array(np.arange(header.row + 1, header.row + 1 + rows))
    blank = 0
    if all(column.null_count for column in columns):
        filled = pc.invert(columns[0].is_null())
        for column in columns[1:]:
            filled = pc.or_(filled, column.is_valid())
        blank = rows - pc.sum(filled).as_py()
        if blank:
            numbers, columns = numbers.filter(filled), [column.filter(filled) for column in columns]
    with CellWriter(target, len(columns)) as writer:
        for start in range(0, rows - blank, _BATCH):
            writer.write_columns(
                numbers[start : start + _BATCH], [column[start : start + _BATCH] for column in columns]
            )
    return Sheet(str(target), header, writer.rows, blank, header.row, name=name)


def _texts(column: pa.Array) -> pa.Array:
    """A column in the spelling that the careful reader gives each of its cells."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        column = column.cast(pa.string())
        empty = pc.equal(column, "")
        return pc.if_else(empty, None, column) if pc.any(empty).as_py() else column
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _numbers(column)
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "1", "0")
    if pa.types.is_timestamp(kind):
        return _moments(column)
    raise NotPlain(f"cells of type {kind}")


def _numbers(column: pa.Array) -> pa.Array:
    numbers = column.cast(pa.float64())
    if not _all(pc.less(pc.abs(numbers), EXACT)):
        raise NotPlain("rounded numbers")
    whole = pc.equal(numbers, pc.floor(numbers))
    if _all(whole):
        return numbers.cast(pa.int64()).cast(pa.string())
    integers = pc.floor(numbers).cast(pa.int64()).cast(pa.string())
    texts = pc.if_else(whole, integers, numbers.cast(pa.string()))
    # The careful reader spells as Python does, with an exponent below 0.0001; Arrow has another bound.
    small = pc.and_(pc.less(pc.abs(numbers), 1e-4), pc.invert(whole))
    otherwise = pc.or_(small, pc.match_substring(texts, "e"))
    if pc.any(otherwise).as_py():
        spelt = pa.array([None if number is None else repr(number) for number in numbers.to_pylist()])
        return pc.if_else(otherwise, spelt, texts)
    return texts


def _moments(column: pa.Array) -> pa.Array:
    """Days as 2016-01-31, moments with the time of day behind; a day with the time zero is a day."""
    ticks = column.cast(pa.int64())
    if not _all(pc.greater_equal(column, _FIRST_DAY)) or not _all(_divided(ticks, _SECOND)):
        raise NotPlain("times without a day, or finer than seconds")
    days = column.cast(pa.date32(), safe=False).cast(pa.string())
    whole = _divided(ticks, _DAY)
    if _all(whole):
        return days
    return pc.if_else(whole, days, column.cast(pa.timestamp("s")).cast(pa.string()))


def _divided(ticks: pa.Array, divisor: int) -> pa.Array:
    return pc.equal(pc.multiply(pc.divide(ticks, divisor), divisor), ticks)


def _all(truths: pa.Array) -> bool:
    return pc.all(truths).as_py() is not False
