"""What earlier releases said and hid: readers keep their files, so the next release must not give it away."""

from pathlib import Path

import duckdb

from pipelines.disclosure.complementary import Earlier
from pipelines.disclosure.relations import Homes
from pipelines.disclosure.rows import COLUMNS, KEY, Row
from pipelines.sql import quote_path

# Releases that the next one is held against; figures that did not change since cost nothing.
RELEASES_REMEMBERED = 5

_HOMES = """
    SELECT 'enterprise', uscc, district_code FROM core.dim_enterprise WHERE district_code IS NOT NULL
    UNION ALL
    SELECT 'class', class_id, district_code FROM core.dim_training_class WHERE district_code IS NOT NULL
"""


def public_homes(con: duckdb.DuckDBPyConnection) -> Homes:
    """The district of every enterprise and class: registers that anyone may look up."""
    return {(dimension, member): district for dimension, member, district in con.execute(_HOMES).fetchall()}


def remember(con: duckdb.DuckDBPyConnection, release_id: str, database: Path) -> None:
    """Keep the true figures of a published release and which of them its `database` hides; they stay inside."""
    names = ", ".join(f"cells.{name}" for name in COLUMNS)
    same = " AND ".join(f"cells.{name} IS NOT DISTINCT FROM out.{name}" for name in KEY)
    con.execute(f"ATTACH {quote_path(database)} AS published (READ_ONLY)")
    try:
        con.execute("BEGIN")  # a run killed in between would have forgotten the release
        con.execute("DELETE FROM gate.released_cells WHERE release_id = ?", [release_id])
        con.execute(
            f"""INSERT INTO gate.released_cells
                SELECT $1, (SELECT coalesce(max(place), 0) + 1 FROM gate.released_cells),
                       {names}, out.status = 'suppressed'
                FROM kpi.kpi_values AS cells JOIN published.kpi_values AS out ON {same}""",
            [release_id],
        )
        con.execute(
            """DELETE FROM gate.released_cells
               WHERE place <= (SELECT max(place) FROM gate.released_cells) - ?""",
            [RELEASES_REMEMBERED],
        )
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    finally:
        con.execute("DETACH published")


def earlier_releases(con: duckdb.DuckDBPyConnection, release_id: str) -> list[Earlier]:
    """The releases remembered before `release_id` (all of them, when it is not remembered itself), newest first."""
    names = ", ".join(COLUMNS)
    releases: dict[int, list[tuple]] = {}
    for place, hidden, *record in con.execute(
        f"""SELECT place, hidden, {names} FROM gate.released_cells
            WHERE NOT coalesce(place >= (SELECT min(place) FROM gate.released_cells WHERE release_id = $1), FALSE)
            ORDER BY place DESC, {", ".join(KEY)}""",
        [release_id],
    ).fetchall():
        releases.setdefault(place, []).append((hidden, Row(*record)))
    return [
        Earlier([row for _, row in cells], frozenset(i for i, (hidden, _) in enumerate(cells) if hidden))
        for cells in releases.values()
    ]
