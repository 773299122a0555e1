"""What the stages of one run share: its settings, its fingerprint, and whether anything is new."""

import dagster as dg
import duckdb

from pipelines import release_life
from pipelines.checks import CheckResult
from pipelines.heal import mark_process
from pipelines.releases import code_digest, current_id, fingerprint, is_whole, manifest_info
from pipelines.settings import REPO, Settings


def run_settings(context: dg.AssetExecutionContext) -> Settings:
    """Settings of this process, with the folders in place; the run notes which process it runs in."""
    mark_process(context)
    settings = Settings.from_env()
    settings.prepare()
    return settings


def input_fingerprint(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Digest of everything the release of this run would depend on."""
    return fingerprint(con, settings.as_of.isoformat(), settings.small_cell_k, code_digest(REPO))


def input_digest(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """The same without the day: it changes only when deliveries, settings or code do."""
    return fingerprint(con, "", settings.small_cell_k, code_digest(REPO))


def standing(con: duckdb.DuckDBPyConnection, settings: Settings) -> str | None:
    """Why there is nothing to do for this input ('published', 'waiting', 'rolled back'), None when there is."""
    digests = input_fingerprint(con, settings), input_digest(con, settings)
    return release_life.standing(settings.releases, *digests)


def unchanged(con: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """True when a run has nothing to build: the release of this input stands, and the warehouse holds what made it."""
    return standing(con, settings) is not None and judging_run(con, settings) is not None


def standing_facts(settings: Settings) -> dict[str, str]:
    """What the last release that passed the gate says about itself, waiting or published; empty before the first."""
    waiting = release_life.checked(settings.releases)
    current = current_id(settings.releases)
    folder = waiting or (settings.releases / current if current else None)
    return manifest_info(folder) if folder and is_whole(folder) else {}


def judging_run(con: duckdb.DuckDBPyConnection, settings: Settings) -> str | None:
    """The run whose models and verdicts hold as long as nothing is new; None in a warehouse that was built anew."""
    # The release is read only where the input is not its own: after a rollback, on another day.
    return _judged(con, input_fingerprint(con, settings)) or _judged(
        con, standing_facts(settings).get("fingerprint")
    )


def _judged(con: duckdb.DuckDBPyConnection, digest: str | None) -> str | None:
    """The newest run that built and judged the input of this fingerprint."""
    row = con.execute(
        """SELECT run_id FROM gate.builds AS build
           WHERE finished AND fingerprint = ?
             AND EXISTS (FROM gate.check_results AS r WHERE r.run_id = build.run_id AND r.layer = 'release')
           ORDER BY known_at DESC LIMIT 1""",
        [digest],
    ).fetchone()
    return row[0] if row else None


def check_event(result: CheckResult, asset_key: dg.AssetKey, name: str) -> dg.AssetCheckResult:
    """A verdict as Dagster shows it."""
    return dg.AssetCheckResult(
        asset_key=asset_key,
        check_name=name,
        passed=result.passed,
        severity=dg.AssetCheckSeverity.ERROR if result.severity == "error" else dg.AssetCheckSeverity.WARN,
        metadata={"observed": result.observed, "owner": result.owner},
        description=None if result.passed else result.message,
    )
