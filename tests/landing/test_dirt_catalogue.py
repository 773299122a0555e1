"""The dirt catalogue: one test for each kind of dirt that was counted in real files, with its exact outcome."""

from datetime import date

import pytest
import xlsxwriter

from pipelines.landing.identifiers import is_uscc, organisation_check_character, uscc_check_character
from pipelines.landing.persons import parse_phone
from tests.landing.bench import (
    CLASSES,
    DAYS,
    ENROLMENTS,
    ENTERPRISES,
    GRADUATES,
    SCHOOLS,
    SESSIONS,
    SIZES,
    VACANCIES,
    Bench,
    counts,
    uscc,
)
from tests.landing.test_kinds_workbook import workbook


def code_of(division: str, number: int) -> str:
    """A made-up enterprise code that a given division issued."""
    organisation = f"{number:08d}"
    first17 = f"91{division}{organisation}{organisation_check_character(organisation)}"
    return first17 + uscc_check_character(first17)


def test_d01_title_and_blank_row_above_a_header_on_row_3(bench: Bench) -> None:
    rows = [["全国高等学校名单"], [], ["序号", "学校名称", "学校标识码"], [1, "宁波大学", "4133011646"]]
    record = bench.land(SCHOOLS, workbook(名单=rows), "a.xlsx")
    assert (record.header_rows, counts(record)) == (3, {"read": 1, "accepted": 1})
    assert bench.rows(SCHOOLS, "school_code", "name", "_row") == [("4133011646", "宁波大学", 4)]


def test_d02_a_group_row_that_states_a_wrong_number(bench: Bench) -> None:
    schools = [[number, f"学校{number}", f"41460{number:05d}"] for number in range(1, 29)]
    rows = [
        ["序号", "学校名称", "学校标识码"],
        ["海南省（27所）"],
        *schools,
        ["青海省（1所）"],
        [1, "青海大学", "4163010743"],
    ]
    record = bench.land(SCHOOLS, workbook(名单=rows), "a.xlsx")
    assert counts(record) == {"read": 29, "accepted": 29, "apart": 2}
    assert record.message.endswith(
        "1 total row(s) do not match the rows they sum: row 2 rows 27 stated 28 found"
    )


def test_d03_total_rows_among_detail(bench: Bench) -> None:
    text = f"uscc,year,employees\nTotal,,12\n{uscc(1)},2016,5\n{uscc(2)},2016,7\nTotal,2016,12\n"
    record = bench.land(SIZES, text)
    assert (counts(record), record.message) == ({"read": 2, "accepted": 2, "apart": 2}, "")
    assert bench.rows(SIZES, "employees", "_row") == [(5, 3), (7, 4)]


def test_d04_trailing_blanks_and_line_breaks_in_cells(bench: Bench) -> None:
    text = '学校标识码,学校名称,主管部门\n4121010001 ,渤海船舶职业学院 ,"辽宁省\n教育厅"\n4121010002,"锦州\u3000学院",省\n'
    bench.land(SCHOOLS, text)
    assert bench.rows(SCHOOLS, "school_code", "name", "authority", "_row") == [
        ("4121010001", "渤海船舶职业学院", "辽宁省 教育厅", 2),
        ("4121010002", "锦州 学院", "省", 4),
    ]


def test_d05_codes_as_floats_and_columns_that_were_swapped(bench: Bench) -> None:
    text = f"统一社会信用代码,企业名称,行业代码\n{uscc(1)},甲公司,7299.0\n甲公司,{uscc(2)},7299\n{uscc(3)},丙公司,3633.5\n"
    record = bench.land(ENTERPRISES, text)
    assert counts(record) == {"read": 3, "accepted": 1, "refused": 2}
    assert bench.rows(ENTERPRISES, "industry_code", "_row") == [("7299", 2)]
    assert bench.told() == [(3, "uscc", "uscc_invalid"), (4, "industry_code", "not_a_code")]


@pytest.mark.parametrize("word", ["N/A", "--", "无", "", "null", "—"])
def test_d06_words_for_missing_are_empty(bench: Bench, word: str) -> None:
    bench.land(SIZES, f"uscc,年度,从业人员,营业收入\n{uscc(1)},2016,{word},{word}\n")
    assert bench.rows(SIZES, "employees", "revenue") == [(None, None)]


