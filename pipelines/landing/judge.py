"""Rows that are not accepted: faults of data, or rows beside the data (totals, group headings, repeated headers, blanks)."""

from collections.abc import Callable
from typing import NamedTuple

from pipelines.contracts import Feed
from pipelines.landing.headers import Header
from pipelines.landing.log import Fault
from pipelines.landing.showable import showable
from pipelines.landing.types import GROUP_HEADING, TOTAL_WORDS

_TOTAL_CELLS = ", ".join(f"'{word}'" for word in ("合计", "小计", "总计", "共计", "累计", "Total", "TOTAL"))
_BLANKS = "' \t\r\n\u00a0\u3000'"


class BadRow(NamedTuple):
    """A row that some rule stopped: its cells, and (field, rule or None, text) of every column that can refuse.

    The last rule is that of rows beside the data.
    """

    row: int
    cells: list[str | None]
    rules: list[tuple[str, str | None, str | None]]


def aside_sql(feed: Feed, header: Header, spelt: Callable[[int], str] = "t.c{}".format) -> str:
    """SQL that tells rows beside the data which no column refuses: 'total', 'blank' or NULL.

    `spelt` gives the SQL of the text in a column, by its position.
    """
    names = [(spelt(i), cell.replace("'", "''")) for i, cell in enumerate(header.cells) if cell]
    repeated = " AND ".join(f"{cell} IS NOT DISTINCT FROM '{name}'" for cell, name in names) or "FALSE"
    total = f"{spelt(0)} IN ({_TOTAL_CELLS})"
    known = [f"trim(coalesce({spelt(i)}, ''), {_BLANKS}) = ''" for i in header.positions.values()]
    blank = "FALSE" if feed.key else " AND ".join(known)
    return f"CASE WHEN {total} OR ({repeated}) THEN 'total' WHEN {blank} THEN 'blank' END"


class Judge:
    """Tells what the stopped rows of one sheet are."""

    def __init__(self, feed: Feed, header: Header) -> None:
        self.feed = feed
        self.header = [cell or None for cell in header.cells]
        self.key_positions = [header.positions.get(name) for name in feed.key_fields]

    def verdict(self, bad: BadRow) -> str:
        """'blank', 'total' (totals, group headings, repeated headers) or 'fault'."""
        filled = [cell.strip() for cell in bad.cells if cell and cell.strip()]
        aside = bad.rules[-1][1]
        if not filled or aside == "blank":
            return "blank"
        repeated = [cell and cell.strip() for cell in bad.cells] == self.header
        return "total" if aside == "total" or repeated or self._is_summary(bad.cells, filled) else "fault"

    def faults(self, bad: BadRow, sheet: str | None) -> list[Fault]:
        return [
            Fault(bad.row, field, rule, showable(self.feed, field, text), sheet)
            for field, rule, text in bad.rules
            if rule
        ]

    def _is_summary(self, cells: list[str | None], filled: list[str]) -> bool:
        """True for a total row or for a group heading inside the data."""
        if any(TOTAL_WORDS.fullmatch(cell) for cell in filled[:2]):
            return True
        keyless = not any(cells[i] for i in self.key_positions if i is not None and i != 0)
        first = (cells[0] or "").strip()
        return (
            keyless
            and len(filled) == 1
            and bool(first)
            and (GROUP_HEADING.fullmatch(first) is not None or 0 not in self.key_positions)
        )
