"""The quarantine rules in the words of receipts and pages: what is wrong, and an example of what is right."""

from typing import NamedTuple


class Rule(NamedTuple):
    """Plain words for one rule, in Chinese and English, with an example of a right cell."""

    zh: str
    en: str
    example: str


RULES: dict[str, Rule] = {
    "key_missing": Rule(
        "关键列为空，无法识别这一行", "a key column is empty, so the row cannot be identified", "—"
    ),
    "not_a_date": Rule("不是日期", "not a date", "2016-03-05"),
    "not_a_datetime": Rule("不是日期时间", "not a date with time", "2016-03-05 14:30:00"),
    "not_an_integer": Rule("不是整数", "not a whole number", "120"),
    "not_a_number": Rule("不是数字", "not a number", "12.5"),
    "not_money": Rule("不是金额", "not an amount of money", "12000.00 / 1.2万元"),
    "not_a_percentage": Rule("不是百分比", "not a percentage", "35%"),
    "not_yes_no": Rule("不是“是/否”", "neither yes nor no", "是"),
    "unknown_value": Rule("不在允许的取值之内", "not one of the allowed values", "—"),
    "not_a_code": Rule("不是编号", "not a code", "PX2016001"),
    "negative": Rule("数值不能为负", "the number must not be negative", "120"),
    "uscc_invalid": Rule(
        "统一社会信用代码校验不通过",
        "the unified social credit code fails its check digits",
        "91330200MA2XXXXXXX",
    ),
    "digits_lost": Rule(
        "编号被电子表格转成科学计数，末位数字已丢失；请把该列设为文本格式后重新填写",
        "the spreadsheet rounded the number and lost its last digits; format the column as text and enter it again",
        "330206200001011234 →（文本/text）",
    ),
    "undecodable_text": Rule(
        "含有已损坏的字符（�）；请从源系统重新导出",
        "contains characters destroyed before delivery (�); export it again from the source system",
        "—",
    ),
    "unknown_district": Rule("行政区划名称或代码不存在", "no such district name or code", "330212 / 鄞州区"),
    "ambiguous_district": Rule(
        "多个地方同名，请填六位代码", "several places bear this name; give the six-digit code", "330205"
    ),
    "document_invalid": Rule("证件号码校验不通过", "the document number fails its check", "—"),
    "phone_invalid": Rule("电话号码无效", "not a valid phone number", "—"),
    "field_count": Rule("列数与表头不一致", "the row has another number of cells than the header", "—"),
    "broken_quoting": Rule("引号不成对", "a quotation mark is not closed", "—"),
    "line_too_long": Rule(
        "该行过长，不像表格的一行；请检查换行和引号",
        "the line is too long to be a row of a table; check line ends and quotation marks",
        "—",
    ),
    "spreadsheet_error": Rule(
        "单元格是公式错误（如 #DIV/0!）；请改正公式或填写数值",
        "the cell is a formula's error such as #DIV/0!; mend the formula or enter the value",
        "12.5",
    ),
    "not_a_record": Rule("该行不是 JSON 记录", "the line is no JSON record", '{"account_id": "A1"}'),
}
