"""Blocks that several pages share: trends, tables by period, by district and by member."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dashboards import figures
from dashboards.format import COMPACT_FROM, is_percent
from dashboards.model import Card, Column, Figure, Number, Section, Sentence, Table
from dashboards.pages import sentences
from dashboards.pages.context import Context
from dashboards.release import KpiValue

Kpis = tuple[str, ...]
# A line through fewer points says nothing.
LEAST_POINTS = 3


def present(items: Sequence[Any]) -> tuple[Any, ...]:
    """The items that exist."""
    return tuple(item for item in items if item is not None)


def section(ctx: Context, section_id: str, title: str, kpis: Kpis, *blocks: Any) -> Section:
    """A section about some KPIs: what was not delivered first, what could not be dated last.

    A district's page leaves out what only the city has, so it says nothing of what is missing there.
    """
    found = (*sentences.missing(ctx, kpis), *present(blocks), *sentences.undated(ctx, kpis))
    return Section(section_id, ctx.t(title), found)


def periods(ctx: Context, kpis: Kpis, kind: str) -> list[KpiValue]:
    """One row per period for which any of the KPIs was published city-wide, oldest first."""
    return distinct_periods(row for kpi in kpis for row in ctx.release.slice(kpi, kind))


def distinct_periods(rows: Iterable[KpiValue]) -> list[KpiValue]:
    """One row per period (first and last day) of the rows, oldest first."""
    found: dict[tuple[date, date], KpiValue] = {}
    for row in rows:
        if row.period_start and row.period_end:
            found.setdefault((row.period_start, row.period_end), row)
    return [found[days] for days in sorted(found)]


def span(ctx: Context, rows: Sequence[KpiValue]) -> str:
    """The first and last period of a series in words."""
    if not rows:
        return ctx.t("period.none")
    first, last = (short(ctx, row) for row in (rows[0], rows[-1]))
    return first if first == last else ctx.t("period.span", first=first, last=last)


def short(ctx: Context, row: KpiValue) -> str:
    """A period without its "as of" or "to", for use in a span."""
    if row.period_kind in ("as_of", "to_date"):
        return ctx.fmt.day(row.period_end)
    return ctx.fmt.period(row.period_kind, row.period_start, row.period_end)


def period_table(ctx: Context, table_id: str, kpis: Kpis, kind: str, newest_first: bool = True) -> Table:
    """Periods down, KPIs across, city-wide."""
    rows = periods(ctx, kpis, kind)
    body = [
        (
            ctx.period(row),
            *(Number(ctx.release.find(kpi, kind, row.period_start, end=row.period_end)) for kpi in kpis),
        )
        for row in (reversed(rows) if newest_first else rows)
    ] or [(ctx.t("no_data"), *(Number(ctx.release.unavailable(kpi)) for kpi in kpis))]
    caption = ctx.t("caption.by_period", kpis=names(ctx, kpis), span=span(ctx, rows))
    return Table(table_id, caption, (Column(ctx.t("column.period")), *kpi_columns(ctx, kpis)), tuple(body))


def kpi_columns(ctx: Context, kpis: Kpis) -> tuple[Column, ...]:
    """One numeric column per KPI, named with its unit."""
    return tuple(Column(ctx.label(kpi), numeric=True, kpi=kpi) for kpi in kpis)


def names(ctx: Context, kpis: Kpis) -> str:
    """KPI names as a list in words."""
    return ctx.t("list_comma").join(dict.fromkeys(ctx.kpi_name(kpi) for kpi in kpis))


def series(
    ctx: Context, name: str, rows: Sequence[KpiValue | None], field: str = "value", unit: str = ""
) -> figures.Series:
    """A figure's series; only published numbers are drawn, the text says why one is missing."""
    return figures.Series(
        name,
        [None if row is None else _drawn(row, field, unit) for row in rows],
        [ctx.fmt.kpi(row, field, unit) for row in rows],
    )


def _drawn(row: KpiValue, field: str, unit: str) -> float | None:
    raw = row.published(field)
    own_unit = unit or (row.unit if field == "value" else "")
    # A percent axis reads 25, the table 25.0 %: the factor is for the axis only.
    return raw * 100 if is_percent(own_unit) and raw is not None else raw


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


