"""Opens the warehouse for the one process that writes, and keeps the gate's own tables."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.contracts import load_contracts
from pipelines.landing.log import feed_tables
from pipelines.settings import Settings

_GATE_TABLES = (
    "CREATE SCHEMA IF NOT EXISTS gate",
    # One row per check and run: the history of every check.
    """CREATE TABLE IF NOT EXISTS gate.check_results (
        run_id VARCHAR, checked_at TIMESTAMP, check_id VARCHAR, layer VARCHAR, severity VARCHAR, passed BOOLEAN,
        observed VARCHAR, message VARCHAR, message_zh VARCHAR, owner VARCHAR)""",
    # One row per dbt build: a release is only made of models that one finished build left.
    """CREATE TABLE IF NOT EXISTS gate.builds (
        run_id VARCHAR, known_at TIMESTAMP, as_of DATE, fingerprint VARCHAR, finished BOOLEAN)""",
    """CREATE TABLE IF NOT EXISTS gate.published (
        run_id VARCHAR, release_id VARCHAR, fingerprint VARCHAR, published_at TIMESTAMP)""",
    # One row per release and KPI row: what readers were shown, and the true figure of what was hidden.
    """CREATE TABLE IF NOT EXISTS gate.released_cells (
        release_id VARCHAR, place BIGINT, kpi_id VARCHAR, period_kind VARCHAR, period_start DATE, period_end DATE,
        district_code VARCHAR, dimension VARCHAR, member VARCHAR, numerator DOUBLE, denominator DOUBLE, n BIGINT,
        n_complement BIGINT, status VARCHAR, cell_kind VARCHAR, top_share DOUBLE, unit VARCHAR, hidden BOOLEAN)""",
)


class WarehouseBusy(RuntimeError):
    """Another process is writing to the warehouse."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with all landing and gate tables in place.

    Raises WarehouseBusy when another process has the file open.
    """
    try:
        con = duckdb.connect(str(settings.warehouse))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise WarehouseBusy(
                f"{settings.warehouse} is open in another process; wait for its run to end"
            ) from None
        raise
    try:
        for statement in (*feed_tables(load_contracts().values()), *_GATE_TABLES):
            con.execute(statement)
        yield con
    finally:
        con.close()


@contextmanager
def refresh_lock(settings: Settings) -> Iterator[None]:
    """Held by one refresh at a time on this installation; the kernel frees it when the process dies.

    Raises WarehouseBusy at once when another refresh holds it.
    """
    with (settings.home / "refresh.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusy("another refresh is running on this installation") from None
        yield
