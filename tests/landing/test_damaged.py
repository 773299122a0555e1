"""Damaged files are refused with a message, and the other files of the run land."""

import gzip
import io
import os
import random
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.landing.bench import CLASSES, Bench
from tests.landing.test_kinds_workbook import workbook

BOOK = workbook(s=[["班次编号", "状态"], *([f"PX{i}", "结业"] for i in range(200))])
TABLE = ("class_id,title\n" + "".join(f"PX{i},{random.Random(i).random()}\n" for i in range(500))).encode()
NOISE = random.Random(1).randbytes(5000)


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"class_id": [f"PX{i}" for i in range(500)]}), sink)
    return sink.getvalue()


def flipped(content: bytes) -> bytes:
    """The content with its middle spoilt."""
    middle = len(content) // 2
    return content[:middle] + bytes(b ^ 0x5A for b in content[middle : middle + 60]) + content[middle + 60 :]


def archive(**entries: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as book:
        for name, text in entries.items():
            book.writestr(name, text)
    return sink.getvalue()


DAMAGED = {
    "truncated.xlsx": BOOK[: len(BOOK) // 2],
    "flipped.xlsx": flipped(BOOK),
    "noise.xlsx": NOISE,
    "noise.xls": NOISE,
    "noise.ods": NOISE,
    "other-zip.xlsx": archive(**{"word/document.xml": "<w/>"}),
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + NOISE,
    "locked.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE,
    "empty.xlsx": b"",
    "empty-book.xlsx": workbook(s=[]),
    "no-header.xlsx": workbook(s=[["a", "b"], [1, 2]]),
    "truncated.csv.gz": gzip.compress(TABLE)[:-200],
    "flipped.csv.gz": flipped(gzip.compress(TABLE)),
    "bad-sum.csv.gz": gzip.compress(TABLE)[:-8] + b"\0" * 8,
    "plain.csv.gz": TABLE,
    "truncated.jsonl.gz": gzip.compress(b'{"class_id":"PX1"}\n' * 500)[:-9],
    "flipped.jsonl.gz": flipped(gzip.compress(TABLE)),
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
    "bom.csv": b"\xef\xbb\xbf",
    "noise.csv": NOISE,
    "long-line.csv": b"x" * 300_000,
    "long-quote.csv": b'"' + b"x" * 300_000,
    "long-quote-crlf.csv": b'"' + b"x" * 300_000 + b"\r\n\r\n\r,\r",
    "noise.parquet": NOISE,
    "truncated.parquet": parquet()[:-50],
    "flipped.parquet": flipped(parquet()),
    "empty.parquet": b"",
    "noise.json": NOISE,
    "text.json": b"class_id,title\nPX1,a\n",
    "number.json": b"7",
    "numbers.json": b"[1, 2, 3]",
    "two-lists.json": b'{"a": [{"class_id": "PX1"}], "b": [{"class_id": "PX2"}]}',
    "nan.json": b'[{"class_id": "PX1", "spent": NaN}]',
    "infinity.json": b'[{"class_id": "PX1", "spent": -Infinity}]',
    "truncated.json": b'[{"class_id": "PX1"}, {"class_',
    "deep.json": b"[" * 100_000,
    "surrogate.json": b'[{"class_id": "\\ud800"}]',
    "utf16.json": '[{"class_id": "PX1"}]'.encode("utf-16"),
    "noise.jsonl": NOISE,
    "no-records.jsonl": b"1\n2\n",
    "report.pdf": b"%PDF-1.4",
    "no-ending": TABLE,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_and_the_run_goes_on(bench: Bench, name: str) -> None:
    bench.put(CLASSES, "a-before.csv", "class_id\nPX1\n")
    bench.put(CLASSES, name, DAMAGED[name])
    bench.put(CLASSES, "z-after.csv", "class_id\nPX2\n")
    records = {record.file: record for record in bench.run()}
    assert (records[name].status, records[name].rows_accepted) == ("refused", 0)
    assert records[name].message
    assert bench.column(CLASSES, "class_id") == ["PX1", "PX2"]
    assert [file for file, _ in bench.files()] == ["a-before.csv", name, "z-after.csv"]
    assert list(bench.scratch.iterdir()) == []
    assert len(list(bench.receipts.rglob(f"{name}.*.xlsx"))) == 1


def test_a_header_without_rows_is_an_empty_delivery(bench: Bench) -> None:
    record = bench.land(CLASSES, "class_id,title\n")
    assert (record.status, record.rows_read) == ("accepted", 0)


def test_a_very_long_name_lands_with_its_receipt(bench: Bench) -> None:
    name = "培" * 83 + ".csv"
    assert len(os.fsencode(name)) == 253
    assert bench.land(CLASSES, "class_id\nPX1\n", name).status == "accepted"
    assert len(list(bench.receipts.rglob("*.xlsx"))) == 1
