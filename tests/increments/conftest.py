"""The empty College, parsed and built once for every test of the increments."""

from pathlib import Path

import pytest

from tests.increments.college import make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("college"))
