"""From the verdicts of a run to findings: who owns each, since when, and what came first.

Only sentences of checks, names of feeds and providers, and counts of at least k leave here: no value of a data row, no
file name, no text of an exception.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import duckdb

from dashboards import i18n
from pipelines.alerts.incidents import NOTHING, RUN_KEY, Both, Finding, Judgement
from pipelines.checks import CheckResult
from pipelines.contracts import Feed, load_contracts

STAGES = {
    "land_files": Both("接收文件", "landing"),
    "dbt_models": Both("模型", "models"),
    "release__database": Both("检查与发布库", "gate and database"),
    "release__site": Both("页面与文件", "site and files"),
    "release__published": Both("发布", "publishing"),
}
ENGINEER = Both("数据工程师", "engineer")
_NAMES_SHOWN = 3
_NOT_JUDGED = "skipped"  # what dbt says of a model whose parent failed


def amount(count: int, k: int) -> Both:
    """A count as it may be told: below k only as a word."""
    return Both("少量", "a few") if count < k else Both(f" {count:,} ", f"{count:,}")


def judge_run(
    con: duckdb.DuckDBPyConnection, run_id: str, k: int, failure: Both | None, last: Mapping[str, str]
) -> Judgement:
    """The judgement of a run that ended; `failure` says where and how when it did not publish.

    last: what the last release says about itself (run_id, known_at), empty before the first one.
    """
    verdicts = _verdicts(con, run_id)
    if not verdicts and failure is None:
        verdicts = _verdicts(con, last.get("run_id"))  # nothing was new: the last verdicts hold
    judged = [verdict for verdict in verdicts if verdict.observed != _NOT_JUDGED]
    failed = [verdict for verdict in judged if not verdict.passed]
    skipped = len(verdicts) - len(judged)
    first = next((verdict for verdict in failed if verdict.blocks), None)
    findings = [_finding(con, verdict, first, skipped, k, last.get("known_at")) for verdict in failed]
    if failure and first is None:
        findings.insert(0, run_failure(failure))
    passed = frozenset(verdict.check_id for verdict in judged if verdict.passed)
    return Judgement(tuple(findings), passed, complete=failure is None)


def run_failure(cause: Both) -> Finding:
    """A run that ended without a release and without a check that says why."""
    return Finding(
        RUN_KEY,
        "error",
        Both("刷新没有完成，也没有检查说明原因，请数据工程师查看运行日志。",
             "The refresh did not finish and no check says why; the engineer must look at the run's log."),
        ENGINEER,
        cause,
    )  # fmt: skip


def _verdicts(con: duckdb.DuckDBPyConnection, run_id: str | None) -> list[CheckResult]:
    """Verdicts in the order in which they were given: dbt's parents before their children."""
    rows = con.execute(
        """SELECT check_id, layer, severity, passed, observed, message, message_zh, owner
           FROM gate.check_results WHERE run_id = ? ORDER BY checked_at, rowid""",
        [run_id],
    ).fetchall()
    return [CheckResult(*row) for row in rows]


def _finding(
    con: duckdb.DuckDBPyConnection,
    verdict: CheckResult,
    first: CheckResult | None,
    skipped: int,
    k: int,
    since: str | None,
) -> Finding:
    what = Both(verdict.message_zh, verdict.message)
    if verdict.layer == "boundary":
        _, _, rest = verdict.check_id.partition(".")
        feed_id, _, check = rest.rpartition(".")
        feed = load_contracts()[feed_id]
        owner = Both(feed.owner_zh, feed.owner)
        return Finding(verdict.check_id, verdict.severity, what, owner, *_of_feed(con, feed, check, k))
    causes = []
    if verdict is first:
        causes.append(_news(con, since))
        if skipped:
            causes.append(Both(f"另有 {skipped} 个模型因此未生成", f"{skipped} models were not built for it"))
    elif first is not None and verdict.blocks:
        causes.append(Both(f"首个失败：{first.check_id}", f"first to fail: {first.check_id}"))
    return Finding(
        verdict.check_id, verdict.severity, what, _owner(verdict.owner), _join(causes), _size(verdict, k)
    )


