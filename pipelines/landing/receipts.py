"""Receipts: per delivery a workbook that tells the provider what was accepted, what was refused, and how to mend it.

Whoever mends the file knows nothing of this project: each line names the cell as a spreadsheet does, the header as
the file spells it, what is wrong in plain words, and what would be right.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.contracts import Feed
from pipelines.landing.advice import advice, verdict
from pipelines.landing.delivered import Delivered, SheetFault, letter_of, title
from pipelines.landing.examples import about, allowed, key_columns, made_up
from pipelines.landing.notes import explain
from pipelines.landing.office import SHEET_ROWS, Office, open_office
from pipelines.landing.rules import RULES
from pipelines.landing.showable import showable_header
from pipelines.landing.totals import SheetRead, TotalCheck, shown

SUMMARY, REFUSED, COLUMNS, TOTALS = "摘要 Summary", "退回行 Refused rows", "列 Columns", "合计行 Total rows"
_NAME_BYTES = 200
_UNREAD = "unread"  # in the place of the digest, until the file could be read
_LARGE = 20_000  # from here on the workbook is written row by row, so that it needs no memory

_NOT_SHOWN = "（可能含个人信息，不显示 / not shown: may be personal）"


def write_receipt(
    folder: Path,
    feed: Feed,
    record: dict[str, Any],
    faults: Sequence[SheetFault],
    sheets: Sequence[SheetRead] = (),
) -> Path:
    """Write the receipt of one delivery under `folder`/<provider>/ and return its path.

    `record` is the row of raw.files, `faults` are (sheet, fault) in row order. The same content tried again replaces
    its receipt; a mended file of the same name has another digest and gets its own.
    """
    target = folder / record["provider"] / feed.id
    target.mkdir(parents=True, exist_ok=True)
    name = _short(record["file"].replace("/", "__"))
    path = target / f"{name}.{record['digest'][:8] or _UNREAD}.xlsx"
    told = Delivered(feed, record, faults, sheets)
    with open_office(path, large=len(faults) > _LARGE) as office:
        _summary(office, told)
        if faults:
            _refusals(office, told)
        if any(read.total_checks for read in sheets):
            _totals(office, told)
        if record["status"] in ("refused", "partly_accepted") or any(read.header.unknown for read in sheets):
            _columns(office, told)
    if record["digest"]:
        (target / f"{name}.{_UNREAD}.xlsx").unlink(missing_ok=True)
    return path


def _short(name: str) -> str:
    """A file name that leaves room for the receipt's ending: file systems allow 255 bytes."""
    return name.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")


def _summary(office: Office, told: Delivered) -> None:
    feed, record = told.feed, told.record
    sheet = office.sheet(SUMMARY, (38, 78, 14, 14))
    style, words = verdict(record)
    lines: list[tuple[str, Any, str]] = [
        ("结果 Result", words, style),
        (
            "数据表 Feed",
            f"{feed.system_title_zh} · {feed.title_zh} / {feed.system_title_en} · {feed.title_en}",
            "text",
        ),
        ("文件 File", record["file"], "text"),
        ("报送单位 Provider", record["provider"], "text"),
        ("收到时间 Received", record["received_at"].strftime("%Y-%m-%d %H:%M:%S"), "text"),
        ("读取行数 Rows read", record["rows_read"], "text"),
        ("接收行数 Rows accepted", record["rows_accepted"], "text"),
        ("退回行数 Rows refused", record["rows_quarantined"], "text"),
        ("合计、分组、重复表头行（不计入） Total and group rows set apart", record["total_rows"], "text"),
        ("空行（不计入） Blank rows set apart", record["blank_rows"], "text"),
    ]
    notes = explain(record["message"])
    lines += [("说明 Note", f"{note.zh}\n{note.en}", "text") for note in notes]
    lines += [("未读取的列 Columns not read", text, "text") for text in _unknown(told)]
    if missing := _missing(told):
        lines.append(("文件中没有的列（可不填） Columns that the file lacks (optional)", missing, "text"))
    for number, (zh, en) in enumerate(advice(feed, record, notes), start=1):
        lines.append((f"怎么办 What to do  {number}", f"{zh}\n{en}", "text"))
    for row, (label, value, look) in enumerate(lines):
        office.write(sheet, row, 0, label, "label")
        office.write(sheet, row, 1, value, look)
    last = _grouped(office, sheet, told, len(lines) + 1) if told.faults else len(lines) - 1
    sheet.print_area(0, 0, last, 3)