def test_d06_unknown_trade_is_no_code(bench: Bench) -> None:
    bench.land(ENTERPRISES, f"uscc,行业代码\n{uscc(1)},未知行业\n{uscc(2)},6513\n")
    assert bench.column(ENTERPRISES, "industry_code") == [None, "6513"]


@pytest.mark.parametrize("word", ["NS", "low", "late"])
def test_d06_words_that_mean_something_else_are_refused(bench: Bench, word: str) -> None:
    bench.land(SIZES, f"uscc,年度,从业人员\n{uscc(1)},2016,{word}\n")
    assert bench.told() == [(2, "employees", "not_an_integer")]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("2,000(万元人民币)", 20_000_000.0, "CNY"),
        ("2000万人民币", 20_000_000.0, "CNY"),
        ("2000(万)", 20_000_000.0, "CNY"),
        ("2000万元", 20_000_000.0, "CNY"),
        ("2000（万元）", 20_000_000.0, "CNY"),
        ("20000000", 20_000_000.0, "CNY"),
        ("20000000元", 20_000_000.0, "CNY"),
        ("人民币2000万元", 20_000_000.0, "CNY"),
        ("50(万美元)", 500_000.0, "USD"),
        ("50(万香港元)", 500_000.0, "HKD"),
        ("50(万法国法郎)", 500_000.0, "FRF"),
    ],
)
def test_d07_units_and_currencies_inside_the_value(
    bench: Bench, text: str, amount: float, currency: str
) -> None:
    bench.land(ENTERPRISES, f'uscc,注册资金\n{uscc(1)},"{text}"\n')
    assert bench.rows(ENTERPRISES, "registered_capital", "registered_capital_currency") == [
        (amount, currency)
    ]


def test_d08_a_personal_name_in_a_money_column_is_refused_and_not_shown(bench: Bench) -> None:
    bench.land(ENTERPRISES, f"uscc,注册资金\n{uscc(1)},李小明\n")
    (fault,) = bench.faults()
    assert (fault.row, fault.column, fault.rule, fault.value) == (2, "registered_capital", "not_money", None)


def test_d09_a_lower_case_x_in_a_credit_code(bench: Bench) -> None:
    assert is_uscc("91330212X10155233B")
    bench.land(ENTERPRISES, "uscc,企业名称\n91330212x10155233B,甲公司\n")
    assert bench.column(ENTERPRISES, "uscc") == ["91330212X10155233B"]


def test_d10_two_encodings_and_characters_already_lost(bench: Bench) -> None:
    lines = [
        "统一社会信用代码,企业名称".encode(),
        f"{uscc(1)},宁波瑞丽电器".encode(),
        f"{uscc(2)},慈溪塑料厂".encode("gb18030"),
        f"{uscc(3)[:9]}\ufffd{uscc(3)[10:]},余姚五金".encode(),
        f"{uscc(4)},余\ufffd五金".encode(),
    ]
    record = bench.land(ENTERPRISES, b"\n".join(lines) + b"\n")
    assert counts(record) == {"read": 4, "accepted": 2, "refused": 2}
    assert bench.rows(ENTERPRISES, "legal_name", "_row") == [("宁波瑞丽电器", 2), ("慈溪塑料厂", 3)]
    assert bench.told() == [(4, "uscc", "undecodable_text"), (5, "legal_name", "undecodable_text")]


def test_d11_another_number_of_fields_and_another_order(bench: Bench) -> None:
    text = f"企业名称,登记状态,uscc\n甲,存续,{uscc(1)}\n乙,存续\n丙,存续,{uscc(3)},多\n丁,在业,{uscc(4)}\n"
    record = bench.land(ENTERPRISES, text)
    assert counts(record) == {"read": 4, "accepted": 2, "refused": 2}
    assert bench.rows(ENTERPRISES, "uscc", "legal_name", "_row") == [(uscc(1), "甲", 2), (uscc(4), "丁", 5)]
    assert bench.told() == [(3, None, "field_count"), (4, None, "field_count")]


def test_d12_the_same_row_in_two_yearly_files(bench: Bench) -> None:
    head, row = "uscc,企业名称\n", f"{uscc(1)},甲公司\n"
    bench.land(ENTERPRISES, head + row, "2015.csv")
    bench.land(ENTERPRISES, head + row + f"{uscc(2)},乙公司\n", "2016.csv")
    assert bench.rows(ENTERPRISES, "uscc", "_file", "_row") == [
        (uscc(1), "2015.csv", 2),
        (uscc(1), "2016.csv", 2),  # a newer version of the same key, of which staging takes the last
        (uscc(2), "2016.csv", 3),
    ]


def test_d13_control_characters_and_a_file_cut_off(bench: Bench) -> None:
    bench.land(CLASSES, "班次编号,班次名称\nPX1,数\x02控\x1f班\n", "a.csv")
    assert bench.column(CLASSES, "title") == ["数控班"]
    book = workbook(s=[["班次编号"], ["PX2"]])
    record = bench.land(CLASSES, book[: len(book) * 2 // 3], "b.xlsx")
    assert (record.status, record.rows_read) == ("refused", 0)
    assert bench.column(CLASSES, "class_id") == ["PX1"]


def test_d14_a_renamed_school_keeps_its_code(bench: Bench) -> None:
    bench.land(SCHOOLS, "学校标识码,学校名称,办学层次\n4133010863,宁波职业技术学院 ,专科\n", "2024.csv")
    bench.land(SCHOOLS, "学校标识码,学校名称,办学层次\n4133010863,宁波职业技术大学,本科\n", "2025.csv")
    assert bench.rows(SCHOOLS, "school_code", "name", "level") == [
        ("4133010863", "宁波职业技术学院", "专科"),
        ("4133010863", "宁波职业技术大学", "本科"),
    ]


@pytest.mark.parametrize("issued_by", ["330283", "330204", "330200", "330201"])
def test_d15_the_district_comes_from_its_column_and_not_from_the_code(bench: Bench, issued_by: str) -> None:
    bench.land(ENTERPRISES, f"uscc,所属区县\n{code_of(issued_by, 7)},北仑区\n")
    assert bench.rows(ENTERPRISES, "uscc", "district") == [(code_of(issued_by, 7), "330206")]


PAY = [
    "1-1.5万",
    "6千-1.2万",
    "1-1.5万·13薪",
    "20-30万/年",
    "150元/天",
    "2千及以下",
    "3-4.5千",
    "6-8千·14薪",
    "25元/小时",
    "面议",
    "1.5万以上",
]


def test_d16_pay_texts_are_kept_as_they_are(bench: Bench) -> None:
    rows = "".join(f"GW{number},{pay}\n" for number, pay in enumerate(PAY))
    record = bench.land(VACANCIES, f"岗位编号,薪资\n{rows}GW98,\nGW99,6\ufffd-8千\n")
    assert counts(record) == {"read": 13, "accepted": 12, "refused": 1}
    assert bench.column(VACANCIES, "pay") == [*PAY, None]
    assert bench.told() == [(14, "pay", "undecodable_text")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016年3月", "2016-03-01", "2016-03-31"),
        ("2016.3.5", "2016-03-05", None),
        ("2016-3", "2016-03-01", "2016-03-31"),
        ("20160305", "2016-03-05", None),
        ("16/3/5", "2016-03-05", None),
        ("42430", "2016-03-01", None),
        ("二〇一六年三月", "2016-03-01", "2016-03-31"),
        ("2016-2017学年第一学期", "2016-09-01", "2017-01-31"),
        ("2016-2017学年", "2016-09-01", "2017-08-31"),
        ("2016届", "2016-01-01", "2016-12-31"),
        ("2016年上半年", "2016-01-01", "2016-06-30"),
        ("至今", None, None),
        ("长期", None, None),
        ("2099-12-31", "2099-12-31", None),
    ],
)
def test_d17_dates(bench: Bench, text: str, first: str | None, last: str | None) -> None:
    bench.land(SESSIONS, f"课次编号,班次编号,日期\nS1,PX1,{text}\n")
    expected = tuple(day and date.fromisoformat(day) for day in (first, last))
    assert bench.rows(SESSIONS, "held_on", "held_on_to") == [expected]


def test_d17_a_half_year_without_a_year_is_refused(bench: Bench) -> None:
    bench.land(SESSIONS, "课次编号,班次编号,日期\nS1,PX1,上半年\n")
    assert bench.told() == [(2, "held_on", "not_a_date")]


def test_d17_a_leaving_year(bench: Bench) -> None:
    bench.land(GRADUATES, "学校标识码,学号,届\n4133099998,1,2016届\n4133099998,2,2016\n")
    assert bench.column(GRADUATES, "cohort_year") == [2016, 2016]


@pytest.mark.parametrize(("since_1904", "day"), [(False, date(2016, 3, 1)), (True, date(2020, 3, 2))])
def test_d17_day_numbers_of_both_systems(bench: Bench, since_1904: bool, day: date) -> None:
    path = bench.put(SESSIONS, "a.xlsx", b"")
    with xlsxwriter.Workbook(path, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["课次编号", "班次编号", "日期", "学时"])
        sheet.write_row(1, 0, ["S1", "PX1", 42430, 40000])
        sheet.write_row(2, 0, ["S2", "PX1"])
        sheet.write_datetime(2, 2, day, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 0, ["S3", "PX1", "2016年3月5日"])
    bench.run()
    assert bench.rows(SESSIONS, "held_on", "hours") == [(day, 40000.0), (day, None), (date(2016, 3, 5), None)]


def test_d18_full_width_brackets_spaces_marks_and_apostrophes(bench: Bench) -> None:
    full = "".join(chr(ord(c) + 0xFEE0) for c in uscc(1))
    text = f"统一社会信用代码,企业名称,注册日期\n{full},宁波（示例）公司,２０１６－０３－０５\n"
    text += f"\u200e{uscc(2)}\u202c,宁波(示例)公司,'2016-03-05\n'{uscc(3)},\u3000甲\u3000公司\u3000,2016\u3000-03-05\n"
    bench.land(ENTERPRISES, text)
    day = date(2016, 3, 5)
    assert bench.rows(ENTERPRISES, "uscc", "legal_name", "registered_on") == [
        (uscc(1), "宁波（示例）公司", day),  # brackets stay as delivered; matching folds them
        (uscc(2), "宁波(示例)公司", day),
        (uscc(3), "甲 公司", day),
    ]


@pytest.mark.parametrize("text", ["3.30206E+17", "3.30206e+17", "3.3E17"])
def test_d19_ids_that_lost_digits_are_refused(bench: Bench, text: str) -> None:
    bench.land(ENTERPRISES, f"uscc,企业名称\n{text},甲\n")
    bench.land(ENROLMENTS, f"班次编号,证件类型,证件号码\nPX1,居民身份证,{text}\n", "b.csv")
    assert [(fault.row, fault.column, fault.rule) for fault in bench.faults()] == [
        (2, "uscc", "digits_lost"),
        (2, "person_id", "digits_lost"),
    ]
    assert bench.rows(ENTERPRISES) == bench.rows(ENROLMENTS) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+86 138 0013 8000", "13800138000"),
        ("86-13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("13800138000/13912345678", "13800138000"),
        ("13800138000 13912345678", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0574-87654321", "057487654321"),
        ("(0574) 8765 4321", "057487654321"),
    ],
)
def test_d20_phones(text: str, number: str) -> None:
    assert parse_phone(text) == number


def test_d20_one_person_under_two_spellings_of_a_phone(bench: Bench) -> None:
    rows = "PX1,示例甲,+86 138 0013 8000\nPX2,示例 甲,13800138000；0574-87654321\nPX3,示例甲,138001380\n"
    record = bench.land(ENROLMENTS, f"班次编号,姓名,手机号码\n{rows}")
    assert counts(record) == {"read": 3, "accepted": 2, "refused": 1}
    assert len(set(bench.column(ENROLMENTS, "contact_key"))) == 1
    assert (4, "phone", "phone_invalid") in bench.told()


def test_d21_several_rows_of_one_key_are_all_kept(bench: Bench) -> None:
    row = "A1,K1,2013-10-05,4\n"
    record = bench.land(DAYS, f"账号,课程编号,日期,学习次数\n{row}{row}A1,K1,2013-10-05,7\n")
    assert counts(record) == {"read": 3, "accepted": 3}
    assert bench.column(DAYS, "events") == [4, 4, 7]
