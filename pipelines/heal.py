"""Runs that a crash of the machine left hanging: Dagster would count them as running and queue every later one.

A run says in a tag which process it runs in; when that process is gone, the run failed.
"""

import os
import time
from pathlib import Path

import dagster as dg

PROCESS_TAG = "cooperation/process"
_RUNNING = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def this_process() -> str:
    """Number and start of this process: numbers are given again after a restart of the machine."""
    return _identity(os.getpid()) or str(os.getpid())


def mark_process(context: dg.AssetExecutionContext) -> None:
    """Write into the run's tags which process it runs in."""
    if context.run.tags.get(PROCESS_TAG) != this_process():
        context.instance.add_run_tags(context.run_id, {PROCESS_TAG: this_process()})


def fail_orphans(instance: dg.DagsterInstance, launching: float = 600) -> list[str]:
    """Mark runs as failed whose process is gone; returns their ids.

    A run without a process tag may be just starting: it counts as gone when it is older than `launching` seconds,
    0 where nothing can be launching, as before the daemon starts.
    """
    orphans = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_RUNNING)):
        run, process = record.dagster_run, record.dagster_run.tags.get(PROCESS_TAG)
        age = time.time() - record.create_timestamp.timestamp()
        if not _alive(process) if process else age >= launching:
            instance.report_run_failed(
                run, "the process of this run is gone: the machine or the process was stopped"
            )
            orphans.append(run.run_id)
    _free_slots(instance)
    return orphans


def _free_slots(instance: dg.DagsterInstance) -> None:
    """Give back what ended runs hold of the pools: a killed step keeps its slot, and every later run would wait for it."""
    storage = instance.event_log_storage
    for pool in storage.get_concurrency_keys():
        held = storage.get_concurrency_info(pool)
        for run_id in {step.run_id for step in (*held.claimed_slots, *held.pending_steps)}:
            run = instance.get_run_by_id(run_id)
            if run is None or run.is_finished:
                storage.free_concurrency_slots_for_run(run_id)


def _alive(identity: str) -> bool:
    number = identity.partition(":")[0]
    return number.isdigit() and _identity(int(number)) == identity


def _identity(process: int) -> str | None:
    """`number:start` of a running process, None when there is none."""
    try:
        fields = (
            Path(f"/proc/{process}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id")
    return (
        None
        if fields[0] == "Z"
        else f"{process}:{fields[19]}:{boot.read_text().strip() if boot.exists() else ''}"
    )
