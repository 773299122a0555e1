"""Docking events: what was held in a year, and each event."""

from dashboards.model import Cell, Column, Figure, Number, Page, Table
from dashboards.pages import blocks, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

KPIS = ("JS01", "JS02", "JS03", "JS04", "JS05", "JS06", "JS07")
MEMBERS, PERSONS = (Slice("JS02", "measure", member) for member in ("member_enterprises", "persons"))
ROLES = tuple(Slice("JS06", "role", member) for member in ("主办", "指导", "协办", "支持"))
YEARLY = (
    Slice("JS01"),
    Slice("JS02", label="events.enterprises"),
    MEMBERS,
    PERSONS,
    Slice("JS03"),
    Slice("JS04", label="events.lectures"),
    Slice("JS05", label="events.places"),
    Slice("JS06", label="events.organisations"),
    *ROLES,
    Slice("JS07"),
)
SIGNED = (
    Slice("JS07"),
    Slice("JS07", field="numerator", label="events.signed"),
    Slice("JS07", field="denominator", label="events.judged"),
)
PER_EVENT = YEARLY[1:]


def build(ctx: Context) -> Page:
    """The docking events page."""
    cards = tuple(blocks.year_card(ctx, kpi) for kpi in KPIS)
    below = slices.table(
        ctx, "events-years-table", "events.caption_years", "calendar_year", YEARLY, ("events.note_years",)
    )
    sections = (
        blocks.section(
            ctx,
            "years",
            "events.years",
            KPIS,
            slices.chart(
                ctx, "events-years", "events.years_what", "calendar_year", (YEARLY[1], MEMBERS), below, told=0
            ),
        ),
        blocks.section(ctx, "conversion", "events.conversion", (), _conversion(ctx)),
        blocks.section(ctx, "events", "events.each", (), _events(ctx)),
        blocks.section(
            ctx,
            "districts",
            "events.districts",
            (),
            blocks.district_table(ctx, "events-districts", blocks.year_headlines(ctx, KPIS)),
        ),
    )
    return Page("docking-events", ctx.t("page.docking-events"), ctx.t("events.lead"), sections, cards)


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


def _events(ctx: Context) -> Table:
    """One row per event held, newest first; a split row of an event has the member `event_id|member`."""
    found = [
        ctx.release.by_member(one.kpi, "event", f"event_{one.dimension}" if one.dimension else "event")
        for one in PER_EVENT
    ]
    plain = [rows for rows, one in zip(found, PER_EVENT, strict=True) if not one.dimension]
    keys = {key: row for rows in reversed(plain) for key, row in rows.items()}
    body: list[tuple[Cell, ...]] = []
    for (event, day), period in sorted(keys.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True):
        numbers = [
            Number(
                rows.get((f"{event}|{one.member}" if one.member else event, day))
                or ctx.release.unavailable(one.kpi)
            )
            for rows, one in zip(found, PER_EVENT, strict=True)
        ]
        body.append((ctx.member("event", event), event, ctx.fmt.day(period.period_start), *numbers))
    if not body:
        absent = (Number(ctx.release.unavailable(one.kpi)) for one in PER_EVENT)
        body = [(ctx.t("no_data"), "", "", *absent)]
    columns = (
        Column(ctx.t("column.event")),
        Column(ctx.t("column.code")),
        Column(ctx.t("column.held_on")),
        *slices.columns(ctx, PER_EVENT, "calendar_year"),
    )
    return Table("events-each", ctx.t("events.caption_each"), columns, tuple(body))
