"""Cells of a workbook whose formula failed (#DIV/0!, #REF!, …): the reader gives them as empty, which they are not.

Read from the XML of .xlsx and .ods; the old .xls is a binary format of which only the reader's view is known.
"""

import itertools
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from pipelines.landing.limits import UnreadableFile
from pipelines.landing.messages import say

ErrorCells = dict[int, dict[int, str]]  # row → column → the error's words, both counted from 0
_CHUNK = 1 << 20
_OVERLAP = 64  # an attribute may be cut in two by the end of a chunk
_XLSX_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_ODS_ERROR = re.compile(rb"""value-type\s*=\s*["']error["']""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


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
            sheets = _sheet_parts(book).items()
            return {name: _of_sheet(book, part) for name, part in sheets if _holds(book, part, _XLSX_ERROR)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError):
        raise UnreadableFile(say("workbook")) from None


def _chunks(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with book.open(name) as source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _holds(book: zipfile.ZipFile, name: str, mark: re.Pattern[bytes]) -> bool:
    tail = b""
    for chunk in _chunks(book, name):
        if mark.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False


def _events(book: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """("start" or "end" or "text", local name or text, attributes by local name) of a part's XML, entities refused."""
    found: list[tuple[str, str, dict[str, str]]] = []

    def refuse(*_: object) -> None:
        raise UnreadableFile(say("workbook"))

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append(("start", _local(name), attributes))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse  # no workbook declares entities, save to harm
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: found.append(("end", _local(name), {}))
    parser.CharacterDataHandler = lambda text: found.append(("text", text, {}))
    for chunk in itertools.chain(_chunks(book, part), (b"",)):
        parser.Parse(chunk, not chunk)
        yield from found
        found.clear()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attribute(attributes: dict[str, str], name: str) -> str | None:
    """An attribute under whatever prefix."""
    return next((value for key, value in attributes.items() if _local(key) == name), None)


def _sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet of an .xlsx and the part it lies in; those that are not there are left out."""
    parts = {name.replace("\\", "/").lower(): name for name in book.namelist()}
    folder = "xl/"
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts.keys():
        return {}
    targets: dict[str, str] = {}
    for kind, name, attributes in _events(book, parts["xl/_rels/workbook.xml.rels"]):
        if kind == "start" and name == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/" + folder, attributes.get("Target", ""))
            ).lstrip("/")
    sheets: dict[str, str] = {}
    for kind, name, attributes in _events(book, parts["xl/workbook.xml"]):
        part = parts.get(targets.get(_attribute(attributes, "id") or "", "").lower())
        if kind == "start" and name == "sheet" and part:
            sheets[attributes.get("name", "")] = part
    return sheets


def _of_sheet(book: zipfile.ZipFile, part: str) -> ErrorCells:
    """Cells of type e; a cell or row without a reference follows the one before."""
    errors: ErrorCells = {}
    row = column = -1
    text: list[str] | None = None
    for kind, name, attributes in _events(book, part):
        if kind == "start" and name == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
        elif kind == "start" and name == "c":
            row, column = _place(attributes.get("r"), row, column + 1)
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


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column, from 0, of a reference such as AB12; without one, as given."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return row, column
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def _of_ods(book: zipfile.ZipFile) -> dict[str, ErrorCells]:
    """Cells that LibreOffice marks as errors; rows and cells may stand for many alike."""
    sheets: dict[str, ErrorCells] = {}
    sheet: ErrorCells = {}
    row = column = rows = cells = 0
    found: dict[int, str] = {}
    error, text = False, ""
    for kind, name, attributes in _events(book, "content.xml"):
        if kind == "start" and name == "table":
            sheet = sheets.setdefault(_attribute(attributes, "name") or "", {})
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
                error = "error" in (value for key, value in attributes.items() if _local(key) == "value-type")
            else:
                if error:
                    found |= dict.fromkeys(range(column, column + cells), text)
                column, error = column + cells, False
        elif kind == "text" and error:
            text += name
    return sheets


def _repeated(attributes: dict[str, str], name: str) -> int:
    return int(_attribute(attributes, name) or 1)
