"""A night of 100,000 events and 1,000 late rows on years of history: what it costs beside a whole build.

`BENCH_ROWS` names the sizes of the history in millions of events, parted by commas; 50 and 100 take some ten minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import duckdb

from benchmarks import history
from benchmarks.measure import Result

_NIGHTS = 5
_LATE_ROWS = 1_000
_EARLIER_CORRECTIONS = [200] * 5  # late rows of five nights before the last five
_TABLES = ("core.fct_login", "core.fct_study", "core.fct_login_period", "core.fct_study_period", "kpi.kpi_logins",
           "kpi.kpi_study")  # fmt: skip
Night = dict[str, float]


def measure(folder: Path) -> list[Result]:
    """Medians of five nights at each size, after 1,000 earlier corrections too, and the whole build beside them."""
    results: list[Result] = []
    first: float | None = None
    for millions in [int(text) for text in os.environ.get("BENCH_ROWS", "1,10").split(",")]:
        warehouse = folder / f"history-{millions}" / "warehouse.duckdb"
        warehouse.parent.mkdir(parents=True)
        day = history.make(warehouse, millions * 1_000_000)
        builds(warehouse, day, [])
        fresh = builds(warehouse, day, [_LATE_ROWS] * _NIGHTS)
        day += timedelta(days=_NIGHTS)
        worn = builds(warehouse, day, [*_EARLIER_CORRECTIONS, *[_LATE_ROWS] * _NIGHTS])[-_NIGHTS:]
        kept_up = digest(warehouse, _TABLES)
        whole = builds(warehouse, day + timedelta(days=len(_EARLIER_CORRECTIONS) + _NIGHTS - 1), [])[0]
        night, worn_night = middle(fresh, "engine"), middle(worn, "engine")
        first = first or night
        name = f"night on {millions} M events"
        results += [
            Result(f"{name}: engine", night, "CPU s", "—", None),
            Result(f"{name}: engine", night / first, "x CPU", "the smallest history", 1.5),
            Result(f"{name}, 1,000 corrections before", worn_night / first, "x CPU", "the same", 2),
            Result(f"{name}: engine", night / whole["engine"], "x CPU", "a whole build",
                   1 / 50 if millions >= 50 else None),
            Result(f"{name}: process", middle(fresh, "process"), "CPU s", "—", None),
            Result(f"{name}: peak memory", max(n["peak_mb"] for n in [*fresh, *worn]) / 1024, "GiB", "—", 8),
            Result(f"whole build of {millions} M events: engine", whole["engine"], "CPU s", "—", None),
            Result(f"whole build of {millions} M events: peak memory", whole["peak_mb"] / 1024, "GiB", "—", 8),
            Result(f"{name}: tables that differ", len(kept_up.items() ^ digest(warehouse, _TABLES).items()) / 2, "tables",
                   "a whole build", 0),
        ]  # fmt: skip
        warehouse.unlink()
    return results


def builds(warehouse: Path, day: date, late: list[int], of: str = "college") -> list[Night]:
    """Nights of the history `of` with so many late rows each; one whole build without."""
    arguments = [str(warehouse), day.isoformat(), str(history.EVENTS_A_DAY), *map(str, late)]
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.nightly", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"BENCH_OF": of},
    ).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def middle(nights: list[Night], what: str) -> float:
    """Median of one figure of the nights."""
    return median(night[what] for night in nights)


def digest(warehouse: Path, tables: Sequence[str]) -> dict[str, tuple]:
    """Rows of each table and a sum over their hashes: equal for equal tables in any order."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return {
            table: con.execute(f"SELECT count(*), sum(hash(row)::HUGEINT) FROM {table} AS row").fetchone()
            for table in tables
        }
