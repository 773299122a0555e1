"""Receipts: what the provider reads about its file."""

import re
import zipfile
from pathlib import Path

import pytest
import python_calamine

from pipelines.contracts import load_contracts
from pipelines.landing import receipts
from pipelines.landing.messages import say, say_of
from pipelines.landing.notes import explain
from pipelines.landing.office import open_office
from pipelines.landing.rules import RULES
from pipelines.landing.showable import showable, showable_header
from pipelines.sample_city.names import SURNAMES
from tests.landing.bench import CLASSES, ENROLMENTS, ENTERPRISES, LOGINS, Bench, uscc
from tests.landing.test_damaged import DAMAGED
from tests.landing.test_kinds_workbook import workbook


def receipt(bench: Bench) -> Path:
    (path,) = bench.receipts.rglob("*.xlsx")
    return path


def sheet(path: Path, name: str) -> list[list]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(name).to_python()


def names(path: Path) -> list[str]:
    return python_calamine.load_workbook(str(path)).sheet_names


def summary(path: Path) -> dict[str, str]:
    """First and second cell of every line."""
    return {row[0]: row[1] for row in sheet(path, receipts.SUMMARY)}


def steps(path: Path) -> list[str]:
    return [text for label, text in summary(path).items() if label.startswith("怎么办")]


def refused(path: Path) -> list[dict[str, str]]:
    head, *rows = sheet(path, receipts.REFUSED)
    return [dict(zip((title.split()[-1] for title in head), row, strict=True)) for row in rows]


def test_summary_counts(bench: Bench) -> None:
    text = "班次编号,状态,计划人数\nPX1,结业,30\nPX2,毕业,三十\n\n合计,,30\n,开班,1\nPX3,开班\n"
    bench.land(CLASSES, text, "名单.csv", provider="office")
    path = receipt(bench)
    assert path.relative_to(bench.receipts).parts[:2] == ("office", CLASSES)
    assert path.name.startswith("名单.csv.")
    told = summary(path)
    assert told["文件 File"] == "名单.csv"
    assert told["报送单位 Provider"] == "office"
    assert told["收到时间 Received"] == "2020-09-13 20:26:41"
    numbers = (
        "读取行数 Rows read",
        "接收行数 Rows accepted",
        "退回行数 Rows refused",
        "空行（不计入） Blank rows set apart",
    )
    assert [told[label] for label in numbers] == [4, 1, 3, 1]
    assert told["合计、分组、重复表头行（不计入） Total and group rows set apart"] == 1
    assert told["结果 Result"].startswith("部分接收")


def test_a_refused_cell_is_named_as_the_spreadsheet_names_it(bench: Bench) -> None:
    text = "班次编号,状态,计划人数\nPX1,结业,30\nPX2,毕业,三十\n\n合计,,30\n,开班,1\nPX3,开班\n"
    bench.land(CLASSES, text)
    lines = refused(receipt(bench))
    assert [(line["Cell"], line["Column"]) for line in lines] == [
        ("B3", "B列 / column B"),
        ("C3", "C列 / column C"),
        ("A6", "A列 / column A"),
        ("", "整行 / whole row"),
    ]
    assert [line["Header"] for line in lines] == ["状态", "计划人数", "班次编号", ""]
    assert [line["Problem"] for line in lines] == [
        RULES[rule].en for rule in ("unknown_value", "not_an_integer", "key_missing", "field_count")
    ]
    assert [line["问题"] for line in lines] == [
        RULES[rule].zh for rule in ("unknown_value", "not_an_integer", "key_missing", "field_count")
    ]
    assert [line["Found"] for line in lines] == ["毕业", "三十", "", ""]
    assert lines[0]["values"] == "计划、报名、开班、结业、归档、取消"
    assert [line["example"] for line in lines] == ["计划", "60", "PX0000000", "3 个单元格 / cells"]


def test_the_header_is_told_as_the_file_spells_it(bench: Bench) -> None:
    rows = [
        ["名单"],
        ["单位：万元"],
        [],
        [None, "班次名称", "*班次\n编号", "实际支出（千元）"],
        [None, "a", "PX1", "很多"],
    ]
    bench.land(CLASSES, workbook(一月=rows), "a.xlsx")
    (line,) = refused(receipt(bench))
    assert (line["Sheet"], line["Row"], line["Cell"], line["Header"]) == ("一月", 5, "D5", "实际支出（千元）")


def test_examples_are_those_of_the_column(bench: Bench) -> None:
    bench.land(
        ENTERPRISES, f"统一社会信用代码,地区,注册日期\n9.1E+17,杭州区,x\n{uscc(1)},鼓楼区,2016-02-30\n"
    )
    lines = [(line["Cell"], line["example"]) for line in refused(receipt(bench))]
    assert lines == [
        ("A2", "91330200000000019B"),  # a credit code, not a person's number
        ("B2", "海曙区"),
        ("C2", "2021-03-05"),
        ("B3", "330205"),  # the name is ambiguous, so a code
        ("C3", "2021-03-05"),
    ]


def test_examples_of_persons_are_made_up_and_values_are_not_shown(bench: Bench) -> None:
    bench.land(
        ENROLMENTS,
        "班次编号,证件类型,证件号码\nPX1,居民身份证,3.30206E+17\nPX2,居民身份证,11010519491231002Y\n",
    )
    lines = refused(receipt(bench))
    assert [(line["Cell"], line["Found"], line["example"]) for line in lines] == [
        ("C2", receipts._NOT_SHOWN, "330203195001010008"),
        ("C3", receipts._NOT_SHOWN, "330203195001010008"),
    ]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("两三个", "两三个"),
        ("约三十人", "约三十人"),
        ("待定", "待定"),
        ("三十左右", "三十左右"),
        ("李小明", None),
        ("万三元", None),  # a family name before a word for a number
        ("三姐", None),
        ("十七大街", None),
        ("约李三", None),
    ],
)
def test_what_was_found_is_shown_where_it_names_nobody(bench: Bench, cell: str, found: str | None) -> None:
    bench.land(CLASSES, f"班次编号,计划人数\nPX1,{cell}\n")
    assert [line["Found"] for line in refused(receipt(bench))] == [found or receipts._NOT_SHOWN]


def test_no_name_reads_as_a_quantity() -> None:
    feed = load_contracts()[CLASSES]
    for family in SURNAMES:
        for given in ("三", "一二", "千万", "百元", "几多", "多", "左右"):
            assert showable(feed, "planned_seats", family + given) is None


def test_personal_cells_are_never_shown(bench: Bench) -> None:
    bench.land(ENROLMENTS, "班次编号,姓名,手机号码\nPX1,李小明,两三个\nPX2,李小明,一二\n")
    assert [(line["Cell"], line["Found"]) for line in refused(receipt(bench))] == [
        ("C2", receipts._NOT_SHOWN),  # one cell, one reason
        ("C3", receipts._NOT_SHOWN),
    ]


def test_letters_are_those_of_the_sheet_where_the_table_starts_further_right(bench: Bench) -> None:
    rows = [["班次编号", "状态", "李小明"], ["PX1", "结业", 1], ["PX2", "毕业", 2], [None, "结业", 3]]
    bench.land(CLASSES, workbook(s=[[None, None, *row] for row in rows]), "a.xlsx")
    assert [(line["Cell"], line["Column"]) for line in refused(receipt(bench))] == [
        ("D3", "D列 / column D"),
        ("C4", "C列 / column C"),
    ]
    assert summary(receipt(bench))["未读取的列 Columns not read"] == "s: E列"


def test_letters_of_a_clean_sheet_are_those_of_the_sheet_too(bench: Bench) -> None:
    rows = [["班次编号", "李小明"], ["PX1", 1], ["PX2", 2]]
    assert bench.land(CLASSES, workbook(s=[[None, *row] for row in rows]), "a.xlsx").status == "accepted"
    assert summary(receipt(bench))["未读取的列 Columns not read"] == "s: C列"


def test_dates_without_a_day_are_told(bench: Bench) -> None:
    bench.land(
        ENTERPRISES, f"统一社会信用代码,成立日期\n{uscc(1)},2016年3月\n{uscc(2)},2016\n{uscc(3)},2016-05-01\n"
    )
    assert summary(receipt(bench))["说明 Note"].startswith("有 2 个日期没有写到日（")
    assert steps(receipt(bench)) == []


def test_rows_of_a_workbook_name_their_sheet(bench: Bench) -> None:
    bench.land(
        CLASSES,
        workbook(一月=[["班次编号", "状态"], ["PX1", "x"]], 二月=[["状态", "班次编号"], ["y", "PX1"]]),
        "a.xlsx",
    )
    lines = refused(receipt(bench))
    assert [(line["Sheet"], line["Cell"], line["Found"]) for line in lines] == [
        ("一月", "B2", "x"),
        ("二月", "A2", "y"),
    ]


def test_records_name_their_fields(bench: Bench) -> None:
    bench.land(CLASSES, '{"class_id": "PX1", "status": "x"}\nno json\n', "a.jsonl")
    lines = refused(receipt(bench))
    assert [(line["Row"], line["Column"], line["Cell"]) for line in lines] == [
        (1, "字段 / field status", ""),
        (2, "整行 / whole row", ""),
    ]
    assert any("第几条记录" in step for step in steps(receipt(bench)))


def test_a_constant_of_the_mapping_is_told_as_such(bench: Bench) -> None:
    bench.put(CLASSES, "_mapping.yml", "status: {constant: 毕业}\n")
    bench.land(CLASSES, "class_id\nPX1\n")
    (line,) = refused(receipt(bench))
    assert line["Column"].startswith("由 _mapping.yml 给定")


