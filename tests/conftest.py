"""Fixtures shared by the tests: the sample city, published once a session."""

import os
import subprocess
from dataclasses import dataclass, field

import pytest

from pipelines import sample_city
from pipelines.sample_city import Truth
from pipelines.settings import QUIET_ENVIRONMENT
from tests.run.home import Home

os.environ.update(QUIET_ENVIRONMENT)


@dataclass(frozen=True)
class SampleRun:
    """The sample city after `demo`: what is true, where it lies, what the command said."""

    truth: Truth = field(repr=False)  # holds made-up persons: never in an error text
    home: Home
    output: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """Mark users with `xdist_group("sample")`, so that one worker makes it once."""
    folder = tmp_path_factory.mktemp("sample")
    truth = sample_city.generate(folder / "truth")
    home = Home(folder / "home", sample_city.LAST_DAY.isoformat())
    output = home.run("demo")
    assert output.returncode == 0, output.stdout + output.stderr
    return SampleRun(truth, home, output)
