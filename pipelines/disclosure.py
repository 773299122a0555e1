"""Disclosure control: what could identify a person does not leave the warehouse.

Primary rule: a person cell is published only when at least k persons stand behind it and, for a share, behind
its complement; a true zero is published. A suppressed row loses numerator, denominator, value and n.
"""

import duckdb

SUPPRESS_PRIMARY = """
    UPDATE {table}
    SET status = 'suppressed', numerator = NULL, denominator = NULL, value = NULL, n = NULL
    WHERE cell_kind = 'person' AND status = 'ok'
      AND ((n > 0 AND n < {k}) OR (n_complement > 0 AND n_complement < {k}))
"""


def suppress(con: duckdb.DuckDBPyConnection, table: str, k: int) -> int:
    """Apply the primary rule to `table` (kpi_values with cell_kind and n_complement); returns cells suppressed."""
    return con.execute(SUPPRESS_PRIMARY.format(table=table, k=int(k))).fetchone()[0]
