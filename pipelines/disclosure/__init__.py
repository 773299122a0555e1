"""Disclosure control: what could identify a person or a payee does not leave the warehouse.

Primary rule: a person cell is published only when at least k persons stand behind it and, for a share, behind its
complement; a money cell needs three payees, none of them above 85 %. A true zero is published. Complementary rule:
further rows are hidden until nobody can work a hidden figure out, from this release or with earlier ones. A
suppressed row loses numerator, denominator, value and n.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.disclosure.complementary import Earlier, decide
from pipelines.disclosure.relations import Homes
from pipelines.disclosure.rows import KEY, read_rows

__all__ = ["Suppression", "suppress"]


@dataclass(frozen=True)
class Suppression:
    """How many rows were hidden, how many of them to protect others, and how many figures nothing can protect."""

    hidden: int
    secondary: int
    unprotected: int


def suppress(
    con: duckdb.DuckDBPyConnection, table: str, k: int, homes: Homes, earlier: Sequence[Earlier] = ()
) -> Suppression:
    """Apply both rules to `table` (kpi_values with its internal columns).

    homes: (dimension, member) → district, as public registers tell; earlier: releases that readers have, newest first.
    """
    rows = read_rows(con, table)
    outcome = decide(rows, k, homes, earlier)
    columns = ", ".join(KEY)
    con.execute(f"CREATE OR REPLACE TEMP TABLE to_hide AS SELECT {columns} FROM {table} LIMIT 0")
    if outcome.hidden:
        marks = ", ".join("?" * len(KEY))
        con.executemany(
            f"INSERT INTO to_hide VALUES ({marks})", [rows[i].key for i in sorted(outcome.hidden)]
        )
    same = " AND ".join(f"cells.{name} IS NOT DISTINCT FROM to_hide.{name}" for name in KEY)
    con.execute(
        f"""UPDATE {table} AS cells
            SET status = 'suppressed', numerator = NULL, denominator = NULL, value = NULL, n = NULL
            FROM to_hide WHERE {same}"""
    )
    con.execute("DROP TABLE to_hide")
    return Suppression(len(outcome.hidden), len(outcome.secondary), len(outcome.unprotected))
