"""TR01-TR06 and TR08: the committee's training courses."""

from collections.abc import Hashable
from datetime import date

from tests.oracle.common import (
    Day,
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
)
from tests.oracle.sizes import CLASSES, Sizes

_BOTH = ("calendar_year", "quarter")


class Training:
    """What happened in class by d: sessions held of classes not cancelled, and who was there."""

    def __init__(self, rows: dict[str, list[Row]], d: date) -> None:
        self.d = d
        classes = latest(rows["training_office.training_classes"], lambda r: r["class_id"])
        sessions = latest(rows["training_office.class_sessions"], lambda r: r["session_id"])
        self.first = first_day((s["held_on"] for s in sessions.values()), d)
        self.classes = classes
        self.district = {class_id: row["district"] for class_id, row in classes.items()}
        self.held = {
            session_id: s
            for session_id, s in sessions.items()
            if s["status"] == "已举办"
            and s["class_id"] in classes
            and classes[s["class_id"]]["status"] != "取消"
            and happened(s["held_on"], d)
        }
        enrolments = rows.get("training_office.enrolments", [])
        employers = {
            (e["class_id"], fold(e["name"]), e["phone"]): e["employer_uscc"] or fold(e["employer_name"])
            for e in enrolments
        }
        self.enrolments = latest(
            enrolments,
            lambda e: (e["class_id"], _identity(e, e["employer_uscc"] or fold(e["employer_name"]))),
        )

        def attendant(row: Row) -> tuple[str, Hashable]:
            session = sessions.get(row["session_id"])
            class_id = session["class_id"] if session else None
            return row["session_id"], _identity(
                row, employers.get((class_id, fold(row["name"]), row["phone"]))
            )

        marks = latest(rows.get("training_office.attendance", []), attendant)
        # (session, person, row) of everyone recorded at a held session.
        self.marks = [(self.held[s], person, row) for (s, person), row in marks.items() if s in self.held]
        self.attended = [
            (s, person, row) for s, person, row in self.marks if row["status"] in ("出勤", "迟到")
        ]

    def fact(self, session: Row, subject: Hashable) -> Fact:
        return Fact(session["held_on"], self.district[session["class_id"]], subject)


def _identity(row: Row, employer: str | None) -> Hashable:
    """Document type and number make the person; without them name, phone and employer."""
    return row["person"] or ("contact", fold(row["name"]), row["phone"], employer or None)


def _order(session: Row) -> tuple[date, str]:
    return begins(session["held_on"]), session["session_id"]


def first_sessions(t: Training) -> dict[str, Row]:
    """The first held session of each class."""
    first: dict[str, Row] = {}
    for session in sorted(t.held.values(), key=_order, reverse=True):
        first[session["class_id"]] = session
    return first


def tr01(t: Training) -> Rows:
    """Classes in the period of their first held session."""
    facts = [t.fact(session, class_id) for class_id, session in first_sessions(t).items()]
    return {
        k: v for kind in _BOTH for k, v in Scoped(kind, facts, t.d).rows("TR01", t.first, distinct).items()
    }


def tr02(t: Training) -> Rows:
    """Persons who attended in the period."""
    facts = [t.fact(session, person) for session, person, _ in t.attended]
    return {
        k: v for kind in _BOTH for k, v in Scoped(kind, facts, t.d).rows("TR02", t.first, distinct).items()
    }


def tr03(t: Training) -> Rows:
    """Enrolments with attendance, once each, in the period of their first attended session."""
    first: dict[Hashable, Row] = {}
    for session, person, _ in sorted(t.attended, key=lambda item: _order(item[0]), reverse=True):
        if (session["class_id"], person) in t.enrolments:
            first[session["class_id"], person] = session
    facts = [t.fact(session, enrolment) for enrolment, session in first.items()]
    return {
        k: v for kind in _BOTH for k, v in Scoped(kind, facts, t.d).rows("TR03", t.first, distinct).items()
    }


def _rate(facts: list[Fact]) -> Value:
    """Subjects are (session, person, status): attended of attended and absent."""
    there = sum(fact.subject[2] in ("出勤", "迟到") for fact in facts)
    return ratio(there, there + sum(fact.subject[2] == "缺勤" for fact in facts))


