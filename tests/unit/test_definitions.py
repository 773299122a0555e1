"""The code location: it loads, shows lineage from landing to the published release, and runs by itself."""

import os
import time
from datetime import date

import dagster as dg
import pytest

from pipelines.automation import build_landing_sensor
from pipelines.definitions import build_defs
from pipelines.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings(home, home / "landing", home / "secret", date(2021, 11, 30))


@pytest.fixture(scope="module")
def definitions(settings) -> dg.Definitions:
    return build_defs(settings)


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def test_lineage_leads_from_a_landing_feed_to_the_published_release(graph):
    published = dg.AssetKey(["release", "published"])
    upstream = graph.get_ancestor_asset_keys(published)
    for key in (
        ["landing", "training_office", "attendance"],
        ["training_office", "attendance"],
        ["staging", "stg_training_office__attendance"],
        ["core", "fct_attendance"],
        ["kpi", "kpi_values"],
        ["release", "database"],
        ["release", "site"],
    ):
        assert dg.AssetKey(key) in upstream, key


def test_layers_are_groups(graph):
    groups = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert groups == {"landing", "raw", "seeds", "staging", "core", "months", "kpi", "release"}


def test_checks_stand_at_the_assets_they_judge(graph):
    checks = {(key.asset_key.to_user_string(), key.name) for key in graph.asset_check_keys}
    assert ("training_office/attendance", "accepted_share") in checks
    assert ("release/database", "kpi_jump") in checks
    assert any(asset == "kpi/kpi_values" for asset, _ in checks)


def test_the_job_is_the_whole_way(definitions):
    job = definitions.resolve_job_def("refresh")
    assert {"land_files", "dbt_models", "release__published"} <= {node.name for node in job.nodes}


def test_event_tables_have_months_that_a_backfill_takes_in_one_run(definitions, graph):
    assert definitions.resolve_job_def("refresh").partitions_def is None
    months = definitions.resolve_job_def("backfill").partitions_def
    assert months.get_partition_keys()[0] == "2010-01" and months.timezone == "Asia/Shanghai"
    for table in ("fct_login", "fct_study"):
        asset = graph.get(dg.AssetKey(["months", table]))
        assert asset.partitions_def == months and asset.parent_keys == {dg.AssetKey(["core", table])}
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_it_runs_every_night_in_shanghai(definitions):
    schedule = definitions.resolve_schedule_def("nightly_refresh")
    assert schedule.cron_schedule == "30 2 * * *"
    assert schedule.execution_timezone == "Asia/Shanghai"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING


def test_new_files_start_a_run_once_they_have_settled(settings, definitions, monkeypatch):
    monkeypatch.setenv("COOP_HOME", str(settings.home))
    monkeypatch.delenv("COOP_LANDING", raising=False)
    sensor = build_landing_sensor(definitions.resolve_job_def("refresh"))

    def evaluate(cursor: str | None):
        with dg.build_sensor_context(cursor=cursor) as context:
            return sensor(context), context.cursor

    assert isinstance(evaluate(None)[0], dg.SkipReason)
    path = settings.landing / "messenger" / "schools" / "p" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    assert "still arriving" in evaluate(None)[0].skip_message
    monkeypatch.setattr(time, "time_ns", lambda: path.stat().st_ctime_ns + 61 * 10**9)
    request, cursor = evaluate(None)
    assert isinstance(request, dg.RunRequest)
    assert "no new files" in evaluate(cursor)[0].skip_message
    os.utime(path, (1, 1))
    assert isinstance(evaluate(cursor)[0], dg.RunRequest)
