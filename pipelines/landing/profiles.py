"""What each delivery looked like, column by column: how many cells are empty and what the numbers add up to.

Profiles are taken once, when a file is new; the gate compares them and never reads old rows again.
"""

from collections.abc import Iterable

import duckdb

from pipelines.contracts import Column, Feed

_NUMBERS = ("int", "num", "money", "pct")
_NEW = """
    SELECT file.file_no, min(sheet.sheet_no), max(sheet.sheet_no)
    FROM raw.files AS file INNER JOIN landed.sheets AS sheet ON file.file_no = sheet.file_no
    WHERE file.system = ? AND file.feed = ? AND file.rows_accepted > 0 AND file.withdrawn_at IS NULL
      AND file.file_no NOT IN (SELECT file_no FROM gate.delivery_profiles)
    GROUP BY file.file_no"""


def profile_new(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """Append to gate.delivery_profiles one row per stored column of every file that has none yet."""
    for feed in feeds:
        new = con.execute(_NEW, [feed.system, feed.name]).fetchall()
        if new:
            _profile(
                con,
                feed,
                [file_no for file_no, _, _ in new],
                (min(n[1] for n in new), max(n[2] for n in new)),
            )


def _profile(con: duckdb.DuckDBPyConnection, feed: Feed, files: list[int], sheets: tuple[int, int]) -> None:
    """One pass over the rows of `files`; the range of sheet numbers stands as text, so that other rows are skipped."""
    figures = ", ".join(_figures(place, column) for place, column in enumerate(feed.stored))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE new_profiles AS
            SELECT sheet.file_no, count(*) AS rows, {figures}
            FROM {feed.landed_table} AS l INNER JOIN landed.sheets AS sheet ON l._sheet_no = sheet.sheet_no
            WHERE l._sheet_no BETWEEN {sheets[0]} AND {sheets[1]} AND sheet.file_no IN (SELECT unnest(?))
            GROUP BY sheet.file_no""",
        [files],
    )
    for place, column in enumerate(feed.stored):
        con.execute(
            f"""INSERT INTO gate.delivery_profiles
                SELECT file_no, ?, rows, rows - filled_{place}, total_{place} FROM new_profiles""",
            [column.name],
        )
    con.execute("DROP TABLE new_profiles")


def _figures(place: int, column: Column) -> str:
    total = f'sum(l."{column.name}")' if column.type in _NUMBERS else "NULL"
    return f'count(l."{column.name}") AS filled_{place}, CAST({total} AS DOUBLE) AS total_{place}'
