"""Delimited text: which lines are the header, and the careful reader that accounts for every physical line.

The engine's reader is fast but loses or merges rows of dirty files without a word, so its row count must equal
the independently counted lines (landing/fast.py); otherwise the careful reader takes the file, line by line.
"""

import csv
import io
import itertools
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from pipelines.landing.cells import CellWriter, write_broken
from pipelines.landing.decode import TextStats
from pipelines.landing.headers import HEAD_ROWS, Header, HeaderError, HeaderMatcher
from pipelines.landing.limits import LIMITS, check_columns
from pipelines.landing.messages import say
from pipelines.landing.sheets import Sheet
from pipelines.landing.types import TOTAL_WORDS

_DELIMITERS = (",", "\t", ";", "|")
_RECORD_LINES_MAX = 50  # a quoted cell that spans more lines than this is a broken quote
_LINE_CHARACTERS_MAX = 4_000_000  # longer lines are no rows of a table
_OPEN = object()  # a record whose last quote is not closed
csv.field_size_limit(_LINE_CHARACTERS_MAX)


def read_csv(path: Path, stats: TextStats, matcher: HeaderMatcher, target: Path | None) -> Sheet:
    """The UTF-8 text as a sheet: as it lies there, or line by line into `target` when that is given or needed.

    Raises HeaderError when no header row is found.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as handle:
        head = [handle.readline(_LINE_CHARACTERS_MAX) for _ in range(HEAD_ROWS)]
    delimiter, header = dialect([line for line in head if line], matcher)
    if target is None and stats.plain:
        rows = stats.lines - stats.blank_tail - header.row
        return Sheet(str(path), header, rows, stats.blank_tail, header.row, delimiter=delimiter)
    return _read_careful(path, delimiter, header, target or path.with_suffix(".parquet"))


def _read_careful(path: Path, delimiter: str, header: Header, target: Path) -> Sheet:
    """Every physical line becomes a row of `target`, a blank row or a broken row with its rule."""
    width = len(header.cells)
    broken: list[tuple[int, str]] = []
    blank = 0

    def good(records: Iterator[tuple[int, list[str] | str]]) -> Iterator[tuple]:
        nonlocal blank
        for row, cells in records:
            if isinstance(cells, str):
                broken.append((row, cells))
            elif not any(cells):
                blank += 1
            else:
                yield (row, *(cell or None for cell in cells))

    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="\n") as handle,
        CellWriter(target, width) as writer,
    ):
        lines = itertools.islice(_lines(handle), header.row, None)
        writer.write_rows(good(_records(lines, header.row + 1, delimiter, width)))
    return Sheet(str(target), header, writer.rows, blank, header.row, write_broken(target, broken))


def dialect(head: list[str], matcher: HeaderMatcher) -> tuple[str, Header]:
    """The delimiter under which the head of the file looks most like the feed."""
    best: tuple[str, Header] | None = None
    fault: HeaderError | None = None
    for split in (_head_lines, _head_records):
        for delimiter in _DELIMITERS:
            try:
                header = matcher.find(split(head, delimiter))
            except HeaderError as error:
                fault = fault or error
                continue
            if best is None or len(header.positions) > len(best[1].positions):
                best = delimiter, header
    if best is None:
        check_columns(
            max((line.count(delimiter) + 1 for line in head for delimiter in _DELIMITERS), default=0)
        )
        raise fault or HeaderError(say("empty"))
    check_columns(len(best[1].cells))
    return best


def _lines(handle: TextIO) -> Iterator[str | None]:
    """The physical lines; None for one that is too long to be a row, which is not held in memory."""
    while line := handle.readline(_LINE_CHARACTERS_MAX):
        whole = line.endswith("\n") or len(line) < _LINE_CHARACTERS_MAX
        yield line if whole else None
        while not whole:
            rest = handle.readline(_LINE_CHARACTERS_MAX)
            whole = rest.endswith("\n") or not rest


def _head_lines(head: list[str], delimiter: str) -> list[list[str]]:
    """Cells of each line by itself, so that a stray quote in a title costs one line."""
    return [
        []
        if line.count(delimiter) > LIMITS.columns
        else record_cells(line, delimiter) or line.rstrip("\r\n").split(delimiter)
        for line in head
    ]


def _head_records(head: list[str], delimiter: str) -> list[list[str]]:
    """Cells of each record at its last line: a header cell may hold a line break."""
    rows: list[list[str]] = []
    reader = csv.reader(head, delimiter=delimiter)
    try:
        for cells in reader:
            rows += [[]] * (reader.line_num - len(rows) - 1) + [cells if len(cells) <= LIMITS.columns else []]
    except csv.Error:
        pass
    return rows


def _records(
    lines: Iterator[str | None], first_row: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | str]]:
    """(row, cells) for each record, (row, rule) for each that is broken; a broken quote costs one line only."""
    window: deque[tuple[int, str | None]] = deque()  # lines that an open quote made us look at
    numbered = enumerate(lines, start=first_row)
    while pulled := window.popleft() if window else next(numbered, None):
        row, line = pulled
        if line is None:
            yield row, "line_too_long"
            continue
        if "\0" in line:
            yield row, "undecodable_text"
            continue
        cells = _split(line, delimiter)
        if cells is _OPEN:
            cells, used = _continued(line, window, numbered, delimiter, width)
            for _ in range(used):
                window.popleft()
        yield row, "broken_quoting" if cells is None else _fit(cells, width)


def _continued(
    line: str, window: deque[tuple[int, str | None]], numbered: Iterator, delimiter: str, width: int
) -> tuple[list[str] | None, int]:
    """Cells of a record of several lines and the number of lines it takes; None when it is no row of `width`."""
    text = line
    for used in range(_RECORD_LINES_MAX):
        if used == len(window):
            pulled = next(numbered, None)
            if pulled is None:
                break
            window.append(pulled)
        more = window[used][1]
        if more is None or len(text) + len(more) > _LINE_CHARACTERS_MAX:
            break
        text += more
        cells = _split(text, delimiter) if '"' in more else _OPEN
        if cells is not _OPEN:
            return (cells, used + 1) if cells is not None and len(cells) == width else (None, 0)
    return None, 0


def _fit(cells: list[str], width: int) -> list[str] | str:
    """Cells at the header's width: empty surplus cells are cut, a row of another length is refused."""
    if not any(map(str.strip, cells)):
        return [""] * width
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) < width and any(TOTAL_WORDS.fullmatch(cell.strip()) for cell in cells[:2]):
        cells += [""] * (width - len(cells))  # a total row is set apart later, whatever its length
    return cells if len(cells) == width else "field_count"


def _split(text: str, delimiter: str) -> list[str] | object | None:
    """Cells of one record, _OPEN when a quote stays open, None when one is misplaced."""
    text = text.rstrip("\n").removesuffix("\r")
    if '"' not in text:
        return text.split(delimiter)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return _OPEN if str(error) == "unexpected end of data" else None
    return rows[0] if len(rows) == 1 else None


def record_cells(text: str, delimiter: str) -> list[str]:
    """Cells of a line that is a record by itself, none for any other."""
    cells = _split(text, delimiter)
    return cells if isinstance(cells, list) else []
