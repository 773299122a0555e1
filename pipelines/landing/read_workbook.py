"""Workbooks (.xlsx, .xls, .ods): every sheet that has the feed's header."""

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from pipelines.contracts import Feed
from pipelines.landing.cells import CellWriter
from pipelines.landing.error_cells import ErrorCells, error_cells
from pipelines.landing.headers import HEAD_ROWS, Header, HeaderError, HeaderMatcher
from pipelines.landing.limits import LIMITS, UnreadableFile, check_archive, check_columns
from pipelines.landing.messages import say, say_of
from pipelines.landing.plain_book import EXACT, NotPlain, PlainBook
from pipelines.landing.sheets import Sheet
from pipelines.landing.template_sheets import GUIDES

_BATCH = 20_000
_DAY_NUMBER = re.compile(r"\d{5}(?:\.\d+)?")
_DAYS_1904 = 1462


def read_workbook(path: Path, matcher: HeaderMatcher, target: Path) -> tuple[list[Sheet], list[str]]:
    """Sheets with a header, their cells in files named after `target`, and notes on the sheets without.

    Raises UnreadableFile for a damaged, protected or exploding book, HeaderError when no sheet has a header.
    """
    since_1904 = _counts_from_1904(path)
    if path.suffix.lower() == ".xlsx" and not since_1904:
        with contextlib.suppress(NotPlain):
            sheets, notes, fault = _sheets(PlainBook(path), matcher, target)
            if sheets:
                return sheets, notes
    with _open(path) as book:
        careful = CarefulBook(book, path, matcher.feed if since_1904 else None)
        sheets, notes, fault = _sheets(careful, matcher, target)
    if not sheets:
        raise fault or UnreadableFile(say("empty"))
    return sheets, notes


def _sheets(
    book: "CarefulBook | PlainBook", matcher: HeaderMatcher, target: Path
) -> tuple[list[Sheet], list[str], HeaderError | None]:
    """Sheets, notes, and the fault of the first sheet that has no header."""
    sheets: list[Sheet] = []
    notes: list[str] = []
    fault: HeaderError | None = None
    if len(book.names) > LIMITS.sheets:
        raise UnreadableFile(say("sheets", count=len(book.names), limit=LIMITS.sheets))
    for index, name in enumerate(book.names):
        head = [] if name in GUIDES else book.head(index)
        if not head:
            continue
        try:
            header = matcher.find(head)
        except HeaderError as error:
            fault = fault or error
            notes.append(say_of("sheet_skipped", error, number=index + 1))
            continue
        sheets.append(book.write(index, header, target.with_suffix(f".{index}.parquet")))
    return sheets, notes, fault


class CarefulBook:
    """An open workbook read cell by cell; `days_1904` is the feed when bare day numbers count from 1904."""

    def __init__(
        self, book: python_calamine.CalamineWorkbook, path: Path, days_1904: Feed | None = None
    ) -> None:
        self._book, self._feed = book, days_1904
        self.names = book.sheet_names
        self._errors = error_cells(path)
        self._rows: dict[int, Iterator[Sequence]] = {}

    def head(self, index: int) -> list[list[str | None]]:
        """The first rows as text; none of a sheet without any text. The rest is to be taken before another sheet's."""
        rows = _rows(self._book, index, self._errors.get(self.names[index], {}))
        head = list(islice(rows, HEAD_ROWS))
        if not any(any(map(_text, row)) for row in head) and not (head and any(map(any, rows))):
            return []
        self._rows = {index: chain(head, rows)}
        return [[_text(cell) for cell in row] for row in head]

    def write(self, index: int, header: Header, target: Path) -> Sheet:
        """The rows below the header as a sheet of cells at `target`."""
        days = _day_columns(self._feed, header) if self._feed else frozenset()
        body = islice(self._rows.pop(index), header.row, None)
        return _write(body, header, target, self.names[index], days)


def read_sheets(path: Path) -> list[tuple[str, list[list[str | None]]]]:
    """Every sheet with all its rows as text, from the first row on. Raises UnreadableFile as read_workbook does."""
    errors = error_cells(path)
    with _open(path) as book:
        return [
            (name, [[_text(cell) for cell in row] for row in _rows(book, index, errors.get(name, {}))])
            for index, name in enumerate(book.sheet_names)
        ]


