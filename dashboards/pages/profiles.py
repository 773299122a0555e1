"""Profiles: one page for each enterprise and school of which the release publishes a figure."""

import re
from datetime import date
from hashlib import sha256

from dashboards import figures
from dashboards.format import is_percent
from dashboards.model import Card, Column, Figure, Link, Number, Page, Section, Sentence, Table
from dashboards.pages import blocks, sentences
from dashboards.pages.context import Context
from dashboards.release import KpiValue

# The dimensions whose members are organisations; a release that splits no figure by one has no such pages.
DIMENSIONS = ("enterprise", "school")
Slot = tuple[str, str]  # KPI and kind of period


def build(ctx: Context) -> Page:
    """The list of profiles."""
    sections = tuple(_list(ctx, dimension) for dimension in DIMENSIONS)
    return Page("profiles", ctx.t("page.profiles"), ctx.t("profiles.lead"), sections)


def pages(ctx: Context) -> list[Page]:
    """Every profile; an organisation all of whose figures are withheld has none, as the page would say nothing."""
    return [
        _page(ctx, dimension, member, rows)
        for dimension in DIMENSIONS
        for member, rows in _members(ctx, dimension).items()
    ]


def page_id(member: str) -> str:
    """A file name for a member: its code, or a digest where the code is none (an organisation known by name alone)."""
    return member if re.fullmatch(r"[0-9A-Z]{4,32}", member) else sha256(member.encode()).hexdigest()[:16]


def _members(ctx: Context, dimension: str) -> dict[str, list[KpiValue]]:
    """The rows of each member of which anything is published, by label."""
    found: dict[str, list[KpiValue]] = {}
    for row in ctx.release.values:
        if row.dimension == dimension and row.member and row.period_start and row.district_code is None:
            found.setdefault(row.member, []).append(row)
    shown = [member for member, rows in found.items() if any(row.published() is not None for row in rows)]
    return {
        member: found[member] for member in sorted(shown, key=lambda one: (ctx.member(dimension, one), one))
    }


def _list(ctx: Context, dimension: str) -> Section:
    members = _members(ctx, dimension)
    title = ctx.t(f"profiles.{dimension}")
    if not members:
        return Section(dimension, title, (Sentence((ctx.t(f"profiles.no_{dimension}"),)),))
    shown = sorted({row.kpi_id for rows in members.values() for row in rows if row.period_kind == "as_of"})
    rows = tuple(
        (
            Link(ctx.member(dimension, member), f"profile/{page_id(member)}.html"),
            member,
            *(Number(_newest(found, kpi)) for kpi in shown),
        )
        for member, found in members.items()
    )
    columns = (
        Column(ctx.t(f"column.{dimension}")),
        Column(ctx.t("column.code")),
        *blocks.kpi_columns(ctx, tuple(shown)),
    )
    caption = ctx.t("profiles.caption", title=title, day=ctx.fmt.day(ctx.release.as_of))
    table = Table(f"profiles-{dimension}", caption, columns, rows, cap=len(rows))
    told = ctx.sentence("profiles.count", count=ctx.fmt.number(len(rows)))
    return Section(dimension, title, (told, table))


def _newest(rows: list[KpiValue], kpi: str) -> KpiValue | None:
    """A member's newest figure of a stock or rate."""
    return max(
        (row for row in rows if row.kpi_id == kpi and row.period_kind == "as_of"),
        key=lambda row: row.period_start or date.min,
        default=None,
    )


def _page(ctx: Context, dimension: str, member: str, rows: list[KpiValue]) -> Page:
    slots: dict[Slot, list[KpiValue]] = {}
    for row in sorted(
        rows, key=lambda row: (row.kpi_id, row.period_kind, row.period_start or row.period_end)
    ):
        slots.setdefault((row.kpi_id, row.period_kind), []).append(row)
    cards = tuple(_card(ctx, found) for found in slots.values())
    sections = tuple(
        Section(f"{kpi}-{kind}", ctx.kpi_name(kpi), (_series(ctx, member, found),))
        for (kpi, kind), found in slots.items()
    )
    lead = ctx.t("profiles.page_lead", code=member)
    return Page(page_id(member), ctx.member(dimension, member), lead, sections, cards)


def _card(ctx: Context, rows: list[KpiValue]) -> Card:
    """The newest published figure of a slice, else its newest mark."""
    row = next((row for row in reversed(rows) if row.published() is not None), rows[-1])
    title = ctx.kpi_name(row.kpi_id)
    notes = (sentences.change(ctx, row),) if row.period_kind != "as_of" else ()
    return Card(title, ctx.period(row), Number(row, with_unit=True), "", notes, blocks.definition(row.kpi_id))


def _series(ctx: Context, member: str, rows: list[KpiValue]) -> Figure | Table:
    kpi, kind = rows[0].kpi_id, rows[0].period_kind
    columns = (Column(ctx.t("column.period")), Column(ctx.label(kpi), True, kpi))
    body = tuple((ctx.period(row), Number(row)) for row in reversed(rows))
    name = f"profile-{kpi}-{kind}"
    caption = ctx.t("profiles.series", kpi=ctx.kpi_name(kpi), span=blocks.span(ctx, rows))
    table = Table(f"{name}-table", caption, columns, body)
    if len(rows) < blocks.LEAST_POINTS:
        return table
    labels = [blocks.short(ctx, row) for row in rows]
    lot = blocks.series(ctx, ctx.kpi_name(kpi), rows)
    unit = ctx.unit(kpi)
    title = ctx.t("title.ranked", what=ctx.kpi_name(kpi), period=blocks.span(ctx, rows), unit=unit)
    draw = figures.lines if is_percent(rows[0].unit) else figures.bars
    return Figure(name, title, sentences.peak(ctx, rows), draw(labels, [lot], unit), table, height=260)