def test_the_same_fault_is_counted_together(bench: Bench) -> None:
    rows = "".join(f"PX{row},x,{'y' if row == 50 else 3}\n" for row in range(2, 102))
    bench.land(CLASSES, "class_id,status,planned_seats\n" + rows)
    rows = sheet(receipt(bench), receipts.SUMMARY)
    start = next(number for number, row in enumerate(rows) if row[0] == "列 Column")
    assert [(row[0], row[2], row[3]) for row in rows[start + 1 :]] == [
        ("B列 / column B · status", 100, 2),
        ("C列 / column C · planned_seats", 1, 50),
    ]


def test_faults_beyond_a_sheet_are_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "SHEET_ROWS", 12)
    monkeypatch.setattr(receipts, "_LARGE", 5)
    bench.land(CLASSES, "class_id,status\n" + "".join(f"PX{row},x\n" for row in range(25)))
    rows = sheet(receipt(bench), receipts.REFUSED)
    assert len(rows) == 12
    assert rows[-1][0] == "另有 15 条未列出 / 15 more are not listed"
    assert ("B列 / column B · status", 25) in [
        (row[0], row[2]) for row in sheet(receipt(bench), receipts.SUMMARY)
    ]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.test","y")',
        "{=1+1}",
        "+1+1",
        "@SUM(1)",
        "-1+2",
        "http://x.test",
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_formula_stays_text(bench: Bench, text: str) -> None:
    quoted = text.replace('"', '""')
    bench.land(CLASSES, f'班次编号,状态,"{quoted}"\nPX1,"{quoted}",1\n', "=1+1.csv")
    path = receipt(bench)
    with zipfile.ZipFile(path) as book:
        xml = "".join(
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets")
        )
    assert not re.search("<f[ >]|<hyperlink", xml)
    assert refused(path)[0]["Found"] == text
    assert summary(path)["文件 File"] == "=1+1.csv"


def test_sheets_are_frozen_filtered_and_printable(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,status\nPX1,x\n")
    path = receipt(bench)
    assert names(path) == [receipts.SUMMARY, receipts.REFUSED, receipts.COLUMNS]
    with zipfile.ZipFile(path) as book:
        xml, whole = book.read("xl/worksheets/sheet2.xml").decode(), book.read("xl/workbook.xml").decode()
    assert 'state="frozen"' in xml and '<autoFilter ref="A1:J2"' in xml and 'fitToHeight="0"' in xml
    assert whole.count("_xlnm.Print_Area") == 3 and whole.count("_xlnm.Print_Titles") == 2


def test_fills_name_their_font_colour(tmp_path: Path) -> None:
    with open_office(tmp_path / "a.xlsx") as office:
        filled = [item for item in office.formats.values() if item.bg_color]
        assert len(filled) >= 5
        assert all(item.font_color for item in filled)


def test_an_accepted_file_has_a_short_receipt(bench: Bench) -> None:
    bench.land(CLASSES, "class_id\nPX1\n")
    path = receipt(bench)
    assert names(path) == [receipts.SUMMARY]
    assert summary(path)["结果 Result"] == "全部接收 / all rows accepted"
    assert steps(path) == []
    assert (
        "班次名称（title）"
        in summary(path)["文件中没有的列（可不填） Columns that the file lacks (optional)"]
    )


def test_unknown_columns_are_told_by_letter_and_by_name_where_it_names_no_person(bench: Bench) -> None:
    bench.land(
        ENROLMENTS, "班次编号,证件类型,证件号码,备注,李小明,学生联系电话,PX\nPX1,护照,E12345678,a,b,c,d\n"
    )
    path = receipt(bench)
    assert summary(path)["未读取的列 Columns not read"] == "D列（备注）、E列、F列（学生联系电话）、G列"
    told = {row[1]: row[2] for row in sheet(path, receipts.COLUMNS)[1:]}
    assert told["E列"] == "（不显示 / not shown）" and told["D列"] == "备注"
    assert "李小明" not in str([sheet(path, name) for name in names(path)])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("备注", True),
        ("学生姓名", True),
        ("*联系电话（手机）", True),
        ("created_at", True),
        ("李小明", False),
        ("王建国备注", False),
        ("填表人：李小明", False),
        ("13800138000", False),
        ("Maria Callas", False),
        ("2016", False),
    ],
)
def test_headers_that_may_be_shown(text: str, shown: bool) -> None:
    assert showable_header(text) == (text if shown else None)


