"""A night of 100,000 events and 1,000 late rows on years of history: what it costs beside a whole build.

`BENCH_ROWS` names the sizes of the history in millions of events, parted by commas; 50 and 100 take some ten minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass
class _History:
    """A warehouse with so many millions of events, and the day of its next night."""

    millions: int
    warehouse: Path
    day: date

    def nights(self, late: list[int]) -> list[Night]:
        self.day += timedelta(days=len(late))
        return builds(self.warehouse, self.day - timedelta(days=len(late)), late)


def measure(folder: Path) -> list[Result]:
    """Medians of five nights at each size, after 1,000 earlier corrections too, and the whole build beside them."""
    histories = [_made(folder, int(text)) for text in os.environ.get("BENCH_ROWS", "1,10").split(",")]
    fresh = _in_turn(histories)
    for one in histories:
        one.nights(_EARLIER_CORRECTIONS)
    worn = _in_turn(histories)
    first = middle(fresh[histories[0].millions], "engine")
    results: list[Result] = []
    for one in histories:
        results += _compared(one, fresh[one.millions], worn[one.millions], first)
        one.warehouse.unlink()
    return results


def _made(folder: Path, millions: int) -> _History:
    warehouse = folder / f"history-{millions}" / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True)
    day = history.make(warehouse, millions * 1_000_000)
    builds(warehouse, day, [])
    return _History(millions, warehouse, day)


def _in_turn(histories: list[_History]) -> dict[int, list[Night]]:
    """Five nights of every size, one after the other: what disturbs the machine meanwhile disturbs all of them."""
    found: dict[int, list[Night]] = {one.millions: [] for one in histories}
    for _ in range(_NIGHTS):
        for one in histories:
            found[one.millions] += one.nights([_LATE_ROWS])
    return found


def _compared(one: _History, fresh: list[Night], worn: list[Night], first: float) -> list[Result]:
    kept_up = digest(one.warehouse, _TABLES)
    whole = builds(one.warehouse, one.day - timedelta(days=1), [])[0]
    differing = len(kept_up.items() ^ digest(one.warehouse, _TABLES).items()) / 2
    night, name = middle(fresh, "engine"), f"night on {one.millions} M events"
    return [
        Result(f"{name}: engine", night, "CPU s", "—", None),
        Result(f"{name}: engine", night / first, "x CPU", "the smallest history", 1.5),
        Result(f"{name}, 1,000 corrections before", middle(worn, "engine") / first, "x CPU", "the same", 2),
        Result(f"{name}: engine", night / whole["engine"], "x CPU", "a whole build",
               1 / 50 if one.millions >= 50 else None),
        Result(f"{name}: process", middle(fresh, "process"), "CPU s", "—", None),
        Result(f"{name}: peak memory", max(n["peak_mb"] for n in [*fresh, *worn]) / 1024, "GiB", "—", 8),
        Result(f"whole build of {one.millions} M events: engine", whole["engine"], "CPU s", "—", None),
        Result(f"whole build of {one.millions} M events: peak memory", whole["peak_mb"] / 1024, "GiB", "—", 8),
        Result(f"{name}: tables that differ", differing, "tables", "a whole build", 0),
    ]  # fmt: skip


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
