"""What leaves for Spark and how its tables are judged, without Spark."""

import re
from pathlib import Path

import duckdb
import pytest

from pipelines.contracts import load_contracts
from pipelines.spark.__main__ import keep_only_logs
from pipelines.spark.compare import Compared, compare
from pipelines.spark.export import export_sources

FEED = load_contracts()["online_college.logins"]
ENGINE = Path(__file__).resolve().parents[2] / "dbt_project" / "macros" / "engine.sql"


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw")
        connection.execute(
            """CREATE TABLE raw.files AS SELECT * FROM (VALUES
                   (1, 'accepted', 'two rows were refused', TIMESTAMP '2021-03-31 23:59:59'),
                   (2, 'accepted', NULL, TIMESTAMP '2021-04-01 00:00:00')) AS f (file_no, status, message, received_at)"""
        )
        connection.execute(
            f"""CREATE TABLE {FEED.raw_table} AS SELECT * FROM (VALUES
                   ('A1', TIMESTAMP '2021-03-02 08:00:00.25', 1, TIMESTAMP '2021-03-31 23:59:59'),
                   ('A1', NULL, 1, TIMESTAMP '2021-03-31 23:59:59'),
                   ('中文', TIMESTAMP '2021-03-03 09:00:00', 2, TIMESTAMP '2021-04-01 00:00:00'))
               AS l (account_id, logged_in_at, _file_no, _received_at)"""
        )
        yield connection


def test_rows_lie_by_feed_and_month_of_receipt(con, tmp_path):
    assert export_sources(con, [FEED], tmp_path / "sources") == 5
    logins = tmp_path / "sources" / "online_college__logins"
    assert sorted(path.name for path in logins.iterdir()) == [
        "received_month=2021-03",
        "received_month=2021-04",
        "received_month=none",
    ]
    april = con.execute(f"SELECT account_id, _file_no FROM '{logins}/received_month=2021-04/*.parquet'")
    assert april.fetchall() == [("中文", 2)]


def test_messages_about_files_stay_at_home(con, tmp_path):
    export_sources(con, [FEED], tmp_path)
    columns = con.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/files/*/*.parquet'").fetchall()
    assert [row[0] for row in columns] == ["file_no", "status", "received_at", "received_month"]


def test_a_feed_without_rows_keeps_its_columns(con, tmp_path):
    con.execute(f"DELETE FROM {FEED.raw_table}")
    export_sources(con, [FEED], tmp_path)
    found = con.execute(f"FROM '{tmp_path}/online_college__logins/*/*.parquet'")
    assert [column[0] for column in found.description][:2] == ["account_id", "logged_in_at"]
    assert found.fetchall() == []


def test_a_row_erased_at_home_is_erased_here(con, tmp_path):
    export_sources(con, [FEED], tmp_path)
    con.execute(f"DELETE FROM {FEED.raw_table} WHERE _file_no = 2")
    assert export_sources(con, [FEED], tmp_path) == 4
    assert not (tmp_path / "online_college__logins" / "received_month=2021-04").exists()


def test_only_logs_stay_behind(tmp_path):
    (tmp_path / "tables" / "core.db").mkdir(parents=True)
    (tmp_path / "tables" / "core.db" / "part-0.parquet").write_bytes(b"rows")
    (tmp_path / "dbt.log").write_text("told")
    keep_only_logs(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["dbt.log"]


@pytest.fixture
def kpi(con, tmp_path):
    """A table of the warehouse and the folder where Spark's version of it is written by `as_spark`."""
    con.execute("CREATE SCHEMA kpi")
    con.execute(
        "CREATE TABLE kpi.t AS SELECT * FROM (VALUES ('A', 0.1::DOUBLE), ('B', NULL), ('B', NULL)) AS t (k, v)"
    )

    def as_spark(query: str) -> list[Compared]:
        folder = tmp_path / "kpi.db" / "t"
        folder.mkdir(parents=True)
        con.execute(f"COPY ({query}) TO '{folder}/part-0.parquet' (FORMAT parquet)")
        return compare(con, [("kpi", "t")], tmp_path)

    return as_spark


def test_the_same_rows_in_another_order_and_of_another_integer_type_are_the_same(kpi):
    assert kpi("SELECT v, k FROM kpi.t ORDER BY k DESC") == [Compared("kpi.t", 3, 3, 0)]


def test_the_last_digit_counts(kpi):
    # 0.30000000000000004 - 0.2 is one unit in the last place away from 0.1.
    query = (
        "SELECT k, CASE WHEN v IS NOT NULL THEN 0.1::DOUBLE + 0.2::DOUBLE - 0.2::DOUBLE END AS v FROM kpi.t"
    )
    assert kpi(query) == [Compared("kpi.t", 3, 3, 2)]


def test_a_row_that_occurs_once_too_few_counts(kpi):
    assert kpi("SELECT DISTINCT k, v FROM kpi.t") == [Compared("kpi.t", 3, 2, 1)]


def test_a_table_without_files_has_no_rows(con, kpi, tmp_path):
    assert compare(con, [("kpi", "t")], tmp_path) == [Compared("kpi.t", 3, 0, 3)]


@pytest.mark.parametrize("engine", ["default", "spark"])
def test_every_macro_that_differs_by_engine_speaks_both(engine):
    text = ENGINE.read_text(encoding="utf-8")
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)'\)", text))
    assert dispatched and dispatched <= set(re.findall(rf"macro {engine}__(\w+)", text))
