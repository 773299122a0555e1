"""District comparison: one row per district, schematic pictures, and rankings of what can be ranked."""

from datetime import date

from dashboards.model import Number, Page, Section, Sentence, Tile, Tiles
from dashboards.pages import blocks, districts, sentences
from dashboards.pages.context import Context
from dashboards.release import KpiValue

YEARLY = ("TR01", "TR03", "NC06", "XQ06", "XQ07", "XQ10", "JS01", "JS02")
STOCKS = ("XQ01", "XQ03", "BL01")
TO_DATE = ("BL05", "BL06", "BL08")
PICTURED = (("XQ03", "as_of"), ("XQ06", "calendar_year"), ("NC06", "calendar_year"), ("XQ17", "as_of"))
# Where a district's tile lies, by code (column, line): neighbours touch, size and outline mean nothing.
LAYOUT = {
    "330282": (2, 1), "330211": (3, 1), "330206": (4, 1),
    "330281": (1, 2), "330205": (2, 2), "330203": (3, 2), "330212": (4, 2),
    "330213": (3, 3), "330225": (4, 3),
    "330226": (3, 4),
}  # fmt: skip
SHADES = 5


def build(ctx: Context) -> Page:
    """The comparison page."""
    rates = [(kpi, kind, _start(ctx, kpi, kind)) for kpi, kind in (("XQ17", "as_of"), ("BL04", "as_of"))]
    rates += districts.of_years(ctx, ("XQ16",), "academic_year")
    groups = {
        "activity": districts.of_years(ctx, YEARLY),
        "stocks": districts.of_days(ctx, STOCKS) + districts.of_days(ctx, TO_DATE, "to_date"),
        "rates": rates,
    }
    pictures = [picture for kpi, kind in PICTURED if (picture := _tiles(ctx, kpi, kind)) is not None]
    sections = [
        Section("pictures", ctx.t("compare.pictures"), (Sentence((ctx.t("compare.note"),)), *pictures)),
        *(
            Section(
                f"table-{name}",
                ctx.t(f"compare.{name}"),
                blocks.present([districts.table(ctx, f"compare-{name}", headlines)]),
            )
            for name, headlines in groups.items()
        ),
    ]
    ranked = [
        districts.figure(ctx, f"compare-rank-{kpi}", kpi, kind, _start(ctx, kpi, kind))
        for kpi, kind in PICTURED
    ]
    sections.append(Section("ranks", ctx.t("compare.ranks"), blocks.present(ranked)))
    return Page("compare", ctx.t("page.compare"), ctx.t("compare.lead"), tuple(sections))


def _start(ctx: Context, kpi: str, kind: str) -> date | None:
    row = ctx.headline(kpi, kind)
    return row.period_start if row else None


def _tiles(ctx: Context, kpi: str, kind: str) -> Tiles | None:
    """One KPI over the districts; only published numbers decide how dark a tile is."""
    start = _start(ctx, kpi, kind)
    rows = {code: _row(ctx, kpi, kind, start, code) for code in LAYOUT if code in ctx.release.district_rows}
    known = sorted(
        value for row in rows.values() if row is not None and (value := row.published()) is not None
    )
    if not known:
        return None
    tiles = tuple(
        Tile(ctx.district(code), Number(row), _shade(row, known), *LAYOUT[code]) for code, row in rows.items()
    )
    named = [(ctx.district(code), row) for code, row in rows.items() if row is not None]
    title = ctx.t("title.ranked", what=ctx.kpi_name(kpi), period=ctx.period(named[0][1]), unit=ctx.unit(kpi))
    finding = sentences.highest_member(ctx, kpi, named)
    return Tiles(f"tiles-{kpi}", title, finding, tiles, ctx.t("compare.shades"))


def _row(ctx: Context, kpi: str, kind: str, start: date | None, code: str) -> KpiValue | None:
    rows = [row for row in ctx.release.slice(kpi, kind, code) if row.period_start == start]
    return rows[-1] if rows else None


def _shade(row: KpiValue | None, known: list[float]) -> int | None:
    """Which fifth of the published range the number lies in, 0 the lowest; None without a number."""
    value = row.published() if row is not None else None
    if value is None:
        return None
    low, high = known[0], known[-1]
    return 0 if high == low else min(int((value - low) / (high - low) * SHADES), SHADES - 1)
