"""The quarantine rules in the words of receipts and pages: what is wrong, and how to put it right."""

from typing import NamedTuple


class Rule(NamedTuple):
    """Plain words for one rule, in Chinese and English; `example` where the column's own would not do."""

    zh: str
    en: str
    example: str = ""


RULES: dict[str, Rule] = {
    "key_missing": Rule(
        "这一格不能为空：没有它就不知道这一行说的是谁或哪一项；请填写真实内容，不要照抄示例",
        "this cell must not be empty: without it nobody can tell what the row is about; enter the true value, not the "
        "example",
    ),
    "not_a_date": Rule(
        "不是日期，或没有这一天；请写成 年-月-日（只知道月份时写 年-月）",
        "not a date, or no such day; write year-month-day (year-month where only the month is known)",
    ),
    "not_a_datetime": Rule(
        "不是日期时间；请写成 年-月-日 时:分:秒",
        "not a date with time; write year-month-day hour:minute:second",
    ),
    "not_an_integer": Rule(
        "不是整数；请用阿拉伯数字填写一个整数", "not a whole number; enter one whole number in digits"
    ),
    "not_a_number": Rule("不是数字；请用阿拉伯数字填写一个数", "not a number; enter one number in digits"),
    "not_money": Rule(
        "不是金额；请用阿拉伯数字填写一个数（元，或在数后写明单位）",
        "not an amount of money; enter one number in digits (in yuan, or with its unit behind)",
    ),
    "not_a_percentage": Rule("不是 0 到 100% 之间的百分比", "not a percentage between 0 and 100%"),
    "not_yes_no": Rule("不是“是”或“否”；请填其中之一", "neither yes (是) nor no (否); enter one of them"),
    "unknown_value": Rule(
        "不在允许的取值之内；请从中选一个", "not one of the allowed values; choose one of them"
    ),
    "not_a_code": Rule(
        "不是编号；请填写编号本身，不是合计、小数或分组标题",
        "not a code; enter the code itself, no total, fraction or heading",
    ),
    "negative": Rule("数值太小（例如为负）", "the number is too small, for example negative"),
    "uscc_invalid": Rule(
        "统一社会信用代码校验不通过；请对照营业执照或登记证书核对 18 位代码",
        "the unified social credit code fails its check digits; compare its 18 characters with the licence",
    ),
    "digits_lost": Rule(
        "编号被电子表格转成科学计数，末位数字已丢失；请把该列设为文本格式后重新填写完整编号",
        "the spreadsheet rounded the number and lost its last digits; format the column as text and enter it again in full",
    ),
    "undecodable_text": Rule(
        "含有已损坏的字符（�）；请从源系统重新导出，或重新输入这些文字",
        "contains characters destroyed before delivery (�); export it again from the source system, or type it again",
    ),
    "unknown_district": Rule(
        "没有这个地名或代码；请检查错别字，填写区县（市）全称或六位代码",
        "no district of this name or code; look for a slip, give its full name or six-digit code",
    ),
    "ambiguous_district": Rule(
        "多个地方同名；请填六位代码，或写明上级（如 宁波市江北区）",
        "several places bear this name; give the six-digit code, or the city before the name",
        "330205",
    ),
    "document_invalid": Rule(
        "证件号码校验不通过；请对照证件核对号码与证件类型",
        "the document number fails its check; compare number and kind with the document",
    ),
    "phone_invalid": Rule(
        "电话号码无效；请填 11 位手机号码，或带区号的座机",
        "not a valid phone number; give a mobile number of 11 digits, or a landline with its area code",
    ),
    "field_count": Rule(
        "这一行的单元格数与表头不一致；请检查是否多了或少了分隔符（逗号）",
        "the row has another number of cells than the header; look for a separator (comma) too many or too few",
    ),
    "broken_quoting": Rule(
        '引号（"）不成对；请删去多余的引号，或补上缺少的引号',
        'a quotation mark (") is not closed; remove it or add its twin',
        '"甲,乙"',
    ),
    "line_too_long": Rule(
        "该行过长，不像表格的一行；请检查换行和引号",
        "the line is too long to be a row of a table; check line ends and quotation marks",
    ),
    "spreadsheet_error": Rule(
        "单元格是公式错误（如 #DIV/0!）；请改正公式或填写数值",
        "the cell is a formula's error such as #DIV/0!; mend the formula or enter the value",
    ),
    "not_a_record": Rule("该行不是 JSON 记录", "the line is no JSON record", '{"account_id": "A1"}'),
}
