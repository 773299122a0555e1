"""Definitions: every KPI of the catalogue, and how to read the marks."""

from dashboards.model import Badge, Definition, Link, Page, Section, Sentence
from dashboards.pages import blocks
from dashboards.pages.context import Context
from dashboards.release import KpiValue


def build(ctx: Context) -> Page:
    """The definitions page: core KPIs by source system, then the conventions."""
    systems: dict[str, list[str]] = {}
    for kpi, row in ctx.release.catalogue.items():
        systems.setdefault(row["source_system"] or "", []).append(kpi)
    versions: dict[str, set[str]] = {}
    for value in ctx.release.values:
        versions.setdefault(value.kpi_id, set()).add(str(value.definition_version or ""))
    sections = [
        Section(
            "conventions",
            ctx.t("definitions.conventions"),
            tuple(
                Sentence((ctx.t(f"convention.{name}", k=ctx.small_cell_k),))
                for name in ("source", "periods", "city", "ratios", "small_cells", "rounding")
            ),
        )
    ]
    for system, kpis in systems.items():
        title = ctx.system(system) or ctx.t("definitions.other")
        sections.append(
            Section(
                f"system-{system}",
                title,
                tuple(_definition(ctx, kpi, sorted(versions.get(kpi, ()))) for kpi in kpis),
            )
        )
    return Page("definitions", ctx.t("page.definitions"), ctx.t("definitions.lead"), tuple(sections))


def _definition(ctx: Context, kpi: str, versions: list[str]) -> Definition:
    row = ctx.release.catalogue[kpi]
    badge = Badge(ctx.t("definitions.published"), "good")
    absent = ctx.release.unavailable(kpi)
    if absent is not None:
        badge = Badge(ctx.t(f"mark.{absent.status}"), "warn")
    elif not versions:
        badge = Badge(ctx.t("not_computed"), "plain")
    additivity = row["additivity"] or ""
    facts = (
        (ctx.t("column.unit"), ctx.unit(kpi)),
        (ctx.t("definitions.source"), ctx.system(row["source_system"] or "") or "—"),
        (ctx.t("definitions.periods"), _periods(ctx, kpi)),
        (ctx.t("definitions.additivity"), ctx.t.get(f"additivity.{additivity}", additivity)),
        (ctx.t("definitions.version"), ", ".join(versions) or "—"),
        (ctx.t("definitions.pitfall"), ctx.t.get(f"pitfall.{kpi}", ctx.t("definitions.no_pitfall"))),
    )
    return Definition(
        kpi,
        ctx.t("label.id_name", id=kpi, name=ctx.kpi_name(kpi)),
        ctx.local(row, "definition"),
        facts,
        badge,
        tuple(
            Link(ctx.feed(feed["system"], feed["feed"]), "data-status.html#feeds")
            for feed in ctx.kpi_feeds(kpi)
        ),
    )


def _periods(ctx: Context, kpi: str) -> str:
    """Each kind of period for which the whole city's figure is published, with the first and the last."""
    found: dict[str, list[KpiValue]] = {}
    for value in ctx.release.values:
        if value.kpi_id == kpi and value.period_start and value.district_code is None:
            found.setdefault(value.period_kind, []).append(value)
    told = []
    for kind, rows in found.items():
        span = blocks.span(ctx, blocks.distinct_periods(rows))
        told.append(ctx.t("definitions.kind", kind=ctx.t.get(f"kind.{kind}", kind), span=span))
    return ctx.t("list_comma").join(told) or "—"
