"""Dates as people write them: an interval of days, exact where the text is exact."""

import re
from datetime import date, datetime, time, timedelta, timezone

from pipelines.landing.text import Bad, fold
from pipelines.settings import SHANGHAI

OPEN_ENDED = frozenset(["长期", "至今", "永久", "无固定期限", "长期有效"])
_NUMERALS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_EXCEL_EPOCH = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4}|\d{2})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份)?")
_CLOCK = re.compile(
    r"(上午|下午)?(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,6})\d*)?秒?)?分?\s*(AM|PM)?$",
    re.IGNORECASE,
)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
# The same day without a year as cells spell it, for the engine.
DAY_OF_YEAR_SQL = (
    "[ ]*[0-9０-９一二三四五六七八九十]{1,3}[ ]*[-/.月][ ]*[0-9０-９一二三四五六七八九十]{1,3}[ ]*日?[ ]*"
)
_TIME_OF_DAY = re.compile(r"(?<=[\d日])[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
# A zone stands after seconds or in an ISO moment; 08:30-10:30 is a span of time.
_ZONE = re.compile(r"(?:T.*\d|:\d{2}:\d{2}(?:\.\d+)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)$")
_CENTURY = 69  # two-digit years from here on belong to the last century, as in POSIX


def _plain_numerals(text: str) -> str:
    """二〇一六年十二月 → 2016年12月."""

    def number(match: re.Match[str]) -> str:
        word = match.group()
        if "十" not in word:
            return "".join(str(_NUMERALS[c]) for c in word)
        tens, _, ones = word.partition("十")
        if len(tens) > 1 or len(ones) > 1 or ones == "十":
            return word
        return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))

    return re.sub("[〇零○一二三四五六七八九十]+(?=[年月日号])", number, text)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _spell(text: str) -> tuple[date, date] | None:
    """Half-years, quarters, school years, terms and the year of a 届: intervals longer than a month."""
    if match := re.fullmatch(r"(\d{4})年?(上半年|下半年)", text):
        year, first = int(match[1]), match[2] == "上半年"
        return (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    if match := re.fullmatch(r"(\d{4})年?第?([1-4一二三四])季度", text):
        quarter = "一二三四".find(match[2]) + 1 or int(match[2])
        return date(int(match[1]), quarter * 3 - 2, 1), _month_end(int(match[1]), quarter * 3)
    if match := re.fullmatch(r"(\d{4})[-/—~至]+(\d{4})学年(?:第?([12一二])学期)?", text):
        first, second = int(match[1]), int(match[2])
        if second != first + 1:
            return None
        if match[3] in ("1", "一"):
            return date(first, 9, 1), date(second, 1, 31)
        return (date(second, 2, 1) if match[3] else date(first, 9, 1)), date(second, 8, 31)
    if match := re.fullmatch(r"(\d{4})[年届]?", text):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    return None


def _interval(text: str) -> tuple[date, date] | None:
    if match := _DAY.fullmatch(text):
        year = int(match[1])
        if len(match[1]) == 2:
            year += 1900 if year >= _CENTURY else 2000
        day = date(year, int(match[3]), int(match[4]))
        return day, day
    if re.fullmatch(r"\d{8}", text):
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return day, day
    if match := _MONTH.fullmatch(text) or re.fullmatch(r"(\d{4})(0[1-9]|1[0-2])", text):
        year, month = int(match[1]), int(match[2])
        return date(year, month, 1), _month_end(year, month)
    if re.fullmatch(r"[2-6]\d{4}(\.0+)?", text):
        day = _EXCEL_EPOCH + timedelta(days=int(float(text)))
        return day, day
    return _spell(text)


def parse_date(text: str) -> tuple[date, date] | None:
    """First and last day meant; equal for an exact day; None for an open end (长期, 至今).

    Raises Bad('not_a_date').
    """
    if _ZONE.search(fold(text)):
        try:
            day = parse_datetime(text).date()
        except Bad:
            raise Bad("not_a_date") from None
        return day, day
    return _days(text)


def _days(text: str) -> tuple[date, date] | None:
    plain = _TIME_OF_DAY.sub("", _plain_numerals(fold(text))).replace(" ", "")
    if plain in OPEN_ENDED:
        return None
    try:
        interval = _interval(plain)
    except ValueError:
        interval = None
    if interval is None or not 1900 <= interval[0].year <= 2100:
        raise Bad("not_a_date")
    return interval


def parse_day_of_year(text: str, year_of: str | None) -> tuple[date, date] | None:
    """As parse_date; a day without a year (12月20日) lies in the year of the date `year_of`.

    Raises Bad('not_a_date').
    """
    match = _DAY_OF_YEAR.fullmatch(_plain_numerals(fold(text)).replace(" ", ""))
    if match is None or year_of is None:
        return parse_date(text)
    published = parse_date(year_of)
    try:
        day = date(published[0].year, int(match[1]), int(match[2])) if published else None
    except ValueError:
        day = None
    if day is None:
        raise Bad("not_a_date")
    return day, day


def parse_datetime(text: str) -> datetime:
    """A moment in Shanghai time, without zone; a bare day is its midnight. Raises Bad('not_a_datetime')."""
    plain = _plain_numerals(fold(text))
    if re.fullmatch(r"[2-6]\d{4}\.\d+", plain):
        return datetime.combine(_EXCEL_EPOCH, time()) + timedelta(seconds=round(float(plain) * 86400))
    zone = _ZONE.search(plain)
    body = plain[: zone.start(1)].rstrip() if zone else plain
    clock = _CLOCK.search(body) if re.search(r"[:时点]", body) else None
    day_text = (body[: clock.start()] if clock else body).strip(" T")
    try:
        first, last = _days(day_text) or (None, None)
        if first is None or first != last:
            raise Bad("not_a_datetime")
        moment = datetime.combine(first, _clock(clock) if clock else time())
        if zone:
            offset = zone[1].replace("Z", "+0000").replace(":", "")
            shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:] or 0))
            shift = -shift if offset[0] == "-" else shift
            moment = moment.replace(tzinfo=timezone(shift)).astimezone(SHANGHAI).replace(tzinfo=None)
    except ValueError:
        raise Bad("not_a_datetime") from None
    return moment


def _clock(match: re.Match[str]) -> time:
    hour, half = int(match[2]), (match[6] or "").upper()
    if half == "AM" and hour == 12:
        hour = 0
    elif (match[1] == "下午" or half == "PM") and hour < 12:
        hour += 12
    micro = int((match[5] or "0").ljust(6, "0"))
    return time(hour, int(match[3]), int(match[4] or 0), micro)
