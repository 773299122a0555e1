"""dbt's own tests of the models: every KPI at its edges, on the tables of the sample city."""

import json
import os
import subprocess
import sys

import pytest

from tests.run.home import REPO

pytestmark = pytest.mark.xdist_group("sample")


def test_every_kpi_has_a_unit_test_and_all_pass(sample_run, tmp_path):
    home = sample_run.home
    command = [sys.executable, "-m", "dbt.cli.main", "test", "--select", "test_type:unit"]
    folders = [
        "--project-dir",
        "dbt_project",
        "--profiles-dir",
        "dbt_project",
        "--target-path",
        str(tmp_path),
    ]
    variables = ["--vars", json.dumps({"as_of": home.as_of}), "--log-path", str(tmp_path)]
    result = subprocess.run(
        [*command, *folders, *variables],
        cwd=REPO,
        env=os.environ | {"COOP_WAREHOUSE": str(home.path / "warehouse.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    results = json.loads((tmp_path / "run_results.json").read_text())["results"]
    assert len(results) >= 21 and all(item["status"] == "pass" for item in results)
    kpis = {kpi for (kpi,) in home.release("SELECT kpi_id FROM kpi_catalogue")}
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    told = " ".join(
        f"{test['name']} {test.get('description', '')} {json.dumps(test['expect'], ensure_ascii=False)}"
        for test in manifest["unit_tests"].values()
    )
    assert not {kpi for kpi in kpis if kpi not in told and kpi.lower() not in told}
