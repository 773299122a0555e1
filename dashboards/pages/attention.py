"""What needs attention: targets behind their year, falls on the year, claims that miss, data that did not come."""

from dashboards.format import elapsed
from dashboards.model import Card, Link, Number, Sentence, Share
from dashboards.pages import targets
from dashboards.pages.context import Context
from dashboards.release import KpiValue

# A fall on the year that is told; smaller ones are in the tables.
TOLD_FALL = 0.1


def found(ctx: Context, cards: list[Card]) -> tuple[Sentence, ...]:
    """One sentence per thing that needs attention, or one that says that nothing does.

    A district's pages speak of the district's own figures; what concerns the data is said for the whole city.
    """
    told = [*_falls(ctx, cards)]
    if ctx.is_city:
        told = [*_behind(ctx), *told, *_claims(ctx), *_late(ctx), *_checks(ctx), *_refused(ctx)]
    return tuple(told) or (
        Sentence((ctx.t("attention.nothing" if ctx.is_city else "attention.nothing_area"),), "good"),
    )


def _behind(ctx: Context) -> list[Sentence]:
    """Targets of the running year of which less is reached than of the year is over."""
    rows = [row for row in targets.rows(ctx) if ctx.is_running(row) and row.published() is not None]
    late = [(row, over) for row in rows if (over := elapsed(row)) is not None and (row.value or 0) < over]
    return [
        ctx.sentence(
            "attention.behind",
            "warn",
            target=ctx.member("target", row.member or ""),
            done=Number(row),
            share=Share(over),
        )
        for row, over in late
    ]


def _falls(ctx: Context, cards: list[Card]) -> list[Sentence]:
    """Key figures whose newest whole period is a tenth below the same period a year before."""
    told = []
    for card in cards:
        row = card.number.row
        pair = None if row is None else _whole_pair(ctx, row)
        if pair and pair[0].value is not None and pair[1].value:
            now, before = pair
            if now.value <= before.value * (1 - TOLD_FALL):
                told.append(
                    ctx.sentence(
                        "attention.fall",
                        "warn",
                        kpi=Link(card.title, card.href),
                        period=ctx.period(now),
                        number=Number(now, with_unit=True),
                        before=ctx.period(before),
                        base=Number(before, with_unit=True),
                    )
                )
    return told


def _whole_pair(ctx: Context, row: KpiValue) -> tuple[KpiValue, KpiValue] | None:
    """The figure's newest whole period and the same one a year before, both published."""
    kinds = ("quarter", "month") if ctx.is_running(row) else (row.period_kind,)
    for kind in kinds:
        rows = [row] if kind == row.period_kind else ctx.release.slice(row.kpi_id, kind)
        whole = [one for one in rows if not ctx.is_running(one)]
        if not whole or (row.period_start and (whole[-1].period_end or row.period_start) < row.period_start):
            continue
        before = ctx.year_before(whole[-1])
        if before is not None and whole[-1].published() is not None and before.published() is not None:
            return whole[-1], before
    return None


def _claims(ctx: Context) -> list[Sentence]:
    out = [row for row in ctx.release.tables["claim_results"] if row["verdict"] == "out"]
    link = Link(ctx.t("overview.claims_link"), "claims.html")
    return [ctx.sentence("attention.claims", "warn", count=str(len(out)), link=link)] if out else []


def _late(ctx: Context) -> list[Sentence]:
    told = []
    for freshness in ("never", "late"):
        feeds = ctx.release.feeds_with(freshness)
        if feeds:
            listed = ctx.t("list_comma").join(ctx.feed(row["system"], row["feed"]) for row in feeds)
            told.append(ctx.sentence(f"attention.{freshness}", "warn", count=str(len(feeds)), feeds=listed))
    return told


def _checks(ctx: Context) -> list[Sentence]:
    """Every failed error check in full; of the warnings how many there are, and where they stand."""
    failed = ctx.release.failed_checks()
    told = [
        Sentence(
            (
                ctx.t("attention.check_error"),
                ctx.local(check | {"message_en": check["message"]}, "message") or check["check_id"],
            ),
            "warn",
        )
        for check in failed
        if check["severity"] == "error"
    ]
    warnings = len(failed) - len(told)
    if warnings:
        link = Link(ctx.t("attention.see_status"), "data-status.html#checks")
        told.append(ctx.sentence("attention.warnings", "warn", count=str(warnings), link=link))
    return told


def _refused(ctx: Context) -> list[Sentence]:
    refused = [row for row in ctx.release.tables["feed_status"] if row["rows_quarantined"]]
    if not refused:
        return []
    most = max(refused, key=lambda row: row["rows_quarantined"])
    return [
        ctx.sentence(
            "attention.refused",
            "warn",
            feeds=str(len(refused)),
            feed=ctx.feed(most["system"], most["feed"]),
            rows=ctx.fmt.number(most["rows_quarantined"]),
            link=Link(ctx.t("attention.see_status"), "data-status.html#quarantine"),
        )
    ]
