"""Committee training: classes, trainees, attendance, hours, size classes, visits."""

from typing import Any

from dashboards import figures
from dashboards.model import Cell, Column, Figure, Number, Page, Table
from dashboards.pages import blocks, districts, sentences, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

TREND = ("TR01", "TR02", "TR03")
CLASS_KPIS = ("TR04", "TR08")
MEASURES = ("class_hours", "person_hours")
SIZE_CLASSES = ("micro", "small", "medium", "large", "unknown")
COMPLETION = (
    Slice("TR07"),
    Slice("TR07", field="numerator", label="training.completed"),
    Slice("TR07", field="denominator", label="training.took_part"),
)
COST = (
    Slice("TR09"),
    Slice("TR09", field="numerator", label="training.spent"),
    Slice("TR09", field="denominator", label="training.cost_times"),
    Slice("TR09", "measure", "classes_left_out"),
)
WORST_SHOWN = 20


def build(ctx: Context) -> Page:
    """The training page."""
    year = ctx.headline_year(TREND)
    cards = tuple(blocks.year_card(ctx, kpi) for kpi in (*TREND, "TR04"))
    headlines = [(kpi, "calendar_year", year) for kpi in TREND]
    sections = (
        blocks.section(
            ctx,
            "trend",
            "training.trend",
            TREND,
            blocks.trend(ctx, "training-launched", ("TR01",), "calendar_year"),
            blocks.trend(ctx, "training-trainees", ("TR02", "TR03"), "calendar_year"),
            blocks.trend(ctx, "training-quarters", ("TR02", "TR03"), "quarter", TREND),
        ),
        blocks.section(
            ctx,
            "districts",
            "training.districts",
            (),
            districts.figure(ctx, "training-districts-figure", "TR03", "calendar_year", year),
            districts.table(ctx, "training-districts", headlines),
        ),
        blocks.section(
            ctx, "attendance", "training.attendance", ("TR04",), _worst_classes(ctx), _classes(ctx)
        ),
        blocks.section(
            ctx,
            "completion",
            "training.completion",
            ("TR07",),
            slices.table(
                ctx, "training-completion", "training.caption_completion", "calendar_year", COMPLETION
            ),
        ),
        blocks.section(
            ctx,
            "cost",
            "training.cost",
            ("TR09",),
            slices.table(
                ctx, "training-cost", "training.caption_cost", "calendar_year", COST, ("training.note_cost",)
            ),
        ),
        blocks.section(ctx, "hours", "training.hours", ("TR05",), _measures(ctx)),
        blocks.section(ctx, "sizes", "training.sizes", ("TR06",), _size_figure(ctx), _sizes(ctx)),
        blocks.section(
            ctx,
            "visits",
            "training.visits",
            ("TR08",),
            blocks.period_table(ctx, "training-visits", CLASS_KPIS, "calendar_year"),
        ),
    )
    return Page("training", ctx.t("page.training"), ctx.t("training.lead"), sections, cards)


