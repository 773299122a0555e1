"""Tables and charts whose columns are slices of KPIs: members of a dimension, or the sides of a ratio."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import figures
from dashboards.model import Column, Figure, Number, Sentence, Table
from dashboards.pages import blocks, sentences
from dashboards.pages.context import Context
from dashboards.release import KpiValue

Draw = Callable[[Sequence[str], Sequence[figures.Series], str], dict[str, Any]]


@dataclass(frozen=True)
class Slice:
    """City-wide rows of a KPI: the plain ones or those of one member; `field` is value or a side of a ratio.

    `label` is the key of its name; without one the member's or the KPI's name stands. `unit` overrides the rows'.
    """

    kpi: str
    dimension: str | None = None
    member: str | None = None
    field: str = "value"
    label: str = ""
    unit: str = ""


def rows_of(ctx: Context, one: Slice, kind: str) -> list[KpiValue]:
    """The slice's rows of a kind of period, oldest first."""
    return ctx.release.slice(one.kpi, kind, None, one.dimension, one.member)


def row_in(ctx: Context, one: Slice, period: KpiValue) -> KpiValue | None:
    """The slice's row in the period of another row, or the row that says that the KPI has no data."""
    return ctx.release.find(
        one.kpi,
        period.period_kind,
        period.period_start,
        None,
        one.dimension,
        one.member,
        period.period_end,
    )


def name(ctx: Context, one: Slice) -> str:
    """The slice's name in words."""
    if one.label:
        return ctx.t(one.label)
    return ctx.member(one.dimension or "", one.member) if one.member else ctx.kpi_name(one.kpi)


def unit(ctx: Context, one: Slice, kind: str) -> str:
    """The unit's name of the slice's numbers; empty for the sides of a ratio, whose names say it."""
    if one.unit:
        return ctx.fmt.unit(one.unit) or "%"
    if one.field != "value":
        return ""
    rows = rows_of(ctx, one, kind)
    return (ctx.fmt.unit(rows[0].unit) or "%") if rows else ctx.unit(one.kpi)


def columns(ctx: Context, slices: Sequence[Slice], kind: str) -> tuple[Column, ...]:
    """One numeric column per slice, named with its unit; plain values link to their definition."""
    found = []
    for one in slices:
        label, measure = name(ctx, one), unit(ctx, one, kind)
        if measure and measure.casefold() != label.casefold():
            label = ctx.t("label.with_unit", name=label, unit=measure)
        found.append(Column(label, True, one.kpi if one.field == "value" else ""))
    return tuple(found)


def periods(ctx: Context, slices: Sequence[Slice], kind: str) -> list[KpiValue]:
    """One row per period in which any of the slices was published, oldest first."""
    return blocks.distinct_periods(row for one in slices for row in rows_of(ctx, one, kind))


def table(
    ctx: Context,
    table_id: str,
    caption: str,
    kind: str,
    slices: Sequence[Slice],
    notes: tuple[str, ...] = (),
) -> Table:
    """Periods down (newest first), slices across, city-wide; `caption` is the key of a text with {span}."""
    rows = periods(ctx, slices, kind)
    body = [
        (ctx.period(row), *(Number(row_in(ctx, one, row), one.field, unit=one.unit) for one in slices))
        for row in reversed(rows)
    ]
    if not body:
        body = [(ctx.t("no_data"), *(Number(ctx.release.unavailable(one.kpi)) for one in slices))]
    heads = (Column(ctx.t("column.period")), *columns(ctx, slices, kind))
    words = ctx.t(caption, span=blocks.span(ctx, rows))
    return Table(table_id, words, heads, tuple(body), notes=tuple(ctx.t(note) for note in notes))


def chart(
    ctx: Context,
    figure_id: str,
    what: str,
    kind: str,
    slices: Sequence[Slice],
    below: Table | None = None,
    told: int = -1,
    grain: str = "",
    draw: Draw = figures.bars,
    finding: Sentence | None = None,
    newest: int = 0,
) -> Figure | Table | None:
    """Slices over periods, with the table `below`; the table alone when there is nothing to draw.

    `what` is the key of the title's subject, `told` the place of the slice that the finding speaks
    of, unless another `finding` is given. With `newest` only so many periods are drawn; the table has all.
    """
    shown = [one for one in slices if ctx.available(one.kpi)]
    rows = periods(ctx, shown, kind)[-newest:]
    lots = [
        blocks.series(ctx, name(ctx, one), [row_in(ctx, one, row) for row in rows], one.field, one.unit)
        for one in shown
    ]
    if all(value is None for lot in lots for value in lot.values):
        return below
    axis = ctx.t("list_slash").join(dict.fromkeys(unit(ctx, one, kind) for one in shown))
    title = ctx.t(
        "title.figure",
        what=ctx.t(what),
        period=blocks.span(ctx, rows),
        unit=axis,
        grain=ctx.t(f"grain.{grain or kind}"),
    )
    labels = [blocks.short(ctx, row) for row in rows]
    said = finding or _peak(ctx, shown[told], kind, newest)
    return Figure(figure_id, title, said, draw(labels, lots, axis), below)


def _peak(ctx: Context, one: Slice, kind: str, newest: int) -> Sentence | None:
    """Where the slice is highest among the periods drawn, and where it stands now."""
    return sentences.peak(ctx, rows_of(ctx, one, kind)[-newest:], name(ctx, one))
