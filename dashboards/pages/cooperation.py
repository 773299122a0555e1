"""Cooperation of the training company, and 1+X certificates."""

from dashboards import figures
from dashboards.model import Cell, Column, Figure, Number, Page, Table
from dashboards.pages import blocks, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice
from dashboards.release import KpiValue

MONEY = (
    Slice("OF04"),
    Slice("OF05", field="denominator", label="cooperation.due", unit="yuan"),
    Slice("OF05", field="numerator", label="cooperation.realised", unit="yuan"),
    Slice("OF05"),
)
CUSTOMERS = (Slice("OF06"), *(Slice("OF06", "sector", member) for member in ("C", "B", "G")))
MOST_DRAWN = 12


def build(ctx: Context) -> Page:
    """The cooperation page."""
    cards = (
        blocks.as_of_card(ctx, "OF01"),
        blocks.year_card(ctx, "OF02"),
        *(blocks.as_of_card(ctx, kpi) for kpi in ("OF03", "OF04", "OF05")),
        blocks.year_card(ctx, "CT01"),
    )
    sections = (
        blocks.section(
            ctx,
            "offer",
            "cooperation.offer",
            ("OF01", "OF03"),
            blocks.period_table(ctx, "cooperation-offer", ("OF01", "OF03"), "as_of"),
        ),
        blocks.section(
            ctx,
            "universities",
            "cooperation.universities",
            ("OF02",),
            blocks.trend(ctx, "cooperation-universities", ("OF02",), "calendar_year"),
        ),
        blocks.section(
            ctx,
            "investment",
            "cooperation.investment",
            ("OF04", "OF05"),
            _by_agreement(ctx),
            slices.table(ctx, "cooperation-days", "cooperation.caption_days", "as_of", MONEY),
        ),
        blocks.section(
            ctx,
            "customers",
            "cooperation.customers",
            ("OF06",),
            slices.table(
                ctx, "cooperation-customers", "cooperation.caption_customers", "calendar_year", CUSTOMERS
            ),
        ),
        blocks.section(
            ctx,
            "projects",
            "cooperation.projects",
            ("OF07",),
            blocks.trend(ctx, "cooperation-projects", ("OF07",), "calendar_year"),
        ),
        blocks.section(
            ctx,
            "certificates",
            "cooperation.certificates",
            ("CT01",),
            blocks.trend(ctx, "cooperation-certificates", ("CT01",), "calendar_year"),
        ),
    )
    return Page("cooperation", ctx.t("page.cooperation"), ctx.t("cooperation.lead"), sections, cards)


def _by_agreement(ctx: Context) -> Figure | Table:
    """Pledged, due so far and realised by agreement at the newest day, the largest pledge first."""
    day = max(
        (
            row.period_end
            for kpi in ("OF04", "OF05")
            for row in ctx.release.slice(kpi, "as_of")
            if row.period_end
        ),
        default=None,
    )
    found = [
        {
            row.member: row
            for row in ctx.release.slice(kpi, "as_of", None, "agreement")
            if row.period_end == day
        }
        for kpi in ("OF04", "OF05")
    ]
    members = sorted({member or "" for rows in found for member in rows}, key=lambda one: _order(found, one))
    body = [
        _line(ctx, ctx.member("agreement", one), one, [rows.get(one) for rows in found]) for one in members
    ]
    city = [ctx.release.latest(kpi, "as_of") for kpi in ("OF04", "OF05")]
    body.insert(0, _line(ctx, ctx.t("cooperation.all_agreements"), "", city))
    columns = (
        Column(ctx.t("column.agreement")),
        Column(ctx.t("column.code")),
        *slices.columns(ctx, MONEY, "as_of"),
    )
    when = ctx.fmt.day(day) if day else ctx.t("no_data")
    caption = ctx.t("cooperation.caption_agreements", day=when)
    note = (ctx.t("cooperation.note_agreements"),)
    below = Table("cooperation-agreements-table", caption, columns, tuple(body), frozenset({0}), note)
    drawn = members[:MOST_DRAWN]
    if not drawn:
        return below
    pledged, realised = ([rows.get(one) for one in drawn] for rows in found)
    lots = [
        blocks.series(ctx, ctx.kpi_name("OF04"), pledged),
        blocks.series(ctx, ctx.t("cooperation.realised"), realised, "numerator", "yuan"),
    ]
    title = ctx.t(
        "cooperation.agreements_title", day=when, unit=ctx.unit("OF04"), count=len(drawn), all=len(members)
    )
    finding = ctx.sentence(
        "cooperation.finding", day=when, number=Number(city[0], with_unit=True), share=Number(city[1])
    )
    labels = [ctx.member("agreement", one) for one in drawn]
    plot = figures.ranked(labels, lots)
    return Figure("cooperation-agreements", title, finding, plot, below, height=110 + 52 * len(drawn))


def _order(found: list[dict[str | None, KpiValue]], member: str) -> tuple[float, str]:
    row = found[0].get(member)
    return (-((row.published() or 0) if row else 0), member)


def _line(ctx: Context, label: str, code: str, pair: list[KpiValue | None]) -> tuple[Cell, ...]:
    """One agreement: its pledge, then what was due, what came, and the share; "no row" where it has none."""
    pledge, realised = pair
    numbers = [Number(pledge or ctx.release.unavailable("OF04"))]
    row = realised or ctx.release.unavailable("OF05")
    numbers += [Number(row, one.field, unit=one.unit) for one in MONEY[1:]]
    return (label, code, *numbers)
