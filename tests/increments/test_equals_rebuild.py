"""Tables kept up by increments are those a whole build makes, whatever is delivered, corrected or withdrawn."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.settings import DBT_PROJECT
from tests.increments.college import EVENT_TABLES, College, copy_to_new_place, differences

pytestmark = pytest.mark.xdist_group("increments")
AS_OF = date(2016, 12, 31)


def fresh(template: Path) -> College:
    return College(copy_to_new_place(template), template.parent.parent)


def record(number: str, account: str | None, at: str, seconds: int | None, media: int | None = None) -> dict:
    return {
        "record_id": number, "account_id": account, "started_at": at and datetime.fromisoformat(at),
        "seconds": seconds, "media_seconds": media,
    }  # fmt: skip


def login(account: str | None, at: str | None, device: str = "pc") -> dict:
    return {"account_id": account, "logged_in_at": at and datetime.fromisoformat(at), "device": device}


def credited(college: College) -> dict[tuple[str, str], float]:
    rows = college.rows(
        "SELECT account_id, studied_on::VARCHAR, credited_seconds FROM core.fct_study ORDER BY ALL"
    )
    return {(account, day): float(seconds) for account, day, seconds in rows}


def test_a_late_record_cuts_the_credit_of_days_before(template):
    college = fresh(template)
    college.deliver("study_records", [record("R1", "A1", "2016-12-01 23:00:00", None)], 1)
    college.deliver("study_records", [record("R2", "A1", "2016-12-04 10:00:00", 60)], 2)
    college.night(AS_OF)
    assert credited(college) == {("A1", "2016-12-01"): 212_400, ("A1", "2016-12-04"): 60}
    college.deliver("study_records", [record("R3", "A1", "2016-12-02 01:00:00", 100)], 3)
    college.night(AS_OF)
    assert credited(college)["A1", "2016-12-01"] == 7_200
    assert "fct_study" in college.increments()
    college.withdraw(2)
    college.night(AS_OF)
    assert credited(college) == {("A1", "2016-12-01"): 212_400, ("A1", "2016-12-04"): 60}


def test_a_person_leaves_a_month_with_the_last_of_its_facts(template):
    college = fresh(template)
    college.deliver("logins", [login("A1", "2016-11-05 08:00"), login("A2", "2016-11-05 08:00")], 1)
    college.deliver("logins", [login("A1", "2016-11-06 08:00")], 2)
    college.night(AS_OF)
    persons = "SELECT account_id, amount FROM core.fct_login_period WHERE period_kind = 'month' ORDER BY 1"
    assert college.rows(persons) == [("A1", 2), ("A2", 1)]
    college.withdraw(0)
    college.night(AS_OF)
    assert college.rows(persons) == [("A1", 1)]
    assert {"fct_login", "fct_login_period"} <= set(college.increments())


def test_the_first_of_a_repeated_record_stays_when_an_earlier_file_comes_late(template):
    college = fresh(template)
    college.deliver("study_records", [record("R1", "A1", "2016-12-05 08:00", 60)], 5)
    college.night(AS_OF)
    college.deliver("study_records", [record("R1", "A2", "2016-12-09 08:00", 90)], 4)
    college.night(AS_OF)
    assert credited(college) == {("A2", "2016-12-09"): 90}
    assert "stg_online_college__study_repeats" in college.increments()


def test_a_night_without_news_changes_nothing_and_a_whole_build_begins_anew(template):
    college = fresh(template)
    college.deliver("logins", [login("A1", "2016-11-05 08:00")], 1)
    college.night(AS_OF)
    before = college.rows("SELECT generation FROM increments.fct_login__state")
    college.night(AS_OF)
    assert college.rows("SELECT generation FROM increments.fct_login__state") == before
    college.night(AS_OF, whole=True)
    assert college.rows("SELECT generation FROM increments.fct_login__state") != before
    assert not set(college.increments()) & {"fct_login", "fct_login_period"}


accounts = st.sampled_from(["A1", "A2", "A3", None])
times = st.one_of(
    st.none(),
    st.builds(
        lambda day, second: datetime.fromisoformat(day) + timedelta(seconds=second),
        st.sampled_from(["2016-12-29", "2016-12-30", "2016-12-31", "2017-01-01", "2017-01-03"]),
        st.sampled_from([0, 30, 61, 3_600, 43_200, 86_300, 86_339, 86_340, 86_399]),
    ),
)
figures = st.sampled_from([None, -5, 30, 3_600, 90_000, 200_000, 10**12])
record_rows = st.builds(
    lambda number, account, at, seconds, media: {
        "record_id": f"R{number}", "account_id": account, "started_at": at, "seconds": seconds, "media_seconds": media,
    },
    st.integers(1, 9), accounts, times, figures, figures,
)  # fmt: skip
login_rows = st.builds(
    lambda account, at, device: {"account_id": account, "logged_in_at": at, "device": device},
    accounts, times, st.sampled_from(["pc", "phone", None]),
)  # fmt: skip
day_rows = st.builds(
    lambda account, day, minutes: {
        "account_id": account or "A1", "course_id": "C1", "studied_on": day and day[0],
        "studied_on_to": day and day[1], "minutes": minutes,
    },
    accounts,
    st.sampled_from([None, (date(2016, 12, 30), None), (date(2016, 12, 1), date(2016, 12, 31)),
                     (date(2016, 1, 1), date(2016, 12, 31)), (date(2017, 1, 1), None)]),
    st.sampled_from([None, 0.0, 10.1, 45.0]),
)  # fmt: skip
account_rows = st.builds(
    lambda account, employer, granted, test: {
        "account_id": account, "enterprise_uscc": employer, "enterprise_name": "甲厂", "granted_on": granted,
        "is_test": test,
    },
    st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["U1", "U2", None]),
    st.sampled_from([date(2016, 10, 1), date(2016, 12, 15)]), st.booleans(),
)  # fmt: skip
places = st.integers(1, 9)


def deliveries(feed: str, rows: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just("deliver"), st.just(feed), st.lists(rows, min_size=1, max_size=4), places)


actions = st.one_of(
    deliveries("study_records", record_rows),
    deliveries("study_records", record_rows),
    deliveries("logins", login_rows),
    deliveries("study_days", day_rows),
    deliveries("online_accounts", account_rows),
    st.tuples(st.just("withdraw"), st.integers(0, 20)),
    st.tuples(st.just("repeat"), st.integers(0, 20), places),
)
nights = st.tuples(
    st.lists(actions, min_size=0, max_size=4),
    st.sampled_from([date(2016, 12, 30), AS_OF, AS_OF, date(2017, 1, 2)]),
    st.sampled_from([0, 0, 0, 1, 2]),
)


def lived(template: Path, history: list) -> None:
    """Every night's tables equal a whole build of the same deliveries."""
    college = fresh(template)
    for happenings, as_of, nights_ago in history:
        for name, *arguments in happenings:
            getattr(college, name)(*arguments)
        college.night(as_of, nights_ago)
        whole = college.rebuilt(as_of, nights_ago)
        assert differences(college, whole) == {}
        shutil.rmtree(whole.warehouse.parent)
    shutil.rmtree(college.warehouse.parent)


quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None,
         "phases": [Phase.generate]}  # fmt: skip


@settings(max_examples=1, **quiet)
@given(history=st.lists(nights, min_size=3, max_size=3))
def test_increments_equal_whole_builds_over_random_deliveries(template, history):
    lived(template, history)


@pytest.mark.heavy
@settings(max_examples=10, **quiet)
@given(history=st.lists(nights, min_size=3, max_size=5))
def test_increments_equal_whole_builds_over_many_random_deliveries(template, history):
    lived(template, history)


def test_every_event_table_is_an_increment_on_this_engine():
    for table in EVENT_TABLES:
        found = list((DBT_PROJECT / "models").rglob(f"{table.split('.')[1]}.sql"))
        assert len(found) == 1 and "increment_or_table()" in found[0].read_text(encoding="utf-8")
