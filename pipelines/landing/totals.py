"""Total, subtotal and group rows compared with the rows they claim to sum.

Such rows are no data, but they tell whether a row was lost before the file reached us: 海南省（27所） above 28 rows.
Every row of the file counts, refused ones too, because the provider summed what lies in the file.
"""

import heapq
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.contracts import PERSONAL_CLASSES, Column, Feed
from pipelines.landing.headers import Header
from pipelines.landing.messages import say
from pipelines.landing.text import Bad, fold, is_missing
from pipelines.landing.types import GROUP_HEADING, TOTAL_WORDS, convert

Row = tuple[
    int, Sequence[str | None] | None
]  # row number and cells, None for a row whose cells were not told apart

_STATED_COUNT = re.compile(r"[(（]\s*(\d+)[^\d]*[)）]$")
_BARE_COUNT = re.compile(r"(\d{1,9})(?:\.0+)?\s*[所家人名个项条门户期场次班份件笔]?")
_WORDED_COUNT = re.compile(
    r"共?\s*(\d{1,9})\s*[所家个项条门户期场班份件笔]"
)  # not 人: persons need not be rows
_RUNNING = re.compile("累计")  # may reach back beyond the file, so only agreement says something
_PARTIAL = re.compile("小计|本页|subtotal", re.IGNORECASE)
_DECIMALS = re.compile(r"\.(\d+)")
_BATCH = 20_000
_NAMED = 5  # wrong figures that a note names; the receipt has them all


@dataclass(frozen=True)
class TotalCheck:
    """One stated figure: `column` None is the number of rows.

    `found` None cannot be told, as a cell is no number; `unread` is the first row with such a cell.
    """

    row: int
    column: str | None
    stated: float
    found: float | None
    tolerance: float
    unread: int | None = None

    @property
    def agrees(self) -> bool | None:
        """None when it cannot be told."""
        return None if self.found is None else abs(self.stated - self.found) <= self.tolerance


@dataclass(frozen=True)
class SheetRead:
    """What was recognised in one sheet (name None where the file has no sheets): its header and its total rows."""

    name: str | None
    header: Header
    total_checks: list[TotalCheck]


def summed_columns(feed: Feed, header: Header) -> list[Column]:
    """The columns of a sheet whose numbers a total row may sum."""
    return [
        column
        for column in feed.delivered
        if column.type in ("int", "num", "money")
        and column.additive
        and column.name not in feed.key
        and column.field in header.positions
    ]


def data_rows(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    header: Header,
    relation: str,
    broken: Iterable[tuple[int, str]],
    aside: set[int],
) -> Iterator[Row]:
    """The rows of the sheet in row order save those whose numbers stand in `aside`, with the cells that can be summed.

    `relation` has _row and the header's cells as c0, c1, …; `broken` rows have no cells. Nothing is asked of `con`
    before the first row is taken; until the last one is, it is busy.
    """
    wanted = {header.positions[column.field] for column in summed_columns(feed, header)}
    listed = ", ".join(f"c{i}" if i in wanted else "NULL" for i in range(len(header.cells)))
    found = con.execute(f"SELECT _row, [{listed}] FROM {relation} ORDER BY _row")
    batches = iter(lambda: found.fetchmany(_BATCH), [])
    rows = ((row, texts) for batch in batches for row, texts in batch if row not in aside)
    cut = ((row, None) for row, _ in sorted(broken))
    yield from heapq.merge(rows, cut, key=lambda row: row[0])


def compare_totals(
    feed: Feed, header: Header, totals: Sequence[Row], data: Iterable[Row]
) -> list[TotalCheck]:
    """What each total row states, beside the sum of the rows it stands for.

    `totals` are the rows set apart as total or group rows, `data` all other rows that are not blank, both in row
    order with the cells of the whole row. A subtotal sums the rows since the total or group row before it, a group
    heading counts the rows below it. Where several readings are usual (all rows, or those since the last total), the
    one that fits counts. A total row above all data sums what is below.
    """
    marks = [_Mark(row, cells, _word(cells)) for row, cells in totals if cells]
    marks = [mark for mark in marks if mark.word or _is_group(mark.cells)]
    if not marks:
        return []
    summed = summed_columns(feed, header)
    sums = _Sums(summed, header, data)
    checks: list[TotalCheck] = []
    for index, mark in enumerate(marks):
        before, after = marks[:index], marks[index + 1 :]
        if mark.word:
            checks += _total(_stated(feed, header, summed, mark.cells), sums, mark, before, after)
        else:
            checks.append(_group(sums, mark, after))
    return checks


