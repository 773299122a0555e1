"""Publishing, approval and rollback, stopped before every system call that changes something, and on a failing disk.

Readers must have the old or the new release, whole; done again, the act must end as if nothing had happened.
"""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import audit, release_life, releases
from pipelines.settings import Settings
from tests.faults import state
from tests.faults.conftest import copy
from tests.faults.kills import environment
from tests.run.home import REPO

pytestmark = [
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif(
        not shutil.which("strace"), reason="system-call faults need strace (apt-get install strace)"
    ),
]
CALLS = ("write", "fsync", "ftruncate", "rename", "link", "symlink", "unlink", "unlinkat", "chmod", "fchmodat", "mkdir",
         "rmdir", "openat", "sendfile", "copy_file_range")  # fmt: skip
ACTS = ("publish", "approve", "rollback")
NEW = {"publish": "r3", "approve": "r3", "rollback": "r1"}
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO")
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)


@pytest.fixture
def template(place) -> Path:
    """What a draft holds before it is sealed."""
    folder = place / "template"
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("page")
    with duckdb.connect(str(folder / "release.duckdb")) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS a")
    return folder


@pytest.fixture
def home(place, template) -> Path:
    """Two releases were published, and a kill left a draft."""
    folder = place / "home"
    (folder / "releases").mkdir(parents=True)
    for name in ("r1", "r2"):
        act_on("publish", folder, template, name)
    shutil.copytree(template, folder / "releases" / ".draft-r0")
    return folder


def act_on(
    act: str, home: Path, template: Path, release_id: str, *strace: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults.publish", act, str(home), str(template), release_id]
    return subprocess.run(
        [*strace, *command], cwd=REPO, env=environment(home, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def _points(act: str, home: Path, template: Path, scratch: Path) -> list[tuple[str, int]]:
    """Every (call, number) the act makes after its modules are loaded: calls that touch the home, or carry no path."""
    trace = scratch / f"trace-{act}"
    calls = ",".join(CALLS)
    result = act_on(act, copy(home, scratch / f"traced-{act}"), template, NEW[act], "strace", "-f", "-y", "-qq",
                  "-e", f"trace={calls}", "-e", "signal=none", "-o", str(trace))  # fmt: skip
    assert result.returncode == 0, result.stderr
    seen: dict[str, int] = {}
    points = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := _LINE.match(line):
            seen[match[1]] = seen.get(match[1], 0) + 1
            writes = match[1] != "openat" or "O_CREAT" in line
            if f"traced-{act}" in line and writes:
                points.append((match[1], seen[match[1]]))
    return points


def _stopped(act: str, home: Path, template: Path, point: tuple[str, int], fault: str) -> None:
    """Run the act with one fault; readers are served; done again it ends well."""
    call, number = point
    result = act_on(act, home, template, NEW[act], "strace", "-f", "-qq", "-o", "/dev/null",
                  "-e", f"inject={call}:{fault}:when={number}")  # fmt: skip
    state.assert_readers_are_served(home, {"r2", NEW[act]})
    if fault.endswith("KILL"):
        assert result.returncode in (-9, 137), (act, point)
    if result.returncode == 0:  # whatever failed, success is told only when it is one
        assert releases.current_id(home / "releases") == NEW[act]
    again = act_on(act, home, template, NEW[act])
    told = (act, point, fault, again.stderr[-500:])
    if again.returncode and act == "approve":  # published already: there is nothing left to approve
        assert releases.current_id(home / "releases") == NEW[act], told
    else:
        assert again.returncode == 0, told
    state.assert_readers_are_served(home, {NEW[act]})
    settings = Settings(home, home / "landing", home / "secret", date(2021, 11, 30))
    acts = [entry["act"] for entry in audit.read(settings)]
    assert set(acts) == ({act} if act != "publish" else set()), told
    assert not [path.name for path in (home / "releases").glob(".draft-*")] or act == "rollback", told
    pin = release_life.read_pin(home / "releases")
    assert (pin is not None) == (act == "rollback"), told
    for name in ("r1", "r2", NEW[act]):
        assert releases.is_whole(home / "releases" / name), told
        assert (home / "releases" / name).stat().st_mode & 0o777 == 0o555, told


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("step", [25, pytest.param(1, marks=pytest.mark.faults)])
def test_readers_are_served_wherever_it_stops(place, home, template, act, step):
    points = _points(act, home, template, place)
    assert {"fsync", "rename", "symlink", "chmod"} <= {call for call, _ in points}, points
    # Each act has one switch of `current`: where that fails must be among the few points of the ordinary suite too.
    chosen = points[::step] + (
        [point for point in points if point[0] in ("rename", "symlink")] if step > 1 else []
    )
    cases = [
        (point, fault) for point in dict.fromkeys(chosen) for fault in (FAULTS if step == 1 else FAULTS[:1])
    ]
    for number, (point, fault) in enumerate(cases):
        again = copy(home, place / f"home-{number}")
        _stopped(act, again, template, point, fault)
    print(f"{act}: {len(points)} system calls, {len(cases)} faults, readers always served")
