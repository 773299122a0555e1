"""A district's page: the city's page over the district's rows, less everything for which there is no row."""

from dataclasses import replace
from typing import Any

from dashboards.model import Figure, Number, Page, Section, Sentence, Table


def trim(page: Page) -> Page | None:
    """The page without cards, columns, tables and sections that have no row at all; None when nothing is left.

    A mark for a withheld or impossible number is a row and stays.
    """
    sections = [kept for section in page.sections if (kept := _section(section)) is not None]
    cards = tuple(card for card in page.cards if card.number.row is not None)
    if not any(_known(block) for section in sections for block in section.blocks) and not cards:
        return None
    return replace(page, sections=tuple(sections), cards=cards)


def _section(section: Section) -> Section | None:
    blocks = [kept for block in section.blocks if (kept := _block(block)) is not None]
    only_words = bool(blocks) and all(isinstance(block, Sentence) for block in section.blocks)
    return replace(section, blocks=tuple(blocks)) if only_words or any(map(_known, blocks)) else None


def _block(block: Any) -> Any:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        table = _table(block.table) if block.table else None
        return replace(block, table=table) if table or not block.table else None
    return block


def _table(table: Table) -> Table | None:
    """The table without columns of numbers that no row has; None when no number is left."""
    kept = [
        place
        for place in range(len(table.columns))
        if not any(isinstance(row[place], Number) for row in table.rows)
        or any(_is_known(row[place]) for row in table.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    columns = tuple(table.columns[place] for place in kept)
    found = replace(table, columns=columns, rows=rows)
    return found if _known(found) else None


def _known(block: Any) -> bool:
    """Whether a block shows any row of the release."""
    if isinstance(block, Table):
        return any(_is_known(item) for row in block.rows for item in row)
    if isinstance(block, Sentence):
        return any(_is_known(part) for part in block.parts)
    return isinstance(block, Figure)


def _is_known(item: Any) -> bool:
    return isinstance(item, Number) and item.row is not None
