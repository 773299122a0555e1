"""Takes a person out of one row of cells: number, name and phone, wherever they stand in it."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipelines.contracts import Feed
from pipelines.landing.headers import Header
from pipelines.landing.persons import Pseudonyms, erased_token, parse_phone
from pipelines.landing.text import Bad, fold, is_missing

_GONE = "*"


class RowEraser:
    """Rewrites rows of one sheet. `new_key(old)` is the key that replaces an erased one, None for anybody else's."""

    def __init__(
        self,
        feed: Feed,
        header: Header,
        pseudonyms: Pseudonyms,
        new_key: Callable[[str], str | None],
        numbers: frozenset[str],
    ) -> None:
        self.header, self.pseudonyms, self.new_key, self.numbers = header, pseudonyms, new_key, numbers
        self._shortest = min(map(len, numbers), default=0)
        # The same person stands in many rows: each spelling is keyed once.
        self._key_of = lru_cache(maxsize=200_000)(self._document_key)
        self.has_contact = any(column.name == "contact_key" for column in feed.columns)

    def contact_of(self, cells: Sequence[str | None]) -> str | None:
        """The contact key of a row of an erased document that gives a phone; a name alone may be anybody's."""
        if self.has_contact and self._document(cells) and (phone := self._phone(cells)):
            return self._contact(cells, phone)
        return None

    def rewrite(self, cells: Sequence[str | None]) -> list[str | None] | None:
        """The row without the person, None when it is not about an erased one."""
        document, phone = self._document(cells), self._phone(cells)
        contact = self._contact(cells, phone) if self.has_contact and phone else None
        new_contact = self.new_key(contact) if contact else None
        if not document and not new_contact:
            if any(cell and self._holds_number(cell) for cell in cells):
                return [cell and self._without(cell, self.numbers) for cell in cells]
            return None
        secrets = {text for name in ("name", "phone") if (text := self._cell(cells, name)) and len(text) > 1}
        changed = [cell and self._without(cell, self.numbers | secrets) for cell in cells]
        self._put(changed, "person_id", erased_token(document) if document else None)
        self._put(changed, "name", erased_token(new_contact) if new_contact else _GONE)
        self._put(changed, "phone", None)
        return changed

    def _cell(self, cells: Sequence[str | None], field: str) -> str | None:
        place = self.header.positions.get(field)
        return cells[place] if place is not None and place < len(cells) else self.header.constants.get(field)

    def _put(self, cells: list[str | None], field: str, text: str | None) -> None:
        place = self.header.positions.get(field)
        if place is not None and place < len(cells) and cells[place]:
            cells[place] = text

    def _document(self, cells: Sequence[str | None]) -> str | None:
        """The new key of the row's document when it is an erased one's."""
        number = self._cell(cells, "person_id")
        if not number or is_missing(number):
            return None
        return self._key_of(self._cell(cells, "person_id_type"), number)

    def _document_key(self, kind: str | None, number: str) -> str | None:
        try:
            return self.new_key(self.pseudonyms.document(kind, number))
        except Bad:
            return None

    def _phone(self, cells: Sequence[str | None]) -> str | None:
        text = self._cell(cells, "phone")
        try:
            return parse_phone(text) if text and not is_missing(text) else None
        except Bad:
            return None

    def _contact(self, cells: Sequence[str | None], phone: str | None) -> str | None:
        try:
            return self.pseudonyms.contact(self._cell(cells, "name"), phone)
        except Bad:
            return None

    def _holds_number(self, cell: str) -> bool:
        if not self.numbers or len(cell) < self._shortest:
            return False
        try:
            plain = re.sub(r"[\s-]", "", fold(cell)).upper()
        except Bad:
            plain = cell.upper()
        return any(number in plain for number in self.numbers)

    def _without(self, cell: str, texts: frozenset[str] | set[str]) -> str:
        for text in sorted(texts, key=len, reverse=True):
            cell = re.sub(re.escape(text), _GONE, cell, flags=re.IGNORECASE)
        return _GONE if self._holds_number(cell) else cell
