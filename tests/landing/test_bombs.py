"""Bombs and files that are no files: each is refused with words that say what to do, and the others of its run land."""

import gzip
import io
import os
import resource
import shutil
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.landing import parse
from pipelines.landing.discover import discover
from pipelines.landing.limits import LIMITS
from pipelines.landing.messages import begins, say, say_of
from tests.landing.bench import CLASSES, Bench
from tests.landing.test_kinds_workbook import workbook

MB = 1 << 20
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
GOOD = "class_id,title\nPX1,a\n"
BOOK = workbook(s=[["class_id", "title"], ["PX1", "a"]])


def zipped(entries: dict[str, bytes], **options) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return sink.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """An archive of one entry that declares `size` bytes, wherever it says so."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.infolist()[0].file_size
    return content.replace(true.to_bytes(4, "little"), size.to_bytes(4, "little"))


def flagged(content: bytes) -> bytes:
    """The archive with the mark of a password on its entries."""
    changed = bytearray(content)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            changed[start + place] |= 1
            start = content.find(signature, start + 4)
    return bytes(changed)


def gz_zeros(megabytes: int) -> bytes:
    """A gz file that grows to `megabytes` of one character."""
    packer = zlib.compressobj(9, wbits=31)
    chunk = b"x" * MB
    return b"".join([*(packer.compress(chunk) for _ in range(megabytes)), packer.flush()])


def far_cell(cell: str) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["class_id", "title"])
        sheet.write(cell, "x")
    return sink.getvalue()


def many_sheets(count: int) -> bytes:
    """One sheet under `count` names."""
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(BOOK)) as source,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                start, end = content.index(b"<sheets>") + 8, content.index(b"</sheets>")
                content = content[:start] + sheets.encode() + content[end:]
            target.writestr(name, content)
    return sink.getvalue()


def ole_book() -> bytes:
    """The head of a protected .xlsx: an OLE container with the stream EncryptedPackage."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:32] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
    header[32:34] = b"\x06\x00"
    for place, value in ((44, 1), (48, 1), (56, 4096), (60, 0xFFFFFFFE), (68, 0xFFFFFFFE), (76, 0)):
        header[place : place + 4] = value.to_bytes(4, "little")
    header[80:512] = b"\xff" * 432
    fat = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    folder = b""
    for name, kind in (("Root Entry", 5), ("EncryptedPackage", 2), ("EncryptionInfo", 2)):
        text = f"{name}\0".encode("utf-16-le")
        folder += (
            text.ljust(64, b"\0")
            + len(text).to_bytes(2, "little")
            + bytes([kind, 1])
            + b"\xff" * 12
            + b"\0" * 48
        )
    return bytes(header) + fat + folder.ljust(512, b"\0")


