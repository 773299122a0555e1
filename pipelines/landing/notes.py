"""What the landing noted about a whole file, as a receipt tells it: the words, and what the provider can do."""

from typing import NamedTuple

from pipelines.landing.headers import MAPPING_FILE
from pipelines.landing.messages import begins, parted


class Note(NamedTuple):
    """One note in both languages; the mends are empty where nothing is to be done."""

    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


_HEADER = (
    "请保留表头行，并使用“列 Columns”表中列出的表头；带 * 的列必须有，且每一行都要填。",
    "Keep the header row and use the headers listed on the sheet “列 Columns”; the columns marked * must be there, with "
    "every cell filled in.",
)
_MAPPING = (
    "请联系数据管理人员检查文件夹中的 _mapping.yml。",
    "Ask the data office to check _mapping.yml in the folder.",
)
_AS_TOLD = ("请按上面的说明处理。", "Do what the note above says.")
_MENDS = {
    "no_header": _HEADER,
    "password": (
        "请在 Excel 中取消密码（文件 → 信息 → 保护工作簿 → 用密码进行加密 → 清空密码），保存后再报送。",
        "Remove the password in Excel (File → Info → Protect Workbook → Encrypt with Password → clear it), save, and "
        "send it again.",
    ),
    "repeated": (
        "无需处理；如果您本想报送改正后的文件，请检查是否发错了文件。",
        "Nothing to do; if you meant to send a mended file, this is still the old one.",
    ),
    "totals": (
        "请核对是漏报了明细行，还是合计写错。合计行本身不计入数据。",
        "Check whether rows are missing or the total is wrong. Total rows themselves are not counted.",
    ),
}
# Notes that ask nothing of the provider, or whose rows say what is to be done.
_NO_MEND = (
    "all_refused",
    "unknown_columns",
    "sheet_skipped",
    "member_skipped",
    "system_files",
    "changed",
    "imprecise",
)


def explain(message: str) -> list[Note]:
    """The notes of a message of raw.files, a line each."""
    return [_note(line) for line in message.split("\n") if line]


def _note(line: str) -> Note:
    zh, en = parted(line)
    if line.startswith(MAPPING_FILE):
        return Note(zh, en, *_MAPPING)
    mend = next((mend for name, mend in _MENDS.items() if begins(line, name)), None)
    silent = any(begins(line, name) for name in _NO_MEND)
    return Note(zh, en, *(mend or (("", "") if silent else _AS_TOLD)))
