"""Overview: the key figures, the trend, districts, what needs attention."""

from dataclasses import replace

from dashboards.format import elapsed
from dashboards.model import Badge, Card, Link, Number, Page, Progress, Section, Sentence, Share
from dashboards.pages import attention, blocks, claims, districts, sentences, targets
from dashboards.pages.context import Context

# Key figures as (KPI, kind of period, page), the most wanted first: the first eight that have a row are shown.
CARDS = (
    ("XQ03", "as_of", "messenger"),
    ("XQ06", "calendar_year", "messenger"),
    ("XQ17", "as_of", "schools"),
    ("TR02", "calendar_year", "training"),
    ("NC06", "calendar_year", "online-college"),
    ("JS02", "calendar_year", "docking-events"),
    ("XQ13", "as_of", "messenger"),
    ("BL13", "calendar_year", "overseas-engineers"),
    ("XQ01", "as_of", "messenger"),
    ("BL01", "as_of", "overseas-engineers"),
    ("XQ02", "as_of", "schools"),
    ("NC01", "calendar_year", "online-college"),
)
MOST_CARDS = 8
DISTRICT_YEARLY = ("TR01", "TR02", "TR03", "NC01", "NC06")
FRESHNESS = {"fresh": "good", "late": "warn", "never": "bad"}


def build(ctx: Context) -> Page:
    """The overview page."""
    shown = [card for card in (_card(ctx, *card) for card in CARDS) if ctx.is_city or card.number.row]
    headlines = districts.of_years(ctx, DISTRICT_YEARLY) + districts.of_days(ctx, ("XQ01", "XQ03"))
    sections = [
        Section("attention", ctx.t("overview.attention"), attention.found(ctx, shown)),
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
            blocks.present(
                [
                    districts.table(ctx, "overview-districts", headlines),
                    *sentences.undated(ctx, ("XQ01", "XQ03")),
                ]
            ),
        ),
    ]
    if ctx.is_city:
        link = Sentence((Link(ctx.t("overview.claims_link"), "claims.html"),))
        sections.append(Section("claims", ctx.t("overview.claims"), (claims.summary(ctx), link)))
    return Page(
        "overview", ctx.t("page.overview"), ctx.t("overview.lead"), tuple(sections), tuple(shown[:MOST_CARDS])
    )


def _card(ctx: Context, kpi: str, kind: str, page: str) -> Card:
    """A card that leads to the KPI's page; a rate told on fixed days stands at the newest that has a year before."""
    if kind == "calendar_year":
        card = blocks.year_card(ctx, kpi, page + ".html", kind)
    elif kpi == "XQ17":
        card = blocks.told_card(ctx, kpi, page + ".html")
    else:
        card = blocks.as_of_card(ctx, kpi, page + ".html", kind)
    return replace(card, progress=_progress(ctx, kpi, card), badge=_badge(ctx, kpi))


def _progress(ctx: Context, kpi: str, card: Card) -> Progress | None:
    """Completion of the running year's target beside the year's; a running figure without target has only the year's."""
    target = targets.running(ctx, kpi)
    if target is not None:
        return Progress(Number(target), Share(elapsed(target)))
    row = card.number.row
    over = elapsed(row) if row is not None and ctx.is_running(row) else None
    return None if over is None else Progress(Number(None), Share(over))


def _badge(ctx: Context, kpi: str) -> Badge:
    """How fresh the feeds are that the KPI is computed from: the worst of them counts."""
    states = {row["freshness"] for row in ctx.kpi_feeds(kpi)}
    worst = next((state for state in ("never", "late", "fresh") if state in states), None)
    if worst is None:
        return Badge(ctx.t("overview.no_feed"), "plain")
    return Badge(ctx.t(f"overview.data_{worst}"), FRESHNESS[worst])
