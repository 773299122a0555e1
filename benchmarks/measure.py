"""CPU seconds and peak memory of a child process, and the table of results."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One line of bench.json; `goal` is the most that `value` should be, None where nothing is promised."""

    name: str
    value: float
    unit: str
    against: str
    goal: float | None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal


def child_cpu(arguments: Sequence[str], **environment: str) -> tuple[float, float]:
    """(CPU seconds, peak MB) of `python arguments` and its own children; raises CalledProcessError when it fails."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def report(results: Sequence[Result], path: Path) -> None:
    """Print the table and write it as JSON."""
    print(f"{'measurement':58} {'value':>10} {'unit':8} {'goal':>6}  met")
    for result in results:
        goal = "—" if result.goal is None else f"{result.goal:g}"
        met = {None: "—", True: "yes", False: "no"}[result.met]
        print(
            f"{result.name:58} {result.value:>10.2f} {result.unit:8} {goal:>6}  {met}   (against {result.against})"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(result) | {"met": result.met} for result in results], indent=2))
