"""Receipts: what the provider reads about its file."""

import re
import zipfile
from pathlib import Path

import pytest
import python_calamine

from pipelines.landing.messages import say
from pipelines.landing.rules import RULES
from tests.landing.bench import CLASSES, LOGINS, Bench
from tests.landing.test_kinds_workbook import workbook


def receipt(bench: Bench) -> Path:
    (path,) = bench.receipts.rglob("*.xlsx")
    return path


def sheets(path: Path) -> tuple[dict, list[list]]:
    """The summary as label → value, and the refused rows without their title."""
    book = python_calamine.load_workbook(str(path))
    summary = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    return summary, book.get_sheet_by_index(1).to_python()[1:]


def test_summary_and_refused_rows(bench: Bench) -> None:
    text = "班次编号,状态,计划人数\nPX1,结业,30\nPX2,毕业,三十\n\n合计,,30\n,开班,1\nPX3,开班\n"
    bench.land(CLASSES, text, "名单.csv", provider="office")
    path = receipt(bench)
    assert path.relative_to(bench.receipts).parts[:2] == ("office", CLASSES)
    assert path.name.startswith("名单.csv.")
    summary, refused = sheets(path)
    numbers = {label.split()[0]: value for label, value in summary.items()}
    assert numbers["文件"] == "名单.csv"
    assert numbers["报送单位"] == "office"
    assert numbers["收到时间"] == "2020-09-13 20:26:41"
    assert [numbers[label] for label in ("读取行数", "接收行数", "退回行数", "空行（不计入）Blank")] == [
        4,
        1,
        3,
        1,
    ]
    assert numbers["合计、分组、重复表头行（不计入）Total"] == 1
    assert [(int(row[1]), row[2], row[5]) for row in refused] == [
        (3, "计划人数 planned_seats", ""),
        (3, "状态 status", "毕业"),
        (6, "班次编号 class_id", ""),
        (7, "—", ""),
    ]
    assert [(row[3], row[4]) for row in refused] == [
        (RULES[rule].zh, RULES[rule].en)
        for rule in ("not_an_integer", "unknown_value", "key_missing", "field_count")
    ]
    assert refused[1][6] == "计划、报名、开班、结业、归档、取消"


def test_rows_of_a_workbook_name_their_sheet(bench: Bench) -> None:
    bench.land(
        CLASSES,
        workbook(一月=[["班次编号", "状态"], ["PX1", "x"]], 二月=[["班次编号", "状态"], ["PX1", "y"]]),
        "a.xlsx",
    )
    _, refused = sheets(receipt(bench))
    assert [(row[0], int(row[1]), row[5]) for row in refused] == [("一月", 2, "x"), ("二月", 2, "y")]


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
    bench.land(CLASSES, f'班次编号,状态\nPX1,"{quoted}"\n', "=1+1.csv")
    path = receipt(bench)
    with zipfile.ZipFile(path) as book:
        xml = "".join(
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets")
        )
    assert not re.search("<f[ >]|<hyperlink", xml)
    summary, refused = sheets(path)
    assert refused[0][5] == text
    assert summary["文件 File"] == "=1+1.csv"


def test_a_clean_file_says_so(bench: Bench) -> None:
    bench.land(CLASSES, "class_id\nPX1\n")
    _, refused = sheets(receipt(bench))
    assert refused[0][0].startswith("没有退回的行")


def test_a_refused_file_tells_why(bench: Bench) -> None:
    bench.land(CLASSES, "title\nx\n")
    summary, _ = sheets(receipt(bench))
    assert summary["说明 Notes"] == say("no_header", kind_zh="关键列", kind="key columns", columns="class_id")


def test_the_advice_depends_on_whether_rows_are_summed(bench: Bench) -> None:
    bench.land(CLASSES, "class_id\nPX1\n")
    assert "deliver the whole file again" in sheets(receipt(bench))[0]["怎么办 What to do"]


def test_the_advice_for_events(bench: Bench) -> None:
    bench.land(LOGINS, "account_id,logged_in_at\nA1,x\n")
    assert "deliver only these rows" in sheets(receipt(bench))[0]["怎么办 What to do"]


def test_every_rule_has_words_in_both_languages() -> None:
    assert all(rule.zh and rule.en and rule.example for rule in RULES.values())
