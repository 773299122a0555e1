"""Codes, credit codes, enums, yes and no, districts, texts, missing words."""

import pytest

from tests.landing.bench import ACCOUNTS, CLASSES, COURSES, ENTERPRISES, LOGINS, SCHOOLS, Bench, counts, uscc


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7299.0", "7299"),
        ("7299.00", "7299"),
        ("0110", "0110"),
        ("ＰＸ１", "PX1"),
        ("'PX1", "PX1"),
        (" PX-1_a ", "PX-1_a"),
        ("经培〔2016〕1号", "经培〔2016〕1号"),
        ("1.2", "1.2"),
        ("PX\u200b1", "PX1"),
    ],
)
def test_codes_stay_text(bench: Bench, text: str, code: str) -> None:
    bench.land(CLASSES, f'班次编号\n"{text}"\n')
    assert bench.column(CLASSES, "class_id") == [code]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("3.30206E+17", "digits_lost"),
        ("3E+17", "digits_lost"),
        ("3.30206e17", "digits_lost"),
        ("PX\ufffd1", "undecodable_text"),
        ("3633.5", "not_a_code"),
    ],
)
def test_codes_that_are_lost(bench: Bench, text: str, rule: str) -> None:
    bench.land(CLASSES, f"班次编号,班次名称\n{text},a\nPX1,b\n")
    assert bench.column(CLASSES, "title") == ["b"]
    assert bench.told() == [(2, "class_id", rule)]


def test_credit_codes(bench: Bench) -> None:
    real = "91350100M000100Y43"  # the example of GB 32100-2015
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in real)
    with_x = next(code for code in map(uscc, range(10_000)) if "X" in code)
    marked = [f"\u202d{real}\u202c", f"'{real}", f"{real[:9]}\u200b{real[9:]}", f"9135-0100-{real[8:]}"]
    cells = [real, real.lower(), full_width, f" {real} ", f"9135 0100 {real[8:]}", *marked, with_x.lower()]
    bench.land(ENTERPRISES, "\n".join(["统一社会信用代码", *cells]))
    assert bench.column(ENTERPRISES, "uscc") == [real] * 9 + [with_x]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("91350100M000100Y34", "uscc_invalid"),
        ("91350100M000100Y4", "uscc_invalid"),
        ("9.1330212E+17", "digits_lost"),
        ("91350100M00010\ufffdY43", "undecodable_text"),
        ("无", "key_missing"),
    ],
)
def test_bad_credit_codes(bench: Bench, text: str, rule: str) -> None:
    record = bench.land(ENTERPRISES, f"统一社会信用代码,企业名称\n{text},甲\n")
    assert counts(record) == {"read": 1, "refused": 1}
    assert bench.told() == [(2, "uscc", rule)]


def test_enums(bench: Bench) -> None:
    cells = ["结业", " 结 业 ", "结\u3000业", "", "--", "毕业"]
    bench.land(CLASSES, "\n".join(["班次编号,状态", *(f"PX{i},{cell}" for i, cell in enumerate(cells))]))
    assert bench.column(CLASSES, "status") == ["结业", "结业", "结业", None, None]
    assert bench.told() == [(7, "status", "unknown_value")]
    assert bench.faults()[0].value == "毕业"


def test_enums_of_letters_fold_case_and_width(bench: Bench) -> None:
    bench.land(LOGINS, "account_id,device\nA1,pc\nA1,PC\nA1,Ｐｈｏｎｅ\n")
    assert bench.column(LOGINS, "device") == ["pc", "pc", "phone"]


def test_yes_and_no(bench: Bench) -> None:
    cells = {
        True: ["是", "1", "Y", "y", "yes", "TRUE", "√", "✓", "1.0", "Ｙ"],
        False: ["否", "0", "N", "no", "false", "×"],
        None: ["", "无", "-"],
    }
    lines = [f"A{i},{text}" for i, text in enumerate(text for texts in cells.values() for text in texts)]
    bench.land(ACCOUNTS, "\n".join(["账号,测试账号", *lines, "B1,也许"]))
    assert bench.column(ACCOUNTS, "is_test") == [value for value, texts in cells.items() for _ in texts]
    assert bench.told() == [(len(lines) + 2, "is_test", "not_yes_no")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330212", "330212"),
        ("330212.0", "330212"),
        ("330212000000", "330212"),
        ("330212000", "330212"),
        ("３３０２１２", "330212"),
        ("330204", "330204"),
        ("330200", "330200"),
        ("鄞州区", "330212"),
        ("鄞州", "330212"),
        ("江东区", "330204"),
        ("奉化区", "330213"),
        ("宁波市", "330200"),
        ("宁波市鄞州区", "330212"),
        ("浙江省宁波市鄞州区", "330212"),
        ("浙江宁波鄞州", "330212"),
        ("浙江省 宁波市 慈溪市", "330282"),
        ("江北区", "330205"),
        ("宁波市江北区", "330205"),
        ("重庆市江北区", "500105"),
        ("上海市金山区", "310116"),
        ("浙江省杭州市", "330100"),
        ("杭州市西湖区", "330106"),
        ("浙江省杭州市西湖区", "330106"),
        ("杭州市临平区", "330113"),
        ("无", None),
    ],
)
def test_districts(bench: Bench, text: str, code: str | None) -> None:
    bench.land(CLASSES, f"班次编号,举办地\nPX1,{text}\n")
    assert bench.column(CLASSES, "district") == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大榭开发区", "330206"),
        ("宁波大榭开发区", "330206"),
        ("宁波保税区", "330206"),
        ("东钱湖旅游度假区", "330212"),
        ("鄞州区东钱湖", "330212"),
        ("高新区", "330200"),
        ("宁波国家高新区", "330200"),
        ("鄞州区高新区", "330212"),
        ("江东区高新区", "330204"),
        ("前湾新区", "330200"),
        ("慈溪市前湾新区", "330282"),
    ],
)
def test_a_zone_is_its_district_or_no_more_than_the_city(bench: Bench, text: str, code: str) -> None:
    bench.land(CLASSES, f"班次编号,举办地\nPX1,{text}\n")
    assert bench.column(CLASSES, "district") == [code]


