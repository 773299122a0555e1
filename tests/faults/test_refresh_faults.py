"""Named faults of the whole refresh: a full disk, two at once, a damaged warehouse, an unreadable release."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import state, town
from tests.faults.conftest import copy, delete
from tests.faults.kills import environment, run
from tests.faults.test_named import AS_OTHERS
from tests.run.home import REPO

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def expected(published, memory) -> Iterator[dict[str, object]]:
    """What an undisturbed refresh of the second delivery leaves."""
    home = copy(published.path, memory / "expected")
    _refreshed(home)
    yield state.everything(home)
    delete(home)


@pytest.fixture
def home(published, place) -> Path:
    return copy(published.path, place / "home")


def _refreshed(home: Path) -> None:
    code, _, said = run("pipelines", "refresh", env=environment(home, COOP_AS_OF=town.AS_OF))
    assert code == 0, said


def _told(home: Path, *prefix: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, sys.executable, "-m", "pipelines", "refresh"], cwd=REPO, check=False,
        env=environment(home, COOP_AS_OF=town.AS_OF), capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def disk(published, place) -> Iterator[Callable[[int], Path]]:
    """A file system of its own with so many free bytes; called again it grows."""
    if os.getuid() or not shutil.which("mount"):
        pytest.skip("a small disk can only be mounted by root")
    mounted = place / "disk"
    mounted.mkdir()

    def make(free: int) -> Path:
        home = mounted / "home"
        used = sum(
            path.lstat().st_blocks * 512 for path in (home if home.exists() else published.path).rglob("*")
        )
        size = f"size={(used + free) // 1024 + 256}k"
        options = ["-o", f"remount,{size}"] if home.exists() else ["-t", "tmpfs", "-o", size, "tmpfs"]
        subprocess.run(["mount", *options, str(mounted)], check=True)
        return home if home.exists() else copy(published.path, home)

    yield make
    subprocess.run(["umount", str(mounted)], check=True)


@pytest.mark.parametrize("free", [1 << 18, 3 << 20, 8 << 20])
def test_a_full_disk_is_told_and_loses_nothing(disk, place, expected, free):
    home = disk(free)
    before = (home / "releases" / "current").resolve().name
    result = _told(home)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "is full" in result.stderr and "Traceback" not in result.stderr, result.stderr
    state.assert_readers_are_served(home, {before})
    state.assert_no_row_lost(home, place / "seen")
    _refreshed(disk(1 << 28))
    assert state.differences(state.everything(home), expected) == []


def test_of_two_refreshes_at_once_one_says_so_and_harms_nothing(home, expected):
    env = environment(home, COOP_AS_OF=town.AS_OF)
    command = [sys.executable, "-m", "pipelines", "refresh"]
    both = [
        subprocess.Popen(
            command, cwd=REPO, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [process.communicate()[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 3], told
    assert any("another refresh is running" in text for text in told)
    assert state.differences(state.everything(home), expected) == []


def test_a_corrupt_warehouse_is_told_and_built_again_as_the_message_says(home, place, expected):
    before = (home / "releases" / "current").resolve().name
    file = home / "warehouse.duckdb"
    with file.open("r+b") as handle:
        for start in range(12_288 + 4096, file.stat().st_size, 1 << 18):  # each block, past its checksum
            handle.seek(start)
            found = handle.read(64)
            handle.seek(start)
            handle.write(bytes(byte ^ 0xFF for byte in found))
    result = _told(home)
    assert result.returncode == 1, result.stdout
    assert "make restore FROM=" in result.stderr and f"mv {file}" in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    state.assert_readers_are_served(home, {before})
    (home / "warehouse.duckdb.wal").unlink(missing_ok=True)
    file.rename(place / "damaged")
    _refreshed(home)
    found = state.everything(home)
    # Built anew it has seen both deliveries at once: no reason of a change is known, and checks judged both together.
    apart = {name for name in expected if "revisions" in name or "check_results" in name}
    assert set(state.differences(found, expected)) <= apart


@pytest.mark.skipif(
    bool(AS_OTHERS) and not shutil.which("setpriv"), reason="needs setpriv to be held to rights"
)
def test_an_unreadable_release_does_not_stop_the_refresh(home, expected):
    (home / "releases" / "current").resolve().chmod(0)
    result = _told(home, *AS_OTHERS)
    assert result.returncode == 0, result.stdout + result.stderr
    found = state.everything(home)
    # There is no release to compare with, so there are no revisions to tell.
    assert [name for name in state.differences(found, expected) if "revisions" not in name] == []
