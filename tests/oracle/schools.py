"""XQ02 and XQ16-XQ20: graduates, internships, destinations, supply and demand by major."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tests.oracle.common import (
    Fact,
    Key,
    Row,
    Rows,
    Scoped,
    Value,
    begins,
    count,
    first_day,
    interval,
    latest,
    period_of,
    periods,
    ratio,
    settled,
    values_of,
)
from tests.oracle.messenger import Market

CATALOGUE = 2021  # vacancies say no version
_GRADUATED = ("毕业", "结业")
_PLACED = frozenset(["协议", "合同", "其他录用", "灵活就业", "自主创业", "升学", "出国", "参军", "基层"])


_HIRED = frozenset(["协议", "合同", "其他录用"])
HOME = "3302"  # division codes of the city


class Outcome(NamedTuple):
    """What a school reports of a graduate."""

    destination: str | None
    district: str | None
    matched: bool | None


class Graduate(NamedTuple):
    """The latest row of a student; without a document the student is the person."""

    person: object
    cohort: int | None
    version: int | None
    major: str | None
    status: str | None


class Schools:
    """Graduates by (school, student number), and the districts of their schools."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.rows, self.d = rows, d
        found = latest(rows.get("messenger.schools", []), lambda r: r["school_code"])
        self.districts = {code: row["district"] for code, row in found.items()}

    @cached_property
    def graduates(self) -> dict[tuple[str, str], Graduate]:
        columns = (
            "school_code",
            "student_no",
            "person",
            "cohort_year",
            "catalogue_version",
            "major_code",
            "status",
        )
        return {
            (school, number): Graduate(person or (school, number), *rest)
            for school, number, person, *rest in values_of(self.rows["schools.graduates"], *columns)
        }

    @cached_property
    def cohorts(self) -> dict[int, list[tuple[str, str]]]:
        """The students who graduated, by 届."""
        out = defaultdict(list)
        for key, graduate in self.graduates.items():
            if graduate.status in _GRADUATED and graduate.cohort is not None:
                out[graduate.cohort].append(key)
        return out

    @cached_property
    def outcomes(self) -> dict[tuple[str, str], dict[object, Outcome]]:
        """Outcome by student and day of the report; what came last stands."""
        out: dict[tuple[str, str], dict[object, Outcome]] = defaultdict(dict)
        columns = ("school_code", "student_no", "as_of", "destination_code", "district", "major_matched")
        for school, number, as_of, *told in values_of(self.rows["schools.graduate_outcomes"], *columns):
            out[school, number][as_of] = Outcome(*told)
        return out

    def leavers(self, d: date) -> list[tuple[str | None, Outcome | None]]:
        """School's district and latest outcome of the year, for each graduate of the year of d."""
        out = []
        for key in self.cohorts.get(d.year, ()):
            reports = [
                (interval(day)[1], outcome)
                for day, outcome in self.outcomes.get(key, {}).items()
                if settled(day, d) and begins(day).year == d.year
            ]
            last = max(reports, key=lambda report: report[0])[1] if reports else None
            out.append((self.districts.get(key[0]), last))
        return out


def xq02(s: Schools, d: date) -> Rows:
    """Persons graduated in a 届 up to the year of d; a person of two schools counts in both their districts."""
    persons: dict[str | None, set] = {None: set()}
    for year, keys in s.cohorts.items():
        if year <= d.year:
            for key in keys:
                for district in {None, s.districts.get(key[0])}:
                    persons.setdefault(district, set()).add(s.graduates[key].person)
    return {Key("XQ02", "as_of", d, d, district): count(len(who)) for district, who in persons.items()}


def xq17(s: Schools, d: date) -> Rows:
    """Graduates of the year of d who have a destination by the latest report of that year."""
    found = [(district, last is not None and last.destination in _PLACED) for district, last in s.leavers(d)]
    return _shares("XQ17", d, found)