def _owner(owner: str) -> Both:
    key = f"owner.{owner.replace(' ', '_')}"
    return Both(i18n.load("zh").get(key, owner), i18n.load("en").get(key, owner))


def _size(verdict: CheckResult, k: int) -> Both:
    """How many rows a dbt test found; release checks count cells and shares, which say nothing by themselves."""
    if verdict.layer != "model" or not verdict.observed.isdigit():
        return NOTHING
    rows = amount(int(verdict.observed), k)
    return Both(f"涉及{rows.zh}行", f"{rows.en} rows")


def _of_feed(con: duckdb.DuckDBPyConnection, feed: Feed, check: str, k: int) -> tuple[Both, Both, str]:
    """Why a boundary check of `feed` failed, how much it concerns, since when (empty: since this run)."""
    if check == "freshness":
        return _late(con, feed)
    condition = {"files_readable": "status = 'refused'", "accepted_share": "rows_quarantined > 0"}.get(
        check, "rows_read > 0"
    )
    rows = con.execute(
        f"""SELECT provider, sum(rows_quarantined)::BIGINT FROM raw.files
            WHERE system = $1 AND feed = $2 AND withdrawn_at IS NULL AND {condition}
              AND status IN ('accepted', 'partly_accepted', 'refused')
              AND loaded_at = (SELECT max(loaded_at) FROM raw.files WHERE system = $1 AND feed = $2
                               AND withdrawn_at IS NULL AND status IN ('accepted', 'partly_accepted', 'refused'))
            GROUP BY provider ORDER BY provider""",
        [feed.system, feed.name],
    ).fetchall()
    cause = _named([f"{feed.id}/{provider}" for provider, _ in rows])
    if check != "accepted_share":
        return cause, NOTHING, ""
    refused = amount(sum(row[1] for row in rows), k)
    return cause, Both(f"退回{refused.zh}行", f"{refused.en} rows refused"), ""


def _late(con: duckdb.DuckDBPyConnection, feed: Feed) -> tuple[Both, Both, str]:
    """Late since the day after the last delivery's cadence ran out."""
    last: datetime = con.execute(
        """SELECT max(received_at) FROM raw.files WHERE system = ? AND feed = ? AND withdrawn_at IS NULL
           AND status IN ('accepted', 'partly_accepted')""",
        [feed.system, feed.name],
    ).fetchone()[0]
    since = last.date() + timedelta(days=feed.cadence_days + 1)
    cause = Both(f"{feed.id} 最近一次收到 {last.date()}", f"{feed.id} last received {last.date()}")
    return cause, NOTHING, since.isoformat()


def _news(con: duckdb.DuckDBPyConnection, since: str | None) -> Both:
    """What came in or was taken back since the last release: where to look first."""
    names = [
        name
        for (name,) in con.execute(
            """SELECT system || '.' || feed || '/' || provider AS name FROM raw.files
               WHERE greatest(loaded_at, coalesce(withdrawn_at, loaded_at)) > CAST(? AS TIMESTAMP)
               GROUP BY name ORDER BY min(loaded_at), name""",
            [since],
        ).fetchall()
    ]
    if not names:
        return NOTHING
    named = _named(names)
    return Both(
        f"上次发布后有变动的报送：{named.zh}", f"deliveries changed since the last release: {named.en}"
    )


def _named(names: Sequence[str]) -> Both:
    shown, more = names[:_NAMES_SHOWN], len(names) - _NAMES_SHOWN
    if more <= 0:
        return Both("、".join(shown), ", ".join(shown))
    return Both(f"{'、'.join(shown)} 等 {len(names)} 个", f"{', '.join(shown)} and {more} more")


def _join(causes: Sequence[Both]) -> Both:
    told = [cause for cause in causes if cause.zh]
    return Both("；".join(cause.zh for cause in told), "; ".join(cause.en for cause in told))
