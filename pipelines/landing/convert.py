"""Cells into typed rows: one statement for the accepted rows, one list of faults for the others.

The engine types what is spelt canonically. Every other distinct text of a column is converted once in Python
and joined back, so a clean file costs no Python and a dirty one costs its variety, not its length.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from pipelines.contracts import PERSON, Column, Feed
from pipelines.landing.dates import DAY_OF_YEAR_SQL
from pipelines.landing.headers import Header
from pipelines.landing.judge import BadRow, aside_sql
from pipelines.landing.lookup import register_lookup
from pipelines.landing.persons import Pseudonyms, parse_phone
from pipelines.landing.text import Bad, is_missing
from pipelines.landing.types import Converted, convert, convert_day, fast_sibling_sql, fast_sql

_PAGE = 20_000  # refused rows are looked at in pages, so that a file full of faults fills no memory


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
    """Types one sheet of cells and writes its accepted rows to the feed's table."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        feed: Feed,
        pseudonyms: Pseudonyms,
        header: Header,
        relation: str,
    ) -> None:
        """`relation` has _row and the header's cells as c0, c1, … (text)."""
        self.con, self.feed, self.pseudonyms, self.header, self.relation = (
            con,
            feed,
            pseudonyms,
            header,
            relation,
        )
        self._joins: list[str] = []
        self._registered: list[str] = []

    def load(self, sheet_no: int) -> tuple[int, Iterator[list[BadRow]]]:
        """Insert the rows that no column refuses; returns their number, and the other rows in pages.

        The pages are to be taken before anything else is loaded.
        """
        typed = [self._type(column) for column in self.feed.delivered if column.type != "pid"]
        person = self._person()
        refused = [*self._refusals(typed, person), ("", aside_sql(self.feed, self.header), "NULL")]
        accepted = self._insert(typed, person, refused, sheet_no)
        return accepted, self._bad_rows(refused)

    def _cell(self, column: Column) -> str:
        return self.header.cell_sql(column.field)

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
        factor = self.header.factors.get(column.field, 1.0)
        fast = (
            fast_sql(column, cell, factor)
            if self.header.has(column.field)
            else f"CAST(NULL AS {column.sql_type})"
        )
        plain_sibling = fast_sibling_sql(column)
        if not self.header.has(column.field):
            return _Typed(column, cell, fast, "NULL", None)
        texts = self.con.execute(
            f"SELECT DISTINCT {cell} FROM {self.relation} t WHERE {cell} IS NOT NULL AND ({fast}) IS NULL"
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
            f"SELECT DISTINCT {', '.join(keys)} FROM {self.relation} t WHERE {cell} IS NOT NULL AND ({fast}) IS NULL"
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
            f"SELECT DISTINCT {', '.join(keys)} FROM {self.relation} t WHERE coalesce({', '.join(keys)}) IS NOT NULL"
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
            # A refused name or phone is the reason already.
            sources = [item for item in typed if item.column.type in ("name", "phone")]
            rules = [item.rule for item in (*person.values(), *sources) if item.rule]
            unless = "".join(f" AND {rule} IS NULL" for rule in rules)
            refusals.append(
                (
                    "person_id" if "person_key" in person else "name",
                    f"CASE WHEN coalesce({keys}, NULL) IS NULL{unless} THEN 'key_missing' END",
                    "NULL",
                )
            )
        return refusals

    def _from(self) -> str:
        return f"FROM {self.relation} t " + " ".join(self._joins)

    def _bad_rows(self, refusals: list[tuple[str, str, str]]) -> Iterator[list[BadRow]]:
        """Pages of the rows that are not accepted, in their order."""
        rules = [rule for _, rule, _ in refusals]
        fields = [field for field, _, _ in refusals]
        cells = ", ".join(f"t.c{i}" for i in range(len(self.header.cells)))
        self.con.execute(
            f"""CREATE OR REPLACE TEMP TABLE bad_rows AS
                SELECT t._row, [{cells}] AS cells, [{", ".join(rules)}] AS rules,
                       [{", ".join(f"CAST({cell} AS VARCHAR)" for _, _, cell in refusals)}] AS texts
                {self._from()} WHERE coalesce({", ".join(rules)}) IS NOT NULL ORDER BY t._row"""
        )
        for name in self._registered:
            self.con.unregister(name)
        last = 0
        while page := self.con.execute(
            f"SELECT * FROM bad_rows WHERE _row > {last} ORDER BY _row LIMIT {_PAGE}"
        ).fetchall():
            yield [
                BadRow(row, cells, list(zip(fields, rules, texts, strict=True)))
                for row, cells, rules, texts in page
            ]
            last = page[-1][0]

    def _insert(
        self, typed: list[_Typed], person: dict[str, _Typed], refusals: list[tuple], sheet_no: int
    ) -> int:
        values: dict[str, str] = {}
        for item in typed:
            if item.column.stored:
                values[item.column.name] = item.value
                values.update(item.siblings())
        values.update({name: item.value for name, item in person.items()})
        values |= {"_sheet_no": str(sheet_no), "_row": "t._row"}
        columns = self.feed.landed_columns()
        selected = ", ".join(f"CAST({values[name]} AS {sql_type})" for name, sql_type in columns.items())
        names = ", ".join(f'"{name}"' for name in columns)
        order = "ORDER BY t._row" if self._joins else ""
        return self.con.execute(
            f"""INSERT INTO {self.feed.landed_table} ({names}) SELECT {selected} {self._from()}
                WHERE coalesce({", ".join(rule for _, rule, _ in refusals)}) IS NULL {order}"""
        ).fetchone()[0]
