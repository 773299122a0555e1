"""Figures that read differently than in the last release, each with a reason found in the deliveries since then.

Reasons, joined by "; " where several apply: late rows, correction, withdrawn delivery, definition version,
settings or code; where none of the KPI's own feeds changed: another feed, as-of day, not explained.
"""

from collections.abc import Iterable

import duckdb

from pipelines.contracts import PERSON, Feed

_DAY_TYPES = ("date", "month", "datetime")
_SLICE = "concat_ws(' · ', period_kind, coalesce(district_code, ''), coalesce(dimension, ''), coalesce(member, ''))"
_KEY = "kpi_id, period_kind, period_start, period_end, district_code, dimension, member"

# A cell that one of the two releases hides gives no row. Cells that appear or vanish count where the period itself was
# published before: running periods end on another day and are no revisions.
_CHANGED = f"""
    CREATE OR REPLACE TEMP TABLE changed AS
    WITH periods AS (
        SELECT DISTINCT kpi_id, period_kind, period_start, period_end FROM last.kpi_values
        INTERSECT
        SELECT DISTINCT kpi_id, period_kind, period_start, period_end FROM draft.kpi_values
    ),
    before AS (SELECT {_KEY}, value, status, definition_version FROM last.kpi_values),
    now AS (SELECT {_KEY}, value, status, definition_version FROM draft.kpi_values),
    paired AS (
        SELECT coalesce(now.kpi_id, before.kpi_id) AS kpi_id, coalesce(now.period_kind, before.period_kind) AS period_kind,
               coalesce(now.period_start, before.period_start) AS period_start,
               coalesce(now.period_end, before.period_end) AS period_end,
               coalesce(now.district_code, before.district_code) AS district_code,
               coalesce(now.dimension, before.dimension) AS dimension, coalesce(now.member, before.member) AS member,
               before.value AS old_value, now.value AS new_value,
               coalesce(before.status, '') AS old_status, coalesce(now.status, '') AS new_status,
               coalesce(now.definition_version <> before.definition_version, FALSE) AS redefined
        FROM now FULL JOIN before
          ON now.kpi_id = before.kpi_id AND now.period_kind = before.period_kind
          AND now.period_start IS NOT DISTINCT FROM before.period_start
          AND now.period_end IS NOT DISTINCT FROM before.period_end
          AND now.district_code IS NOT DISTINCT FROM before.district_code
          AND now.dimension IS NOT DISTINCT FROM before.dimension AND now.member IS NOT DISTINCT FROM before.member
    )
    SELECT row_number() OVER () AS id, paired.*
    FROM paired JOIN periods
      ON paired.kpi_id = periods.kpi_id AND paired.period_kind = periods.period_kind
      AND paired.period_start IS NOT DISTINCT FROM periods.period_start
      AND paired.period_end IS NOT DISTINCT FROM periods.period_end
    WHERE old_status <> 'suppressed' AND new_status <> 'suppressed' AND old_value IS DISTINCT FROM new_value
"""

# Causes whose rows carry a day of the figure's period explain it; else all causes in the feeds of its KPI.
_REVISIONS = f"""
    INSERT INTO draft.revisions
    WITH kpi_feeds AS (
        SELECT kpi_id, unnest(regexp_split_to_array(feeds, '[;|]')) AS feed FROM reference.kpi_catalogue
    ),
    own AS (
        SELECT c.id, causes.cause,
               bool_or(causes.day IS NULL OR c.period_end IS NULL
                       OR (causes.day <= c.period_end
                           AND (causes.day >= c.period_start OR c.period_kind IN ('as_of', 'to_date')))) AS in_period
        FROM changed AS c JOIN kpi_feeds USING (kpi_id) JOIN causes ON causes.feed = kpi_feeds.feed
        GROUP BY c.id, causes.cause
    ),
    explained AS (
        SELECT id, coalesce(list(cause ORDER BY cause) FILTER (WHERE in_period), list(cause ORDER BY cause)) AS found
        FROM own GROUP BY id
    ),
    releases AS (
        SELECT (SELECT map(list(key), list(value)) FROM draft.release_info) AS now,
               (SELECT map(list(key), list(value)) FROM last.release_info) AS before
    ),
    reasons AS (
        SELECT c.*, list_concat(
                   coalesce(e.found, []),
                   CASE WHEN c.redefined THEN ['definition version']
                        WHEN r.now['code'] IS DISTINCT FROM r.before['code']
                             OR r.now['small_cell_k'] IS DISTINCT FROM r.before['small_cell_k']
                        THEN ['settings or code'] ELSE [] END) AS found,
               r.now['as_of'] IS DISTINCT FROM r.before['as_of'] AS other_day
        FROM changed AS c CROSS JOIN releases AS r LEFT JOIN explained AS e ON e.id = c.id
    )
    SELECT kpi_id, period_start, {_SLICE}, old_value, new_value,
           CASE WHEN len(found) > 0 THEN array_to_string(found, '; ')
                WHEN EXISTS (SELECT 1 FROM causes) THEN 'another feed'
                WHEN other_day THEN 'as-of day'
                ELSE 'not explained' END
    FROM reasons ORDER BY ALL
"""


