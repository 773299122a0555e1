"""A night of 100,000 attendances and 1,000 corrections on years of history: what it costs beside a whole build."""

import os
from pathlib import Path

from benchmarks import training_history
from benchmarks.increment import builds, digest, middle
from benchmarks.measure import Result

_NIGHTS, _CORRECTIONS = 5, 1_000
_TABLES = ("core.fct_enrolment", "core.fct_attendance", "core.fct_attendance_period",
           *(f"kpi.kpi_training{name}" for name in ("", "_hours", "_rates", "_sizes", "_outcomes")))  # fmt: skip


def measure(folder: Path) -> list[Result]:
    """Medians of five nights at each size of `BENCH_ROWS`, and the whole build of the same rows beside them."""
    results: list[Result] = []
    for millions in [int(text) for text in os.environ.get("BENCH_ROWS", "1,10").split(",")]:
        warehouse = folder / f"training-{millions}" / "warehouse.duckdb"
        warehouse.parent.mkdir(parents=True)
        day = training_history.make(warehouse, millions * 1_000_000)
        builds(warehouse, day, [], "training")
        nights = builds(warehouse, day, [_CORRECTIONS] * _NIGHTS, "training")
        kept_up = digest(warehouse, _TABLES)
        whole = builds(warehouse, day + (_NIGHTS - 1) * training_history.A_DAY, [], "training")[0]
        night = middle(nights, "engine")
        differing = len(kept_up.items() ^ digest(warehouse, _TABLES).items()) / 2
        name = f"night on {millions} M attendances"
        results += [
            Result(f"{name}: engine", night, "CPU s", "—", None),
            Result(f"{name}: engine", night / whole["engine"], "x CPU", "a whole build", None),
            Result(f"{name}: peak memory", max(n["peak_mb"] for n in nights) / 1024, "GiB", "—", 8),
            Result(f"whole build of {millions} M attendances: engine", whole["engine"], "CPU s", "—", None),
            Result(f"whole build of {millions} M attendances: peak memory", whole["peak_mb"] / 1024, "GiB", "—", 8),
            Result(f"{name}: tables that differ", differing, "tables", "a whole build", 0),
        ]  # fmt: skip
        warehouse.unlink()
    return results
