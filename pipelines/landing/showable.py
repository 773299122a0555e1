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


def showable(feed: Feed, field: str, text: str | None) -> str | None:
    """The refused text where it can be shown to the provider, None where it might be personal.

    Cells slip into wrong columns, so ideographs in a column of numbers, dates or codes could be a name and a
    long run of digits a document or phone number; in feeds of persons only dates and short numbers are shown.
    """
    column = next((column for column in feed.columns if column.field == field), None)
    if text is None or column is None or column.classification in ("personal", "sensitive"):
        return None
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
