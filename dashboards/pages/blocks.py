"""Blocks that several pages share: trends, tables by period, by district and by member."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboards import figures
from dashboards.format import COMPACT_FROM, is_percent
from dashboards.model import Card, Column, Figure, Number, Section, Sentence, Table
from dashboards.pages import sentences
from dashboards.pages.context import Context
from dashboards.release import KpiValue

Kpis = tuple[str, ...]


def present(items: Sequence[Any]) -> tuple[Any, ...]:
    """The items that exist."""
    return tuple(item for item in items if item is not None)


def section(ctx: Context, section_id: str, title: str, kpis: Kpis, *blocks: Any) -> Section:
    """A section about some KPIs: what was not delivered first, what could not be dated last."""
    found = (*sentences.missing(ctx, kpis), *present(blocks), *sentences.undated(ctx, kpis))
    return Section(section_id, ctx.t(title), found)


def periods(ctx: Context, kpis: Kpis, kind: str) -> list[KpiValue]:
    """One row per period for which any of the KPIs was published city-wide, oldest first."""
    found: dict[date, KpiValue] = {}
    for kpi in kpis:
        for row in ctx.release.slice(kpi, kind):
            if row.period_start:
                found.setdefault(row.period_start, row)
    return [found[start] for start in sorted(found)]


def span(ctx: Context, rows: Sequence[KpiValue]) -> str:
    """The first and last period of a series in words."""
    if not rows:
        return ctx.t("period.none")
    first, last = (_short(ctx, row) for row in (rows[0], rows[-1]))
    return first if first == last else ctx.t("period.span", first=first, last=last)


def _short(ctx: Context, row: KpiValue) -> str:
    """A period without its "as of" or "to", for use in a span."""
    if row.period_kind == "as_of":
        return ctx.fmt.day(row.period_end)
    return ctx.fmt.period(row.period_kind, row.period_start, row.period_end)


def period_table(ctx: Context, table_id: str, kpis: Kpis, kind: str, newest_first: bool = True) -> Table:
    """Periods down, KPIs across, city-wide."""
    rows = periods(ctx, kpis, kind)
    body = [
        (ctx.period(row), *(Number(ctx.release.find(kpi, kind, row.period_start)) for kpi in kpis))
        for row in (reversed(rows) if newest_first else rows)
    ]
    caption = ctx.t("caption.by_period", kpis=names(ctx, kpis), span=span(ctx, rows))
    return Table(table_id, caption, (Column(ctx.t("column.period")), *kpi_columns(ctx, kpis)), tuple(body))


def kpi_columns(ctx: Context, kpis: Kpis) -> tuple[Column, ...]:
    """One numeric column per KPI, named with its unit."""
    return tuple(Column(ctx.label(kpi), numeric=True, kpi=kpi) for kpi in kpis)


def names(ctx: Context, kpis: Kpis) -> str:
    """KPI names as a list in words."""
    return ctx.t("list_comma").join(ctx.kpi_name(kpi) for kpi in kpis)


def series(ctx: Context, name: str, rows: Sequence[KpiValue | None]) -> figures.Series:
    """A figure's series; only published numbers are drawn, the text says why one is missing."""
    return figures.Series(
        name,
        [None if row is None or row.status != "ok" else _drawn(row) for row in rows],
        [ctx.fmt.kpi(row) for row in rows],
    )


def _drawn(row: KpiValue) -> float | None:
    # A percent axis reads 25, the table 25.0 %: the factor is for the axis only.
    return row.value * 100 if is_percent(row.unit) and row.value is not None else row.value


def trend(
    ctx: Context, figure_id: str, kpis: Kpis, kind: str, table_kpis: Kpis | None = None
) -> Figure | None:
    """A trend of KPIs that share a unit scale: bars for years and quarters, lines for months."""
    shown = tuple(kpi for kpi in kpis if ctx.available(kpi))
    rows = periods(ctx, shown, kind)
    if not rows:
        return None
    labels = [ctx.fmt.period(row.period_kind, row.period_start, row.period_end) for row in rows]
    lots = [
        series(ctx, ctx.kpi_name(kpi), [ctx.release.find(kpi, kind, row.period_start) for row in rows])
        for kpi in shown
    ]
    axis = ctx.t("list_slash").join(dict.fromkeys(ctx.unit(kpi) for kpi in shown))
    draw = figures.lines if kind == "month" else figures.bars
    title = ctx.t(
        "title.figure",
        what=names(ctx, shown),
        period=span(ctx, rows),
        unit=axis,
        grain=ctx.t(f"grain.{kind}"),
    )
    return Figure(
        figure_id,
        title,
        sentences.peak(ctx, ctx.release.slice(shown[-1], kind)),
        draw(labels, lots, axis),
        period_table(ctx, figure_id + "-table", table_kpis or kpis, kind),
    )


