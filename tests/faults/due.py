"""The code location with its schedule due at $DUE (hh:mm, Shanghai) instead of 02:30 and no sensors: for the daemon."""

import os

import dagster as dg

from pipelines import automation
from pipelines.automation import NIGHTLY
from pipelines.definitions import build_defs


@dg.definitions
def defs() -> dg.Definitions:
    hour, minute = os.environ["DUE"].split(":")
    automation.NIGHTLY = NIGHTLY.replace(hour=int(hour), minute=int(minute))
    made = build_defs()
    return dg.Definitions(
        assets=made.assets, jobs=made.jobs, schedules=made.schedules, executor=made.executor
    )
