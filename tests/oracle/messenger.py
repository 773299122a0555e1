"""XQ06-XQ13: vacancies, referrals and agreements."""

import statistics
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, datetime
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
    distinct,
    first_day,
    fold,
    happened,
    latest,
    period_of,
    ratio,
    settled,
)
from tests.oracle.sizes import Sizes

STEPS = ("referral", "interview", "offer", "report")
SMALL = ("micro", "small", "medium")
_DIVISIONS = """1-5 6-12 13-43 44-46 47-50 51-52 53-60 61-62 63-65 66-69 70-70 71-72 73-75 76-79 80-82 83-83 84-85 86-90
    91-96 97-97"""
SECTIONS = {
    letter: tuple(map(int, span.split("-")))
    for letter, span in zip("ABCDEFGHIJKLMNOPQRST", _DIVISIONS.split(), strict=True)
}
_STAMPS = {"interview": "interviewed_at", "offer": "offered_at", "report": "reported_at"}


def without_reposts(vacancies: Iterable[Row]) -> list[Row]:
    """Leaves out what was posted less than 30 days after the posting before of the same enterprise and post."""
    chains: dict[Hashable, list[Row]] = defaultdict(list)
    out = []
    for row in vacancies:
        if row["enterprise_uscc"] is None or row["posted_on"] is None:
            out.append(row)  # nothing to compare with
        else:
            chains[row["enterprise_uscc"], row["post"]].append(row)
    for chain in chains.values():
        chain.sort(key=lambda r: (begins(r["posted_on"]), r["vacancy_id"]))
        for number, row in enumerate(chain):
            if number == 0 or (begins(row["posted_on"]) - begins(chain[number - 1]["posted_on"])).days >= 30:
                out.append(row)
    return out


class Pair(NamedTuple):
    """A person referred to a vacancy: when and how first, the steps reached by d, the first report for work."""

    vacancy: Row
    referred_at: datetime | None
    channel: str | None
    steps: frozenset[str]
    reported_at: datetime | None


class Market:
    """Vacancies and referrals by latest version, as far as they have happened by d."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.rows, self.d = rows, d
        self.vacancies = latest(rows.get("messenger.vacancies", []), lambda r: r["vacancy_id"])
        self.first = first_day((row["posted_on"] for row in self.vacancies.values()), d)

    @cached_property
    def posted(self) -> list[Row]:
        """Vacancies that were ever posted, without reposts."""
        return without_reposts(
            row
            for row in self.vacancies.values()
            if row["status"] not in ("草稿", "审核") and happened(row["posted_on"], self.d)
        )

    def open(self, day: date) -> list[Row]:
        """Those in which somebody is wanted on the day."""

        def later(end: object) -> bool:
            return end is None or begins(end) > day

        return without_reposts(
            row
            for row in self.vacancies.values()
            if row["status"] == "发布"
            and settled(row["posted_on"], day)
            and later(row["closed_on"])
            and later(row["closes_on"])
        )

    @cached_property
    def pairs(self) -> dict[Hashable, Pair]:
        """One per (vacancy, person); referrals to unknown vacancies wait."""
        together: dict[Hashable, list[Row]] = defaultdict(list)
        for number, row in latest(
            self.rows.get("messenger.referrals", []), lambda r: r["referral_id"]
        ).items():
            if row["vacancy_id"] in self.vacancies and happened(row["referred_at"], self.d):
                together[row["vacancy_id"], row["person"] or ("unknown", number)].append(row)
        out = {}
        for (vacancy, person), mine in together.items():
            first = min(mine, key=lambda r: (r["referred_at"] or datetime.max, r["referral_id"]))
            own = {
                step
                for step, stamp in _STAMPS.items()
                if any(row[stamp] and happened(row[stamp], self.d) for row in mine)
            }
            reached = {step for n, step in enumerate(STEPS) if own.intersection(STEPS[n:])} | {"referral"}
            out[vacancy, person] = Pair(
                self.vacancies[vacancy],
                first["referred_at"],
                first["channel"],
                frozenset(reached),
                min((row["reported_at"] for row in mine if _reported(row, self.d)), default=None),
            )
        return out


def _reported(row: Row, d: date) -> bool:
    return row["reported_at"] is not None and happened(row["reported_at"], d)


def _heads(facts: list[Fact]) -> Value:
    return count(sum(fact.subject[1] or 0 for fact in facts))


def _vacancy_fact(row: Row) -> Fact:
    return Fact(row["posted_on"], row["district"], (row["vacancy_id"], row["headcount"]))


def xq06_xq07(m: Market) -> Rows:
    """Vacancies posted and the headcount they ask for, by year."""
    scoped = Scoped("calendar_year", [_vacancy_fact(row) for row in m.posted], m.d)
    out = scoped.rows("XQ06", m.first, distinct) | scoped.rows("XQ07", m.first, _heads)
    return out | _by_industry(m)


def _by_industry(m: Market) -> Rows:
    """XQ07 of each section of GB/T 4754-2017, by the enterprise's code in the registry."""
    registry = latest(m.rows.get("market_registry.enterprises", []), lambda r: r["uscc"])
    facts = defaultdict(list)
    for row in m.posted:
        code = registry.get(row["enterprise_uscc"], {}).get("industry_code") or ""
        letters = [s for s, (low, high) in SECTIONS.items() if code[:1] == s or low <= _number(code) <= high]
        facts[letters[0] if letters else "unknown"].append(_vacancy_fact(row)._replace(district=None))
    out: Rows = {}
    for section in (*SECTIONS, "unknown"):
        rows = Scoped("calendar_year", facts[section], m.d).rows(
            "XQ07", m.first, _heads, ("industry", section)
        )
        out |= {key: value for key, value in rows.items() if key.period_start}
    return out


