"""Total rows beside the rows they claim to sum."""

from pathlib import Path

import pytest
import python_calamine

from pipelines.contracts import load_contracts
from pipelines.landing.headers import HeaderMatcher, Mapping
from pipelines.landing.messages import parted
from pipelines.landing.totals import compare_totals
from tests.landing.bench import CLASSES, ENROLMENTS, ENTERPRISES, GRADUATES, SCHOOLS, SIZES, Bench, uscc
from tests.landing.test_kinds_workbook import workbook

FEEDS = load_contracts()
HEAD = ["序号", "学校名称", "学校标识码"]


def compared(feed: str, head: list[str], rows: list[list[str | None]], aside: set[int]) -> list[tuple]:
    """(row, column, stated, found, agrees) of the rows of a sheet; those numbered in `aside` are the total rows."""
    header = HeaderMatcher(FEEDS[feed], Mapping()).find([head])
    numbered = [
        (number, [*row, *[None] * (len(head) - len(row))]) for number, row in enumerate(rows, start=2)
    ]
    totals = [(number, row) for number, row in numbered if number in aside]
    data = [(number, row) for number, row in numbered if number not in aside]
    checks = compare_totals(FEEDS[feed], header, totals, data)
    return [(check.row, check.column, check.stated, check.found, check.agrees) for check in checks]


def test_a_group_heading_that_says_one_too_few() -> None:
    schools = [[str(number), f"学校{number}", f"41{number:08d}"] for number in range(5)]
    rows = [["海南省（2所）"], *schools[:3], ["青海省（2所）"], *schools[3:]]
    assert compared(SCHOOLS, HEAD, rows, {2, 6}) == [
        (2, None, 2.0, 3.0, False),
        (6, None, 2.0, 2.0, True),
    ]


def test_headings_above_headings_count_all_that_is_below() -> None:
    schools = [[str(number), f"学校{number}", f"41{number:08d}"] for number in range(3)]
    rows = [["浙江省（3所）"], ["宁波市（2所）"], *schools[:2], ["绍兴市（1所）"], schools[2], ["合计"]]
    checks = compared(SCHOOLS, HEAD, rows, {2, 3, 6, 8})
    assert [(row, found, agrees) for row, _, _, found, agrees in checks] == [
        (2, 3.0, True),
        (3, 2.0, True),
        (6, 1.0, True),
    ]


SIZE_HEAD = ["名称", "统一社会信用代码", "年度", "从业人员", "营业收入（万元）"]


def firm(number: int, staff: str, revenue: str) -> list[str]:
    return ["甲", uscc(number), "2016", staff, revenue]


def test_subtotals_and_the_grand_total() -> None:
    rows = [
        firm(1, "10", "1.5"),
        firm(2, "20", "3000元"),
        ["小计", None, None, "30", "1.8"],
        firm(3, "5", "2"),
        ["小计", None, None, "6", "2"],
        ["合计", "3", "2016", "35", "3.8"],
    ]
    assert compared(SIZES, SIZE_HEAD, rows, {4, 6, 7}) == [
        (4, "employees", 30.0, 30.0, True),
        (4, "revenue", 18000.0, 18000.0, True),
        (6, "employees", 6.0, 5.0, False),
        (6, "revenue", 20000.0, 20000.0, True),
        (7, None, 3.0, 3.0, True),
        (7, "employees", 35.0, 35.0, True),
        (7, "revenue", 38000.0, 38000.0, True),
    ]


def test_totals_of_months_one_below_the_other() -> None:
    rows = [
        firm(1, "1", ""),
        firm(2, "2", ""),
        ["合计", None, None, "3"],
        firm(3, "4", ""),
        ["合计", None, None, "4"],
    ]
    assert [check[4] for check in compared(SIZES, SIZE_HEAD, rows, {4, 6})] == [True, True]


def test_a_total_above_its_rows() -> None:
    rows = [["合计", None, None, "7"], firm(1, "3", ""), firm(2, "5", "")]
    assert compared(SIZES, SIZE_HEAD, rows, {2}) == [(2, "employees", 7.0, 8.0, False)]


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [("3.8", True), ("3.76", True), ("4", True), ("3.75", False), ("3.9", False), ("3", False)],
)
def test_a_rounded_total_agrees_within_its_last_place(stated: str, agrees: bool) -> None:
    rows = [firm(1, "", "1.234"), firm(2, "", "2.53"), ["合计", None, None, None, stated]]
    ((_, column, _, found, verdict),) = compared(SIZES, SIZE_HEAD, rows, {4})
    assert (column, found, verdict) == ("revenue", 37640.0, agrees)


def test_a_cell_that_is_no_number_leaves_it_open() -> None:
    rows = [firm(1, "3", "x"), firm(2, "5", "2"), ["合计", None, None, "8", "2"]]
    assert compared(SIZES, SIZE_HEAD, rows, {4}) == [
        (4, "employees", 8.0, 8.0, True),
        (4, "revenue", 20000.0, None, None),
    ]


def test_a_cumulated_total_may_reach_back_beyond_the_file() -> None:
    rows = [firm(1, "3", ""), ["累计", None, None, "300"]]
    assert compared(SIZES, SIZE_HEAD, rows, {3}) == []
    rows = [firm(1, "3", ""), ["累计", None, None, "3"]]
    assert [check[4] for check in compared(SIZES, SIZE_HEAD, rows, {3})] == [True]


