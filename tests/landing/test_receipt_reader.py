"""A person who knows nothing of the project mends a refused file with the receipt alone.

The tests read of the receipt only what stands in its sheets, type it into the file at the place it names, and
deliver the file again.
"""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from pipelines.contracts import Column, load_contracts
from pipelines.landing.examples import examples, key_columns
from pipelines.landing.office import column_letter
from pipelines.landing.template_sheets import FILL
from pipelines.landing.templates import write_templates
from tests.landing.bench import CLASSES, ENTERPRISES, LOGINS, Bench, counts, uscc
from tests.landing.test_kinds_workbook import workbook
from tests.landing.xlsx_edit import edit

FEEDS = load_contracts()
WRONG = {
    "text": "坏\ufffd字",
    "name": "坏\ufffd字",
    "code": "3.30206E+17",
    "uscc": "91330200MA2XXXXXXX",
    "district": "乌有乡",
    "enum": "另一种",
    "pid": "1",
    "phone": "12345",
    "date": "2016-02-30",
    "datetime": "昨天",
    "int": "12.5",
    "num": "很多",
    "money": "面议",
    "pct": "350%",
    "bool": "也许",
}


def read(folder: Path, file: str) -> dict[str, list[list[str]]]:
    """All sheets of the receipt of `file`, as the person sees them."""
    (path,) = folder.rglob(f"{file}.*.xlsx")
    book = python_calamine.load_workbook(str(path))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def lines(receipt: dict[str, list[list[str]]]) -> list[dict[str, str]]:
    """The refused rows by their column titles; the summary's steps name this sheet and these columns."""
    steps = [row[1] for row in receipt["摘要 Summary"] if row[0].startswith("怎么办")]
    assert "“退回行 Refused rows”" in steps[1]
    assert all(f"“{word}”" in steps[1] for word in ("允许的取值", "正确示例"))
    head, *rows = receipt["退回行 Refused rows"]
    return [dict(zip(head, row, strict=True)) for row in rows]


def right(line: dict[str, str]) -> str:
    """What the receipt says to enter: one of the allowed values, else the example."""
    return line["允许的取值 Allowed values"].split("、")[0] or line["正确示例 Right example"]


def mended(book: bytes, receipt: dict[str, list[list[str]]]) -> bytes:
    """The workbook with each cell that the receipt names typed anew."""
    for line in lines(receipt):
        book = edit(book, line["工作表 Sheet"], {line["单元格 Cell"]: right(line)})
    return book


def broken(column: Column) -> str:
    return WRONG[column.type]


@pytest.mark.parametrize("feed", FEEDS)
def test_every_cell_of_every_feed_is_mended_with_the_receipt_alone(tmp_path: Path, feed: str) -> None:
    contract = FEEDS[feed]
    (template,) = write_templates(tmp_path / "templates", [contract])
    wrong = {f"{column_letter(i)}2": broken(column) for i, column in enumerate(contract.delivered)}
    keyless = {
        f"{column_letter(i)}3": examples(column)[0]
        for i, column in enumerate(contract.delivered)
        if column not in key_columns(contract)
        and column.type not in ("name", "phone")
        and examples(column)[0]
    }
    book = edit(template.read_bytes(), FILL, wrong | keyless)
    bench = Bench(tmp_path, only=feed)
    first = bench.land(feed, book, "first.xlsx")
    rows = 2 if keyless and contract.key else 1
    assert first.rows_quarantined >= rows
    assert len(bench.faults()) >= len(contract.delivered)

    again = bench.land(feed, mended(book, read(bench.receipts, "first.xlsx")), "again.xlsx")
    assert [fault for fault in bench.faults() if fault.file == "again.xlsx"] == []
    assert (again.status, again.rows_accepted) == ("accepted", first.rows_read)