def write_revisions(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """Fill draft.revisions; needs kpi_values and release_info of the attached `draft` and `last`."""
    con.execute(_CHANGED)
    if con.execute("SELECT count(*) FROM changed").fetchone()[0]:
        _find_causes(con, feeds)
        con.execute(_REVISIONS)
        con.execute("DROP TABLE causes")
    con.execute("DROP TABLE changed")


def _find_causes(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """One row per feed, cause and day its rows carry (null for rows without a day) since the last release's data."""
    con.execute("CREATE OR REPLACE TEMP TABLE causes (feed VARCHAR, cause VARCHAR, day DATE)")
    row = con.execute("SELECT value::TIMESTAMP FROM last.release_info WHERE key = 'known_at'").fetchone()
    touched = con.execute(
        """SELECT system || '.' || feed, bool_or(loaded_at > $1), coalesce(bool_or(withdrawn_at > $1), FALSE)
           FROM raw.files WHERE rows_accepted > 0 AND (loaded_at > $1 OR withdrawn_at > $1) GROUP BY ALL""",
        [row[0]],
    ).fetchall()
    by_id = {feed.id: feed for feed in feeds}
    for feed_id, brought, withdrawn in touched:
        if feed := by_id.get(feed_id):
            if brought:
                _record(con, feed, _brought(feed), row[0])
            if withdrawn:
                _record(con, feed, _withdrawn(feed), row[0])


def _record(con: duckdb.DuckDBPyConnection, feed: Feed, rows: str, known_at: object) -> None:
    days = [f'CAST(rows."{c.name}" AS DATE)' for c in feed.stored if c.type in _DAY_TYPES]
    listed = f"list_filter([{', '.join(days)}], lambda d: d IS NOT NULL)" if days else "[]"
    con.execute(
        f"""INSERT INTO causes SELECT DISTINCT '{feed.id}', cause, unnest(
                CASE WHEN len({listed}) = 0 THEN [NULL::DATE] ELSE {listed} END)
            FROM ({rows}) AS rows""",
        {"known_at": known_at},
    )


def _brought(feed: Feed) -> str:
    """Rows loaded since then with their cause; a row that repeats what stood already has none."""
    table = feed.raw_table
    if feed.on_repeat == "all_count" or not feed.key:
        return f"SELECT 'late rows' AS cause, * FROM {table} WHERE _loaded_at > $known_at"
    names = {column.name for column in feed.stored}
    person = f"coalesce({', '.join(n for n in ('person_key', 'contact_key') if n in names)}, NULL)"
    key = ", ".join(f"({person if name == PERSON else name})::VARCHAR" for name in feed.key)
    content = ", ".join(f'"{c}"' for col in feed.stored for c in (col.name, *col.siblings()))
    correction = "stood.content <> latest.content" if feed.on_repeat == "last_wins" else "FALSE"
    return f"""
        WITH versions AS (
            SELECT *, [{key}] AS row_key, hash({content}) AS content, _loaded_at > $known_at AS is_new,
                   (_received_at, _provider, _file, _seq) AS place FROM {table}
        ),
        latest AS (SELECT row_key, arg_max(content, place) AS content FROM versions WHERE is_new GROUP BY row_key),
        stood AS (
            SELECT row_key, arg_max(content, place) AS content FROM versions SEMI JOIN latest USING (row_key)
            WHERE NOT is_new GROUP BY row_key
        ),
        causes AS (
            SELECT latest.row_key, CASE WHEN stood.row_key IS NULL THEN 'late rows' ELSE 'correction' END AS cause
            FROM latest LEFT JOIN stood ON stood.row_key = latest.row_key
            WHERE stood.row_key IS NULL OR {correction}
        )
        SELECT causes.cause, versions.* EXCLUDE (row_key) FROM versions JOIN causes USING (row_key)"""


def _withdrawn(feed: Feed) -> str:
    return f"""
        SELECT 'withdrawn delivery' AS cause, r.* FROM {feed.raw_table} AS r
        SEMI JOIN (
            SELECT file_no FROM raw.files
            WHERE system = '{feed.system}' AND feed = '{feed.name}' AND withdrawn_at > $known_at
              AND loaded_at <= $known_at
        ) AS f ON r._file_no = f.file_no"""
