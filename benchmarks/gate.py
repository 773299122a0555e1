"""Fifteen boundary expectations on a table of ten million rows: judged as the gate does, and by a pandas frame.

`python -m benchmarks.gate warehouse|frame <parquet>` prints CPU seconds of judging alone (rows loaded, libraries
imported) and the verdicts, as JSON.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import duckdb

from benchmarks.measure import Result
from expectations.suite import Expectation
from pipelines.checks import judge

ROWS = int(os.environ.get("BENCH_GATE_ROWS", "10000000"))
COLUMNS = ("account_id", "course_id", "studied_on", "events", "minutes")
# (expectation of Great Expectations, column, the same number in SQL, low, high); the last one of each kind fails.
RULES = [
    *(("ColumnValuesToNotBeNull", column, f"count({column}) / count(*)", 0.95, None) for column in COLUMNS),
    ("ColumnValuesToBeBetween", "events", "count(*) FILTER (events NOT BETWEEN 0 AND 40)", 0, 40),
    ("ColumnValuesToBeBetween", "minutes", "count(*) FILTER (minutes NOT BETWEEN 0 AND 100)", 0, 100),
    ("ColumnMeanToBeBetween", "events", "avg(events)", 5, 30),
    ("ColumnMeanToBeBetween", "minutes", "avg(minutes)", 0, 10),
    ("ColumnMedianToBeBetween", "events", "median(events)", 5, 30),
    ("ColumnMaxToBeBetween", "minutes", "max(minutes)", 100, 240),
    ("ColumnMinToBeBetween", "events", "min(events)", 0, 1),
    ("ColumnUniqueValueCountToBeBetween", "course_id", "count(DISTINCT course_id)", 100, 1000),
    ("ColumnUniqueValueCountToBeBetween", "account_id", "count(DISTINCT account_id)", 1, 1000),
    ("ColumnStdevToBeBetween", "minutes", "stddev_samp(minutes)", 1, 200),
]


def measure(folder: Path) -> list[Result]:
    """CPU of the gate's way against Great Expectations on a pandas frame of the same rows; equal verdicts asserted."""
    path = folder / "study_days.parquet"
    duckdb.execute(
        f"""COPY (SELECT 'A' || (hash(i) % 30000) AS account_id, 'C' || (i % 400) AS course_id,
                CAST(DATE '2015-01-01' + CAST(i // 5000 AS INTEGER) AS DATE) AS studied_on, 1 + i % 30 AS events,
                CASE WHEN i % 97 > 0 THEN CAST(hash(i + 7) % 1800 AS DOUBLE) / 10 END AS minutes
            FROM range({ROWS}) AS r (i)) TO '{path}'"""
    )
    (ours, verdicts), (theirs, expected) = (_child(way, path) for way in ("warehouse", "frame"))
    if verdicts != expected:
        raise AssertionError(f"verdicts differ: {verdicts} against {expected}")
    name = f"15 boundary expectations, {ROWS / 1e6:g} M rows"
    return [
        Result(f"{name}, in the warehouse", ours, "CPU s", "—", None),
        Result(f"{name}", ours / theirs, "x CPU", "Great Expectations on a pandas frame", 0.1),
    ]


def _child(way: str, path: Path) -> tuple[float, list[bool]]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.gate", way, str(path)], check=True, capture_output=True, text=True
    )
    answer = json.loads(told.stdout.splitlines()[-1])
    return answer["seconds"], answer["verdicts"]


def in_warehouse(path: Path) -> tuple[float, list[bool]]:
    """The gate's way: one number per expectation from DuckDB, judged as one row."""
    suite = [
        _expectation(f"boundary.bench.{place}", f"SELECT {sql} FROM rows", *_bounds(kind, low, high))
        for place, (kind, _, sql, low, high) in enumerate(RULES)
    ]
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE rows AS FROM read_parquet('{path}')")
        judge(con, [_expectation("warm", "SELECT 1", 0, 1)])
        before = _cpu()
        verdicts = [result.passed for result in judge(con, suite)]
        return _cpu() - before, verdicts


def _expectation(name: str, sql: str, low: float | None, high: float | None) -> Expectation:
    return Expectation(name, "boundary", "warning", "engineer", sql, low, high, "", "")


def _bounds(kind: str, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Where Great Expectations counts values outside an interval, the number must be none."""
    return (None, 0) if kind == "ColumnValuesToBeBetween" else (low, high)


def on_frame(path: Path) -> tuple[float, list[bool]]:
    """Great Expectations' own way: the rows in a pandas frame."""
    import great_expectations as gx
    import great_expectations.expectations as gxe
    import pandas as pd

    rules = [
        gxe.ExpectColumnValuesToNotBeNull(column=column, mostly=low)
        if kind == "ColumnValuesToNotBeNull"
        else getattr(gxe, f"Expect{kind}")(column=column, min_value=low, max_value=high)
        for kind, column, _, low, high in RULES
    ]
    frame = pd.read_parquet(path)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    before = _cpu()
    result = batch.validate(gx.ExpectationSuite(name="boundary", expectations=rules))
    seconds = _cpu() - before
    found = {
        (r.expectation_config.type, r.expectation_config.kwargs["column"]): r.success for r in result.results
    }
    return seconds, [bool(found[rule.expectation_type, rule.column]) for rule in rules]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    seconds, verdicts = {"warehouse": in_warehouse, "frame": on_frame}[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({"seconds": seconds, "verdicts": verdicts}))
