"""From the real command and the real sensor to messages; the job's stages are replaced by verdicts of the test's choice."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import dagster as dg
import pytest

from pipelines import refresh as command
from pipelines.alerts import watch as watching
from pipelines.alerts.hooks import note_what_failed, note_what_passed
from pipelines.alerts.report import report_run
from pipelines.alerts.store import open_store
from pipelines.assets.release import GateBlocks
from pipelines.checks import CheckResult, record
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import open_warehouse

PERSON = "王小明 330203199001011234"  # made up; stands for a cell that an engine quotes in its error


def verdict(check_id: str, passed: bool, severity: str = "error", observed: str = "12") -> CheckResult:
    layer = check_id.split(".")[0]
    return CheckResult(check_id, layer, severity, passed, observed, "It failed.", "没有通过。", "engineer")


@dataclass
class City:
    """What the next run finds; `run` runs it with the real command."""

    settings: object
    verdicts: list[CheckResult] = field(default_factory=list)
    crash: Exception | None = None

    def definitions(self, _settings) -> dg.Definitions:
        city = self

        @dg.op
        def land_files() -> int:
            if city.crash:
                raise city.crash
            return 1

        @dg.op
        def release__published(context: dg.OpExecutionContext, _landed: int) -> None:
            with open_warehouse(Settings.from_env()) as con:
                record(con, context.run_id, city.verdicts)
            if any(item.blocks for item in city.verdicts):
                raise GateBlocks("the gate blocks", allow_retries=False)

        @dg.job(name="refresh", hooks={note_what_failed, note_what_passed})
        def refresh() -> None:
            release__published(land_files())

        return dg.Definitions(jobs=[refresh])

    def run(self, *verdicts: CheckResult, crash: Exception | None = None) -> int:
        self.verdicts, self.crash = list(verdicts), crash
        return command.refresh(self.settings)

    def execute(self, instance: dg.DagsterInstance, *verdicts: CheckResult, crash=None, tags=None) -> str:
        """A run that Dagster starts, reported by nobody yet; its id."""
        self.verdicts, self.crash = list(verdicts), crash
        job = self.definitions(None).get_job_def("refresh")
        result = job.execute_in_process(
            instance=instance, raise_on_error=False, run_config=command.QUIET, tags=tags
        )
        return result.run_id


@pytest.fixture
def city(hooked, monkeypatch) -> City:
    for name in [name for name in os.environ if name.startswith("COOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COOP_HOME", str(hooked.home))
    monkeypatch.setenv("COOP_AS_OF", "2021-11-30")
    monkeypatch.setenv("COOP_ALERT_URLS", ",".join(hooked.alert_urls))
    monkeypatch.setenv("DAGSTER_HOME", str(hooked.dagster_home))
    hooked.prepare()
    city = City(hooked)
    monkeypatch.setattr(command, "build_defs", city.definitions)
    monkeypatch.setattr(command, "standing", lambda con, settings: "published")  # these jobs make no folder
    return city


def titles(web) -> list[str]:
    return [post["title"].partition("】")[2].rpartition(" #")[0] for _, _, post in web.posts]


def test_five_failing_runs_give_one_alert_and_one_recovery(city, web, capsys):
    for _ in range(5):
        assert city.run(verdict("model.a", False), verdict("model.b", True)) == 1
    assert titles(web) == ["1 项错误 · 1 error"]
    assert city.run(verdict("model.a", True), verdict("model.b", True)) == 0
    assert titles(web) == ["1 项错误 · 1 error", "1 项恢复 · 1 recovered"]
    assert city.run(verdict("model.a", True)) == 0
    assert len(web.posts) == 2
    assert "alerts:  0 sent, 0 waiting" in capsys.readouterr().out.splitlines()[-1]
    text = web.posts[0][2]["message"]
    assert (
        "没有通过。" in text and "涉及 12 行" in text and "负责：数据工程师" in text and "It failed." in text
    )


def test_counts_below_k_are_words(city, web):
    city.run(verdict("model.a", False, observed="4"), verdict("model.b", False, observed="5"))
    text = web.posts[0][2]["message"]
    assert "涉及少量行" in text and "a few rows" in text
    assert "涉及 5 行" in text and "5 rows" in text
    assert "4 行" not in text and "4 rows" not in text


def test_what_was_skipped_is_told_at_its_first_cause(city, web):
    city.run(
        verdict("model.root", False),
        *(verdict(f"model.child{number}", False, observed="skipped") for number in range(30)),
        verdict("model.other", False),
    )
    assert titles(web) == ["2 项错误 · 2 errors"]
    text = web.posts[0][2]["message"]
    assert "另有 30 个模型因此未生成" in text and "child" not in text
    assert "首个失败：model.root" in text


def test_a_crash_is_told_without_what_the_engine_quoted(city, web):
    for _ in range(2):
        assert city.run(crash=ValueError(f"could not convert '{PERSON}'")) == 1
    assert titles(web) == ["1 项错误 · 1 error"]
    assert "“接收文件”阶段，ValueError" in web.posts[0][2]["message"]
    city.run()
    assert titles(web)[1:] == ["1 项恢复 · 1 recovered"]
    for path in city.settings.alerts.iterdir():
        for part in PERSON.split():
            assert part.encode() not in path.read_bytes(), path.name


def test_alerts_go_out_when_the_warehouse_is_damaged(city, web):
    city.settings.warehouse.write_bytes(b"this is no database" * 1000)
    with pytest.raises(Exception, match="is damaged"):
        city.run()
    assert titles(web) == ["1 项错误 · 1 error"]
    assert "数据仓库无法打开" in web.posts[0][2]["message"]


def test_the_sensor_reports_what_nobody_reported_and_nothing_twice(city, web):
    with dg.DagsterInstance.get() as instance:
        start = shanghai_now()
        watching.watch(city.settings, instance, start)
        for _ in range(3):
            city.execute(instance, verdict("model.a", False))
            watching.watch(city.settings, instance, start)
        assert titles(web) == ["1 项错误 · 1 error"]
        city.run(verdict("model.a", True))
        watching.watch(city.settings, instance, start)
        assert titles(web) == ["1 项错误 · 1 error", "1 项恢复 · 1 recovered"]


def test_a_process_that_died_after_its_run_is_reported_by_the_sensor(city, web, monkeypatch):
    with dg.DagsterInstance.get() as instance:
        watching.watch(city.settings, instance, shanghai_now() - timedelta(minutes=1))
        monkeypatch.setattr(command, "after_run", lambda *_: "")
        city.run(verdict("model.a", False))
        assert web.posts == []
        watching.watch(city.settings, instance, shanghai_now())
    assert titles(web) == ["1 项错误 · 1 error"]


def test_a_failure_that_dagster_will_retry_is_not_told(city, web):
    with dg.DagsterInstance.get() as instance, open_store(city.settings) as store:
        watching.watch(city.settings, instance, shanghai_now())
        first = city.execute(instance, verdict("model.a", False))
        instance.add_run_tags(first, {"dagster/will_retry": "true"})
        watching.watch(city.settings, instance, shanghai_now())
        assert web.posts == [] and not store.reported(first)
        last = city.execute(instance, verdict("model.a", False))
        instance.add_run_tags(last, {"dagster/will_retry": "false"})
        watching.watch(city.settings, instance, shanghai_now())
    assert titles(web) == ["1 项错误 · 1 error"]


def test_dagster_itself_says_which_failure_was_the_last(city, web):
    config = city.settings.dagster_home / "dagster.yaml"
    config.write_text(config.read_text() + "run_retries:\n  enabled: true\n  max_retries: 1\n")
    with dg.DagsterInstance.get() as instance, open_store(city.settings) as store:
        first = city.execute(instance, verdict("model.a", False))
        assert instance.get_run_by_id(first).tags["dagster/will_retry"] == "true"
        report_run(city.settings, store, instance, first)
        assert not store.reported(first)
        last = city.execute(instance, verdict("model.a", False), tags={"dagster/max_retries": "0"})
        report_run(city.settings, store, instance, last)
        assert store.reported(last)


def test_a_missed_night_is_told_once_and_recovers(city, web):
    tonight = datetime.combine(shanghai_now().date(), watching.NIGHTLY) + timedelta(days=1)
    with dg.DagsterInstance.get() as instance:

        def at(**later: int) -> list[str]:
            watching.watch(city.settings, instance, tonight + timedelta(**later))
            return titles(web)

        at(hours=-20)
        assert at(hours=1, minutes=59) == []
        assert at(hours=2, minutes=1) == ["1 项错误 · 1 error"]
        assert "没有运行开始" in web.posts[0][2]["message"]
        assert f"自 {tonight:%Y-%m-%d} 02:30" in web.posts[0][2]["message"]
        assert len(at(hours=3)) == len(at(days=1, hours=3)) == 1  # the next night is missed too
        with open_store(city.settings) as store:
            assert [item.finding.key for item in store.open_incidents()] == ["schedule.nightly_refresh"]


def test_nights_before_the_watch_and_nights_that_ran_are_not_missed(city, web):
    yesterday = datetime.combine(shanghai_now().date(), watching.NIGHTLY) - timedelta(days=1)
    with dg.DagsterInstance.get() as instance:
        watching.watch(city.settings, instance, yesterday + timedelta(hours=1))
        city.execute(instance)  # created now, after yesterday's night
        watching.watch(city.settings, instance, yesterday + timedelta(hours=9))
    assert web.posts == []


def test_a_run_that_never_ends_is_a_missed_night(city, web, monkeypatch):
    now = shanghai_now()  # Dagster dates runs by the clock, so the night begins an hour ago
    night = now - timedelta(hours=1)
    monkeypatch.setattr(watching, "NIGHTLY", night.time())
    with dg.DagsterInstance.get() as instance:
        watching.watch(city.settings, instance, night - timedelta(hours=1))
        job = city.definitions(None).get_job_def("refresh")
        run = instance.create_run_for_job(job)
        instance.report_dagster_event(dg.DagsterEvent("PIPELINE_START", "refresh"), run.run_id)
        watching.watch(city.settings, instance, now + timedelta(hours=5))
        assert web.posts == []
        watching.watch(city.settings, instance, now + timedelta(hours=7))
    assert "已开始，但一直没有结束" in web.posts[0][2]["message"]


def test_the_next_good_run_ends_a_missed_night(city, web):
    night = datetime.combine(shanghai_now().date(), watching.NIGHTLY) - timedelta(days=1)
    with dg.DagsterInstance.get() as instance:
        watching.watch(city.settings, instance, night - timedelta(hours=1))
        watching.watch(city.settings, instance, night + timedelta(hours=3))
        city.run()
    assert titles(web) == ["1 项错误 · 1 error", "1 项恢复 · 1 recovered"]


def test_a_store_that_cannot_be_used_is_said_and_stops_no_run(city, capsys):
    (city.settings.alerts / "alerts.db").write_bytes(b"this is no database" * 100)
    assert city.run() == 0
    assert "alerts: NOT recorded" in capsys.readouterr().out


def test_the_sensor_sends_and_starts_nothing(city, web):
    from pipelines.automation import alert_sensor

    with dg.DagsterInstance.get() as instance:
        context = dg.build_sensor_context(instance=instance)
        assert alert_sensor(context).skip_message == "0 alert(s) sent, 0 waiting"
        city.execute(instance, verdict("model.a", False))
        assert alert_sensor(context).skip_message == "2 alert(s) sent, 0 waiting"  # webhook and log
