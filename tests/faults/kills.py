"""Kills a process with all its children at a moment measured in its own CPU time: a busy machine does not move it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.run.home import REPO

_TICK = os.sysconf("SC_CLK_TCK")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a run in `home`, and of nothing else."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("COOP_", "DAGSTER_"))}
    return own | {"COOP_HOME": str(home), "PYTHONPATH": str(REPO)} | more


def run(module: str, *arguments: str, env: dict[str, str]) -> tuple[int, float, str]:
    """`python -m module` to its end: exit code, CPU seconds of the process, what it said."""
    with tempfile.TemporaryFile("w+") as said, subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=env, cwd=REPO, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        seconds = 0.0
        while process.poll() is None:
            seconds = max(seconds, _cpu(process.pid))
            time.sleep(0.01)
        said.seek(0)
        return process.returncode, seconds, said.read()


def run_and_kill(module: str, *arguments: str, env: dict[str, str], after: float) -> bool:
    """SIGKILL to the whole process group after `after` CPU seconds; False when it had ended by then."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=env, cwd=REPO, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        while process.poll() is None and _cpu(process.pid) < after:
            time.sleep(0.002)
        if process.poll() is not None:
            return False
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode == -signal.SIGKILL


def moments(seconds: float, count: int, rng, start: float = 0.0) -> list[float]:
    """`count` random moments, one in each of as many equal parts of `start` … `seconds`: none of it is left out."""
    width = (seconds - start) / count
    return [start + (part + rng.random()) * width for part in range(count)]


def _cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK
