"""Dirty delimited text: every physical line is accepted, refused or counted apart, and keeps its number."""

import pytest

from tests.landing.bench import (
    CLASSES,
    COURSES,
    ENTERPRISES,
    LOGINS,
    SCHOOLS,
    SESSIONS,
    SIZES,
    Bench,
    counts,
    uscc,
)


def test_rows_of_another_length(bench: Bench) -> None:
    record = bench.land(
        CLASSES, "班次编号,班次名称,状态\nPX1,a,结业\nPX2,b\nPX3,c,结业,x\nPX4,d,结业,,\nPX5,e,结业\n"
    )
    assert counts(record) == {"read": 5, "accepted": 3, "refused": 2}
    assert bench.rows(CLASSES, "class_id", "_row") == [("PX1", 2), ("PX4", 5), ("PX5", 6)]
    assert bench.told() == [(3, None, "field_count"), (4, None, "field_count")]


@pytest.mark.parametrize("after", [3, 60, 3000])
def test_an_open_quote_costs_its_own_line_only(bench: Bench, after: int) -> None:
    tail = "".join(f"PX{row},t{row}\n" for row in range(4, 4 + after))
    record = bench.land(CLASSES, 'class_id,title\nPX2,t2\nPX3,"open\n' + tail)
    assert counts(record) == {"read": after + 2, "accepted": after + 1, "refused": 1}
    assert bench.told() == [(3, None, "broken_quoting")]
    assert all(code == f"PX{row}" for code, row in bench.rows(CLASSES, "class_id", "_row"))


def test_two_open_quotes_do_not_join(bench: Bench) -> None:
    record = bench.land(CLASSES, 'class_id,title\nPX2,"open\nPX3,t3\nPX4,"open\nPX5,t5\n')
    assert record.rows_read == 4
    assert {("PX3", 3), ("PX5", 5)} <= set(bench.rows(CLASSES, "class_id", "_row"))
    assert bench.told() == [(2, None, "broken_quoting"), (4, None, "broken_quoting")]


def test_line_breaks_inside_quotes(bench: Bench) -> None:
    record = bench.land(
        CLASSES, 'class_id,title,status\nPX2,"two\nlines",结业\nPX4,"a\r\n\r\nb",开班\nPX7,t,结业\n'
    )
    assert counts(record) == {"read": 3, "accepted": 3}
    assert bench.rows(CLASSES, "class_id", "title", "_row") == [
        ("PX2", "two lines", 2),
        ("PX4", "a b", 4),
        ("PX7", "t", 7),
    ]


def test_nul_is_lost_text(bench: Bench) -> None:
    record = bench.land(CLASSES, 'class_id,title\nPX2,a\0b\nPX3,"c"\nPX4,"d\0"\nPX5,e\n')
    assert counts(record) == {"read": 4, "accepted": 2, "refused": 2}
    assert bench.rows(CLASSES, "class_id", "_row") == [("PX3", 3), ("PX5", 5)]
    assert bench.told() == [(2, None, "undecodable_text"), (4, None, "undecodable_text")]


def test_a_lone_carriage_return_keeps_its_row(bench: Bench) -> None:
    record = bench.land(CLASSES, 'class_id,title\nPX2,a\rb\nPX3,"c\rd"\nPX4,e\r\nPX5,f\n')
    assert counts(record) == {"read": 4, "accepted": 4}
    assert bench.rows(CLASSES, "class_id", "title", "_row") == [
        ("PX2", "a b", 2),
        ("PX3", "c d", 3),
        ("PX4", "e", 4),
        ("PX5", "f", 5),
    ]


@pytest.mark.parametrize("tail", ["", "\n\n\n", "\r\n\r\n", " \n,,\n"], ids=["none", "lf", "crlf", "spaces"])
def test_blank_lines_are_counted_apart(bench: Bench, tail: str) -> None:
    record = bench.land(CLASSES, f"class_id,title,status\n\nPX3,a,结业\n,,\n   \n , ,\nPX7,b,结业\n{tail}")
    assert bench.rows(CLASSES, "class_id", "_row") == [("PX3", 3), ("PX7", 7)]
    assert (record.rows_read, record.rows_accepted, record.rows_quarantined) == (2, 2, 0)
    assert record.blank_rows == 4 + tail.count("\n")


def test_blank_lines_at_the_end_of_a_clean_file(bench: Bench) -> None:
    record = bench.land(CLASSES, "class_id,title\nPX2,a\n\n\n")
    assert counts(record) == {"read": 1, "accepted": 1, "blank": 2}


def test_blank_lines_in_a_feed_without_key(bench: Bench) -> None:
    record = bench.land(
        LOGINS, "序号,账号,登录时间\n1,A1,2020-05-01 08:00:00\n,,\n3,,\n , ,\n5,A2,2020-05-01 09:00:00\n"
    )
    assert counts(record) == {"read": 2, "accepted": 2, "blank": 3}
    assert bench.rows(LOGINS, "account_id", "_row") == [("A1", 2), ("A2", 6)]


