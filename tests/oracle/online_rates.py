"""NC03, NC10 and NC12: who begins to use the Network College, how long, and which enterprises."""

from datetime import date, timedelta

from tests.oracle.common import Fact, Key, Rows, Scoped, Value, first_day, fold, interval, periods, ratio
from tests.oracle.online import College

THIRTY = timedelta(days=30)


def nc03(c: College) -> Rows:
    """Accounts with a log-in by the 30th day after their grant, by month of the grant; old enough months only."""
    first: dict[str, date] = {}
    for event in c.logins:
        account = event.account["account_id"]
        first[account] = min(event.day, first.get(account, event.day))
    facts = []
    for key, row in c.accounts.items():
        granted = row["granted_on"]
        if isinstance(granted, date):
            came = key in first and first[key] <= granted + THIRTY
            facts.append(Fact(granted, c.district(row), came))

    def share(mine: list[Fact]) -> Value:
        return ratio(sum(fact.subject for fact in mine), len(mine))

    start = first_day((row["granted_on"] for row in c.accounts.values()), c.d)
    out = Scoped("month", facts, c.d, "cohort").rows("NC03", start, share)
    return {key: value for key, value in out.items() if key.period_end + THIRTY <= c.d}


def nc12(c: College) -> Rows:
    """Enterprises with a log-in in the month, of those that were granted an account by its end."""
    granted: dict[str, date] = {}
    districts: dict[str, str | None] = {}
    for row in c.accounts.values():
        firm, span = row["enterprise_uscc"] or fold(row["enterprise_name"]), interval(row["granted_on"])
        if firm and span:
            granted[firm] = min(span[1], granted.get(firm, span[1]))
            districts[firm] = c.district(row)
    active: set[tuple[str, int, int]] = set()
    for event in c.logins:
        firm = event.account["enterprise_uscc"] or fold(event.account["enterprise_name"])
        active.add((firm, event.day.year, event.day.month))
    start = first_day((row["logged_in_at"] for row in c.rows["online_college.logins"]), c.d)
    out: Rows = {}
    for begin, last in periods("month", start, c.d) if start else []:
        end = min(last, c.d)
        held = [firm for firm, day in granted.items() if day <= end]
        for district in {None, *(districts[firm] for firm in held)}:
            mine = [firm for firm in held if district in (None, districts[firm])]
            used = sum((firm, begin.year, begin.month) in active for firm in mine)
            out[Key("NC12", "month", begin, end, district)] = ratio(used, len(mine))
    return out


def nc10(out: Rows) -> Rows:
    """Hours of NC08 by log-ins of NC06 wherever there are log-ins and the city has hours."""
    found: Rows = {}
    for key, logins in out.items():
        city = key._replace(kpi_id="NC08", district_code=None)
        if key.kpi_id == "NC06" and key.dimension is None and city in out:
            hours = out.get(key._replace(kpi_id="NC08"))
            found[key._replace(kpi_id="NC10")] = ratio(hours.numerator if hours else 0.0, logins.numerator)
    return found
