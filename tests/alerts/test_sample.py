"""The sample city's own alerts: what is planted is told once, and no planted person."""

import re

import pytest

pytestmark = pytest.mark.xdist_group("sample")


def test_the_demo_tells_its_warnings_and_no_person(sample_run):
    log = (sample_run.home.path / "alerts" / "alerts.log").read_text(encoding="utf-8")
    assert log.count("【校企合作数据·示例】") == 1
    warnings = sample_run.home.release("SELECT count(*) FROM check_results WHERE NOT passed")[0][0]
    assert f"{warnings} 项提醒 · {warnings} warnings" in log
    assert "读者：看到截至 2021-11-30 的发布" in log and "页面带提示标记" in log
    personal = sample_run.truth.personal
    assert len(personal) > 1000
    leaked = [
        value for value in re.findall(r"[0-9A-Za-z]{8,20}|[\u4e00-\u9fff·]{2,4}", log) if value in personal
    ]
    assert not leaked


def test_a_run_with_nothing_new_tells_nothing(sample_run):
    before = (sample_run.home.path / "alerts" / "alerts.log").read_bytes()
    result = sample_run.home.run()
    assert result.returncode == 0, result.stderr
    assert "alerts:  0 sent, 0 waiting" in result.stdout
    assert (sample_run.home.path / "alerts" / "alerts.log").read_bytes() == before