def _grouped(office: Office, sheet, told: Delivered, start: int) -> int:
    """The same fault of the same column counted together, most frequent first. Returns the last row."""
    counts = Counter((name, fault.column, fault.rule) for name, fault in told.faults)
    first: dict[tuple, int] = {}
    for name, fault in told.faults:
        first.setdefault((name, fault.column, fault.rule), fault.row)
    for column, text in enumerate(("列 Column", "问题 Problem", "次数 Count", "首行 First row")):
        office.write(sheet, start, column, text, "head")
    columns = {column.field: column for column in told.feed.columns}
    row = start
    for row, (key, count) in enumerate(counts.most_common(), start=start + 1):
        name, field, rule = key
        words, _, header = told.place(name, columns.get(field or ""))
        label = " · ".join(filter(None, (name, words, header)))
        for column, value in enumerate((label, f"{RULES[rule].zh}\n{RULES[rule].en}", count, first[key])):
            office.write(sheet, row, column, value)
    return row


def _refusals(office: Office, told: Delivered) -> None:
    titles = {
        "工作表 Sheet": 16,
        "行号 Row": 9,
        "列 Column": 18,
        "单元格 Cell": 10,
        "表头 Header": 22,
        "问题": 34,
        "Problem": 40,
        "读到的内容 Found": 24,
        "允许的取值 Allowed values": 30,
        "正确示例 Right example": 26,
    }
    sheet = office.sheet(REFUSED, tuple(titles.values()))
    room = SHEET_ROWS - 2
    last = office.table(sheet, tuple(titles), _refused_rows(told, room), ["code"] * len(titles))
    if (left := len(told.faults) - room) > 0:
        office.write(sheet, last + 1, 0, f"另有 {left} 条未列出 / {left} more are not listed")


def _refused_rows(told: Delivered, room: int) -> Iterator[tuple]:
    words: dict[tuple, _Words] = {}
    for name, fault in told.in_reading_order()[:room]:
        key = (name, fault.column, fault.rule)
        if key not in words:
            words[key] = _words(told, *key)
        said = words[key]
        cell = f"{said.letter}{fault.row}" if said.letter else ""
        yield (
            *(name, fault.row, said.place, cell, said.header, said.zh, said.en),
            *(fault.value or said.hidden, said.allowed, said.right),
        )


class _Words(NamedTuple):
    """What is said of every fault of one rule in one column."""

    place: str
    letter: str
    header: str
    zh: str
    en: str
    hidden: str
    allowed: str
    right: str


def _words(told: Delivered, sheet: str | None, field: str | None, rule_name: str) -> _Words:
    rule = RULES[rule_name]
    column = next((column for column in told.feed.columns if column.field == field), None)
    widths = {read.name: len(read.header.cells) for read in told.sheets}
    right = rule.example or (made_up(column) if column else "")
    if rule_name == "field_count" and sheet in widths:
        right = f"{widths[sheet]} 个单元格 / cells"
    hidden = _NOT_SHOWN if field and rule_name != "key_missing" else ""
    values = "、".join(allowed(column)) if column else ""
    return _Words(*told.place(sheet, column), rule.zh, rule.en, hidden, values, right)


def _positions(read: SheetRead) -> list[int]:
    """Columns with a header that no column of the feed has."""
    known = set(read.header.positions.values())
    return [index for index, cell in enumerate(read.header.cells) if cell and index not in known]


