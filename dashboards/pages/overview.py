"""Overview: key figures of every page, the trend, districts, what needs attention."""

from dashboards.model import Card, Column, Count, Link, Page, Section, Sentence, Table
from dashboards.pages import blocks, claims, sentences
from dashboards.pages.context import Context

# One or more key figures of each page, as (KPI, kind of period, page).
CARDS = (
    ("XQ01", "as_of", "messenger"),
    ("XQ03", "as_of", "messenger"),
    ("XQ06", "calendar_year", "messenger"),
    ("XQ13", "as_of", "messenger"),
    ("XQ02", "as_of", "schools"),
    ("XQ17", "as_of", "schools"),
    ("TR01", "calendar_year", "training"),
    ("TR02", "calendar_year", "training"),
    ("TR03", "calendar_year", "training"),
    ("NC01", "calendar_year", "online-college"),
    ("NC05", "as_of", "online-college"),
    ("NC06", "calendar_year", "online-college"),
    ("JS02", "calendar_year", "docking-events"),
    ("BL07", "to_date", "overseas-engineers"),
    ("BL09", "to_date", "overseas-engineers"),
    ("OF04", "as_of", "cooperation"),
)
DISTRICT_YEARLY = ("TR01", "TR02", "TR03", "NC01", "NC06")


def build(ctx: Context) -> Page:
    """The overview page."""
    cards = [_card(ctx, *card) for card in CARDS]
    sections = (
        Section(
            "trend",
            ctx.t("overview.trend"),
            blocks.present(
                [
                    blocks.trend(ctx, "overview-training", ("TR02", "TR03"), "calendar_year"),
                    blocks.trend(ctx, "overview-logins", ("NC06",), "calendar_year"),
                    *sentences.missing(ctx, ("TR02", "TR03", "NC06")),
                ]
            ),
        ),
        Section(
            "districts",
            ctx.t("overview.districts"),
            (_districts(ctx), *sentences.undated(ctx, ("XQ01", "XQ03"))),
        ),
        Section("attention", ctx.t("overview.attention"), _attention(ctx)),
        Section(
            "claims",
            ctx.t("overview.claims"),
            (claims.summary(ctx), Sentence((Link(ctx.t("overview.claims_link"), "claims.html"),))),
        ),
    )
    return Page("overview", ctx.t("page.overview"), ctx.t("overview.lead"), sections, tuple(cards))


def _card(ctx: Context, kpi: str, kind: str, page: str) -> Card:
    """A card that leads to the KPI's page; a rate told on fixed days stands at the last day that has one."""
    if kind == "calendar_year" or kpi == "XQ17":
        return blocks.year_card(ctx, kpi, page + ".html", kind)
    return blocks.as_of_card(ctx, kpi, page + ".html", kind)


def _districts(ctx: Context) -> Table:
    headlines = blocks.year_headlines(ctx, DISTRICT_YEARLY) + blocks.as_of_headlines(ctx, ("XQ01", "XQ03"))
    return blocks.district_table(ctx, "overview-districts", headlines)


def _attention(ctx: Context) -> tuple[Sentence | Table, ...]:
    found: list[Sentence | Table] = []
    for freshness in ("never", "late"):
        feeds = ctx.release.feeds_with(freshness)
        if feeds:
            listed = ctx.t("list_comma").join(ctx.feed(row["system"], row["feed"]) for row in feeds)
            found.append(ctx.sentence(f"attention.{freshness}", "warn", count=str(len(feeds)), feeds=listed))
    for check in ctx.release.failed_checks():
        words = ctx.t(f"attention.check_{check['severity']}")
        found.append(
            Sentence(
                (words, ctx.local(check | {"message_en": check["message"]}, "message") or check["check_id"]),
                "warn",
            )
        )
    refused = [row for row in ctx.release.tables["feed_status"] if row["rows_quarantined"]]
    if refused:
        refused.sort(key=lambda row: -row["rows_quarantined"])
        rows = tuple(
            (
                ctx.feed(row["system"], row["feed"]),
                ctx.system(row["system"]),
                Count(row["rows_quarantined"]),
                Count(row["rows_accepted"]),
            )
            for row in refused
        )
        columns = (
            Column(ctx.t("column.feed")),
            Column(ctx.t("column.system")),
            Column(ctx.t("column.quarantined"), True),
            Column(ctx.t("column.accepted"), True),
        )
        found.append(Table("overview-quarantine", ctx.t("caption.quarantine_by_feed"), columns, rows))
    return tuple(found) or (Sentence((ctx.t("attention.nothing"),), "good"),)
