"""Scorecards: how each provider's deliveries stand, in words an official can pass on."""

from dashboards.model import Badge, Column, Count, Section, Sentence, Share, Table
from dashboards.pages.context import Context
from dashboards.release import Row


def section(ctx: Context) -> Section:
    """One line per provider and feed, about the newest month that says anything of it."""
    rows = _newest(ctx)
    if not rows:
        return Section("scorecards", ctx.t("scorecards.title"), (Sentence((ctx.t("scorecards.none"),)),))
    good = sum(_is_good(row) for row in rows)
    summary = ctx.sentence("scorecards.summary", all=str(len(rows)), good=str(good))
    lead = Sentence((ctx.t("scorecards.lead"),))
    return Section("scorecards", ctx.t("scorecards.title"), (lead, summary, _table(ctx, rows)))


def _newest(ctx: Context) -> list[Row]:
    """The newest month of each provider and feed, those with something to mend first; months come in order."""
    found = {
        (row["provider"], row["system"], row["feed"]): row
        for row in ctx.release.tables["provider_scorecards"]
    }
    return [found[key] for key in sorted(found, key=lambda key: (_is_good(found[key]), key))]


def _is_good(row: Row) -> bool:
    return not row["lateness_days"] and not row["repeat_faults"] and row["accepted_share"] in (None, 1.0)


def _table(ctx: Context, rows: list[Row]) -> Table:
    columns = (
        Column(ctx.t("column.provider")),
        Column(ctx.t("column.feed")),
        Column(ctx.t("scorecards.month")),
        Column(ctx.t("scorecards.verdict")),
        Column(ctx.t("column.files"), True),
        Column(ctx.t("column.read"), True),
        Column(ctx.t("scorecards.accepted"), True),
        Column(ctx.t("scorecards.lateness"), True),
        Column(ctx.t("scorecards.repeats"), True),
    )
    body = tuple(
        (
            row["provider"],
            ctx.feed(row["system"], row["feed"]),
            ctx.fmt.month(row["month"]),
            _verdict(ctx, row),
            Count(row["files"]),
            Count(row["rows_read"]),
            Share(row["accepted_share"]),
            Count(row["lateness_days"]),
            Count(row["repeat_faults"]),
        )
        for row in rows
    )
    note = (ctx.t("scorecards.note"),)
    return Table("status-scorecards", ctx.t("scorecards.caption"), columns, body, notes=note)


def _verdict(ctx: Context, row: Row) -> Badge:
    """The worst thing first: the same faults again, rows refused, late; else good."""
    if row["repeat_faults"]:
        return Badge(ctx.t("scorecards.again"), "warn")
    if row["accepted_share"] is not None and row["accepted_share"] < 1:
        return Badge(ctx.t("scorecards.refused"), "warn")
    if row["lateness_days"]:
        return Badge(ctx.t("scorecards.late"), "warn")
    return Badge(ctx.t("scorecards.good"), "good")
