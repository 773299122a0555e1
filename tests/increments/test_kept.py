"""Staging tables are made again only when the deliveries of their feed changed."""

from datetime import date
from pathlib import Path

import pytest

from tests.increments.college import College, copy_to_new_place

pytestmark = pytest.mark.xdist_group("increments")
AS_OF = date(2016, 12, 31)
ACCOUNTS = "SELECT account_id, enterprise_name FROM staging.stg_online_college__online_accounts ORDER BY ALL"


@pytest.fixture
def college(template: Path) -> College:
    """Two accounts, delivered one after the other and built; then the table is marked to see whether it is made again."""
    college = College(copy_to_new_place(template), template.parent.parent)
    college.deliver("online_accounts", [{"account_id": "A1", "enterprise_name": "甲厂"}], 1)
    college.deliver("online_accounts", [{"account_id": "A2", "enterprise_name": "乙厂"}], 2)
    college.night(AS_OF)
    assert college.rows(ACCOUNTS) == [("A1", "甲厂"), ("A2", "乙厂")]
    college.change("UPDATE staging.stg_online_college__online_accounts SET enterprise_name = 'kept'")
    return college


def test_nothing_is_made_again_for_another_feeds_delivery_or_another_day(college):
    college.deliver("logins", [{"account_id": "A1", "device": "pc"}], 3)
    college.night(date(2017, 1, 1))
    assert college.rows(ACCOUNTS) == [("A1", "kept"), ("A2", "kept")]


@pytest.mark.parametrize(
    ("happening", "expected"),
    [
        (lambda c: c.deliver("online_accounts", [{"account_id": "A2", "enterprise_name": "丙厂"}], 9),
         [("A1", "甲厂"), ("A2", "丙厂")]),
        (lambda c: c.withdraw(1), [("A1", "甲厂")]),
    ],
    ids=["a new file", "a withdrawn file"],
)  # fmt: skip
def test_it_is_made_again_when_its_own_deliveries_change(college, happening, expected):
    happening(college)
    college.night(AS_OF)
    assert college.rows(ACCOUNTS) == expected


def test_it_is_made_again_for_an_earlier_known_at_and_for_a_whole_build(college):
    college.night(AS_OF, nights_ago=2)
    assert college.rows(ACCOUNTS) == []
    college.night(AS_OF, whole=True)
    assert college.rows(ACCOUNTS) == [("A1", "甲厂"), ("A2", "乙厂")]


def test_a_table_of_sums_built_whole_alone_is_tested_whole(college):
    """Its changes of the night before are gone; the test must not look for them."""
    college.deliver("logins", [{"account_id": "A1", "device": "pc"}], 3)
    college.night(AS_OF)
    college.change("DROP TABLE increments.fct_login_period__state")
    college.test("fct_login", "fct_login_period", as_of=AS_OF)
    college.change("INSERT INTO core.fct_login_period FROM core.fct_login_period LIMIT 1")
    with pytest.raises(AssertionError, match="Got 1 result"):
        college.test("fct_login_period", as_of=AS_OF, build=False)
