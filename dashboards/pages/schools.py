"""Schools: graduates, where they went, and internships."""

from dataclasses import replace
from datetime import date

from dashboards import figures
from dashboards.model import Figure, Page, Table
from dashboards.pages import blocks, districts, sentences, slices
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
MonthDay = tuple[int, int]
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
    headlines = [
        *districts.of_days(ctx, ("XQ02",)),
        *((kpi, "as_of", newest.period_start if newest else None) for kpi in ("XQ17", "XQ18", "XQ19")),
        *districts.of_years(ctx, ("XQ16",), "academic_year"),
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
            _jobs(ctx),
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
            districts.table(ctx, "schools-by-district", headlines),
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
    lots = [(ctx.t(key), "XQ17", day) for day, key in TOLD]
    found = _by_leaving_year(ctx, "schools-destinations", "schools.destinations_what", lots, below)
    told = _on(ctx, "XQ17", TOLD[-1][0])
    subject = ctx.t("schools.at_december") if told else ""
    said = sentences.peak(ctx, list((told or _by_day(ctx, "XQ17")).values()), subject)
    return replace(found, finding=said) if isinstance(found, Figure) else found


def _jobs(ctx: Context) -> Figure | Table:
    """Both rates of the employed at the end of each leaving year."""
    below = slices.table(ctx, "schools-jobs", "schools.caption_jobs", "as_of", JOBS, ("schools.note_jobs",))
    day = TOLD[-1][0]
    lots = [(ctx.kpi_name(kpi), kpi, day) for kpi in ("XQ18", "XQ19")]
    found = _by_leaving_year(ctx, "schools-jobs-figure", "schools.jobs_what", lots, below)
    said = sentences.peak(ctx, list(_on(ctx, "XQ19", day).values()), ctx.t("schools.matched_at_december"))
    return replace(found, finding=said) if isinstance(found, Figure) else found


def _by_day(ctx: Context, kpi: str) -> dict[date, KpiValue]:
    return {row.period_start: row for row in ctx.release.slice(kpi, "as_of") if row.period_start}


def _on(ctx: Context, kpi: str, told: MonthDay) -> dict[int, KpiValue]:
    """The KPI's rows told on one day of the year, by year."""
    return {day.year: row for day, row in _by_day(ctx, kpi).items() if (day.month, day.day) == told}


def _by_leaving_year(
    ctx: Context, figure_id: str, what: str, lots: list[tuple[str, str, MonthDay]], below: Table
) -> Figure | Table:
    """Rates told once a year as bars by leaving year, each lot as (name, KPI, day); the table alone without any."""
    found = {name: _on(ctx, kpi, day) for name, kpi, day in lots}
    years = sorted({year for rows in found.values() for year in rows})
    drawn = [blocks.series(ctx, name, [rows.get(year) for year in years]) for name, rows in found.items()]
    if all(value is None for lot in drawn for value in lot.values):
        return below
    labels = [ctx.t("period.calendar_year", year=year) for year in years]
    title = ctx.t(
        "title.figure",
        what=ctx.t(what),
        period=labels[0] if len(years) == 1 else ctx.t("period.span", first=labels[0], last=labels[-1]),
        unit="%",
        grain=ctx.t("schools.by_leaving_year"),
    )
    return Figure(figure_id, title, None, figures.bars(labels, drawn, "%"), below)
