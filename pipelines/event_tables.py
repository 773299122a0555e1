"""What stands in the tables of events and what their last build changed, by month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

_PORTION_ROWS = 2_000_000  # of days and accounts: some seconds of work between two signs of progress
_PORTION_MONTHS = 12
_SINGLE_RANGES = 12  # more months are read in one range: comparing each row with many costs more


class BackfillRefused(ValueError):
    """The months or the table asked for cannot be recomputed; the text says why."""


@dataclass(frozen=True)
class EventTable:
    """A model kept up by increments. `day` is the column that says in which month a row belongs."""

    name: str
    unique_id: str
    day: str
    keys: tuple[str, ...]
    periods: tuple[str, ...]  # models kept up from its changes

    @property
    def whose(self) -> str:
        """The key column that names whose events they are."""
        return next(key for key in self.keys if key.endswith(("_id", "_key")))


@dataclass(frozen=True)
class Month:
    """One month of a table as it stands: its rows, and how many distinct `whose` they have."""

    table: EventTable
    month: str  # yyyy-mm, empty for rows without a day
    rows: int
    distinct: int


def event_tables(manifest: Mapping[str, Any]) -> list[EventTable]:
    """Every model whose config names an `increment_day`, by name."""
    found = []
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] != "model" or not (day := node["config"].get("increment_day")):
            continue
        readers = (manifest["nodes"].get(child, {}) for child in manifest["child_map"][unique_id])
        periods = tuple(
            reader["name"]
            for reader in readers
            if reader.get("config", {}).get("materialized") == "increment"
        )
        found.append(
            EventTable(
                node["name"], unique_id, day, tuple(node["config"]["increment_keys"]), tuple(sorted(periods))
            )
        )
    return sorted(found, key=lambda table: table.name)


def generation(con: duckdb.DuckDBPyConnection, table: EventTable) -> str | None:
    """A build that changes rows gives the table another one; None before the first build."""
    if not _exists(con, f"{table.name}__state"):
        return None
    return con.execute(f"SELECT generation FROM increments.{table.name}__state").fetchone()[0]


def changed_months(con: duckdb.DuckDBPyConnection, table: EventTable) -> list[str]:
    """Months in which the last build that changed rows replaced some; every month when it was a whole one."""
    source = (
        f"increments.{table.name}__changes"
        if _exists(con, f"{table.name}__changes")
        else f"core.{table.name}"
    )
    found = con.execute(f"SELECT DISTINCT {_month(table)} AS month FROM {source} ORDER BY month").fetchall()
    return [month for (month,) in found]


def months(con: duckdb.DuckDBPyConnection, table: EventTable, wanted: list[str]) -> Iterator[Month]:
    """The wanted months as they stand, in their order; one without rows has zero."""
    single = len(wanted) <= _SINGLE_RANGES or "" in wanted
    where = (
        " OR ".join(_within(table, m, m) for m in wanted)
        if single
        else _within(table, min(wanted), max(wanted))
    )
    # Grouped twice instead of count(DISTINCT): that can spill to disk.
    found = con.execute(
        f"""SELECT month, sum(facts)::BIGINT, count(*) FROM (
                SELECT {_month(table)} AS month, {table.whose}, count(*) AS facts
                FROM core.{table.name} WHERE {where or "FALSE"} GROUP BY ALL)
            GROUP BY month"""
    ).fetchall()
    counted = {month: numbers for month, *numbers in found}
    for month in wanted:
        yield Month(table, month, *counted.get(month, (0, 0)))


def rows_of_months(
    con: duckdb.DuckDBPyConnection, tables: list[EventTable], wanted: list[str]
) -> dict[str, int]:
    """Rows of all the tables together in each wanted month."""
    rows = dict.fromkeys(wanted, 0)
    for table in tables:
        for month in months(con, table, wanted):
            rows[month.month] += month.rows
    return rows


def portions(rows: Mapping[str, int]) -> Iterator[list[str]]:
    """Months that are recomputed together, in order: up to a year of them, up to two million rows or one month."""
    part: list[str] = []
    for month in rows:
        total = sum(rows[taken] for taken in (*part, month))
        if part and (len(part) == _PORTION_MONTHS or total > _PORTION_ROWS):
            yield part
            part = []
        part.append(month)
    if part:
        yield part


def rows_put_in(con: duckdb.DuckDBPyConnection, table: EventTable) -> dict[str, int]:
    """By month, the rows that the last build put in."""
    return dict(
        con.execute(
            f"""SELECT {_month(table)} AS month, count(*) FROM increments.{table.name}__changes
                WHERE change = 1 GROUP BY month"""
        ).fetchall()
    )


def corrected_keys(con: duckdb.DuckDBPyConnection, table: EventTable) -> dict[str, int]:
    """By month, the keys whose rows the last build replaced by other ones."""
    return dict(
        con.execute(
            f"""SELECT {_month(table)} AS month, count(DISTINCT ({", ".join(table.keys)})) FROM (
                    SELECT * EXCLUDE (change) FROM increments.{table.name}__changes
                    GROUP BY ALL HAVING sum(change) <> 0)
                GROUP BY month"""
        ).fetchall()
    )


def content(con: duckdb.DuckDBPyConnection, models: list[str]) -> list[tuple]:
    """Rows and a digest of each table of core: equal when they hold the same rows, in any order."""
    return [
        con.execute(f"SELECT count(*), bit_xor(hash(t)) FROM core.{model} AS t").fetchone()
        for model in models
    ]


def _exists(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = con.execute(
        "FROM duckdb_tables() WHERE schema_name = 'increments' AND table_name = ? AND database_name = current_database()",
        [name],
    )
    return found.fetchone() is not None


def _month(table: EventTable) -> str:
    return f"coalesce(strftime({table.day}, '%Y-%m'), '')"


def _within(table: EventTable, first: str, last: str) -> str:
    """Literal days, by which storage is skipped."""
    if not last:
        return f"{table.day} IS NULL"
    return f"{table.day} BETWEEN DATE '{first}-01' AND last_day(DATE '{last}-01')"
