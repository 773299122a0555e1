"""What was known when: rebuilding with an earlier `known_at` gives the earlier release's KPI table, to the digit."""

import json
import os
import subprocess
import sys

import pytest

from tests.run.home import Home, deliver

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("sample")]
KPIS = "SELECT * FROM kpi.kpi_values ORDER BY ALL"


def rebuild(home: Home, folder, known_at: str) -> None:
    """The models alone, as of the home's day, with only what was loaded by `known_at`."""
    variables = json.dumps({"as_of": home.as_of, "known_at": known_at})
    folders = ["--project-dir", "dbt_project", "--profiles-dir", "dbt_project"]
    folders += ["--target-path", str(folder), "--log-path", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "run", "--vars", variables, *folders],
        cwd=home.repo,
        env=os.environ | {"COOP_WAREHOUSE": str(home.path / "warehouse.duckdb")},
        check=True,
        capture_output=True,
    )


def test_an_earlier_release_can_be_rebuilt_after_corrections(sample_run, tmp_path):
    home = sample_run.home.copy(tmp_path)
    known_at = home.release("SELECT value FROM release_info WHERE key = 'known_at'")[0][0]
    before = home.warehouse(KPIS)
    account, class_id = home.warehouse(
        """SELECT (SELECT min(account_id) FROM core.dim_online_account WHERE NOT is_test),
                  (SELECT min(class_id) FROM core.dim_training_class WHERE NOT is_cancelled)"""
    )[0]
    late = f"账号,课程编号,日期,学习次数,学习分钟\n{account},K1,2019-05-06,1,30\n"
    deliver(home, "online_college/study_days/补报平台/late.csv", late)
    deliver(
        home, "training_office/training_classes/市经信委培训处/z.csv", f"班次编号,状态\n{class_id},取消\n"
    )
    result = home.run(COOP_ACCEPT="release.kpi_jump")  # a class less empties its quarter
    assert result.returncode == 0, result.stdout + result.stderr
    assert home.warehouse(KPIS) != before
    revised = {kpi for (kpi,) in home.release("SELECT DISTINCT kpi_id FROM revisions")}
    assert {"NC08", "TR01"} <= revised
    rebuild(home, tmp_path / "dbt", known_at)
    assert home.warehouse(KPIS) == before
