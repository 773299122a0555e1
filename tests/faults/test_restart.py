"""The machine stops while a run is going on; after the restart nothing blocks and the next scheduled run starts."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.heal import fail_orphans
from pipelines.settings import SHANGHAI
from tests.faults import town
from tests.faults.conftest import copy
from tests.faults.kills import environment
from tests.run.home import REPO

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
_WITHIN = 60  # seconds


@pytest.fixture
def env(published, place, monkeypatch) -> dict[str, str]:
    home = copy(published.path, place / "home")
    due = datetime.now(SHANGHAI) + timedelta(seconds=100)
    env = environment(home, COOP_AS_OF=town.AS_OF, DUE=f"{due:%H:%M}", DAGSTER_HOME=str(home / "dagster"))
    monkeypatch.setenv("DAGSTER_HOME", env["DAGSTER_HOME"])
    return env


def _daemon(env: dict[str, str], log: Path) -> subprocess.Popen:
    """The daemon as `make serve` starts it."""
    return subprocess.Popen(
        [Path(sys.executable).parent / "dagster-daemon", "run", "-m", "tests.faults.due", "-d", str(REPO)],
        cwd=REPO, env=env, stdout=log.open("ab"), stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def _end(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(seconds: float, until) -> float:
    """Seconds until `until()` holds."""
    start = time.monotonic()
    while not until():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.25)
    return time.monotonic() - start


def test_the_next_scheduled_run_starts_within_a_minute(env, place):
    log, due = place / "daemon.log", datetime.now(SHANGHAI).replace(second=0, microsecond=0)
    hour, minute = map(int, env["DUE"].split(":"))
    due = due.replace(hour=hour, minute=minute)
    due += timedelta(days=due < datetime.now(SHANGHAI))
    with dg.DagsterInstance.get() as instance:
        before = _daemon(env, log)
        try:
            _wait(240, lambda: instance.all_instigator_state())  # it knows the schedule
        finally:
            _end(before)
        hanging = instance.create_run_for_job(_nothing, status=dg.DagsterRunStatus.STARTED).run_id
        pool = instance.event_log_storage
        assert pool.claim_concurrency_slot("warehouse", hanging, "land_files").is_claimed
        time.sleep(
            max(0.0, (due - datetime.now(SHANGHAI)).total_seconds()) + 2
        )  # it is due while nothing runs
        known = {record.dagster_run.run_id for record in instance.get_run_records()}
        start = time.monotonic()
        assert fail_orphans(instance, launching=0) == [hanging]
        after = _daemon(env, log)
        try:

            def new_run() -> bool:
                """A run that was not there before has its first step at work."""
                return bool(pool.get_concurrency_info("warehouse").active_run_ids - known - {hanging})

            _wait(300, new_run)
            seconds = time.monotonic() - start
            print(f"the scheduled run started {seconds:.0f} s after the restart")
            assert seconds < _WITHIN, log.read_text()
        finally:
            _end(after)


@dg.job
def _nothing():
    """A run that a stopped machine left behind."""
