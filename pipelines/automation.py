"""When the job runs by itself: every night in Shanghai, and when new files lie in the landing folder."""

import hashlib
import time
from typing import Any

import dagster as dg

from pipelines.contracts import load_contracts
from pipelines.landing.discover import discover
from pipelines.settings import Settings

_SETTLED_NS = 60 * 10**9  # a file still being copied keeps changing; wait until it is a minute old


def build_schedule(job: Any) -> dg.ScheduleDefinition:
    """The nightly run at 02:30 Shanghai time, on unless an operator stops it."""
    return dg.ScheduleDefinition(
        name="nightly_refresh",
        job=job,
        cron_schedule="30 2 * * *",
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
