"""NC01, NC02 and NC04-NC09: the Network College."""

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

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
    interval,
    latest,
    period_around,
    periods,
    ratio,
    settled,
)
from tests.oracle.registers import enterprise_districts


class Event:
    """A counted log-in or a credited piece of study: when, by which account, how much (1 or seconds)."""

    __slots__ = ("account", "amount", "day")

    def __init__(self, account: Row, day: date, amount: float) -> None:
        self.account, self.day, self.amount = account, day, amount


class College:
    """Accounts by latest version without test accounts, their enterprises and districts."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.rows, self.d = rows, d
        found = latest(rows.get("online_college.online_accounts", []), lambda r: r["account_id"])
        self.accounts = {key: row for key, row in found.items() if not row.get("is_test")}
        self.districts = enterprise_districts(rows)

    def district(self, account: Row) -> str | None:
        return self.districts.get(account["enterprise_uscc"])

    @cached_property
    def logins(self) -> list[Event]:
        """Log-ins that count: the previous row of the account and device is more than 60 s older."""
        moments = defaultdict(list)
        for row in self.rows.get("online_college.logins", []):
            if (
                row["account_id"] in self.accounts
                and row["logged_in_at"]
                and happened(row["logged_in_at"], self.d)
            ):
                moments[row["account_id"], row["device"]].append(row["logged_in_at"])
        out = []
        for (account, _), times in moments.items():
            times.sort()
            for number, moment in enumerate(times):
                if number == 0 or moment - times[number - 1] > timedelta(seconds=60):
                    out.append(Event(self.accounts[account], moment.date(), 1))
        return out

    @cached_property
    def study(self) -> list[Event]:
        """Credited seconds: of each record in its account's sequence, and of daily totals as they are."""
        first: dict[str, Row] = {}
        for row in self.rows.get("online_college.study_records", []):
            first.setdefault(row["record_id"], row)
        of_account = defaultdict(list)
        for row in first.values():
            if (
                row["account_id"] in self.accounts
                and row["started_at"]
                and happened(row["started_at"], self.d)
            ):
                of_account[row["account_id"]].append(row)
        out = []
        for account, records in of_account.items():
            records.sort(key=lambda r: (r["started_at"], r["record_id"]))
            for number, row in enumerate(records):
                following = records[number + 1] if number + 1 < len(records) else None
                out.append(Event(self.accounts[account], row["started_at"].date(), _credit(row, following)))
        for row in self.rows.get("online_college.study_days", []):
            if row["account_id"] in self.accounts and happened(row["studied_on"], self.d):
                seconds = (row["minutes"] or 0) * 60
                out.append(Event(self.accounts[row["account_id"]], begins(row["studied_on"]), seconds))
        return out


def _credit(row: Row, following: Row | None) -> float:
    """The least of seconds, 1.5 times the media's and the gap to the next record; missing ones drop out."""
    terms = []
    if row["seconds"] is not None:
        terms.append(row["seconds"])
    if row["media_seconds"] is not None:
        terms.append(1.5 * row["media_seconds"])
    if following is not None:
        terms.append((following["started_at"] - row["started_at"]).total_seconds())
    return max(0, min(terms)) if terms else 0


def nc01_nc04(c: College) -> Rows:
    """Accounts by day of granting; each batch's campaign and the days until its quota was gone."""
    granted = {key: row for key, row in c.accounts.items() if row["granted_on"] is not None}
    facts = [Fact(row["granted_on"], c.district(row), key) for key, row in granted.items()]
    first = first_day((row["granted_on"] for row in granted.values()), c.d)
    out = Scoped("calendar_year", facts, c.d).rows("NC01", first, distinct)
    batches = latest(c.rows.get("online_college.quota_batches", []), lambda r: r["batch"])
    for batch, plan in batches.items():
        opened, quota = plan["opened_on"], plan["quota"]
        if opened is None or opened > c.d:
            continue
        mine = [(begins(r["granted_on"]), c.district(r)) for r in granted.values() if r["batch"] == batch]
        days = sorted(day for day, _ in mine if opened <= day <= c.d)
        reached = days[quota - 1] if quota and len(days) >= quota else None
        end, member = reached or c.d, ("batch", batch)
        inside = [district for day, district in mine if opened <= day <= end]
        out[Key("NC01", "campaign", opened, end, None, *member)] = count(len(inside))
        for district in {code for code in inside if code}:
            out[Key("NC01", "campaign", opened, end, district, *member)] = count(inside.count(district))
        taken = count((reached - opened).days + 1) if reached else Value(None, None, None, "not_applicable")
        out[Key("NC04", "campaign", opened, end, None, *member)] = taken
    return out


