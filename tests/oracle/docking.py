"""JS01, JS02 and JS04-JS06: docking events, who came, what was shown."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from datetime import date

from tests.oracle.common import (
    Fact,
    Key,
    Row,
    Rows,
    Scoped,
    Value,
    count,
    distinct,
    first_day,
    fold,
    happened,
    latest,
)

ROLES = ("主办", "指导", "协办", "支持")


class Events:
    """Events held by d, with those who signed in, the agenda and the parties; what belongs to no event waits."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.rows, self.d = rows, d
        events = latest(rows.get("docking_events.events", []), lambda r: r["event_id"])
        self.first = first_day((row["held_on"] for row in events.values()), d)
        self.held = {
            number: row
            for number, row in events.items()
            if row["status"] == "举办" and happened(row["held_on"], d)
        }

    def of(self, feed: str) -> list[Row]:
        return [row for row in self.rows.get(f"docking_events.{feed}", []) if row["event_id"] in self.held]

    def fact(self, event: str, subject: Hashable) -> Fact:
        return Fact(self.held[event]["held_on"], self.held[event]["district"], subject)

    def yearly(
        self, kpi: str, facts: list[Fact], make: Callable[[list[Fact]], Value] = distinct, *member: str
    ) -> Rows:
        return Scoped("calendar_year", facts, self.d).rows(kpi, self.first, make, member or (None, None))

    def each(self, kpi: str, subjects: dict[str, set]) -> Rows:
        """One row per event held on a known day; events without anything have 0."""
        return {
            Key(kpi, "event", row["held_on"], row["held_on"], None, "event", event): count(
                len(subjects.get(event, ()))
            )
            for event, row in self.held.items()
            if isinstance(row["held_on"], date)
        }

    def split(self, kpi: str, dimension: str, member: str, subjects: dict[str, set]) -> Rows:
        """The same by a member of another dimension, where the event is the only one of its day."""
        days = Counter(row["held_on"] for row in self.held.values())
        return {
            Key(kpi, "event", row["held_on"], row["held_on"], None, dimension, member): count(
                len(subjects.get(event, ()))
            )
            for event, row in self.held.items()
            if isinstance(row["held_on"], date) and days[row["held_on"]] == 1
        }


def js01(e: Events) -> Rows:
    """Events by year."""
    return e.yearly("JS01", [e.fact(event, event) for event in e.held])


def _firm(row: Row) -> Hashable:
    return row["enterprise_uscc"] or fold(row["enterprise_name"])


def js02(e: Events) -> Rows:
    """Enterprises that came, those that are members, and persons; enterprises are distinct over the year."""
    there: dict[Hashable, Row] = {}
    for row in e.of("event_attendance"):  # the first of a repeated line stays
        there.setdefault((row["event_id"], fold(row["name"]), fold(row["enterprise_name"])), row)
    firms, members, persons = defaultdict(set), defaultdict(set), defaultdict(set)
    for key, row in there.items():
        firms[row["event_id"]].add(_firm(row))
        if row["is_member"]:
            members[row["event_id"]].add(_firm(row))
        persons[row["event_id"]].add(key)
    out = e.each("JS02", firms)
    for member, subjects in ((None, firms), ("member_enterprises", members), ("persons", persons)):
        facts = [e.fact(event, subject) for event, mine in subjects.items() for subject in mine]
        out |= e.yearly("JS02", facts, distinct, *(("measure", member) if member else ()))
        if member:
            out |= e.split("JS02", "measure", member, subjects)
    return out


def js04_js05(e: Events) -> Rows:
    """Lectures; places seen, each once an event. Years are sums over their events."""
    lectures, places = defaultdict(set), defaultdict(set)
    for (event, seq), row in latest(e.of("event_agenda"), lambda r: (r["event_id"], r["seq"])).items():
        if row["kind"] == "讲座":
            lectures[event].add((event, seq))
        elif row["kind"] == "参观" and row["place"]:
            places[event].add((event, fold(row["place"])))
    out: Rows = {}
    for kpi, subjects in (("JS04", lectures), ("JS05", places)):
        facts = [e.fact(event, subject) for event, mine in subjects.items() for subject in mine]
        out |= e.yearly(kpi, facts) | e.each(kpi, subjects)
    return out


def js06(e: Events) -> Rows:
    """Parties of an event by role; in all they add up, so a body in two roles counts in both."""
    found = latest(e.of("event_parties"), lambda r: (r["event_id"], r["party_name"], r["role"]))
    everybody, by_role = defaultdict(set), defaultdict(lambda: defaultdict(set))
    for event, name, role in found:
        everybody[event].add((event, name, role))
        by_role[role][event].add((event, name))
    out = e.each("JS06", everybody)
    for role in (None, *ROLES):
        subjects = by_role[role] if role else everybody
        facts = [e.fact(event, subject) for event, mine in subjects.items() for subject in mine]
        out |= e.yearly("JS06", facts, distinct, *(("role", role) if role else ()))
        if role:
            out |= e.split("JS06", "role", role, subjects)
    return out
