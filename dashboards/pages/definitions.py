"""Definitions: every KPI of the catalogue, and how to read the marks."""

from dashboards.model import Badge, Definition, Page, Section, Sentence
from dashboards.pages.context import Context


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
        (ctx.t("definitions.additivity"), ctx.t.get(f"additivity.{additivity}", additivity)),
        (ctx.t("definitions.version"), ", ".join(versions) or "—"),
    )
    return Definition(
        kpi,
        ctx.t("label.id_name", id=kpi, name=ctx.kpi_name(kpi)),
        ctx.local(row, "definition"),
        facts,
        badge,
    )
