"""What happens by itself: a run every night in Shanghai and when new files lie in the landing folder, and alerts."""

import hashlib
import time
from typing import Any

import dagster as dg

from pipelines.alerts.watch import NIGHTLY, SCHEDULE, watch
from pipelines.contracts import load_contracts
from pipelines.heal import fail_orphans
from pipelines.landing.discover import discover
from pipelines.settings import Settings, shanghai_now

_SETTLED_NS = 60 * 10**9  # a file still being copied keeps changing; wait until it is a minute old


def build_schedule(job: Any) -> dg.ScheduleDefinition:
    """The nightly run at 02:30 Shanghai time, on unless an operator stops it."""
    return dg.ScheduleDefinition(
        name=SCHEDULE,
        job=job,
        cron_schedule=f"{NIGHTLY.minute} {NIGHTLY.hour} * * *",
        execution_timezone="Asia/Shanghai",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def build_landing_sensor(job: Any) -> dg.SensorDefinition:
    """One run for each new state of the landing folder, once its newest file has settled."""

    @dg.sensor(
        name="landing_files",
        job=job,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def landing_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        settings = Settings.from_env()
        deliveries, _ = discover(settings.landing, load_contracts())
        if not deliveries:
            return dg.SkipReason("the landing folder is empty")
        state = hashlib.sha256()
        newest = 0
        for delivery in deliveries:
            state.update(f"{delivery.path}\0{delivery.size}\0{delivery.mtime_ns}\n".encode())
            newest = max(newest, delivery.path.stat().st_ctime_ns)
        cursor = state.hexdigest()
        if cursor == context.cursor:
            return dg.SkipReason("no new files")
        if time.time_ns() - newest < _SETTLED_NS:
            return dg.SkipReason("files are still arriving")
        context.update_cursor(cursor)
        return dg.RunRequest(run_key=cursor)

    return landing_files


@dg.sensor(name="alerts", minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def alert_sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Reports ended runs and missed nights, and sends what waits; it starts no run itself."""
    fail_orphans(context.instance)  # a killed run must not hold up the next one until somebody restarts
    tally = watch(Settings.from_env(), context.instance, shanghai_now())
    for channel, reason in tally.failures.items():
        context.log.warning(f"alert channel {channel}: {reason}")
    return dg.SkipReason(f"{tally.sent} alert(s) sent, {tally.waiting} waiting")
