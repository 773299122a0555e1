"""From verdicts to findings: since when, whose, and why, in words that tell no person and no small count."""

from datetime import date

import duckdb
import pytest

from expectations.boundary import boundary_suite
from pipelines.alerts.collect import amount, judge_run
from pipelines.alerts.incidents import Finding
from pipelines.checks import CheckResult, judge, record
from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables
from pipelines.warehouse import ensure_gate_tables

FEED = "messenger.schools"
LAST = {"run_id": "old", "known_at": "2021-11-01 03:00:00"}  # the release readers have


@pytest.fixture
def con():
    con = duckdb.connect()
    ensure_tables(con, load_contracts().values())
    ensure_gate_tables(con)
    return con


def file(
    con, provider: str, day: str, read: int, refused: int, status: str = "partly_accepted", loaded=None
) -> None:
    con.execute(
        """INSERT INTO raw.files (system, feed, provider, file, digest, rows_read, rows_accepted, rows_quarantined,
               status, received_at, loaded_at) VALUES ('messenger', 'schools', ?, '王小明.csv', ?, ?, ?, ?, ?, ?, ?)""",
        [provider, provider + day, read, read - refused, refused, status, day, loaded or day],
    )


def findings(con, as_of: date) -> dict[str, Finding]:
    results = judge(con, boundary_suite([load_contracts()[FEED]], as_of))
    record(con, "run", results)
    judgement = judge_run(con, "run", 5, None, LAST)
    return {finding.key.rpartition(".")[2]: finding for finding in judgement.findings}


def test_a_feed_is_late_from_the_day_after_its_cadence(con):
    assert load_contracts()[FEED].cadence_days == 92
    file(con, "甲校", "2021-08-30", 10, 0, "accepted")
    late = findings(con, date(2021, 12, 15))["freshness"]
    assert late.since == "2021-12-01"
    assert late.severity == "warning"
    assert late.owner == ("教育局", "education bureau")
    assert late.cause.zh == "messenger.schools 最近一次收到 2021-08-30"
    assert "92" in late.what.zh and "92" in late.what.en


def test_a_feed_in_time_is_passed(con):
    file(con, "甲校", "2021-08-30", 10, 0, "accepted")
    assert findings(con, date(2021, 11, 30)) == {}
    assert f"boundary.{FEED}.freshness" in judge_run(con, "run", 5, None, LAST).passed


def test_refused_files_name_feed_and_provider_never_the_file(con):
    file(con, "甲校", "2021-11-01", 0, 0, "refused", "2021-11-02")
    file(con, "乙校", "2021-11-01", 10, 0, "accepted", "2021-11-02")
    refused = findings(con, date(2021, 11, 30))["files_readable"]
    assert refused.cause == ("messenger.schools/甲校", "messenger.schools/甲校")
    assert "王小明" not in repr(refused)


@pytest.mark.parametrize(("rows", "told"), [(4, "退回少量行"), (5, "退回 5 行"), (1234, "退回 1,234 行")])
def test_refused_rows_are_counted_from_k_on(con, rows, told):
    file(con, "甲校", "2021-11-01", rows, rows)
    share = findings(con, date(2021, 11, 30))["accepted_share"]
    assert (share.cause.zh, share.size.zh) == ("messenger.schools/甲校", told)


def test_many_providers_are_three_named_and_the_rest_counted(con):
    for number in range(6):
        file(con, f"校{number}", "2021-11-01", 10, 10)
    share = findings(con, date(2021, 11, 30))["accepted_share"]
    assert "校0、messenger.schools/校1、messenger.schools/校2 等 6 个" in share.cause.zh
    assert share.cause.en.endswith("and 3 more") and share.size.en == "60 rows refused"


def test_the_first_blocking_check_points_to_what_changed_since_the_last_release(con):
    file(con, "甲校", "2021-10-01", 10, 0, "accepted")
    file(con, "乙校", "2021-11-02", 10, 0, "accepted")
    failed = [
        CheckResult(
            f"release.{name}", "release", "error", False, "1", "It jumped.", "跳变。", "definition owner"
        )
        for name in ("first", "second")
    ]
    record(con, "run", failed)
    first, second = judge_run(con, "run", 5, None, LAST).findings
    assert first.cause.zh == "上次发布后有变动的报送：messenger.schools/乙校"
    assert first.owner == ("指标口径负责人", "definition owner")
    assert second.cause.en == "first to fail: release.first"


def test_when_nothing_was_new_the_published_verdicts_hold(con):
    record(con, "old", [CheckResult("model.a", "model", "error", True, "0", "", "", "engineer")])
    judgement = judge_run(con, "nothing new", 5, None, LAST)
    assert judgement.complete and judgement.passed == {"model.a"}


def test_amounts():
    assert amount(0, 5) == ("少量", "a few") and amount(4, 5).en == "a few" and amount(5, 5).en == "5"
