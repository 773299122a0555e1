"""TR07 and TR09: who of those that took part completed, and what a trainee-time cost."""

from collections import defaultdict
from collections.abc import Hashable

from tests.oracle.common import Fact, Rows, Scoped, Value, count, ratio
from tests.oracle.training import Training, first_sessions


def tr07(t: Training) -> Rows:
    """Completed enrolments of those in training, completed or dropped out, in the year their class began."""

    def share(facts: list[Fact]) -> Value:
        states = [state for fact in facts for state in fact.subject]
        return ratio(states.count("结业"), len(states))

    taken: dict[str, list[str]] = defaultdict(list)
    for (class_id, _), row in t.enrolments.items():
        if row["status"] in ("参训", "结业", "退训"):
            taken[class_id].append(row["status"])
    facts = {c: t.fact(session, tuple(taken[c])) for c, session in first_sessions(t).items()}
    out = Scoped("calendar_year", facts.values(), t.d).rows("TR07", t.first, share)
    for class_id, fact in facts.items():
        out |= Scoped("calendar_year", [fact], t.d).rows("TR07", None, share, ("class", class_id))
    return out


def tr09(t: Training) -> Rows:
    """Yuan spent by trainee-times, of the classes of a year that have both; the others are counted."""
    takers: dict[str, set[Hashable]] = defaultdict(set)
    for session, person, _ in t.attended:
        if (session["class_id"], person) in t.enrolments:
            takers[session["class_id"]].add(person)

    def priced(facts: list[Fact]) -> list[tuple[float, int]]:
        return [fact.subject for fact in facts if fact.subject[0] is not None and fact.subject[1]]

    def price(facts: list[Fact]) -> Value:
        return ratio(sum(spent for spent, _ in priced(facts)), sum(times for _, times in priced(facts)))

    facts = [
        Fact(session["held_on"], None, (t.classes[c]["spent"], len(takers[c])))
        for c, session in first_sessions(t).items()
    ]
    scoped = Scoped("calendar_year", facts, t.d)
    left_out = ("measure", "classes_left_out")
    return scoped.rows("TR09", t.first, price) | scoped.rows(
        "TR09", t.first, lambda mine: count(len(mine) - len(priced(mine))), left_out
    )