def listed(
    figure_id: str, caption: str, head: str, labels: Sequence[str], *columns: tuple[Column, Sequence[Number]]
) -> Table:
    """The table under a ranking: one line per bar, one column per series."""
    heads = (Column(head), *(column for column, _ in columns))
    rows = tuple(
        (label, *numbers) for label, *numbers in zip(labels, *(found for _, found in columns), strict=True)
    )
    return Table(f"{figure_id}-table", caption, heads, rows)


def definition(kpi: str) -> str:
    """Where a KPI is defined, as a link."""
    return "definitions.html#" + kpi


def year_card(ctx: Context, kpi: str, href: str = "", kind: str = "calendar_year") -> Card:
    """A card of the newest year in which anything happened; the link leads to the definition unless given."""
    href = href or definition(kpi)
    row = ctx.headline(kpi, kind)
    if row is None or row.period_start is None:
        return absent_card(ctx, kpi, row, href)
    notes = present([sentences.change(ctx, row), sentences.since_then(ctx, row)])
    return _card(ctx, row, notes, href)


def as_of_card(ctx: Context, kpi: str, href: str = "", kind: str = "as_of") -> Card:
    """A card of a stock (or a to-date sum) at the as-of day, with the figure published before it."""
    href = href or definition(kpi)
    row = ctx.release.latest(kpi, kind)
    if row is None or row.period_start is None:
        return absent_card(ctx, kpi, row, href)
    earlier = [
        other
        for other in ctx.release.slice(kpi, kind)
        if other.period_end and row.period_end and other.period_end < row.period_end
    ]
    notes = (
        ctx.sentence("change.stock_before", period=ctx.period(one), number=Number(one, with_unit=True))
        for one in earlier[-1:]
    )
    return _card(ctx, row, tuple(notes), href)


def told_card(ctx: Context, kpi: str, href: str = "") -> Card:
    """A card of a rate told on fixed days: the newest day that has a year before, so that it can be compared."""
    rows = ctx.release.slice(kpi, "as_of")
    compared = [row for row in rows if row.published() is not None and ctx.year_before(row) is not None]
    row = compared[-1] if compared else ctx.headline(kpi, "as_of")
    if row is None or row.period_start is None:
        return absent_card(ctx, kpi, row, href or definition(kpi))
    return _card(ctx, row, (sentences.change(ctx, row),), href or definition(kpi))


def _card(ctx: Context, row: KpiValue, notes: tuple[Sentence, ...], href: str) -> Card:
    return Card(
        ctx.kpi_name(row.kpi_id),
        ctx.period(row),
        Number(row, with_unit=True),
        _approx(ctx, row),
        notes,
        href,
        _trail(ctx, row),
    )


def _trail(ctx: Context, row: KpiValue) -> tuple[float | None, ...]:
    """The slice's published numbers up to the row; of a rate told on fixed days only those of the same day."""
    rows = [
        one
        for one in ctx.release.slice(row.kpi_id, row.period_kind)
        if one.period_start and row.period_start and one.period_start <= row.period_start
    ]
    if row.period_kind == "as_of" and row.period_start:
        day = row.period_start.month, row.period_start.day
        rows = [
            one for one in rows if one.period_start and (one.period_start.month, one.period_start.day) == day
        ]
    trail = tuple(one.published() for one in rows)
    known = sum(value is not None for value in trail)
    return trail if known >= LEAST_POINTS and row.published() is not None else ()


def absent_card(ctx: Context, kpi: str, row: KpiValue | None, href: str) -> Card:
    """A card that says that nothing was delivered."""
    # A missing row means that the release does not compute the KPI; a row says so by its own status.
    notes = () if row is not None else (Sentence((ctx.t("not_computed"),), "warn"),)
    return Card(ctx.kpi_name(kpi), ctx.t("period.none"), Number(row), "", notes, href)


def _approx(ctx: Context, row: KpiValue) -> str:
    if row.value is None or is_percent(row.unit) or abs(row.value) < COMPACT_FROM:
        return ""
    return ctx.t("approx", number=ctx.fmt.compact(row.value))
