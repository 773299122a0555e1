"""Blank workbooks for providers, one per feed, made from the contract: headers, drop-downs, formats, examples, words.

A sheet to fill in, a sheet of example rows and a sheet that describes each column. The landing knows the latter two
by their names (GUIDES) and never reads them, so an example is never counted.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from pipelines.contracts import PERSON, PERSONAL_CLASSES, Column, Feed
from pipelines.landing.examples import about, allowed, example, examples, key_columns
from pipelines.landing.office import SHEET_ROWS, TEXT, Office, open_office
from pipelines.landing.template_sheets import EXAMPLES, FILL, GUIDE

_MESSAGE_MAX, _TITLE_MAX = 255, 32  # what Excel allows in an input message
_NUMBER_FORMATS = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "datetime": "yyyy-mm-dd hh:mm:ss"}
_PLAIN_NUMBERS = ("int", "num", "money", "pct")  # everything else is text, so that no digit is lost
_KINDS = {
    "text": ("文字", "text"),
    "code": ("编号（按文本填写）", "code, kept as text"),
    "uscc": ("18 位统一社会信用代码", "unified social credit code of 18 characters"),
    "district": ("行政区划名称或六位代码", "district name or six-digit code"),
    "enum": ("从下拉列表选择", "choose from the list"),
    "pid": ("证件号码（按文本填写）", "document number, as text"),
    "name": ("姓名", "name"),
    "phone": ("手机号码，或带区号的座机", "mobile number, or landline with area code"),
    "date": ("日期，如 2021-03-05；只知月份时写 2021年3月", "date as 2021-03-05; 2021年3月 where only the month is known"),
    "month": ("月份，如 2021-03", "month as 2021-03"),
    "datetime": ("日期时间，如 2021-03-05 08:30:00", "date and time as 2021-03-05 08:30:00"),
    "int": ("整数", "whole number"),
    "num": ("数字", "number"),
    "money": ("金额，单位：元；其他单位写在单元格里，如 1.2万元", "money in yuan, or with its unit as in 1.2万元"),
    "pct": ("百分比，如 35%", "percentage as 35%"),
    "bool": ("是 或 否", "是 (yes) or 否 (no)"),
}  # fmt: skip


def write_templates(folder: Path, feeds: Iterable[Feed]) -> list[Path]:
    """Write `folder`/<system>/<feed>.xlsx for every feed and return the paths."""
    paths = []
    for feed in feeds:
        path = folder / feed.system / f"{feed.name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_office(path) as office:
            _fill_sheet(office, feed)
            _example_sheet(office, feed)
            _guide_sheet(office, feed)
        paths.append(path)
    return paths


def header(column: Column) -> str:
    """The main header of a column."""
    return column.headers_zh[0] if column.headers_zh else column.field


def _is_personal(column: Column) -> bool:
    return column.classification in PERSONAL_CLASSES or column.type in ("name", "phone")


def _head(office: Office, sheet: Worksheet, feed: Feed, row: int) -> None:
    keys = key_columns(feed)
    for position, column in enumerate(feed.delivered):
        key = column in keys
        office.write(sheet, row, position, f"{'*' if key else ''}{header(column)}", "key" if key else "head")


def _widths(feed: Feed) -> list[float]:
    return [max(14.0, 2.4 * len(header(column)) + 4, len(example(column)) * 1.4) for column in feed.delivered]


def _fill_sheet(office: Office, feed: Feed) -> None:
    """The sheet to fill in: headers in row 1, nothing below, so that every filled row is data."""
    sheet = office.sheet(FILL, _widths(feed))
    _head(office, sheet, feed, 0)
    for position, (column, width) in enumerate(zip(feed.delivered, _widths(feed), strict=True)):
        sheet.set_column(position, position, width, _cell_format(office, column))
        sheet.data_validation(1, position, SHEET_ROWS - 1, position, _validation(feed, column))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _cell_format(office: Office, column: Column):
    if column.type in _NUMBER_FORMATS:
        return office.number_format(_NUMBER_FORMATS[column.type])
    return None if column.type in _PLAIN_NUMBERS else office.number_format(TEXT)


def _validation(feed: Feed, column: Column) -> dict:
    """A drop-down where only some texts are right, and the column's description beside the cell."""
    kind_zh, kind_en = _KINDS[column.type]
    about_zh, about_en = about(column)
    lines = [about_zh, kind_zh, about_en, kind_en, f"例 e.g. {example(column)}"]
    shown = {
        "input_title": header(column)[:_TITLE_MAX],
        "input_message": "\n".join(lines)[:_MESSAGE_MAX],
        "error_title": "取值不在列表中",
    }
    values = allowed(column)
    if not values:
        return {"validate": "any", **shown}
    return {
        "validate": "list",
        "source": list(values),
        "error_message": f"请从下拉列表中选择。Please choose from the list: {'、'.join(values)}"[
            :_MESSAGE_MAX
        ],
        **shown,
    }


