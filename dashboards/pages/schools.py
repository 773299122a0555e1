"""Schools: graduates, where they went, and internships."""

from datetime import date

from dashboards import figures
from dashboards.model import Figure, Page, Table
from dashboards.pages import blocks, sentences, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice
from dashboards.release import KpiValue

DESTINATION = (
    Slice("XQ17"),
    Slice("XQ17", field="numerator", label="schools.with_destination"),
    Slice("XQ17", field="denominator", label="schools.leavers"),
)
JOBS = (
    Slice("XQ18", "measure", "employed", label="schools.employed"),
    Slice("XQ18"),
    Slice("XQ18", field="numerator", label="schools.stayed"),
    Slice("XQ19"),
    Slice("XQ19", field="numerator", label="schools.matched"),
)
INTERNSHIPS = (
    Slice("XQ16"),
    Slice("XQ16", field="numerator", label="schools.compliant"),
    Slice("XQ16", field="denominator", label="schools.internships_all"),
)
# The days of the year on which destinations are told, with their names' keys.
TOLD = (((8, 31), "schools.end_of_august"), ((12, 31), "schools.end_of_december"))


def build(ctx: Context) -> Page:
    """The schools page."""
    newest = _newest_destination(ctx)
    cards = (
        blocks.as_of_card(ctx, "XQ02"),
        blocks.year_card(ctx, "XQ17", kind="as_of"),
        blocks.year_card(ctx, "XQ16", kind="academic_year"),
    )
    internships = slices.table(
        ctx, "schools-internships-table", "schools.caption_internships", "academic_year", INTERNSHIPS
    )
    districts = [
        *blocks.as_of_headlines(ctx, ("XQ02",)),
        *((kpi, "as_of", newest.period_start if newest else None) for kpi in ("XQ17", "XQ18", "XQ19")),
        *blocks.year_headlines(ctx, ("XQ16",), "academic_year"),
    ]
    sections = (
        blocks.section(
            ctx,
            "graduates",
            "schools.graduates",
            ("XQ02",),
            blocks.period_table(ctx, "schools-graduates", ("XQ02",), "as_of"),
        ),
        blocks.section(ctx, "destinations", "schools.destinations", ("XQ17",), _destinations(ctx)),
        blocks.section(
            ctx,
            "jobs",
            "schools.jobs",
            ("XQ18", "XQ19"),
            slices.table(ctx, "schools-jobs", "schools.caption_jobs", "as_of", JOBS, ("schools.note_jobs",)),
        ),
        blocks.section(
            ctx,
            "internships",
            "schools.internships",
            ("XQ16",),
            slices.chart(
                ctx,
                "schools-internships",
                "schools.internships_what",
                "academic_year",
                INTERNSHIPS[:1],
                internships,
            ),
        ),
        blocks.section(
            ctx,
            "districts",
            "schools.districts",
            (),
            blocks.district_table(ctx, "schools-by-district", districts),
        ),
    )
    return Page("schools", ctx.t("page.schools"), ctx.t("schools.lead"), sections, cards)


def _newest_destination(ctx: Context) -> KpiValue | None:
    return ctx.headline("XQ17", "as_of")


def _destinations(ctx: Context) -> Figure | Table:
    """The rate at the two days of each leaving year, above every day for which it was published."""
    below = slices.table(
        ctx,
        "schools-destinations-table",
        "schools.caption_destinations",
        "as_of",
        DESTINATION,
        ("schools.note_destinations",),
    )
    rows = {row.period_start: row for row in ctx.release.slice("XQ17", "as_of") if row.period_start}
    years = sorted({day.year for day in rows if (day.month, day.day) in dict(TOLD)})
    lots = [
        blocks.series(ctx, ctx.t(key), [rows.get(date(year, month, day)) for year in years])
        for (month, day), key in TOLD
    ]
    if all(value is None for lot in lots for value in lot.values):
        return below
    span = ctx.t("period.calendar_year", year=years[0])
    if len(years) > 1:
        span = ctx.t("period.span", first=span, last=ctx.t("period.calendar_year", year=years[-1]))
    title = ctx.t(
        "title.figure",
        what=ctx.t("schools.destinations_what"),
        period=span,
        unit="%",
        grain=ctx.t("schools.by_leaving_year"),
    )
    told = [row for day, row in rows.items() if (day.month, day.day) == TOLD[-1][0]]
    found = sentences.peak(ctx, told or list(rows.values()), ctx.t("schools.at_december") if told else "")
    return Figure(
        "schools-destinations",
        title,
        found,
        figures.bars([ctx.t("period.calendar_year", year=year) for year in years], lots, "%"),
        below,
    )
