"""The whole refresh killed at any moment, with its parser: readers are served, nothing is lost, a restart ends it."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.faults import state, town
from tests.faults.conftest import copy, delete, few_and_many
from tests.faults.kills import environment, moments, run, run_and_kill

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@pytest.mark.parametrize("count", few_and_many(2, 50))
def test_a_restart_ends_as_an_undisturbed_run_does(published, place, rng, count):
    undisturbed = copy(published.path, place / "undisturbed")
    code, seconds, said = run("pipelines", "refresh", env=environment(undisturbed, COOP_AS_OF=town.AS_OF))
    assert code == 0, said
    expected = state.everything(undisturbed)
    before, after = (
        path.resolve().name for path in (published.current, undisturbed / "releases" / "current")
    )
    assert before != after
    stages: Counter[str] = Counter()
    for moment in moments(seconds * 0.98, count, rng):
        home = copy(published.path, place / "home")
        settings = environment(home, COOP_AS_OF=town.AS_OF)
        while not run_and_kill(
            "pipelines", "refresh", env=settings, after=moment
        ):  # it ended sooner this time
            delete(home)
            home, moment = copy(published.path, place / "home"), moment * 0.9
        state.assert_readers_are_served(home, {before, after})
        state.assert_no_row_lost(home, place / "seen")
        stages[_stage(home, after)] += 1
        code, _, said = run("pipelines", "refresh", env=settings)
        assert code == 0, (moment, said)
        assert state.differences(state.everything(home), expected) == [], moment
        state.assert_readers_are_served(home, {after})
        assert _unfinished_runs(home) == 0
        delete(home)
        delete(place / "seen")
    print(f"refresh: {count} kills, 0 rows lost, readers always served; found {dict(sorted(stages.items()))}")


def _unfinished_runs(home: Path) -> int:
    """Runs that Dagster believes to be running: each would hold up every later one."""
    with closing(sqlite3.connect(home / "dagster" / "history" / "runs.db")) as con:
        query = "SELECT count(*) FROM runs WHERE status IN ('STARTING', 'STARTED', 'CANCELING', 'QUEUED')"
        return con.execute(query).fetchone()[0]


def _stage(home: Path, release_id: str) -> str:
    """How far the killed run had come, as far as its traces tell."""
    if (home / "releases" / "current").resolve().name == release_id:
        return "6 published"
    if (home / "releases" / f".draft-{release_id}").is_dir():
        return "5 draft"
    with duckdb.connect(str(home.parent / "seen" / "warehouse.duckdb")) as con:
        landed = con.execute("SELECT count(*) FROM raw.files WHERE received_at > '2018-01-15'").fetchone()[0]
        builds = con.execute("SELECT count(*), count(*) FILTER (WHERE finished) FROM gate.builds").fetchone()
    if builds[0] > 1:
        return "4 models built" if builds[1] > 1 else "3 models"
    return ("0 start", "1 landing")[landed > 0] if landed < town.SECOND_FILES else "2 landed"
