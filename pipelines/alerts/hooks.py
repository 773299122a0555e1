"""Hooks of the job: the process that holds the warehouse notes what it judged, before the run ends."""

import dagster as dg
import duckdb

from pipelines.alerts.collect import STAGES, judge_run, run_failure
from pipelines.alerts.incidents import Both, Judgement
from pipelines.alerts.store import open_store
from pipelines.assets.run import standing_facts
from pipelines.settings import Settings
from pipelines.warehouse import WarehouseBusy, WarehouseDamaged, open_warehouse

_LAST_STEP = "release__published"


@dg.failure_hook(name="note_what_failed")
def note_what_failed(context: dg.HookContext) -> None:
    """The verdicts of a run that stops here, and where it stopped."""
    stage = STAGES.get(context.step_key, Both(context.step_key, context.step_key))
    # The class of the error alone: its text may quote a cell.
    error = type(context.op_exception).__name__
    note(
        Settings.from_env(), context.run_id, Both(f"“{stage.zh}”阶段，{error}", f"stage {stage.en}, {error}")
    )


@dg.success_hook(name="note_what_passed")
def note_what_passed(context: dg.HookContext) -> None:
    """The verdicts of a run that reached its end."""
    if context.step_key == _LAST_STEP:
        note(Settings.from_env(), context.run_id, None)


def note(settings: Settings, run_id: str, failure: Both | None) -> None:
    """Keep the judgement of a run for `report.report_run`; a failed run is noted even without its warehouse."""
    try:
        with open_warehouse(settings) as con:
            judgement = judge_run(con, run_id, settings.small_cell_k, failure, standing_facts(settings))
    except (duckdb.Error, WarehouseBusy, WarehouseDamaged) as error:
        if failure is None:
            raise
        closed = type(error).__name__
        cause = Both(
            f"{failure.zh}；数据仓库无法打开（{closed}）",
            f"{failure.en}; the warehouse cannot be opened ({closed})",
        )
        judgement = Judgement((run_failure(cause),))
    with open_store(settings) as store:
        store.keep(run_id, judgement)