def total_note(feed: Feed, sheets: Sequence[Sequence[TotalCheck]]) -> list[str]:
    """One note for raw.files on the total rows that do not fit, none when all do; the first five are named."""
    wrong = [
        (index, check)
        for index, checks in enumerate(sheets, start=1)
        for check in checks
        if check.agrees is False
    ]
    if not wrong:
        return []
    named = [
        f"{f'table {index} ' if len(sheets) > 1 else ''}row {check.row} {check.column or 'rows'}"
        + (f" {check.stated:.15g} stated {check.found:.15g} found" if shown(feed, check) else "")
        for index, check in wrong[:_NAMED]
    ]
    more = ", …" if len(wrong) > _NAMED else ""
    rows = len({(index, check.row) for index, check in wrong})
    return [say("totals", rows=rows, what=", ".join(named) + more)]


def shown(feed: Feed, check: TotalCheck) -> bool:
    """False where a subtotal of one row would tell a person's value."""
    column = next((column for column in feed.columns if column.field == check.column), None)
    return column is None or column.classification not in PERSONAL_CLASSES


class _Sums:
    """Rows and running sums by row number, so that any span of rows costs two look-ups."""

    def __init__(self, columns: list[Column], header: Header, data: Iterable[Row]) -> None:
        self.numbers = array("q")
        self.columns = {column.field: (array("d", [0.0]), array("q", [0])) for column in columns}
        readers = [_Reader(column, header) for column in columns]
        for number, cells in data:
            self.numbers.append(number)
            for reader, (running, unknown) in zip(readers, self.columns.values(), strict=True):
                value = None if cells is None else reader.number(cells)
                running.append(running[-1] + (value or 0.0))
                unknown.append(unknown[-1] + (value is None))

    def _span(self, after: int, before: int | None) -> tuple[int, int]:
        start = bisect_right(self.numbers, after)
        return start, len(self.numbers) if before is None else bisect_left(self.numbers, before)

    def count(self, after: int, before: int | None) -> int:
        """Data rows strictly between two row numbers; None is the end of the sheet."""
        start, end = self._span(after, before)
        return end - start

    def sum(self, field: str, after: int, before: int | None) -> tuple[float | None, int | None]:
        """Sum of a column between two row numbers; None and the first row whose cell is no number, where there is one."""
        start, end = self._span(after, before)
        running, unknown = self.columns[field]
        if unknown[end] == unknown[start]:
            return round(running[end] - running[start], 6), None
        return None, self.numbers[bisect_right(unknown, unknown[start]) - 1]


class _Reader:
    """The cells of one column as numbers; each distinct text is read once."""

    def __init__(self, column: Column, header: Header) -> None:
        self.column, self.position = column, header.positions[column.field]
        self.factor = header.factors.get(column.field, 1.0)
        self._known: dict[str | None, float | None] = {None: 0.0}

    def number(self, cells: Sequence[str | None]) -> float | None:
        """0 for an empty cell, None for one that cannot be added up."""
        text = cells[self.position]
        if text not in self._known:
            self._known[text] = _value(self.column, text, self.factor)
        return self._known[text]


def _value(column: Column, text: str, factor: float) -> float | None:
    converted = convert(column, text, factor)
    if converted.rule or (column.currency and converted.sibling not in (None, "CNY")):
        return None
    return float(converted.value or 0.0)


def _first(cells: Sequence[str | None]) -> str:
    return next((cell.strip() for cell in cells if cell and cell.strip()), "")


def _word(cells: Sequence[str | None]) -> str:
    """The word that makes a total row, also before a number in brackets; empty for other rows."""
    filled = [_STATED_COUNT.sub("", cell.strip()) for cell in cells if cell and cell.strip()]
    return next((cell.rstrip(":：") for cell in filled[:2] if TOTAL_WORDS.fullmatch(cell)), "")


def _is_group(cells: Sequence[str | None]) -> bool:
    """A heading such as 海南省（27所）; one without a number states nothing."""
    first = _first(cells)
    return GROUP_HEADING.fullmatch(first) is not None and _STATED_COUNT.search(first) is not None


@dataclass(frozen=True)
class _Mark:
    """A total row (with its word) or a group heading (without)."""

    row: int
    cells: Sequence[str | None]
    word: str