def _number(code: str) -> int:
    return int(code[:2]) if code[:2].isdigit() else 0


def open_at(kpi: str, m: Market, day: date) -> Rows:
    """XQ06 or XQ07 of the vacancies open on the day."""
    facts = [_vacancy_fact(row) for row in m.open(day)]
    out: Rows = {}
    for district in {None, *(fact.district for fact in facts)}:
        mine = [fact for fact in facts if district in (None, fact.district)]
        out[Key(kpi, "as_of", day, day, district)] = (distinct if kpi == "XQ06" else _heads)(mine)
    return out


def xq08_xq09(m: Market) -> Rows:
    """Pairs by channel and year of their first referral; the steps they reached, by month of it."""
    first = first_day((row["referred_at"] for row in m.rows["messenger.referrals"]), m.d)
    out: Rows = {}
    for channel in (None, "线上", "线下"):
        facts = [
            Fact(pair.referred_at, pair.vacancy["district"], key)
            for key, pair in m.pairs.items()
            if channel in (None, pair.channel)
        ]
        member = ("channel", channel) if channel else (None, None)
        out |= Scoped("calendar_year", facts, m.d).rows("XQ08", first, distinct, member)
    for step in STEPS:
        facts = [Fact(pair.referred_at, None, key) for key, pair in m.pairs.items() if step in pair.steps]
        out |= Scoped("month", facts, m.d, "cohort").rows("XQ09", first, distinct, ("step", step))
    return out


def xq10(m: Market) -> Rows:
    """Persons who reported for work per head wanted by the vacancies closed in the year."""
    reported = defaultdict(int)
    for (vacancy, _), pair in m.pairs.items():
        reported[vacancy] += "report" in pair.steps
    facts = [
        Fact(row["closed_on"], row["district"], (row["vacancy_id"], row["headcount"]))
        for row in m.vacancies.values()
        if row["status"] in ("招满", "到期", "关闭") and row["headcount"] is not None
    ]

    def filled(mine: list[Fact]) -> Value:
        return ratio(sum(reported[fact.subject[0]] for fact in mine), sum(fact.subject[1] for fact in mine))

    first = first_day((row["closed_on"] for row in m.vacancies.values()), m.d)
    return Scoped("calendar_year", facts, m.d).rows("XQ10", first, filled)


