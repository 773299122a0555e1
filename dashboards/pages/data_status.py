"""Data status: what arrived, what was refused and why, and what the checks said."""

from typing import Any

from dashboards.model import Badge, Column, Count, Number, Page, Section, Sentence, Table
from dashboards.pages import organisations, scorecards
from dashboards.pages.context import Context

FRESHNESS = {"fresh": "good", "late": "warn", "never": "bad"}
LAYERS = ("boundary", "model", "release")


def build(ctx: Context) -> Page:
    """The data status page."""
    sections = (
        Section("feeds", ctx.t("status.feeds"), (_feeds(ctx),)),
        Section("deliveries", ctx.t("status.deliveries"), (_deliveries(ctx),)),
        scorecards.section(ctx),
        Section(
            "quarantine",
            ctx.t("status.quarantine"),
            (Sentence((ctx.t("status.quarantine_lead"),)), _quarantine(ctx)),
        ),
        organisations.section(ctx),
        Section("checks", ctx.t("status.checks"), _checks(ctx)),
        Section("unavailable", ctx.t("status.unavailable"), (_unavailable(ctx),)),
    )
    return Page("data-status", ctx.t("page.data-status"), ctx.t("status.lead"), sections)


def _feeds(ctx: Context) -> Table:
    columns = (
        Column(ctx.t("column.feed")),
        Column(ctx.t("column.system")),
        Column(ctx.t("column.freshness")),
        Column(ctx.t("column.last_received")),
        Column(ctx.t("column.cadence"), True),
        Column(ctx.t("column.accepted"), True),
        Column(ctx.t("column.quarantined"), True),
        Column(ctx.t("column.owner")),
    )
    rows = []
    for row in ctx.release.tables["feed_status"]:
        feed = ctx.release.feeds.get((row["system"], row["feed"]), {})
        never = row["freshness"] == "never"
        rows.append(
            (
                ctx.feed(row["system"], row["feed"]),
                ctx.system(row["system"]),
                Badge(ctx.t(f"freshness.{row['freshness']}"), FRESHNESS[row["freshness"]]),
                ctx.fmt.moment(row["last_received_at"]),
                Count(feed.get("cadence_days")),
                Count(None if never else row["rows_accepted"]),
                Count(None if never else row["rows_quarantined"]),
                ctx.owner(feed.get("owner")),
            )
        )
    return Table("status-feeds", ctx.t("caption.feeds"), columns, tuple(rows))


def _deliveries(ctx: Context) -> Table:
    columns = (
        Column(ctx.t("column.feed")),
        Column(ctx.t("column.provider")),
        Column(ctx.t("column.files"), True),
        Column(ctx.t("column.read"), True),
        Column(ctx.t("column.accepted"), True),
        Column(ctx.t("column.quarantined"), True),
        Column(ctx.t("column.last_received")),
    )
    rows = tuple(
        (
            ctx.feed(row["system"], row["feed"]),
            row["provider"],
            Count(row["files"]),
            Count(row["rows_read"]),
            Count(row["rows_accepted"]),
            Count(row["rows_quarantined"]),
            ctx.fmt.moment(row["last_received_at"]),
        )
        for row in ctx.release.tables["deliveries"]
    )
    return Table(
        "status-deliveries", ctx.t("caption.deliveries"), columns, rows, notes=(ctx.t("note.deliveries"),)
    )


def _quarantine(ctx: Context) -> Table:
    columns = (
        Column(ctx.t("column.rule")),
        Column(ctx.t("column.feed")),
        Column(ctx.t("column.provider")),
        Column(ctx.t("column.column")),
        Column(ctx.t("column.rows"), True),
    )
    found = sorted(ctx.release.tables["quarantine_summary"], key=lambda row: -row["rows"])
    rows = tuple(
        (
            _rule(ctx, row),
            ctx.feed(row["system"], row["feed"]),
            row["provider"],
            ctx.column(row["system"], row["feed"], row["column_name"] or ""),
            Count(row["rows"]),
        )
        for row in found
    )
    return Table(
        "status-quarantine", ctx.t("caption.quarantine"), columns, rows, notes=(ctx.t("note.quarantine"),)
    )


def _rule(ctx: Context, row: dict[str, Any]) -> str:
    """The rule in the release's own words, else in ours, else its code."""
    return ctx.local(row, "rule") or ctx.t.get(f"rule.{row['rule']}", row["rule"])


def _checks(ctx: Context) -> tuple[Table, ...]:
    tables = []
    for layer in LAYERS:
        checks = [row for row in ctx.release.tables["check_results"] if row["layer"] == layer]
        checks.sort(key=lambda row: (bool(row["passed"]), row["severity"] != "error", row["check_id"]))
        columns = (
            Column(ctx.t("column.message")),
            Column(ctx.t("column.result")),
            Column(ctx.t("column.severity")),
            Column(ctx.t("column.observed")),
            Column(ctx.t("column.owner")),
            Column(ctx.t("column.check")),
        )
        caption = ctx.t(
            "caption.checks",
            layer=ctx.t(f"layer.{layer}"),
            all=len(checks),
            passed=sum(bool(row["passed"]) for row in checks),
        )
        tables.append(
            Table(f"status-checks-{layer}", caption, columns, tuple(_check(ctx, row) for row in checks))
        )
    return tuple(tables)


def _check(ctx: Context, row: dict[str, Any]) -> tuple[Any, ...]:
    result = Badge(ctx.t("check.passed"), "good")
    if not row["passed"]:
        result = Badge(ctx.t("check.failed"), "bad" if row["severity"] == "error" else "warn")
    observed = "" if row["observed"] is None else str(row["observed"])
    message = ctx.local(row | {"message_en": row["message"]}, "message")
    return (
        message or row["check_id"],
        result,
        ctx.t(f"severity.{row['severity']}"),
        observed,
        ctx.owner(row.get("owner")),
        row["check_id"],
    )


def _unavailable(ctx: Context) -> Table:
    found = {kpi: ctx.release.unavailable(kpi) for kpi in ctx.release.catalogue}
    absent = [kpi for kpi, row in found.items() if row is not None and row.status == "not_available"]
    columns = (Column(ctx.t("column.kpi")), Column(ctx.t("column.system")), Column(ctx.t("column.value")))
    rows = tuple(
        (
            ctx.t("label.id_name", id=kpi, name=ctx.kpi_name(kpi)),
            ctx.system(ctx.release.catalogue[kpi]["source_system"] or ""),
            Number(ctx.release.unavailable(kpi), in_words=True),
        )
        for kpi in absent
    )
    return Table("status-unavailable", ctx.t("caption.unavailable"), columns, rows)
