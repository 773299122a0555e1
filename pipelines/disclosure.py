"""Disclosure control: what could identify a person or a payee does not leave the warehouse.

Primary rule: a person cell is published only when at least k persons stand behind it and, for a share, behind
its complement; a money cell needs three payees, none of them above 85 %. A true zero is published. A suppressed row
loses numerator, denominator, value and n.
"""

import duckdb

PAYEES_MIN = 3
TOP_SHARE_MAX = 0.85

SUPPRESS_PRIMARY = """
    UPDATE {table}
    SET status = 'suppressed', numerator = NULL, denominator = NULL, value = NULL, n = NULL
    WHERE status IN ('ok', 'not_applicable') AND (
        cell_kind = 'person' AND ((n > 0 AND n < {k}) OR (n_complement > 0 AND n_complement < {k}))
        OR cell_kind = 'money' AND n > 0 AND (n < {payees} OR coalesce(top_share, 0) > {top_share})
    )
"""


def suppress(con: duckdb.DuckDBPyConnection, table: str, k: int) -> int:
    """Apply the primary rule to `table` (kpi_values with its internal columns); returns cells suppressed."""
    statement = SUPPRESS_PRIMARY.format(table=table, k=int(k), payees=PAYEES_MIN, top_share=TOP_SHARE_MAX)
    return con.execute(statement).fetchone()[0]
