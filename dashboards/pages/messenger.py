"""Messenger: registered parties, vacancies, referrals, agreements, the special fund, supply and demand."""

from dashboards import figures
from dashboards.model import Figure, Page, Section, Table
from dashboards.pages import blocks, slices, supply_demand
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

PARTIES = ("XQ01", "XQ02", "XQ03", "XQ04", "XQ05")
POSTED = (
    Slice("XQ06", label="messenger.posted"),
    Slice("XQ07", label="messenger.places_posted"),
    Slice("XQ07", "headcount", "unknown", label="messenger.without_headcount"),
)
OPEN = (
    Slice("XQ06", label="messenger.open"),
    Slice("XQ07", label="messenger.places_open"),
    Slice("XQ07", "headcount", "unknown", label="messenger.without_headcount"),
)
CHANNELS = tuple(Slice("XQ08", "channel", member) for member in ("线上", "线下"))
STEPS = tuple(Slice("XQ09", "step", member) for member in ("referral", "interview", "offer", "report"))
# More months than these run into each other.
DRAWN_MONTHS = 24
MATCHED = (
    Slice("XQ12"),
    Slice("XQ12", field="numerator", label="messenger.small_matched"),
    Slice("XQ12", field="denominator", label="messenger.sized_matched"),
    *(Slice("XQ12", "size_class", member) for member in ("micro", "small", "medium", "large", "unknown")),
)
FILL = (
    Slice("XQ10"),
    Slice("XQ10", field="numerator", label="messenger.reported"),
    Slice("XQ10", field="denominator", label="messenger.closed_places"),
)


def build(ctx: Context) -> Page:
    """The Messenger page."""
    cards = [blocks.as_of_card(ctx, kpi) for kpi in PARTIES]
    cards += [blocks.year_card(ctx, kpi) for kpi in ("XQ06", "XQ08", "XQ10")]
    cards += [blocks.as_of_card(ctx, "XQ13"), blocks.year_card(ctx, "XQ14")]
    sections = (
        blocks.section(
            ctx,
            "parties",
            "messenger.parties",
            PARTIES,
            blocks.period_table(ctx, "messenger-parties", PARTIES, "as_of"),
            blocks.district_table(ctx, "messenger-districts", blocks.as_of_headlines(ctx, PARTIES)),
        ),
        _vacancies(ctx),
        blocks.section(ctx, "referrals", "messenger.referrals", ("XQ08",), _referrals(ctx)),
        blocks.section(ctx, "funnel", "messenger.funnel", ("XQ09",), _funnel(ctx)),
        blocks.section(ctx, "matched", "messenger.matched", ("XQ12",), _matched(ctx)),
        blocks.section(ctx, "fill", "messenger.fill", ("XQ10",), _fill(ctx)),
        blocks.section(
            ctx,
            "time-to-fill",
            "messenger.time_to_fill",
            ("XQ11",),
            blocks.trend(ctx, "messenger-time-to-fill", ("XQ11",), "calendar_year"),
        ),
        blocks.section(
            ctx,
            "agreements",
            "messenger.agreements",
            ("XQ13",),
            blocks.period_table(ctx, "messenger-agreements", ("XQ13",), "as_of"),
        ),
        blocks.section(
            ctx,
            "fund",
            "messenger.fund",
            ("XQ14",),
            blocks.trend(ctx, "messenger-fund", ("XQ14",), "calendar_year"),
        ),
        supply_demand.section(ctx),
    )
    return Page("messenger", ctx.t("page.messenger"), ctx.t("messenger.lead"), sections, tuple(cards))


def _vacancies(ctx: Context) -> Section:
    posted = slices.table(
        ctx,
        "messenger-posted",
        "messenger.caption_posted",
        "calendar_year",
        POSTED,
        ("messenger.note_posted",),
    )
    return blocks.section(
        ctx,
        "vacancies",
        "messenger.vacancies",
        ("XQ06", "XQ07"),
        slices.chart(
            ctx,
            "messenger-places",
            "messenger.posted_what",
            "calendar_year",
            POSTED[:2],
            posted,
        ),
        slices.table(ctx, "messenger-open", "messenger.caption_open", "as_of", OPEN),
        blocks.district_table(
            ctx,
            "messenger-vacancy-districts",
            [
                *blocks.year_headlines(ctx, ("XQ06", "XQ07", "XQ08", "XQ10", "XQ11")),
                *blocks.as_of_headlines(ctx, ("XQ06", "XQ07")),
            ],
        ),
    )


def _referrals(ctx: Context) -> Figure | Table | None:
    below = slices.table(
        ctx,
        "messenger-channels",
        "messenger.caption_channels",
        "calendar_year",
        (Slice("XQ08", label="messenger.both_channels"), *CHANNELS),
        ("messenger.note_channels",),
    )
    return slices.chart(
        ctx, "messenger-referrals", "messenger.referrals_what", "calendar_year", CHANNELS, below
    )


def _funnel(ctx: Context) -> Figure | Table | None:
    below = slices.table(
        ctx, "messenger-steps", "messenger.caption_steps", "cohort", STEPS, ("messenger.note_steps",)
    )
    return slices.chart(
        ctx,
        "messenger-funnel",
        "messenger.funnel_what",
        "cohort",
        STEPS,
        below,
        told=0,
        grain="month",
        draw=figures.lines,
        newest=DRAWN_MONTHS,
    )


def _matched(ctx: Context) -> Figure | Table | None:
    below = slices.table(
        ctx,
        "messenger-matched-table",
        "messenger.caption_matched",
        "academic_year",
        MATCHED,
        ("messenger.note_matched",),
    )
    return slices.chart(
        ctx, "messenger-matched", "messenger.matched_what", "academic_year", MATCHED[:1], below
    )


def _fill(ctx: Context) -> Figure | Table | None:
    below = slices.table(ctx, "messenger-fill-table", "messenger.caption_fill", "calendar_year", FILL)
    return slices.chart(ctx, "messenger-fill", "messenger.fill_what", "calendar_year", FILL[:1], below)
