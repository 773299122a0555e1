"""One run from the command line: the job `refresh` in this process, then a summary a person can read."""

import sys
from contextlib import suppress
from typing import Any

import dagster as dg
import duckdb

from pipelines import release_life
from pipelines.alerts.console import after_run
from pipelines.assets.run import judging_run, standing
from pipelines.contracts import load_contracts
from pipelines.definitions import build_defs
from pipelines.heal import fail_orphans
from pipelines.landing.discover import discover
from pipelines.releases import current_id
from pipelines.settings import Settings
from pipelines.warehouse import WarehouseDamaged, open_warehouse, plain_reason, refresh_lock

# Stages of the summary by the name of the step that does them.
_STAGES = {
    "land_files": "landing",
    "dbt_models": "models",
    "release__database": "gate and database",
    "release__site": "site and files",
    "release__published": "publishing",
}

# The event log of the run keeps everything; the terminal shows what a person must act on.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


# Exit codes: readers have the release of the present input, a stage failed, a person keeps another release for them.
DONE, FAILED, HELD = 0, 1, 4


def refresh(settings: Settings) -> int:
    """Run the job, print the summary; 0 only when readers now have a release of the present input."""
    settings.prepare()
    with refresh_lock(settings), dg.DagsterInstance.get() as instance:
        for run_id in fail_orphans(instance):
            print(f"run {run_id} was left hanging by a crash; it is marked as failed", file=sys.stderr)
        # A busy warehouse is told before a run begins; on a damaged one the run fails, and its alert goes out.
        with suppress(WarehouseDamaged), open_warehouse(settings):
            pass
        job = build_defs(settings).resolve_job_def("refresh")
        result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=QUIET)
        seconds = _seconds(instance, result.run_id)
        # Before the warehouse is opened for the summary: alerts go out even when it cannot be.
        alerts = after_run(settings, instance, result.run_id)
    failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    reasons = [plain_reason(settings, reason_of(failure)) for failure in failures]
    try:
        with open_warehouse(settings) as con:
            print_summary(con, settings, result.run_id, seconds)
            state = standing(con, settings)
    except (
        duckdb.Error,
        OSError,
    ) as error:  # a full disk ends the engine; the reasons must be told all the same
        state = None
        reasons = reasons or [plain_reason(settings, str(error))]
    print(alerts)
    for reason in reasons:
        print(f"\nnot published: {reason}", file=sys.stderr)
    if not result.success or state is None:
        return FAILED
    return DONE if state == "published" else _held(settings, state)


def _held(settings: Settings, state: str) -> int:
    """Say which release readers have instead of the present input's, and which command changes that."""
    current = current_id(settings.releases) or "no release"
    if state == "waiting":
        folder = release_life.checked(settings.releases)
        name = folder.name.removeprefix(".checked-")
        print(
            f"\n{name} passed the gate and waits; readers have {current}. Look at {folder}/site/index.html, then:"
        )
        print(f'    make approve RELEASE={name} BY="role or name"')
    else:
        pin = release_life.read_pin(settings.releases)
        print(f"\nreaders keep {current}, to which a person rolled back; nothing new came in since then.")
        if pin.replaced:
            print(f"To go forward again: make rollback RELEASE={pin.replaced}")
    return HELD


def reason_of(failure: Any) -> str:
    """What a stage said when it gave up, else the innermost error."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error.cause is not None:
        error = error.cause
    return error.message.strip()


def _seconds(instance: dg.DagsterInstance, run_id: str) -> dict[str, float]:
    stats = instance.get_run_step_stats(run_id)
    return {
        _STAGES.get(item.step_key, item.step_key): item.end_time - item.start_time
        for item in sorted(stats, key=lambda item: item.start_time or 0)
        if item.start_time and item.end_time
    }


def print_summary(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    seconds: dict[str, float],
) -> None:
    """Feeds, failed checks, claims, release id and seconds of the run, to standard output."""
    feeds = con.execute(
        """SELECT system || '.' || feed, count(*), count(*) FILTER (WHERE status = 'refused'),
                  sum(rows_read), sum(rows_accepted), sum(rows_quarantined)
           FROM raw.files WHERE withdrawn_at IS NULL GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    print(f"\n{'feed':40} {'files':>6} {'refused':>8} {'rows read':>12} {'accepted':>12} {'quarantined':>12}")
    for row in feeds:
        print("{:40} {:>6} {:>8} {:>12,} {:>12,} {:>12,}".format(*row))
    _, strays = discover(settings.landing, load_contracts())
    if strays:
        print(f"\nleft alone, in no feed's folder: {len(strays)} file(s), such as {strays[0]}")
    failed = con.execute(
        """SELECT severity, check_id, observed, message FROM gate.check_results
           WHERE run_id = coalesce((SELECT any_value(run_id) FROM gate.check_results WHERE run_id = $1), $2)
             AND NOT passed ORDER BY severity, check_id""",
        [run_id, judging_run(con, settings)],  # a run with nothing new judged nothing: the last verdicts hold
    ).fetchall()
    errors = sum(row[0] == "error" for row in failed)
    print(f"\nchecks failed: {errors} errors, {len(failed) - errors} warnings")
    for severity, check_id, observed, message in failed:
        print(f"  {severity:8} {check_id}  (observed {observed})\n           {message}")
    release_id = current_id(settings.releases)
    if release_id:
        _print_release(settings, release_id)
    print("seconds: " + ", ".join(f"{stage} {value:.1f}" for stage, value in seconds.items()))


def _print_release(settings: Settings, release_id: str) -> None:
    folder = settings.releases / release_id
    with duckdb.connect(str(folder / "release.duckdb"), read_only=True) as release:
        verdicts = dict(
            release.execute("SELECT verdict, count(*) FROM claim_results GROUP BY ALL").fetchall()
        )
    print("claims:  " + ", ".join(f"{verdicts.get(name, 0)} {name}" for name in ("in", "out", "undecidable")))
    print(f"release: {release_id}  {(settings.releases / 'current' / 'site' / 'index.html')}")
