"""Workbooks: title, unit, header on row 3, groups, totals, blanks, several sheets."""

import io
import os
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from tests.landing.bench import CLASSES, ENTERPRISES, SCHOOLS, SESSIONS, Bench, counts, uscc
from tests.landing.xls_make import ERRORS, xls

REAL_DATA = Path(os.environ.get("REAL_DATA", "../shared/data"))


def workbook(**sheets: list[list]) -> bytes:
    """An xlsx; dates are written as real date cells."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number, position, cell, moment)
                    elif isinstance(cell, date):
                        sheet.write_datetime(
                            number, position, datetime.combine(cell, datetime.min.time()), day
                        )
                    elif cell is not None:
                        sheet.write(number, position, cell)
    return sink.getvalue()


def test_title_unit_header_groups_totals_and_blanks(bench: Bench) -> None:
    content = workbook(
        名单=[
            ["2016年度培训班一览表"],
            ["单位：万元"],
            ["序号", "班次编号", "班次名称", "实际支出", "状态"],
            ["海曙区（2期）"],
            [1, "PX1", "数控", 1.5, "结业"],
            [2, "PX2", "电商", 2, "开班"],
            [],
            ["鄞州区（1期）"],
            [3, "PX3", "物流", "3000元", "结业"],
            ["合计", None, None, 3.8],
        ]
    )
    record = bench.land(CLASSES, content, "a.xlsx")
    assert (record.status, record.header_rows) == ("accepted", 3)
    assert counts(record) == {"read": 3, "accepted": 3, "blank": 1, "apart": 3}
    assert bench.rows(CLASSES, "class_id", "spent", "_sheet", "_row") == [
        ("PX1", 15000.0, "名单", 5),
        ("PX2", 20000.0, "名单", 6),
        ("PX3", 3000.0, "名单", 9),
    ]


def test_two_sheets_and_one_without_header(bench: Bench) -> None:
    content = workbook(
        说明=[["填表说明"], ["请如实填写"]],
        一月=[["班次编号", "状态"], ["PX1", "结业"], ["PX2", "未知状态"]],
        空表=[],
        二月=[["状态", "班次编号"], ["开班", "PX3"]],
    )
    record = bench.land(CLASSES, content, "a.xlsx")
    assert record.status == "partly_accepted"
    assert "sheet 1 skipped: no header row found" in record.message
    assert bench.rows(CLASSES, "class_id", "status", "_sheet", "_row") == [
        ("PX1", "结业", "一月", 2),
        ("PX3", "开班", "二月", 2),
    ]
    (fault,) = bench.faults()
    assert (fault.sheet, fault.row, fault.rule) == ("一月", 3, "unknown_value")


def test_rows_keep_their_order_across_sheets(bench: Bench) -> None:
    bench.land(
        CLASSES,
        workbook(b=[["班次编号"], ["PX1"], ["PX2"]], a=[["班次编号"], ["PX3"]]),
        "a.xlsx",
    )
    ordered = bench.con.execute(
        f"SELECT class_id FROM {bench.feeds[CLASSES].raw_table} ORDER BY _seq"
    ).fetchall()
    assert ordered == [("PX1",), ("PX2",), ("PX3",)]


def test_cells_of_every_kind(bench: Bench) -> None:
    bench.land(
        SESSIONS,
        workbook(
            s=[
                ["课次编号", "班次编号", "日期", "开始时间", "学时", "状态"],
                [7299.0, "PX1", date(2016, 3, 5), datetime(2016, 3, 5, 8, 30), 4, "已举办"],
                ["S2", 12, 42430, "8:30", 3.5, " 已举办 "],
                ["S3", "PX1", "2016年3月", None, "4学时", "取消"],
            ]
        ),
        "a.xlsx",
    )
    names = ("session_id", "class_id", "held_on", "held_on_to", "starts_at", "hours", "status")
    assert bench.rows(SESSIONS, *names) == [
        ("7299", "PX1", date(2016, 3, 5), None, "2016-03-05 08:30:00", 4.0, "已举办"),
        ("S2", "12", date(2016, 3, 1), None, "8:30", 3.5, "已举办"),
        ("S3", "PX1", date(2016, 3, 1), date(2016, 3, 31), None, 4.0, "取消"),
    ]


def test_a_long_number_that_excel_rounded_is_refused(bench: Bench) -> None:
    record = bench.land(
        ENTERPRISES,
        workbook(s=[["统一社会信用代码", "企业名称"], [913302001440528590, "甲公司"], [uscc(5), "乙公司"]]),
        "a.xlsx",
    )
    assert counts(record) == {"read": 2, "accepted": 1, "refused": 1}
    assert bench.told() == [(2, "uscc", "digits_lost")]


def test_header_with_line_break_and_star(bench: Bench) -> None:
    bench.land(
        CLASSES,
        workbook(s=[["*班次\n编号", "实际支出\n（千元）", "状态(必填)"], ["PX1", 2, "结业"]]),
        "a.xlsx",
    )
    assert bench.rows(CLASSES, "class_id", "spent", "status") == [("PX1", 2000.0, "结业")]


def test_rows_of_a_sheet_that_starts_lower_and_further_right(bench: Bench) -> None:
    bench.land(
        CLASSES,
        workbook(s=[[], [], [None, None, "班次编号", "状态"], [], [None, None, "PX1", "结业"]]),
        "a.xlsx",
    )
    assert bench.rows(CLASSES, "class_id", "status", "_row") == [("PX1", "结业", 5)]


def test_a_workbook_under_the_name_of_the_old_format(bench: Bench) -> None:
    record = bench.land(CLASSES, workbook(s=[["班次编号"], ["PX1"]]), "a.xls")
    assert (record.status, bench.column(CLASSES, "class_id")) == ("accepted", ["PX1"])


@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 2)])
def test_errors_of_the_old_format_are_refused(bench: Bench, top: int, left: int) -> None:
    errors = [word for word in ERRORS if word != "#N/A"]
    rows = [["班次编号", "班次名称", "计划人数"], ["PX0", "甲", 30], ["PXN", "乙", "#N/A"]]
    rows += [[f"PX{number}", "丙", word] for number, word in enumerate(errors, start=1)]
    record = bench.land(CLASSES, xls("名单", [[]] * top + [[None] * left + row for row in rows]), "a.xls")
    assert (record.rows_accepted, record.rows_quarantined) == (2, len(errors))
    assert bench.rows(CLASSES, "class_id", "planned_seats") == [("PX0", 30), ("PXN", None)]
    assert bench.told() == [
        (row, "planned_seats", "spreadsheet_error") for row in range(top + 4, top + 4 + len(errors))
    ]
    assert {fault.value for fault in bench.faults()} == set(errors)


@pytest.mark.heavy
def test_the_ministry_list_of_universities(bench: Bench) -> None:
    path = REAL_DATA / "moe_universities" / "W020250627301230138068.xls"
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    bench.put(SCHOOLS, "_mapping.yml", "school_code: 学校标识码\nname: 学校名称\n")
    record = bench.land(SCHOOLS, path.read_bytes(), "moe.xls")
    assert record.rows_accepted == 2919
    assert record.rows_quarantined == 0
    assert record.total_rows == 31
