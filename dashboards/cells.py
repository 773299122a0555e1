"""Cells and sentences as HTML; each KPI number carries its row's key and raw value, for tests to compare."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from dashboards.format import MARKS
from dashboards.model import Badge, Cell, Claimed, Count, Link, Number, Sentence, Share
from dashboards.pages.context import Context

Resolve = Callable[[str], str]


def cell(ctx: Context, link: Resolve, item: Cell) -> Markup:
    """One table cell's content; `link` turns a builder's link into one that works from the page."""
    if isinstance(item, Number):
        return number(ctx, item, item.in_words)
    if isinstance(item, Count):
        return _count(ctx, item)
    if isinstance(item, Claimed):
        return _claimed(ctx, item)
    if isinstance(item, Share):
        return escape(MARKS["not_applicable"] if item.value is None else ctx.fmt.percent(item.value))
    if isinstance(item, Badge):
        return Markup('<span class="badge {}">{}</span>').format(item.tone, item.text)
    if isinstance(item, Link):
        return Markup('<a href="{}">{}</a>').format(link(item.href), item.text)
    return escape("" if item is None else item)


def number(ctx: Context, item: Number, in_words: bool = False) -> Markup:
    """A KPI number or its mark; `in_words` writes what a mark means instead of the mark."""
    row = item.row
    if row is None:
        return _mark(ctx, "no_row", {}, in_words)
    attributes = {"data-kpi": row.kpi_id, "data-key": row.key, "data-status": row.status}
    if item.field != "value":
        attributes["data-field"] = item.field
    raw = row.published(item.field)
    if raw is None:
        return _mark(ctx, "not_applicable" if row.status == "ok" else row.status, attributes, in_words)
    attributes["data-value"] = repr(raw)
    if item.unit:
        attributes["data-unit"] = item.unit
    shown = ctx.fmt.kpi(row, item.field, item.unit)
    own_unit = item.unit or (row.unit if item.field == "value" else "")
    unit = ctx.fmt.unit(own_unit) if item.with_unit and own_unit else ""
    tail = Markup(' <span class="unit">{}</span>').format(unit) if unit else Markup("")
    return Markup("<span{}>{}</span>{}").format(_attributes(attributes), shown, tail)


def sentence(ctx: Context, link: Resolve, item: Sentence) -> Markup:
    """A sentence; marks are written out in words, because a sentence has no legend beside it."""
    return Markup("").join(_part(ctx, link, part) for part in item.parts)


def spark(trail: Sequence[float | None], width: int = 120, height: int = 28) -> Markup:
    """A small line through published numbers, from zero up, with a gap where there is none; a dot marks the last.

    Hidden from screen readers: the page's tables say the same.
    """
    known = [value for value in trail if value is not None]
    if len(known) < 2:
        return Markup("")
    top = max([*known, 0]) or 1
    step = (width - 8) / (len(trail) - 1)
    places = [
        None if value is None else f"{4 + index * step:.1f},{height - 4 - (height - 8) * value / top:.1f}"
        for index, value in enumerate(trail)
    ]
    runs: list[list[str]] = [[]]
    for place in places:
        runs[-1].append(place) if place else runs.append([])
    lines = Markup("").join(Markup('<polyline points="{}"/>').format(" ".join(run)) for run in runs if run)
    x, y = next(place for place in reversed(places) if place).split(",")
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '{}<circle cx="{}" cy="{}" r="3"/></svg>'
    ).format(width, height, width, height, lines, x, y)


def css_text(text: str) -> Markup:
    """Text inside a CSS string: everything but plain letters and digits as code points, so nothing can end it."""
    return Markup("".join(one if one.isalnum() and one.isascii() else f"\\{ord(one):06x}" for one in text))


def _part(ctx: Context, link: Resolve, part: Any) -> Markup:
    return number(ctx, part, in_words=True) if isinstance(part, Number) else cell(ctx, link, part)


def _mark(ctx: Context, status: str, attributes: dict[str, str], in_words: bool) -> Markup:
    words = ctx.t(f"mark.{status}")
    if in_words:
        return Markup('<span class="words"{}>{}</span>').format(_attributes(attributes), words)
    return Markup(
        '<span class="mark"{} title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>'
    ).format(_attributes(attributes), words, MARKS[status], words)


def _count(ctx: Context, item: Count) -> Markup:
    if item.value is None:
        return _mark(ctx, "not_applicable", {}, False)
    return Markup('<span data-count="{}">{}</span>').format(item.value, ctx.fmt.number(item.value))


def _claimed(ctx: Context, item: Claimed) -> Markup:
    if item.value is None:
        return _mark(ctx, "not_applicable", {"data-claim": item.claim_key}, False)
    shown = ctx.fmt.bare(item.value, item.unit)
    return Markup('<span data-claim="{}" data-value="{}">{}</span>').format(
        item.claim_key, repr(item.value), shown
    )


def _attributes(attributes: dict[str, str]) -> Markup:
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