def test_totals_and_groups_are_counted_apart(bench: Bench) -> None:
    text = f"""序号,uscc,年度,营业收入
海曙区（2家）,,,
1,{uscc(1)},2016,5
2,{uscc(2)},2016,7
小计,,,12
鄞州区(1家),,,
3,{uscc(3)},2016,8
合计:,,2016,20
Total,3,,20
,合计,,20
"""
    record = bench.land(SIZES, text)
    assert counts(record) == {"read": 3, "accepted": 3, "apart": 6}
    assert bench.rows(SIZES, "revenue", "_row") == [(5.0, 3), (7.0, 4), (8.0, 7)]
    assert bench.faults() == []


def test_a_total_whose_count_stands_in_the_code_column(bench: Bench) -> None:
    record = bench.land(CLASSES, "班次名称,班次编号,实际支出\n数控,PX1,5\n合计,1,5\n")
    assert counts(record) == {"read": 1, "accepted": 1, "apart": 1}


def test_totals_in_a_feed_without_key(bench: Bench) -> None:
    record = bench.land(LOGINS, "序号,账号,登录时间\n1,A1,2020-05-01 08:00:00\n合计,,\n")
    assert counts(record) == {"read": 1, "accepted": 1, "apart": 1}


@pytest.mark.parametrize(
    ("feed", "header", "row"),
    [
        (CLASSES, "班次编号,班次名称", "PX1,数控"),
        (CLASSES, "班次编号,计划人数", "PX1,30"),
        (COURSES, "课程提供方,课程编号,课程名称", "学院,K1,数控"),
        (LOGINS, "账号,会话", "A1,S1"),
        (SESSIONS, "课次编号,班次编号,日期", "S1,PX1,2016-03-05"),
    ],
)
def test_a_header_repeated_in_the_data(bench: Bench, feed: str, header: str, row: str) -> None:
    record = bench.land(feed, f"{header}\n{row}\n{header}\n{row}\n")
    assert counts(record) == {"read": 2, "accepted": 2, "apart": 1}
    assert bench.column(feed, "_row") == [2, 4]


def test_a_row_with_one_cell_like_its_header_is_data(bench: Bench) -> None:
    record = bench.land(CLASSES, "班次编号,班次名称\nPX1,班次名称\n")
    assert counts(record) == {"read": 1, "accepted": 1}


def test_two_encodings_in_one_file(bench: Bench) -> None:
    lines = ["学校标识码,学校名称", "K1,宁波大学", "K2,宁波职业技术学院", "K3,浙江大学", "K4,plain"]
    encodings = ["utf-8", "utf-8", "gb18030", "gb18030", "utf-8"]
    content = b"".join(f"{line}\n".encode(name) for line, name in zip(lines, encodings, strict=True))
    bench.land(SCHOOLS, content + "K5,宁波".encode() + b"\xef\xbf\xbd\n" + b"K6,\xff\xfe\xff\n", "a.csv")
    assert bench.rows(SCHOOLS, "school_code", "name") == [
        ("K1", "宁波大学"),
        ("K2", "宁波职业技术学院"),
        ("K3", "浙江大学"),
        ("K4", "plain"),
    ]
    assert bench.told() == [(6, "name", "undecodable_text"), (7, "name", "undecodable_text")]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
def test_one_old_line_in_an_even_utf8_file(bench: Bench, bom: bytes) -> None:
    # Headers and names of an even number of ideographs may be valid GB18030 by chance.
    lines = [
        "统一社会信用代码,企业名称,登记状态",
        f"{uscc(1)},宁波瑞丽电器,存续",
        f"{uscc(2)},慈溪市电器厂,存续",
    ]
    content = "\n".join(lines).encode() + b"\n" + f"{uscc(3)},余姚塑料,存续\n".encode("gb18030")
    record = bench.land(ENTERPRISES, bom + content)
    assert record.status == "accepted"
    assert bench.column(ENTERPRISES, "legal_name") == ["宁波瑞丽电器", "慈溪市电器厂", "余姚塑料"]


def test_characters_lost_in_a_gb18030_file(bench: Bench) -> None:
    lost = "K2,宁波".encode("gb18030") + b"\xef\xbf\xbd\n"
    bench.land(SCHOOLS, "学校标识码,学校名称\nK1,宁波大学\n".encode("gb18030") + lost)
    assert bench.column(SCHOOLS, "name") == ["宁波大学"]
    assert bench.told() == [(3, "name", "undecodable_text")]


def test_codes_read_as_floats_and_columns_in_another_order(bench: Bench) -> None:
    bench.land(ENTERPRISES, f"行业代码,企业名称,uscc\n7299.0,甲,{uscc(1)}\n0110,乙,{uscc(2)}\n")
    assert bench.rows(ENTERPRISES, "uscc", "legal_name", "industry_code") == [
        (uscc(1), "甲", "7299"),
        (uscc(2), "乙", "0110"),
    ]


def test_quotes_in_the_middle_of_a_cell(bench: Bench) -> None:
    bench.land(CLASSES, 'class_id,title\nPX2,5" pipe\nPX3,"say ""hi"""\nPX4,a"b"c\n')
    assert bench.rows(CLASSES, "title", "_row") == [('5" pipe', 2), ('say "hi"', 3), ('a"b"c', 4)]


def test_a_short_total_row_is_set_apart_too(bench: Bench) -> None:
    record = bench.land(CLASSES, "class_id,title,status\nPX1,a,结业\n合计,2\n")
    assert (record.status, record.rows_read, record.total_rows) == ("accepted", 1, 1)
