"""What a receipt tells the provider to do next, step by step, in both languages."""

from collections.abc import Sequence
from typing import Any

from pipelines.contracts import Feed
from pipelines.landing.notes import Note

_VERDICTS = {
    "accepted": ("good", "全部接收 / all rows accepted"),
    "partly_accepted": (
        "warn",
        "部分接收：部分行被退回，请改正 / partly accepted: some rows were refused, please mend them",
    ),
    "refused": ("bad", "全部退回：没有接收任何一行 / refused: no row was accepted"),
    "repeated": ("good", "重复文件：此前已收到 / repeated: this content was received before"),
}
_OPEN = (
    "打开您自己的原文件（不是这份回执）。",
    "Open your own file (not this receipt).",
)
_MEND = (
    "按“退回行 Refused rows”表逐条改正：“单元格”写明位置（如 C3 即 C 列第 3 行；CSV 按文本行计），“问题”写明原因，"
    "按“允许的取值”或“正确示例”填写。示例是编造的，请填您的真实内容；"
    "确实不清楚的内容可以留空，但“列 Columns”表中带 * 的列必须填写。",
    "Mend each line of the sheet “退回行 Refused rows”: “Cell” says where (C3 is column C, row 3; lines of text in a "
    "CSV), “Problem” says why; "
    "enter one of the allowed values, or a value like the example. Examples are made up: enter your own. What nobody knows "
    "may be left empty, save in the columns marked * on the sheet “列 Columns”.",
)
_MEND_RECORDS = (
    "按“退回行 Refused rows”表逐条改正：“行号”是第几条记录（JSON 每行一条的文件即第几行），“列”是字段名，"
    "按“允许的取值”或“正确示例”填写。示例是编造的，请填您的真实内容。",
    "Mend each line of the sheet “退回行 Refused rows”: “Row” is the number of the record (its line, where each line is a "
    "record), “Column” is the field; enter one of the allowed values, or a value like the example. Examples are made up: "
    "enter your own.",
)
_RESEND = {
    "last_wins": (
        "保存后，用您平时的方式重新报送整个文件，文件名可任取。已接收的行不会重复计算，同一记录以最新报送为准。",
        "Save and send the whole file again the way you always do, under any name. Rows already accepted are not counted "
        "twice; the newest version of a row wins.",
    ),
    "first_stays": (
        "保存后，用您平时的方式重新报送整个文件，文件名可任取。已接收的行不会重复计算，以首次接收的为准。",
        "Save and send the whole file again the way you always do, under any name. Rows already accepted are not counted "
        "twice; the version accepted first stays.",
    ),
    "all_count": (
        "把改正后的这些行（连同表头）放入一个新文件，只报送这个新文件。本表每一行都计数，重复报送已接收的行会重复计算。",
        "Put the mended rows (with the header row) into a new file and deliver only these rows; every row of this feed "
        "counts, so rows already accepted must not be sent again.",
    ),
}
_WHOLE = (
    "改好后，用您平时的方式重新报送整个文件，文件名可任取。",
    "Then send the whole file again the way you always do, under any name.",
)


def verdict(record: dict[str, Any]) -> tuple[str, str]:
    """(look, words) of the receipt's first line."""
    return _VERDICTS[record["status"]]


def advice(feed: Feed, record: dict[str, Any], notes: Sequence[Note]) -> list[tuple[str, str]]:
    """Steps in their order as (Chinese, English); none where nothing is to be done."""
    steps = list(dict.fromkeys((note.mend_zh, note.mend_en) for note in notes if note.mend_zh))
    if record["rows_quarantined"]:
        records = record["file"].lower().endswith((".json", ".jsonl", ".jsonl.gz"))
        resend = _RESEND[feed.on_repeat] if record["rows_accepted"] else _WHOLE
        return [_OPEN, _MEND_RECORDS if records else _MEND, *steps, resend]
    if record["status"] == "refused":
        template = f"templates/{feed.system}/{feed.name}.xlsx"
        blank = (
            f"也可以向数据管理人员索取本数据表的空白模板（{template}），把内容填进去。",
            f"Or ask the data office for the blank workbook of this feed ({template}) and fill it in.",
        )
        return [*(steps or [_OPEN]), blank, _WHOLE]
    return steps