def district_table(ctx: Context, table_id: str, headlines: Sequence[tuple[str, str, date | None]]) -> Table:
    """Districts down, KPIs across; each KPI as (kpi_id, period_kind, period_start), the city's row first."""
    columns = [Column(ctx.t("column.district"))]
    for kpi, kind, start in headlines:
        row = ctx.release.find(kpi, kind, start)
        when = ctx.t("no_data") if row is None or row.status == "not_available" else ctx.period(row)
        columns.append(
            Column(ctx.t("label.with_period", name=ctx.label(kpi), period=when), numeric=True, kpi=kpi)
        )
    body = [
        tuple(
            [ctx.district(code)]
            + [Number(ctx.release.find(kpi, kind, start, code)) for kpi, kind, start in headlines]
        )
        for code in [None, *districts_shown(ctx, headlines)]
    ]
    return Table(
        table_id,
        ctx.t("caption.by_district", kpis=names(ctx, tuple(kpi for kpi, _, _ in headlines))),
        tuple(columns),
        tuple(body),
        frozenset({0}),
        (ctx.t("note.districts"),),
    )


def districts_shown(ctx: Context, headlines: Sequence[tuple[str, str, date | None]]) -> list[str]:
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


def district_figure(ctx: Context, figure_id: str, kpi: str, kind: str, start: date | None) -> Figure | None:
    """One KPI by district, highest first."""
    rows = [
        row
        for code in ctx.release.district_rows
        for row in ctx.release.slice(kpi, kind, code)
        if row.period_start == start and row.value is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: -(row.value or 0))
    labels = [ctx.district(row.district_code) for row in rows]
    title = ctx.t("title.ranked", what=ctx.kpi_name(kpi), period=ctx.period(rows[0]), unit=ctx.unit(kpi))
    return Figure(
        figure_id,
        title,
        sentences.highest_member(ctx, kpi, list(zip(labels, rows, strict=True))),
        figures.ranked(labels, series(ctx, ctx.kpi_name(kpi), rows)),
        height=90 + 34 * len(rows),
    )


def year_card(ctx: Context, kpi: str, href: str) -> Card:
    """A card of the newest year in which anything happened."""
    row = ctx.headline(kpi)
    if row is None or row.status == "not_available":
        return absent_card(ctx, kpi, row, href)
    notes = present([sentences.change(ctx, row), sentences.since_then(ctx, row)])
    return Card(
        ctx.kpi_name(kpi), ctx.period(row), Number(row, with_unit=True), _approx(ctx, row), notes, href
    )


def as_of_card(ctx: Context, kpi: str, href: str) -> Card:
    """A card of a stock at the as-of day, with the figure published before it."""
    row = ctx.release.latest(kpi, "as_of")
    if row is None or row.status == "not_available":
        return absent_card(ctx, kpi, row, href)
    earlier = [
        other
        for other in ctx.release.slice(kpi, "as_of")
        if other.period_end and row.period_end and other.period_end < row.period_end
    ]
    note = (
        ctx.sentence(
            "change.stock_before", period=ctx.period(earlier[-1]), number=Number(earlier[-1], with_unit=True)
        )
        if earlier
        else ctx.sentence("change.no_base")
    )
    return Card(
        ctx.kpi_name(kpi), ctx.period(row), Number(row, with_unit=True), _approx(ctx, row), (note,), href
    )


def absent_card(ctx: Context, kpi: str, row: KpiValue | None, href: str) -> Card:
    """A card that says that nothing was delivered."""
    # A missing row means that the release does not compute the KPI; a row says so by its own status.
    notes = () if row is not None else (Sentence((ctx.t("not_computed"),), "warn"),)
    return Card(ctx.kpi_name(kpi), ctx.t("period.none"), Number(row), "", notes, href)


def _approx(ctx: Context, row: KpiValue) -> str:
    if row.value is None or is_percent(row.unit) or abs(row.value) < COMPACT_FROM:
        return ""
    return ctx.t("approx", number=ctx.fmt.compact(row.value))