def tr04(t: Training) -> Rows:
    """Attendance rate; leave is out, unrecorded is not absent. Classes have rows of their own."""
    facts = [
        t.fact(session, (session["session_id"], person, row["status"])) for session, person, row in t.marks
    ]
    out = Scoped("calendar_year", facts, t.d).rows("TR04", t.first, _rate)
    by_class: dict[str, list[Fact]] = {session["class_id"]: [] for session in t.held.values()}
    for (session, _, _), fact in zip(t.marks, facts, strict=True):
        by_class[session["class_id"]].append(fact)
    for class_id, mine in by_class.items():
        out |= Scoped("calendar_year", mine, t.d).rows("TR04", None, _rate, ("class", class_id))
    return out


def tr05(t: Training) -> Rows:
    """Hours of held sessions, credited hours of attended rows; hours of each class day."""

    def total(facts: list[Fact]) -> Value:
        return count(sum(fact.subject[1] for fact in facts))

    hours = [t.fact(s, (s["session_id"], s["hours"] or 0.0)) for s in t.held.values()]
    credited = [t.fact(s, (n, row["hours_credited"] or 0.0)) for n, (s, _, row) in enumerate(t.attended)]
    out: Rows = {}
    for member, facts in (("class_hours", hours), ("person_hours", credited)):
        out |= Scoped("calendar_year", facts, t.d).rows("TR05", t.first, total, ("measure", member))
    days: dict[Key, float] = {}
    for session in t.held.values():
        day: Day = session["held_on"]
        if isinstance(day, date):
            key = Key("TR05", "day", day, day, None, "class", session["class_id"])
            days[key] = days.get(key, 0.0) + (session["hours"] or 0.0)
    return out | {key: count(hours_of_day) for key, hours_of_day in days.items()}


def tr06(t: Training, sizes: Sizes) -> Rows:
    """Share of small and medium employers among enrolled persons whose employer's class is known."""

    def classes_of(facts: list[Fact]) -> list[str]:
        first: dict[Hashable, Row] = {}
        for fact in sorted(facts, key=lambda f: _order(f.subject[1]), reverse=True):
            first[fact.subject[0]] = fact.subject[1]
        found = []
        for person, session in first.items():
            employer, held_on = t.enrolments[session["class_id"], person]["employer_uscc"], session["held_on"]
            found.append(sizes.of(employer, begins(held_on).year) if held_on else "unknown")
        return found

    def share(facts: list[Fact]) -> Value:
        found = classes_of(facts)
        return ratio(
            sum(c in ("micro", "small", "medium") for c in found), sum(c != "unknown" for c in found)
        )

    facts = [
        Fact(s["held_on"], t.district[s["class_id"]], (person, s))
        for s, person, _ in t.attended
        if (s["class_id"], person) in t.enrolments
    ]
    out: Rows = {}
    for kind in _BOTH:
        scoped = Scoped(kind, facts, t.d)
        out |= scoped.rows("TR06", t.first, share)
        for name in CLASSES:
            out |= scoped.rows(
                "TR06", t.first, lambda f, name=name: count(classes_of(f).count(name)), ("size_class", name)
            )
    return out


def tr08(t: Training) -> Rows:
    """Days of visits per class-month with a held session."""

    def visits(facts: list[Fact]) -> Value:
        sessions = [t.held[fact.subject] for fact in facts]
        days = {(s["class_id"], s["held_on"]) for s in sessions if s["kind"] == "考察"}
        months = {(s["class_id"], period_of("month", s["held_on"])) for s in sessions}
        return ratio(len(days), len({pair for pair in months if pair[1]}))

    facts = [t.fact(session, session_id) for session_id, session in t.held.items()]
    out = Scoped("calendar_year", facts, t.d).rows("TR08", t.first, visits)
    for class_id in {session["class_id"] for session in t.held.values()}:
        mine = [fact for fact in facts if t.held[fact.subject]["class_id"] == class_id]
        out |= Scoped("calendar_year", mine, t.d).rows("TR08", None, visits, ("class", class_id))
    return out
