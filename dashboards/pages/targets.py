"""Targets: what a body is to reach in a year, what it reached, and how much of the year is over."""

from dashboards import figures
from dashboards.format import elapsed
from dashboards.model import Cell, Column, Figure, Link, Number, Page, Sentence, Share, Table
from dashboards.pages import blocks
from dashboards.pages.context import Context
from dashboards.release import KpiValue

KPI = "TG01"


def build(ctx: Context) -> Page:
    """The targets page."""
    section = blocks.section(ctx, "targets", "targets.title", (KPI,), _figure(ctx), _table(ctx))
    return Page("targets", ctx.t("page.targets"), ctx.t("targets.lead"), (section,))


def running(ctx: Context, kpi: str) -> KpiValue | None:
    """The target for the KPI in the year of the as-of day, if one was set; of several the first body's."""
    set_now = [row for row in rows(ctx) if row.period_end == ctx.release.as_of and _parts(row)[1] == kpi]
    return set_now[0] if set_now else None


def rows(ctx: Context) -> list[KpiValue]:
    """Every target, newest year first."""
    found = ctx.release.slice(KPI, "calendar_year", None, "target")
    return sorted(
        found, key=lambda row: (-(row.period_start.year if row.period_start else 0), row.member or "")
    )


def _table(ctx: Context) -> Table:
    body = tuple(_line(ctx, row) for row in rows(ctx))
    if not body:
        absent = Number(ctx.release.unavailable(KPI))
        body = ((ctx.t("no_data"), "", "", "", absent, absent, absent, Share(None)),)
    columns = (
        Column(ctx.t("column.year")),
        Column(ctx.t("column.body")),
        Column(ctx.t("column.kpi")),
        Column(ctx.t("column.unit")),
        Column(ctx.t("column.target"), True),
        Column(ctx.t("column.actual"), True),
        Column(ctx.label(KPI), True, KPI),
        Column(ctx.t("column.elapsed"), True),
    )
    return Table("targets-all", ctx.t("targets.caption"), columns, body, notes=(ctx.t("targets.note"),))


def _line(ctx: Context, row: KpiValue) -> tuple[Cell, ...]:
    body, kpi = _parts(row)
    unit = ctx.release.catalogue.get(kpi, {}).get("unit") or ""
    known = kpi in ctx.release.catalogue
    name = ctx.t("label.id_name", id=kpi, name=ctx.kpi_name(kpi)) if known else kpi
    return (
        ctx.period(row),
        body,
        Link(name, blocks.definition(kpi)) if known else name,
        ctx.unit(kpi),
        Number(row, "denominator", unit=unit),
        Number(row, "numerator", unit=unit),
        Number(row),
        Share(elapsed(row)),
    )


def _parts(row: KpiValue) -> tuple[str, str]:
    """Body and KPI of the member `body|kpi_id`; a body may hold a bar itself."""
    body, _, kpi = (row.member or "").rpartition("|")
    return body, kpi


def _figure(ctx: Context) -> Figure | Sentence | None:
    """The newest year's targets by completion, with a line where the year stands."""
    known = [row for row in rows(ctx) if row.published() is not None]
    if not known:
        return None
    start = known[0].period_start
    shown = sorted(
        (row for row in known if row.period_start == start),
        key=lambda row: (-(row.value or 0), row.member or ""),
    )
    labels = [ctx.t("targets.label", body=body, name=ctx.kpi_name(kpi)) for body, kpi in map(_parts, shown)]
    over = elapsed(shown[0])
    line = None
    if over is not None:
        line = figures.Limit(over * 100, ctx.t("targets.line", share=ctx.fmt.percent(over)))
    title = ctx.t("title.ranked", what=ctx.kpi_name(KPI), period=ctx.period(shown[0]), unit="%")
    finding = ctx.sentence(
        "targets.finding",
        all=str(sum(row.period_start == start for row in rows(ctx))),
        known=str(len(shown)),
        reached=str(sum((row.value or 0) >= 1 for row in shown)),
        share=Share(over),
    )
    lot = blocks.series(ctx, ctx.kpi_name(KPI), shown)
    plot = figures.ranked(labels, [lot], "%", line)
    return Figure("targets-completion", title, finding, plot, height=110 + 34 * len(shown))
