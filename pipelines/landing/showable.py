"""Which refused texts may be shown to the provider: those that cannot be personal."""

import re

from pipelines.contracts import Feed

_LONG_NUMBER = re.compile(r"\d{11}")
# A mobile number, or a resident number recognised by its date of birth; a credit code has neither.
_PERSON_NUMBER = re.compile(
    r"(?<!\d)(?:(?:\+?86)?1[3-9]\d{9}|\d{6}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]?|\d{8}[01]\d[0-3]\d{4})(?![\dA-Za-z])"
)
_UNIT_WORDS = re.compile(
    "[年月日号时点分秒上下午半第学期届级季度至今长百千万亿元圆人民币约美港欧日英镑共名个]"
)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


_DIGITS = "一二两三四五六七八九十几数百千"
# A quantity in words, from 两三个 to 约一百二十余人: it begins with a word for a number, as no family name does.
_QUANTITY = re.compile(
    rf"(?:大约|大概|将近|不到|超过|至少|最多|约|近)?[{_DIGITS}][{_DIGITS}零〇万亿点]{{0,9}}[多余来]?"
    r"(?:个|人|名|人次|家|门|次|期|班|项|场|份|件|条|学时|课时|小时|分钟|天|日|周|月|个月|年|元|块|万元|亿元)?(?:左右|上下|以上|以下)?"
)
_VAGUE = re.compile(
    "很多|若干|少量|较多|较少|部分|全部|全体|大量|多个|多人|多次|待定|未定|待补|待核实|待确认|"
    "面议|不清楚|不限|不定|长期|至今|同上|同前|见附件|见备注|另附|暂缺|缺失|没有|未统计|无法统计|"
    "昨天|今天|明天|去年|今年|明年|上月|本月|下月|年底|年初|月底|月初|上半年|下半年"
)


def showable(feed: Feed, field: str, text: str | None) -> str | None:
    """The refused text where it can be shown to the provider, None where it might be personal.

    Cells slip into wrong columns, so ideographs in a column of numbers, dates or codes could be a name and a
    long run of digits a document or phone number; in feeds of persons only dates and short numbers are shown.
    Quantities in words and a few words such as 待定 name nobody, wherever they stand.
    """
    column = next((column for column in feed.columns if column.field == field), None)
    if text is None or column is None or column.classification in ("personal", "sensitive"):
        return None
    if column.type not in ("name", "phone", "pid") and (_QUANTITY.fullmatch(text) or _VAGUE.fullmatch(text)):
        return text
    if feed.has_persons:
        return text if re.fullmatch(r"[\d\-/.:年月日 ]{1,10}", text) else None
    if _PERSON_NUMBER.search(text) or (_LONG_NUMBER.search(text) and column.type not in ("uscc", "code")):
        return None
    if column.type not in ("enum", "district", "text") and _IDEOGRAPH.search(text):
        measure = re.search(r"\d", text) and not _IDEOGRAPH.search(_UNIT_WORDS.sub("", text))
        return text[:100] if measure else None
    return text[:100]


# Words that headers are made of. A header of these words alone names no person; 李小明 or 电话138… is none of them.
_HEADER_WORDS = re.compile(
    "(?:序号|编号|代码|号码|名称|简称|全称|姓名|性别|年龄|民族|学历|学位|职务|职称|部门|单位|企业|公司|学校|院校|院系|班级|专业"
    "|年级|学生|学员|教师|人员|联系|联系人|电话|手机|邮箱|邮编|地址|住址|备注|说明|摘要|附件|日期|时间|年份|年度|月份|类型|类别"
    "|种类|性质|状态|级别|等级|金额|费用|单价|数量|人数|次数|比例|合计|小计|总计|来源|用途|内容|结果|意见|填表人|填报|审核|负责人"
    "|开始|结束|起始|终止|登记|注册|更新|创建|是否|有效|所属|行业|地区|区域|银行|账户|网址|微信|语言|国家|省份|城市)+"
)
_HEADER_NAME = re.compile(
    r"(?:id|no|name|type|status|code|remarks?|notes?|amount|count|number|date|time|address|phone|mail|email|sex"
    r"|age|grade|kind|created|updated|at|on|by|is|of|_)+",
    re.IGNORECASE,
)


def showable_header(text: str) -> str | None:
    """An unknown header where it surely is a header, None where it might be a person's cell that stands there."""
    plain = re.sub(r"[\s*（）()]", "", text)
    return text.strip() if _HEADER_WORDS.fullmatch(plain) or _HEADER_NAME.fullmatch(plain) else None