def _unknown(told: Delivered) -> list[str]:
    """A line per sheet on the columns that were not read: their letters, and headers that name no person."""
    found = []
    for read in told.sheets:
        names = [_unknown_name(told, read, index) for index in _positions(read)]
        if names:
            found.append(": ".join(filter(None, (read.name, "、".join(names)))))
    return found


def _unknown_name(told: Delivered, read: SheetRead, index: int) -> str:
    place = (
        f"{letter_of(read.header, index)}列" if told.lettered else f"第{index + 1}个字段 / field {index + 1}"
    )
    header = showable_header(read.header.cells[index])
    return f"{place}（{header}）" if header else place


def _missing(told: Delivered) -> str:
    """Columns of the feed that no sheet brings."""
    present = {name for read in told.sheets for name in (*read.header.positions, *read.header.constants)}
    lacking = [column for column in told.feed.delivered if column.field not in present]
    return "、".join(title(column) for column in lacking) if told.sheets else ""


def _columns(office: Office, told: Delivered) -> None:
    """Every column of the feed and every column of the file: what was read as what."""
    titles = (
        "工作表 Sheet",
        "列 Column",
        "文件中的表头 Header in your file",
        "应有的表头 Expected header",
        "列名 Name",
    )
    titles += ("状态 Status", "内容 Content", "允许的取值 Allowed values", "正确示例 Right example")
    sheet = office.sheet(COLUMNS, (16, 18, 24, 24, 22, 30, 50, 34, 28))
    office.table(sheet, titles, _column_rows(told), ["code"] * len(titles))


def _column_rows(told: Delivered) -> Iterator[tuple]:
    keys = key_columns(told.feed)
    for read in told.sheets or (None,):
        name = read.name if read else None
        present = {*read.header.positions, *read.header.constants} if read else set()
        for column in told.feed.delivered:
            words, _, header = told.place(name, column) if column.field in present else ("", "", "")
            status = "已识别 / recognised" if column.field in present else "文件中没有 / not in the file"
            expected = ("*" if column in keys else "") + [*column.headers_zh, column.field][0]
            words_of = ("\n".join(about(column)), "、".join(allowed(column)), made_up(column))
            yield name, words, header, expected, column.field, status, *words_of
        for index in _positions(read) if read else ():
            place = _unknown_name(told, read, index).partition("（")[0]
            header = showable_header(read.header.cells[index]) or "（不显示 / not shown）"
            yield name, place, header, "", "", "不在本数据表之内，未读取 / unknown, not read", "", "", ""


def _totals(office: Office, told: Delivered) -> None:
    titles = {
        "工作表 Sheet": 16,
        "行号 Row": 9,
        "单元格 Cell": 10,
        "项目 Figure": 34,
        "表中写的 Stated": 20,
        "按明细计算 Found": 20,
        "结论 Verdict": 54,
    }
    sheet = office.sheet(TOTALS, tuple(titles.values()))
    office.table(sheet, tuple(titles), _total_rows(told))


def _total_rows(told: Delivered) -> Iterator[tuple]:
    columns = {column.field: column for column in told.feed.columns}
    for read in told.sheets:
        for check in read.total_checks:
            column = columns.get(check.column or "")
            words, letter, _ = told.place(read.name, column) if column else ("", "", "")
            figure = title(column) if column else "行数 number of rows"
            figure += "（元 yuan）" if column and column.type == "money" else ""
            numbers = (check.stated, check.found) if shown(told.feed, check) else ("—", "—")
            cell = f"{letter}{check.row}" if letter else ""
            yield read.name, check.row, cell, figure, *numbers, _verdict(check, words, letter)


def _verdict(check: TotalCheck, column: str, letter: str) -> str:
    """What became of the comparison; `column` and `letter` are those of the figure."""
    if check.agrees is not None:
        return "一致 / agrees" if check.agrees else "不一致，请核对 / differs, please check"
    place = f"{letter}{check.unread}" if letter else f"第 {check.unread} 行 / row {check.unread}, {column}"
    return (
        f"无法核对：{place} 不是可以相加的数字 / cannot be compared: {place} is no number that can be added"
    )
