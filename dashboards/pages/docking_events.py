"""Docking events: what was held in a year, and each event."""

from dashboards.model import Cell, Column, Figure, Number, Page, Table
from dashboards.pages import blocks, districts, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

KPIS = ("JS01", "JS02", "JS03", "JS04", "JS05", "JS06", "JS07")
MEMBERS, PERSONS = (Slice("JS02", "measure", member) for member in ("member_enterprises", "persons"))
ROLES = tuple(Slice("JS06", "role", member) for member in ("主办", "指导", "协办", "支持"))
HELD = Slice("JS01")
CAME = (Slice("JS02", label="events.enterprises"), MEMBERS, PERSONS, Slice("JS03"))
OFFERED = (
    Slice("JS04", label="events.lectures"),
    Slice("JS05", label="events.places"),
    Slice("JS06", label="events.organisations"),
    *ROLES,
)
SIGNED = (
    Slice("JS07"),
    Slice("JS07", field="numerator", label="events.signed"),
    Slice("JS07", field="denominator", label="events.judged"),
)


def build(ctx: Context) -> Page:
    """The docking events page."""
    cards = tuple(blocks.year_card(ctx, kpi) for kpi in KPIS)
    sections = (
        blocks.section(ctx, "years", "events.years", KPIS, _came(ctx), _offered(ctx)),
        blocks.section(ctx, "conversion", "events.conversion", (), _conversion(ctx)),
        blocks.section(
            ctx,
            "events",
            "events.each",
            (),
            _events(ctx, "events-each", "events.caption_each", (*CAME, Slice("JS07")), dated=True),
            _events(ctx, "events-each-offered", "events.caption_each_offered", OFFERED, dated=False),
        ),
        blocks.section(
            ctx,
            "districts",
            "events.districts",
            (),
            districts.table(ctx, "events-districts", districts.of_years(ctx, KPIS)),
        ),
    )
    return Page("docking-events", ctx.t("page.docking-events"), ctx.t("events.lead"), sections, cards)


def _came(ctx: Context) -> Figure | Table | None:
    """Who came, by year."""
    below = slices.table(
        ctx,
        "events-years-table",
        "events.caption_years",
        "calendar_year",
        (HELD, *CAME),
        ("events.note_years",),
    )
    drawn = (CAME[0], MEMBERS)
    return slices.chart(ctx, "events-years", "events.years_what", "calendar_year", drawn, below, told=0)


def _offered(ctx: Context) -> Table:
    """What was heard and seen, and who held it, by year."""
    notes = ("events.note_offered",)
    return slices.table(ctx, "events-offered", "events.caption_offered", "calendar_year", OFFERED, notes)


def _conversion(ctx: Context) -> Figure | Table | None:
    """From event to agreement: the share by year of the event, above both its sides."""
    below = slices.table(
        ctx,
        "events-conversion-table",
        "events.caption_conversion",
        "calendar_year",
        SIGNED,
        ("events.note_conversion",),
    )
    return slices.chart(
        ctx, "events-conversion", "events.conversion_what", "calendar_year", SIGNED[:1], below
    )


def _events(ctx: Context, table_id: str, caption: str, shown: tuple[Slice, ...], dated: bool) -> Table:
    """One row per event held, newest first; a split row of an event has the member `event_id|member`."""
    found = [
        ctx.release.by_member(one.kpi, "event", f"event_{one.dimension}" if one.dimension else "event")
        for one in shown
    ]
    plain = [rows for rows, one in zip(found, shown, strict=True) if not one.dimension]
    keys = {key: row for rows in reversed(plain) for key, row in rows.items()}
    body: list[tuple[Cell, ...]] = []
    for (event, day), period in sorted(keys.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True):
        numbers = [
            Number(
                rows.get((f"{event}|{one.member}" if one.member else event, day))
                or ctx.release.unavailable(one.kpi)
            )
            for rows, one in zip(found, shown, strict=True)
        ]
        when = [ctx.fmt.day(period.period_start)] if dated else []
        body.append((ctx.member("event", event), event, *when, *numbers))
    if not body:
        absent = (Number(ctx.release.unavailable(one.kpi)) for one in shown)
        body = [(ctx.t("no_data"), "", *([""] if dated else []), *absent)]
    columns = (
        Column(ctx.t("column.event")),
        Column(ctx.t("column.code")),
        *([Column(ctx.t("column.held_on"))] if dated else []),
        *slices.columns(ctx, shown, "calendar_year"),
    )
    return Table(table_id, ctx.t(caption), columns, tuple(body))
