"""The XML inside an .xlsx as far as the readers need it: which part a sheet lies in, and its first rows."""

import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

import numpy as np

from pipelines.landing.limits import UnreadableFile
from pipelines.landing.messages import say

_CHUNK = 1 << 16  # small enough for the allocator to use the same memory again
_FIRST_CHUNK = 1 << 14  # the first rows rarely need more
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A workbook's texts lie in the order of their first use: those of the first rows are among the first.
_FIRST_TEXTS = 20_000
Event = tuple[str, str, dict[str, str]]


def chunks(book: zipfile.ZipFile, name: str, first: int = _CHUNK) -> Iterator[bytes]:
    with book.open(name) as source:
        size = first
        while chunk := source.read(size):
            yield chunk
            size = _CHUNK


def events(book: zipfile.ZipFile, part: str, first: int = _CHUNK) -> Iterator[Event]:
    """("start" or "end" or "text", local name or text, attributes by local name) of a part's XML, entities refused."""
    found: list[Event] = []

    def refuse(*_: object) -> None:
        raise UnreadableFile(say("workbook"))

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append(("start", local(name), attributes))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse  # no workbook declares entities, save to harm
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: found.append(("end", local(name), {}))
    parser.CharacterDataHandler = lambda text: found.append(("text", text, {}))
    for chunk in itertools.chain(chunks(book, part, first), (b"",)):
        parser.Parse(chunk, not chunk)
        yield from found
        found.clear()


def local(name: str) -> str:
    return name.rpartition(":")[2]


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """An attribute under whatever prefix."""
    return next((value for key, value in attributes.items() if local(key) == name), None)


def sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet of an .xlsx and the part it lies in; those that are not there are left out."""
    parts = _parts(book)
    folder = "xl/"
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts.keys():
        return {}
    targets: dict[str, str] = {}
    for kind, name, attributes in events(book, parts["xl/_rels/workbook.xml.rels"]):
        if kind == "start" and name == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/" + folder, attributes.get("Target", ""))
            ).lstrip("/")
    sheets: dict[str, str] = {}
    for kind, name, attributes in events(book, parts["xl/workbook.xml"]):
        part = parts.get(targets.get(attribute(attributes, "id") or "", "").lower())
        if kind == "start" and name == "sheet" and part:
            sheets[attributes.get("name", "")] = part
    return sheets


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """The parts as they are named, by the name that references mean."""
    return {name.replace("\\", "/").lower(): name for name in book.namelist()}


def place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column, from 0, of a reference such as AB12; without one, as given."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return row, column
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def count_values(book: zipfile.ZipFile, part: str) -> int:
    """How many cells of a sheet store a value (<v) or a text of their own (<is), as Excel and its kin write them."""
    count, tail = 0, b""
    for chunk in chunks(book, part):
        text = np.frombuffer(tail + chunk, np.uint8)
        begins = text[:-2] == ord("<")
        count += np.count_nonzero(begins & (text[1:-1] == ord("v")))
        if b"inlineStr" in chunk:
            count += np.count_nonzero(begins & (text[1:-1] == ord("i")) & (text[2:] == ord("s")))
        tail = chunk[-2:]
    return int(count)


def first_rows(book: zipfile.ZipFile, part: str, count: int) -> list[list[str | None]] | None:
    """The texts of the first `count` rows from their leftmost filled column on; numbers as they are stored.

    None when they cannot be told without reading the whole sheet: a failed formula, or texts stored far behind.
    """
    cells: dict[tuple[int, int], str] = {}
    shared: dict[tuple[int, int], int] = {}
    row = column = -1
    kind, text = "", None
    for event, name, attributes in events(book, part, _FIRST_CHUNK):
        if event == "start" and name == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
            if row >= count:
                break
        elif event == "start" and name == "c":
            row, column = place(attributes.get("r"), row, column + 1)
            kind = attributes.get("t", "n")
        elif event == "start" and name in ("v", "t"):
            text = []
        elif event == "text" and text is not None:
            text.append(name)
        elif event == "end" and name in ("v", "t") and text is not None:
            if kind == "e":
                return None
            if kind == "s":
                shared[row, column] = int("".join(text))
            else:
                cells[row, column] = cells.get((row, column), "") + "".join(text)
            text = None
    texts = _shared_texts(book, set(shared.values()))
    if texts is None:
        return None
    cells |= {where: texts[number] for where, number in shared.items()}
    if not cells:
        return []
    left, right = min(column for _, column in cells), max(column for _, column in cells)
    last = max(row for row, _ in cells)
    return [
        [cells.get((row, column)) or None for column in range(left, right + 1)] for row in range(last + 1)
    ]


def _shared_texts(book: zipfile.ZipFile, numbers: set[int]) -> dict[int, str] | None:
    """The workbook's texts of these numbers; None when one lies far behind or nowhere."""
    found: dict[int, str] = {}
    if not numbers:
        return found
    parts = _parts(book)
    if max(numbers) >= _FIRST_TEXTS or "xl/sharedstrings.xml" not in parts:
        return None
    number, text, reading, phonetic = -1, [], False, False
    for event, name, _ in events(book, parts["xl/sharedstrings.xml"], _FIRST_CHUNK):
        if event == "text":
            if reading and not phonetic:
                text.append(name)
        elif name == "si":
            if event == "start":
                number, text = number + 1, []
            elif number in numbers:
                found[number] = "".join(text)
                if len(found) == len(numbers):
                    return found
        elif name == "t":
            reading = event == "start"
        elif name == "rPh":
            phonetic = event == "start"
    return None
