"""Delimited text in every encoding and delimiter that providers use."""

import gzip

import pytest

from tests.landing.bench import CLASSES, ENTERPRISES, LOGINS, Bench, counts, uscc

TEXT = "班次编号,班次名称,计划人数\nPX1,数控技术,30\nPX2,“互联网+”制造,45\n"
ROWS = [("PX1", "数控技术", 30, 2), ("PX2", "“互联网+”制造", 45, 3)]
COLUMNS = ("class_id", "title", "planned_seats", "_row")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r").removesuffix("\r").encode("gb18030"),
        TEXT.removesuffix("\n").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "le", "be", "gb18030", "crlf", "cr", "cr-gb18030", "no-last-newline"],
)
def test_encodings_and_line_ends(bench: Bench, content: bytes) -> None:
    record = bench.land(CLASSES, content)
    assert (record.status, record.message) == ("accepted", "")
    assert counts(record) == {"read": 2, "accepted": 2}
    assert bench.rows(CLASSES, *COLUMNS) == ROWS


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_delimiters(bench: Bench, delimiter: str) -> None:
    bench.land(CLASSES, TEXT.replace(",", delimiter), "data.txt")
    assert bench.rows(CLASSES, *COLUMNS) == ROWS


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.csv.gz", "A.CSV.GZ", "2016.10.csv"])
def test_names_and_compression(bench: Bench, name: str) -> None:
    content = TEXT.replace(",", "\t").encode()
    bench.land(CLASSES, gzip.compress(content) if name.lower().endswith("gz") else content, name)
    assert bench.rows(CLASSES, *COLUMNS) == ROWS


def test_a_delimiter_inside_quotes_stays_in_the_cell(bench: Bench) -> None:
    bench.land(CLASSES, 'class_id;title\nPX1;"a;b,""c"""\n')
    assert bench.column(CLASSES, "title") == ['a;b,"c"']


def test_title_and_unit_rows_above_the_header(bench: Bench) -> None:
    record = bench.land(CLASSES, "2016年培训班一览,,\n单位：万元,,\n班次编号,实际支出,状态\nPX1,1.5,结业\n")
    assert (record.header_rows, counts(record)) == (3, {"read": 1, "accepted": 1})
    assert bench.rows(CLASSES, "class_id", "spent", "status", "_row") == [("PX1", 15000.0, "结业", 4)]


def test_short_title_rows_and_a_blank_row_above_the_header(bench: Bench) -> None:
    record = bench.land(CLASSES, "培训班\n\n班次编号,状态\nPX1,结业\nPX2,开班\n")
    assert record.header_rows == 3
    assert bench.rows(CLASSES, "class_id", "_row") == [("PX1", 4), ("PX2", 5)]


def test_a_header_cell_with_a_line_break(bench: Bench) -> None:
    record = bench.land(CLASSES, '班次编号,"实际支出\n(万元)",状态\nPX1,2,结业\nPX2,3,开班\n')
    assert record.message == ""
    assert bench.rows(CLASSES, "class_id", "spent", "_row") == [("PX1", 20000.0, 3), ("PX2", 30000.0, 4)]


def test_row_numbers_agree_in_the_fast_and_the_careful_reader(bench: Bench) -> None:
    clean = "class_id,title\n" + "".join(f"PX{i},t{i}\n" for i in range(2, 2000))
    bench.put(CLASSES, "clean.csv", clean)
    bench.put(CLASSES, "dirty.csv", clean + "\n" + 'PX9999,"line one\nline two"\nPX10000,t\n')
    bench.run()
    rows = bench.rows(CLASSES, "_file", "class_id", "_row")
    assert all(code == f"PX{row}" for _, code, row in rows if row < 2000)
    assert [row for row in rows if row[2] >= 2000] == [
        ("dirty.csv", "PX9999", 2001),
        ("dirty.csv", "PX10000", 2003),
    ]


def test_english_and_chinese_headers_mix(bench: Bench) -> None:
    bench.land(ENTERPRISES, f" USCC ,企业名称,所属区县 ,注册资本（万元）\n{uscc(1)},甲公司,鄞州区,50\n")
    assert bench.rows(ENTERPRISES, "uscc", "legal_name", "district", "registered_capital") == [
        (uscc(1), "甲公司", "330212", 500000.0)
    ]


def test_a_feed_without_key_is_refused_without_its_headers(bench: Bench) -> None:
    record = bench.land(LOGINS, "foo,bar\n1,2\n3,4\n")
    assert (record.status, record.rows_accepted) == ("refused", 0)
    assert "no header row found" in record.message
    assert bench.rows(LOGINS) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_clean_file_stays_on_the_fast_path(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, encoding: str, end: str
) -> None:
    def careful(*args: object) -> None:
        pytest.fail("the careful reader was called")

    monkeypatch.setattr("pipelines.landing.read_csv._read_careful", careful)
    lines = ["2016年培训班,,", "班次编号,班次名称,状态", 'PX1,"a,b",结业', 'PX2,"say ""hi""",开班', ""]
    record = bench.land(CLASSES, end.join(lines).encode(encoding))
    assert (record.header_rows, counts(record)) == (2, {"read": 2, "accepted": 2})
    assert bench.rows(CLASSES, "class_id", "title", "_row") == [("PX1", "a,b", 3), ("PX2", 'say "hi"', 4)]
