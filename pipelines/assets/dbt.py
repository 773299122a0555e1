"""Stages two to four: dbt's staging, core and kpi models as assets, its tests as asset checks."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import orjson
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY, get_subset_selection_for_context

from pipelines.assets.months import Nightly
from pipelines.assets.run import check_event, input_fingerprint, judging_run, run_settings, unchanged
from pipelines.checks import CheckResult, record, results_of_run
from pipelines.dbt_runner import FAILED, NodeResult, build
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import disk_is_full, open_warehouse


class Translator(DagsterDbtTranslator):
    """Groups models by their layer, so that the lineage reads as the architecture."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "seeds" if dbt_resource_props["resource_type"] == "seed" else dbt_resource_props["fqn"][1]


def check_results(nodes: list[NodeResult], manifest: Mapping[str, Any]) -> list[CheckResult]:
    """Verdicts of dbt's tests, and one for each model or seed that could not be built."""
    results = []
    for node in nodes:
        properties = manifest["nodes"].get(node.unique_id, {})
        kind, name = properties.get("resource_type"), properties.get("name", node.unique_id)
        meta = properties.get("config", {}).get("meta", {})
        if kind == "test" and node.status != "skipped":
            severity = (
                "warning" if properties["config"].get("severity", "error").lower() == "warn" else "error"
            )
            passed = node.status == "pass"
            message = meta.get(
                "sentence_en", f"dbt test {name} found rows that break it; the engineer must look."
            )
            message_zh = meta.get("sentence_zh", f"模型检查 {name} 未通过，请数据工程师处理。")
            observed = "—" if node.failures is None else str(node.failures)
        elif kind != "test" and node.status in FAILED:
            severity, passed, observed = "error", False, node.status
            message = f"{name} was not built; the engineer must look at the run's log."
            message_zh = f"{name} 未能生成，请数据工程师查看运行日志。"
        else:
            continue
        owner = meta.get("owner", "engineer")
        results.append(
            CheckResult(f"model.{name}", "model", severity, passed, observed, message, message_zh, owner)
        )
    return results


def build_dbt_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """The assets of the dbt project as described by the manifest at `manifest_path`."""
    manifest = orjson.loads(manifest_path.read_bytes())
    translator = Translator()

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        exclude="resource_type:unit_test",
        name="dbt_models",
        pool="warehouse",
    )
    def dbt_models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        settings = run_settings(context)
        with open_warehouse(settings) as con:
            nothing_new = unchanged(con, settings)
            published = results_of_run(con, judging_run(con, settings)) if nothing_new else []
            nightly = Nightly(con, manifest, settings)
        if nothing_new:
            context.log.info("nothing new since the current release: models are as they were")
            for key in _in_order(context, _topological(manifest)):
                yield dg.MaterializeResult(asset_key=key, metadata={"unchanged": True})
            yield from _verdicts_that_hold(context, published)
            return
        selection, _ = get_subset_selection_for_context(
            context=context,
            manifest=manifest,
            select="fqn:*",
            exclude="resource_type:unit_test",
            selector=None,
            dagster_dbt_translator=translator,
            current_dbt_indirect_selection_env=None,
        )
        nodes = _build(settings, context.run_id, selection)
        _stop_when_the_disk_is_full(nodes)
        verdicts = check_results(nodes, manifest)
        with open_warehouse(settings) as con:
            record(con, context.run_id, verdicts)
            blocked = [verdict for verdict in verdicts if verdict.blocks]
            # A part of the models would leave a mix of old and new: no release is made of that.
            if not blocked and not context.is_subset:
                con.execute("UPDATE gate.builds SET finished = TRUE WHERE run_id = ?", [context.run_id])
            yield from nightly.events(con, context.log)
        yield from _events(context, nodes)
        if blocked:
            names = ", ".join(verdict.check_id for verdict in blocked[:10])
            raise dg.Failure(
                f"the gate blocks: {len(blocked)} model check(s) failed: {names}", allow_retries=False
            )

    return dbt_models


def _build(settings: Settings, run_id: str, selection: list[str]) -> list[NodeResult]:
    known_at = shanghai_now()
    with open_warehouse(settings) as con:
        con.execute(
            "INSERT INTO gate.builds VALUES (?, ?, ?, ?, FALSE)",
            [run_id, known_at, settings.as_of, input_fingerprint(con, settings)],
        )
    return build(
        settings, {"as_of": settings.as_of.isoformat(), "known_at": known_at.isoformat(sep=" ")}, selection
    )


def _stop_when_the_disk_is_full(nodes: list[NodeResult]) -> None:
    """A model that could not be written says nothing about the figures; the disk is what a person must see to."""
    for node in nodes:
        if node.status in FAILED and disk_is_full(node.message):
            raise dg.Failure(node.message, allow_retries=False)


def _topological(manifest: Mapping[str, Any]) -> list[str]:
    return list(TopologicalSorter(manifest["parent_map"]).static_order())


def _in_order(context: dg.AssetExecutionContext, unique_ids: Iterable[str]) -> list[dg.AssetKey]:
    """Keys of the selected assets among `unique_ids`, in their order: Dagster wants parents before children."""
    by_id = {
        spec.metadata[DAGSTER_DBT_UNIQUE_ID_METADATA_KEY]: key
        for key, spec in context.assets_def.specs_by_key.items()
        if key in context.selected_asset_keys
    }
    return [by_id[unique_id] for unique_id in unique_ids if unique_id in by_id]


def _verdicts_that_hold(
    context: dg.AssetExecutionContext, published: list[CheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """The verdicts of the run that made the current release: nothing changed since they were given."""
    by_name = {result.check_id: result for result in published}
    for key in context.selected_asset_check_keys:
        if result := by_name.get(f"model.{key.name}"):
            yield check_event(result, key.asset_key, key.name)


def _events(context: dg.AssetExecutionContext, nodes: list[NodeResult]) -> Iterator[Any]:
    by_id = {node.unique_id: node for node in nodes}
    definition = context.assets_def
    for key in _in_order(context, by_id):
        node = by_id[definition.specs_by_key[key].metadata[DAGSTER_DBT_UNIQUE_ID_METADATA_KEY]]
        if node.status == "success":
            yield dg.MaterializeResult(asset_key=key, metadata={"seconds": round(node.seconds, 3)})
        else:
            context.log.error(f"{node.unique_id}: {node.status}")
    for key in context.selected_asset_check_keys:
        spec = definition.get_spec_for_check_key(key)
        node = by_id.get(spec.metadata.get(DAGSTER_DBT_UNIQUE_ID_METADATA_KEY))
        if node is None or node.status == "skipped":
            continue
        severity = dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=node.status == "pass",
            severity=severity,
            metadata={"failing_rows": node.failures or 0},
        )
