"""The sample city's first refresh and the second one with nothing new, in CPU seconds."""

from pathlib import Path

from benchmarks.measure import Result, child_cpu


def measure(folder: Path) -> list[Result]:
    """Seconds of the demo, and what a run with nothing new costs of it."""
    home = {"COOP_HOME": str(folder / "home"), "COOP_AS_OF": "2021-11-30"}
    first, _ = child_cpu(["-m", "pipelines", "demo"], **home)
    second, _ = child_cpu(["-m", "pipelines", "refresh"], **home)
    return [
        Result("demo: sample city, refresh, publish", first, "CPU s", "—", None),
        Result("refresh with nothing new", second / first, "x CPU", "the first", 0.3),
    ]
