"""Demand by industry: places asked for by the enterprises of each section of GB/T 4754, most first."""

from dashboards import figures
from dashboards.model import Column, Figure, Number, Table
from dashboards.pages import blocks
from dashboards.pages.context import Context
from dashboards.release import KpiValue

KPI = "XQ07"


def figure(ctx: Context) -> Figure | None:
    """The newest year in which somebody was wanted, over a table of all years; without demand there is none."""
    rows = ctx.release.slice(KPI, "calendar_year", None, "industry")
    newest = _newest(rows)
    if not newest:
        return None
    labels = [_label(ctx, row) for row in newest]
    title = ctx.t("gap.title_industries", period=ctx.period(newest[0]))
    finding = ctx.sentence(
        "gap.finding_industries", label=labels[0], demand=Number(newest[0], unit="persons")
    )
    plot = figures.ranked(labels, [blocks.series(ctx, ctx.t("gap.demand"), newest, unit="persons")])
    table = _table(ctx, rows, [row.member for row in newest])
    return Figure("gap-industries", title, finding, plot, table, height=110 + 30 * len(newest))


def _label(ctx: Context, row: KpiValue) -> str:
    return ctx.member("industry", row.member or "")


def _newest(rows: list[KpiValue]) -> list[KpiValue]:
    """The rows with demand of the newest year that has any, most first."""
    wanted = [row for row in rows if row.published("value")]
    last = max((row.period_start for row in wanted), default=None)
    return sorted(
        (row for row in wanted if row.period_start == last), key=lambda row: -(row.published("value") or 0)
    )


def _table(ctx: Context, rows: list[KpiValue], first: list[str | None]) -> Table:
    """A line per section, those of the chart first, and a column per year, the newest first."""
    by_key = {(row.member, row.period_start): row for row in rows}
    years = sorted({row.period_start: row for row in rows}.items(), reverse=True)
    sections = {row.member: _label(ctx, row) for row in rows}
    members = [*first, *(member for member in sections if member not in first)]
    columns = (Column(ctx.t("column.industry")), *(Column(ctx.period(row), True, KPI) for _, row in years))
    body = tuple(
        (sections[member], *(Number(by_key.get((member, year)), unit="persons") for year, _ in years))
        for member in members
    )
    return Table("gap-industries-table", ctx.t("gap.caption_industries"), columns, body)
