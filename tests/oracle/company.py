"""OF01-OF07: a training company's courses, universities, industry colleges and investments."""

from datetime import date

from tests.oracle.common import (
    UNDATED,
    Day,
    Fact,
    Key,
    Row,
    Rows,
    Scoped,
    begins,
    count,
    distinct,
    first_day,
    fold,
    interval,
    latest,
    periods,
    ratio,
    settled,
    values_of,
)


def of01(rows: dict[str, list[Row]], d: date) -> Rows:
    """Courses on offer at d, told apart by provider and number."""
    columns = ("provider", "course_id", "published_on", "withdrawn_on")
    courses = {
        (provider, course): dates
        for provider, course, *dates in values_of(rows["training_company.online_courses"], *columns)
    }
    offered = sum(
        settled(since, d) and (until is None or begins(until) > d) for since, until in courses.values()
    )
    return {Key("OF01", "as_of", d, d): count(offered)}


def _agreements(rows: dict[str, list[Row]]) -> dict[str, Row]:
    return latest(rows["training_company.agreements"], lambda r: r["agreement_no"])


def of02(rows: dict[str, list[Row]], d: date) -> Rows:
    """Schools by the year in which they first signed; a witness signs nothing."""
    agreements = _agreements(rows)
    parties = latest(
        rows["training_company.agreement_parties"],
        lambda r: (r["agreement_no"], r["party_kind"], r["party_name"], r["role"]),
    )
    signed: dict[str, Day] = {}
    for row in parties.values():
        agreement = agreements.get(row["agreement_no"])
        if row["party_kind"] == "学校" and row["role"] != "见证" and agreement:
            school = row["party_code"] or fold(row["party_name"])
            signed[school] = min(signed.get(school), agreement["signed_on"], key=begins)
    facts = [Fact(day, None, school) for school, day in signed.items()]
    first = first_day((row["signed_on"] for row in agreements.values()), d)
    return Scoped("calendar_year", facts, d).rows("OF02", first, distinct)


def of03(rows: dict[str, list[Row]], d: date) -> Rows:
    """Industry colleges under construction or approved, not closed."""
    standing = [
        row
        for row in latest(rows["training_company.industry_colleges"], lambda r: r["college_id"]).values()
        if row["status"] in ("建设", "验收")
        and settled(row["approved_on"], d)
        and (row["closed_on"] is None or begins(row["closed_on"]) > d)
    ]
    return {Key("OF03", "as_of", d, d): count(len(standing))}


def of04(rows: dict[str, list[Row]], d: date) -> Rows:
    """Yuan pledged by the agreements signed by d, in all and each."""
    pledged = {
        no: row["pledged"]
        for no, row in _agreements(rows).items()
        if settled(row["signed_on"], d) and row["pledged"] is not None
    }
    out = {Key("OF04", "as_of", d, d, None, "agreement", no): count(yuan) for no, yuan in pledged.items()}
    return out | {Key("OF04", "as_of", d, d): count(sum(pledged.values()))}


def of05(rows: dict[str, list[Row]], d: date) -> Rows:
    """Yuan that arrived of those planned for the years up to that of d."""
    found = latest(rows["training_company.investments"], lambda r: (r["agreement_no"], r["year"]))
    totals: dict[str | None, list[float]] = {None: [0.0, 0.0]}
    for (agreement, year), row in found.items():
        if year <= d.year:
            for member in (None, agreement):
                total = totals.setdefault(member, [0.0, 0.0])
                total[0] += row["realised"] or 0.0
                total[1] += row["pledged"] or 0.0
    return {
        Key("OF05", "as_of", d, d, None, *(("agreement", member) if member else ())): ratio(*total)
        for member, total in totals.items()
    }


def of06(rows: dict[str, list[Row]], d: date) -> Rows:
    """Customers of each year, by end and in all; the day of the end is the first without them."""
    customers = latest(rows["training_company.customers"], lambda r: (r["customer_code"], r["sector"]))
    out: Rows = {}
    first = first_day((row["active_from"] for row in customers.values()), d)
    for start, end in periods("calendar_year", first, d) if first else []:
        last = min(end, d)
        there = [
            key
            for key, row in customers.items()
            if settled(row["active_from"], last)
            and (row["active_to"] is None or interval(row["active_to"])[1] > start)
        ]
        key = Key("OF06", "calendar_year", start, last)
        out[key] = count(len({code for code, _ in there}))
        for end_of in ("C", "B", "G"):
            mine = [code for code, sector in there if sector == end_of]
            out[key._replace(dimension="sector", member=end_of)] = count(len(mine))
    undated = {code for (code, _), row in customers.items() if row["active_from"] is None}
    return out | (
        {Key("OF06", "calendar_year", None, None, None, *UNDATED): count(len(undated))} if undated else {}
    )


def of07(rows: dict[str, list[Row]], d: date) -> Rows:
    """Projects by the year of approval."""
    found = latest(rows["training_company.collaborative_projects"], lambda r: r["project_no"])
    facts = [Fact(row["approved_on"], None, number) for number, row in found.items()]
    first = first_day((row["approved_on"] for row in found.values()), d)
    return Scoped("calendar_year", facts, d).rows("OF07", first, distinct)
