"""Revisions: which published figures differ from the release before, and why."""

from dashboards.model import Column, Link, Page, Section, Sentence, Table
from dashboards.pages import blocks
from dashboards.pages.context import Context


def build(ctx: Context) -> Page:
    """The revisions page."""
    section = Section("revisions", ctx.t("revisions.title"), (_summary(ctx), *_before(ctx), table(ctx)))
    about = Section(
        "rules",
        ctx.t("revisions.rules"),
        tuple(Sentence((ctx.t(f"revisions.rule_{name}"),)) for name in ("frozen", "reason", "cite")),
    )
    return Page("revisions", ctx.t("page.revisions"), ctx.t("revisions.lead"), (section, about))


def _summary(ctx: Context) -> Sentence:
    rows = ctx.release.tables["revisions"]
    if not ctx.release.info.get("previous"):
        return Sentence((ctx.t("revisions.first"),))
    if not rows:
        return Sentence((ctx.t("revisions.none"),), "good")
    return ctx.sentence(
        "revisions.summary", count=str(len(rows)), kpis=str(len({row["kpi_id"] for row in rows}))
    )


def _before(ctx: Context) -> tuple[Sentence, ...]:
    """The release compared with, as a link beside this one; it may have been pruned since."""
    previous = ctx.release.info.get("previous")
    if not previous:
        return ()
    return (ctx.sentence("revisions.before", release=Link(previous, f"release/{previous}")),)


def table(ctx: Context) -> Table:
    """Every figure that both releases publish and that differs."""
    columns = (
        Column(ctx.t("column.kpi")),
        Column(ctx.t("column.period")),
        Column(ctx.t("column.slice")),
        Column(ctx.t("column.old"), True),
        Column(ctx.t("column.new"), True),
        Column(ctx.t("column.reason")),
    )
    rows = tuple(
        (
            Link(
                ctx.t("label.id_name", id=row["kpi_id"], name=ctx.kpi_name(row["kpi_id"])),
                blocks.definition(row["kpi_id"]),
            )
            if row["kpi_id"] in ctx.release.catalogue
            else row["kpi_id"],
            ctx.fmt.day(row["period_start"]),
            _slice(ctx, row["slice"] or ""),
            _plain(ctx, row["kpi_id"], row["old_value"]),
            _plain(ctx, row["kpi_id"], row["new_value"]),
            _reasons(ctx, row["reason"] or ""),
        )
        for row in ctx.release.tables["revisions"]
    )
    return Table("revisions-all", ctx.t("caption.revisions"), columns, rows, notes=(ctx.t("note.revisions"),))


def _reasons(ctx: Context, text: str) -> str:
    """Why a figure changed, in words; several reasons are stored with semicolons between them."""
    found = [ctx.t.get(f"revision_reason.{one.replace(' ', '_')}", one) for one in text.split("; ") if one]
    return ctx.t("list_comma").join(found)


def _slice(ctx: Context, text: str) -> str:
    """The slice of a revision in words; it is stored as kind, district, dimension and member."""
    parts = text.split(" · ")
    if len(parts) != 4:
        return text
    kind, district, dimension, member = (part.strip() for part in parts)
    words = [ctx.t.get(f"kind.{kind}", kind), ctx.district(district or None)]
    return ctx.t("list_comma").join([*words, ctx.member(dimension, member)] if member else words)


def _plain(ctx: Context, kpi: str, value: float | None) -> str:
    unit = ctx.release.catalogue.get(kpi, {}).get("unit") or ""
    return ctx.t("no_figure") if value is None else ctx.fmt.in_unit(value, unit)
