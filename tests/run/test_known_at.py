"""What was known when: an earlier release can be built again after corrections, to the digit."""

import pytest

from tests.run.home import deliver

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("sample")]
KPIS = "SELECT * FROM kpi.kpi_values ORDER BY ALL"


def test_an_earlier_release_can_be_rebuilt_after_corrections(sample_run, tmp_path):
    home = sample_run.home.copy(tmp_path)
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
    now = home.warehouse(KPIS)
    first = sample_run.home.current.resolve().name
    again = home.run("rebuild", first)
    assert again.returncode == 0 and "are the same again" in again.stdout, again.stdout + again.stderr
    assert home.warehouse(KPIS) == now  # the warehouse itself is left alone
    reasons = dict(
        home.release("SELECT kpi_id, string_agg(DISTINCT reason, '|') FROM revisions GROUP BY ALL")
    )
    assert "late rows" in reasons["NC08"] and reasons["TR01"] == "correction"