def _class_keys(ctx: Context, dated: set[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The dated (class, year's first day), newest first, then the classes that have no row: none vanishes."""
    seen = {member for member, _ in dated}
    silent = [(member, None) for member in ctx.release.members_of("class") if member not in seen]
    newest_first = sorted(sorted(dated, key=lambda key: key[0]), key=lambda key: key[1], reverse=True)
    return newest_first + silent


def _classes(ctx: Context) -> Table:
    columns = (
        Column(ctx.t("column.class")),
        Column(ctx.t("column.code")),
        Column(ctx.t("column.year")),
        Column(ctx.label("TR04"), True, "TR04"),
        Column(ctx.t("column.attended"), True),
        Column(ctx.t("column.expected"), True),
        Column(ctx.label("TR08"), True, "TR08"),
        Column(ctx.label("TR07"), True, "TR07"),
    )
    rows: list[tuple[Cell, ...]] = []
    by_class = [ctx.release.by_member(kpi, "calendar_year", "class") for kpi in (*CLASS_KPIS, "TR07")]
    for member, start in _class_keys(ctx, {key for found in by_class for key in found}):
        rate, visits, completed = (
            found.get((member, start)) or ctx.release.unavailable(kpi)
            for kpi, found in zip((*CLASS_KPIS, "TR07"), by_class, strict=True)
        )
        rows.append(
            (
                ctx.member("class", member),
                member,
                str(start.year) if start else ctx.t("no_activity"),
                Number(rate),
                Number(rate, "numerator"),
                Number(rate, "denominator"),
                Number(visits),
                Number(completed),
            )
        )
    return Table(
        "training-classes", ctx.t("caption.classes"), columns, tuple(rows), notes=(ctx.t("note.classes"),)
    )


def _worst_classes(ctx: Context) -> Figure | None:
    year = ctx.headline_year(("TR04",))
    every = [
        row
        for row in ctx.release.by_member("TR04", "calendar_year", "class").values()
        if row.period_start == year and row.member
    ]
    rows = [row for row in every if row.published() is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: (row.value or 0, row.member or ""))
    shown = rows[:WORST_SHOWN]
    labels = [f"{row.member} {ctx.member('class', row.member or '')}" for row in shown]
    title = ctx.t(
        "title.lowest",
        what=ctx.kpi_name("TR04"),
        period=ctx.period(shown[0]),
        unit="%",
        count=len(shown),
        all=len(rows),
    )
    whole = ctx.release.find("TR04", "calendar_year", year)
    finding = ctx.sentence(
        "finding.lowest_class",
        label=labels[0],
        number=Number(shown[0]),
        city=Number(whole),
        period=ctx.period(shown[0]),
    )
    return Figure(
        "training-attendance",
        title,
        sentences.of_published(ctx, finding, every),
        figures.ranked(labels, [blocks.series(ctx, ctx.kpi_name("TR04"), shown)], "%"),
        blocks.listed(
            "training-attendance",
            title,
            ctx.t("column.class"),
            labels,
            (Column(ctx.label("TR04"), True, "TR04"), [Number(row) for row in shown]),
        ),
        height=90 + 26 * len(shown),
    )


def _measures(ctx: Context) -> Table:
    starts = sorted(
        {
            row.period_start
            for row in ctx.release.slice("TR05", "calendar_year", None, "measure")
            if row.period_start
        },
        reverse=True,
    )
    columns = [Column(ctx.t("column.period"))]
    columns += [
        Column(
            ctx.t("label.with_unit", name=ctx.member("measure", member), unit=ctx.t(f"unit.{member}")),
            True,
            "TR05",
        )
        for member in MEASURES
    ]
    rows = []
    for start in starts or [None]:
        found = [
            ctx.release.find("TR05", "calendar_year", start, None, "measure", member) for member in MEASURES
        ]
        dated = [row for row in found if row is not None]
        rows.append((ctx.period(dated[0]) if dated and start else ctx.t("no_data"), *map(Number, found)))
    return Table("training-hours", ctx.t("caption.hours"), tuple(columns), tuple(rows))


def _sizes(ctx: Context) -> Table:
    rows = []
    for period in reversed(blocks.periods(ctx, ("TR06",), "calendar_year")):
        share = ctx.release.find("TR06", "calendar_year", period.period_start)
        rows.append(
            (
                ctx.period(period),
                Number(share),
                Number(share, "numerator"),
                Number(share, "denominator"),
                *(
                    Number(
                        ctx.release.find(
                            "TR06", "calendar_year", period.period_start, None, "size_class", size
                        )
                    )
                    for size in SIZE_CLASSES
                ),
            )
        )
    if not rows:
        absent = Number(ctx.release.unavailable("TR06"))
        rows = [(ctx.t("no_data"), *[absent] * (3 + len(SIZE_CLASSES)))]
    columns = (
        Column(ctx.t("column.period")),
        Column(ctx.label("TR06"), True, "TR06"),
        Column(ctx.t("column.sme_trainees"), True),
        Column(ctx.t("column.known_trainees"), True),
        *(Column(ctx.t("label.persons", name=ctx.member("size_class", size)), True) for size in SIZE_CLASSES),
    )
    return Table("training-sizes", ctx.t("caption.sizes"), columns, tuple(rows), notes=(ctx.t("note.sizes"),))


def _size_figure(ctx: Context) -> Figure | None:
    head = ctx.headline("TR06")
    start = head.period_start if head else None
    found = [
        ctx.release.find("TR06", "calendar_year", start, None, "size_class", size) for size in SIZE_CLASSES
    ]
    rows = [row for row in found if row is not None and row.status != "not_available"]
    if head is None or not rows:
        return None
    labels = [ctx.member("size_class", row.member or "") for row in rows]
    unit = ctx.t("unit.persons")
    title = ctx.t("title.ranked", what=ctx.t("training.size_what"), period=ctx.period(rows[0]), unit=unit)
    finding = ctx.sentence("finding.sme", period=ctx.period(head), number=Number(head))
    lot = figures.Series(
        ctx.kpi_name("TR06"),
        [row.value if row.status == "ok" else None for row in rows],
        [_persons(ctx, row) for row in rows],
    )
    table = blocks.listed(
        "training-size-figure",
        title,
        ctx.t("training.size_class"),
        labels,
        (Column(unit, True, "TR06"), [Number(row) for row in rows]),
    )
    return Figure(
        "training-size-figure", title, finding, figures.bars(labels, [lot], unit), table, height=300
    )


def _persons(ctx: Context, row: Any) -> str:
    return ctx.fmt.number(row.value) if row.status == "ok" and row.value is not None else ctx.fmt.kpi(row)
