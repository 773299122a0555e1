"""Months of event tables from the command line: one run of the job `backfill` that tells each month as it is done."""

import sys
import uuid
from typing import Any

import dagster as dg

from pipelines.assets.months import month_partitions
from pipelines.definitions import BACKFILL, build_defs
from pipelines.event_tables import BackfillRefused
from pipelines.heal import fail_orphans
from pipelines.refresh import QUIET, reason_of
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse, plain_reason, refresh_lock

RANGE_TAGS = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def backfill(settings: Settings, first: str, last: str, table: str) -> int:
    """Recompute the months `first` to `last` (yyyy-mm) of one event table, or of all; 0 when all of them were.

    Raises BackfillRefused, WarehouseBusy.
    """
    if not settings.warehouse.exists():
        raise BackfillRefused(f"there is no warehouse at {settings.warehouse} yet: make refresh makes it")
    _check_months(month_partitions(settings).get_partition_keys(), first, last)
    settings.prepare()
    with refresh_lock(settings), dg.DagsterInstance.get() as instance:
        fail_orphans(instance)
        with open_warehouse(settings):  # busy or damaged is told before a run begins
            pass
        job, run_id = build_defs(settings).resolve_job_def(BACKFILL), str(uuid.uuid4())
        chosen = _chosen(job, table)
        instance.add_event_listener(run_id, _tell)
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            run_config=QUIET,
            asset_selection=chosen,
            tags=dict(zip(RANGE_TAGS, (first, last), strict=True)),
            raise_on_error=False,
        )
    for failure in (event.step_failure_data for event in result.all_events if event.is_step_failure):
        print(plain_reason(settings, reason_of(failure)), file=sys.stderr)
    return 0 if result.success else 1


def _chosen(job: dg.JobDefinition, table: str) -> list[dg.AssetKey]:
    keys = {key.path[-1]: key for key in job.asset_layer.executable_asset_keys}
    if table and table not in keys:
        raise BackfillRefused(f"TABLE may be {' or '.join(sorted(keys))}, not {table!r}")
    return [keys[table]] if table else list(keys.values())


def _check_months(known: list[str], first: str, last: str) -> None:
    for name, month in (("FROM", first), ("TO", last)):
        if month not in known:
            raise BackfillRefused(
                f"{name} must be a month from {known[0]} (COOP_FIRST_MONTH) to {known[-1]} as yyyy-mm, not {month!r}"
            )
    if first > last:
        raise BackfillRefused(f"FROM ({first}) lies after TO ({last})")


def _tell(entry: Any) -> None:
    """What the run itself says, without Dagster's own events."""
    if not entry.is_dagster_event:
        print(entry.user_message, flush=True)
