"""Great Expectations as the judge of the gate: aggregates in, verdicts out, no row of data in between.

DuckDB computes every expectation's number into one row; Great Expectations judges that row. A self-test of one
known-true and one known-false expectation guards each judgement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from expectations.suite import Expectation
from pipelines.settings import shanghai_now


class JudgeBroken(RuntimeError):
    """Great Expectations misjudged a known case: no verdict of it can be trusted."""


@dataclass(frozen=True)
class CheckResult:
    """One row of check_results; `observed` is a number or a count, never a value of a data row."""

    check_id: str
    layer: str
    severity: str
    passed: bool
    observed: str
    message: str
    message_zh: str
    owner: str

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity == "error"


def judge(con: duckdb.DuckDBPyConnection, suite: Sequence[Expectation]) -> list[CheckResult]:
    """Verdicts in the order of `suite`. Raises JudgeBroken when the self-test fails."""
    if not suite:
        return []
    numbers = [con.execute(expectation.sql).fetchone() for expectation in suite]
    metrics = {e.check_id: (row[0] if row else None) for e, row in zip(suite, numbers, strict=True)}
    verdicts = _validate(metrics, suite)
    return [_result(con, e, verdicts[e.check_id], metrics[e.check_id]) for e in suite]


def _result(
    con: duckdb.DuckDBPyConnection, e: Expectation, passed: bool, number: float | None
) -> CheckResult:
    names = [] if passed or not e.columns_sql else [name for (name,) in con.execute(e.columns_sql).fetchall()]
    titles = [e.column_titles_zh.get(name, name) for name in names]
    return CheckResult(
        check_id=e.check_id,
        layer=e.layer,
        severity=e.severity,
        passed=passed,
        observed=_observed(number),
        message=" ".join(e.sentence_en.split()) + (f" Columns: {', '.join(names)}." if names else ""),
        message_zh="".join(e.sentence_zh.split("\n")).strip()
        + (f"栏目：{'、'.join(titles)}。" if titles else ""),
        owner=e.owner,
    )


def _observed(number: float | None) -> str:
    return "—" if number is None else f"{number:g}"


def _validate(metrics: dict[str, float | None], suite: Sequence[Expectation]) -> dict[str, bool]:
    # Imported here: it costs seconds that a run with nothing to judge should not pay.
    import great_expectations as gx
    import pandas as pd
    from great_expectations.expectations import ExpectColumnValuesToBeBetween as Between

    probes = {"selftest.true": 1.0, "selftest.false": 2.0}
    frame = pd.DataFrame(
        {name: pd.Series([value], dtype="float64") for name, value in (metrics | probes).items()}
    )
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("metrics").add_dataframe_asset("row")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    rules = [Between(column=e.check_id, min_value=e.low, max_value=e.high) for e in suite]
    rules += [Between(column=name, min_value=1, max_value=1) for name in probes]
    result = batch.validate(
        gx.ExpectationSuite(name="gate", expectations=rules),
        result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
    )
    verdicts = {}
    for item in result.results:
        if item.exception_info.get("raised_exception"):
            raise JudgeBroken(f"no verdict on {item.expectation_config.kwargs['column']}")
        verdicts[item.expectation_config.kwargs["column"]] = bool(item.success)
    if verdicts.pop("selftest.true") is not True or verdicts.pop("selftest.false") is not False:
        raise JudgeBroken("Great Expectations misjudged its self-test")
    return verdicts


def record(con: duckdb.DuckDBPyConnection, run_id: str, results: Iterable[CheckResult]) -> None:
    """Append results to the gate's history."""
    now = shanghai_now()
    rows = [
        (run_id, now, r.check_id, r.layer, r.severity, r.passed, r.observed, r.message, r.message_zh, r.owner)
        for r in results
    ]
    if rows:
        con.executemany(f"INSERT INTO gate.check_results VALUES ({', '.join('?' * 10)})", rows)


def results_of_run(con: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    """All results a run recorded so far."""
    rows = con.execute(
        """SELECT check_id, layer, severity, passed, observed, message, message_zh, owner FROM gate.check_results
           WHERE run_id = ? ORDER BY layer, check_id""",
        [run_id],
    ).fetchall()
    return [CheckResult(*row) for row in rows]
