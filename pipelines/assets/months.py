"""Months of the event tables as partitions: when each was computed, and recomputing months of years in one run.

They are assets beside dbt's own: partitions inside the one dbt asset would split the nightly build, which is whole.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import orjson
from dagster_dbt import DagsterDbtTranslator

from pipelines.assets.run import run_settings
from pipelines.dbt_runner import FAILED, build, parse
from pipelines.event_tables import (
    EventTable,
    Month,
    changed_months,
    content,
    corrected_keys,
    event_tables,
    generation,
    months,
    portions,
    rows_of_months,
    rows_put_in,
)
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import open_warehouse

GROUP = "months"


def month_key(table: str) -> dg.AssetKey:
    return dg.AssetKey([GROUP, table])


def month_partitions(settings: Settings) -> dg.MonthlyPartitionsDefinition:
    """Calendar months of Shanghai from the installation's first one to the present, named yyyy-mm."""
    return dg.MonthlyPartitionsDefinition(
        settings.first_month, end_offset=1, timezone="Asia/Shanghai", fmt="%Y-%m"
    )


def build_month_assets(manifest_path: Path, settings: Settings) -> dg.AssetsDefinition:
    """One asset per event table of the manifest; materializing months of it recomputes them from the raw rows."""
    manifest = orjson.loads(manifest_path.read_bytes())
    known = {table.name: table for table in event_tables(manifest)}
    partitions, dbt_key = month_partitions(settings), DagsterDbtTranslator().get_asset_key

    @dg.multi_asset(
        name="event_months",
        specs=[
            dg.AssetSpec(
                month_key(table.name),
                deps=[dbt_key(manifest["nodes"][table.unique_id])],
                group_name=GROUP,
                partitions_def=partitions,
                description=f"Months of {table.name} by {table.day}. Materialize some to recompute them from the raw rows, "
                "in one run; every refresh marks the months in which it changed rows.",
                kinds={"duckdb"},
                skippable=True,  # each month is told by itself as it is done
            )
            for table in known.values()
        ],
        can_subset=True,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool="warehouse",
    )
    def event_months(context: dg.AssetExecutionContext) -> Iterator[dg.AssetMaterialization]:
        tables = [known[key.path[-1]] for key in sorted(context.selected_asset_keys)]
        yield from _Backfill(context, tables, list(context.partition_keys)).run()

    return event_months