def test_a_refused_file_tells_which_headers_are_expected(bench: Bench) -> None:
    bench.land(CLASSES, "title\nx\n")
    path = receipt(bench)
    told = summary(path)
    assert told["结果 Result"].startswith("全部退回")
    assert told["说明 Note"] == (
        "没有找到表头行，缺少这些列：班次编号（class_id）\nno header row found; missing key columns: class_id"
    )
    columns = sheet(path, receipts.COLUMNS)[1:]
    assert [row[3] for row in columns][:2] == ["*班次编号", "班次名称"]
    assert len(columns) == 10
    first, blank, again = steps(path)
    assert (
        "列 Columns" in first
        and "templates/training_office/training_classes.xlsx" in blank
        and "重新报送" in again
    )


@pytest.mark.parametrize("name", DAMAGED)
def test_every_whole_refusal_has_chinese_words_and_a_mend(bench: Bench, name: str) -> None:
    record = bench.land(CLASSES, DAMAGED[name], name)
    notes = explain(record.message)
    assert [note.zh.startswith("说明：") for note in notes] == [False] * len(notes)
    assert record.rows_quarantined or any(note.mend_zh and note.mend_en for note in notes)


@pytest.mark.parametrize(
    ("message", "zh", "mend"),
    [
        (say("password"), "文件有密码保护，请取消密码后重新报送", "取消密码"),
        (
            say("no_header", columns_zh="班次编号（class_id）", kind="key columns", columns="class_id"),
            "没有找到表头行，缺少这些列：班次编号（class_id）",
            "表头",
        ),
        (
            say("mapping_yaml", reason="ScannerError"),
            "_mapping.yml 不是可读的 YAML 文件（ScannerError）",
            "_mapping.yml",
        ),
        (say("damaged"), "文件已损坏或不完整，请重新导出后报送", "按上面的说明"),
    ],
)
def test_words_of_whole_refusals(message: str, zh: str, mend: str) -> None:
    (note,) = explain(message)
    assert note.zh == zh
    assert mend in note.mend_zh


def test_notes_of_one_message_are_told_apart() -> None:
    skipped = say_of(
        "sheet_skipped", say("no_header", columns_zh="班次编号", kind="columns", columns="x"), number=1
    )
    notes = explain(f"{skipped}\n{say('unknown_columns', count=2)}")
    assert [(note.zh, note.mend_zh) for note in notes] == [
        ("第 1 个工作表未读取：没有找到表头行，缺少这些列：班次编号", ""),
        ("有 2 列不在数据约定之内，未读取", ""),
    ]


def test_the_advice_depends_on_whether_rows_are_summed(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,status\nPX1,x\nPX2,结业\n")
    assert "the newest version of a row wins" in steps(receipt(bench))[-1]


def test_the_advice_for_events(bench: Bench) -> None:
    bench.land(LOGINS, "account_id,logged_in_at\nA1,x\nA2,2020-05-01 08:00:00\n")
    assert "deliver only these rows" in steps(receipt(bench))[-1]


def test_a_repeated_file_is_told_so(bench: Bench) -> None:
    bench.land(CLASSES, "class_id\nPX1\n", "a.csv")
    bench.land(CLASSES, "class_id\nPX1\n", "b.csv")
    (path,) = bench.receipts.rglob("b.csv.*.xlsx")
    assert summary(path)["结果 Result"].startswith("重复文件")
    assert summary(path)["说明 Note"].startswith("内容与 a.csv 相同，只计一次")


def test_a_touched_file_keeps_the_receipt_with_its_faults(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,status\nPX1,x\nPX2,结业\n", "a.csv")
    bench.put(CLASSES, "a.csv", "class_id,status\nPX1,x\nPX2,结业\n")
    assert [record.status for record in bench.run()] == ["repeated"]
    assert len(refused(receipt(bench))) == 1


def test_a_refused_file_read_under_a_new_mapping_replaces_its_receipt(bench: Bench) -> None:
    bench.land(CLASSES, "number,status\nPX1,结业\n", "a.csv")
    before = receipt(bench)
    assert summary(before)["结果 Result"].startswith("全部退回")
    bench.put(CLASSES, "_mapping.yml", "class_id: number\n")
    assert [record.status for record in bench.run()] == ["accepted"]
    assert receipt(bench) == before
    assert summary(before)["结果 Result"].startswith("全部接收")


def test_a_mended_file_of_the_same_name_has_a_receipt_of_its_own(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,status\nPX1,x\n", "a.csv")
    bench.land(CLASSES, "class_id,status\nPX1,结业\n", "a.csv")
    results = sorted(summary(path)["结果 Result"][:4] for path in bench.receipts.rglob("a.csv.*.xlsx"))
    assert results == ["全部接收", "全部退回"]


def test_no_part_of_a_receipt_is_left_when_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), open_office(tmp_path / "a.xlsx") as office:
        office.sheet("a", (10,))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_every_rule_has_words_in_both_languages() -> None:
    assert all(rule.zh and rule.en for rule in RULES.values())
