"""Attendance and referrals kept up by increments are those a whole build makes, whatever is corrected or withdrawn."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.settings import DBT_PROJECT
from tests.increments.college import copy_to_new_place, differences, make_template
from tests.increments.offices import (
    EVENT_TABLES,
    OFFICES,
    Offices,
    attended,
    enrolled,
    referral,
    session,
    training_class,
    vacancy,
)

pytestmark = pytest.mark.xdist_group("increments_of_offices")
AS_OF = date(2016, 12, 31)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("offices"), OFFICES)


def fresh(template: Path) -> Offices:
    return Offices(copy_to_new_place(template), template.parent.parent)


@pytest.fixture(scope="module")
def school(template: Path) -> Offices:
    """Class C1 with a session in each of two quarters, attended by P1; P1 and contact K2 are enrolled."""
    offices = fresh(template)
    offices.deliver("training_classes", [training_class("C1"), training_class("C2", district="330212")], 1)
    offices.deliver(
        "class_sessions", [session("S1", "C1", "2016-09-01"), session("S2", "C1", "2016-11-01")], 1
    )
    offices.deliver("enrolments", [enrolled("C1", "P1"), enrolled("C1", None, "K2", "U2")], 1)
    offices.deliver("attendance", [attended("S1", "P1"), attended("S2", "P1")], 1)
    offices.night(AS_OF)
    return offices


@pytest.fixture
def taught(school: Offices) -> Offices:
    return Offices(copy_to_new_place(school.warehouse), school.parsed, school.nights)


def trainees(offices: Offices) -> list[tuple]:
    return offices.rows(
        """SELECT class_id, person, quarter_start::VARCHAR, attended, absent, hours::DOUBLE, employer_uscc
           FROM core.fct_attendance_period ORDER BY ALL"""
    )


def test_a_later_file_corrects_the_rows_it_names_and_no_other(taught):
    taught.deliver(
        "attendance", [attended("S1", "P1", status="缺勤"), attended("S2", None, "K2", hours=1.5)], 2
    )
    taught.night(AS_OF)
    assert trainees(taught) == [
        ("C1", "K2|U2", "2016-10-01", 1, 0, 1.5, "U2"),
        ("C1", "P1", "2016-07-01", 0, 1, 0, "U1"),
        ("C1", "P1", "2016-10-01", 1, 0, 4, "U1"),
    ]
    assert {"stg_training_office__attendance", "fct_attendance", "fct_attendance_period"} <= set(
        taught.increments()
    )


def test_a_withdrawn_correction_gives_way_to_the_row_before_it(taught):
    before = trainees(taught)
    taught.deliver("attendance", [attended("S1", "P1", status="缺勤")], 2)
    taught.night(AS_OF)
    assert trainees(taught) != before
    taught.withdraw(4)
    taught.night(AS_OF)
    assert trainees(taught) == before
    assert "stg_training_office__attendance" in taught.increments()


def test_a_file_that_comes_late_but_was_made_earlier_changes_nothing(taught):
    before = trainees(taught)
    taught.deliver("attendance", [attended("S1", "P1", status="缺勤")], 0)
    taught.night(AS_OF)
    assert trainees(taught) == before


def test_a_session_that_moves_takes_its_attendance_to_the_other_class_and_quarter(taught):
    taught.deliver("class_sessions", [session("S1", "C2", "2016-12-01")], 2)
    taught.night(AS_OF)
    assert trainees(taught) == [
        ("C1", "P1", "2016-10-01", 1, 0, 4, "U1"),
        ("C2", "P1", "2016-10-01", 1, 0, 4, None),
    ]
    assert "fct_attendance" in taught.increments()


def test_damaged_months_of_attendance_are_right_again_after_a_backfill(taught):
    whole = taught.rebuilt(AS_OF)
    taught.change("UPDATE core.fct_attendance SET hours_credited = 99 WHERE session_id = 'S1'")
    taught.change("DELETE FROM core.fct_attendance WHERE session_id = 'S2'")
    taught.change(
        "INSERT INTO core.fct_attendance SELECT * REPLACE ('P9' AS person) FROM core.fct_attendance"
    )
    taught.backfill(AS_OF, "2016-09", "2016-09", "fct_attendance")
    assert trainees(taught) == [("C1", "P1", "2016-07-01", 1, 0, 4, "U1")]  # November was not asked for
    taught.backfill(AS_OF, "2016-09", "2016-11", "fct_attendance")
    assert differences(taught, whole) == {}


def test_an_enrolment_gives_the_contact_of_old_rows_its_employer(taught):
    taught.deliver("attendance", [attended("S1", None, "K9")], 2)
    taught.night(AS_OF)
    assert ("C1", "K9", "2016-07-01", 1, 0, 4, None) in trainees(taught)
    taught.deliver("enrolments", [enrolled("C1", None, "K9", "U9")], 2)
    taught.night(AS_OF)
    found = trainees(taught)
    assert ("C1", "K9|U9", "2016-07-01", 1, 0, 4, "U9") in found and len(found) == 3


def test_a_cancelled_class_takes_its_attendance_out_of_the_periods(taught):
    taught.deliver("training_classes", [training_class("C1", status="取消")], 2)
    taught.night(AS_OF)
    assert trainees(taught) == []
    assert "fct_attendance_period" in taught.increments()


def test_a_session_is_held_once_its_day_has_come(taught):
    taught.night(date(2016, 10, 31))
    assert trainees(taught) == [("C1", "P1", "2016-07-01", 1, 0, 4, "U1")]
    taught.night(AS_OF)
    assert len(trainees(taught)) == 2
    assert "fct_attendance_period" in taught.increments()


def test_a_pair_takes_the_step_that_a_later_row_or_day_brings(template):
    offices = fresh(template)
    offices.deliver("vacancies", [vacancy("V1")], 1)
    offices.deliver("referrals", [referral("R1", "V1", "P1", "2016-12-01", reported="2017-01-02")], 1)
    offices.deliver("referrals", [referral("R2", "V1", "P2", "2016-12-02")], 2)
    offices.night(AS_OF)
    steps = "SELECT person, reached_interview, reached_report, district_code FROM core.fct_referral_funnel ORDER BY 1"
    assert offices.rows(steps) == [("P1", False, False, "330203"), ("P2", False, False, "330203")]
    offices.deliver("referrals", [referral("R2", "V1", "P3", "2016-12-02", interviewed="2016-12-03")], 3)
    offices.night(date(2017, 1, 2))
    assert offices.rows(steps) == [("P1", True, True, "330203"), ("P3", True, False, "330203")]
    offices.deliver("vacancies", [vacancy("V1", district="330212")], 2)
    offices.night(date(2017, 1, 2))
    assert offices.rows(steps) == [("P1", True, True, "330212"), ("P3", True, False, "330212")]
    assert "fct_referral_funnel" in offices.increments()


def test_a_night_without_news_changes_nothing(taught):
    generations = " UNION ALL ".join(
        f"SELECT generation FROM increments.{table.split('.')[1]}__state" for table in EVENT_TABLES
    )
    before = taught.rows(generations)
    taught.night(AS_OF)
    assert taught.rows(generations) == before


sessions = st.sampled_from(["S1", "S2", "S9"])
classes = st.sampled_from(["C1", "C1", "C2", "C9"])
persons = st.sampled_from([("P1", "K1"), ("P2", "K2"), ("P2", "K1"), (None, "K1"), (None, "K2")])
days = st.sampled_from([
    (None, None), ("2016-09-30", None), ("2016-12-29", None), ("2016-12-31", None), ("2017-01-01", None),
    ("2016-01-01", "2016-12-31"), ("2016-12-01", "2016-12-31"),
])  # fmt: skip
moments = st.sampled_from(
    [None, "2016-08-31 09:00", "2016-12-30 23:59", "2016-12-31 00:00", "2017-01-02 08:00"]
)
rows = {
    "attendance": st.builds(
        lambda where, who, status, hours: attended(where, *who, status, hours),
        sessions, persons, st.sampled_from(["出勤", "出勤", "迟到", "缺勤", "请假", None]),
        st.sampled_from([None, 0.1, 1.5, 4.0]),
    ),
    "class_sessions": st.builds(
        lambda number, of_class, day, status: session(number, of_class, *day, status),
        sessions.filter(lambda number: number != "S9"), classes, days, st.sampled_from(["已举办", "已举办", "取消"]),
    ),
    "enrolments": st.builds(
        lambda in_class, who, employer, status, day: enrolled(in_class, *who, employer, status, day),
        classes, persons, st.sampled_from(["U1", "U2", None]), st.sampled_from(["结业", "退训", "报名"]),
        st.sampled_from([None, "2016-08-01", "2016-08-02"]),
    ),
    "training_classes": st.builds(
        training_class, st.sampled_from(["C1", "C2"]), st.sampled_from(["结业", "取消", None]),
        st.sampled_from(["330203", "330212", None]), st.sampled_from([None, 0.0, 900.5]),
    ),
    "referrals": st.builds(
        lambda number, to, who, channel, at, steps: referral(f"R{number}", to, who[0], at, channel, **steps),
        st.integers(1, 6), st.sampled_from(["V1", "V2", "V9", None]), persons, st.sampled_from(["线上", "线下", None]),
        moments, st.fixed_dictionaries(dict.fromkeys(("interviewed", "offered", "reported", "rejected"), moments)),
    ),
    "vacancies": st.builds(
        vacancy, st.sampled_from(["V1", "V2"]), st.sampled_from(["330203", "330212", None]),
        st.sampled_from(["2016-08-01", "2017-01-01", None]), st.sampled_from(["2016-12-30", "2017-01-01", None]),
        st.sampled_from([None, 1, 3]),
    ),
}  # fmt: skip
places = st.integers(1, 9)
later_places = st.integers(10, 99)  # files made after all that came before are the usual ones


def deliveries(feed: str, least: int = 1) -> st.SearchStrategy:
    return st.tuples(
        st.just("deliver"),
        st.just(feed),
        st.lists(rows[feed], min_size=least, max_size=12),
        places | later_places,
    )


actions = st.one_of(
    *(deliveries(feed) for feed in ("attendance", "attendance", "referrals", *rows)),
    st.tuples(st.just("withdraw"), st.integers(0, 20)),
    st.tuples(st.just("repeat"), st.integers(0, 20), places),
)
nights = st.tuples(
    st.lists(actions, min_size=0, max_size=2),
    st.sampled_from([date(2016, 12, 30), AS_OF, AS_OF, date(2017, 1, 2)]),
    st.sampled_from([0, 0, 0, 1, 2]),
)
# Every feed has come before the nights that change it.
first_nights = st.tuples(st.tuples(*(deliveries(feed, 8) for feed in rows)), st.just(AS_OF), st.just(0))


def histories(least: int, most: int) -> st.SearchStrategy:
    return st.builds(
        lambda first, later: [first, *later], first_nights, st.lists(nights, min_size=least, max_size=most)
    )


def lived(template: Path, history: list) -> None:
    """Every night's tables equal a whole build of the same deliveries."""
    offices = fresh(template)
    for happenings, as_of, nights_ago in history:
        for name, *arguments in happenings:
            getattr(offices, name)(*arguments)
        offices.night(as_of, nights_ago)
        whole = offices.rebuilt(as_of, nights_ago)
        assert differences(offices, whole) == {}
        shutil.rmtree(whole.warehouse.parent)
    shutil.rmtree(offices.warehouse.parent)


quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None,
         "phases": [Phase.generate]}  # fmt: skip


@settings(max_examples=1, **quiet)
@given(history=histories(2, 2))
def test_increments_equal_whole_builds_over_random_deliveries(template, history):
    lived(template, history)


@pytest.mark.heavy
@settings(max_examples=10, **quiet)
@given(history=histories(3, 5))
def test_increments_equal_whole_builds_over_many_random_deliveries(template, history):
    lived(template, history)


def test_every_event_table_is_an_increment_on_this_engine():
    for table in EVENT_TABLES:
        found = list((DBT_PROJECT / "models").rglob(f"{table.split('.')[1]}.sql"))
        assert len(found) == 1 and "increment_or_table()" in found[0].read_text(encoding="utf-8")
