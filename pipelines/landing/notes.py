"""What the landing noted about a whole file, in the words of a receipt: what is wrong and how to mend it."""

import re
from typing import NamedTuple

from pipelines.contracts import Feed


class Note(NamedTuple):
    """One note in both languages; the mends are empty where nothing is to be done."""

    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


_HEADER_MEND = (
    "请保留表头行，并使用“列 Columns”表中列出的表头；带 * 的关键列必须有。",
    "Keep the header row and use the headers listed on the sheet “列 Columns”; the key columns marked * must be there.",
)
_AGAIN = ("请重新导出或保存后再报送。", "Export or save the file again and send it again.")
_PARTS = ("请拆分成几个较小的文件后再报送。", "Split it into smaller files and send them.")
_MAPPING_MEND = (
    "请联系数据管理人员检查文件夹中的 _mapping.yml。",
    "Ask the data office to check _mapping.yml in the folder.",
)

# Pattern of the note as raw.files keeps it → Chinese words with its groups, mend in both languages.
_NOTES: tuple[tuple[str, str, tuple[str, str]], ...] = (
    (r"no header row found; missing (?:key )?columns: (.+)", "没有找到表头行，缺少这些列：{0}", _HEADER_MEND),
    (
        r"the workbook is protected by a password.*",
        "工作簿设有密码，无法打开",
        (
            "请在 Excel 中取消密码（文件 → 信息 → 保护工作簿 → 用密码进行加密 → 清空密码），保存后再报送。",
            "Remove the password in Excel (File → Info → Protect Workbook → Encrypt with Password → clear it), "
            "save, and send it again.",
        ),
    ),
    (
        r"the workbook cannot be opened.*",
        "工作簿无法打开：文件已损坏，或不是工作簿",
        (
            "请用 Excel 打开原文件，另存为 .xlsx 后再报送。",
            "Open the file in Excel, save it as .xlsx, and send it again.",
        ),
    ),
    (r"the workbook is empty", "工作簿是空的", _HEADER_MEND),
    (r"the file is damaged or cut off.*", "文件不完整：已损坏或传输中断", _AGAIN),
    (r"the archive is damaged or cut off.*", "压缩包不完整：已损坏或传输中断", _AGAIN),
    (r"the archive is empty", "压缩包里没有可读取的文件", _AGAIN),
    (
        r"the archive holds another archive.*",
        "压缩包里还有压缩包",
        ("请只压缩一次。", "Pack the files once."),
    ),
    (r"an entry of the archive is larger than it declares", "压缩包内的文件大小与声明不符", _AGAIN),
    (
        r"the file is protected by a password.*",
        "文件设有密码，无法打开",
        ("请取消密码后再报送。", "Remove the password and send it again."),
    ),
    (r"(?:unpacked, )?the file (?:would be|is) (?:too large|larger).*", "文件过大", _PARTS),
    (r"the file takes longer to read.*", "文件读取耗时过长", _PARTS),
    (r"the file needs more memory.*", "文件过大，或使读取程序出错", _PARTS),
    (r"the archive holds ([\d,]+) entries.*", "压缩包内文件过多（{0} 个）", _PARTS),
    (r"the workbook has ([\d,]+) sheets.*", "工作表过多（{0} 个）", _PARTS),
    (r"a sheet has ([\d,]+) columns.*", "列过多（{0} 列）", _HEADER_MEND),
    (r"the records have ([\d,]+) fields.*", "字段过多（{0} 个）", _HEADER_MEND),
    (
        r"the file could not be read: a fault of the reader.*",
        "读取程序出错，文件未能读取",
        ("请联系数据管理人员。", "Ask the data office."),
    ),
    (
        r"the file changed while it was read.*",
        "读取时文件正在变化，下次运行会再次读取",
        ("无需处理。", "Nothing to do."),
    ),
    (r"file (\d+) of the archive skipped: (.+)", "压缩包内第 {0} 个文件没有读取（{1}）", ("", "")),
    (r"file (\d+) of the archive: (.+)", "压缩包内第 {0} 个文件：{1}", _AGAIN),
    (r"the file is empty", "文件是空的", _AGAIN),
    (r"the file cannot be read.*", "文件无法读取：已损坏或传输中断", _AGAIN),
    (r"the Parquet file cannot be read.*", "Parquet 文件无法读取：已损坏", _AGAIN),
    (
        r"files of kind (\S+) cannot be read",
        "不能读取这种文件（{0}）",
        (
            "请另存为 Excel（.xlsx）或 CSV 后再报送。",
            "Save it as Excel (.xlsx) or CSV and send it again.",
        ),
    ),
    (r"the file is no valid JSON", "文件不是有效的 JSON", _AGAIN),
    (
        r"the JSON file holds no list of records",
        "JSON 文件中没有记录列表",
        (
            "文件内容应为 [{…}, {…}] 形式的记录列表。",
            "The file must hold one list of records, as in [{…}, {…}].",
        ),
    ),
    (
        r"column (\w+) is headed (.+): give yuan, or the currency in each cell",
        "列 {0} 的表头写的是外币单位（{1}）",
        (
            "请把金额换成人民币元，或在每个单元格里写明币种（如 50万美元）。",
            "Give yuan, or write the currency in each cell (such as 50万美元).",
        ),
    ),
    (r"_mapping\.yml.*", "列名对照文件 _mapping.yml 有误", _MAPPING_MEND),
    (
        r"same content as (.+)",
        "内容与已收到的文件“{0}”完全相同，未重复计算",
        (
            "无需处理；如果您本想报送改正后的文件，请检查是否发错了文件。",
            "Nothing to do; if you meant to send a mended file, this is still the old one.",
        ),
    ),
    (
        r"(\d+) column\(s\) that the contract does not know were not read",
        "有 {0} 列不在本数据表之内，没有读取",
        ("", ""),
    ),
    (
        r"(\d+) total row\(s\) do not match the rows they sum.*",
        "有 {0} 个合计或分组行与明细不一致，见“合计行 Total rows”",
        (
            "请核对是漏报了明细行，还是合计写错。合计行本身不计入数据。",
            "Check whether rows are missing or the total is wrong. Total rows themselves are not counted.",
        ),
    ),
    (r"sheet (\d+) skipped: (.+)", "第 {0} 个工作表没有读取（{1}）；该表若没有数据，无需理会", ("", "")),
)


def explain(feed: Feed, message: str) -> list[Note]:
    """The notes of a message of raw.files (joined by "; "), columns named by their Chinese headers.

    A note without words here is given as it is, in English. Two notes hold "; " themselves.
    """
    parts = re.split(r"; (?!missing |please |[\d,]+ are allowed|the next run )", message) if message else []
    return [_note(feed, part) or Note(f"说明：{part}", part) for part in parts]


def _note(feed: Feed, text: str) -> Note | None:
    for pattern, zh, mend in _NOTES:
        if match := re.fullmatch(pattern, text):
            return Note(zh.format(*(_named(feed, group) for group in match.groups())), text, *mend)
    return None


def _named(feed: Feed, text: str) -> str:
    """A note within a note in Chinese; column names as their Chinese headers with the name behind; else unchanged."""
    if inner := _note(feed, text):
        return inner.zh
    headers = {column.field: column.headers_zh[0] for column in feed.delivered if column.headers_zh}
    if not all(name in headers for name in text.split(", ")):
        return text
    return "、".join(f"{headers[name]}（{name}）" for name in text.split(", "))
