"""Files of named fields (.json, .jsonl, .parquet) into a table of cells."""

import codecs
import itertools
import json
from pathlib import Path
from typing import Any

import duckdb
import orjson

from pipelines.landing.decode import open_binary
from pipelines.landing.headers import HeaderMatcher
from pipelines.landing.read_workbook import UnreadableFile
from pipelines.landing.tables import CellTable, append_cells, create_cells, quote_path

_BATCH = 50_000


def read_parquet(con: duckdb.DuckDBPyConnection, path: Path, matcher: HeaderMatcher, table: str) -> CellTable:
    """A Parquet file; a row's number is its place in the file, counted from 1.

    Raises UnreadableFile, or HeaderError when the columns are not the feed's.
    """
    source = f"read_parquet({quote_path(path)}, file_row_number = true)"
    try:
        names = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        names.remove("file_row_number")
        header = matcher.find([names])
        cells = ", ".join(
            f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS c{i}' for i, name in enumerate(names)
        )
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT file_row_number + 1 AS _row, {cells} FROM {source}"
        )
    except duckdb.Error as error:
        raise UnreadableFile(f"the Parquet file cannot be read: damaged ({type(error).__name__})") from None
    rows = con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return CellTable(table, header, rows, [], 0, 0)


def read_json_lines(
    con: duckdb.DuckDBPyConnection, path: Path, matcher: HeaderMatcher, table: str
) -> CellTable:
    """One JSON object a line; a row's number is its line. A line that is no object is a broken row."""
    with open_binary(path) as handle:
        # Every line is looked at: exporters leave empty fields out, so a name may first come late.
        records = (_parse_line(line) for line in handle)
        names = list(dict.fromkeys(name for record in records if isinstance(record, dict) for name in record))
    with open_binary(path) as handle:
        numbered = ((number, _parse_line(line)) for number, line in enumerate(handle, start=1))
        return _load(con, numbered, names, matcher, table)


def read_json(con: duckdb.DuckDBPyConnection, path: Path, matcher: HeaderMatcher, table: str) -> CellTable:
    """A JSON array of objects, or an object holding one such array; a row's number counts from 1.

    Raises UnreadableFile for text that is no JSON or no table.
    """
    with open_binary(path) as handle:
        try:
            document = orjson.loads(handle.read().removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError:
            raise UnreadableFile("the file is no valid JSON") from None
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else None
    if not isinstance(document, list) or not any(isinstance(record, dict) for record in document):
        raise UnreadableFile("the JSON file holds no list of records")
    names = list(dict.fromkeys(name for record in document if isinstance(record, dict) for name in record))
    return _load(con, enumerate(document, start=1), names, matcher, table)


def _load(
    con: duckdb.DuckDBPyConnection, records, names: list[str], matcher: HeaderMatcher, table: str
) -> CellTable:
    header = matcher.find([names])
    create_cells(con, table, len(names))
    broken: list[tuple[int, str]] = []
    blank = rows = 0
    records = iter(records)
    while batch := list(itertools.islice(records, _BATCH)):
        good = []
        for number, record in batch:
            if record is None:
                blank += 1
            elif not isinstance(record, dict):
                broken.append((number, "not_a_record"))
            else:
                good.append((number, *(cell_text(record.get(name)) for name in names)))
        append_cells(con, table, good)
        rows += len(good)
    return CellTable(table, header, rows, broken, blank, 0)


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
