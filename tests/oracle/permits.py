"""BL19: work and residence permits issued together."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date, timedelta

from tests.oracle.common import Fact, Rows, Scoped, Value, first_day, happened, ratio
from tests.oracle.talent import Center

TOGETHER = date(2021, 6, 1)  # since then both are issued at once
KINDS = ("工作许可", "居留许可")


def working_days(earlier: date, later: date) -> int:
    """Mondays to Fridays after the earlier day, up to the later one."""
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    return sum(day.weekday() < 5 for day in days)


def bl19(c: Center) -> Rows:
    """Applications of a person and day whose two permits came at most one working day apart, by the later one."""
    found: dict[Hashable, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    permits = c.of("permits", "permit_no").values()
    for row in permits:
        issued = row["issued_on"]
        if row["person"] and row["applied_on"] and isinstance(issued, date) and happened(issued, c.d):
            found[row["person"], row["applied_on"]][row["kind"]].append(issued)
    facts = []
    for application, issues in found.items():
        if all(issues[kind] for kind in KINDS):
            earlier, later = sorted(min(issues[kind]) for kind in KINDS)
            if later >= TOGETHER:
                facts.append(Fact(later, None, (application, working_days(earlier, later) <= 1)))

    def share(mine: list[Fact]) -> Value:
        return ratio(sum(fact.subject[1] for fact in mine), len(mine))

    first = first_day((row["issued_on"] for row in permits), c.d)
    first = max(first, TOGETHER) if first else None
    if first is None or first > c.d:
        return {}
    return {
        key: value
        for kind in ("calendar_year", "month")
        for key, value in Scoped(kind, facts, c.d).rows("BL19", first, share).items()
    }
