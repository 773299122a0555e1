"""Online college: accounts, active accounts, courses, log-ins, study hours, enterprises."""

from datetime import date

from dashboards.model import Cell, Column, Number, Page, Table
from dashboards.pages import blocks, districts, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

ACTIVITY = ("NC06", "NC08")
ENTERPRISE = ("NC07", "NC09")
ACTIVATION = (
    Slice("NC03"),
    Slice("NC03", field="numerator", label="college.activated"),
    Slice("NC03", field="denominator", label="college.granted"),
)


def build(ctx: Context) -> Page:
    """The online college page."""
    cards = [blocks.year_card(ctx, kpi) for kpi in ("NC01", "NC06", "NC08")]
    cards += [blocks.as_of_card(ctx, kpi) for kpi in ("NC05", "NC07", "NC09")]
    sections = (
        blocks.section(
            ctx,
            "accounts",
            "college.accounts",
            ("NC01", "NC04"),
            blocks.trend(ctx, "college-accounts", ("NC01",), "calendar_year"),
            _batches(ctx),
        ),
        blocks.section(
            ctx,
            "active",
            "college.active",
            ("NC02",),
            blocks.trend(ctx, "college-active", ("NC02",), "month"),
        ),
        blocks.section(
            ctx,
            "activation",
            "college.activation",
            ("NC03",),
            slices.table(ctx, "college-activation", "college.caption_activation", "cohort", ACTIVATION),
        ),
        blocks.section(
            ctx,
            "coverage",
            "college.coverage",
            ("NC12",),
            blocks.trend(ctx, "college-coverage", ("NC12",), "month"),
        ),
        blocks.section(
            ctx,
            "courses",
            "college.courses",
            ("NC05",),
            blocks.period_table(ctx, "college-courses", ("NC05",), "as_of"),
        ),
        blocks.section(
            ctx,
            "activity",
            "college.activity",
            (*ACTIVITY, "NC10"),
            blocks.trend(ctx, "college-logins", ("NC06",), "month"),
            blocks.trend(ctx, "college-hours", ("NC08",), "month"),
            blocks.period_table(ctx, "college-years", (*ACTIVITY, "NC10"), "calendar_year"),
        ),
        blocks.section(ctx, "districts", "college.districts", (), _districts(ctx)),
        blocks.section(ctx, "enterprises", "college.enterprises", ENTERPRISE, _enterprises(ctx)),
    )
    return Page("online-college", ctx.t("page.online-college"), ctx.t("college.lead"), sections, tuple(cards))


def _batches(ctx: Context) -> Table:
    granted = {row.member: row for row in ctx.release.slice("NC01", "campaign", None, "batch")}
    days = {row.member: row for row in ctx.release.slice("NC04", "campaign", None, "batch")}
    rows: list[tuple[Cell, ...]] = []
    for member in [*granted, *(member for member in days if member not in granted)]:
        row = granted.get(member) or days[member]
        rows.append(
            (
                ctx.member("batch", member or ""),
                ctx.period(row),
                Number(granted.get(member) or ctx.release.unavailable("NC01")),
                Number(days.get(member) or ctx.release.unavailable("NC04")),
            )
        )
    if not rows:
        rows = [
            (
                ctx.t("no_data"),
                "",
                Number(ctx.release.unavailable("NC01")),
                Number(ctx.release.unavailable("NC04")),
            )
        ]
    columns = (
        Column(ctx.t("column.batch")),
        Column(ctx.t("column.campaign")),
        *blocks.kpi_columns(ctx, ("NC01", "NC04")),
    )
    return Table(
        "college-batches", ctx.t("caption.batches"), columns, tuple(rows), notes=(ctx.t("note.batches"),)
    )


def _districts(ctx: Context) -> Table:
    return districts.table(ctx, "college-districts", districts.of_years(ctx, ("NC01", *ACTIVITY)))


def _enterprises(ctx: Context) -> Table:
    stocks = [row for kpi in ENTERPRISE for row in ctx.release.slice(kpi, "as_of")]
    latest = max(stocks, key=lambda row: row.period_start or date.min, default=None)
    start = latest.period_start if latest else None
    by_enterprise = [ctx.release.by_member(kpi, "as_of", "enterprise") for kpi in ENTERPRISE]
    members = {member for rows in by_enterprise for member, day in rows if day == start}
    found = {
        member: [
            Number(rows.get((member, start)) or ctx.release.unavailable(kpi))
            for kpi, rows in zip(ENTERPRISE, by_enterprise, strict=True)
        ]
        for member in members
    }
    ordered = sorted(
        found.items(), key=lambda item: (-_sortable(item[1][0]), -_sortable(item[1][1]), item[0])
    )
    city = [Number(ctx.release.find(kpi, "as_of", start)) for kpi in ENTERPRISE]
    rows: list[tuple[Cell, ...]] = [(ctx.t("all_enterprises"), "", *city)]
    rows += [(ctx.member("enterprise", member), member, *numbers) for member, numbers in ordered]
    when = ctx.period(latest) if latest else ctx.t("no_data")
    columns = (
        Column(ctx.t("column.enterprise")),
        Column(ctx.t("column.uscc")),
        *blocks.kpi_columns(ctx, ENTERPRISE),
    )
    return Table(
        "college-enterprises",
        ctx.t("caption.enterprises", period=when),
        columns,
        tuple(rows),
        frozenset({0}),
        (ctx.t("note.enterprises"),),
    )


def _sortable(number: Number) -> float:
    row = number.row
    return row.value if row is not None and row.status == "ok" and row.value is not None else -1.0
