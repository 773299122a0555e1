"""Child process: build the event tables of a warehouse, and say what the engine's statements and the process cost.

`python -m benchmarks.nightly <warehouse> <day> <events> <late rows>...` runs a night for each number of late rows;
without numbers every table is built whole. BENCH_OF names the history: college (log-ins and study) or training
(attendance). Prints one JSON object a build: engine and process in CPU seconds, peak in MB.
"""

import json
import os
import resource
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks import history, training_history
from pipelines.dbt_runner import definition
from pipelines.settings import DBT_PROJECT

HISTORIES = {
    "college": (history, ["+kpi_logins", "+kpi_study"]),
    "training": (training_history, ["+kpi_training", "+kpi_training_hours", "+kpi_training_rates",
                                    "+kpi_training_sizes", "+kpi_training_outcomes"]),
}  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Meter:
    """Adds up the CPU seconds of this process while the engine works on a statement of dbt, which runs one thread."""

    def __init__(self) -> None:
        from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper

        self.engine = 0.0
        self.slowest: list[tuple[float, str]] = []
        execute = DuckDBCursorWrapper.execute

        def metered(cursor: Any, sql: str, bindings: Any = None) -> Any:
            before = _cpu()
            try:
                return execute(cursor, sql, bindings)
            finally:
                self.engine += _cpu() - before
                self.slowest.append((_cpu() - before, sql))

        DuckDBCursorWrapper.execute = metered


def _invoke(runner: Any, warehouse: Path, arguments: list[str]) -> Any:
    target = str(warehouse.parent / "dbt")
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", target]
    result = runner.invoke([*arguments, *folders, "--log-path", target, "--log-level", "none"])
    failed = [
        item.message for item in getattr(result.result, "results", ()) if item.status in ("error", "fail")
    ]
    if not result.success or failed:
        raise RuntimeError(f"dbt failed: {result.exception or failed}")
    return result.result


def main(warehouse: Path, day: date, events: int, late: list[int]) -> None:
    """Build whole, or one night after another, each a day later."""
    import duckdb
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["COOP_WAREHOUSE"] = str(warehouse)
    years, selection = HISTORIES[os.environ.get("BENCH_OF", "college")]
    meter = Meter()
    runner = dbtRunner(manifest=_invoke(dbtRunner(), warehouse, ["parse"]))
    for number, rows in enumerate(late or [0]):
        night = day + timedelta(days=number)
        if late:
            years.add_night(warehouse, night, rows, events)
        meter.engine, meter.slowest, before = 0.0, [], _cpu()
        variables = f"{{as_of: '{night}', definition: {definition()}}}"
        refresh = [] if late else ["--full-refresh"]
        chosen = ["--select", *selection, "--indirect-selection", "cautious", "--threads", "1"]
        without = ["--exclude-resource-type", "unit_test"]
        _invoke(runner, warehouse, ["build", *chosen, *without, "--vars", variables, *refresh])
        DuckDBConnectionManager.close_all_connections()
        closing = _cpu()
        with duckdb.connect(str(warehouse)) as con:
            con.execute("CHECKPOINT")
        engine = meter.engine + _cpu() - closing
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"engine": engine, "process": _cpu() - before, "peak_mb": peak}), flush=True)
        if os.environ.get("BENCH_SLOWEST"):
            for seconds, sql in sorted(meter.slowest, reverse=True)[: int(os.environ["BENCH_SLOWEST"])]:
                print(f"{seconds:.3f} {' '.join(sql.split())[:400]}", file=sys.stderr)


if __name__ == "__main__":
    place, first, number, *late_rows = sys.argv[1:]
    main(Path(place), date.fromisoformat(first), int(number), [int(text) for text in late_rows])
