"""Stage one: landing files become raw rows, quarantine and receipts; boundary expectations judge the deliveries."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from expectations.boundary import boundary_suite
from pipelines.assets.run import check_event, run_settings, unchanged
from pipelines.checks import judge, record
from pipelines.contracts import Feed, load_contracts
from pipelines.landing.discover import discover
from pipelines.landing.load import Landing
from pipelines.landing.persons import Pseudonyms
from pipelines.landing.profiles import profile_new
from pipelines.landing.scorecard import scorecards, write_scorecards
from pipelines.settings import shanghai_now
from pipelines.warehouse import open_warehouse

FEEDS = load_contracts()
FILES = dg.AssetKey(["landing_log", "files"])
CHECKS = ("accepted_share", "files_readable", "volume", "distribution", "freshness")


def landing_key(feed: Feed) -> dg.AssetKey:
    return dg.AssetKey(["landing", feed.system, feed.name])


def raw_key(feed: Feed) -> dg.AssetKey:
    """The key dbt's source has in Dagster."""
    return dg.AssetKey([feed.system, feed.name])


landing_specs = [
    dg.AssetSpec(
        landing_key(feed),
        group_name="landing",
        description=f"Files in landing/{feed.system}/{feed.name}/<provider>/",
        kinds={"file"},
    )
    for feed in FEEDS.values()
]


def clear_scratch(scratch: Path) -> None:
    """A killed run leaves texts in clear there; only the process that holds the warehouse may clear it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)


@dg.multi_asset(
    name="land_files",
    specs=[
        dg.AssetSpec(
            raw_key(feed),
            deps=[landing_key(feed)],
            group_name="raw",
            description=feed.description,
            kinds={"duckdb"},
            skippable=True,
        )
        for feed in FEEDS.values()
    ]
    + [
        dg.AssetSpec(
            FILES,
            deps=[landing_key(feed) for feed in FEEDS.values()],
            group_name="raw",
            description="One row per file the landing met: rows read, accepted, quarantined, and why.",
            kinds={"duckdb"},
            skippable=True,
        )
    ],
    check_specs=[
        dg.AssetCheckSpec(name, asset=raw_key(feed), description=f"Boundary expectation of {feed.id}: {name}")
        for feed in FEEDS.values()
        for name in CHECKS
    ],
    can_subset=True,
    pool="warehouse",
)
def land_files(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Land what is new for the selected feeds, then judge their deliveries."""
    settings = run_settings(context)
    chosen = {feed.id: feed for feed in FEEDS.values() if raw_key(feed) in context.selected_asset_keys}
    deliveries, strays = discover(settings.landing, FEEDS)
    for stray in strays:
        context.log.warning(f"not a delivery of any feed, left alone: {stray}")
    with open_warehouse(settings) as con:
        clear_scratch(settings.scratch)
        now = shanghai_now()
        pseudonyms = Pseudonyms(settings.secret(), born_by=now.date())
        landing = Landing(con, pseudonyms, settings.receipts, settings.scratch, now)
        records = landing.land(delivery for delivery in deliveries if delivery.feed.id in chosen)
        for item in records:
            context.log.info(
                f"{item.system}.{item.feed}/{item.provider}/{item.file}: {item.status}, "
                f"{item.rows_accepted} accepted, {item.rows_quarantined} quarantined"
            )
        nothing_to_judge = unchanged(con, settings)
        if not nothing_to_judge:
            known = FEEDS.values()
            write_scorecards(settings.receipts, known, *scorecards(con, known, settings.as_of))
            profile_new(con, known)
        results = [] if nothing_to_judge else judge(con, boundary_suite(chosen.values(), settings.as_of))
        record(con, context.run_id, results)
    verdicts = {result.check_id: result for result in results}
    if FILES in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=FILES, metadata={"files": len(records)})
    for feed in chosen.values():
        landed = [item for item in records if (item.system, item.feed) == (feed.system, feed.name)]
        yield dg.MaterializeResult(
            asset_key=raw_key(feed),
            metadata={
                "files": len(landed),
                "rows_read": sum(item.rows_read for item in landed),
                "rows_accepted": sum(item.rows_accepted for item in landed),
                "rows_quarantined": sum(item.rows_quarantined for item in landed),
            },
        )
        for name in CHECKS:
            result = verdicts.get(f"boundary.{feed.id}.{name}")
            if result:
                yield check_event(result, raw_key(feed), name)