def nc02_nc06(c: College) -> Rows:
    """Active accounts per month; counted log-ins per year and month."""
    events = c.logins
    first = first_day((row["logged_in_at"] for row in c.rows["online_college.logins"]), c.d)
    active = [Fact(e.day, c.district(e.account), e.account["account_id"]) for e in events]
    each = [Fact(e.day, c.district(e.account), number) for number, e in enumerate(events)]
    out = Scoped("month", active, c.d).rows("NC02", first, distinct)
    for kind in ("calendar_year", "month"):
        out |= Scoped(kind, each, c.d).rows("NC06", first, distinct)
    return out


def nc08(c: College) -> Rows:
    """Study hours per year and month; per year also by enterprise."""

    def hours(facts: list[Fact]) -> Value:
        return count(sum(fact.subject[1] for fact in facts) / 3600)

    events = c.study
    given = [row["started_at"] for row in c.rows.get("online_college.study_records", [])]
    given += [row["studied_on"] for row in c.rows.get("online_college.study_days", [])]
    first = first_day(given, c.d)
    out: Rows = {}
    facts = [Fact(e.day, c.district(e.account), (n, e.amount)) for n, e in enumerate(events)]
    for kind in ("calendar_year", "month"):
        out |= Scoped(kind, facts, c.d).rows("NC08", first, hours)
    by_enterprise = defaultdict(list)
    for event, fact in zip(events, facts, strict=True):
        if event.account["enterprise_uscc"]:
            by_enterprise[event.account["enterprise_uscc"]].append(fact)
    for uscc, mine in by_enterprise.items():
        out |= Scoped("calendar_year", mine, c.d).rows("NC08", None, hours, ("enterprise", uscc))
    return out


def nc05(rows: dict[str, list[Row]], d: date) -> Rows:
    """Courses on offer at d, told apart by provider and number."""
    courses = latest(rows["online_college.online_courses"], lambda r: (r["provider"], r["course_id"]))
    offered = [
        row
        for row in courses.values()
        if settled(row["published_on"], d)
        and (row["withdrawn_on"] is None or begins(row["withdrawn_on"]) > d)
    ]
    return {Key("NC05", "as_of", d, d): count(len(offered))}


def full_months(first: date, d: date) -> int:
    """Calendar months that begin on or after `first` and end on or before d."""
    if first > d:
        return 0
    return sum(
        start >= first and end <= d for start, end in periods("month", period_around("month", first)[0], d)
    )


def per_month(c: College, kpi: str, events: list[Event], d: date, scale: float) -> Rows:
    """NC07 and NC09 at d: all of an enterprise's events to d over its full months since the first grant."""
    grants: dict[str, date] = {}
    for row in c.accounts.values():
        uscc, span = row["enterprise_uscc"] or fold(row["enterprise_name"]), interval(row["granted_on"])
        if uscc and span and span[1] <= d:
            grants[uscc] = min(grants.get(uscc, date.max), span[1])
    amounts: dict[str, float] = defaultdict(float)
    for event in events:
        if event.day <= d:
            amounts[event.account["enterprise_uscc"] or fold(event.account["enterprise_name"])] += (
                event.amount
            )
    months = {uscc: full_months(day, d) for uscc, day in grants.items()}
    totals: dict[str | None, list[float]] = {None: [0.0, 0]}
    out: Rows = {}
    for uscc, number in months.items():
        out[Key(kpi, "as_of", d, d, None, "enterprise", uscc)] = ratio(amounts[uscc] / scale, number)
        for district in {None, c.districts.get(uscc)} if number else ():
            total = totals.setdefault(district, [0.0, 0])
            total[0] += amounts[uscc]
            total[1] += number
    for district, (amount, number) in totals.items():
        out[Key(kpi, "as_of", d, d, district)] = ratio(amount / scale, number)
    return out
