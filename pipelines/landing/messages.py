"""What a provider is told about a file that cannot be read: what is wrong and what to do, Chinese with its English twin."""

MESSAGES: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的，请检查后重新报送", "the file is empty; please check it and send it again"),
    "too_large": (
        "文件超过 {megabytes:,} MB，请分成几个文件报送",
        "the file is larger than {megabytes:,} MB; please send it in parts",
    ),
    "expands": (
        "解压后超过允许的大小（{megabytes:,} MB），请分成几个文件报送",
        "unpacked, the file is larger than allowed ({megabytes:,} MB); please send it in parts",
    ),
    "damaged": (
        "文件已损坏或不完整，请重新导出后报送",
        "the file is damaged or cut off; please export it again and send the new one",
    ),
    "workbook": (
        "无法作为工作簿打开：文件已损坏，或不是工作簿；请打开原文件另存为 .xlsx 后报送",
        "the workbook cannot be opened: damaged or no workbook; please save it again as .xlsx and send that",
    ),
    "password": (
        "文件有密码保护，请取消密码后重新报送",
        "the file is protected by a password; please send it without one",
    ),
    "entries": (
        "压缩包内有 {count:,} 个条目，最多允许 {limit:,} 个；请分成几个压缩包报送",
        "the archive holds {count:,} entries and {limit:,} are allowed; please send several archives",
    ),
    "sheets": (
        "工作簿有 {count:,} 个工作表，最多允许 {limit:,} 个；请删除多余的工作表",
        "the workbook has {count:,} sheets and {limit:,} are allowed; please delete those that are not needed",
    ),
    "columns": (
        "表格有 {count:,} 列，最多允许 {limit:,} 列；请删除表格以外的列和零散单元格",
        "the table has {count:,} columns and {limit:,} are allowed; please delete columns and stray cells beside it",
    ),
    "nested_archive": (
        "压缩包内还有压缩包，请只压缩一次",
        "the archive holds another archive; please pack the files once",
    ),
    "archive_empty": ("压缩包内没有可读的文件", "the archive holds no file that can be read"),
    "kind": (
        "无法读取 {ending} 文件；请以 .xlsx、.xls、.ods、.csv、.tsv、.txt、.json、.jsonl、.parquet（或装有这些文件的 .zip）报送",
        "files of kind {ending} cannot be read; please send .xlsx, .xls, .ods, .csv, .tsv, .txt, .json, .jsonl, "
        ".parquet, or a .zip of such files",
    ),
    "json": (
        "不是有效的 JSON，请从源系统重新导出",
        "the file is no valid JSON; please export it again from the source system",
    ),
    "json_table": (
        "JSON 文件中没有记录列表；请报送由记录组成的数组",
        "the JSON file holds no list of records; please send an array of records",
    ),
    "parquet": (
        "Parquet 文件已损坏或无法读取，请重新导出",
        "the Parquet file cannot be read or is damaged; please export it again",
    ),
    "time": (
        "读取该文件超过允许的时间，请分成几个文件报送",
        "the file takes longer to read than one file may; please send it in parts",
    ),
    "memory": (
        "读取该文件所需内存超过限额，或文件使读取程序中断；请删除远离表格的零散单元格，或分成几个文件报送",
        "the file needs more memory than one file may use, or breaks its reader; please delete stray cells far from "
        "the table, or send it in parts",
    ),
    "reader": (
        "读取程序出错，文件未读取；请联系数据工程师（运行日志中有说明）",
        "the file could not be read: a fault of the reader; please ask the data engineer, whose run log names it",
    ),
    "unopened": (
        "无法打开文件（{reason}），下次运行会再试；请管理员检查文件的读取权限",
        "the file cannot be opened ({reason}) and is tried again at the next run; an administrator should check that "
        "it may be read",
    ),
    "changed": (
        "读取过程中文件发生变化，下次运行会再读",
        "the file changed while it was read; the next run reads it",
    ),
    "repeated": ("内容与 {file} 相同，只计一次", "same content as {file}, counted once"),
    "member": ("压缩包内第 {number} 个文件：{zh}", "file {number} of the archive: {en}"),
    "member_skipped": (
        "压缩包内未读取的文件（第 {number} 个）：{zh}",
        "file {number} of the archive skipped: {en}",
    ),
    "sheet_skipped": ("第 {number} 个工作表未读取：{zh}", "sheet {number} skipped: {en}"),
    "no_header": (
        "没有找到表头行，缺少这些列：{columns_zh}",
        "no header row found; missing {kind}: {columns}",
    ),
    "all_refused": ("没有一行可以接收，原因见“退回行”", "no row could be accepted; see the refused rows"),
    "foreign_unit": (
        "列 {column_zh} 的表头写的是外币单位（{unit}）；请把金额换成人民币元，或在每个单元格里写明币种",
        "column {column} is headed {unit}: give yuan, or the currency in each cell",
    ),
    "mapping_yaml": (
        "_mapping.yml 不是可读的 YAML 文件（{reason}）",
        "_mapping.yml is no readable YAML ({reason})",
    ),
    "mapping_shape": (
        "_mapping.yml 应逐行写“列名: 表头”",
        "_mapping.yml must have lines of “column: header”",
    ),
    "mapping_columns": (
        "_mapping.yml 中有数据表 {feed} 没有的列：{columns}",
        "_mapping.yml names columns that {feed} does not have: {columns}",
    ),
    "mapping_settings": (
        "_mapping.yml 中列 {column} 有无法识别的设置：{settings}（可用 header、constant、unit）",
        "_mapping.yml: column {column} has unknown settings: {settings} (header, constant and unit are known)",
    ),
    "imprecise": (
        "有 {count} 个日期没有写到日（{columns_zh}），已按所写的月份或年份接收；知道具体日期的，可补全后重新报送",
        "{count} date(s) without a day ({columns}) were accepted as the month or year that they name; where the day is "
        "known, enter it and send the file again",
    ),
    "system_files": (
        "压缩包内有 {count} 个系统文件（如 Thumbs.db），未读取",
        "{count} file(s) of the operating system in the archive (such as Thumbs.db) were left out",
    ),
    "totals": (
        "合计或分组行中有 {rows} 个与明细不一致，见“合计行 Total rows”",
        "{rows} total row(s) do not match the rows they sum: {what}",
    ),
    "unknown_columns": (
        "有 {count} 列不在数据约定之内，未读取",
        "{count} column(s) that the contract does not know were not read",
    ),
}
_BETWEEN = " / "


def say(name: str, **values: object) -> str:
    """The message `name` in both languages."""
    return _BETWEEN.join(text.format(**values) for text in MESSAGES[name])


def beginning(name: str) -> str:
    """What the message `name` begins with, whatever its values."""
    return MESSAGES[name][0].partition("{")[0]


def begins(message: str, name: str) -> bool:
    """Whether `message` is the one called `name`."""
    return message.startswith(beginning(name))


def parted(message: str) -> tuple[str, str]:
    """The Chinese and the English half of a message."""
    zh, _, en = message.partition(_BETWEEN)
    return zh, en or zh


def say_of(name: str, fault: object, **values: object) -> str:
    """The message `name` about a part of a file, with what `fault` says of it, each language by itself."""
    zh, en = parted(str(fault))
    return say(name, zh=zh, en=en, **values)
