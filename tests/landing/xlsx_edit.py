"""Types into cells of an existing workbook, as a person at a spreadsheet would; everything else stays as it is."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NS = {"m": _MAIN}


def edit(book: bytes, sheet: str, cells: dict[str, str]) -> bytes:
    """The workbook with `cells` (such as C3 → text) of `sheet` replaced."""
    source = zipfile.ZipFile(io.BytesIO(book))
    path = _path(source, sheet)
    tree = ET.fromstring(source.read(path))
    for reference, text in cells.items():
        _type(tree.find("m:sheetData", _NS), reference, text)
    ET.register_namespace("", _MAIN)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            target.writestr(name, ET.tostring(tree) if name == path else source.read(name))
    return sink.getvalue()


def _path(source: zipfile.ZipFile, sheet: str) -> str:
    sheets = ET.fromstring(source.read("xl/workbook.xml")).findall("m:sheets/m:sheet", _NS)
    relation = next(item.get(_RELATION) for item in sheets if item.get("name") == sheet)
    relations = ET.fromstring(source.read("xl/_rels/workbook.xml.rels"))
    return "xl/" + next(item.get("Target") for item in relations if item.get("Id") == relation)


def _column(reference: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = number * 26 + ord(letter) - 64
    return number


def _type(data: ET.Element, reference: str, text: str) -> None:
    number = int(re.search(r"\d+", reference)[0])
    row = next((item for item in data if int(item.get("r")) == number), None)
    if row is None:
        row = ET.Element(f"{{{_MAIN}}}row", {"r": str(number)})
        data.insert(sum(int(item.get("r")) < number for item in data), row)
    cell = next((item for item in row if item.get("r") == reference), None)
    if cell is None:
        cell = ET.Element(f"{{{_MAIN}}}c", {"r": reference})
        row.insert(sum(_column(item.get("r")) < _column(reference) for item in row), cell)
    style = cell.get("s")
    cell.clear()
    cell.attrib.update({"r": reference, "t": "inlineStr"} | ({"s": style} if style else {}))
    ET.SubElement(ET.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t").text = text
