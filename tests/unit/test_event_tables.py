"""What a build changed in an event table, by month, on a table made by hand."""

import duckdb
import pytest

from pipelines.event_tables import (
    EventTable,
    Month,
    changed_months,
    content,
    corrected_keys,
    event_tables,
    generation,
    months,
    portions,
    rows_of_months,
)

VISITS = EventTable("visits", "model.p.visits", "day", ("account_id", "day"), ("visits_period",))


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core")
        con.execute("CREATE SCHEMA increments")
        con.execute(
            """CREATE TABLE core.visits AS SELECT * FROM (VALUES
                   ('A1', DATE '2019-01-31', 3), ('A1', DATE '2019-02-01', 1), ('A2', DATE '2019-02-28', 2),
                   ('A2', DATE '2019-02-03', 1), ('A3', NULL, 1)) AS t (account_id, day, visits)"""
        )
        yield con


def test_months_count_rows_and_whose_they_are(con):
    assert list(months(con, VISITS, ["2019-01", "2019-02", "2019-03"])) == [
        Month(VISITS, "2019-01", 1, 1), Month(VISITS, "2019-02", 3, 2), Month(VISITS, "2019-03", 0, 0),
    ]  # fmt: skip
    assert list(months(con, VISITS, [""])) == [Month(VISITS, "", 1, 1)]
    many = [f"{year}-{month:02d}" for year in (2018, 2019) for month in range(1, 13)]
    assert [month.month for month in months(con, VISITS, many) if month.rows] == ["2019-01", "2019-02"]
    assert list(months(con, VISITS, [])) == []


def test_portions_are_a_year_or_some_million_rows_or_one_large_month(con):
    assert rows_of_months(con, [VISITS, VISITS], ["2019-01", "2019-02"]) == {"2019-01": 2, "2019-02": 6}
    few = {f"{year}-{month:02d}": 9 for year in (2018, 2019) for month in range(1, 13)}
    assert [len(part) for part in portions(few)] == [12, 12]
    many = {"2019-01": 1_500_000, "2019-02": 400_000, "2019-03": 200_000, "2019-04": 5_000_000, "2019-05": 1}
    assert list(portions(many)) == [["2019-01", "2019-02"], ["2019-03"], ["2019-04"], ["2019-05"]]
    assert list(portions({})) == []


def test_after_a_whole_build_every_month_changed_and_after_an_increment_those_of_its_rows(con):
    assert changed_months(con, VISITS) == ["", "2019-01", "2019-02"]
    con.execute(
        "CREATE TABLE increments.visits__changes AS SELECT *, 1 AS change FROM core.visits WHERE visits = 3"
    )
    assert changed_months(con, VISITS) == ["2019-01"]


def test_a_row_that_came_back_as_it_was_is_not_corrected(con):
    con.execute(
        """CREATE TABLE increments.visits__changes AS
           SELECT *, 1 AS change FROM core.visits
           UNION ALL SELECT *, -1 FROM core.visits WHERE account_id = 'A1' AND visits = 3
           UNION ALL SELECT account_id, day, visits + 1, -1 FROM core.visits WHERE account_id = 'A2'
           UNION ALL SELECT 'nobody', DATE '2019-02-09', 4, -1
           UNION ALL SELECT * , -1 FROM core.visits WHERE day = '2019-02-01'"""
    )
    assert corrected_keys(con, VISITS) == {"2019-02": 3, "": 1}


def test_a_build_is_known_by_its_generation(con):
    assert generation(con, VISITS) is None
    con.execute("CREATE TABLE increments.visits__state AS SELECT 'g1' AS generation")
    assert generation(con, VISITS) == "g1"


def test_content_does_not_depend_on_the_order_of_rows(con):
    before = content(con, ["visits"])
    con.execute("CREATE OR REPLACE TABLE core.visits AS FROM core.visits ORDER BY visits, account_id DESC")
    assert content(con, ["visits"]) == before
    con.execute("UPDATE core.visits SET visits = 9 WHERE account_id = 'A3'")
    assert content(con, ["visits"]) != before


def test_models_that_name_their_day_are_event_tables():
    def model(name: str, **config: object) -> dict:
        return {"resource_type": "model", "name": name, "config": config}

    manifest = {
        "nodes": {
            "visits": model("visits", increment_day="day", increment_keys=["account_id", "day"]),
            "visits_period": model("visits_period", materialized="increment", increment_keys=["month"]),
            "report": model("report", materialized="table"),
            "test": {"resource_type": "test", "config": {}},
        },
        "child_map": {"visits": ["visits_period", "report", "test", "exposure"]},
    }
    assert event_tables(manifest) == [
        EventTable("visits", "visits", "day", ("account_id", "day"), ("visits_period",))
    ]
