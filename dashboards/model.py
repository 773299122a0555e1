"""A page as data: which numbers, figures, tables and words it shows. No markup, no arithmetic."""

from dataclasses import dataclass
from typing import Any

from dashboards.release import KpiValue


@dataclass(frozen=True)
class Number:
    """A number of kpi_values; `field` is value, numerator, denominator, gap or n. None: no such row.

    `in_words` writes what a mark means instead of the mark; `unit` says how to read the field where that is
    not the row's own unit (a target has the unit of its KPI).
    """

    row: KpiValue | None
    field: str = "value"
    with_unit: bool = False
    in_words: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Share:
    """A share (0.25) that is no KPI: the part of a year that is over, a limit."""

    value: float | None


@dataclass(frozen=True)
class Count:
    """A whole number about deliveries or checks, not a KPI."""

    value: int | None


@dataclass(frozen=True)
class Claimed:
    """The value a claim was compared with, from claim_results, in the unit of its KPI."""

    claim_key: str
    value: float | None
    unit: str = ""


@dataclass(frozen=True)
class Badge:
    """A short judgement in words; `tone` is good, warn, bad or plain and never the only carrier."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Link:
    """A link inside the site or to a file of the release."""

    text: str
    href: str


Part = str | Number | Share | Link
Cell = str | Number | Share | Count | Claimed | Badge | Link | None


@dataclass(frozen=True)
class Sentence:
    """One sentence whose numbers stay numbers of the database."""

    parts: tuple[Part, ...]
    tone: str = "plain"


@dataclass(frozen=True)
class Column:
    """A table column; `numeric` columns are right-aligned; `kpi` is the one whose definition explains it.

    `when` is the period of its numbers where the caption does not say it.
    """

    label: str
    numeric: bool = False
    kpi: str = ""
    when: str = ""


@dataclass(frozen=True)
class Table:
    """A table with one header row; the first cell of a row is its header."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    emphasised: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    cap: int = 500


@dataclass(frozen=True)
class Figure:
    """A chart with its finding and its table; `plot` is a plain plotly dict."""

    id: str
    title: str
    finding: Sentence | None
    plot: dict[str, Any]
    table: Table | None = None
    height: int = 340


@dataclass(frozen=True)
class Progress:
    """How much of a target is reached, beside how much of its year is over."""

    done: Number
    elapsed: Share


@dataclass(frozen=True)
class Card:
    """One key figure: name, period, number, and what changed, in words.

    `trail` is the row of published numbers a small line is drawn from, None where there is none to show.
    """

    title: str
    period: str
    number: Number
    approx: str = ""
    notes: tuple[Sentence, ...] = ()
    href: str = ""
    trail: tuple[float | None, ...] = ()
    progress: Progress | None = None
    badge: Badge | None = None


@dataclass(frozen=True)
class Tile:
    """One district in a schematic picture: its number, and how dark it is drawn (0 to 4; None: no number)."""

    label: str
    number: Number
    shade: int | None
    column: int
    line: int


@dataclass(frozen=True)
class Tiles:
    """Districts as tiles; a picture for orientation, whose numbers stand in a table as well."""

    id: str
    title: str
    finding: Sentence | None
    tiles: tuple[Tile, ...]
    note: str


@dataclass(frozen=True)
class Definition:
    """One KPI definition as shown on the definitions page."""

    anchor: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    badge: Badge
    feeds: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of a page; `blocks` are rendered in order."""

    id: str
    title: str
    blocks: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page in one language."""

    id: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    cards: tuple[Card, ...] = ()


def tables_of(page: Page) -> list[Table]:
    """Every table of a page, those under figures included, in reading order."""
    found: list[Table] = []
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found.append(block)
            elif isinstance(block, Figure) and block.table is not None:
                found.append(block.table)
    return found
