"""What Dagster's daemon looks after every minute: ended runs nobody reported, a missed schedule, waiting messages."""

from datetime import UTC, datetime, time, timedelta

import dagster as dg

from pipelines.alerts.collect import ENGINEER
from pipelines.alerts.incidents import SCHEDULE_KEY, Both, Finding, Judgement
from pipelines.alerts.outbox import Tally, drain
from pipelines.alerts.report import ENDED, report_run, tell
from pipelines.alerts.store import Store, open_store
from pipelines.settings import SHANGHAI, Settings

SCHEDULE = "nightly_refresh"
NIGHTLY = time(2, 30)  # Shanghai wall clock
STARTS_WITHIN = timedelta(hours=2)
ENDS_WITHIN = timedelta(hours=6)
_LOOKED_AT = 50  # newest runs; older ones a later run has outdated


def watch(settings: Settings, instance: dg.DagsterInstance, now: datetime) -> Tally:
    """One round at `now` (Shanghai wall clock)."""
    with open_store(settings) as store:
        # Runs and nights before the first round were nobody's to report.
        since = datetime.fromisoformat(store.mark("watching_since", now.isoformat(timespec="seconds")))
        for run_id in _ended_runs(instance, since):
            report_run(settings, store, instance, run_id)
        _look_for_a_missed_night(settings, store, instance, since, now)
    return drain(settings, now)


def _ended_runs(instance: dg.DagsterInstance, since: datetime) -> list[str]:
    """Oldest first."""
    records = instance.get_run_records(
        dg.RunsFilter(job_name="refresh", statuses=list(ENDED), updated_after=_utc(since)), limit=_LOOKED_AT
    )
    return [record.dagster_run.run_id for record in sorted(records, key=lambda item: item.end_time or 0)]


def _look_for_a_missed_night(
    settings: Settings, store: Store, instance: dg.DagsterInstance, since: datetime, now: datetime
) -> None:
    due = datetime.combine(now.date(), NIGHTLY)
    due -= timedelta(days=now - STARTS_WITHIN < due)
    event = f"{SCHEDULE} {due:%Y-%m-%d %H:%M}"
    if due < since or store.reported(event) or _switched_off(instance):
        return
    cause = _why_missed(instance, due, now)
    if cause is None:
        return
    missed = Finding(
        SCHEDULE_KEY,
        "error",
        Both("夜间刷新没有按时运行，请数据工程师检查 Dagster 与本机。",
             "The nightly refresh did not run on time; the engineer must look at Dagster and the machine."),
        ENGINEER,
        cause,
        since=f"{due:%Y-%m-%d %H:%M}",
    )  # fmt: skip
    tell(settings, store, event, now, Judgement((missed,)))


def _why_missed(instance: dg.DagsterInstance, due: datetime, now: datetime) -> Both | None:
    """None when a run of that night is done or still has time."""
    records = instance.get_run_records(
        dg.RunsFilter(job_name="refresh", created_after=_utc(due)), limit=_LOOKED_AT
    )
    if any(record.dagster_run.status in ENDED for record in records):
        return None
    started = [record.start_time for record in records if record.start_time]
    if not started:
        return Both("没有运行开始", "no run has started")
    if _utc(now).timestamp() - max(started) < ENDS_WITHIN.total_seconds():
        return None
    return Both("运行已开始，但一直没有结束", "a run started and has not ended")


def _switched_off(instance: dg.DagsterInstance) -> bool:
    """True when an operator stopped the schedule."""
    states = instance.all_instigator_state()
    return any(state.name == SCHEDULE and not state.is_running for state in states)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)
