"""Overview: key figures, the trend, districts, what needs attention, and the claims."""

from dashboards.format import MARKS
from dashboards.model import Badge, Claimed, Column, Count, Page, Section, Sentence, Table
from dashboards.pages import blocks, sentences
from dashboards.pages.context import Context

YEARLY = (
    ("TR01", "training"),
    ("TR02", "training"),
    ("TR03", "training"),
    ("NC01", "online-college"),
    ("NC06", "online-college"),
)
STOCKS = (
    ("NC05", "online-college.html"),
    ("XQ01", "definitions.html#XQ01"),
    ("XQ03", "definitions.html#XQ03"),
)
DISTRICT_YEARLY = ("TR01", "TR02", "TR03", "NC01", "NC06")
VERDICTS = {"in": "good", "out": "bad", "undecidable": "warn"}


def build(ctx: Context) -> Page:
    """The overview page."""
    cards = [blocks.year_card(ctx, kpi, page + ".html") for kpi, page in YEARLY]
    cards += [blocks.as_of_card(ctx, kpi, href) for kpi, href in STOCKS]
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
            (Sentence((ctx.t("overview.claims_lead"),)), _claims_sentence(ctx), claims_table(ctx)),
        ),
    )
    return Page("overview", ctx.t("page.overview"), ctx.t("overview.lead"), sections, tuple(cards))


def _districts(ctx: Context) -> Table:
    headlines = [
        (kpi, "calendar_year", row.period_start if (row := ctx.headline(kpi)) else None)
        for kpi in DISTRICT_YEARLY
    ]
    headlines += [
        (kpi, "as_of", row.period_start if (row := ctx.release.latest(kpi, "as_of")) else None)
        for kpi in ("XQ01", "XQ03")
    ]
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


def _claims_sentence(ctx: Context) -> Sentence:
    verdicts = [row["verdict"] for row in ctx.release.tables["claim_results"]]
    return ctx.sentence(
        "claims.summary",
        all=str(len(verdicts)),
        within=str(verdicts.count("in")),
        outside=str(verdicts.count("out")),
        undecidable=str(verdicts.count("undecidable")),
    )


def claims_table(ctx: Context) -> Table:
    """Every claim result: what was published, the interval, our value, the verdict in words."""
    columns = (
        Column(ctx.t("column.claim")),
        Column(ctx.t("column.kpi")),
        Column(ctx.t("column.claim_period")),
        Column(ctx.t("column.quote")),
        Column(ctx.t("column.interval"), True),
        Column(ctx.t("column.value"), True),
        Column(ctx.t("column.verdict")),
        Column(ctx.t("column.note")),
    )
    rows = tuple(
        (
            row["claim_id"],
            ctx.t("label.id_name", id=row["kpi_id"], name=ctx.kpi_name(row["kpi_id"])),
            str(row["period"] or MARKS["not_applicable"]),
            row["quote"] or "",
            ctx.fmt.interval(row["low"], row["high"]),
            Claimed(
                "|".join(str(row[name] or "") for name in ("claim_id", "kpi_id", "period", "note")),
                row["value"],
            ),
            Badge(ctx.t(f"verdict.{row['verdict']}"), VERDICTS[row["verdict"]]),
            row["note"] or "",
        )
        for row in ctx.release.tables["claim_results"]
    )
    return Table("claims-results", ctx.t("caption.claims"), columns, rows)