def test_years_and_scores_are_not_summed() -> None:
    head = ["学校标识码", "学号", "届", "学历层次"]
    rows = [["4133099998", "1", "2016", "专科"], ["合计", "1", "2016"]]
    assert compared(GRADUATES, head, rows, {3}) == [(3, None, 1.0, 1.0, True)]


def test_foreign_money_is_not_added_to_yuan() -> None:
    head = ["统一社会信用代码", "企业名称", "注册资金"]
    rows = [[uscc(1), "甲", "5万元"], [uscc(2), "乙", "5万美元"], ["合计", None, "10万元"]]
    assert compared(ENTERPRISES, head, rows, {4}) == [(4, "registered_capital", 100000.0, None, None)]


@pytest.mark.parametrize(
    ("total", "stated"),
    [(["总计（3所）"], 3.0), (["合计", "3所"], 3.0), (["合计", None, "3"], 3.0), (["合计", "共 4 所"], 4.0)],
)
def test_a_total_that_states_a_number_of_rows(total: list[str | None], stated: float) -> None:
    schools = [[str(number), f"学校{number}", f"41{number:08d}"] for number in range(3)]
    rows = [["浙江省（2所）"], *schools[:2], ["上海市（1所）"], schools[2], total]
    assert compared(SCHOOLS, HEAD, rows, {2, 5, 7})[-1] == (7, None, stated, 3.0, stated == 3)


def test_nothing_to_compare() -> None:
    assert compared(SIZES, SIZE_HEAD, [firm(1, "3", "")], set()) == []
    assert compared(SIZES, SIZE_HEAD, [SIZE_HEAD, firm(1, "3", "")], {2}) == []


def receipt_rows(folder: Path, sheet: str) -> list[list]:
    (path,) = folder.rglob("*.xlsx")
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(sheet).to_python()[1:]


def test_file_and_receipt_tell_which_totals_differ(bench: Bench) -> None:
    rows = [
        ["单位：万元"],
        ["班次编号", "班次名称", "计划人数", "实际支出"],
        ["海曙区（1期）"],
        ["PX1", "数控", 30, 1.5],
        ["PX2", "电商", 20, 2],
        [],
        ["合计", None, 51, 3.5],
    ]
    record = bench.land(CLASSES, workbook(名单=rows), "a.xlsx")
    assert (record.status, record.total_rows, record.blank_rows) == ("accepted", 2, 1)
    assert parted(record.message)[1] == (
        "2 total row(s) do not match the rows they sum: row 3 rows 1 stated 2 found, "
        "row 7 planned_seats 51 stated 50 found"
    )
    assert [row[:6] for row in receipt_rows(bench.receipts, "合计行 Total rows")] == [
        ["名单", 3.0, "", "行数 number of rows", 1.0, 2.0],
        ["名单", 7.0, "C7", "计划人数（planned_seats）", 51.0, 50.0],
        ["名单", 7.0, "D7", "实际支出（spent）（元 yuan）", 35000.0, 35000.0],
    ]
    summary = {row[0]: row[1] for row in receipt_rows(bench.receipts, "摘要 Summary") if row[0]}
    assert summary["说明 Note"].startswith("合计或分组行中有 2 个与明细不一致")


def test_refused_and_broken_rows_count_too(bench: Bench) -> None:
    text = "班次编号,计划人数,状态\n海曙区（4期）,,\nPX1,30,结业\nPX2,5,毕业\nPX3,5\nPX4,5,结业\n合计,45,\n"
    record = bench.land(CLASSES, text)
    assert (record.rows_accepted, record.rows_quarantined, record.total_rows) == (2, 2, 2)
    assert "total row" not in record.message
    told = receipt_rows(bench.receipts, "合计行 Total rows")
    assert [(row[1], row[4], row[5]) for row in told] == [(2.0, 4.0, 4.0), (7.0, 45.0, "")]
    assert told[1][6].startswith("无法核对：B5 ")  # the broken row


def test_a_total_that_cannot_be_compared_names_the_cell(bench: Bench) -> None:
    rows = [
        ["班次编号", "计划人数"],
        ["PX1", 30],
        ["小计", 30],
        ["PX2", 5],
        ["PX3", "两三个"],
        ["PX4", "很多"],
    ]
    bench.land(CLASSES, workbook(名单=[[None, None, *row] for row in [*rows, ["小计", 45]]]), "a.xlsx")
    told = [(row[2], row[6]) for row in receipt_rows(bench.receipts, "合计行 Total rows")]
    assert told == [
        ("D3", "一致 / agrees"),
        ("D7", "无法核对：D5 不是可以相加的数字 / cannot be compared: D5 is no number that can be added"),
    ]


def test_sums_of_persons_are_not_told(bench: Bench) -> None:
    text = "学校标识码,学号,统一社会信用代码,开始日期,月报酬\n"
    text += f"4133099998,1,{uscc(1)},2021-03-05,3000\n合计,,,,2999\n"
    record = bench.land("schools.internships", text)
    assert parted(record.message)[1] == "1 total row(s) do not match the rows they sum: row 3 monthly_pay"
    ((*_, stated, found, _),) = receipt_rows(bench.receipts, "合计行 Total rows")
    assert (stated, found) == ("—", "—")


def test_a_group_named_after_a_person_is_not_told(bench: Bench) -> None:
    bench.land(ENROLMENTS, "班次编号,证件类型,证件号码\n李小明（3门）,,\nPX1,护照,E12345678\n")
    (message,) = bench.con.execute("SELECT message FROM raw.files").fetchone()
    assert parted(message)[1] == "1 total row(s) do not match the rows they sum: row 2 rows 3 stated 1 found"