def _example_sheet(office: Office, feed: Feed) -> None:
    """Two filled rows; locked, because what is typed here would not be read."""
    sheet = office.sheet(EXAMPLES, _widths(feed))
    words = (
        "示例：数据均为编造。请在“填报”表中填写，本页不会被读取。"
        "Examples, all made up. Fill in the first sheet: this one is never read."
    )
    office.write(sheet, 0, 0, words, "plain")
    _head(office, sheet, feed, 1)
    for position, column in enumerate(feed.delivered):
        for row, text in enumerate(examples(column), start=2):
            office.write(sheet, row, position, text, "code")
    sheet.freeze_panes(2, 0)
    sheet.protect()


def _guide_sheet(office: Office, feed: Feed) -> None:
    sheet = office.sheet(GUIDE, (28, 24, 44, 50, 34, 34, 28))
    row = 0
    for row, (label, text) in enumerate(_preface(feed)):
        office.write(sheet, row, 0, label, "label")
        sheet.merge_range(row, 1, row, 6, "", office.formats["text"])
        office.write(sheet, row, 1, text)
        sheet.set_row(row, 15 * (text.count("\n") + 1 + len(text) // 160))
    titles = ("表头 Header", "列名 Column", "说明", "Description", "填写方式 How to fill in")
    titles += ("允许的取值 Allowed values", "示例 Example")
    for position, text in enumerate(titles):
        office.write(sheet, row + 2, position, text, "head")
    for line, cells in enumerate(_column_lines(feed), start=row + 3):
        for position, text in enumerate(cells):
            office.write(sheet, line, position, text, "code")
    sheet.print_area(0, 0, row + 2 + len(feed.delivered), len(titles) - 1)


def _preface(feed: Feed) -> Iterator[tuple[str, str]]:
    names = f"{feed.system_title_zh} · {feed.title_zh}\n{feed.system_title_en} · {feed.title_en}"
    yield "数据表 Feed", names
    yield "内容 Content", f"{feed.description_zh}\n{feed.description}"
    keys = key_columns(feed)
    if keys:
        marked = "、".join(header(column) for column in keys)
        text = f"带 * 的列必须填写：{marked}；其他列没有内容时留空。\nColumns marked * must be filled; leave others blank."
        if PERSON in feed.key and any(column.type == "name" for column in feed.delivered):
            text += "\n没有证件号码的人，填写姓名和手机号码。\nFor a person without a document, give name and phone."
        yield "必填 Required", text
    yield (
        "怎么填 How to",
        "在“填报”表中从第 2 行起填写，一行一条；不要改动表头，不要加合计行；填好后把整个文件报送，文件名可任取。\n"
        "Fill in the first sheet from row 2 on, one record a row; keep the headers, add no totals; "
        "send the whole file under any name.",
    )
    if feed.has_persons or any(_is_personal(column) for column in feed.delivered):
        personal = "、".join(header(column) for column in feed.delivered if _is_personal(column))
        yield (
            "个人信息 Personal data",
            f"本表含个人信息（{personal}）。处理目的：{feed.purpose_zh or feed.purpose}。证件号码、姓名和电话在读取时即转换为"
            f"不可还原的代码，不保存原文；保存 {feed.retention_months} 个月。\n"
            f"This feed holds personal data. Purpose: {feed.purpose}. Basis: {feed.legal_basis}. Document numbers, names "
            f"and phones become keys while they are read and are not stored; kept for {feed.retention_months} months.",
        )


def _column_lines(feed: Feed) -> Iterator[tuple[str, ...]]:
    keys = key_columns(feed)
    for column in feed.delivered:
        kind_zh, kind_en = _KINDS[column.type]
        words_zh = "；".join(
            filter(
                None,
                (kind_zh, column.unknown and f"不详时写：{'、'.join(column.unknown)}", _is_personal(column) and "个人信息"),
            )
        )  # fmt: skip
        yield (
            f"{'*' if column in keys else ''}{header(column)}",
            column.field,
            *about(column),
            f"{words_zh}\n{kind_en}",
            "、".join(allowed(column)),
            example(column),
        )
