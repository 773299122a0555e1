"""JS03 and JS07: who of the invited came, and who of those who came signed with a school within a year."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date, timedelta

from tests.oracle.common import Fact, Key, Rows, Value, begins, fold, interval, latest, ratio
from tests.oracle.docking import Events

YEAR = timedelta(days=365)
_SYSTEMS = ("messenger", "training_company")
# Event → enterprise → whether it did what was hoped for.
Converted = dict[Hashable, dict[Hashable, bool]]


def _share(facts: list[Fact]) -> Value:
    return ratio(sum(fact.subject[1] for fact in facts), len(facts))


def _rows(kpi: str, e: Events, found: Converted) -> Rows:
    """Years, days and single events; every event held on a known day has its rows."""
    facts = [e.fact(event, (firm, came)) for event, mine in found.items() for firm, came in mine.items()]
    out = e.yearly(kpi, facts, _share)
    days: dict[date, list[Fact]] = defaultdict(list)
    for event, row in e.held.items():
        day = row["held_on"]
        if isinstance(day, date):
            mine = [Fact(day, None, item) for item in found.get(event, {}).items()]
            days[day] += mine
            out[Key(kpi, "event", day, day, None, "event", event)] = _share(mine)
    return out | {Key(kpi, "event", day, day): _share(mine) for day, mine in days.items()}


def js03(e: Events) -> Rows:
    """Invited enterprises that came, of all invited."""
    found: Converted = defaultdict(dict)
    for key, row in latest(
        e.of("event_invitations"), lambda r: (r["event_id"], r["enterprise_uscc"])
    ).items():
        found[key[0]][key[1]] = row["attended"] is True
    return _rows("JS03", e, found)


def _signings(e: Events) -> dict[Hashable, list[tuple[date, date]]]:
    """Enterprise → first and last day meant by the signing of each of its agreements with a school."""
    out: dict[Hashable, list[tuple[date, date]]] = defaultdict(list)
    for system in _SYSTEMS:
        agreements = latest(e.rows[f"{system}.agreements"], lambda r: r["agreement_no"])
        parties = latest(
            e.rows[f"{system}.agreement_parties"],
            lambda r: (r["agreement_no"], r["party_kind"], r["party_name"], r["role"]),
        )
        signed = [row for row in parties.values() if row["role"] != "见证"]
        with_school = {row["agreement_no"] for row in signed if row["party_kind"] == "学校"}
        for row in signed:
            agreement = agreements.get(row["agreement_no"])
            if row["party_kind"] == "企业" and row["agreement_no"] in with_school and agreement:
                days = interval(agreement["signed_on"])
                if days:
                    out[row["party_code"] or fold(row["party_name"])].append(days)
    return out


def js07(e: Events) -> Rows:
    """Enterprises that signed with a school in the 365 days after an event, of all that were there."""
    signings = _signings(e)
    found: Converted = defaultdict(dict)
    for row in e.of("event_attendance"):
        day = e.held[row["event_id"]]["held_on"]
        if isinstance(day, date) and day + YEAR <= e.d:
            firm = row["enterprise_uscc"] or fold(row["enterprise_name"])
            mine = signings.get(firm, ())
            found[row["event_id"]][firm] = any(begins(s) >= day and s[1] <= day + YEAR for s in mine)
    return _rows("JS07", e, found)
