"""BL01, BL02, BL04-BL15: the Overseas Engineers Center and its talent pool."""

from collections.abc import Hashable
from datetime import date, timedelta
from functools import cached_property

from tests.oracle.common import (
    OPENING,
    Fact,
    Key,
    Row,
    Rows,
    Scoped,
    Value,
    as_of_counts,
    begins,
    count,
    distinct,
    first_day,
    fold,
    happened,
    in_to_date,
    latest,
    ratio,
    settled,
    to_date_rows,
)
from tests.oracle.registers import enterprise_districts

STEPS = ("demand", "introduction", "negotiation", "contract")


class Center:
    """The center's ledgers by latest version."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.rows, self.d = rows, d
        self.districts = enterprise_districts(rows)

    def of(self, feed: str, *key: str) -> dict[Hashable, Row]:
        found = self.rows.get(f"talent_office.{feed}", [])
        return latest(found, lambda r: tuple(r[name] for name in key) if len(key) > 1 else r[key[0]])

    def fact(self, when: object, row: Row, subject: Hashable) -> Fact:
        return Fact(when, self.districts.get(row["enterprise_uscc"]), subject)

    @cached_property
    def demands(self) -> dict[Hashable, Row]:
        return {no: row for no, row in self.of("demands", "demand_no").items() if row["duplicate_of"] is None}

    @cached_property
    def introductions(self) -> dict[Hashable, Row]:
        return self.of("introductions", "introduction_no")

    @cached_property
    def contracts(self) -> list[Row]:
        return list(self.of("expert_contracts", "contract_no").values())

    def counting(self, d: date) -> dict[Hashable, Row]:
        """Introductions since the opening that a contract of the same expert names, signed on or after them by d."""
        out = {}
        for contract in self.contracts:
            number = contract["introduction_no"]
            row = self.introductions.get(number)
            if (
                row
                and row["person"]
                and row["person"] == contract["person"]
                and contract["signed_on"] is not None
                and in_to_date(row["introduced_on"], d)
                and begins(row["introduced_on"]) <= begins(contract["signed_on"]) <= d
            ):
                out[number] = row
        return out


def _firm(row: Row) -> Hashable:
    return row["enterprise_uscc"] or fold(row["enterprise_name"])


def _listed(c: Center, d: date) -> set[str]:
    return {
        uscc
        for (uscc, _), row in c.of("service_list", "enterprise_uscc", "listed_on").items()
        if settled(row["listed_on"], d) and (row["delisted_on"] is None or begins(row["delisted_on"]) > d)
    }


def bl01(c: Center, d: date) -> Rows:
    """Enterprises on the list at d."""
    return as_of_counts("BL01", d, {uscc: c.districts.get(uscc) for uscc in _listed(c, d)})


def bl04(c: Center, d: date) -> Rows:
    """Share of the enterprises on the list at d that were visited by then."""
    listed = _listed(c, d)
    visited = {
        row["enterprise_uscc"]
        for row in c.of("enterprise_visits", "visit_no").values()
        if row["status"] == "完成" and settled(row["visited_on"], d)
    }
    out: Rows = {}
    for district in {None, *(c.districts.get(uscc) for uscc in listed)}:
        mine = {uscc for uscc in listed if district in (None, c.districts.get(uscc))}
        out[Key("BL04", "as_of", d, d, district)] = ratio(len(mine & visited), len(mine))
    return out


def to_date(kpi: str, c: Center, d: date) -> Rows:
    """One of BL02 and BL05 to BL11 from the opening to d."""
    if kpi == "BL02":
        found = c.of("enterprise_visits", "visit_no").items()
        facts = [c.fact(row["visited_on"], row, no) for no, row in found if row["status"] == "完成"]
        return to_date_rows(kpi, facts, d, distinct)
    if kpi in ("BL05", "BL06"):
        kind = {"BL05": "专家", "BL06": "技术"}[kpi]
        facts = [c.fact(row["raised_on"], row, no) for no, row in c.demands.items() if row["kind"] == kind]
        return to_date_rows(kpi, facts, d, distinct)
    if kpi == "BL08":
        facts = [c.fact(row["introduced_on"], row, _firm(row)) for row in c.introductions.values()]
        return to_date_rows(kpi, facts, d, distinct)
    if kpi == "BL11":
        return {Key(kpi, "to_date", OPENING, d): _met(c, d)}
    introduced = [
        Fact(row["introduced_on"], None, row["person"] or ("unknown", no))
        for no, row in c.introductions.items()
    ]
    if kpi == "BL07":
        return to_date_rows(kpi, introduced, d, distinct)
    contracted = len({row["person"] for row in c.counting(d).values()})
    if kpi == "BL09":
        return {Key(kpi, "to_date", OPENING, d): count(contracted)}
    experts = len({fact.subject for fact in introduced if in_to_date(fact.when, d)})
    return {Key("BL10", "to_date", OPENING, d): ratio(contracted, experts)}


def _met(c: Center, d: date) -> Value:
    old = [row for row in c.demands.values() if settled(row["confirmed_on"], d - timedelta(days=90))]
    met = [
        r for r in old if r["status"] == "已满足" and (r["closed_on"] is None or settled(r["closed_on"], d))
    ]
    return ratio(len(met), len(old))


def bl12(c: Center) -> Rows:
    """How far the demands of a year came; introductions without a demand stand apart."""
    reached: dict[Hashable, int] = dict.fromkeys(c.demands, 0)
    counting = c.counting(c.d)
    for number, row in c.introductions.items():
        demand = row["demand_no"]
        if demand in reached and happened(row["introduced_on"], c.d):
            talked = row["negotiated_on"] is not None and happened(row["negotiated_on"], c.d)
            step = 3 if number in counting else 2 if talked else 1
            reached[demand] = max(reached[demand], step)
    first = first_day((row["raised_on"] for row in c.of("demands", "demand_no").values()), c.d)
    out: Rows = {}
    for level, step in enumerate(STEPS):
        facts = [Fact(c.demands[no]["raised_on"], None, no) for no, most in reached.items() if most >= level]
        out |= Scoped("calendar_year", facts, c.d, "cohort").rows("BL12", first, distinct, ("step", step))
    alone = [
        Fact(row["introduced_on"], None, no) for no, row in c.introductions.items() if not row["demand_no"]
    ]
    member = ("step", "introduction_without_demand")
    return out | Scoped("calendar_year", alone, c.d, "cohort").rows("BL12", first, distinct, member)


def bl13_bl15(c: Center) -> Rows:
    """Applicants of a year, and the share of them that entered the pool by d."""
    found = c.of("talent_applications", "application_no")
    facts = [
        Fact(row["submitted_on"], None, (row["person"] or ("unknown", no), settled(row["pooled_on"], c.d)))
        for no, row in found.items()
    ]

    def applicants(mine: list[Fact]) -> Value:
        return count(len({fact.subject[0] for fact in mine}))

    def pooled(mine: list[Fact]) -> Value:
        return ratio(
            len({fact.subject[0] for fact in mine if fact.subject[1]}),
            len({fact.subject[0] for fact in mine}),
        )

    first = first_day((row["submitted_on"] for row in found.values()), c.d)
    scoped = Scoped("calendar_year", facts, c.d)
    return scoped.rows("BL13", first, applicants) | scoped.rows("BL15", first, pooled)


def bl14(c: Center, d: date) -> Rows:
    """Persons in the pool at d: entered, neither turned down nor withdrawn."""
    found = c.of("talent_applications", "application_no")
    pool = {
        row["person"] or ("unknown", no)
        for no, row in found.items()
        if settled(row["pooled_on"], d)
        and not settled(row["rejected_on"], d)
        and not settled(row["withdrawn_on"], d)
    }
    return {Key("BL14", "as_of", d, d): count(len(pool))}
