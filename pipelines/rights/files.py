"""Rewrites delivered files without a person; rows keep their places, and everything else reads as before.

Text files become UTF-8, workbooks become plain .xlsx under their old name (the reader goes by content).
"""

import csv
import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from pipelines.landing.archive import extracted
from pipelines.landing.decode import expand, to_utf8
from pipelines.landing.headers import HEAD_ROWS, Header, HeaderError, HeaderMatcher
from pipelines.landing.parse import file_kind
from pipelines.landing.read_csv import dialect, record_cells
from pipelines.landing.read_records import cell_text
from pipelines.landing.read_workbook import read_sheets
from pipelines.rights.rows import RowEraser

_RECORD_LINES_MAX = 50
MakeEraser = Callable[[Header], RowEraser]
Visit = Callable[[RowEraser, list[str | None]], list[str | None] | None]


def rewrite(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    """The file's new content, None when `visit` changes no row of it.

    Raises HeaderError or UnreadableFile for a file that the landing cannot read either.
    """
    name = path.name.lower()
    if name.endswith(".zip"):
        return _archive(path, matcher, make, visit)
    if name.endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt")):
        content = _text(path, matcher, make, visit)
    elif name.endswith((".xlsx", ".xls", ".ods")):
        return _workbook(path, matcher, make, visit)
    elif name.endswith((".jsonl", ".jsonl.gz")):
        content = _json_lines(path, matcher, make, visit)
    elif name.endswith(".json"):
        content = _json(path, matcher, make, visit)
    elif name.endswith(".parquet"):
        return _parquet(path, matcher, make, visit)
    else:
        raise HeaderError("files of this kind are never read")
    return gzip.compress(content, mtime=0) if content is not None and name.endswith(".gz") else content


def _text(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        target, _ = to_utf8(expand(path, Path(folder)), Path(folder))
        with target.open(encoding="utf-8-sig", errors="replace", newline="\n") as handle:
            lines = list(handle)
    delimiter, header = dialect(lines[:HEAD_ROWS], matcher)
    eraser, changed = make(header), False
    for start, end, cells in _records(lines, header, delimiter):
        if (new := visit(eraser, cells)) is not None:
            out = io.StringIO()
            csv.writer(out, delimiter=delimiter, lineterminator="").writerow(new)
            ending = "\r\n" if lines[end - 1].endswith("\r\n") else "\n"
            lines[start:end] = [out.getvalue() + ending, *[""] * (end - start - 1)]
            changed = True
    return "".join(lines).encode() if changed else None


def _archive(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    """Every entry by itself; those that do not change keep their bytes."""
    buffer, changed = io.BytesIO(), False
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, entry in extracted(path, Path(folder), file_kind):
            try:
                content = rewrite(entry, matcher, make, visit)
            except HeaderError:
                content = None
            changed = changed or content is not None
            archive.writestr(name, entry.read_bytes() if content is None else content)
    return buffer.getvalue() if changed else None


def _records(lines: list[str], header: Header, delimiter: str) -> Iterator[tuple[int, int, list[str | None]]]:
    """(first line, line after the last, cells); a line that is no record comes as far as it can be split."""
    width, start = len(header.cells), header.row
    while start < len(lines):
        for end in range(start + 1, min(start + _RECORD_LINES_MAX, len(lines)) + 1):
            cells = record_cells("".join(lines[start:end]), delimiter)
            if cells is not None and (end == start + 1 or len(cells) == width):
                break
        else:
            end, cells = start + 1, lines[start].rstrip("\r\n").split(delimiter)
        yield start, end, [cell or None for cell in cells]
        start = end


def _workbook(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    sheets, changed = read_sheets(path), False
    for _, rows in sheets:
        try:
            header = matcher.find(rows[:HEAD_ROWS])
        except HeaderError:
            continue
        eraser = make(header)
        for index in range(header.row, len(rows)):
            if (new := visit(eraser, rows[index])) is not None:
                rows[index], changed = new, True
    if not changed:
        return None
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(place, column, cell)
    return buffer.getvalue()


def _json_lines(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        lines = expand(path, Path(folder)).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    records = []
    for line in lines:
        try:
            records.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            records.append(None)
    changed = _objects(records, matcher, make, visit)
    for index in changed:
        lines[index] = orjson.dumps(records[index])
    return b"\n".join(lines) if changed else None


def _json(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    document = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    lists = (
        [document] if isinstance(document, list) else [v for v in document.values() if isinstance(v, list)]
    )
    changed = [index for records in lists for index in _objects(records, matcher, make, visit)]
    return orjson.dumps(document) if changed else None


def _objects(records: list, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> list[int]:
    """Change the objects in place; returns the places of those that changed."""
    objects = [record for record in records if isinstance(record, dict)]
    names = list(dict.fromkeys(name for record in objects for name in record))
    eraser, changed = make(matcher.find([names])), []
    for index, record in enumerate(records):
        if isinstance(record, dict):
            cells = [cell_text(record.get(name)) for name in names]
            if (new := visit(eraser, cells)) is not None:
                record |= {n: a for n, a, b in zip(names, new, cells, strict=True) if a != b}
                changed.append(index)
    return changed


def _parquet(path: Path, matcher: HeaderMatcher, make: MakeEraser, visit: Visit) -> bytes | None:
    table = pq.read_table(path)
    names = table.column_names
    eraser, changed = make(matcher.find([names])), {}
    for index, record in enumerate(table.to_pylist()):
        cells = [None if record[n] is None else str(record[n]) for n in names]
        if (new := visit(eraser, cells)) is not None:
            changed[index] = {p: a for p, (a, b) in enumerate(zip(new, cells, strict=True)) if a != b}
    if not changed:
        return None
    for place in sorted({place for row in changed.values() for place in row}):
        texts = [None if v is None else str(v) for v in table.column(place).to_pylist()]
        for index, row in changed.items():
            texts[index] = row.get(place, texts[index])
        table = table.set_column(place, names[place], pa.array(texts, pa.string()))
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()
