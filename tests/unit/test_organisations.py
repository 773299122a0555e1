"""Which recognised and unrecognised organisations leave the warehouse."""

import duckdb
import pytest

from pipelines.contracts import load_contracts
from pipelines.organisations import fill_organisations
from pipelines.release_database import create_tables

ROWS = [
    ("docking_events", "event_attendance", "enterprise_name", "甲商行", None, "unmatched", None, False, None),
    (
        "docking_events",
        "event_attendance",
        "enterprise_name",
        "乙",
        None,
        "candidates",
        None,
        False,
        "U1 乙厂",
    ),
    ("docking_events", "event_attendance", "enterprise_name", "丙", "U2", "code", "U2", False, None),
    ("docking_events", "event_attendance", "enterprise_name", "丙公司", "U2", "code", "U2", False, None),
    ("docking_events", "event_attendance", "enterprise_name", "丙分公司", "U3", "code", "U3", True, None),
    ("schools", "graduate_outcomes", "enterprise_name", "某人小店", None, "unmatched", None, False, None),
    ("training_office", "enrolments", "employer_name", "某人小摊", None, "unmatched", None, False, None),
]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS draft")
    create_tables(con, "draft")
    con.execute("CREATE SCHEMA core")
    con.execute(
        """CREATE TABLE core.bridge_organisation_match (system VARCHAR, feed VARCHAR, name_column VARCHAR,
               recorded_name VARCHAR, recorded_code VARCHAR, match_method VARCHAR, organisation_code VARCHAR,
               is_branch BOOLEAN, candidate_list VARCHAR)"""
    )
    con.executemany(f"INSERT INTO core.bridge_organisation_match VALUES ({', '.join('?' * 9)})", ROWS)
    fill_organisations(con, load_contracts().values())
    return con


def test_branches_are_counted_apart_from_legal_persons(con) -> None:
    assert con.execute("FROM draft.organisation_matches WHERE match_method = 'code'").fetchall() == [
        ("docking_events", "event_attendance", "code", 3, 1, 1)
    ]


def test_names_from_feeds_about_persons_are_counted_and_not_told(con) -> None:
    told = con.execute(
        "SELECT recorded_name, match_method, candidate_list FROM draft.unmatched_organisations"
    )
    assert told.fetchall() == [("乙", "candidates", "U1 乙厂"), ("甲商行", "unmatched", None)]
    counted = con.execute(
        "SELECT feed, names FROM draft.organisation_matches WHERE match_method = 'unmatched'"
    )
    assert counted.fetchall() == [("event_attendance", 1), ("graduate_outcomes", 1), ("enrolments", 1)]
