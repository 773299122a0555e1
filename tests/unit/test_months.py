"""Marks of months and what a backfill tells and keeps, on a table made by hand; a stand-in builds instead of dbt."""

import logging

import dagster as dg
import orjson
import pytest

from pipelines.assets import months
from pipelines.dbt_runner import NodeResult
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse

VISITS = dg.AssetKey(["months", "visits"])
ROWS = [
    ("A1", "2019-01-31", 3),
    ("A1", "2019-02-01", 1),
    ("A2", "2019-03-04", 1),
    ("A3", None, 1),
    ("A3", "2009-12-31", 1),
]


def _model(name: str, **config: object) -> dict:
    config = {"schema": "core", "meta": {}, **config}
    return {"resource_type": "model", "name": name, "unique_id": name, "fqn": ["p", "core", name], "config": config,
            "schema": "core", "version": None}  # fmt: skip


MANIFEST = {
    "nodes": {
        "visits": _model("visits", increment_day="day", increment_keys=["account_id", "day"]),
        "visits_period": _model("visits_period", materialized="increment"),
    },
    "child_map": {"visits": ["visits_period"]},
}


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("COOP_HOME", str(tmp_path))
    monkeypatch.setenv("COOP_AS_OF", "2019-12-31")
    settings = Settings.from_env()
    settings.prepare()
    with open_warehouse(settings) as con:
        con.execute("CREATE SCHEMA core")
        con.execute("CREATE SCHEMA increments")
        con.execute("CREATE TABLE core.visits (account_id VARCHAR, day DATE, visits BIGINT)")
        con.executemany("INSERT INTO core.visits VALUES (?, ?, ?)", ROWS)
        con.execute("CREATE TABLE core.visits_period AS SELECT 5 AS amount")
        con.execute("CREATE TABLE increments.visits__state AS SELECT 'g1' AS generation")
    return settings


def test_a_refresh_marks_the_months_it_changed_and_tells_of_rows_outside_them(settings, caplog):
    with open_warehouse(settings) as con:
        nightly = months.Nightly(con, MANIFEST, settings)
        assert list(nightly.events(con, logging.getLogger())) == []
        con.execute("UPDATE increments.visits__state SET generation = 'g2'")
        with caplog.at_level(logging.INFO):
            whole = list(nightly.events(con, logging.getLogger()))
        con.execute(
            "CREATE TABLE increments.visits__changes AS SELECT *, 1 AS change FROM core.visits WHERE visits = 3"
        )
        part = list(nightly.events(con, logging.getLogger()))
    assert [event.partition for event in whole] == ["2019-01", "2019-02", "2019-03"]
    assert "outside the months shown: no day, 2009-12" in caplog.text
    (event,) = part
    assert (event.asset_key, event.partition) == (VISITS, "2019-01")
    assert {name: value.value for name, value in event.metadata.items()} == {
        "rows": 1,
        "distinct account_id": 1,
    }


class Builder:
    """Makes the asked months anew from ROWS as the models do; `leaves_out` are accounts that it forgets."""

    def __init__(self, settings: Settings, leaves_out: str = "") -> None:
        self.settings, self.leaves_out, self.told = settings, leaves_out, []

    def __call__(self, settings, variables, selection, project) -> list[NodeResult]:
        self.told.append((variables.get("asked_months"), selection))
        if "asked_months" in variables:
            with open_warehouse(self.settings) as con:
                self._make_anew(con, *variables["asked_months"])
        return [NodeResult("visits", "success", None, 0.1, "")]

    def _make_anew(self, con, first: str, last: str) -> None:
        asked = f"strftime(day, '%Y-%m') BETWEEN '{first}' AND '{last}' AND account_id <> '{self.leaves_out}'"
        con.execute("CREATE OR REPLACE TEMP TABLE received (account_id VARCHAR, day DATE, visits BIGINT)")
        con.executemany("INSERT INTO received VALUES (?, ?, ?)", ROWS)
        con.execute(
            f"""CREATE OR REPLACE TABLE increments.visits__changes AS
                SELECT *, -1 AS change FROM core.visits WHERE {asked}
                UNION ALL SELECT *, 1 FROM received WHERE {asked}"""
        )
        con.execute(f"DELETE FROM core.visits WHERE {asked}")
        con.execute(f"INSERT INTO core.visits SELECT * FROM received WHERE {asked}")
        con.execute("UPDATE increments.visits__state SET generation = uuid()::VARCHAR")


def backfill(settings: Settings, monkeypatch, builder: Builder, first: str, last: str):
    """The result of a run over a range, and what stands in gate.backfills."""
    manifest = settings.home / "manifest.json"
    manifest.write_bytes(orjson.dumps(MANIFEST))
    monkeypatch.setattr(months, "build", builder)
    monkeypatch.setattr(months, "parse", lambda settings: None)
    tags = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
    with dg.DagsterInstance.ephemeral() as instance:
        asset = months.build_month_assets(manifest, settings)
        result = dg.materialize([asset], instance=instance, tags=tags, raise_on_error=False)
        marked = instance.get_materialized_partitions(VISITS)
        assert len(instance.get_runs()) == 1
    with open_warehouse(settings) as con:
        kept = con.execute("SELECT tables, first_month, last_month, corrected FROM gate.backfills").fetchall()
    return result, marked, kept


def _built(settings: Settings) -> None:
    with open_warehouse(settings) as con:
        con.execute("INSERT INTO gate.builds VALUES ('r', '2019-12-31 02:30', '2019-12-31', 'f', TRUE)")


def test_a_range_is_one_run_that_tells_of_every_month(settings, monkeypatch):
    _built(settings)
    with open_warehouse(settings) as con:
        con.execute("UPDATE core.visits SET visits = 9 WHERE account_id = 'A2'")
    builder = Builder(settings)
    result, marked, kept = backfill(settings, monkeypatch, builder, "2018-03", "2019-03")
    assert result.success and len(marked) == 13 and {"2018-03", "2019-03"} <= marked
    assert kept == [("visits", "2018-03", "2019-03", 1)]
    asked = [months for months, _ in builder.told]
    assert asked == [["2018-03", "2019-02"], ["2019-03", "2019-03"], None]
    assert builder.told[-1][1][-2:] == ["visits_period", "--full-refresh"]
    told = {event.partition: event.metadata["corrected keys"].value
            for event in result.asset_materializations_for_node("event_months")}  # fmt: skip
    assert told == dict.fromkeys(marked, 0) | {"2019-03": 1}


def test_a_range_that_stood_right_leaves_nothing_to_publish(settings, monkeypatch):
    _built(settings)
    *_, kept = backfill(settings, monkeypatch, Builder(settings), "2019-01", "2019-03")
    assert kept == [("visits", "2019-01", "2019-03", 0)]


def test_a_build_that_leaves_rows_as_they_are_is_no_backfill(settings, monkeypatch):
    _built(settings)
    result, marked, kept = backfill(
        settings, monkeypatch, Builder(settings, leaves_out="A2"), "2019-01", "2019-03"
    )
    assert not result.success and "2019-03" not in marked
    assert kept == [
        ("visits", "2019-01", "2019-03", None)
    ]  # something may have changed: the next refresh looks


def test_without_a_build_there_is_nothing_to_recompute(settings, monkeypatch):
    result, marked, kept = backfill(settings, monkeypatch, Builder(settings), "2019-01", "2019-03")
    assert not result.success and not marked and not kept
