"""Years of a training office as landed rows, made in the engine: classes of 30 trainees meet on eight days running."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables

EVENTS_A_DAY = 100_000
FIRST_DAY = date(2014, 1, 1)
A_DAY = timedelta(days=1)
_TRAINEES, _DAYS, _PERSONS = 30, 8, 300_000
_COHORT = f"(CAST(day - DATE '{FIRST_DAY}' AS BIGINT) // {_DAYS})"
_CLASS = f"'BC' || lpad(CAST({_COHORT} AS VARCHAR), 4, '0') || '-' || lpad(CAST(k // {_TRAINEES} AS VARCHAR), 4, '0')"
_SESSION = f"'KC' || strftime(day, '%Y%m%d') || '-' || lpad(CAST(k // {_TRAINEES} AS VARCHAR), 4, '0')"
_PERSON = f"(k + {_COHORT} * 7919) % {_PERSONS}"
# One trainee in ten has no document.
_DOCUMENT = f"CASE WHEN {_PERSON} % 10 > 0 THEN sha256('P' || CAST({_PERSON} AS VARCHAR)) END"
_CONTACT = f"sha256('K' || CAST({_PERSON} AS VARCHAR))"


def make(warehouse: Path, rows: int) -> date:
    """A warehouse with `rows` attendances at 100,000 a day; returns the day after the last."""
    days = rows // EVENTS_A_DAY
    with duckdb.connect(str(warehouse)) as con:
        con.execute("SET enable_progress_bar = false")
        ensure_tables(con, load_contracts().values())
        for number in range(days):
            _day(con, FIRST_DAY + number * A_DAY, EVENTS_A_DAY)
        con.execute("CHECKPOINT")
    return FIRST_DAY + days * A_DAY


def add_night(warehouse: Path, day: date, late_rows: int, events: int = EVENTS_A_DAY) -> None:
    """What one night brings: the day's files, and one that corrects rows of ten of the days before."""
    with duckdb.connect(str(warehouse)) as con:
        if events:
            _day(con, day, events)
        earlier = (
            f"SELECT DATE '{FIRST_DAY}' + CAST(hash(i % 10, DATE '{day}') % {(day - FIRST_DAY).days} AS INTEGER) AS day, "
            f"hash(i, DATE '{day}') % {EVENTS_A_DAY} AS k FROM range({late_rows}) r(i)"
        )
        _attendance(con, day, earlier, late_rows, "'缺勤'")


def _day(con: duckdb.DuckDBPyConnection, day: date, events: int) -> None:
    rows = f"SELECT DATE '{day}' AS day, k FROM range({events}) r(k)"
    classes = f"SELECT * FROM ({rows}) WHERE k % {_TRAINEES} = 0"
    if (day - FIRST_DAY).days % _DAYS == 0:
        _insert(con, "training_classes", day, f"""SELECT {_CLASS} AS class_id, '结业' AS status,
            CAST(330203 + k // {_TRAINEES} % 6 AS VARCHAR) AS district, 900.0 AS spent FROM ({classes})""")  # fmt: skip
        _insert(con, "enrolments", day, f"""SELECT {_CLASS} AS class_id, {_DOCUMENT} AS person_key,
            {_CONTACT} AS contact_key, 'U' || CAST({_PERSON} // 20 AS VARCHAR) AS employer_uscc, day AS enrolled_on,
            '结业' AS status FROM ({rows})""")  # fmt: skip
    _insert(con, "class_sessions", day, f"""SELECT {_SESSION} AS session_id, {_CLASS} AS class_id, day AS held_on,
        4.0 AS hours, '授课' AS kind, '已举办' AS status FROM ({classes})""")  # fmt: skip
    _attendance(con, day, rows, events, "CASE WHEN hash(day, k) % 10 = 0 THEN '缺勤' ELSE '出勤' END")


def _attendance(con: duckdb.DuckDBPyConnection, day: date, rows: str, count: int, status: str) -> None:
    _insert(con, "attendance", day, f"""SELECT {_SESSION} AS session_id, {_DOCUMENT} AS person_key,
        {_CONTACT} AS contact_key, {status} AS status, 4.0 AS hours_credited,
        CAST(day AS TIMESTAMP) + INTERVAL 17 HOURS AS recorded_at FROM ({rows})""", count)  # fmt: skip


def _insert(con: duckdb.DuckDBPyConnection, feed: str, day: date, rows: str, count: int = 1) -> None:
    number = con.execute("SELECT coalesce(max(file_no), 0) + 1 FROM raw.files").fetchone()[0]
    con.execute(
        """INSERT INTO raw.files (file_no, system, feed, provider, file, digest, rows_read, rows_accepted, status,
               mtime_ns, received_at, loaded_at)
           VALUES (?, 'training_office', ?, 'p', ?, ?, ?, ?, 'accepted', ?, ?, ?)""",
        [number, feed, f"{feed} {number}", str(number), count, count, number, day, day],
    )
    con.execute("INSERT INTO landed.sheets VALUES (?, ?, 1, NULL)", [number, number])
    con.execute(
        f"INSERT INTO landed.training_office__{feed} BY NAME "
        f"SELECT *, {number} AS _sheet_no, row_number() OVER () + 1 AS _row FROM ({rows})"
    )
