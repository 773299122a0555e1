"""What earlier releases said and hid: readers keep their files, so the next release must not give it away."""

from pathlib import Path

import duckdb

from pipelines.disclosure.complementary import Earlier
from pipelines.disclosure.relations import Homes
from pipelines.disclosure.rows import COLUMNS, KEY, Row
from pipelines.durable import sync
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


def remember(con: duckdb.DuckDBPyConnection, memory: Path, release_id: str, database: Path) -> None:
    """Keep the true figures of a release and which of them its `database` hides: a Parquet file of its own in `memory`.

    It lies beside the warehouse, because readers keep their files also when the warehouse is lost.
    """
    names = ", ".join(f"cells.{name}" for name in COLUMNS)
    same = " AND ".join(f"cells.{name} IS NOT DISTINCT FROM out.{name}" for name in KEY)
    known = _releases(memory)
    draft = memory / ".next.parquet"
    con.execute(f"ATTACH {quote_path(database)} AS published (READ_ONLY)")
    try:
        con.execute(
            f"""COPY (SELECT {names}, out.status = 'suppressed' AS hidden
                      FROM kpi.kpi_values AS cells JOIN published.kpi_values AS out ON {same}
                      ORDER BY {", ".join(f"cells.{name}" for name in KEY)}) TO {quote_path(draft)} (FORMAT parquet)"""
        )
    finally:
        con.execute("DETACH published")
    draft.chmod(0o600)
    sync(draft)
    place = max((place for place, _, _ in known), default=0) + 1
    draft.replace(memory / f"{place:06d}-{release_id}.parquet")
    sync(memory)
    others = [path for _, name, path in known if name != release_id]
    for path in {path for _, _, path in known} - set(others[-RELEASES_REMEMBERED + 1 :]):
        path.unlink()


def earlier_releases(con: duckdb.DuckDBPyConnection, memory: Path, release_id: str) -> list[Earlier]:
    """The releases remembered before `release_id` (all of them, when it is not remembered itself), newest first."""
    known = _releases(memory)
    until = min((place for place, name, _ in known if name == release_id), default=float("inf"))
    found = []
    for _, _, path in sorted((known for known in known if known[0] < until), reverse=True):
        cells = con.execute(
            f"SELECT hidden, {', '.join(COLUMNS)} FROM read_parquet({quote_path(path)})"
        ).fetchall()
        rows = [Row(*record) for _, *record in cells]
        found.append(Earlier(rows, frozenset(i for i, (hidden, *_) in enumerate(cells) if hidden)))
    return found


def _releases(memory: Path) -> list[tuple[int, str, Path]]:
    """Place, release id and file of every remembered release, oldest first."""
    split = ((path.stem.partition("-"), path) for path in sorted(memory.glob("[0-9]*.parquet")))
    return [(int(place), name, path) for (place, _, name), path in split]
