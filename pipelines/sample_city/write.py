"""Deliveries: rows with their expected fate, written in the provider's format."""

import csv
import gzip
import hashlib
import io
import json
import os
import pathlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from pipelines.sample_city.truth import FileTruth, LongRows, Row, Truth
from pipelines.sample_city.write_columns import Table, table_csv, table_parquet

_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(slots=True)
class Line:
    """One line of a file.

    `row` is the typed row (None when the line is refused or is no data row), `cells` overrides how single
    columns are written, `faults` are the rules it must be refused by, `kind` is data, blank, total or group,
    `raw` replaces the whole line (wrong field count, a JSON line that is no object).
    """

    row: Row | None
    cells: dict[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    kind: str = "data"
    raw: Any = None


@dataclass
class Delivery:
    """One file: columns are (canonical name, header) in file order; sheets are (name, lines)."""

    feed: str  # system.feed
    provider: str
    file: str
    received: datetime  # Shanghai wall time
    columns: Sequence[tuple[str, str]]
    sheets: list[tuple[str, list[Line]]]
    encoding: str = "utf-8-sig"
    banner: Sequence[str] = ()  # title and unit rows above the header
    mapping: str | None = None
    truncate: bool = False  # the transfer broke off: the file cannot be read
    table: Table | None = None  # rows by columns, before those of the sheets (CSV and Parquet only)


def columns(text: str) -> list[tuple[str, str]]:
    """Columns of a file from `name=header; name=header`."""
    return [(name.strip(), header) for name, _, header in (part.partition("=") for part in text.split(";"))]


def lines(rows: Sequence[Row]) -> list[Line]:
    """Faultless lines in the plain spelling of their values."""
    return [Line(row) for row in rows]


def _plain(value: Any) -> Any:
    """A typed value as text or number for a text format."""
    if value is None:
        return ""
    if isinstance(value, tuple):  # an imprecise date; other tuples never reach a cell
        return f"{value[0].year}年{value[0].month}月"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _cell(line: Line, name: str) -> Any:
    if name in line.cells:
        return line.cells[name]
    row = line.row
    if row is None:
        return ""
    if name in ("person_id_type", "person_id"):
        person = row.get("person")
        return "" if person is None else person[name == "person_id"]
    return _plain(row.get(name))


def _csv_bytes(delivery: Delivery) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="\t" if ".tsv" in delivery.file else ",", lineterminator="\r\n")
    names = [name for name, _ in delivery.columns]
    if delivery.table is not None:
        buffer.write(table_csv(delivery.table, delivery.columns, delivery.banner, _plain))
    else:
        for text in delivery.banner:
            writer.writerow([text])
        writer.writerow([header for _, header in delivery.columns])
    for line in delivery.sheets[0][1]:
        if line.kind == "blank":
            writer.writerow([""] * len(names))
        elif line.raw is not None:
            writer.writerow(line.raw)
        else:
            writer.writerow([_cell(line, name) for name in names])
    return buffer.getvalue().encode(delivery.encoding)


def _records(delivery: Delivery) -> list[Any]:
    return [
        {header: _cell(line, name) for name, header in delivery.columns} if line.raw is None else line.raw
        for line in delivery.sheets[0][1]
    ]


def _jsonl_bytes(delivery: Delivery) -> bytes:
    records = _records(delivery)
    return ("\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n").encode()


def _json_bytes(delivery: Delivery) -> bytes:
    """A page of an interface: the records under `data`."""
    page = {"code": 0, "total": len(delivery.sheets[0][1]), "data": _records(delivery)}
    return json.dumps(page, ensure_ascii=False).encode()


def _xlsx_bytes(delivery: Delivery) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    book.set_properties({"created": datetime(2016, 1, 1), "title": "样例", "author": "样例城市"})
    names = [name for name, _ in delivery.columns]
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet_name, sheet_lines in delivery.sheets:
        sheet = book.add_worksheet(sheet_name)
        for number, text in enumerate(delivery.banner):
            sheet.write_string(number, 0, text, bold)
        top = len(delivery.banner)
        sheet.write_row(top, 0, [header for _, header in delivery.columns], bold)
        for number, line in enumerate(sheet_lines, start=top + 1):
            if line.kind == "blank":
                continue
            if line.raw is not None:
                sheet.write_row(number, 0, line.raw)
                continue
            for column, name in enumerate(names):
                value = _cell(line, name)
                if isinstance(value, date):  # only overrides arrive here as dates: a true Excel date cell
                    sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
                elif value != "":
                    sheet.write(number, column, value)
    book.close()
    return buffer.getvalue()


