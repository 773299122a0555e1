"""Stages five and six: the gate's last judgement, the release database, its site and files, and the switch."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg
import duckdb

from dashboards import render_site, write_files
from expectations.suite import release_suite
from pipelines import audit, release_life, releases
from pipelines.assets.run import (
    check_event,
    input_fingerprint,
    judging_run,
    run_settings,
    standing,
    unchanged,
)
from pipelines.checks import CheckResult, judge, record, results_of_run
from pipelines.contracts import load_contracts
from pipelines.dbt_runner import ensure_manifest
from pipelines.disclosure.memory import remember
from pipelines.release_database import (
    attached,
    fill,
    information,
    release_information,
    write_check_results,
)
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import open_warehouse

DATABASE = dg.AssetKey(["release", "database"])
SITE = dg.AssetKey(["release", "site"])
PUBLISHED = dg.AssetKey(["release", "published"])
_SUITE = release_suite()
_UNACCEPTABLE = frozenset(expectation.check_id for expectation in _SUITE if not expectation.acceptable)


class GateBlocks(dg.Failure):
    """An error check failed; readers keep the release they have."""


def _check_name(check_id: str) -> str:
    return check_id.removeprefix("release.")


@dg.asset(
    key=DATABASE,
    deps=[dg.AssetKey(["kpi", "kpi_values"])],
    check_specs=[
        dg.AssetCheckSpec(
            _check_name(e.check_id), asset=DATABASE, description=" ".join(e.sentence_en.split())
        )
        for e in _SUITE
    ],
    group_name="release",
    kinds={"duckdb"},
    pool="warehouse",
    description="release.duckdb of the draft: every table that leaves, after disclosure control and the gate.",
)
def release_database(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    settings = run_settings(context)
    with open_warehouse(settings) as con:
        if unchanged(con, settings):
            yield dg.MaterializeResult(asset_key=DATABASE, metadata={"unchanged": True})
            yield from _check_events(results_of_run(con, judging_run(con, settings)))
            return
        known_at = _finished_build(con, settings)
        fingerprint = input_fingerprint(con, settings)
        release_id = releases.release_name(settings.as_of.isoformat(), fingerprint)
        stands = standing(con, settings) is not None
        if releases.current_id(settings.releases) == release_id and stands:
            # The warehouse was built anew; it must know again what readers have, and what it hides.
            remember(con, release_id, settings.releases / release_id / "release.duckdb")
        draft = releases.start_draft(settings.releases, release_id)
        last = release_life.last_whole(settings.releases)
        info = information(settings, release_id, known_at, shanghai_now(), last.name if last else "")
        with attached(con, draft / "release.duckdb", last / "release.duckdb" if last else None):
            fill(
                con,
                load_contracts().values(),
                info,
                settings.as_of,
                settings.small_cell_k,
                ensure_manifest(settings),
            )
            verdicts = [_accept(verdict, settings) for verdict in judge(con, _SUITE)]
            record(con, context.run_id, verdicts)
            results = results_of_run(con, context.run_id)
            write_check_results(con, results)
    if stands:  # nothing more is made of the draft
        releases.remove(draft)
    yield dg.MaterializeResult(asset_key=DATABASE, metadata={"release_id": release_id})
    yield from _check_events(verdicts)
    if blocking := [result for result in results if result.blocks]:
        names = ", ".join(result.check_id for result in blocking)
        raise GateBlocks(f"the gate blocks: {names}; readers keep the last release", allow_retries=False)
    for name in sorted(
        (settings.accept - _UNACCEPTABLE) & {verdict.check_id for verdict in verdicts if not verdict.passed}
    ):
        audit.append(settings, "accept check", name, release=release_id)


def _check_events(verdicts: Iterable[CheckResult]) -> Iterator[dg.AssetCheckResult]:
    return (
        check_event(verdict, DATABASE, _check_name(verdict.check_id))
        for verdict in verdicts
        if verdict.layer == "release"
    )


def _accept(verdict: CheckResult, settings: Settings) -> CheckResult:
    """A failed error check that a person let pass for this run stays visible as a warning; some nobody may let pass."""
    if verdict.blocks and verdict.check_id in settings.accept - _UNACCEPTABLE:
        return CheckResult(**{**vars(verdict), "severity": "warning"})
    return verdict


def _finished_build(con: duckdb.DuckDBPyConnection, settings: Settings):
    """When the models' data was known. Raises dg.Failure when the last dbt build did not finish or was for other input."""
    row = con.execute(
        "SELECT known_at, fingerprint, finished FROM gate.builds ORDER BY known_at DESC LIMIT 1"
    ).fetchone()
    if row is None or not row[2] or row[1] != input_fingerprint(con, settings):
        raise dg.Failure(
            "the models are not of one finished build of the present input; run the whole job",
            allow_retries=False,
        )
    return row[0]


def _draft(con: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[str, Path]:
    release_id = releases.release_name(settings.as_of.isoformat(), input_fingerprint(con, settings))
    folder = releases.draft_folder(settings.releases, release_id)
    if not (folder / "release.duckdb").is_file():
        raise dg.Failure("there is no draft of the present input; run the whole job", allow_retries=False)
    return release_id, folder


@dg.asset(
    key=SITE,
    deps=[DATABASE],
    group_name="release",
    kinds={"html"},
    description="Pages in Chinese and English, workbooks and open data of the draft.",
)
def release_site(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    settings = run_settings(context)
    with open_warehouse(settings) as con:
        if unchanged(con, settings):
            return dg.MaterializeResult(metadata={"unchanged": True})
        _, draft = _draft(con, settings)
    pages = render_site(draft / "release.duckdb", draft / "site")
    files = write_files(draft / "release.duckdb", draft / "files")
    return dg.MaterializeResult(metadata={"pages": len(pages), "files": len(files)})


@dg.asset(
    key=PUBLISHED,
    deps=[SITE],
    group_name="release",
    pool="warehouse",
    description="The release readers have: a sealed folder and the link `current`.",
)
def published_release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    settings = run_settings(context)
    with open_warehouse(settings) as con:
        if unchanged(con, settings):
            return dg.MaterializeResult(
                metadata={"release_id": releases.current_id(settings.releases), "unchanged": True}
            )
        release_id, draft = _draft(con, settings)
        run = {"fingerprint": input_fingerprint(con, settings), "run_id": context.run_id}
        releases.seal(draft, release_id, release_information(draft / "release.duckdb") | run)
        # Also a draft that waits: what a person may publish any day counts as seen.
        remember(con, release_id, draft / "release.duckdb")
        if settings.approval == "required":
            folder = release_life.hold(settings.releases, draft, release_id)
        else:
            folder = release_life.put_out(settings, draft, release_id)
    state = "waits for approval" if settings.approval == "required" else "published"
    context.log.info(f"{release_id}: {state}")
    return dg.MaterializeResult(
        metadata={"release_id": release_id, "state": state, "folder": dg.MetadataValue.path(str(folder))}
    )
