"""Which row is the header, which column is which: contract headers, variants, units, and provider mapping files."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pipelines.contracts import PERSON, Feed
from pipelines.landing.messages import say
from pipelines.landing.numbers import is_foreign, money_factor
from pipelines.landing.text import Bad, fold

MAPPING_FILE = "_mapping.yml"
_HEADER_CHARACTERS = 1_000  # longer cells name no column
HEAD_ROWS = 30  # a header lies within the first rows of a sheet
_ENDINGS = ("编号", "代码", "编码", "号码", "号", "码")
_UNIT_TAIL = re.compile(r"(?:[百千]?[万亿]|千)?元$")


class HeaderError(ValueError):
    """No row of the sheet, or no mapping, is a header of the feed; the text says what is missing."""


@dataclass(frozen=True)
class Mapping:
    """A provider's own names: canonical column → header, constant or unit."""

    headers: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """A recognised header row: `positions` by delivered column, `factors` for money and percentages."""

    row: int
    positions: dict[str, int]
    constants: dict[str, str]
    factors: dict[str, float]
    cells: tuple[str, ...]
    unknown: tuple[str, ...]
    left: int = 0  # columns of the sheet before the first of `cells`

    def has(self, field: str) -> bool:
        return field in self.positions or field in self.constants

    def cell_sql(self, field: str) -> str:
        """The delivered column `field` over cells t.c0, t.c1, …: its cell, its constant, or NULL."""
        if field in self.positions:
            return f"t.c{self.positions[field]}"
        if field in self.constants:
            return "'" + self.constants[field].replace("'", "''") + "'"
        return "CAST(NULL AS VARCHAR)"


def read_mapping(folder: Path, feed: Feed) -> Mapping:
    """The provider's `_mapping.yml`, empty when there is none. Raises HeaderError for one that cannot be used."""
    path = folder / MAPPING_FILE
    if not path.is_file():
        return Mapping()
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HeaderError(say("mapping_yaml", reason=type(error).__name__)) from None
    known = {column.field for column in feed.delivered}
    if not isinstance(document, dict):
        raise HeaderError(say("mapping_shape"))
    if unknown := sorted(str(name) for name in document.keys() - known):
        raise HeaderError(say("mapping_columns", feed=feed.id, columns=", ".join(unknown)))
    mapping = Mapping()
    for name, entry in document.items():
        entry = {"header": entry} if not isinstance(entry, dict) else entry
        if extra := entry.keys() - {"header", "constant", "unit"}:
            raise HeaderError(
                say("mapping_settings", column=name, settings=", ".join(sorted(map(str, extra))))
            )
        for key, target in (
            ("header", mapping.headers),
            ("constant", mapping.constants),
            ("unit", mapping.units),
        ):
            if entry.get(key) is not None:
                target[name] = str(entry[key])
    return mapping


def _key(text: str) -> str:
    return re.sub(r"[\s*_]", "", text).casefold()


def _parts(cell: str) -> tuple[str, str]:
    """Header text without a trailing bracket, and what the bracket says."""
    try:
        folded = re.sub(r"\s", "", fold(cell))
    except Bad:
        return "", ""
    match = re.fullmatch(r"(.+?)[(\[](.*)[)\]]", folded)
    return (match[1], match[2]) if match else (folded, "")


def _stem(text: str) -> str:
    return next(
        (text.removesuffix(end) for end in _ENDINGS if text.endswith(end) and len(text) > len(end)), text
    )


