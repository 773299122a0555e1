"""One delivery as its receipt speaks of it: where in the provider's own file a fault stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.contracts import Column, Feed
from pipelines.landing.headers import Header
from pipelines.landing.log import Fault
from pipelines.landing.office import column_letter
from pipelines.landing.totals import SheetRead

_NAMED_FIELDS = (".json", ".jsonl", ".jsonl.gz", ".parquet")  # files without column letters

SheetFault = tuple[str | None, Fault]


@dataclass(frozen=True)
class Delivered:
    """What a receipt speaks of: the feed, the row of raw.files, the faults in row order, the sheets that were read."""

    feed: Feed
    record: dict[str, Any]
    faults: Sequence[SheetFault]
    sheets: Sequence[SheetRead]

    @property
    def lettered(self) -> bool:
        """Whether columns have letters, as in a spreadsheet."""
        return not self.record["file"].lower().endswith(_NAMED_FIELDS)

    def in_reading_order(self) -> list[SheetFault]:
        """The faults sheet by sheet, row by row, from left to right."""
        places = {
            (read.name, field): position
            for read in self.sheets
            for field, position in read.header.positions.items()
        }
        numbers = {read.name: number for number, read in enumerate(self.sheets)}

        def key(item: SheetFault) -> tuple[int, int, int]:
            name, fault = item
            return numbers.get(name, 0), fault.row, places.get((name, fault.column), -1)

        return sorted(self.faults, key=key)

    def place(self, sheet: str | None, column: Column | None) -> tuple[str, str, str]:
        """(column in words, letter, header as the file spells it) of a fault's column."""
        if column is None:
            return "整行 / whole row", "", ""
        header = next((read.header for read in self.sheets if read.name == sheet), None)
        position = header.positions.get(column.field) if header else None
        if position is None:
            given = header is not None and column.field in header.constants
            words = "由 _mapping.yml 给定 / given by _mapping.yml" if given else "缺少此列 / column missing"
            return words, "", title(column)
        if not self.lettered:
            return f"字段 / field {header.cells[position]}", "", header.cells[position]
        letter = letter_of(header, position)
        return f"{letter}列 / column {letter}", letter, header.cells[position]


def letter_of(header: Header, position: int) -> str:
    """The letter that a spreadsheet gives the column of a header's cell."""
    return column_letter(header.left + position)


def title(column: Column) -> str:
    """The column's main header, its English name behind."""
    return f"{column.headers_zh[0]}（{column.field}）" if column.headers_zh else column.field
