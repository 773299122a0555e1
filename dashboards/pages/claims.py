"""Claims: what was published, and what the data says."""

from dashboards.format import MARKS
from dashboards.model import Badge, Cell, Claimed, Column, Link, Page, Section, Sentence, Table
from dashboards.pages import blocks
from dashboards.pages.context import Context
from dashboards.release import Row

# In the order of the table: what misses comes first.
VERDICTS = {"out": "bad", "undecidable": "warn", "in": "good"}


def build(ctx: Context) -> Page:
    """The claims page."""
    about = (Sentence((ctx.t("claims.interval"),)), Sentence((ctx.t("claims.undecidable"),)))
    section = Section("results", ctx.t("claims.results"), (summary(ctx), *about, table(ctx)))
    return Page("claims", ctx.t("page.claims"), ctx.t("claims.lead"), (section,))


def summary(ctx: Context) -> Sentence:
    """How many results there are of each verdict."""
    verdicts = [row["verdict"] for row in ctx.release.tables["claim_results"]]
    return ctx.sentence(
        "claims.summary",
        all=str(len(verdicts)),
        within=str(verdicts.count("in")),
        outside=str(verdicts.count("out")),
        undecidable=str(verdicts.count("undecidable")),
    )


def table(ctx: Context) -> Table:
    """Every claim result, those that miss first: what was published, the interval, our value, the verdict in words."""
    columns = (
        Column(ctx.t("column.claim")),
        Column(ctx.t("column.quote")),
        Column(ctx.t("column.claim_period")),
        Column(ctx.t("column.kpi")),
        Column(ctx.t("column.interval"), True),
        Column(ctx.t("column.value"), True),
        Column(ctx.t("column.verdict")),
        Column(ctx.t("column.note")),
    )
    results = sorted(
        ctx.release.tables["claim_results"], key=lambda row: list(VERDICTS).index(row["verdict"])
    )
    rows = tuple(_line(ctx, row) for row in results)
    return Table("claims-results", ctx.t("caption.claims"), columns, rows)


def _line(ctx: Context, row: Row) -> tuple[Cell, ...]:
    key = "|".join(str(row[name] or "") for name in ("claim_id", "kpi_id", "period", "note"))
    return (
        row["claim_id"],
        row["quote"] or "",
        str(row["period"] or MARKS["not_applicable"]),
        _kpi(ctx, row["kpi_id"]),
        ctx.fmt.interval(row["low"], row["high"], _unit(ctx, row)),
        Claimed(key, row["value"], _unit(ctx, row)),
        Badge(ctx.t(f"verdict.{row['verdict']}"), VERDICTS.get(row["verdict"], "plain")),
        row["note_zh" if ctx.lang == "zh" else "note"] or "",
    )


def _unit(ctx: Context, row: Row) -> str:
    return ctx.release.catalogue.get(row["kpi_id"], {}).get("unit") or ""


def _kpi(ctx: Context, kpi: str | None) -> Cell:
    """The KPI with a link to its definition; a claim that gives only context names none."""
    if not kpi:
        return ctx.t("claims.context")
    if kpi not in ctx.release.catalogue:
        return kpi
    return Link(ctx.t("label.id_name", id=kpi, name=ctx.kpi_name(kpi)), blocks.definition(kpi))
