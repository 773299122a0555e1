"""Files of named fields (.json, .jsonl, .parquet) into cells."""

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

from pipelines.landing.cells import CellWriter, write_broken
from pipelines.landing.headers import HeaderMatcher
from pipelines.landing.limits import LIMITS, UnreadableFile, check_columns
from pipelines.landing.messages import say
from pipelines.landing.sheets import Sheet
from pipelines.sql import quote_path


def read_parquet(path: Path, matcher: HeaderMatcher, target: Path) -> Sheet:
    """A Parquet file; a row's number is its place in the file, counted from 1.

    Raises UnreadableFile, or HeaderError when the columns are not the feed's.
    """
    source = f"read_parquet({quote_path(path)}, file_row_number = true)"
    memory = LIMITS.memory_bytes // 2
    try:
        with duckdb.connect(config={"threads": 1, "memory_limit": f"{memory >> 20}MB"}) as con:
            names = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
            names.remove("file_row_number")
            check_columns(len(names))
            header = matcher.find([names])
            cells = ", ".join(
                f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS c{i}'
                for i, name in enumerate(names)
            )
            (rows,) = con.execute(
                f"""COPY (SELECT file_row_number + 1 AS _row, {cells} FROM {source})
                    TO {quote_path(target)} (FORMAT parquet, COMPRESSION uncompressed)"""
            ).fetchone()
    except duckdb.Error:
        raise UnreadableFile(say("parquet")) from None
    return Sheet(str(target), header, rows, 0, 0)


def read_json_lines(path: Path, matcher: HeaderMatcher, target: Path) -> Sheet:
    """One JSON object a line; a row's number is its line. A line that is no object is a broken row."""
    with path.open("rb") as handle:
        # Every line is looked at: exporters leave empty fields out, so a name may first come late.
        names = _names(_parse_line(line) for line in handle)
    with path.open("rb") as handle:
        return _write(enumerate(map(_parse_line, handle), start=1), names, matcher, target)


def read_json(path: Path, matcher: HeaderMatcher, target: Path) -> Sheet:
    """A JSON array of objects, or an object holding one such array; a row's number counts from 1.

    Raises UnreadableFile for text that is no JSON or no table.
    """
    try:
        document = orjson.loads(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError:
        raise UnreadableFile(say("json")) from None
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else None
    if not isinstance(document, list) or not any(isinstance(record, dict) for record in document):
        raise UnreadableFile(say("json_table"))
    return _write(enumerate(document, start=1), _names(document), matcher, target)


def _names(records: Iterable[Any]) -> list[str]:
    names = list(dict.fromkeys(name for record in records if isinstance(record, dict) for name in record))
    check_columns(len(names))
    return names


def _write(
    records: Iterable[tuple[int, Any]], names: list[str], matcher: HeaderMatcher, target: Path
) -> Sheet:
    header = matcher.find([names])
    broken: list[tuple[int, str]] = []
    blank = 0

    def good() -> Iterator[tuple]:
        nonlocal blank
        for number, record in records:
            if record is None:
                blank += 1
            elif not isinstance(record, dict):
                broken.append((number, "not_a_record"))
            else:
                yield (number, *(cell_text(record.get(name)) for name in names))

    with CellWriter(target, len(names)) as writer:
        writer.write_rows(good())
    return Sheet(str(target), header, writer.rows, blank, 0, write_broken(target, broken))


def _parse_line(line: bytes) -> Any:
    """The line's JSON value, None for a blank line, False for text that is no JSON."""
    if not line.strip():
        return None
    try:
        record = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError:
        return False
    return record if record is not None else False


def cell_text(value: Any) -> str | None:
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "1" if value else "0"
        case int() | float():
            return repr(value)
        case list() if all(isinstance(item, str | int | float) for item in value):
            return ";".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)