def _group(sums: "_Sums", mark: _Mark, after: list[_Mark]) -> TotalCheck:
    """A heading counts the rows down to the next mark; one above other headings, down to a total or the end."""
    stated = float(_STATED_COUNT.search(_first(mark.cells))[1])
    ends = (
        next((other.row for other in after), None),
        next((other.row for other in after if other.word), None),
        None,
    )
    counts = [float(sums.count(mark.row, end)) for end in ends]
    found = stated if stated in counts else next(filter(None, counts), 0.0)
    return TotalCheck(mark.row, None, stated, found, 0.0)


def _total(
    stated: list[tuple[str | None, float, float]],
    sums: "_Sums",
    mark: _Mark,
    before: list[_Mark],
    after: list[_Mark],
) -> list[TotalCheck]:
    """The reading of a total row under which most of its figures agree; the usual one where none does better."""
    readings = [
        [_check(sums, mark.row, field, value, tolerance, span) for field, value, tolerance in stated]
        for span in _spans(sums, mark, before, after)
    ]
    best = max(readings, key=lambda checks: sum(check.agrees is True for check in checks))
    return [check for check in best if check.agrees is not False] if _RUNNING.search(mark.word) else best


def _check(
    sums: "_Sums",
    row: int,
    field: str | None,
    stated: float,
    tolerance: float,
    span: tuple[int, int | None],
) -> TotalCheck:
    """One figure of the total in `row`, read as that of the rows in `span`."""
    found, unread = (float(sums.count(*span)), None) if field is None else sums.sum(field, *span)
    return TotalCheck(row, field, stated, found, tolerance, unread)


def _spans(
    sums: "_Sums", mark: _Mark, before: list[_Mark], after: list[_Mark]
) -> list[tuple[int, int | None]]:
    """Spans of rows that a total row may stand for, the usual one first."""
    partial = _PARTIAL.search(mark.word) is not None
    above = before[-1].row if before else 0
    if sums.count(above if partial else 0, mark.row) == 0:
        spans = [(mark.row, after[0].row if after else None), (mark.row, None)]
        return spans if partial else spans[::-1]
    peer = next((other.row for other in reversed(before) if other.word == mark.word), 0)
    heading = next((other.row for other in reversed(before) if not other.word), 0)
    starts = (above, heading, peer, 0) if partial else (0, peer, heading, above)
    return [(start, mark.row) for start in dict.fromkeys(starts)]


def _stated(
    feed: Feed, header: Header, summed: list[Column], cells: Sequence[str | None]
) -> list[tuple[str | None, float, float]]:
    """(column, figure, tolerance) of what a total row says.

    总计（75所）, a number in the place of a key and 28份 in a column of text are numbers of rows.
    """
    found: list[tuple[str | None, float, float]] = []
    for column in summed:
        text = cells[header.positions[column.field]]
        if not text or is_missing(text) or TOTAL_WORDS.fullmatch(text.strip()):
            continue
        factor = header.factors.get(column.field, 1.0)
        value = _value(column, text, factor)
        if value is not None:
            found.append((column.field, value, _rounding(text, value)))
    counts = [_count(_STATED_COUNT, _first(cells))]
    for column in feed.delivered:
        text = cells[header.positions[column.field]] if column.field in header.positions else None
        if text and column.type in ("code", "uscc", "text"):
            counts.append(_count(_BARE_COUNT if column.field in feed.key_fields else _WORDED_COUNT, text))
    count = next((count for count in counts if count is not None), None)
    return found if count is None else [(None, count, 0.0), *found]


def _count(pattern: re.Pattern[str], text: str) -> float | None:
    try:
        plain = fold(text)
    except Bad:
        return None
    match = pattern.search(plain) if pattern is _STATED_COUNT else pattern.fullmatch(plain)
    return float(match[1]) if match else None


def _rounding(text: str, value: float) -> float:
    """Half a unit of the last place stated: 3.8 万元 stands for anything from 3.75 to 3.85 万元."""
    plain = fold(text).replace(",", "")
    number = re.search(r"\d+(?:\.\d+)?", plain)
    if number is None or not float(number.group()):
        return 0.005
    unit = abs(value) / float(number.group())
    decimals = _DECIMALS.search(number.group())
    return 0.5 * unit * 10 ** -(len(decimals[1]) if decimals else 0) * (1 + 1e-9)
