"""Assembly of the code location, and nothing else.

What an asset does stands in `assets/`, when it runs in `automation.py`, where things lie in `settings.py`.
Building in a function keeps import free of side effects in tests, which pass their own settings.
"""

import dagster as dg

from pipelines.alerts.hooks import note_what_failed, note_what_passed
from pipelines.assets.dbt import build_dbt_assets
from pipelines.assets.months import GROUP as MONTHS
from pipelines.assets.months import build_month_assets
from pipelines.assets.raw import land_files, landing_specs
from pipelines.assets.release import published_release, release_database, release_site
from pipelines.automation import alert_sensor, build_landing_sensor, build_schedule
from pipelines.dbt_runner import ensure_manifest
from pipelines.settings import Settings

BACKFILL = "backfill"


def build_defs(settings: Settings | None = None) -> dg.Definitions:
    """The definitions for an installation (default: the one of the environment)."""
    settings = settings or Settings.from_env()
    settings.prepare()
    manifest = ensure_manifest(settings)
    assets = [
        *landing_specs,
        land_files,
        build_dbt_assets(manifest),
        build_month_assets(manifest, settings),
        release_database,
        release_site,
        published_release,
    ]
    refresh = dg.define_asset_job(
        "refresh",
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups("landing", MONTHS),
        description="From the landing folder to a published release.",
        hooks={note_what_failed, note_what_passed},
        executor_def=dg.in_process_executor,  # one writer, so a process for each step would buy nothing
    )
    backfill = dg.define_asset_job(
        BACKFILL,
        selection=dg.AssetSelection.groups(MONTHS),
        description="Months of event tables once more from the raw rows; a range of months is one run.",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=assets,
        jobs=[refresh, backfill],
        schedules=[build_schedule(refresh)],
        sensors=[build_landing_sensor(refresh), alert_sensor],
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the installation of the environment."""
    return build_defs()
