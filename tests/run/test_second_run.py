"""A refresh with nothing new reads no file, changes no number and leaves the release as it is."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("sample")


def test_nothing_new_changes_nothing(sample_run):
    home = sample_run.home
    state = "SELECT * FROM raw.files ORDER BY ALL"
    before, release = home.warehouse(state), home.current.resolve()
    hidden = []
    for path in home.landing.rglob("*"):
        if path.is_file() and not path.name.startswith(("_", ".")):
            # Same path, size and time: a run that opened the file would notice that its bytes are gone.
            stat = path.stat()
            content = path.read_bytes()
            hidden.append((path, content, stat))
            path.write_bytes(b"\0" * len(content))
            _touch(path, stat)
    try:
        output = home.run()
    finally:
        for path, content, stat in hidden:
            path.write_bytes(content)
            _touch(path, stat)
    assert output.returncode == 0, output.stdout + output.stderr
    assert home.warehouse(state) == before
    assert home.current.resolve() == release
    assert f"release: {release.name}" in output.stdout


def _touch(path, stat) -> None:
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
