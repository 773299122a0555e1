"""Render tables to workbooks: one of everything, one per page of the city, one per district; each per language.

Numbers are true numbers with a number format; where a page shows a mark, the cell holds that mark as text.
Nothing a provider wrote can become a formula or a link.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dashboards.format import DIGITS, MARKS, is_percent
from dashboards.i18n import LANGUAGES
from dashboards.model import Badge, Cell, Claimed, Column, Count, Link, Number, Page, Share, Table, tables_of
from dashboards.pages.context import Context
from dashboards.pages.downloads import WORKBOOKS, workbook
from dashboards.places import Place
from dashboards.release import KpiValue
from dashboards.site import Site
from dashboards.workbook import HEADER_ROW, Book, Exact

MAX_ROWS = 1_048_576


def write_all(site: Site, folder: Path) -> list[Path]:
    """Write every workbook of the release into `folder`; returns them."""
    written = []
    for lang in LANGUAGES:
        city = site.contexts[lang, ""]
        pages = [site.pages[Place(lang, name)] for name in WORKBOOKS]
        written.append(write_workbook(city, pages, folder / workbook(lang), whole=True))
        written += [write_workbook(city, [page], folder / workbook(lang, page.id)) for page in pages]
        for code in site.release.areas:
            own = [page for place, page in site.pages.items() if (place.lang, place.folder) == (lang, code)]
            path = folder / workbook(lang, district=code)
            written.append(write_workbook(site.contexts[lang, code], own, path))
    return written


def write_workbook(ctx: Context, pages: Sequence[Page], path: Path, whole: bool = False) -> Path:
    """Write the tables of some pages to `path`; the `whole` one has all values, definitions and the dictionary too."""
    book = Book(path, ctx)
    index = 0
    for page in pages:
        for table in tables_of(page):
            index += 1
            _table(book, f"{ctx.t('workbook.table')}{index:02d}", table)
    if whole:
        _catalogue(book)
        _dictionary(book)
        _values(book)
    _origins(book)
    _notes(book)
    _cover(book)
    book.workbook.close()
    return path


def _table(book: Book, name: str, table: Table) -> None:
    sheet = book.sheet(name, table.caption, table.columns, table.notes)
    for index, row in enumerate(table.rows, HEADER_ROW + 1):
        for place, item in enumerate(row):
            _cell(book, sheet, index, place, item)
    last = HEADER_ROW + max(len(table.rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(table.columns) - 1)
    sheet.print_area(0, 0, last, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        widest = max(
            [_width(column.label) / 2, *(_width(_shown(book.ctx, row[place])) for row in table.rows)]
        )
        sheet.set_column(place, place, min(max(widest + 2, 10), 48))


def _cell(book: Book, sheet: Worksheet, index: int, place: int, item: Cell) -> None:
    if isinstance(item, Number):
        _number(book, sheet, index, place, item)
    elif isinstance(item, Count | Claimed) and item.value is not None:
        percent = isinstance(item, Claimed) and is_percent(item.unit)
        pattern = "0.0%" if percent else "#,##0.##" if item.value % 1 else "#,##0"
        sheet.write_number(index, place, Exact(item.value), book.style(pattern))
    elif isinstance(item, Share) and item.value is not None:
        sheet.write_number(index, place, Exact(item.value), book.style(_pattern("ratio", item.value)))
    elif isinstance(item, Count | Claimed | Share):
        sheet.write_string(index, place, MARKS["not_applicable"], book.style(align="right"))
    else:
        sheet.write_string(index, place, _shown(book.ctx, item), book.style(text_wrap=True))


def _number(book: Book, sheet: Worksheet, index: int, place: int, item: Number) -> None:
    raw = None if item.row is None else item.row.published(item.field)
    if item.row is not None:
        book.origins.append((sheet.get_name(), index, place, item.row.key, item.field))
    if item.row is None or raw is None:
        sheet.write_string(index, place, book.ctx.fmt.kpi(item.row, item.field), book.style(align="right"))
    else:
        unit = item.unit or (item.row.unit if item.field == "value" else "")
        sheet.write_number(index, place, Exact(raw), book.style(_pattern(unit, raw)))


def _pattern(unit: str, value: float) -> str:
    """The number format of a value; a true zero shows no decimals, as on the pages."""
    if is_percent(unit):
        return "0.0%;-0.0%;0%"
    digits = DIGITS.get(unit, 0 if float(value).is_integer() else 2)
    positive = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{positive};-{positive};0" if digits else positive


def _shown(ctx: Context, item: Cell) -> str:
    if isinstance(item, Number):
        return ctx.fmt.kpi(item.row, item.field, item.unit)
    if isinstance(item, Share):
        return "" if item.value is None else ctx.fmt.percent(item.value)
    if isinstance(item, Count | Claimed):
        return "" if item.value is None else str(item.value)
    return item.text if isinstance(item, Badge | Link) else str(item or "")


def _values(book: Book) -> None:
    ctx, release = book.ctx, book.ctx.release
    labels = [
        "kpi_id",
        ctx.t("workbook.name"),
        ctx.t("workbook.period"),
        "period_kind",
        "period_start",
        "period_end",
        "district_code",
        ctx.t("workbook.district"),
        "dimension",
        "member",
        ctx.t("workbook.member"),
        "value",
        "unit",
        "numerator",
        "denominator",
        "n",
        "status",
        "definition_version",
    ]
    sheet = book.sheet(ctx.t("workbook.values"), ctx.t("file.values"), [Column(label) for label in labels])
    plain, right = book.style(), book.style(align="right")
    rows = release.values[: MAX_ROWS - HEADER_ROW - 1]
    for index, row in enumerate(rows, HEADER_ROW + 1):
        for place, text in enumerate(_value_texts(ctx, row)):
            if text:
                sheet.write_string(index, place, text, plain)
        for place, field in ((11, "value"), (13, "numerator"), (14, "denominator"), (15, "n")):
            raw = row.published(field)
            if raw is not None:
                pattern = _pattern(row.unit, raw) if field == "value" else _pattern("", raw)
                sheet.write_number(index, place, Exact(raw), book.style(pattern))
            elif field == "value":
                sheet.write_string(index, place, ctx.fmt.kpi(row), right)
    last = HEADER_ROW + max(len(rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(labels) - 1)
    sheet.print_area(0, 0, last, len(labels) - 1)
    for first, end, width in ((0, 0, 9), (1, 2, 24), (3, 5, 13), (6, 9, 16), (10, 10, 24), (11, 17, 13)):
        sheet.set_column(first, end, width)


def _value_texts(ctx: Context, row: KpiValue) -> tuple[str, ...]:
    member = "" if row.member is None else ctx.member(row.dimension or "", row.member)
    return (
        row.kpi_id,
        ctx.kpi_name(row.kpi_id),
        ctx.period(row),
        row.period_kind,
        _iso(row.period_start),
        _iso(row.period_end),
        row.district_code or "",
        ctx.district(row.district_code),
        row.dimension or "",
        row.member or "",
        member,
        "",
        ctx.fmt.unit(row.unit) or row.unit or "",
        "",
        "",
        "",
        row.status,
        row.definition_version or "",
    )


def _iso(day: Any) -> str:
    return "" if day is None else day.isoformat()


def _catalogue(book: Book) -> None:
    ctx = book.ctx
    rows = tuple(
        (
            kpi,
            ctx.kpi_name(kpi),
            ctx.local(row, "definition"),
            ctx.unit(kpi),
            ctx.t.get(f"additivity.{row['additivity']}", row["additivity"] or ""),
            ctx.system(row["source_system"] or ""),
        )
        for kpi, row in ctx.release.catalogue.items()
    )
    columns = (
        Column(ctx.t("column.kpi")),
        Column(ctx.t("workbook.name")),
        Column(ctx.t("workbook.definition")),
        Column(ctx.t("column.unit")),
        Column(ctx.t("definitions.additivity")),
        Column(ctx.t("column.system")),
    )
    _table(book, ctx.t("workbook.catalogue"), Table("catalogue", ctx.t("file.catalogue"), columns, rows))


def _dictionary(book: Book) -> None:
    ctx = book.ctx
    rows = tuple(
        (
            row["table_name"],
            row["column_name"],
            row["type"] or "",
            ctx.local(row, "description"),
            row["classification"] or "",
        )
        for row in ctx.release.tables["dictionary"]
    )
    columns = (
        Column(ctx.t("workbook.table_name")),
        Column(ctx.t("column.column")),
        Column(ctx.t("workbook.type")),
        Column(ctx.t("workbook.description")),
        Column(ctx.t("workbook.classification")),
    )
    _table(book, ctx.t("workbook.dictionary"), Table("dictionary", ctx.t("file.dictionary"), columns, rows))


def _origins(book: Book) -> None:
    """Which row of the KPI values each number is: the way from a cell back to the release."""
    columns = ["sheet", "cell", "key", "field"]
    caption = book.ctx.t("workbook.origins_caption")
    sheet = book.sheet(book.ctx.t("workbook.origins"), caption, [Column(name) for name in columns])
    plain = book.style()
    for index, (name, row, column, key, field) in enumerate(book.origins, HEADER_ROW + 1):
        for place, text in enumerate((name, xl_rowcol_to_cell(row, column), key, field)):
            sheet.write_string(index, place, text, plain)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + max(len(book.origins), 1), len(columns) - 1)
    sheet.print_area(0, 0, HEADER_ROW + max(len(book.origins), 1), len(columns) - 1)
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 2, 80)


def _notes(book: Book) -> None:
    """How to read the numbers: the conventions that hold for every table."""
    ctx = book.ctx
    names = ("source", "periods", "city", "ratios", "small_cells", "rounding")
    caption, columns = ctx.t("definitions.conventions"), [Column(ctx.t("column.note"))]
    sheet = book.sheet(ctx.t("workbook.notes"), caption, columns)
    for index, name in enumerate(names, HEADER_ROW + 1):
        text = ctx.t(f"convention.{name}", k=ctx.small_cell_k)
        sheet.write_string(index, 0, text, book.style(text_wrap=True))
    sheet.print_area(0, 0, HEADER_ROW + len(names), 0)
    sheet.set_column(0, 0, 100)


def _cover(book: Book) -> None:
    ctx, sheet = book.ctx, book.cover
    lines = [
        (ctx.t("site.title", city=ctx.city), ""),
        (ctx.t("site.release"), ctx.release.info.get("release_id", "")),
        (ctx.t("site.as_of"), ctx.fmt.day(ctx.release.as_of)),
    ]
    if ctx.release.is_sample:
        lines.append((ctx.t("site.sample"), ""))
    lines += [(ctx.t("site.legend"), "")]
    lines += [
        (MARKS[name], ctx.t("mark." + name + ("_long" if name == "suppressed" else ""), k=ctx.small_cell_k))
        for name in ("suppressed", "not_applicable", "not_available", "no_row")
    ]
    lines += [("0", ctx.t("mark.zero"))]
    if not ctx.is_city:
        lines.insert(1, (ctx.t("area.choose"), ctx.district(None)))
    for index, (left, right) in enumerate(lines):
        sheet.write_string(index, 0, left, book.style(bold=True, font_size=14 if index == 0 else 10))
        sheet.write_string(index, 1, right, book.style())
    start = len(lines) + 1
    for place, key in enumerate(("workbook.sheet", "workbook.title")):
        sheet.write_string(start, place, ctx.t(key), book.style(bold=True, bg_color="#f2f5f8", bottom=1))
    for index, (name, caption) in enumerate(book.sheets, start + 1):
        sheet.write_url(
            index, 0, f"internal:'{name}'!A1", book.style(font_color="#0b4f8a", underline=1), name
        )
        sheet.write_string(index, 1, caption, book.style())
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, start + len(book.sheets), 1)
    sheet.activate()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