@pytest.mark.parametrize(
    "town",
    ["集士港镇", "古林镇", "高桥镇", "横街镇", "鄞江镇", "洞桥镇", "章水镇", "龙观乡", "石碶街道"],
)
def test_a_town_that_moved_in_2016_is_where_the_text_puts_it_else_where_it_lies_today(
    bench: Bench, town: str
) -> None:
    cells = [town, f"宁波市{town}", f"鄞州区{town}", f"浙江省宁波市鄞州区{town}", f"海曙区{town}"]
    lines = [f"PX{i},{cell}" for i, cell in enumerate(cells)]
    bench.land(CLASSES, "\n".join(["班次编号,举办地", *lines]))
    assert bench.column(CLASSES, "district") == ["330203", "330203", "330212", "330212", "330203"]


def test_districts_of_the_changes_of_2016_stay_as_they_were_written(bench: Bench) -> None:
    cells = ["江东区", "江东", "奉化市", "奉化区", "奉化"]
    bench.land(CLASSES, "\n".join(["班次编号,举办地", *(f"PX{i},{cell}" for i, cell in enumerate(cells))]))
    assert bench.column(CLASSES, "district") == ["330204", "330204", "330283", "330213", "330213"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("杭州市高新区", "unknown_district"),
        ("江北区集士港镇", "unknown_district"),
        ("999999", "unknown_district"),
        ("33021", "unknown_district"),
        ("月球区", "unknown_district"),
        ("杭州市鄞州区", "unknown_district"),
        ("朝阳区", "ambiguous_district"),
        ("鼓楼区", "ambiguous_district"),
    ],
)
def test_bad_districts(bench: Bench, text: str, rule: str) -> None:
    bench.land(CLASSES, f"班次编号,举办地\nPX1,{text}\n")
    assert bench.told() == [(2, "district", rule)]


def test_texts_are_cleaned_and_brackets_kept(bench: Bench) -> None:
    cells = [
        "渤海船舶职业学院 ",
        "宁波（中国）有限公司",
        "a\u202eb",
        "两 \u3000 行",
        "＝1",
        "N/A",
        "无",
        "0",
        "#1",
    ]
    lines = [f'K{i},"{cell}"' for i, cell in enumerate(cells)]
    bench.land(SCHOOLS, "\n".join(["学校标识码,学校名称", *lines]))
    assert bench.column(SCHOOLS, "name") == [
        "渤海船舶职业学院",
        "宁波（中国）有限公司",
        "ab",
        "两 行",
        "＝1",
        None,
        None,
        "0",
        "#1",
    ]


def test_a_lost_character_in_any_column_refuses_the_row(bench: Bench) -> None:
    bench.land(SCHOOLS, "学校标识码,学校名称,主管部门\nK1,宁波\ufffd学院,甲\nK2,好,乙\n")
    assert bench.column(SCHOOLS, "school_code") == ["K2"]
    assert bench.told() == [(2, "name", "undecodable_text")]


@pytest.mark.parametrize(
    "word",
    [
        "",
        "-",
        "--",
        "——",
        "/",
        "N/A",
        "n/a",
        "#N/A",
        "NA",
        "NULL",
        "null",
        "None",
        "NaN",
        "无",
        "暂无",
        "未知",
    ],
)
def test_missing_words_are_empty_everywhere(bench: Bench, word: str) -> None:
    header = "class_id,title,district,planned_seats,spent,status"
    bench.land(CLASSES, f"{header}\nPX1,{word},{word},{word},{word},{word}\n{word},x,,,,\n")
    assert bench.rows(CLASSES, *header.split(",")) == [("PX1", None, None, None, None, None)]
    assert bench.told() == [(3, "class_id", "key_missing")]


def test_a_key_of_two_columns_needs_both(bench: Bench) -> None:
    bench.land(COURSES, "课程提供方,课程编号,课程名称\n学院,K1,a\n,K2,b\n学院,,c\n,,d\n")
    assert bench.column(COURSES, "title") == ["a"]
    assert bench.told() == [
        (3, "provider", "key_missing"),
        (4, "course_id", "key_missing"),
        (5, "course_id", "key_missing"),
        (5, "provider", "key_missing"),
    ]


def test_a_row_with_several_faults_counts_once(bench: Bench) -> None:
    record = bench.land(CLASSES, "班次编号,计划人数,状态,举办地\n,x,y,z\nPX1,1,结业,海曙\n")
    assert counts(record) == {"read": 2, "accepted": 1, "refused": 1}
    assert [rule for _, _, rule in bench.told()] == [
        "key_missing",
        "unknown_district",
        "not_an_integer",
        "unknown_value",
    ]
