"""How the organisations that feeds name were recognised, and those no register knows."""

from dashboards.model import Column, Count, Section, Sentence, Table
from dashboards.pages.context import Context

METHODS = ("code", "decision", "former_name", "exact_name", "unregistered_code", "candidates", "unmatched")


def section(ctx: Context) -> Section:
    """Feeds down, ways of recognition across; then the organisations left to a person."""
    blocks = (Sentence((ctx.t("organisations.lead"),)), _matches(ctx), _unmatched(ctx))
    return Section("organisations", ctx.t("organisations.title"), blocks)


def _matches(ctx: Context) -> Table:
    found = {
        (row["system"], row["feed"], row["match_method"]): row["names"]
        for row in ctx.release.tables["organisation_matches"]
    }
    feeds = sorted({(system, feed) for system, feed, _ in found})
    rows = tuple(
        (
            ctx.system(system),
            ctx.feed(system, feed),
            *(Count(found.get((system, feed, method), 0)) for method in METHODS),
        )
        for system, feed in feeds
    )
    columns = (
        Column(ctx.t("column.system")),
        Column(ctx.t("column.feed")),
        *(Column(ctx.t(f"organisations.{method}"), True) for method in METHODS),
    )
    note = (ctx.t("organisations.note"),)
    return Table("status-organisations", ctx.t("organisations.caption"), columns, rows, notes=note)


def _unmatched(ctx: Context) -> Table:
    rows = tuple(
        (
            row["recorded_name"] or "",
            row["recorded_code"] or "",
            ctx.system(row["system"]),
            ctx.feed(row["system"], row["feed"]),
            ctx.t(f"organisations.{row['match_method']}"),
            row["candidate_list"] or "",
        )
        for row in ctx.release.tables["unmatched_organisations"]
    )
    columns = (
        Column(ctx.t("organisations.name")),
        Column(ctx.t("column.code")),
        Column(ctx.t("column.system")),
        Column(ctx.t("column.feed")),
        Column(ctx.t("column.result")),
        Column(ctx.t("organisations.candidate_list")),
    )
    note = (ctx.t("organisations.unmatched_note"),)
    return Table("status-unmatched", ctx.t("organisations.unmatched_caption"), columns, rows, notes=note)
