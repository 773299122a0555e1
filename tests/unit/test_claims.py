"""Claims: an interval each, compared with what the release publishes."""

import duckdb
import pytest

from pipelines.claims import CLAIM_RESULTS
from pipelines.release_database import create_tables


@pytest.fixture
def con():
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS draft")
    create_tables(con, "draft")
    con.execute("CREATE SCHEMA core")
    con.execute(
        """CREATE TABLE core.dim_claim (claim_id VARCHAR, kpi_id VARCHAR, period VARCHAR, period_kind VARCHAR,
               scope VARCHAR, quote VARCHAR, low DOUBLE, high DOUBLE, low_open BOOLEAN, high_open BOOLEAN, note VARCHAR,
               note_zh VARCHAR)"""
    )
    return con


def verdict(
    con, value: float | None, low=None, high=None, low_open=False, high_open=False, status="ok"
) -> str:
    con.execute("DELETE FROM core.dim_claim")
    con.execute("DELETE FROM draft.kpi_values")
    con.execute(
        "INSERT INTO core.dim_claim VALUES ('C', 'TR01', '2016', 'calendar_year', 'city', 'q', ?, ?, ?, ?, '', '')",
        [low, high, low_open, high_open],
    )
    con.execute(
        """INSERT INTO draft.kpi_values (kpi_id, period_kind, period_start, period_end, value, status)
           VALUES ('TR01', 'calendar_year', '2016-01-01', '2016-12-31', ?, ?)""",
        [value, status],
    )
    return con.execute(CLAIM_RESULTS).fetchone()[7]


def test_open_and_closed_ends(con):
    assert verdict(con, 60, low=60, low_open=True) == "out"
    assert verdict(con, 61, low=60, low_open=True) == "in"
    assert verdict(con, 60, low=60) == "in"
    assert verdict(con, 9000, low=8000, high=9000, high_open=True) == "out"
    assert verdict(con, 8999, low=8000, high=9000, high_open=True) == "in"


def test_without_a_figure_nothing_is_decided(con):
    assert verdict(con, None, low=60, status="suppressed") == "undecidable"
    assert verdict(con, None, low=60, status="not_available") == "undecidable"


@pytest.mark.parametrize(
    ("guides", "wanted"),
    [(2, "in"), (3, "out"), (None, "undecidable")],
    ids=["both in", "one out", "one unknown"],
)
def test_parts_of_a_claim_make_one_result(con, guides, wanted):
    con.execute(
        """INSERT INTO core.dim_claim VALUES
               ('C15', 'JS06', '2018', 'calendar_year', 'role=指导', '2 guides', 2, 2, FALSE, FALSE, 'No year.', '未写年份。'),
               ('C15', 'JS06', '2018', 'calendar_year', 'role=主办', '3 hosts', 3, 3, FALSE, FALSE, 'No year.', '未写年份。'),
               ('C15', 'JS04', '2018', 'calendar_year', 'city', '2 lectures', 2, NULL, TRUE, FALSE, NULL, NULL)"""
    )
    for role, value in (("主办", 3), ("指导", guides)):
        con.execute(
            """INSERT INTO draft.kpi_values (kpi_id, period_kind, period_start, period_end, dimension, member, value, status)
               VALUES ('JS06', 'calendar_year', '2018-01-01', '2018-12-31', 'role', ?, ?, ?)""",
            [role, value, "suppressed" if value is None else "ok"],
        )
    lectures, organisations = con.execute(CLAIM_RESULTS).fetchall()
    assert lectures == (
        "C15",
        "JS04",
        "2018",
        "2 lectures",
        2,
        None,
        None,
        "undecidable",
        None,
        None,
        True,
        False,
    )
    assert organisations[4:8] == (3, 3, 3, wanted)
    said = "?" if guides is None else guides
    assert (
        organisations[8] == f"No year. Parts: role=主办 3 of [3, 3] in; role=指导 {said} of [2, 2] {wanted}."
    )
    zh = {"in": "符合", "out": "不符", "undecidable": "无法判断"}[wanted]
    assert (
        organisations[9] == f"未写年份。各部分：role=主办 3 of [3, 3] 符合；role=指导 {said} of [2, 2] {zh}。"
    )


def test_a_member_is_found_by_name(con):
    verdict(con, 1, low=1)
    con.execute(
        "UPDATE core.dim_claim SET scope = 'enterprise=某某公司', period_kind = 'as_of', period = '2016-12'"
    )
    con.execute("INSERT INTO draft.members VALUES ('enterprise', 'U1', '某某公司', 'A company')")
    con.execute(
        """INSERT INTO draft.kpi_values (kpi_id, period_kind, period_start, period_end, dimension, member, value, status)
           VALUES ('TR01', 'as_of', '2016-12-31', '2016-12-31', 'enterprise', 'U1', 7, 'ok'),
                  ('TR01', 'as_of', '2021-11-30', '2021-11-30', 'enterprise', 'U1', 9, 'ok')"""
    )
    assert con.execute(CLAIM_RESULTS).fetchone()[6] == 7


def test_the_usual_class_day_is_compared(con):
    verdict(con, 1, low=8, high=8)
    con.execute("UPDATE core.dim_claim SET scope = 'class_day', period_kind = 'day'")
    for day, hours in (
        ("2016-03-01", 8),
        ("2016-03-02", 8),
        ("2016-03-03", 4),
        ("2017-03-03", 4),
        ("2017-03-04", 4),
    ):
        con.execute(
            """INSERT INTO draft.kpi_values (kpi_id, period_kind, period_start, period_end, dimension, member, value, status)
               VALUES ('TR01', 'day', ?, ?, 'class', 'K', ?, 'ok')""",
            [day, day, hours],
        )
    assert con.execute(CLAIM_RESULTS).fetchone()[6:8] == (8, "in")


@pytest.mark.parametrize(
    ("period", "value"), [("2016-02", 7), ("2016", 5), ("2016年2月", None), ("2016-13", None)]
)
def test_a_claim_on_a_month_is_compared_with_that_month(con, period, value):
    con.execute(
        "INSERT INTO core.dim_claim VALUES ('C', 'NC02', ?, 'month', 'city', 'q', 7, 7, FALSE, FALSE, '', '')",
        [period],
    )
    for month, figure in ((1, 5), (2, 7), (3, 5)):
        con.execute(
            """INSERT INTO draft.kpi_values (kpi_id, period_kind, period_start, period_end, value, status)
               VALUES ('NC02', 'month', make_date(2016, $1, 1), last_day(make_date(2016, $1, 1)), $2, 'ok')""",
            [month, figure],
        )
    assert con.execute(CLAIM_RESULTS).fetchone()[6:8] == (
        value,
        {7: "in", 5: "out", None: "undecidable"}[value],
    )
