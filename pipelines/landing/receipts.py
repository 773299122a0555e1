"""Receipts: per delivery a workbook that tells the provider what was accepted, what was refused, and why."""

from pathlib import Path

import xlsxwriter

from pipelines.contracts import Feed
from pipelines.landing.log import Fault
from pipelines.landing.rules import RULES

_NAME_BYTES = 200
RECEIPT_ROWS = 100_000  # a receipt stays openable on an old office PC; the rest is counted in the summary

_ADVICE = {
    False: "请在原文件中改正“退回行”所列各行，用新文件名重新报送整个文件；已接收的行不会重复计算。\n"
    "Mend the rows listed under “Refused rows” in your file and deliver the whole file again under a new name; "
    "rows already accepted are not counted twice.",
    True: "请把“退回行”所列各行改正后放入一个新文件，只报送这些行；本表每一行都计数，重复报送已接收的行会重复计算。\n"
    "Mend the rows listed under “Refused rows” and deliver only these rows in a new file; every row of this feed "
    "counts, so rows already accepted must not be sent again.",
}


def write_receipt(folder: Path, feed: Feed, record: dict, faults: list[tuple[str | None, Fault]]) -> Path:
    """Write the receipt of one delivery under `folder`/<provider>/ and return its path.

    `record` is the row of raw.files, `faults` are (sheet, fault) in row order.
    """
    target = folder / record["provider"] / f"{feed.system}.{feed.name}"
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{_short(record['file'].replace('/', '__'))}.{record['digest'][:8]}.xlsx"
    # Texts starting with = + - @ stay texts: nothing a provider wrote is run when the receipt is opened.
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        _summary(book, bold, wrap, feed, record)
        _refusals(book, bold, wrap, feed, faults)
    return path


def _short(name: str) -> str:
    """A file name that leaves room for the receipt's ending: file systems allow 255 bytes."""
    return name.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")


def _summary(book, bold, wrap, feed: Feed, record: dict) -> None:
    sheet = book.add_worksheet("摘要 Summary")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    lines = [
        (
            "数据表 Feed",
            f"{feed.system_title_zh} · {feed.title_zh} / {feed.system_title_en} · {feed.title_en}",
        ),
        ("文件 File", record["file"]),
        ("报送单位 Provider", record["provider"]),
        ("收到时间 Received", record["received_at"].strftime("%Y-%m-%d %H:%M:%S")),
        ("读取行数 Rows read", record["rows_read"]),
        ("接收行数 Rows accepted", record["rows_accepted"]),
        ("退回行数 Rows refused", record["rows_quarantined"]),
        ("合计、分组、重复表头行（不计入）Total and group rows set apart", record["total_rows"]),
        ("空行（不计入）Blank rows set apart", record["blank_rows"]),
        ("说明 Notes", record["message"] or "—"),
        ("怎么办 What to do", _ADVICE[feed.on_repeat == "all_count"]),
    ]
    for index, (label, value) in enumerate(lines):
        sheet.write(index, 0, label, bold)
        sheet.write(index, 1, value, wrap)


def _refusals(book, bold, wrap, feed: Feed, faults: list[tuple[str | None, Fault]]) -> None:
    sheet = book.add_worksheet("退回行 Refused rows")
    titles = [
        "工作表 Sheet",
        "行号 Row",
        "列 Column",
        "原因",
        "Reason",
        "读到的内容 Found",
        "正确示例 Example",
    ]
    for index, (title, width) in enumerate(zip(titles, (16, 9, 26, 36, 44, 26, 26), strict=True)):
        sheet.write(0, index, title, bold)
        sheet.set_column(index, index, width)
    sheet.freeze_panes(1, 0)
    columns = {column.field: column for column in feed.columns}
    for index, (sheet_name, fault) in enumerate(faults[:RECEIPT_ROWS], start=1):
        rule = RULES[fault.rule]
        column = columns.get(fault.column or "")
        label = f"{'/'.join(column.headers_zh[:1])} {column.field}".strip() if column else "—"
        example = "、".join(column.values) if fault.rule == "unknown_value" and column else rule.example
        cells = (sheet_name or "", fault.row, label, rule.zh, rule.en, fault.value or "", example)
        for position, cell in enumerate(cells):
            sheet.write(index, position, cell, wrap)
    if not faults:
        sheet.write(1, 0, "没有退回的行 No row was refused", wrap)
    if len(faults) > RECEIPT_ROWS:
        note = (
            f"另有 {len(faults) - RECEIPT_ROWS} 条未列出 / {len(faults) - RECEIPT_ROWS} more are not listed"
        )
        sheet.write(RECEIPT_ROWS + 1, 0, note, wrap)
