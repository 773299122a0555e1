"""XQ14, XQ15 and BL16-BL18: what the special funds paid, and whether it kept within its limits."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date

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
    happened,
    latest,
    ratio,
    settled,
)

CAPS = {"person_year": 1_000_000, "project": 1_000_000, "child_year": 50_000}


class Payments:
    """Payments by latest version, paid by d and not recovered by d."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.d = d
        found = [
            row
            for row in latest(rows["finance.subsidy_payments"], lambda r: r["payment_no"]).values()
            if happened(row["paid_on"], d)
        ]
        self.first = first_day((row["paid_on"] for row in found), d)
        years = [row["grant_year"] for row in found if row["grant_year"] is not None]
        self.years = range(min(years), d.year + 1) if years else range(0)
        self.kept = [row for row in found if not settled(row["recovered_on"], d)]

    def of(self, programme: str) -> list[Row]:
        return [row for row in self.kept if row["programme"] == programme]

    def year(self, kpi: str, year: int, *member: str) -> Key:
        return Key(kpi, "calendar_year", date(year, 1, 1), min(date(year, 12, 31), self.d), None, *member)


def xq14(p: Payments) -> Rows:
    """Yuan paid for cooperation, by year of payment."""

    def total(facts: list[Fact]) -> Value:
        return count(sum(fact.subject[1] for fact in facts))

    facts = [
        Fact(row["paid_on"], None, (row["payment_no"], row["amount"] or 0.0)) for row in p.of("校企合作")
    ]
    return Scoped("calendar_year", facts, p.d).rows("XQ14", p.first, total)


def xq15(p: Payments, budgets: Iterable[Row]) -> Rows:
    """What was paid for cooperation, of the year's budgets of the funds that ever paid for it."""
    funds = {row["fund"] for row in p.of("校企合作")}
    planned: dict[int, float] = defaultdict(float)
    for (fund, year), row in latest(budgets, lambda r: (r["fund"], r["year"])).items():
        if fund in funds:
            adjusted = row.get("adjusted_budget")
            planned[year] += (row["budget"] if adjusted is None else adjusted) or 0.0
    return {
        key._replace(kpi_id="XQ15"): ratio(paid.numerator, planned[key.period_start.year])
        for key, paid in xq14(p).items()
        if key.period_start
    }


def bl16(p: Payments) -> Rows:
    """What city and district paid towards the salaries of a year's contracts, of those salaries."""
    contracts: dict[tuple, list[Row]] = defaultdict(list)
    for row in p.of("年薪资助"):
        if row["contract_no"]:
            contracts[row["grant_year"], row["contract_no"]].append(row)
    out: Rows = {}
    for year in p.years:
        mine = [payments for (grant_year, _), payments in contracts.items() if grant_year == year]
        paid = sum(row["amount"] or 0.0 for payments in mine for row in payments)
        basis = sum(max((row["basis"] or 0.0 for row in payments), default=0.0) for payments in mine)
        out[p.year("BL16", year)] = ratio(paid, basis)
    return out


def bl17(p: Payments) -> Rows:
    """Contract-years to which city and district paid the same to a yuan, of all that got anything."""
    cents: dict[tuple, int] = defaultdict(int)
    signs = {"市级": 1, "区级": -1}
    for row in p.of("年薪资助"):
        if row["contract_no"]:
            cents[row["grant_year"], row["contract_no"]] += signs[row["level"]] * round(
                (row["amount"] or 0.0) * 100
            )
    out: Rows = {}
    for year in p.years:
        mine = [difference for (grant_year, _), difference in cents.items() if grant_year == year]
        out[p.year("BL17", year)] = ratio(sum(abs(difference) <= 100 for difference in mine), len(mine))
    return out


def bl18(p: Payments) -> Rows:
    """Sums above their cap: of a person's year, of a project (in the year of its last payment), of a child's year."""

    def sums(rows: Iterable[Row], *keys: str) -> dict[Hashable, list[Row]]:
        out: dict[Hashable, list[Row]] = defaultdict(list)
        for row in rows:
            if all(row[key] is not None for key in keys):
                out[tuple(row[key] for key in keys)].append(row)
        return out

    groups = {
        "person_year": sums(p.of("顶尖专家补助"), "person", "grant_year"),
        "project": sums(p.of("科技项目"), "project_no"),
        "child_year": sums(p.of("子女学费"), "child_no", "grant_year"),
    }
    breaches: dict[tuple[int, str], int] = defaultdict(int)
    for cap, found in groups.items():
        for payments in found.values():
            cents = sum(round((row["amount"] or 0.0) * 100) for row in payments)
            last = max(payments, key=lambda r: (begins(r["paid_on"]), r["payment_no"]))
            breaches[last["grant_year"], cap] += cents > CAPS[cap] * 100
    out: Rows = {}
    for year in p.years:
        for cap in CAPS:
            out[p.year("BL18", year, "cap", cap)] = count(breaches[year, cap])
        out[p.year("BL18", year)] = count(sum(breaches[year, cap] for cap in CAPS))
    return out
