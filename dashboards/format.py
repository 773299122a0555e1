"""The one formatter of numbers, dates and periods, for pages, figures and workbooks.

Rounding is half up on the decimal text of a number, so 0.125 shown with two digits is 0.13 everywhere.
"""

import calendar
import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, format_decimal

from dashboards.i18n import Texts
from dashboards.release import KpiValue

# Marks that stand where a number cannot; 0 is only ever a true zero.
MARKS = {"suppressed": "*", "not_applicable": "—", "not_available": "…", "no_row": "·"}

PERCENT_UNITS = {"ratio"}
# Units of measures, which may have a fraction; all other units count things.
DIGITS = {
    "hours": 1,
    "hours_per_month": 1,
    "logins_per_month": 1,
    "class_hours": 1,
    "person_hours": 1,
    "visits_per_month": 2,
    "median_days": 1,
    "graduates_per_place": 2,
}
COMPACT_FROM = 100_000
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}


def rounded(value: float, digits: int) -> Decimal:
    """`value` rounded half up to `digits` decimals, by its shortest decimal text."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=100_000)
def _grouped(number: Decimal, digits: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(number, format=pattern, locale=locale)


class Formatter:
    """Formats for one language; `texts` gives units and words, `units` names for units without a text."""

    def __init__(self, texts: Texts, as_of: date, units: dict[str, str] | None = None) -> None:
        self.texts = texts
        self.locale = LOCALES[texts.lang]
        self.as_of = as_of
        self.units = units or {}

    def number(self, value: float, digits: int = 0) -> str:
        """A number with thousands separators and exactly `digits` decimals."""
        return _grouped(rounded(value, digits), digits, self.locale)

    def percent(self, value: float, digits: int = 1) -> str:
        """A ratio (0.25) as a percentage (25.0%)."""
        return self._measure(float(Decimal(repr(value)) * 100), digits) + "%"

    def _measure(self, value: float, digits: int) -> str:
        """A measure: 0 only for a true zero; what rounds to zero reads "<0.1"."""
        if value == 0:
            return "0"
        if digits and rounded(value, digits) == 0:
            return "<" + self.number(1 / 10**digits, digits)
        return self.number(value, digits)

    def compact(self, value: float) -> str:
        """A large number in 万/亿 (zh) or K/M (en), one decimal."""
        return format_compact_decimal(Decimal(repr(value)), locale=self.locale, fraction_digits=1)

    def in_unit(self, value: float, unit: str) -> str:
        """A value in its unit: ratios as %, measures with one decimal, whole counts without."""
        if is_percent(unit):
            return self.percent(value)
        if unit in DIGITS:
            return self._measure(value, DIGITS[unit])
        return self.number(value, 0 if float(value).is_integer() else 2)

    def kpi(self, row: KpiValue | None, field: str = "value", unit: str = "") -> str:
        """A KPI cell as readers see it: a number (in `unit` where that is not its own), or its status's mark."""
        if row is None:
            return MARKS["no_row"]
        shown = row.published(field)
        if shown is None:
            return MARKS["not_applicable" if row.status == "ok" else row.status]
        if unit or field == "value":
            return self.in_unit(shown, unit or row.unit)
        return self.number(shown, 0 if float(shown).is_integer() else 1)

    def unit(self, unit: str) -> str:
        """The unit's name; empty for percentages, which carry their sign."""
        return "" if is_percent(unit) else self.texts.get(f"unit.{unit}", self.units.get(unit, unit))

    def day(self, value: date | None) -> str:
        """A day, or the mark for none."""
        return MARKS["not_applicable"] if value is None else format_date(value, "long", locale=self.locale)

    def moment(self, value: datetime | None) -> str:
        """A time to the minute (Asia/Shanghai as delivered), or the mark for none."""
        if value is None:
            return MARKS["not_applicable"]
        return format_datetime(value, "yyyy-MM-dd HH:mm", locale=self.locale)

    def month(self, value: date) -> str:
        """A month with its year."""
        return format_date(value, "yyyy年M月" if self.texts.lang == "zh" else "MMM yyyy", locale=self.locale)

    def period(self, kind: str, start: date | None, end: date | None) -> str:
        """A period in words, without saying whether it still runs."""
        text = self.texts
        if start is None:
            return text("period.undated")
        if kind == "calendar_year":
            return text("period.calendar_year", year=start.year)
        if kind == "academic_year":
            return text("period.academic_year", year=start.year, next=start.year + 1)
        if kind == "quarter":
            return text("period.quarter", year=start.year, quarter=(start.month + 2) // 3)
        if kind == "month":
            return self.month(start)
        if kind == "cohort":
            whole_year = is_cohort_year(start, end)
            return text("period.calendar_year", year=start.year) if whole_year else self.month(start)
        if kind == "as_of":
            return text("period.as_of", day=self.day(end))
        if start == end:
            return self.day(start)
        return text("period.range", start=self.day(start), end=self.day(end))

    def period_of(self, row: KpiValue) -> str:
        """A row's period in words; a running one says up to which day."""
        if row.period_start is None and not row.is_undated:
            return self.texts("period.none")
        words = self.period(row.period_kind, row.period_start, row.period_end)
        if is_running(row):
            return self.texts("period.running", period=words, day=self.day(row.period_end))
        return words

    def bare(self, value: float, unit: str = "") -> str:
        """A number as an interval has it: no decimals it does not need; ratios as %."""
        if is_percent(unit):
            return self.percent(value)
        return self.number(value, 0 if float(value).is_integer() else 2)

    def interval(self, low: float | None, high: float | None, unit: str = "") -> str:
        """A published interval in words."""
        low = None if low is None or math.isinf(low) else low
        high = None if high is None or math.isinf(high) else high
        plain = {
            side: self.bare(value, unit)
            for side, value in (("low", low), ("high", high))
            if value is not None
        }
        if low is None and high is None:
            return MARKS["not_applicable"]
        if low is None:
            return self.texts("interval.up_to", **plain)
        if high is None:
            return self.texts("interval.from", **plain)
        return plain["low"] if low == high else self.texts("interval.between", **plain)


def is_percent(unit: str) -> bool:
    """Whether values in the unit are ratios shown as percentages."""
    return unit in PERCENT_UNITS


def natural_end(kind: str, start: date) -> date | None:
    """The last day of a calendar period that begins on `start`; None for kinds without a fixed length."""
    months = {"calendar_year": 12, "academic_year": 12, "quarter": 3, "month": 1}.get(kind)
    if months is None:
        return None
    after = start.month - 1 + months
    year, month = start.year + after // 12, after % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])) - timedelta(days=1)


def is_running(row: KpiValue) -> bool:
    """Whether the row's period was cut at the as-of day."""
    if row.period_start is None or row.period_end is None:
        return False
    kind = row.period_kind
    if kind == "cohort":
        kind = "calendar_year" if is_cohort_year(row.period_start, row.period_end) else "month"
    end = natural_end(kind, row.period_start)
    return end is not None and row.period_end < end


def is_cohort_year(start: date, end: date | None) -> bool:
    """Whether a cohort is that of a year, not of a month."""
    return start.month == 1 and end is not None and (end - start).days > 31


def elapsed(row: KpiValue) -> float | None:
    """The part of the row's period that is over at its last day, 1 for a whole one; None without a length."""
    end = natural_end(row.period_kind, row.period_start) if row.period_start else None
    if end is None or row.period_end is None or row.period_start is None:
        return None
    return ((row.period_end - row.period_start).days + 1) / ((end - row.period_start).days + 1)
