"""Workbooks that people open: no formulas, frozen and filtered headers, printable, readable on light and dark screens."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576  # rows of a sheet in Excel
TEXT = 49  # Excel's own number format for text: what is typed keeps every digit
_A4 = 9
# Every fill names its font colour, so that no theme can turn dark text onto it.
_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {"bold": True},
    "text": {"text_wrap": True, "valign": "top"},
    "code": {"text_wrap": True, "valign": "top", "num_format": TEXT},
    "share": {"valign": "top", "num_format": "0.0%"},
    "head": {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"},
    "label": {"bold": True, "bg_color": "#E8EEF4", "font_color": "#1A1A1A", "text_wrap": True, "valign": "top"},
    "key": {"bold": True, "bg_color": "#7A1F1F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"},
    "good": {"bold": True, "bg_color": "#D8EFDD", "font_color": "#0B3D1A", "text_wrap": True, "valign": "top"},
    "warn": {"bold": True, "bg_color": "#FFF0CC", "font_color": "#4A3200", "text_wrap": True, "valign": "top"},
    "bad": {"bold": True, "bg_color": "#F9D9D6", "font_color": "#5C0F0A", "text_wrap": True, "valign": "top"},
}  # fmt: skip


class Office:
    """One workbook with its formats by name."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[str, Format] = {
            name: book.add_format(settings) for name, settings in _FORMATS.items()
        }

    def number_format(self, pattern: str | int) -> Format:
        """A format for empty columns: a pattern of dates, or TEXT."""
        return self.formats.setdefault(str(pattern), self.book.add_format({"num_format": pattern}))

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """A sheet with these column widths, printed on A4 across, one page wide, pages numbered."""
        sheet = self.book.add_worksheet(name)
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, style: str = "text") -> None:
        """One cell: numbers as numbers, everything else as text that never becomes a formula."""
        if isinstance(value, str) and value:
            sheet.write_string(row, column, value, self.formats[style])
        elif value is None or value == "":
            sheet.write_blank(row, column, None, self.formats[style])
        else:
            sheet.write_number(row, column, value, self.formats[style])

    def table(
        self,
        sheet: Worksheet,
        titles: Sequence[str],
        rows: Iterable[Sequence[Any]],
        styles: Sequence[str] | None = None,
    ) -> int:
        """A table from the first row on: frozen header, filter, header repeated in print. Returns its last row."""
        styles = styles or ["text"] * len(titles)
        for column, title in enumerate(titles):
            self.write(sheet, 0, column, title, "head")
        last = 0
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if cell is not None and cell != "":
                    self.write(sheet, last, column, cell, styles[column])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(titles) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(last, 1), len(titles) - 1)
        return last


@contextmanager
def open_office(path: Path, large: bool = False) -> Iterator[Office]:
    """Write a workbook to `path`, whole or not at all; `large` keeps only one row in memory, in row order."""
    draft = path.with_name(f".{path.name}.part")
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "constant_memory": large,
        "tmpdir": str(path.parent),
    }
    try:
        with xlsxwriter.Workbook(draft, options) as book:
            yield Office(book)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26, as a spreadsheet names its columns."""
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters
