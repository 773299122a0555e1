"""Three readers while releases are published without pause: no read is torn, fails or goes back."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import release_life, releases
from pipelines.settings import Settings
from tests.run.home import REPO

pytestmark = pytest.mark.xdist_group("faults")
READERS = 3
KEPT = 6  # old enough that no reader still has one of those that are pruned


@pytest.fixture
def settings(place) -> Settings:
    made = Settings(place, place / "landing", place / "secret", date(2021, 11, 30))
    made.releases.mkdir()
    return made


def _publish(settings: Settings, name: str) -> None:
    draft = releases.start_draft(settings.releases, name)
    (draft / "site").mkdir()
    (draft / "site" / "index.html").write_text(name)
    with duckdb.connect(str(draft / "release.duckdb")) as con:
        con.execute("CREATE TABLE release_info AS SELECT 'name' AS key, $1 AS value", [name])
    releases.seal(draft, name, {"as_of": "2021-11-30"})
    release_life.put_out(settings, draft, name)


def _read(settings: Settings, reads: int, place: Path) -> list[subprocess.Popen]:
    return [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.readers", str(settings.releases), str(reads // READERS),
             str(place / f"reader-{number}.json")],
            cwd=REPO, env=os.environ | {"PYTHONPATH": str(REPO)},
        )
        for number in range(READERS)
    ]  # fmt: skip


def _told(place: Path) -> dict[str, float]:
    found = [json.loads(path.read_text()) for path in place.glob("reader-*.json")]
    assert len(found) == READERS
    return {name: sum(one[name] for one in found) for name in ("reads", "torn", "failed", "back")} | {
        "p99": max(one["p99"] for one in found)
    }


@pytest.mark.parametrize("reads", [3_000, pytest.param(50_001, marks=pytest.mark.faults)])
def test_no_read_is_torn_fails_or_goes_back(settings, place, reads):
    _publish(settings, "r1")
    readers, published = _read(settings, reads, place), 1
    while any(reader.poll() is None for reader in readers):
        published += 1
        _publish(settings, f"r{published}")
        if published % 20 == 0:
            release_life.prune(settings, KEPT)
    told = _told(place)
    print(f"{told['reads']:,} reads during {published} publications: {told['torn']} torn, {told['failed']} failed, "
          f"{told['back']} going back, p99 {told['p99'] * 1000:.1f} ms")  # fmt: skip
    assert (told["reads"], told["torn"], told["failed"], told["back"]) == (reads, 0, 0, 0)
    assert published > 5


@pytest.mark.parametrize("reads", [1_500, pytest.param(9_999, marks=pytest.mark.faults)])
def test_no_read_is_torn_or_fails_while_releases_are_rolled_back_and_forth(settings, place, reads):
    for name in ("r1", "r2"):
        _publish(settings, name)
    readers, switches = _read(settings, reads, place), 0
    while any(reader.poll() is None for reader in readers):
        release_life.rollback(settings, ("r1", "r2")[switches % 2], "input")
        switches += 1
    told = _told(place)
    print(
        f"{told['reads']:,} reads during {switches} rollbacks: {told['torn']} torn, {told['failed']} failed"
    )
    assert (told["torn"], told["failed"]) == (0, 0) and switches > 5
