"""Years of a Network College as landed rows: two files a day, of log-ins and of study records, made in the engine."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables

EVENTS_A_DAY = 100_000  # half log-ins, half study records
FIRST_DAY = date(2014, 1, 1)
_ACCOUNTS = 30_000
_RECORDS, _LOGINS = "study_records", "logins"


def make(warehouse: Path, rows: int) -> date:
    """A warehouse with `rows` events at 100,000 a day; returns the day after the last."""
    days = rows // EVENTS_A_DAY
    with duckdb.connect(str(warehouse)) as con:
        con.execute("SET enable_progress_bar = false")
        ensure_tables(con, load_contracts().values())
        _accounts(con)
        for first in range(0, days, 50):
            _add(con, FIRST_DAY + timedelta(days=first), min(50, days - first), EVENTS_A_DAY // 2)
        con.execute("CHECKPOINT")
    return FIRST_DAY + timedelta(days=days)


def add_night(warehouse: Path, day: date, late_rows: int, events: int = EVENTS_A_DAY) -> None:
    """What one night brings: the day's two files, and two with late rows for ten of the days before."""
    with duckdb.connect(str(warehouse)) as con:
        if events:
            _add(con, day, 1, events // 2)
        span = (day - FIRST_DAY).days
        for number, feed in enumerate((_RECORDS, _LOGINS)):
            con.execute(
                """CREATE OR REPLACE TEMP TABLE late_days AS
                   SELECT i, ?::DATE + CAST(hash(i, ?::DATE) % ? AS INTEGER) AS day FROM range(10) t(i)""",
                [FIRST_DAY, day, span],
            )
            file_no = _file(con, feed, day, late_rows // 2, "late")
            source = (
                f"SELECT day, hash(day, k, 'late {number}') AS h, k FROM range({late_rows // 2}) r(k) "
                f"INNER JOIN late_days ON late_days.i = k % 10"
            )
            _rows(con, feed, source, str(file_no), f"late {file_no} ")


def _add(con: duckdb.DuckDBPyConnection, first: date, days: int, events: int) -> None:
    for feed in (_RECORDS, _LOGINS):
        numbers = [_file(con, feed, first + timedelta(days=n), events, "day") for n in range(days)]
        source = (
            f"SELECT DATE '{first}' + CAST(i // {events} AS INTEGER) AS day, hash(i, '{first}{feed}') AS h, "
            f"i % {events} AS k FROM range({days * events}) r(i)"
        )
        _rows(con, feed, source, f"{numbers[0]} + CAST(day - DATE '{first}' AS BIGINT)", "")


def _file(con: duckdb.DuckDBPyConnection, feed: str, day: date, rows: int, name: str) -> int:
    number = con.execute("SELECT coalesce(max(file_no), 0) + 1 FROM raw.files").fetchone()[0]
    con.execute(
        """INSERT INTO raw.files (file_no, system, feed, provider, file, digest, rows_read, rows_accepted, status,
               mtime_ns, received_at, loaded_at)
           VALUES (?, 'online_college', ?, 'p', ?, ?, ?, ?, 'accepted', ?, ?, ?)""",
        [number, feed, f"{name} {day}", str(number), rows, rows, number, day, day],
    )
    con.execute("INSERT INTO landed.sheets VALUES (?, ?, 1, NULL)", [number, number])
    return number


def _rows(con: duckdb.DuckDBPyConnection, feed: str, source: str, sheet_no: str, prefix: str) -> None:
    """Hours from six to midnight; one record in a thousand repeats a number of the day before, or has no figure."""
    at = "CAST(day AS TIMESTAMP) + to_seconds(CAST(21600 + h % 64799 AS BIGINT))"
    account = f"'ZH' || lpad(CAST((h >> 20) % {_ACCOUNTS} AS VARCHAR), 6, '0')"
    device = "CASE WHEN h % 3 = 0 THEN 'phone' ELSE 'pc' END"
    if feed == _RECORDS:
        repeated = "CAST(day - CASE WHEN k % 1000 = 7 THEN 1 ELSE 0 END AS VARCHAR)"
        columns = (
            "record_id, account_id, course_id, started_at, seconds, media_seconds, device, _sheet_no, _row"
        )
        number = "k + CASE WHEN k % 1000 = 7 THEN 1 ELSE 0 END"
        values = f"""'{prefix}JL' || {repeated} || lpad(CAST({number} AS VARCHAR), 6, '0'), {account},
            'KC' || CAST(h % 200 AS VARCHAR), {at},
            CASE WHEN k % 1000 <> 9 THEN CAST((h >> 7) % 3600 AS BIGINT) END,
            CASE WHEN k % 1000 <> 9 THEN CAST((h >> 9) % 3000 AS BIGINT) END, {device}"""
    else:
        columns = "account_id, logged_in_at, device, _sheet_no, _row"
        values = f"{account}, {at}, {device}"
    con.execute(
        f"INSERT INTO landed.online_college__{feed} ({columns}) SELECT {values}, {sheet_no}, k + 2 FROM ({source}) AS s"
    )


def _accounts(con: duckdb.DuckDBPyConnection) -> None:
    """Six accounts to an enterprise; the enterprises are spread over six districts."""
    feeds = (
        ("market_registry", "enterprises", _ACCOUNTS // 6),
        ("online_college", "online_accounts", _ACCOUNTS),
    )
    for system, feed, rows in feeds:
        number = _file(con, feed, FIRST_DAY, rows, feed)
        con.execute("UPDATE raw.files SET system = ? WHERE file_no = ?", [system, number])
    con.execute(
        f"""INSERT INTO landed.market_registry__enterprises (uscc, legal_name, district, _sheet_no, _row)
            SELECT 'U' || i, '企业' || i, CAST(330203 + i % 6 AS VARCHAR), 1, i + 2 FROM range({_ACCOUNTS // 6}) r(i)"""
    )
    con.execute(
        f"""INSERT INTO landed.online_college__online_accounts
                (account_id, enterprise_uscc, granted_on, is_test, _sheet_no, _row)
            SELECT 'ZH' || lpad(CAST(i AS VARCHAR), 6, '0'), 'U' || (i // 6), DATE '2013-06-01', i % 500 = 0, 2, i + 2
            FROM range({_ACCOUNTS}) r(i)"""
    )
