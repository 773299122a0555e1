"""Cells into typed rows: one statement for the accepted rows, one list of faults for the others.

The engine types what is spelt canonically. Every other distinct text of a column is converted once in Python
and joined back, so a clean file costs no Python and a dirty one costs its variety, not its length.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.contracts import PERSON, Column, Feed
from pipelines.landing.dates import DAY_OF_YEAR_SQL
from pipelines.landing.outcome import Fault, Outcome
from pipelines.landing.persons import Pseudonyms, parse_phone
from pipelines.landing.showable import showable
from pipelines.landing.tables import CellTable, register_lookup
from pipelines.landing.text import Bad, is_missing
from pipelines.landing.totals import compare_totals, data_rows
from pipelines.landing.types import (
    GROUP_HEADING,
    TOTAL_WORDS,
    Converted,
    convert,
    convert_day,
    fast_sibling_sql,
    fast_sql,
)

_TOTAL_CELLS = ", ".join(f"'{word}'" for word in ("合计", "小计", "总计", "共计", "累计", "Total", "TOTAL"))
_BLANKS = "' \t\r\n\u00a0\u3000'"


@dataclass(frozen=True)
class _Typed:
    """SQL of one column over the joined cells: value, sibling, rule (None when no cell is refused)."""

    column: Column
    cell: str
    value: str
    sibling: str
    rule: str | None

    def siblings(self) -> dict[str, str]:
        """SQL of the columns stored beside this one."""
        names = list(self.column.siblings())
        inferred = f"{self.value} IS NOT NULL AND regexp_full_match({self.cell}, '{DAY_OF_YEAR_SQL}')"
        return {name: inferred if name.endswith("_year_inferred") else self.sibling for name in names}


class SheetLoader:
    """Types one sheet of one delivery and writes its accepted rows to the raw table."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, feed: Feed, pseudonyms: Pseudonyms, cells: CellTable
    ) -> None:
        self.con, self.feed, self.pseudonyms, self.cells = con, feed, pseudonyms, cells
        self._joins: list[str] = []
        self._registered: list[str] = []

    def load(self, provenance: dict[str, Any]) -> Outcome:
        """Insert the accepted rows with `provenance` (every column of contracts.PROVENANCE but _row).

        `provenance['_seq']` is added to the row number, so that rows keep their order across sheets.
        """
        typed = [self._type(column) for column in self.feed.delivered if column.type != "pid"]
        person = self._person()
        refused = [*self._refusals(typed, person), ("", self._aside(), "NULL")]
        bad_rows = self._bad_rows(refused)
        accepted = self._insert(typed, person, refused, provenance)
        faults, totals, blanks = self._judge(bad_rows, [name for name, _, _ in refused])
        aside = {row for row, _ in totals} | set(blanks)
        checks = totals and compare_totals(
            self.feed, self.cells.header, totals, data_rows(self.con, self.feed, self.cells, aside)
        )
        for name in self._registered:
            self.con.unregister(name)
        faults += [Fault(row, None, rule, None) for row, rule in self.cells.broken]
        blank_rows = len(blanks) + self.cells.blank_rows
        return Outcome(
            accepted, len({fault.row for fault in faults}), faults, len(totals), blank_rows, checks
        )

    def _cell(self, column: Column) -> str:
        header = self.cells.header
        if column.field in header.positions:
            return f"t.c{header.positions[column.field]}"
        if column.field in header.constants:
            return "'" + header.constants[column.field].replace("'", "''") + "'"
        return "CAST(NULL AS VARCHAR)"

    def _present(self, column: Column) -> bool:
        return column.field in self.cells.header.positions or column.field in self.cells.header.constants

    def _lookup(
        self, name: str, keys: list[str], rows: list[tuple], value_type: str, sibling_type: str
    ) -> str:
        """Register converted texts and join them; returns the join's alias."""
        alias = f"l_{name}"
        register_lookup(self.con, alias, len(keys), rows, value_type, sibling_type)
        self._registered.append(alias)
        on = " AND ".join(f"{alias}.k{i} IS NOT DISTINCT FROM {key}" for i, key in enumerate(keys))
        self._joins.append(f"LEFT JOIN {alias} ON {on}")
        return alias

    def _type(self, column: Column) -> _Typed:
        cell = self._cell(column)
        factor = self.cells.header.factors.get(column.field, 1.0)
        fast = fast_sql(column, cell, factor) if self._present(column) else f"CAST(NULL AS {column.sql_type})"
        plain_sibling = fast_sibling_sql(column)
        if not self._present(column):
            return _Typed(column, cell, fast, "NULL", None)
        texts = self.con.execute(
            f"SELECT DISTINCT {cell} FROM {self.cells.relation} t WHERE {cell} IS NOT NULL AND ({fast}) IS NULL"
        ).fetchall()
        if not texts:
            sibling = f"CASE WHEN {cell} IS NOT NULL THEN {plain_sibling} END"
            return _Typed(column, cell, fast, sibling, None)
        if column.year_from:
            return self._type_days(column, cell, fast)
        converted = [(text, convert(column, text, factor)) for (text,) in texts]
        return self._joined(column, [cell], converted, fast)

    def _type_days(self, column: Column, cell: str, fast: str) -> _Typed:
        """Days that may lack a year, which another column of the row then gives."""
        keys = [cell, self._cell(self.feed.column(column.year_from))]
        pairs = self.con.execute(
            f"SELECT DISTINCT {', '.join(keys)} FROM {self.cells.relation} t WHERE {cell} IS NOT NULL AND ({fast}) IS NULL"
        ).fetchall()
        return self._joined(column, keys, [(*pair, convert_day(*pair)) for pair in pairs], fast)

    def _joined(self, column: Column, keys: list[str], converted: list[tuple], fast: str) -> _Typed:
        """Converted texts beside the values the engine typed."""
        rows = [(*texts, result.value, result.sibling, result.rule) for *texts, result in converted]
        sibling_type = next(iter(column.siblings().values()), "VARCHAR")
        alias = self._lookup(column.name, keys, rows, column.sql_type, sibling_type)
        value = f"coalesce({fast}, {alias}.value)"
        sibling = f"CASE WHEN ({fast}) IS NOT NULL THEN {fast_sibling_sql(column)} ELSE {alias}.sibling END"
        has_rule = any(result.rule for *_, result in converted)
        return _Typed(column, keys[0], value, sibling, f"{alias}.rule" if has_rule else None)

    def _person(self) -> dict[str, _Typed]:
        """The pseudonym columns: by document, and by name with phone."""
        fields = {column.field: column for column in self.feed.columns}
        person: dict[str, _Typed] = {}
        if "person_id" in fields:
            keys = [self._cell(fields["person_id_type"]), self._cell(fields["person_id"])]
            person["person_key"] = self._pseudonym(fields["person_id"], keys, self._document)
        if "contact_key" in fields:
            keys = [
                self._cell(fields["name"]),
                self._cell(fields["phone"]) if "phone" in fields else "NULL::VARCHAR",
            ]
            person["contact_key"] = self._pseudonym(fields["contact_key"], keys, self._contact)
        return person

    def _pseudonym(self, column: Column, keys: list[str], make: Callable[..., Converted]) -> _Typed:
        texts = self.con.execute(
            f"SELECT DISTINCT {', '.join(keys)} FROM {self.cells.relation} t WHERE coalesce({', '.join(keys)}) IS NOT NULL"
        ).fetchall()
        if not texts:
            return _Typed(column, "NULL", "CAST(NULL AS VARCHAR)", "NULL", None)
        converted = [(*text, make(*text)) for text in texts]
        rows = [(*text, result.value, None, result.rule) for *text, result in converted]
        alias = self._lookup(column.name, keys, rows, "VARCHAR", "VARCHAR")
        has_rule = any(row[-1] for row in rows)
        return _Typed(column, "NULL", f"{alias}.value", "NULL", f"{alias}.rule" if has_rule else None)

    def _document(self, kind: str | None, number: str | None) -> Converted:
        if number is None or is_missing(number):
            return Converted()
        try:
            return Converted(self.pseudonyms.document(kind, number))
        except Bad as bad:
            return Converted(rule=bad.rule)

    def _contact(self, name: str | None, phone: str | None) -> Converted:
        try:
            number = parse_phone(phone) if phone and not is_missing(phone) else None
            return Converted(self.pseudonyms.contact(name, number))
        except Bad:
            return Converted()  # the fault stands at the column of the name or the phone

    def _refusals(self, typed: list[_Typed], person: dict[str, _Typed]) -> list[tuple[str, str, str]]:
        """(column, rule SQL, cell SQL) of everything that can refuse a row."""
        refusals = []
        for item in [*typed, *person.values()]:
            rules = [item.rule] if item.rule else []
            if item.column.name in self.feed.key:
                rules.append(f"CASE WHEN {item.value} IS NULL THEN 'key_missing' END")
            if rules:
                refusals.append((item.column.field, f"coalesce({', '.join(rules)})", item.cell))
        if PERSON in self.feed.key:
            keys = ", ".join(item.value for item in person.values())
            rules = [item.rule for item in person.values() if item.rule]
            unless = "".join(f" AND {rule} IS NULL" for rule in rules)
            refusals.append(
                (
                    "person_id" if "person_key" in person else "name",
                    f"CASE WHEN coalesce({keys}, NULL) IS NULL{unless} THEN 'key_missing' END",
                    "NULL",
                )
            )
        return refusals

    def _aside(self) -> str:
        """SQL that tells rows beside the data which no column refuses: repeated headers, totals, blank rows."""
        header = self.cells.header
        names = [(f"t.c{i}", cell.replace("'", "''")) for i, cell in enumerate(header.cells) if cell]
        repeated = " AND ".join(f"{cell} IS NOT DISTINCT FROM '{name}'" for cell, name in names) or "FALSE"
        total = f"t.c0 IN ({_TOTAL_CELLS})"
        known = [f"trim(coalesce(t.c{i}, ''), {_BLANKS}) = ''" for i in header.positions.values()]
        blank = "FALSE" if self.feed.key else " AND ".join(known)
        return f"CASE WHEN {total} OR ({repeated}) THEN 'total' WHEN {blank} THEN 'blank' END"

    def _from(self) -> str:
        return f"FROM {self.cells.relation} t " + " ".join(self._joins)

    def _bad_rows(self, refusals: list[tuple[str, str, str]]) -> list[tuple]:
        """(row, all cells as a list, rule per refusal…, text per refusal…) of the rows that are not accepted."""
        if not refusals:
            return []
        rules = [rule for _, rule, _ in refusals]
        cells = ", ".join(f"t.c{i}" for i in range(len(self.cells.header.cells)))
        return self.con.execute(
            f"SELECT t._row, [{cells}], {', '.join(rules)}, {', '.join(cell for _, _, cell in refusals)} "
            f"{self._from()} WHERE coalesce({', '.join(rules)}) IS NOT NULL ORDER BY t._row"
        ).fetchall()

    def _insert(
        self,
        typed: list[_Typed],
        person: dict[str, _Typed],
        refusals: list[tuple],
        provenance: dict[str, Any],
    ) -> int:
        values: dict[str, str] = {}
        for item in typed:
            if item.column.stored:
                values[item.column.name] = item.value
                values.update(item.siblings())
        values.update({name: item.value for name, item in person.items()})
        parameters = []
        for name, value in provenance.items():
            if name == "_seq":
                values["_seq"] = f"t._row + {int(value)}"
            else:
                values[name] = f"${len(parameters) + 1}"
                parameters.append(value)
        values["_row"] = "t._row"
        columns = self.feed.raw_columns()
        selected = ", ".join(f"CAST({values[name]} AS {sql_type})" for name, sql_type in columns.items())
        accepted = (
            f"WHERE coalesce({', '.join(rule for _, rule, _ in refusals)}, NULL) IS NULL" if refusals else ""
        )
        names = ", ".join(f'"{name}"' for name in columns)
        order = "ORDER BY t._row" if self._joins else ""
        return self.con.execute(
            f"INSERT INTO {self.feed.raw_table} ({names}) SELECT {selected} {self._from()} {accepted} {order}",
            parameters,
        ).fetchone()[0]

    def _judge(
        self, bad_rows: list[tuple], fields: list[str]
    ) -> tuple[list[Fault], list[tuple[int, list[str | None]]], list[int]]:
        """Faults of the rows that are data; apart from them header, group and total rows with their cells, blank rows."""
        faults: list[Fault] = []
        totals: list[tuple[int, list[str | None]]] = []
        blanks: list[int] = []
        header = [cell or None for cell in self.cells.header.cells]
        key_positions = [self.cells.header.positions.get(name) for name in self.feed.key_fields]
        for row, cells, *rest in bad_rows:
            filled = [cell.strip() for cell in cells if cell and cell.strip()]
            rules, texts = rest[: len(fields)], rest[len(fields) :]
            aside = rules[-1]
            if not filled or aside == "blank":
                blanks.append(row)
            elif (
                aside == "total"
                or [cell and cell.strip() for cell in cells] == header
                or _is_summary(cells, filled, key_positions)
            ):
                totals.append((row, cells))
            else:
                for name, rule, text in zip(fields, rules, texts, strict=True):
                    if rule:
                        faults.append(Fault(row, name, rule, showable(self.feed, name, text)))
        return faults, totals, blanks


def _is_summary(cells: list[str | None], filled: list[str], key_positions: list[int | None]) -> bool:
    """True for a total row or for a group heading inside the data."""
    if any(TOTAL_WORDS.fullmatch(cell) for cell in filled[:2]):
        return True
    keyless = not any(cells[i] for i in key_positions if i is not None and i != 0)
    first = (cells[0] or "").strip()
    return (
        keyless
        and len(filled) == 1
        and bool(first)
        and (GROUP_HEADING.fullmatch(first) is not None or 0 not in key_positions)
    )
