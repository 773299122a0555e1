"""Supply and demand by major: graduates against places, ranked both ways; demand by industry."""

from dashboards import figures
from dashboards.model import Cell, Column, Figure, Number, Section, Sentence, Table
from dashboards.pages import blocks, industries, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice
from dashboards.release import KpiValue

KPI = "XQ20"
UNIT = "graduates_per_place"
SIDES = (
    Slice(KPI, field="numerator", label="gap.supply", unit="persons"),
    Slice(KPI, field="denominator", label="gap.demand", unit="persons"),
    Slice(KPI, unit=UNIT),
    Slice(KPI, field="gap", label="gap.gap", unit="persons"),
)
SIDE_FIELDS = (("supply", "numerator"), ("demand", "denominator"))
MOST_SHOWN = 12
# Vacancies without a code ask for no major, so they are in no ranking.
NO_CODE = "none"


def section(ctx: Context) -> Section:
    """The whole city by academic year, then the majors of the newest year that has both sides."""
    below = slices.table(ctx, "gap-years-table", "gap.caption_years", "academic_year", SIDES)
    years = slices.chart(
        ctx, "gap-years", "gap.years_what", "academic_year", SIDES[:2], below, finding=_whole(ctx)
    )
    rows = _majors(ctx)
    return blocks.section(
        ctx,
        "gap",
        "gap.title",
        (KPI,),
        years,
        _ranking(ctx, "shortage", [row for row in rows if (row.gap or 0) > 0]),
        _ranking(ctx, "surplus", [row for row in reversed(rows) if (row.gap or 0) < 0]),
        _table(ctx, rows),
        _other_catalogues(ctx),
        industries.figure(ctx),
    )


def _year(ctx: Context) -> KpiValue | None:
    """The newest city-wide row with graduates and places, else the newest of all."""
    rows = ctx.release.slice(KPI, "academic_year")
    return ([row for row in rows if row.numerator and row.denominator] or rows or [None])[-1]


def _whole(ctx: Context) -> Sentence | None:
    year = _year(ctx)
    if year is None:
        return None
    sides = {name: Number(year, side, unit="persons") for name, side in SIDE_FIELDS}
    return ctx.sentence("gap.finding_year", period=ctx.period(year), **sides)


def _majors(ctx: Context, dimension: str = "major") -> list[KpiValue]:
    """The year's rows by major: most places without a graduate first, withheld ones last."""
    year = _year(ctx)
    rows = [
        row
        for row in ctx.release.slice(KPI, "academic_year", None, dimension)
        if year is not None and row.period_start == year.period_start
    ]
    return sorted(rows, key=lambda row: (row.published("gap") is None, -(row.published("gap") or 0)))


def _label(ctx: Context, row: KpiValue) -> str:
    return ctx.member(row.dimension or "", row.member or "")


def _ranking(ctx: Context, side: str, rows: list[KpiValue]) -> Figure | None:
    ranked = [row for row in rows if row.member != NO_CODE and row.published("gap") is not None]
    if not ranked:
        return None
    shown = ranked[:MOST_SHOWN]
    labels = [
        f"{row.member} {_label(ctx, row)}" if _label(ctx, row) != row.member else row.member or ""
        for row in shown
    ]
    title = ctx.t(
        f"gap.title_{side}", period=ctx.period(shown[0]), count=str(len(shown)), all=str(len(ranked))
    )
    finding = ctx.sentence(
        f"gap.finding_{side}",
        label=labels[0],
        **{name: Number(shown[0], side, unit="persons") for name, side in SIDE_FIELDS},
    )
    lots = [blocks.series(ctx, ctx.t(f"gap.{name}"), shown, field, "persons") for name, field in SIDE_FIELDS]
    table = blocks.listed(
        f"gap-{side}",
        title,
        ctx.t("column.major"),
        labels,
        *(
            (Column(ctx.t(f"gap.{name}"), True, KPI), [Number(row, field, unit="persons") for row in shown])
            for name, field in SIDE_FIELDS
        ),
    )
    plot = figures.ranked(labels, lots)
    return Figure(f"gap-{side}", title, finding, plot, table, height=110 + 44 * len(shown))


def _table(ctx: Context, rows: list[KpiValue]) -> Table:
    year = _year(ctx)
    body: list[tuple[Cell, ...]] = [
        (
            _label(ctx, row),
            "" if row.member == NO_CODE else row.member or "",
            *(Number(row, one.field, unit=one.unit) for one in SIDES),
        )
        for row in rows
    ]
    total = year or ctx.release.unavailable(KPI)
    body.insert(0, (ctx.t("gap.all_majors"), "", *(Number(total, one.field, unit=one.unit) for one in SIDES)))
    columns = (
        Column(ctx.t("column.major")),
        Column(ctx.t("column.code")),
        *slices.columns(ctx, SIDES, "academic_year"),
    )
    when = ctx.period(year) if year else ctx.t("no_data")
    return Table(
        "gap-majors",
        ctx.t("gap.caption_majors", period=when),
        columns,
        tuple(body),
        frozenset({0}),
        (ctx.t("gap.note"),),
    )


def _other_catalogues(ctx: Context) -> Table | None:
    """Graduates whose major stands in another catalogue than the vacancies' meet no demand."""
    rows = _majors(ctx, "major_of_other_catalogue")
    if not rows:
        return None
    columns = (Column(ctx.t("gap.other_major")), *slices.columns(ctx, SIDES[:1], "academic_year"))
    body = tuple((_label(ctx, row), Number(row, "numerator", unit="persons")) for row in rows)
    caption = ctx.t("gap.caption_other", period=ctx.period(rows[0]))
    return Table("gap-other-majors", caption, columns, body)
