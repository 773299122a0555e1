"""The districts side by side: one table of several KPIs, or one KPI ranked."""

from collections.abc import Sequence
from datetime import date

from dashboards import figures
from dashboards.format import is_percent
from dashboards.model import Column, Figure, Number, Table
from dashboards.pages import blocks, sentences
from dashboards.pages.context import Context

Headline = tuple[str, str, date | None]  # KPI, kind of period, first day


def of_years(ctx: Context, kpis: blocks.Kpis, kind: str = "calendar_year") -> list[Headline]:
    """Each KPI with the newest period in which anything happened."""
    return [(kpi, kind, row.period_start if (row := ctx.headline(kpi, kind)) else None) for kpi in kpis]


def of_days(ctx: Context, kpis: blocks.Kpis, kind: str = "as_of") -> list[Headline]:
    """Each KPI with its newest day."""
    return [(kpi, kind, row.period_start if (row := ctx.release.latest(kpi, kind)) else None) for kpi in kpis]


def table(ctx: Context, table_id: str, headlines: Sequence[Headline]) -> Table | None:
    """Districts down, KPIs across, the city's row first; None on a district's own pages.

    A period that all KPIs share stands in the caption, else each column has its own below its name.
    """
    if not ctx.is_city:
        return None
    whens = [_when(ctx, headline) for headline in headlines]
    shared = whens[0] if len(set(whens)) == 1 else ""
    columns = [
        Column(ctx.label(kpi), numeric=True, kpi=kpi, when="" if shared else when)
        for (kpi, _, _), when in zip(headlines, whens, strict=True)
    ]
    body = [
        (
            ctx.district(code),
            *(Number(ctx.release.find(kpi, kind, start, code)) for kpi, kind, start in headlines),
        )
        for code in [None, *_shown(ctx, headlines)]
    ]
    named = blocks.names(ctx, tuple(kpi for kpi, _, _ in headlines))
    caption = ctx.t("caption.by_district_in" if shared else "caption.by_district", kpis=named, period=shared)
    heads = (Column(ctx.t("column.district")), *columns)
    return Table(table_id, caption, heads, tuple(body), frozenset({0}), (ctx.t("note.districts"),))


def _when(ctx: Context, headline: Headline) -> str:
    row = ctx.release.find(*headline)
    return ctx.t("no_data") if row is None or row.status == "not_available" else ctx.period(row)


def _shown(ctx: Context, headlines: Sequence[Headline]) -> list[str]:
    """The home city's districts and any other code with a row in one of the slices."""
    home = ctx.release.info.get("home_city", "")[:4]
    used = {
        row.district_code
        for row in ctx.release.values
        if (row.kpi_id, row.period_kind, row.period_start) in set(headlines) and row.district_code
    }
    return [
        code
        for code in ctx.release.district_rows
        if code in used or (home and code.startswith(home) and not code.endswith("00"))
    ]


def figure(ctx: Context, figure_id: str, kpi: str, kind: str, start: date | None) -> Figure | None:
    """One KPI by district, highest first; None on a district's own pages."""
    if not ctx.is_city:
        return None
    rows = [
        row
        for code in ctx.release.district_rows
        for row in ctx.release.slice(kpi, kind, code)
        if row.period_start == start
    ]
    # Of several to-date rows of one district the newest stands.
    there = list({row.district_code: row for row in rows}.values())
    rows = [row for row in there if row.published() is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -(row.value or 0))
    listed = [*rows, *(row for row in there if row.published() is None)]
    labels = [ctx.district(row.district_code) for row in listed]
    told = sentences.highest_member(ctx, kpi, [(ctx.district(row.district_code), row) for row in there])
    title = ctx.t("title.ranked", what=ctx.kpi_name(kpi), period=ctx.period(rows[0]), unit=ctx.unit(kpi))
    drawn = [blocks.series(ctx, ctx.kpi_name(kpi), rows)]
    numbers = (Column(ctx.label(kpi), True, kpi), [Number(row) for row in listed])
    return Figure(
        figure_id,
        title,
        told,
        figures.ranked(labels[: len(rows)], drawn, "%" if is_percent(rows[0].unit) else ""),
        blocks.listed(figure_id, title, ctx.t("column.district"), labels, numbers),
        height=90 + 34 * len(rows),
    )