BOMBS = {
    "declared.zip": ("expands", lambda: zipped({"a.csv": b"0" * 300 * MB})),
    "lying.zip": ("damaged", lambda: lying(zipped({"a.csv": b"0" * 20 * MB}), 1000)),
    "lying.xlsx": (None, lambda: lying(zipped({"xl/workbook.xml": b"0" * 20 * MB}), 1000)),
    "nested.zip": ("nested_archive", lambda: zipped({"b.zip": zipped({"a.csv": GOOD.encode()})})),
    "gz-in.zip": ("member", lambda: zipped({"a.csv.gz": gz_zeros(100)})),
    "entries.zip": ("entries", lambda: zipped({f"{n}.csv": b"" for n in range(LIMITS.entries + 1)})),
    "bomb.csv.gz": ("expands", lambda: gz_zeros(600)),
    "bomb.jsonl.gz": ("expands", lambda: gz_zeros(600)),
    "far.xlsx": ("memory", lambda: far_cell("ALL200000")),
    "corner.xlsx": ("memory", lambda: far_cell("XFD1048576")),
    "wide.xlsx": ("columns", lambda: far_cell("XFD2")),
    "sheets.xlsx": ("sheets", lambda: many_sheets(100_000)),
    "columns.csv": ("columns", lambda: b"class_id" + b",x" * 1_000_000 + b"\nPX1\n"),
    "line.csv": ("no_header", lambda: b"x" * 60 * MB),
    "deep.json": ("json", lambda: b'{"a":' * 1_000_000),
    "fields.json": ("columns", lambda: b"[{" + b",".join(b'"f%d":1' % n for n in range(500_000)) + b"}]"),
    "quotes.csv": ("no_header", lambda: b'"\n' * 200_000),
    "password.zip": ("password", lambda: flagged(zipped({"a.csv": GOOD.encode()}))),
    "password.xlsx": ("password", ole_book),
    "cut.zip": ("damaged", lambda: zipped({"a.csv": os.urandom(5000)})[:-30]),
    "cut.xlsx": ("damaged", lambda: BOOK[:-30]),
    "book.xlsm": ("kind", lambda: BOOK),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_reason(bench: Bench, name: str) -> None:
    reason, make = BOMBS[name]
    bench.put(CLASSES, "a.csv", "class_id,title\nPX0,a\n")
    bench.put(CLASSES, name, make())
    bench.put(CLASSES, "z.csv", "class_id,title\nPX9,a\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    records = {record.file: record for record in bench.run()}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (records[name].status, records[name].rows_read) == ("refused", 0)
    assert reason is None or begins(records[name].message, reason), records[name].message
    assert bench.column(CLASSES, "class_id") == ["PX0", "PX9"]
    assert grown < 64 << 10
    assert list(bench.scratch.iterdir()) == []


def test_quotes_alone_cost_their_lines(bench: Bench) -> None:
    record = bench.land(CLASSES, "class_id,title\n" + '"\n' * 20_000 + "PX1,a\n")
    assert (record.rows_accepted, record.rows_quarantined) == (1, 20_000)
    assert {fault.rule for fault in bench.faults()} == {"broken_quoting"}


def test_encodings_that_change_with_every_line(bench: Bench) -> None:
    encodings = ("utf-8", "gb18030")
    lines = [f"PX{n},宁波大学\n".encode(encodings[n % 2]) for n in range(2000)]
    record = bench.land(CLASSES, "班次编号,班次名称\n".encode() + b"".join(lines))
    assert record.rows_accepted == 2000
    assert set(bench.column(CLASSES, "title")) == {"宁波大学"}


def test_what_is_no_regular_file_is_no_delivery(bench: Bench) -> None:
    path = bench.put(CLASSES, "a.csv", GOOD)
    (path.parent / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(path.parent / "pipe.csv")
    (path.parent / "folder.csv").mkdir()
    (path.parent / "folder.csv" / "inner.csv").write_text("class_id,title\nPX2,b\n")
    found, strays = discover(bench.landing, bench.feeds)
    assert sorted(delivery.file for delivery in found) == ["a.csv", "folder.csv/inner.csv"]
    assert sorted(Path(stray).name for stray in strays) == ["link.csv", "pipe.csv"]
    assert [record.status for record in bench.run()] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.csv",
        "😀.csv",
        "x" * 251 + ".csv",
        "'; DROP TABLE raw.files; --.csv",
        "$(id) [*]?.csv",
        "a.1月.csv",
    ],
)
def test_strange_names_land(bench: Bench, name: str) -> None:
    record = bench.land(CLASSES, GOOD, name)
    assert (record.status, record.file, record.rows_accepted) == ("accepted", name, 1)
    assert len(list(bench.receipts.rglob("*.xlsx"))) == 1


def test_a_name_in_gb18030_lands_under_its_characters(bench: Bench) -> None:
    record = bench.land(CLASSES, GOOD, os.fsdecode("培训.csv".encode("gb18030")))
    assert (record.status, record.file) == ("accepted", "培训.csv")
    assert bench.run() == []


def test_a_file_that_vanishes_is_told_and_tried_again(bench: Bench) -> None:
    path = bench.put(CLASSES, "a.csv", GOOD)
    stat, away = path.stat(), bench.folder / "away.csv"
    deliveries = bench.deliveries()
    shutil.move(path, away)
    bench.deliveries = lambda: deliveries
    (record,) = bench.run()
    assert record.status == "refused"
    assert begins(record.message, "unopened")
    shutil.move(away, path)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert [record.status for record in bench.run()] == ["accepted"]
    assert bench.run() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_told(bench: Bench) -> None:
    bench.put(CLASSES, "a.csv", GOOD).chmod(0)
    (record,) = bench.run()
    assert begins(record.message, "unopened")


def test_names_inside_an_archive_decide_nothing_but_the_kind(bench: Bench) -> None:
    names = ["../../up.csv", "/etc/abs.csv", "x.[a]*.csv", "名单😀.csv", "\\back\\slash.csv"]
    entries = {name: f"class_id,title\nPX{n},a\n".encode() for n, name in enumerate(names)}
    record = bench.land(CLASSES, zipped(entries), "a.zip")
    assert (record.status, record.rows_accepted) == ("accepted", 5)
    assert not list(bench.folder.rglob("up.csv"))


def test_foreign_files_beside_the_tables_are_told_and_left_out(bench: Bench) -> None:
    entries = {
        "Thumbs.db": b"\xd0\xcf",
        "a/.DS_Store": b"\0",
        "__MACOSX/._名单.csv": b"\0",
        "说明.docx": b"PK",
        "名单.csv": GOOD.encode(),
    }
    record = bench.land(CLASSES, zipped(entries), "a.zip")
    assert (record.status, record.rows_accepted) == ("accepted", 1)
    left_out, system = record.message.split("\n")
    assert left_out == say_of("member_skipped", say("kind", ending=".docx"), number=1)
    assert system == say("system_files", count=3)


@pytest.mark.parametrize("entries", [{"说明.docx": b"PK"}, {"Thumbs.db": b"\xd0"}], ids=["foreign", "system"])
def test_an_archive_without_any_table_is_refused(bench: Bench, entries: dict[str, bytes]) -> None:
    record = bench.land(CLASSES, zipped(entries), "a.zip")
    assert record.status == "refused"
    assert begins(record.message, "kind") or begins(record.message, "archive_empty")


def test_packed_files_of_one_archive_share_its_room(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({f"{n}.csv.gz": gzip.compress(GOOD.encode() + b"PX2,b\n" * 10_000) for n in range(5)})
    path = bench.put(CLASSES, "a.zip", content)
    monkeypatch.setattr(parse, "LIMITS", replace(LIMITS, expanded_bytes=200_000))
    parsed = parse.parse(parse.Request(path, bench.scratch, bench.feeds[CLASSES]))
    assert begins(parsed.refused, "expands")


def test_formula_errors_are_refused_and_na_is_missing(bench: Bench) -> None:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        for name in ("一", "二"):
            sheet = book.add_worksheet(name)
            sheet.write_row(2, 1, ["班次编号", "班次名称", "实际支出"])
            sheet.write_row(3, 1, [f"PX{name == '二':d}", "a", 5])
            sheet.write(4, 1, "PX4")
            sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")
            sheet.write(5, 1, "PX5")
            sheet.write_formula(5, 3, "=NA()", None, "#N/A")
            sheet.write(6, 1, "PX6")
            sheet.write_formula(6, 3, "=A0", None, "#REF!")
    record = bench.land(CLASSES, sink.getvalue(), "a.xlsx")
    assert (record.rows_accepted, record.rows_quarantined) == (4, 4)
    assert [(f.sheet, f.row, f.column, f.rule, f.value) for f in bench.faults()] == [
        (name, row, column, "spreadsheet_error", value)
        for name in ("一", "二")
        for row, column, value in ((5, "title", "#DIV/0!"), (7, "spent", "#REF!"))
    ]


def test_formula_errors_of_an_ods(bench: Bench) -> None:
    def row(*cells: str, repeated: int = 1) -> str:
        return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'

    def text(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text", "calcext"))
    table = (
        row(text("班次编号"), text("班次名称"))
        + row(text("PX1"), error, repeated=2)
        + row(text("PX2"), text("b"))
    )
    body = f'<office:spreadsheet><table:table table:name="名单">{table}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    book = zipped(
        {
            "META-INF/manifest.xml": MANIFEST,
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
        }
    )
    record = bench.land(CLASSES, book, "a.ods")
    assert record.message == ""
    assert bench.told() == [(2, "title", "spreadsheet_error"), (3, "title", "spreadsheet_error")]
    assert (record.rows_accepted, bench.rows(CLASSES, "class_id", "_row")) == (1, [("PX2", 4)])
