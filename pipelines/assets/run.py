"""What the stages of one run share: its settings, its fingerprint, and whether anything is new."""

import dagster as dg
import duckdb

from pipelines.checks import CheckResult
from pipelines.releases import code_digest, current_id, fingerprint
from pipelines.settings import REPO, Settings


def run_settings() -> Settings:
    """Settings of this process, with the folders in place."""
    settings = Settings.from_env()
    settings.prepare()
    return settings


def input_fingerprint(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Digest of everything the release of this run would depend on."""
    return fingerprint(con, settings.as_of.isoformat(), settings.small_cell_k, code_digest(REPO))


def unchanged(con: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """True when the release readers have was made of exactly this input, so that there is nothing to do."""
    release_id = current_id(settings.releases)
    if release_id is None:
        return False
    row = con.execute(
        "SELECT fingerprint FROM gate.published WHERE release_id = ? ORDER BY published_at DESC LIMIT 1",
        [release_id],
    ).fetchone()
    return row is not None and row[0] == input_fingerprint(con, settings)


def publishing_run(con: duckdb.DuckDBPyConnection) -> str | None:
    """The run that published last; its check results are those of the release readers have."""
    row = con.execute("SELECT run_id FROM gate.published ORDER BY published_at DESC LIMIT 1").fetchone()
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
