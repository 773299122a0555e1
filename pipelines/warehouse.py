"""Opens the warehouse for the one process that writes, and keeps the gate's own tables."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.contracts import load_contracts
from pipelines.landing.log import LayoutOutdated, ensure_tables
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
    # One row per recomputation of months; corrected counts the keys that stood wrong, null until it ended.
    """CREATE TABLE IF NOT EXISTS gate.backfills (
        run_id VARCHAR, begun_at TIMESTAMP, tables VARCHAR, first_month VARCHAR, last_month VARCHAR, corrected BIGINT)""",
    # One row per file and stored column, taken when the file was new: rows, empty cells, sum of its numbers.
    """CREATE TABLE IF NOT EXISTS gate.delivery_profiles (
        file_no BIGINT, column_name VARCHAR, rows BIGINT, empty BIGINT, total DOUBLE)""",
    # One row per random key that a purge put in place of an expired person's.
    "CREATE TABLE IF NOT EXISTS gate.purged_keys (key VARCHAR)",
)


class WarehouseBusy(RuntimeError):
    """Another process is writing to the warehouse."""


class WarehouseDamaged(RuntimeError):
    """The warehouse file cannot be read; the text says the two ways out."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with all landing and gate tables in place.

    Raises WarehouseBusy when another process has the file open, WarehouseDamaged when it is no readable database of
    this version.
    """
    try:
        con = duckdb.connect(str(settings.warehouse))
    except duckdb.Error as error:
        if "could not set lock" in str(error).lower():
            raise WarehouseBusy(
                f"{settings.warehouse} is open in another process; wait for its run to end"
            ) from None
        if _is_damage(error):
            raise WarehouseDamaged(damage_advice(settings)) from None
        raise
    try:
        try:
            ensure_tables(con, load_contracts().values())
        except LayoutOutdated as error:
            aside = settings.warehouse.with_suffix(".duckdb.old")
            raise WarehouseDamaged(
                f"{settings.warehouse}: {error}. Move it aside (mv {settings.warehouse} {aside}) and run again: "
                "every file in the landing folder is read anew"
            ) from None
        ensure_gate_tables(con)
        yield con
    finally:
        con.close()


def ensure_gate_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the gate's memory; safe to repeat."""
    for statement in _GATE_TABLES:
        con.execute(statement)


def _is_damage(error: Exception) -> bool:
    words = (
        "not a valid duckdb",
        "corrupt",
        "checksum",
        "serialization",
        "internal error",
        "failed to deserialize",
    )
    return any(word in str(error).lower() for word in words)


def damage_advice(settings: Settings) -> str:
    """What to do about a damaged warehouse. The commands work as they stand: the landing folder is kept."""
    file = settings.warehouse
    return (
        f"{file} is damaged. Either restore a backup:\n"
        f"    make restore FROM=<backup> FORCE=1\n"
        f"or build everything again from the landing folder (withdrawals must be repeated afterwards):\n"
        f"    rm -f {file}.wal; mv {file} {file}.damaged && make refresh"
    )


def plain_reason(settings: Settings, text: str) -> str:
    """An engine's error in words that say what to do, where it is about the disk or the file; else as it is."""
    lowered = text.lower()
    if disk_is_full(lowered):
        return (
            f"the disk of {settings.home} is full; free some space (make prune, old backups) and run again: "
            "nothing published is lost, and files that were not landed whole are read again"
        )
    return damage_advice(settings) if "corrupt database" in lowered or "checksum" in lowered else text


def disk_is_full(text: str) -> bool:
    """True for what the system, DuckDB and SQLite (Dagster's store, the alerts) say when nothing more can be written."""
    words = ("no space left", "file too large", "out of disk", "disk is full", "disk i/o error")
    return any(word in text.lower() for word in words)


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
