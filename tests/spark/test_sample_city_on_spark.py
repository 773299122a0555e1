"""The whole project on a real master and worker on loopback gives DuckDB's numbers, to the digit."""

import os

import pytest

from pipelines.settings import Settings
from pipelines.spark.__main__ import summary
from pipelines.spark.run import SparkRun, run_on_spark

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def spark_run(sample_run, tmp_path_factory) -> SparkRun:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("COOP_")]:
            patch.delenv(name)
        patch.setenv("COOP_HOME", str(sample_run.home.path))
        run = run_on_spark(Settings.from_env(), tmp_path_factory.mktemp("spark"))
    print(summary(run))  # figures for whoever runs `make test-spark`
    return run


def test_every_seed_model_and_data_test_passes_on_spark(spark_run):
    assert [(node["name"], node["message"]) for node in spark_run.broken] == []


def test_warnings_are_those_of_the_first_engine(sample_run, spark_run):
    warned = {node["name"].split(".")[2] for node in spark_run.nodes if node["status"] == "warn"}
    at_home = sample_run.home.warehouse(
        """SELECT check_id FROM gate.check_results
           WHERE layer = 'model' AND NOT passed AND run_id = (SELECT run_id FROM gate.builds ORDER BY known_at DESC LIMIT 1)"""
    )
    assert warned == {check_id.removeprefix("model.") for (check_id,) in at_home}


def test_every_row_of_every_table_is_the_same(sample_run, spark_run):
    assert spark_run.differing == []
    compared = {item.table: item.rows for item in spark_run.compared}
    at_home = sample_run.home.warehouse(
        """SELECT table_schema || '.' || table_name FROM information_schema.tables
           WHERE table_schema IN ('reference', 'staging', 'core', 'kpi') AND table_type = 'BASE TABLE'"""
    )
    assert set(compared) == {table for (table,) in at_home}
    assert (
        compared["kpi.kpi_values"]
        == sample_run.home.warehouse("SELECT count(*) FROM kpi.kpi_values")[0][0]
        > 0
    )
