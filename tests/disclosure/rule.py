"""The protection rule of docs/gate.md, as the attack checks it."""

import duckdb

from tests.disclosure.knowledge import puzzle

SENSITIVE = """
    SELECT f.id, f.value, f.figure = 'n' OR NOT (f.cell_kind = 'money'
        OR f.unit IN ('median_days', 'hours', 'hours_per_month', 'class_hours', 'yuan')) AS counted, f.is_share
    FROM figure AS f
    WHERE f.value > 0 AND f.status IN ('ok', 'not_applicable') AND (
        f.cell_kind = 'person' AND f.figure IN ('x', 'n') AND f.n BETWEEN 1 AND $k - 1
        OR f.cell_kind = 'person' AND f.figure = 'z' AND f.n_complement BETWEEN 1 AND $k - 1
        OR f.cell_kind = 'money' AND f.n > 0 AND (f.n < 3 OR f.top_share > 0.85))
"""


def exposed(con: duckdb.DuckDBPyConnection, k: int) -> dict[str, tuple[float, float, float]]:
    """Sensitive figures of the loaded releases that can be worked out too closely: (value, least, most) each.

    A sensitive figure that is published is one of them too.
    """
    attack = puzzle(con)
    found = con.execute(SENSITIVE, {"k": k}).fetchall()
    value = {name: float(number) for name, number, _, _ in found}
    wanted = {name: _wanted(number, counted, k, 1.0) for name, number, counted, _ in found}
    open_ones = {name: (value[name], value[name]) for name in wanted if name not in attack.least}
    close = attack.exposed({name: wish for name, wish in wanted.items() if name in attack.least})
    if close:  # a whole is at least what its hidden parts make: nobody could hide that
        natural = puzzle(con, everything_hidden=True)
        least = {name: natural.interval(name)[0] for name in close}
        counts = {name: counted for name, _, counted, _ in found}
        wider = {name: _wanted(value[name], counts[name], k, least[name]) for name in close}
        close = attack.exposed(wider)
    return {name: (value[name], *interval) for name, interval in (open_ones | close).items()}


def _wanted(value: float, counted: bool, k: int, least: float) -> tuple[float, float]:
    """What must stay possible: k − 1 values for a count below k, 15 % to both sides for anything else."""
    if counted and value < k:
        low = min(max(1.0, least), value)
        return low, max(k - 1, low + k - 2)
    margin = max(0.15 * value, 1.0) if counted else 0.15 * value
    return max(value - margin, min(least, value) if counted else 0.0), value + margin
