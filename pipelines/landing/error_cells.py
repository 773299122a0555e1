"""Cells of a workbook whose formula failed (#DIV/0!, #REF!, …): the reader gives them as empty, which they are not.

Read from the XML of .xlsx and .ods; the old .xls is a binary format of which only the reader's view is known.
"""

import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from pipelines.landing.limits import UnreadableFile
from pipelines.landing.messages import say
from pipelines.landing.xlsx import attribute, chunks, events, local, place, sheet_parts

ErrorCells = dict[int, dict[int, str]]  # row → column → the error's words, both counted from 0
_OVERLAP = 64  # an attribute may be cut in two by the end of a chunk
_XLSX_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_ODS_ERROR = re.compile(rb"""value-type\s*=\s*["']error["']""")


def error_cells(path: Path) -> dict[str, ErrorCells]:
    """The errors by name of sheet; nothing for workbooks that are no zip archives.

    Raises UnreadableFile for sheets of damaged XML or with declarations of their own.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as book:
            if "content.xml" in book.namelist():
                return _of_ods(book) if _holds(book, "content.xml", _ODS_ERROR) else {}
            sheets = sheet_parts(book).items()
            return {name: _of_sheet(book, part) for name, part in sheets if _holds(book, part, _XLSX_ERROR)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError):
        raise UnreadableFile(say("workbook")) from None


def _holds(book: zipfile.ZipFile, name: str, mark: re.Pattern[bytes]) -> bool:
    tail = b""
    for chunk in chunks(book, name):
        text = tail + chunk
        if (b'"e' in text or b"'e" in text) and mark.search(text):
            return True
        tail = chunk[-_OVERLAP:]
    return False


def _of_sheet(book: zipfile.ZipFile, part: str) -> ErrorCells:
    """Cells of type e; a cell or row without a reference follows the one before."""
    errors: ErrorCells = {}
    row = column = -1
    text: list[str] | None = None
    for kind, name, attributes in events(book, part):
        if kind == "start" and name == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
        elif kind == "start" and name == "c":
            row, column = place(attributes.get("r"), row, column + 1)
            error = attributes.get("t") == "e"
        elif name == "v" and kind == "start":
            text = []
        elif kind == "text" and text is not None:
            text.append(name)
        elif name == "v" and kind == "end":
            if error:
                errors.setdefault(row, {})[column] = "".join(text)
            text = None
    return errors


def _of_ods(book: zipfile.ZipFile) -> dict[str, ErrorCells]:
    """Cells that LibreOffice marks as errors; rows and cells may stand for many alike."""
    sheets: dict[str, ErrorCells] = {}
    sheet: ErrorCells = {}
    row = column = rows = cells = 0
    found: dict[int, str] = {}
    error, text = False, ""
    for kind, name, attributes in events(book, "content.xml"):
        if kind == "start" and name == "table":
            sheet = sheets.setdefault(attribute(attributes, "name") or "", {})
            row = 0
        elif kind == "start" and name == "table-row":
            rows, column, found = _repeated(attributes, "number-rows-repeated"), 0, {}
        elif kind == "end" and name == "table-row":
            if found:
                sheet.update(dict.fromkeys(range(row, row + rows), found))
            row += rows
        elif name in ("table-cell", "covered-table-cell"):
            if kind == "start":
                cells, text = _repeated(attributes, "number-columns-repeated"), ""
                error = "error" in (value for key, value in attributes.items() if local(key) == "value-type")
            else:
                if error:
                    found |= dict.fromkeys(range(column, column + cells), text)
                column, error = column + cells, False
        elif kind == "text" and error:
            text += name
    return sheets


def _repeated(attributes: dict[str, str], name: str) -> int:
    return int(attribute(attributes, name) or 1)