def _parquet_bytes(delivery: Delivery) -> bytes:
    """Typed columns; a fault cannot be planted in one."""
    if delivery.table is not None:
        return table_parquet(delivery.table, delivery.columns)
    rows = [line.row or {} for line in delivery.sheets[0][1]]
    table = pa.table({header: [row.get(name) for row in rows] for name, header in delivery.columns})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="snappy")
    return buffer.getvalue()


def content(delivery: Delivery) -> bytes:
    """The file's bytes, the same for the same delivery on every machine."""
    name = delivery.file
    if ".jsonl" in name:
        data = _jsonl_bytes(delivery)
    elif name.endswith(".json"):
        data = _json_bytes(delivery)
    elif name.endswith(".xlsx"):
        data = _xlsx_bytes(delivery)
    elif name.endswith(".parquet"):
        data = _parquet_bytes(delivery)
    else:
        data = _csv_bytes(delivery)
    if name.endswith(".gz"):
        data = gzip.compress(data, 6, mtime=0)
    return data[: len(data) * 6 // 10] if delivery.truncate else data


def _record(truth: Truth, delivery: Delivery, status: str, long_names: Sequence[str]) -> None:
    system, feed = delivery.feed.split(".")
    entry = FileTruth(system, feed, delivery.provider, delivery.file, status)
    truth.files.append(entry)
    if status != "accepted":
        return
    rows = truth.rows.setdefault(delivery.feed, LongRows(long_names) if long_names else [])
    if delivery.table is not None:
        assert isinstance(rows, LongRows)
        rows.extend_columns(delivery.table.columns)
        entry.rows_accepted += len(delivery.table)
    for _, sheet_lines in delivery.sheets:
        for line in sheet_lines:
            if line.kind == "blank":
                entry.blank_rows += 1
            elif line.kind != "data":
                entry.total_rows += 1
            elif line.faults:
                entry.rows_quarantined += 1
                entry.faults.update(line.faults)
            else:
                assert line.row is not None, "a data line without fault needs its row"
                rows.append(line.row)
                entry.rows_accepted += 1
    entry.rows_read = entry.rows_accepted + entry.rows_quarantined
    if entry.rows_quarantined:
        entry.status = "partly_accepted"
    truth.quarantined.setdefault(delivery.feed, Counter()).update(entry.faults)
    truth.rows_read[delivery.feed] += entry.rows_read
    truth.rows_accepted[delivery.feed] += entry.rows_accepted
    truth.rows_quarantined[delivery.feed] += entry.rows_quarantined


def write_all(deliveries: Sequence[Delivery], landing: pathlib.Path, truth: Truth) -> None:
    """Write every delivery below `landing` and note in `truth` what it must come to."""
    seen: set[tuple[str, str, str]] = set()
    long = {d.feed: list(d.table.columns) for d in deliveries if d.table is not None}
    for delivery in sorted(deliveries, key=lambda d: (d.received, d.provider, d.file)):
        folder = landing.joinpath(*delivery.feed.split("."), delivery.provider)
        folder.mkdir(parents=True, exist_ok=True)
        data = content(delivery)
        identity = (delivery.feed, delivery.provider, hashlib.sha256(data).hexdigest())
        status = "refused" if delivery.truncate else "repeated" if identity in seen else "accepted"
        seen.add(identity)
        _record(truth, delivery, status, long.get(delivery.feed, ()))
        _put(folder / delivery.file, data, delivery.received)
        if delivery.mapping is not None and not (folder / "_mapping.yml").exists():
            _put(folder / "_mapping.yml", delivery.mapping.encode(), delivery.received)


def _put(path: pathlib.Path, data: bytes, received: datetime) -> None:
    path.write_bytes(data)
    stamp = int(received.replace(tzinfo=_SHANGHAI).timestamp())
    os.utime(path, (stamp, stamp))