class HeaderMatcher:
    """Recognises header rows of one feed under one provider's mapping."""

    def __init__(self, feed: Feed, mapping: Mapping) -> None:
        self.feed, self.mapping = feed, mapping
        self.exact: dict[str, str] = {}
        self.stems: dict[str, set[str]] = {}
        for column in feed.delivered:
            if column.field in mapping.headers:
                self.exact[_key(fold(mapping.headers[column.field]))] = column.field
            elif column.field not in mapping.constants:
                for name in (column.field, column.name, *column.headers_zh):
                    self.exact.setdefault(_key(fold(name)), column.field)
                for name in column.headers_zh:
                    self.stems.setdefault(_stem(_key(fold(name))), set()).add(column.field)

    def find(self, head: list[list[str | None]], first_row: int = 1) -> Header:
        """The row of `head` that names most columns of the feed, all key columns among them.

        Raises HeaderError naming the key columns that no row has.
        """
        candidates = [self._match(row, number) for number, row in enumerate(head, start=first_row)]
        usable = [header for header in candidates if not self._lacking(header.positions)]
        if not usable:
            best = max(candidates, key=lambda header: len(header.positions), default=None)
            lacking = self._lacking(best.positions if best else {})
            kind = "key columns" if self.feed.key else "columns"
            named = "、".join(map(self._title, lacking))
            raise HeaderError(say("no_header", columns_zh=named, kind=kind, columns=", ".join(lacking)))
        header = max(usable, key=lambda header: (len(header.positions), -header.row))
        return self._with_title_unit(header, head[: header.row - first_row])

    def _title(self, field: str) -> str:
        """The column's Chinese header with its name behind."""
        headers = next(column.headers_zh for column in self.feed.delivered if column.field == field)
        return f"{headers[0]}（{field}）" if headers else field

    def _lacking(self, positions: dict[str, int]) -> list[str]:
        present = positions.keys() | self.mapping.constants.keys()
        lacking = [name for name in self.feed.key_fields if name not in present]
        if not self.feed.key and len(positions) < 2:
            # Without a key two columns tell a header from other text.
            lacking = [column.field for column in self.feed.delivered if column.field not in present]
        if PERSON in self.feed.key and not {"person_id", "name"} & present:
            lacking.append("person_id")
        return lacking

    def _match(self, row: list[str | None], number: int) -> Header:
        positions: dict[str, int] = {}
        factors: dict[str, float] = {}
        unknown = []
        for index, cell in enumerate(row):
            if not cell:
                continue
            name, unit = self._column(cell) if len(cell) <= _HEADER_CHARACTERS else (None, "")
            if name is None or name in positions:
                unknown.append(cell)
                continue
            positions[name] = index
            if factor := self._factor(name, self.mapping.units.get(name) or unit):
                factors[name] = factor
        cells = tuple((cell or "").strip() for cell in row)
        return Header(number, positions, dict(self.mapping.constants), factors, cells, tuple(unknown))

    def _column(self, cell: str) -> tuple[str | None, str]:
        try:
            whole = _key(fold(cell))
        except Bad:
            return None, ""
        if whole in self.exact:
            return self.exact[whole], ""
        text, unit = _parts(cell)
        plain = _key(text)
        tail = _UNIT_TAIL.search(plain)
        if tail and plain not in self.exact and plain[: tail.start()] in self.exact:
            return self.exact[plain[: tail.start()]], tail.group()
        if plain in self.exact:
            return self.exact[plain], unit
        # 学校代码 may stand for 学校编号, but the bare 学校 is no code.
        by_stem = self.stems.get(_stem(plain), set()) if _stem(plain) != plain else set()
        return (next(iter(by_stem)), unit) if len(by_stem) == 1 else (None, unit)

    def _factor(self, name: str, unit: str) -> float | None:
        kind = next(column.type for column in self.feed.delivered if column.field == name)
        if kind == "money" and unit:
            if is_foreign(unit):
                raise HeaderError(say("foreign_unit", column_zh=self._title(name), column=name, unit=unit))
            return money_factor(unit)
        return 0.01 if kind == "pct" and "%" in unit else None

    def _with_title_unit(self, header: Header, titles: list[list[str | None]]) -> Header:
        """A unit such as 单位：万元 above the header holds for every money column without its own."""
        match = re.search(
            r"单位[:：]?\s*([百千]?[万亿]?元)", " ".join(cell for row in titles for cell in row if cell)
        )
        if match:
            for column in self.feed.delivered:
                if column.type == "money" and column.field in header.positions:
                    header.factors.setdefault(column.field, money_factor(match[1]) or 1.0)
        return header