def test_a_real_looking_workbook_is_mended(bench: Bench) -> None:
    """Title, unit row, two sheets, columns in another order, totals: the receipt still names the right cells."""
    head = ["序号", "企业名称", "登记状态", "统一社会信用代码", "注册资金", "所属区县", "成立日期", "备注"]
    book = workbook(
        说明=[["请各区认真填写"]],
        一季度=[
            ["2016年一季度新设企业"],
            ["单位：万元"],
            head,
            [1, "甲公司", "存续", uscc(1), 100, "鄞州区", date(2016, 3, 5), "x"],
            [2, "乙公司", "营业", uscc(2)[:-1] + "0", "一百", "鄞洲区", "2016年13月"],
            ["合计", None, None, None, 200],
        ],
        二季度=[head, [1, "丙公司", "在业", 913302001440528590, 50, "宁波市北仑区", "2016.5.1"]],
    )
    first = bench.land(ENTERPRISES, book, "first.xlsx")
    assert counts(first) == {"read": 3, "accepted": 1, "refused": 2, "apart": 1}
    receipt = read(bench.receipts, "first.xlsx")
    assert [(line["工作表 Sheet"], line["单元格 Cell"], line["表头 Header"]) for line in lines(receipt)] == [
        ("一季度", "C5", "登记状态"),
        ("一季度", "D5", "统一社会信用代码"),
        ("一季度", "E5", "注册资金"),
        ("一季度", "F5", "所属区县"),
        ("一季度", "G5", "成立日期"),
        ("二季度", "D2", "统一社会信用代码"),
    ]
    again = bench.land(ENTERPRISES, mended(book, receipt), "again.xlsx")
    assert (again.status, counts(again)) == ("accepted", {"read": 3, "accepted": 3, "apart": 1})


def test_a_text_file_is_mended_line_by_line(bench: Bench) -> None:
    text = '班次编号,班次名称,状态\nPX1,a,毕业\nPX2,b\nPX3,"c,结业\nPX4,d,结业\n'
    assert bench.land(CLASSES, text, "first.csv").rows_quarantined == 3
    rows = text.splitlines()
    for line in lines(read(bench.receipts, "first.csv")):
        number = int(float(line["行号 Row"])) - 1
        if line["单元格 Cell"]:
            cells = next(csv.reader([rows[number]]))
            cells[ord(line["单元格 Cell"][0]) - ord("A")] = right(line)
            rows[number] = ",".join(cells)
        elif "cells" in line["正确示例 Right example"]:
            width = int(line["正确示例 Right example"].split()[0])
            rows[number] += "," * (width - rows[number].count(",") - 1)
        else:
            assert '引号（"）' in line["问题"]
            rows[number] = rows[number].replace('"', "")
    again = bench.land(CLASSES, "\n".join(rows), "again.csv")
    assert (again.status, again.rows_accepted) == ("accepted", 4)


def test_records_are_mended_by_number_and_field(bench: Bench) -> None:
    records = [
        {"account_id": "A1", "logged_in_at": "昨天"},
        {"account_id": "A2", "logged_in_at": "2016-03-05 08:00:00"},
    ]
    bench.land(LOGINS, "\n".join(map(json.dumps, records)), "first.jsonl")
    receipt = read(bench.receipts, "first.jsonl")
    steps = [row[1] for row in receipt["摘要 Summary"] if row[0].startswith("怎么办")]
    assert "只报送这个新文件" in steps[-1]  # every row counts in this feed
    (line,) = lines(receipt)
    record = records[int(float(line["行号 Row"])) - 1]
    record[line["列 Column"].removeprefix("字段 / field ")] = right(line)
    again = bench.land(LOGINS, json.dumps(record), "mended.jsonl")
    assert again.status == "accepted"
    assert sorted(bench.column(LOGINS, "account_id")) == ["A1", "A2"]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_file_without_header_gets_the_headers_that_the_receipt_lists(tmp_path: Path, feed: str) -> None:
    bench = Bench(tmp_path, only=feed)
    data = [[examples(column)[row] for column in FEEDS[feed].delivered] for row in (0, 1)]
    sink = io.StringIO()
    csv.writer(sink).writerows(data)
    first = bench.land(feed, sink.getvalue(), "first.csv")
    assert (first.status, first.rows_read) == ("refused", 0)
    receipt = read(bench.receipts, "first.csv")
    (note,) = [row[1] for row in receipt["摘要 Summary"] if row[0] == "说明 Note"]
    assert note.startswith("没有找到表头行")
    head, *rows = receipt["列 Columns"]
    headers = [row[head.index("应有的表头 Expected header")] for row in rows]
    again = bench.land(feed, ",".join(headers) + "\n" + sink.getvalue(), "again.csv")
    assert (again.status, again.rows_accepted) == ("accepted", 2)