def _write(
    rows: Iterator[Sequence], header: Header, target: Path, name: str, days_1904: frozenset[int]
) -> Sheet:
    width = len(header.cells)
    blank, first = 0, header.row + 1
    with CellWriter(target, width) as writer:
        while batch := list(islice(rows, _BATCH)):
            filled = [
                (number, row)
                for number, row in enumerate(batch, start=first)
                if any(cell != "" for cell in row)
            ]
            if filled:
                numbers, kept = zip(*filled, strict=True)
                columns = [_texts(column) for column in islice(zip(*kept, strict=True), width)]
                for index in days_1904:
                    columns[index] = _shifted(columns[index])
                writer.write_columns(numbers, columns)
            blank += len(batch) - len(filled)
            first += len(batch)
    return Sheet(str(target), header, writer.rows, blank, header.row, name=name)


def _counts_from_1904(path: Path) -> bool:
    """Whether day numbers of this .xlsx count from 1904, as old Macs had it; date cells say so themselves."""
    try:
        with zipfile.ZipFile(path) as book, book.open("xl/workbook.xml") as part:
            return re.search(rb'date1904\s*=\s*"(?:1|true)"', part.read()) is not None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return False  # no such book: whether it can be read at all is told by the reader


def _day_columns(feed: Feed, header: Header) -> frozenset[int]:
    return frozenset(
        header.positions[column.field]
        for column in feed.delivered
        if column.field in header.positions and column.type in ("date", "month", "datetime")
    )


def _shifted(texts: Iterable[str | None] | pa.Array) -> list[str | None]:
    """Bare day numbers that count from 1904 as those that count from 1900."""
    texts = texts.to_pylist() if isinstance(texts, pa.Array) else texts
    return [
        repr(float(text) + _DAYS_1904) if text and _DAY_NUMBER.fullmatch(text) else text for text in texts
    ]


def _rows(book: python_calamine.CalamineWorkbook, index: int, errors: ErrorCells) -> Iterator[Sequence]:
    sheet = _guarded(book.get_sheet_by_index, index)
    if sheet.start is None:
        return iter(())
    check_columns(sheet.width)
    return _with_errors(sheet.iter_rows(), errors, sheet.start[1]) if errors else sheet.iter_rows()


def _with_errors(rows: Iterator[Sequence], errors: ErrorCells, left: int) -> Iterator[Sequence]:
    """The rows with the words of the errors, which the reader leaves out, in their cells; rows begin at column `left`."""
    for number, row in enumerate(rows):
        if number in errors:
            row = [errors[number].get(place, cell) for place, cell in enumerate(row, start=left)]
        yield row


def _open(path: Path) -> python_calamine.CalamineWorkbook:
    """By name, save that a new workbook under another ending (.xls, .ods) is told by its content."""
    with path.open("rb") as handle:
        zipped = handle.read(2) == b"PK"
    if zipped:
        check_archive(path)
        if path.suffix.lower() in (".xls", ".ods"):
            return _guarded(python_calamine.load_workbook, path.open("rb"))
    return _guarded(python_calamine.load_workbook, str(path))


def _guarded(read, *arguments):
    try:
        return read(*arguments)
    except python_calamine.PasswordError:
        raise UnreadableFile(say("password")) from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # the reader's panics are no Exceptions
        raise UnreadableFile(say("workbook")) from None


def _texts(column: Sequence[object]) -> Sequence[str | None] | pa.Array:
    """Cells of one column as text; columns of one kind, the usual ones, need no look at each cell."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return [cell or None for cell in column]
    if kinds <= {float, int}:
        numbers = pa.array(column, pa.float64())
        whole = pc.all(pc.and_(pc.equal(numbers, pc.floor(numbers)), pc.less(pc.abs(numbers), EXACT)))
        if whole.as_py():
            return pc.cast(numbers, pa.int64()).cast(pa.string())
    return [_text(cell) for cell in column]


def _text(cell: object) -> str | None:
    """A cell as text in the spelling that the types read; whole floats lose .0, rounded ids stay visible as 1.2E+17."""
    match cell:
        case None | "":
            return None
        case str():
            return cell
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer() and abs(cell) < EXACT:
            return str(int(cell))
        case float() | int():
            return f"{cell:.15E}" if abs(cell) >= EXACT else repr(cell)
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)
