"""Keys, values, periods and versions: the rules that hold for all KPIs."""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

Row = dict[str, Any]
Day = date | tuple[date, date] | None
UNDATED = ("date_precision", "undated")


class Key(NamedTuple):
    """What identifies a published figure."""

    kpi_id: str
    period_kind: str
    period_start: date | None
    period_end: date | None
    district_code: str | None = None
    dimension: str | None = None
    member: str | None = None


class Value(NamedTuple):
    """A count has no denominator; a ratio over nothing has no value and is not applicable."""

    numerator: float | None
    denominator: float | None
    value: float | None
    status: str = "ok"


class Fact(NamedTuple):
    """Something that happened: when, where, to whom (subjects are counted distinct)."""

    when: Day
    district: str | None
    subject: Hashable


Rows = dict[Key, Value]
NOT_AVAILABLE = Value(None, None, None, "not_available")


def count(number: float) -> Value:
    return Value(float(number), None, float(number))


def ratio(numerator: float, denominator: float) -> Value:
    if not denominator:
        return Value(float(numerator), 0.0, None, "not_applicable")
    return Value(float(numerator), float(denominator), numerator / denominator)


def latest(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, Row]:
    """The last row of each key wins whole."""
    return {key(row): row for row in rows}


def values_of(rows: Iterable[Row], *names: str) -> Iterable[tuple]:
    """The given columns of a feed, row by row; long feeds are kept by columns and give them at once."""
    if hasattr(rows, "values"):
        return rows.values(*names)
    return (tuple(row.get(name) for name in names) for row in rows)


def fold(text: str | None) -> str:
    """A name in the form that is compared: compatibility characters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def interval(when: Day | datetime) -> tuple[date, date] | None:
    """First and last day meant by an exact or an imprecise date."""
    if when is None:
        return None
    if isinstance(when, tuple):
        return when
    day = when.date() if isinstance(when, datetime) else when
    return day, day


def begins(when: Day | datetime) -> date:
    """For sorting: the first day meant; undated comes last."""
    span = interval(when)
    return span[0] if span else date.max


def happened(when: Day | datetime, d: date) -> bool:
    """False for what is dated after d; undated facts stay."""
    span = interval(when)
    return span is None or span[0] <= d


def settled(when: Day, d: date) -> bool:
    """True if the whole of a date lies on or before d; an empty date is not settled."""
    span = interval(when)
    return span is not None and span[1] <= d


def period_around(kind: str, day: date) -> tuple[date, date]:
    """The calendar year, school year (from 1 September), quarter or month that holds the day."""
    if kind == "academic_year":
        first = day.year - (day.month < 9)
        return date(first, 9, 1), date(first + 1, 8, 31)
    first_month, months = {
        "calendar_year": (1, 12),
        "quarter": ((day.month - 1) // 3 * 3 + 1, 3),
        "month": (day.month, 1),
    }[kind]
    after = first_month + months
    next_start = date(day.year + (after > 12), (after - 1) % 12 + 1, 1)
    return date(day.year, first_month, 1), next_start - timedelta(days=1)


def period_of(kind: str, when: Day | datetime) -> tuple[date, date] | None:
    """The period in which a date lies whole; None when it has no date or crosses a border."""
    span = interval(when)
    if span is None:
        return None
    period = period_around(kind, span[0])
    return period if span[1] <= period[1] else None


def periods(kind: str, first: date, d: date) -> list[tuple[date, date]]:
    """All periods from that of the first fact to the one that holds d."""
    out = [period_around(kind, first)]
    while out[-1][1] < d:
        out.append(period_around(kind, out[-1][1] + timedelta(days=1)))
    return out


def first_day(days: Iterable[Day | datetime], d: date) -> date | None:
    """The first fact's day among those that have happened by d."""
    return min((begins(day) for day in days if day is not None and happened(day, d)), default=None)


class Scoped:
    """Facts by (period, district): None as period is undated, None as district the whole city.

    `label` is the kind that is published where it differs from the calendar's: a cohort of a month or year.
    """

    def __init__(self, kind: str, facts: Iterable[Fact], d: date, label: str | None = None) -> None:
        self.kind, self.d, self.label = kind, d, label or kind
        self.scopes: dict[tuple[tuple[date, date] | None, str | None], list[Fact]] = {}
        for fact in facts:
            if happened(fact.when, d):
                period = period_of(kind, fact.when)
                for district in {None, fact.district}:
                    self.scopes.setdefault((period, district), []).append(fact)

    def rows(
        self, kpi: str, first: date | None, make: Callable[[list[Fact]], Value], member: tuple = (None, None)
    ) -> Rows:
        """A value per scope; the city has one for each period from the first fact on, dated or empty."""
        out: Rows = {}
        for start, end in periods(self.kind, first, self.d) if first else []:
            out[Key(kpi, self.label, start, min(end, self.d), None, *member)] = make([])
        for (period, district), facts in self.scopes.items():
            if period is None:
                if district is None and member == (None, None):
                    out[Key(kpi, self.label, None, None, None, *UNDATED)] = make(facts)
            else:
                key = Key(kpi, self.label, period[0], min(period[1], self.d), district, *member)
                out[key] = make(facts)
        return out


OPENING = date(2020, 4, 1)  # of the Overseas Engineers Center: to_date figures begin here


def in_to_date(when: Day | datetime, d: date) -> bool | None:
    """Whether a fact lies between the opening and d; None when its date does not say."""
    span = interval(when)
    if span is None or span[0] < OPENING <= span[1]:
        return None
    month_after = (d.replace(day=1) + timedelta(days=32)).replace(day=1)
    if OPENING <= span[0] <= d and span[1] >= month_after:
        return None
    return OPENING <= span[0] <= d


def to_date_rows(kpi: str, facts: Iterable[Fact], d: date, make: Callable[[list[Fact]], Value]) -> Rows:
    """The city's figure since the opening, those of districts with facts, and the undated ones."""
    groups: dict[tuple[bool, str | None], list[Fact]] = {(True, None): []}
    for fact in facts:
        inside = in_to_date(fact.when, d)
        if inside is None:
            groups.setdefault((False, None), []).append(fact)
        elif inside:
            for district in {None, fact.district}:
                groups.setdefault((True, district), []).append(fact)
    return {
        Key(kpi, "to_date", OPENING, d, place)
        if dated
        else Key(kpi, "to_date", None, None, None, *UNDATED): make(mine)
        for (dated, place), mine in groups.items()
    }


def distinct(facts: list[Fact]) -> Value:
    return count(len({fact.subject for fact in facts}))


def as_of_counts(kpi: str, d: date, districts: Mapping[Hashable, str | None]) -> Rows:
    """How many stand at d: in the city and in each district that has any."""
    out = {Key(kpi, "as_of", d, d): count(len(districts))}
    for district in {code for code in districts.values() if code}:
        out[Key(kpi, "as_of", d, d, district)] = count(sum(code == district for code in districts.values()))
    return out
