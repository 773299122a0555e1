"""Months that are made anew from the raw rows are right again, whatever stood there; other months are not touched."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.increments.college import College, copy_to_new_place, differences

pytestmark = pytest.mark.xdist_group("increments")
AS_OF = date(2016, 12, 31)
DAYS = ("2016-09-30", "2016-10-01", "2016-10-15", "2016-10-31", "2016-11-01", "2016-11-20")


@pytest.fixture(scope="module")
def lived(template: Path) -> College:
    """Three months of log-ins, records and days of study; the last record of September reaches into October."""
    college = College(copy_to_new_place(template), template.parent.parent)
    for place, day in enumerate(DAYS):
        records = [_record(f"R{day}{account}", account, f"{day} 22:00", 14_400) for account in ("A1", "A2")]
        college.deliver("study_records", records, place)
        college.deliver("logins", [_login("A1", f"{day} 23:59:40"), _login("A2", f"{day} 08:00")], place)
        months = [
            {"account_id": "A3", "course_id": "C1", "studied_on": date.fromisoformat(day), "minutes": 30.0}
        ]
        college.deliver("study_days", months, place)
    college.night(AS_OF)
    return college


@pytest.fixture
def college(lived: College) -> College:
    return College(copy_to_new_place(lived.warehouse), lived.parsed, lived.nights)


def _record(number: str, account: str, at: str, seconds: int) -> dict:
    started = datetime.fromisoformat(at)
    return {"record_id": number, "account_id": account, "started_at": started, "seconds": seconds}


def _login(account: str, at: str) -> dict:
    return {"account_id": account, "logged_in_at": datetime.fromisoformat(at), "device": "pc"}


def _damage(college: College, month: str) -> None:
    """A wrong figure, rows missing and rows too many in one month of both tables, and periods summed from them."""
    within = f"BETWEEN DATE '{month}-01' AND last_day(DATE '{month}-01')"
    for table, day, amount in (
        ("study", "studied_on", "credited_seconds"),
        ("login", "logged_in_on", "logins"),
    ):
        fact = f"core.fct_{table}"
        college.change(
            f"UPDATE {fact} SET {amount} = {amount} + 7 WHERE account_id = 'A1' AND {day} {within}"
        )
        college.change(f"DELETE FROM {fact} WHERE account_id = 'A2' AND {day} {within}")
        college.change(
            f"""INSERT INTO {fact} SELECT * REPLACE ('nobody' AS account_id, DATE '{month}-09' AS {day})
                FROM {fact} WHERE account_id = 'A1' AND {day} {within} LIMIT 1"""
        )
        college.change(f"UPDATE {fact}_period SET amount = amount + 7 WHERE period_start = '{month}-01'")


def test_damaged_months_are_those_of_a_whole_build_again(college):
    whole = college.rebuilt(AS_OF)
    assert differences(college, whole) == {}
    _damage(college, "2016-10")
    assert {"core.fct_login", "core.fct_study", "core.fct_study_period"} <= set(differences(college, whole))
    college.backfill(AS_OF, "2016-10", "2016-10", "fct_login", "fct_study")
    assert differences(college, whole) == {}


def test_damage_outside_the_asked_months_is_not_looked_at(college):
    whole = college.rebuilt(AS_OF)
    left = "SELECT count(*) FROM core.fct_study WHERE credited_seconds = 1"
    college.change("UPDATE core.fct_study SET credited_seconds = 1 WHERE studied_on = '2016-11-20'")
    college.backfill(AS_OF, "2016-09", "2016-10", "fct_study")
    assert college.rows(left) == [(3,)]
    college.backfill(AS_OF, "2016-09", "2016-11", "fct_study")
    assert differences(college, whole) == {}


def test_a_table_that_must_be_built_whole_says_so(college):
    college.change("DROP TABLE increments.fct_login__state")
    with pytest.raises(AssertionError, match="fct_login has to be built whole"):
        college.backfill(AS_OF, "2016-10", "2016-10", "fct_login")
