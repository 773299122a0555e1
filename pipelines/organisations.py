"""How the organisations that feeds name were recognised: counts for every feed, names only where they are public."""

from collections.abc import Iterable

import duckdb

from pipelines.contracts import Feed

_MATCHES = """
    INSERT INTO draft.organisation_matches
    SELECT system, feed, match_method, count(*),
           count(DISTINCT organisation_code) FILTER (WHERE NOT is_branch),
           count(DISTINCT organisation_code) FILTER (WHERE is_branch)
    FROM core.bridge_organisation_match GROUP BY system, feed, match_method ORDER BY ALL
"""
# The employer of a trainee or graduate may be one person's shop: such names stay inside.
_UNMATCHED = """
    INSERT INTO draft.unmatched_organisations
    SELECT system, feed, recorded_name, recorded_code, match_method, candidate_list
    FROM core.bridge_organisation_match
    WHERE system = ? AND feed = ? AND match_method IN ('unregistered_code', 'candidates', 'unmatched')
    ORDER BY ALL
"""


def fill_organisations(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """Fill organisation_matches and unmatched_organisations of the attached draft."""
    con.execute(_MATCHES)
    contracts = {(feed.system, feed.name): feed for feed in feeds}
    named = con.execute(
        "SELECT DISTINCT system, feed, name_column FROM core.bridge_organisation_match ORDER BY ALL"
    )
    for system, feed, column in named.fetchall():
        if contracts[system, feed].column(column).classification == "public":
            con.execute(_UNMATCHED, [system, feed])
