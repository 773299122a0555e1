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
