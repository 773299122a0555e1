"""Workbooks (.xlsx, .xls, .ods) into tables of cells: every sheet that has the feed's header."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import python_calamine

from pipelines.landing.headers import HEAD_ROWS, HeaderError, HeaderMatcher
from pipelines.landing.tables import CellTable, append_cells, create_cells


class UnreadableFile(ValueError):
    """The file cannot be opened as what its name says; the text is for the provider."""


def read_workbook(
    con: duckdb.DuckDBPyConnection, path: Path, matcher: HeaderMatcher, table: str
) -> tuple[list[CellTable], list[str]]:
    """Tables of the sheets with a header, and notes on those without.

    Raises UnreadableFile for a damaged or protected book, HeaderError when no sheet has a header.
    """
    tables: list[CellTable] = []
    notes: list[str] = []
    fault: HeaderError | None = None
    for index, (name, rows) in enumerate(read_sheets(path)):
        if not any(any(row) for row in rows):
            continue
        try:
            header = matcher.find(rows[:HEAD_ROWS])
        except HeaderError as error:
            fault = fault or error
            notes.append(f"sheet {index + 1} skipped: {error}")
            continue
        tables.append(_load(con, rows, header, f"{table}_{index}", name))
    if not tables:
        raise fault or HeaderError("the workbook is empty")
    return tables, notes


def _load(
    con: duckdb.DuckDBPyConnection, rows: list[list[str | None]], header, table: str, name: str
) -> CellTable:
    width = len(header.cells)
    data = [(number, row) for number, row in enumerate(rows, start=1) if number > header.row]
    filled = [(number, *row[:width]) for number, row in data if any(row)]
    create_cells(con, table, width)
    append_cells(con, table, filled)
    return CellTable(table, header, len(filled), [], len(data) - len(filled), header.row, name)


def read_sheets(path: Path) -> list[tuple[str, list[list[str | None]]]]:
    try:
        with _open(path) as book:
            return [
                (
                    name,
                    [
                        [_text(cell) for cell in row]
                        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                    ],
                )
                for name in book.sheet_names
            ]
    except python_calamine.PasswordError:
        raise UnreadableFile("the workbook is protected by a password; please send it without one") from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exceptions; one bad file must not end the run
        raise UnreadableFile(
            f"the workbook cannot be opened: damaged or no workbook ({type(error).__name__})"
        ) from None


def _open(path: Path) -> python_calamine.CalamineWorkbook:
    """By name, save that a new workbook under another ending (.xls, .ods) is told by its content."""
    with path.open("rb") as handle:
        zipped = handle.read(2) == b"PK"
        if zipped and path.suffix.lower() in (".xls", ".ods"):
            handle.seek(0)
            return python_calamine.load_workbook(handle)
    return python_calamine.load_workbook(str(path))


def _text(cell: object) -> str | None:
    """A cell as text in the spelling that the types read; whole floats lose .0, rounded ids stay visible as 1.2E+17."""
    match cell:
        case None | "":
            return None
        case str():
            return cell
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case float() | int():
            return f"{cell:.15E}" if abs(cell) >= 1e15 else repr(cell)
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)
