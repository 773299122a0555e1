"""Homes of the small town in memory: a kill of the process is the same there, and the disk's wait is saved."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import town
from tests.run.home import Home

SEED = int(os.environ.get("SEED") or 1)


def few_and_many(few: int, many: int) -> list:
    """A few in the ordinary suite, many in `make test-faults` (KILLS=n for another number)."""
    return [few, pytest.param(int(os.environ.get("KILLS") or many), marks=pytest.mark.faults)]


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(dir=base, prefix="coop-faults-"))
    yield folder
    delete(folder)


@pytest.fixture
def place(memory) -> Iterator[Path]:
    """An empty folder for one test, gone afterwards: memory is not a disk."""
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    delete(folder)


@pytest.fixture(scope="session")
def published(memory) -> Home:
    """The town with its first release, and files of the second delivery lying there unread."""
    home = Home(memory / "published", town.AS_OF)
    town.first(home.landing)
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr
    town.second(home.landing)
    return home


@pytest.fixture
def rng() -> random.Random:
    return random.Random(SEED)


def copy(home: Path, target: Path) -> Path:
    """The same state with the same file times."""
    shutil.copytree(home, target, symlinks=True)
    return target


def delete(folder: Path) -> None:
    """Delete a folder, sealed releases in it as well: they are read-only."""
    for parent, names, _ in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755)
    shutil.rmtree(folder)