def xq11(m: Market) -> Rows:
    """The middle number of days from posting to the last report, of the vacancies filled and closed in the year."""
    last: dict[Hashable, date] = {}
    for (vacancy, _), pair in m.pairs.items():
        if pair.reported_at:
            day = pair.reported_at.date()
            last[vacancy] = max(day, last.get(vacancy, day))
    facts = []
    for number, row in m.vacancies.items():
        posted = row["posted_on"]
        if row["status"] == "招满" and isinstance(posted, date) and number in last and posted <= last[number]:
            facts.append(Fact(row["closed_on"], row["district"], (last[number] - posted).days))

    def middle(mine: list[Fact]) -> Value:
        if not mine:
            return Value(None, None, None, "not_applicable")
        return count(statistics.median(fact.subject for fact in mine))

    first = first_day((row["closed_on"] for row in m.vacancies.values()), m.d)
    return Scoped("calendar_year", facts, m.d).rows("XQ11", first, middle)


def xq12(m: Market, sizes: Sizes) -> Rows:
    """Small and medium ones among the enterprises to which somebody was first referred in the school year."""
    facts = [
        Fact(
            pair.referred_at,
            pair.vacancy["district"],
            (pair.vacancy["enterprise_uscc"], fold(pair.vacancy["enterprise_name"])),
        )
        for pair in m.pairs.values()
    ]

    def classes(mine: list[Fact]) -> list[str]:
        firms = {fact.subject[0] or fact.subject[1]: fact for fact in mine}
        return [_class_of(fact, sizes) for fact in firms.values()]

    def share(mine: list[Fact]) -> Value:
        found = classes(mine)
        return ratio(sum(c in SMALL for c in found), sum(c != "unknown" for c in found))

    scoped = Scoped("academic_year", facts, m.d)
    first = first_day((row["referred_at"] for row in m.rows["messenger.referrals"]), m.d)
    out = scoped.rows("XQ12", first, share)
    for name in (*SMALL, "large", "unknown"):
        out |= scoped.rows(
            "XQ12", first, lambda f, name=name: count(classes(f).count(name)), ("size_class", name)
        )
    return out


def _class_of(fact: Fact, sizes: Sizes) -> str:
    year = period_of("academic_year", fact.when)
    return sizes.of(fact.subject[0], year[0].year) if year else "unknown"


def xq13(rows: dict[str, list[Row]], d: date) -> Rows:
    """Agreements of both systems in force: begun, not at or after their end, not terminated; all, and of each school."""
    standing = set()
    for system in ("messenger", "training_company"):
        for no, row in latest(rows[f"{system}.agreements"], lambda r: r["agreement_no"]).items():
            begun = settled(row["signed_on"], d) and settled(row["valid_from"] or row["signed_on"], d)
            ended = row["valid_to"] is not None and begins(row["valid_to"]) <= d
            if begun and not ended and not settled(row["terminated_on"], d):
                standing.add((system, no))
    out = {Key("XQ13", "as_of", d, d): count(len(standing))}
    return out | _of_schools(rows, d, standing)


def _of_schools(rows: dict[str, list[Row]], d: date, standing: set[tuple[str, str]]) -> Rows:
    """Each registered school's agreements in force, where parties were delivered at all; a witness has none."""
    signed: dict[str, set[tuple[str, str]]] = defaultdict(set)
    delivered = False
    for system in ("messenger", "training_company"):
        parties = latest(
            rows.get(f"{system}.agreement_parties", []),
            lambda r: (r["agreement_no"], r["party_kind"], r["party_name"], r["role"]),
        )
        delivered = delivered or bool(parties)
        for row in parties.values():
            if row["party_kind"] == "学校" and row["role"] != "见证":
                signed[row["party_code"] or fold(row["party_name"])].add((system, row["agreement_no"]))
    schools = latest(rows.get("messenger.schools", []), lambda r: r["school_code"]) if delivered else {}
    return {
        Key("XQ13", "as_of", d, d, None, "school", code): count(
            len(standing & (signed[code] | signed[fold(school["name"])]))
        )
        for code, school in schools.items()
        if settled(school["verified_on"], d) and school["status"] in ("在办", "更名", "升格")
    }
