"""Blank workbooks: filled as their examples show they land without a fault."""

import re
import zipfile
from pathlib import Path

import pytest
import python_calamine

from pipelines.contracts import load_contracts
from pipelines.landing.identifiers import resident_id
from pipelines.landing.office import column_letter
from pipelines.landing.template_sheets import EXAMPLES, FILL, GUIDE
from pipelines.landing.templates import write_templates
from tests.landing.bench import CLASSES, ENROLMENTS, GRADUATES, LOGINS, VACANCIES, Bench, counts
from tests.landing.xlsx_edit import edit

FEEDS = load_contracts()


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder, FEEDS.values())
    return folder


def path(templates: Path, feed: str) -> Path:
    return templates / f"{feed.replace('.', '/')}.xlsx"


def sheet(path: Path, name: str) -> list[list]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(name).to_python()


def filled(path: Path) -> bytes:
    """The blank workbook after a person typed the two example rows into the sheet to fill in."""
    first, second = sheet(path, EXAMPLES)[2:4]
    cells = {
        f"{column_letter(position)}{row}": text
        for row, cells in ((2, first), (3, second))
        for position, text in enumerate(cells)
        if text
    }
    return edit(path.read_bytes(), FILL, cells)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_workbook_filled_as_its_examples_show_lands_whole(
    tmp_path: Path, templates: Path, feed: str
) -> None:
    bench = Bench(tmp_path, only=feed)
    record = bench.land(feed, filled(path(templates, feed)), "filled.xlsx")
    assert (bench.told(), record.message) == ([], "")
    assert (record.status, counts(record)) == ("accepted", {"read": 2, "accepted": 2})
    stored = [column for column in FEEDS[feed].stored if column.type not in ("pid", "contact")]
    first, second = bench.rows(feed, *(column.name for column in stored))
    for column, *values in zip(stored, first, second, strict=True):
        assert any(value is not None for value in values), column.name


@pytest.mark.parametrize("feed", FEEDS)
def test_a_blank_workbook_has_no_rows(tmp_path: Path, templates: Path, feed: str) -> None:
    bench = Bench(tmp_path, only=feed)
    record = bench.land(feed, path(templates, feed).read_bytes(), "blank.xlsx")
    assert (record.status, record.rows_read, record.message) == ("accepted", 0, "")


def test_keys_are_marked(templates: Path) -> None:
    assert sheet(path(templates, CLASSES), FILL)[0][:2] == ["*班次编号", "班次名称"]
    (head,) = sheet(path(templates, ENROLMENTS), FILL)
    assert [name for name in head if name.startswith("*")] == ["*班次编号", "*证件号码"]
    (head,) = sheet(path(templates, LOGINS), FILL)
    assert [name for name in head if name.startswith("*")] == []


def xml(path: Path, part: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(part).decode()


def test_drop_downs_offer_the_allowed_values(templates: Path) -> None:
    lists = re.findall(
        r'type="list"[^>]*sqref="([A-Z]+)2:.*?<formula1>"(.*?)"', xml(path(templates, CLASSES))
    )
    assert lists == [("J", "计划,报名,开班,结业,归档,取消")]


@pytest.mark.parametrize("feed", FEEDS)
def test_every_list_of_the_contract_is_a_drop_down(templates: Path, feed: str) -> None:
    text = xml(path(templates, feed))
    closed = [column for column in FEEDS[feed].delivered if column.type in ("enum", "bool")]
    assert text.count('type="list"') == len(closed)
    assert text.count("<dataValidation ") == len(FEEDS[feed].delivered)


def test_ids_are_formatted_as_text_and_dates_as_dates(templates: Path) -> None:
    book = path(templates, GRADUATES)
    cells = xml(book, "xl/styles.xml").partition("<cellXfs")[2].partition("</cellXfs")[0]
    formats = re.findall('numFmtId="([0-9]+)"', cells)
    spans = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*style="(\d+)"', xml(book))
    columns = {number: style for low, high, style in spans for number in range(int(low), int(high) + 1)}
    head = sheet(book, FILL)[0]
    for name in ("*学校标识码", "*学号", "证件号码", "专业代码", "姓名"):
        assert formats[int(columns[head.index(name) + 1])] == "49", name  # Excel's text format
    assert head.index("届") + 1 not in columns
    assert 'formatCode="yyyy-mm-dd"' in xml(path(templates, VACANCIES), "xl/styles.xml")


def test_the_guide_tells_purpose_and_keys(templates: Path) -> None:
    guide = sheet(path(templates, ENROLMENTS), GUIDE)
    told = {row[0]: row[1] for row in guide if row[0]}
    assert (
        "统计培训人数" in told["个人信息 Personal data"]
        and "Purpose: count persons" in told["个人信息 Personal data"]
    )
    assert "班次编号、证件号码" in told["必填 Required"] and "姓名和手机号码" in told["必填 Required"]
    assert "个人信息 Personal data" not in {row[0] for row in sheet(path(templates, CLASSES), GUIDE)}
    status = next(row for row in guide if row[0] == "状态")
    assert status[5] == "报名、录取、参训、结业、退训、未到"


@pytest.mark.parametrize("feed", FEEDS)
def test_every_column_is_described_in_both_languages(templates: Path, feed: str) -> None:
    rows = sheet(path(templates, feed), GUIDE)
    start = next(number for number, row in enumerate(rows) if row[0] == "表头 Header")
    described = rows[start + 1 :]
    assert [row[1] for row in described] == [column.field for column in FEEDS[feed].delivered]
    assert all(row[0] and row[2] and row[3] and row[4] and row[6] for row in described)


def test_examples_of_persons_are_made_up(templates: Path) -> None:
    numbers = {
        row[
            sheet(path(templates, feed), EXAMPLES)[1].index(
                "证件号码" if "*证件号码" not in head else "*证件号码"
            )
        ]
        for feed, head in ((feed, sheet(path(templates, feed), FILL)[0]) for feed in FEEDS)
        if {"证件号码", "*证件号码"} & set(head)
        for row in sheet(path(templates, feed), EXAMPLES)[2:]
    }
    assert numbers == {"330203195001010008", "E00000000"}
    assert (
        resident_id("330203195001010008") == "330203195001010008"
    )  # valid, with the serial 000 that nobody bears


def test_the_example_sheet_is_locked(templates: Path) -> None:
    book = path(templates, CLASSES)
    assert "<sheetProtection" in xml(book, "xl/worksheets/sheet2.xml")
    assert "<sheetProtection" not in xml(book)
