"""Delimited text into a table of cells, every physical line accounted for.

The engine's reader is fast but loses or merges rows of dirty files without a word, so its row count must equal
the independently counted lines; otherwise the careful reader takes the file, line by line.
"""

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.landing.decode import TextStats
from pipelines.landing.headers import HEAD_ROWS, Header, HeaderError, HeaderMatcher
from pipelines.landing.tables import CellTable, append_cells, create_cells, quote_path
from pipelines.landing.types import TOTAL_WORDS

_DELIMITERS = (",", "\t", ";", "|")
_RECORD_LINES_MAX = 50  # a quoted cell that spans more lines than this is a broken quote
_BATCH = 50_000


def read_csv(
    con: duckdb.DuckDBPyConnection, path: Path, stats: TextStats, matcher: HeaderMatcher, table: str
) -> CellTable:
    """Load the UTF-8 file into temp table `table`. Raises HeaderError when no header row is found."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as handle:
        head = list(itertools.islice(handle, HEAD_ROWS))
    delimiter, header = dialect(head, matcher)
    rows = _read_fast(con, path, stats, delimiter, header, table)
    if rows is not None:
        relation = f"(SELECT rowid + {header.row + 1} AS _row, * FROM {table})"
        return CellTable(relation, header, rows, [], stats.blank_tail, header.row)
    return _read_careful(con, path, delimiter, header, table)


def _read_careful(
    con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, header: Header, table: str
) -> CellTable:
    """Every physical line becomes a row of `table`, a blank row or a broken row with its rule."""
    width = len(header.cells)
    broken: list[tuple[int, str]] = []
    blank = 0
    create_cells(con, table, width)
    loaded = 0
    with path.open(encoding="utf-8", errors="replace", newline="\n") as handle:
        records = _records(itertools.islice(handle, header.row, None), header.row + 1, delimiter, width)
        while batch := list(itertools.islice(records, _BATCH)):
            good = []
            for row, cells in batch:
                if isinstance(cells, str):
                    broken.append((row, cells))
                elif not any(cells):
                    blank += 1
                else:
                    good.append((row, *(cell or None for cell in cells)))
            loaded += len(good)
            append_cells(con, table, good)
    return CellTable(table, header, loaded, broken, blank, header.row)


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
        raise fault or HeaderError("the file is empty")
    return best


def _head_lines(head: list[str], delimiter: str) -> list[list[str]]:
    """Cells of each line by itself, so that a stray quote in a title costs one line."""
    return [split_record(line, delimiter) or line.rstrip("\r\n").split(delimiter) for line in head]


def _head_records(head: list[str], delimiter: str) -> list[list[str]]:
    """Cells of each record at its last line: a header cell may hold a line break."""
    rows: list[list[str]] = []
    reader = csv.reader(head, delimiter=delimiter)
    try:
        for cells in reader:
            rows += [[]] * (reader.line_num - len(rows) - 1) + [cells]
    except csv.Error:
        pass
    return rows


def _read_fast(
    con: duckdb.DuckDBPyConnection, path: Path, stats: TextStats, delimiter: str, header: Header, table: str
) -> int | None:
    """Rows loaded by the engine, None when the file needs the careful reader."""
    if not stats.plain:
        return None
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header.cells)))
    try:
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM read_csv({quote_path(path)}, auto_detect = false,
                header = false, skip = {header.row}, delim = '{delimiter}', quote = '"', escape = '"',
                strict_mode = true, null_padding = false, columns = {{{columns}}})"""
        )
    except duckdb.Error:
        return None
    rows, span = con.execute(f"SELECT count(*), coalesce(max(rowid) + 1, 0) FROM {table}").fetchone()
    return rows if rows == span == stats.lines - stats.blank_tail - header.row else None


def _records(
    lines: Iterator[str], first_row: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | str]]:
    """(row, cells) for each record, (row, rule) for each that is broken; a broken quote costs one line only."""
    window: list[tuple[int, str]] = []
    numbered = enumerate(lines, start=first_row)
    while True:
        if not window:
            pulled = next(numbered, None)
            if pulled is None:
                return
            window.append(pulled)
        row, line = window.pop(0)
        if "\0" in line:
            yield row, "undecodable_text"
            continue
        cells = split_record(line, delimiter)
        used = 0
        while cells is None and used < _RECORD_LINES_MAX:
            if used == len(window):
                pulled = next(numbered, None)
                if pulled is None:
                    break
                window.append(pulled)
            used += 1
            cells = split_record(line + "".join(text for _, text in window[:used]), delimiter)
            if cells is not None and len(cells) != width:
                cells = None
        if cells is None:
            yield row, "broken_quoting"
            continue
        del window[:used]
        yield row, _fit(cells, width)


def _fit(cells: list[str], width: int) -> list[str] | str:
    """Cells at the header's width: empty surplus cells are cut, a row of another length is refused."""
    if not any(map(str.strip, cells)):
        return [""] * width
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) < width and any(TOTAL_WORDS.fullmatch(cell.strip()) for cell in cells[:2]):
        cells += [""] * (width - len(cells))  # a total row is set apart later, whatever its length
    return cells if len(cells) == width else "field_count"


def split_record(text: str, delimiter: str) -> list[str] | None:
    """Cells of one record, None when a quote stays open or is misplaced."""
    text = text.rstrip("\n").removesuffix("\r")
    if '"' not in text:
        return text.split(delimiter)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
