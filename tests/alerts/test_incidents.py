"""Incidents: one message when something begins, one when it ends, none in between."""

from datetime import timedelta

import pytest

from pipelines.alerts.incidents import Judgement
from pipelines.alerts.report import tell
from tests.alerts.conftest import NOW, finding


@pytest.fixture
def run(settings, store):
    """Tells one run after another, an hour apart; returns the titles of the messages so far, without their ids."""
    count = 0

    def tell_run(*failing, passed=(), complete=False, event: str = "", hours: int | None = None) -> list[str]:
        nonlocal count
        count += 1
        judgement = Judgement(tuple(failing), frozenset(passed), complete)
        at = NOW + timedelta(hours=count if hours is None else hours)
        tell(settings, store, event or f"run{count}", at, judgement)
        titles = store.con.execute("SELECT title FROM messages ORDER BY number").fetchall()
        return [title.partition("】")[2].rpartition(" #")[0] for (title,) in titles]

    return tell_run


def body(store) -> str:
    return store.con.execute("SELECT body FROM messages ORDER BY number DESC LIMIT 1").fetchone()[0]


def test_five_failing_runs_are_one_alert_and_one_recovery(run):
    for _ in range(5):
        titles = run(finding("release.kpi_jump"), passed={"release.other"})
    assert titles == ["1 项错误 · 1 error"]
    assert run(passed={"release.kpi_jump"}, complete=True) == ["1 项错误 · 1 error", "1 项恢复 · 1 recovered"]
    assert len(run(complete=True)) == 2
    assert run(finding("release.kpi_jump"))[2:] == ["1 项错误 · 1 error"]  # a new incident is told anew


def test_what_was_not_judged_is_not_recovered(run):
    run(finding("release.kpi_jump"))
    assert len(run(finding("model.a"))) == 2  # stopped earlier: the release was not judged
    assert run(passed={"model.a"})[2:] == ["1 项恢复 · 1 recovered"]
    assert run(complete=True)[3:] == ["1 项恢复 · 1 recovered"]


def test_one_run_is_one_message_with_errors_first(run, store):
    run(finding("boundary.old", "warning"))
    titles = run(finding("boundary.late", "warning"), finding("model.a", cause="因"), passed={"boundary.old"})
    assert titles[1:] == ["1 项错误，1 项提醒，1 项恢复 · 1 error, 1 warning, 1 recovered"]
    text = body(store)
    places = [
        text.index(part)
        for part in (
            "读者：还没有可看的发布。",
            "[错误] model.a 未通过。\n自 2021-11-30 04:40；负责：数据工程师；首因：因",
            "[提醒] boundary.late 未通过。",
            "[恢复] boundary.old 未通过。\n自 2021-11-30 03:40 至 2021-11-30 04:40",
            "查看：make alerts",
            "Readers: there is no release yet.",
            "[Error] model.a failed.\nsince 2021-11-30 04:40; owner: engineer; first cause: 因",
        )
    ]
    assert places == sorted(places)


def test_older_incidents_are_counted_not_repeated(run, store):
    run(finding("model.a"))
    run(finding("model.a"), finding("model.b"))
    assert "model.a" not in body(store)
    assert "此前已告警、仍未恢复：1 项。" in body(store)


def test_a_run_counts_once_and_an_outdated_one_not_at_all(run, store):
    run(finding("model.a"), event="same", hours=2)
    assert len(run(complete=True, event="same", hours=3)) == 1
    assert len(run(complete=True, event="earlier", hours=1)) == 1
    assert [incident.finding.key for incident in store.open_incidents()] == ["model.a"]


def test_fifty_findings_are_ten_told_and_the_rest_counted(run, store):
    run(*(finding(f"model.m{number}") for number in range(50)))
    assert body(store).count("[错误]") == 10
    assert "另有 40 项。" in body(store) and "And 40 more." in body(store)


def test_readers_are_told_what_they_see(run, store, settings):
    (settings.releases / "20211031-abc").mkdir()
    (settings.releases / "20211031-abc" / "manifest.json").write_text('{"info": {"as_of": "2021-10-31"}}')
    (settings.releases / "current").symlink_to("20211031-abc")
    run(finding("model.a"))
    assert "读者：仍看到截至 2021-10-31 的发布（20211031-abc）。" in body(store)
    run(finding("model.a"), finding("boundary.b", "warning"))
    assert "with a badge on each page" in body(store)


def test_a_message_that_cannot_be_kept_changes_no_incident(settings, store):
    def no_message(_):
        raise OSError("no manifest")

    with pytest.raises(OSError):
        store.apply("run", NOW, Judgement((finding("a"),)), no_message, list)
    assert store.open_incidents() == [] and not store.reported("run")