class _Backfill:
    """Recomputes months of event tables as the last build knew the deliveries, a portion at a time."""

    def __init__(
        self, context: dg.AssetExecutionContext, tables: list[EventTable], wanted: list[str]
    ) -> None:
        self.context, self.tables, self.wanted = context, tables, wanted
        self.settings, self.project, self.corrected = run_settings(context), None, 0
        self.periods = [name for table in tables for name in table.periods]

    def run(self) -> Iterator[dg.AssetMaterialization]:
        names, log = ", ".join(table.name for table in self.tables), self.context.log
        with open_warehouse(self.settings) as con:
            self.known = _last_build(con)
            before = content(con, self.periods)
            parts = list(portions(rows_of_months(con, self.tables, self.wanted)))
            self._note_begin(con)
        log.info(
            f"{names}: {self.wanted[0]} to {self.wanted[-1]}, {len(self.wanted)} months from the raw rows"
        )
        self.project = parse(self.settings)
        for part in parts:
            yield from self._recompute(part)
            log.info(f"{self.wanted.index(part[-1]) + 1} of {len(self.wanted)} months done")
        if self.periods:
            log.info(f"{', '.join(self.periods)}: made anew")
            self._build({}, [*self.periods, "--full-refresh"])
        with open_warehouse(self.settings) as con:
            if not self.corrected and content(con, self.periods) != before:
                self.corrected = 1  # the facts were right, their sums were not
            con.execute(
                "UPDATE gate.backfills SET corrected = ? WHERE run_id = ?",
                [self.corrected, self.context.run_id],
            )
        log.info(
            "done: figures may change, the next refresh builds and publishes them"
            if self.corrected
            else "done: everything stood as the raw rows give it"
        )

    def _note_begin(self, con: duckdb.DuckDBPyConnection) -> None:
        """Before the first change: a backfill that is cut off leaves something to publish too."""
        names = ",".join(table.name for table in self.tables)
        con.execute(
            "INSERT INTO gate.backfills VALUES (?, ?, ?, ?, ?, NULL)",
            [self.context.run_id, shanghai_now(), names, self.wanted[0], self.wanted[-1]],
        )

    def _recompute(self, part: list[str]) -> Iterator[dg.AssetMaterialization]:
        started = time.monotonic()
        with open_warehouse(self.settings) as con:
            before = {table.name: generation(con, table) for table in self.tables}
        self._build({"asked_months": [part[0], part[-1]]}, [table.name for table in self.tables])
        seconds = round(time.monotonic() - started, 1)
        with open_warehouse(self.settings) as con:
            for table in self.tables:
                changed = generation(con, table) != before[table.name]
                for month, wrong in self._made_anew(con, table, part, changed):
                    self.context.log.info(
                        f"{table.name} {month.month}: {month.rows:,} rows, {wrong:,} keys corrected"
                    )
                    yield _event(month, {"corrected keys": wrong, "seconds of its portion": seconds})

    def _made_anew(
        self, con: duckdb.DuckDBPyConnection, table: EventTable, part: list[str], changed: bool
    ) -> Iterator[tuple[Month, int]]:
        """Months with their corrected keys. Raises dg.Failure when the build left rows of one as they were."""
        corrected = corrected_keys(con, table) if changed else {}
        put_in = rows_put_in(con, table) if changed else {}
        self.corrected += sum(corrected.values())  # days beside the months too
        for month in months(con, table, part):
            if month.rows != put_in.get(month.month, 0):
                raise dg.Failure(
                    f"{table.name} {month.month}: not every row was made anew", allow_retries=False
                )
            yield month, corrected.get(month.month, 0)

    def _build(self, variables: dict[str, Any], selection: list[str]) -> None:
        """Raises dg.Failure with dbt's words when a model or one of its own tests fails."""
        nodes = build(
            self.settings,
            self.known | variables,
            ["--indirect-selection", "cautious", "--select", *selection],
            self.project,
        )
        if broken := [node for node in nodes if node.status in FAILED]:
            reasons = "; ".join(f"{node.unique_id}: {node.message}" for node in broken[:5])
            raise dg.Failure(f"the months were not recomputed: {reasons}", allow_retries=False)


def _last_build(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Variables of the last build, whether the gate let it pass or not. Raises dg.Failure when there was none."""
    row = con.execute("SELECT as_of, known_at FROM gate.builds ORDER BY known_at DESC LIMIT 1").fetchone()
    if row is None:
        raise dg.Failure("nothing was built yet: run a refresh first", allow_retries=False)
    return {"as_of": row[0].isoformat(), "known_at": row[1].isoformat(sep=" ")}


class Nightly:
    """Marks the months whose rows a refresh changed: look before the build, tell after it."""

    def __init__(self, con: duckdb.DuckDBPyConnection, manifest: dict[str, Any], settings: Settings) -> None:
        self.tables, self.settings = event_tables(manifest), settings
        self.before = {table.name: generation(con, table) for table in self.tables}

    def events(self, con: duckdb.DuckDBPyConnection, log: Any) -> Iterator[dg.AssetMaterialization]:
        """An event for each month that changed; rows of no month of the grid are told in the log."""
        on_grid = set(month_partitions(self.settings).get_partition_keys())
        for table in self.tables:
            if generation(con, table) in (None, self.before[table.name]):
                continue
            changed = changed_months(con, table)
            if outside := [month or "no day" for month in changed if month not in on_grid]:
                log.info(f"{table.name}: changed rows outside the months shown: {', '.join(outside[:10])}")
            for month in months(con, table, [month for month in changed if month in on_grid]):
                yield _event(month)


def _event(month: Month, more: dict[str, Any] | None = None) -> dg.AssetMaterialization:
    metadata = {"rows": month.rows, f"distinct {month.table.whose}": month.distinct}
    return dg.AssetMaterialization(
        month_key(month.table.name), partition=month.month, metadata=metadata | (more or {})
    )
