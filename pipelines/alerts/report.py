"""From an ended run to incidents and messages; called by `make refresh` and by Dagster's sensor, whoever comes first."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.alerts.channels import channels
from pipelines.alerts.collect import ENGINEER, run_failure
from pipelines.alerts.incidents import RUN_KEY, SCHEDULE_KEY, Both, Finding, Judgement
from pipelines.alerts.store import Store
from pipelines.alerts.wording import compose
from pipelines.settings import SHANGHAI, Settings

ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
_WILL_RETRY = "dagster/will_retry"
_UNNOTED = Finding(
    "run.unnoted",
    "warning",
    Both(
        "已发布，但未能记下本次检查结果，提醒可能不全；请数据工程师查看运行日志。",
        "Published, but the verdicts could not be noted: warnings may be missing; the engineer must look at the run's log.",
    ),
    ENGINEER,
)


def report_run(settings: Settings, store: Store, instance: dg.DagsterInstance, run_id: str) -> None:
    """Tell incidents how a run ended, once; a failure that Dagster will retry is not the end."""
    record = instance.get_run_record_by_id(run_id)
    if record is None or record.dagster_run.status not in ENDED or store.reported(run_id):
        return
    run = record.dagster_run
    if run.status == dg.DagsterRunStatus.FAILURE and _may_be_retried(instance, run):
        return
    ended = datetime.fromtimestamp(record.end_time, UTC) if record.end_time else datetime.now(UTC)
    tell(
        settings, store, run_id, ended.astimezone(SHANGHAI).replace(tzinfo=None), _judgement(store, run)
    )  # fmt: skip


def tell(settings: Settings, store: Store, event: str, at: datetime, judgement: Judgement) -> None:
    """Apply a judgement; what it changes goes into the outbox of every channel."""
    store.apply(
        event,
        at,
        judgement,
        lambda changes: compose(settings, changes),
        lambda: [channel.key for channel in channels(settings)],
    )


def _may_be_retried(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """True until Dagster has said that this failure was the last try; it says so a moment after the failure."""
    return run.tags.get(_WILL_RETRY, str(instance.run_retries_enabled).lower()) == "true"


def _judgement(store: Store, run: dg.DagsterRun) -> Judgement:
    """What the run noted itself; else what its end alone says."""
    if run.status == dg.DagsterRunStatus.CANCELED:
        return Judgement()  # a person stopped it
    noted = store.judgement(run.run_id)
    if run.status == dg.DagsterRunStatus.SUCCESS:
        return noted or Judgement((_UNNOTED,), frozenset({RUN_KEY, SCHEDULE_KEY}))
    # A judgement of success does not hold when the run failed after it.
    if noted and not noted.complete:
        return noted
    return Judgement((run_failure(Both("运行中断，没有留下原因", "the run broke off without a word")),))
