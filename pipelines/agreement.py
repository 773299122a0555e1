"""Reads a release's pages, workbooks, Parquet and CSV by itself and compares every number with the database.

Nothing of the renderers is used here: a mistake of theirs would otherwise excuse itself.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import python_calamine

from pipelines.sql import quote_path

_KEY = ("kpi_id", "period_kind", "period_start", "period_end", "district_code", "dimension", "member")
_FIELDS = ("value", "numerator", "denominator", "n")
_ORIGIN = ("sheet", "cell", "key", "field")
_NUMBER = re.compile(r"(-?[\d,]+(?:\.\d+)?)(%?)")
_LESS = re.compile(r"<\d[\d.,]*")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Numbers(HTMLParser):
    """Every tagged number of a page: its attributes and its visible text, parts for screen readers included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str], str]] = []
        self._open: list[int | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "span":
            return
        attributes = {name: value or "" for name, value in attrs}
        tagged = "data-kpi" in attributes or "data-claim" in attributes
        if tagged:
            self.found.append((attributes, ""))
        self._open.append(len(self.found) - 1 if tagged else None)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for index in self._open:
            if index is not None:
                attributes, text = self.found[index]
                self.found[index] = (attributes, text + data)


def disagreements(folder: Path) -> Iterator[str]:
    """One sentence for each place where a release's folder does not say what its database says."""
    with duckdb.connect(str(folder / "release.duckdb"), read_only=True) as con:
        rows = _rows(con)
        for path in sorted((folder / "site").rglob("*.html")):
            name = path.relative_to(folder)
            yield from (f"{name}: {fault}" for fault in _page(path, rows))
        for path in sorted((folder / "files").iterdir()):
            check = {".parquet": _parquet, ".csv": _csv}.get(path.suffix)
            if check:
                yield from (f"files/{path.name}: {fault}" for fault in check(con, path))
            elif path.suffix == ".xlsx":
                yield from (f"files/{path.name}: {fault}" for fault in _workbook(path, rows))


def numbers_on_pages(folder: Path) -> int:
    """How many KPI numbers and marks the pages carry."""
    pages = (folder / "site").rglob("*.html")
    return sum(len(_Numbers(path.read_text(encoding="utf-8")).found) for path in pages)


def _rows(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """kpi_values by the key that pages carry."""
    cursor = con.execute("SELECT * FROM kpi_values")
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return {"|".join("" if row[name] is None else str(row[name]) for name in _KEY): row for row in rows}


def _published(row: dict[str, Any], field: str) -> float | None:
    """What readers may see of a field; `gap` is what the denominator has more than the numerator."""
    if row["status"] != "ok" and not (row["status"] == "not_applicable" and field != "value"):
        return None
    if field == "gap":
        sides = row["denominator"], row["numerator"]
        return None if None in sides else sides[0] - sides[1]
    return row[field]


def _page(path: Path, rows: dict[str, dict[str, Any]]) -> Iterator[str]:
    for attributes, text in _Numbers(path.read_text(encoding="utf-8")).found:
        if "data-claim" in attributes:
            told = attributes.get("data-value")
            if told is not None and not _reads_as(text, float(told)):
                yield f"claim {attributes['data-claim']} reads {text.strip()}"
            continue
        key, field = attributes.get("data-key", ""), attributes.get("data-field", "value")
        row = rows.get(key)
        if row is None or row["kpi_id"] != attributes["data-kpi"]:
            yield f"{key} is no row of the database"
            continue
        value, told = _published(row, field), attributes.get("data-value")
        if row["status"] != attributes.get("data-status"):
            yield f"{key} has status {attributes.get('data-status')} instead of {row['status']}"
        elif value is None and (told is not None or _NUMBER.fullmatch(text.strip())):
            yield f"{key} shows a number where the database has none"
        elif value is not None and (told is None or float(told) != value or not _reads_as(text, value)):
            yield f"{key} ({field}) reads {text.strip()!r} and is {value!r} in the database"


def _reads_as(text: str, value: float) -> bool:
    """True when the visible text is the value rounded half up to the digits it shows."""
    text = text.strip()
    if _LESS.fullmatch(text):
        return 0 < value < float(text[1:].replace(",", ""))
    match = _NUMBER.fullmatch(text)
    if not match:
        return False
    shown, scale = Decimal(match[1].replace(",", "")), 100 if match[2] else 1
    step = Decimal(1).scaleb(shown.as_tuple().exponent)
    return (Decimal(repr(float(value))) * scale).quantize(step, rounding=ROUND_HALF_UP) == shown


def _parquet(con: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    there = f"(SELECT * FROM read_parquet({quote_path(path)}))"
    table = f"(SELECT * FROM {path.stem})"
    for left, right, words in (
        (there, table, "that the database lacks"),
        (table, there, "fewer than the database"),
    ):
        count = con.execute(f"SELECT count(*) FROM ({left} EXCEPT ALL {right})").fetchone()[0]
        if count:
            yield f"{count} row(s) {words}"


def _csv(con: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    cursor = con.execute(f"SELECT * FROM {path.stem}")
    header = [column[0] for column in cursor.description]
    wanted = sorted([_text(value) for value in row] for row in cursor.fetchall())
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.reader(stream))
    if found[0] != header:
        yield "its header is not the table's"
    elif sorted(found[1:]) != wanted:
        differing = sum(a != b for a, b in zip(sorted(found[1:]), wanted, strict=False))
        yield f"{differing or abs(len(found) - 1 - len(wanted))} row(s) differ from the database"


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float():
            return repr(value)
        case date() | datetime():
            return str(value)
        case str() if value.startswith(_FORMULA_STARTS):
            return "'" + value  # so that no spreadsheet runs it
    return str(value)


def _workbook(path: Path, rows: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Every number that the workbook says the origin of; the workbook of everything has all values as well."""
    with python_calamine.load_workbook(str(path)) as book:
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    origins = _below(sheets, _ORIGIN)
    if origins is None:
        yield "it does not say where its numbers come from"
    else:
        yield from _origin_sheet(origins[1], sheets, rows)
    values = _below(sheets, (*_KEY, *_FIELDS))
    if values is not None:
        yield from _value_sheet(*values, rows)
    elif path.name.startswith("cooperation_"):
        yield "it has no sheet of all values"


def _below(
    sheets: dict[str, list[list[Any]]], wanted: tuple[str, ...]
) -> tuple[list[Any], list[list[Any]]] | None:
    """The header with the wanted names and the lines below it, from whichever sheet has one."""
    for sheet in sheets.values():
        start = next((i for i, row in enumerate(sheet) if set(wanted) <= set(row)), None)
        if start is not None:
            return sheet[start], sheet[start + 1 :]
    return None


def _origin_sheet(
    lines: list[list[Any]], sheets: dict[str, list[list[Any]]], rows: dict[str, dict[str, Any]]
) -> Iterator[str]:
    for name, place, key, field in (line[:4] for line in lines):
        letters = place.rstrip("0123456789")
        column = sum((ord(one) - 64) * 26**i for i, one in enumerate(reversed(letters))) - 1
        cell = sheets[name][int(place[len(letters) :]) - 1][column]
        row = rows.get(key)
        value = None if row is None else _published(row, field)
        if row is None:
            yield f"{name}!{place}: {key} is no row of the database"
        elif (cell != value) if value is not None else isinstance(cell, int | float):
            yield f"{name}!{place} is {cell!r} and {value!r} in the database"


def _value_sheet(header: list[Any], lines: list[list[Any]], rows: dict[str, dict[str, Any]]) -> Iterator[str]:
    place = {name: header.index(name) for name in (*_KEY, *_FIELDS, "status")}
    seen = set()
    for line in lines:
        key = "|".join(str(line[place[name]]) for name in _KEY)
        row = rows.get(key)
        if row is None:
            yield f"{key} is no row of the database"
            continue
        seen.add(key)
        if line[place["status"]] != row["status"]:
            yield f"{key} has another status"
        for field in _FIELDS:
            value, cell = _published(row, field), line[place[field]]
            if (cell != value) if value is not None else isinstance(cell, int | float):
                yield f"{key} ({field}) is {cell!r} and {value!r} in the database"
    if seen != rows.keys():
        yield f"{len(rows.keys() - seen)} row(s) of the database are missing"


def report(folder: Path, limit: int = 20) -> list[str]:
    """The first disagreements as text, for the terminal."""
    return [fault for _, fault in zip(range(limit), disagreements(folder), strict=False)]
