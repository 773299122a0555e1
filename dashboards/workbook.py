"""One workbook while it is written: formats, sheets with frozen headers, the list for the cover."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboards.model import Column
from dashboards.pages.context import Context

SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
HEADER_ROW = 3
SYSTEM_FONT = "Microsoft YaHei"


class Exact(float):
    """A float whose text is its shortest exact one; xlsxwriter would cut it at 16 digits."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class Book:
    """One workbook being written; keeps the formats and the list of sheets for the cover."""

    def __init__(self, path: Path, ctx: Context) -> None:
        self.ctx = ctx
        self.workbook: Workbook = xlsxwriter.Workbook(str(path), SAFE)
        self.workbook.set_properties({"title": ctx.t("site.title", city=ctx.city), "created": _built_at(ctx)})
        self.formats: dict[str, Any] = {}
        self.cover = self.workbook.add_worksheet(ctx.t("workbook.cover"))
        self.sheets: list[tuple[str, str]] = []
        # Where each KPI number stands: sheet, row and column (from 0), the row's key and field.
        self.origins: list[tuple[str, int, int, str, str]] = []

    def style(self, number: str = "", **more: Any) -> Any:
        """A cell format, made once."""
        key = repr((number, sorted(more.items())))
        if key not in self.formats:
            base = {"font_name": SYSTEM_FONT, "font_size": 10, "valign": "top"}
            self.formats[key] = self.workbook.add_format(
                base | ({"num_format": number} if number else {}) | more
            )
        return self.formats[key]

    def sheet(
        self, name: str, caption: str, columns: Sequence[Column], notes: Sequence[str] = ()
    ) -> Worksheet:
        """A sheet with its caption, a way back, frozen headers that repeat in print."""
        sheet = self.workbook.add_worksheet(name)
        self.sheets.append((name, caption))
        sheet.write_string(0, 0, caption, self.style(bold=True, font_size=12))
        sheet.write_url(
            1,
            0,
            f"internal:'{self.cover.get_name()}'!A1",
            self.style(font_color="#0b4f8a", underline=1),
            self.ctx.t("workbook.back"),
        )
        sheet.write_string(2, 0, " ".join(notes), self.style(font_color="#4b5866"))
        for index, column in enumerate(columns):
            sheet.write_string(
                HEADER_ROW,
                index,
                f"{column.label}\n{column.when}".strip(),
                self.style(
                    bold=True,
                    text_wrap=True,
                    bg_color="#f2f5f8",
                    bottom=1,
                    align="right" if column.numeric else "left",
                ),
            )
        sheet.freeze_panes(HEADER_ROW + 1, 1)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_footer(self.ctx)}&R&P / &N")
        return sheet


def _footer(ctx: Context) -> str:
    """What every printed page says: release and day; an ampersand would start a code."""
    release, day = ctx.release.info.get("release_id", ""), ctx.fmt.day(ctx.release.as_of)
    return f"{ctx.t('site.release')} {release} · {ctx.t('site.as_of')} {day}".replace("&", "&&")


def _built_at(ctx: Context) -> datetime:
    # The release's own time, so that the same release gives the same bytes.
    try:
        return datetime.fromisoformat(ctx.release.info["built_at"]).replace(tzinfo=None)
    except (KeyError, ValueError):
        return datetime.combine(ctx.release.as_of, datetime.min.time())