def _shares(kpi: str, d: date, found: list[tuple[str | None, bool]]) -> Rows:
    """The share of those who did, of the city and of each district that has anybody."""
    totals: dict[str | None, list[int]] = {None: [0, 0]}
    for place, did in found:
        for district in {None, place}:
            total = totals.setdefault(district, [0, 0])
            total[0] += did
            total[1] += 1
    return {Key(kpi, "as_of", d, d, district): ratio(*total) for district, total in totals.items()}


def xq18_xq19(kpi: str, s: Schools, d: date) -> Rows:
    """Of the graduates of the year of d who have an employer: those who stayed in the city, or work in their major."""
    hired = [(place, last) for place, last in s.leavers(d) if last is not None and last.destination in _HIRED]
    if kpi == "XQ19":
        return _shares(kpi, d, [(place, last.matched is True) for place, last in hired])
    out = _shares(kpi, d, [(place, (last.district or "")[:4] == HOME) for place, last in hired])
    measure = {key: count(value.denominator) for key, value in out.items()}
    return out | {key._replace(dimension="measure", member="employed"): v for key, v in measure.items()}


def xq17_days(s: Schools, d: date) -> list[date]:
    """31 August and 31 December of each year from the first 届 to d."""
    if not s.cohorts:
        return []
    years = range(min(s.cohorts), d.year + 1)
    return [day for year in years for day in (date(year, 8, 31), date(year, 12, 31)) if day <= d]


def xq16(s: Schools) -> Rows:
    """Internships with all four conditions known and met, of all that began in the school year."""

    def compliant(row: Row) -> bool:
        hours = row["hours_per_day"]
        return (
            row["tri_party_agreement"] is True
            and row["insured"] is True
            and row["via_agency"] is False
            and hours is not None
            and hours <= 8
        )

    found = latest(
        s.rows["schools.internships"],
        lambda r: (r["school_code"], r["student_no"], r["enterprise_uscc"], r["starts_on"]),
    )
    facts = [
        Fact(row["starts_on"], s.districts.get(row["school_code"]), (key, compliant(row)))
        for key, row in found.items()
    ]

    def share(mine: list[Fact]) -> Value:
        return ratio(sum(fact.subject[1] for fact in mine), len(mine))

    first = first_day((row["starts_on"] for row in found.values()), s.d)
    return Scoped("academic_year", facts, s.d).rows("XQ16", first, share)


def xq20(s: Schools, m: Market) -> Rows:
    """Graduates per head wanted, by school year: in all, by major of the catalogue, and asked for without major."""
    wanted: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in m.posted:
        year = period_of("academic_year", row["posted_on"])
        if year:
            codes = list(
                dict.fromkeys(code.strip() for code in (row["major_codes"] or "").split(";") if code.strip())
            )
            for code in codes or ["none"]:
                wanted[year[0]][code] += (row["headcount"] or 0) / max(len(codes), 1)
    supply: dict[int, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    attending: dict[int, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for graduate in s.graduates.values():
        if graduate.cohort is not None and graduate.status in (*_GRADUATED, "在校"):
            major = graduate.major if graduate.version in (CATALOGUE, None) else None
            (attending if graduate.status == "在校" else supply)[graduate.cohort][major] += 1
    out: Rows = {}
    for start, end in periods("academic_year", m.first, s.d) if m.first else []:
        offered = dict(supply[start.year + 1])
        if end > s.d:
            for major, number in attending[start.year + 1].items():
                offered[major] = offered.get(major, 0) + number
        asked, period = wanted[start], (start, min(end, s.d))
        out[Key("XQ20", "academic_year", *period)] = ratio(sum(offered.values()), sum(asked.values()))
        for code in {*asked, *(major for major in offered if major)}:
            key = Key("XQ20", "academic_year", *period, None, "major", code)
            out[key] = ratio(offered.get(code, 0), asked.get(code, 0.0))
    return out
