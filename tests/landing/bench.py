"""A small landing of its own: files in, rows, faults and file records out."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contracts import Feed, load_contracts
from pipelines.landing.discover import Delivery, discover
from pipelines.landing.identifiers import organisation_check_character, uscc_check_character
from pipelines.landing.load import Landing
from pipelines.landing.log import FileRecord, ensure_tables
from pipelines.landing.persons import Pseudonyms

ENTERPRISES = "market_registry.enterprises"
SIZES = "market_registry.enterprise_sizes"
SCHOOLS = "messenger.schools"
CLASSES = "training_office.training_classes"
SESSIONS = "training_office.class_sessions"
ENROLMENTS = "training_office.enrolments"
ATTENDANCE = "training_office.attendance"
ACCOUNTS = "online_college.online_accounts"
GRADUATES = "schools.graduates"
VACANCIES = "messenger.vacancies"
COURSES = "online_college.online_courses"
LOGINS = "online_college.logins"
RECORDS = "online_college.study_records"
DAYS = "online_college.study_days"

SECRET = b"0123456789abcdef0123456789abcdef"
FIRST_MTIME = 1_600_000_000
LOADED_AT = datetime(2021, 12, 1, 8, 0)


def uscc(number: int) -> str:
    """A made-up enterprise code of Ningbo with right check characters."""
    organisation = f"{number:08d}"
    first17 = f"91330200{organisation}{organisation_check_character(organisation)}"
    return first17 + uscc_check_character(first17)


@dataclass(frozen=True)
class Fault:
    """One row of quarantine.rows."""

    file: str
    sheet: str | None
    row: int
    column: str | None
    rule: str
    value: str | None


class Bench:
    """A landing folder, a warehouse and the loader between them."""

    def __init__(
        self, folder: Path, secret: bytes = SECRET, database: str = ":memory:", only: str | None = None
    ) -> None:
        self.folder, self.landing = folder, folder / "landing"
        self.receipts, self.scratch = folder / "receipts", folder / "tmp"
        for path in (self.landing, self.receipts, self.scratch):
            path.mkdir(parents=True, exist_ok=True)
        contracts = load_contracts()
        self.feeds: dict[str, Feed] = {only: contracts[only]} if only else contracts
        self.pseudonyms = Pseudonyms(secret)
        self.con = duckdb.connect(database)
        self.loaded_at = LOADED_AT
        self._mtime = FIRST_MTIME
        ensure_tables(self.con, self.feeds.values())

    def put(self, feed: str, name: str, content: str | bytes, provider: str = "p1") -> Path:
        """Write one file of `feed`; every file is one second younger than the one before."""
        path = self.landing.joinpath(*feed.split("."), provider, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self._mtime += 1
        os.utime(path, (self._mtime, self._mtime))
        return path

    def deliveries(self) -> list[Delivery]:
        return discover(self.landing, self.feeds)[0]

    def run(self) -> list[FileRecord]:
        """Land whatever lies in the folder, a minute after the last run; returns the records of the files read."""
        landing = Landing(self.con, self.pseudonyms, self.receipts, self.scratch, self.loaded_at)
        self.loaded_at += timedelta(minutes=1)
        return landing.land(self.deliveries())

    def land(
        self, feed: str, content: str | bytes, name: str = "data.csv", provider: str = "p1"
    ) -> FileRecord:
        """Put one file and land it."""
        self.put(feed, name, content, provider)
        (record,) = self.run()
        return record

    def rows(self, feed: str, *columns: str) -> list[tuple]:
        """`columns` of the accepted rows in the order of their files; all columns of the feed by default."""
        names = columns or tuple(self.feeds[feed].raw_columns())
        listed = ", ".join(f'"{name}"' for name in names)
        return self.con.execute(
            f"SELECT {listed} FROM {self.feeds[feed].raw_table} ORDER BY _received_at, _file, _seq"
        ).fetchall()

    def column(self, feed: str, name: str) -> list[Any]:
        return [value for (value,) in self.rows(feed, name)]

    def faults(self) -> list[Fault]:
        rows = self.con.execute(
            "SELECT file, sheet, row_number, column_name, rule, value FROM quarantine.rows "
            "ORDER BY quarantined_at, file, sheet, row_number, column_name"
        ).fetchall()
        return [Fault(*row) for row in rows]

    def told(self) -> list[tuple[int, str | None, str]]:
        """(row, column, rule) of every fault."""
        return [(fault.row, fault.column, fault.rule) for fault in self.faults()]

    def files(self) -> list[tuple]:
        """(file, status) of every record in raw.files, in the order they were written."""
        return self.con.execute("SELECT file, status FROM raw.files ORDER BY rowid").fetchall()


def counts(record: FileRecord) -> dict[str, int]:
    """The numbers of a file record that are not zero, headers left out."""
    numbers = {
        "read": record.rows_read,
        "accepted": record.rows_accepted,
        "refused": record.rows_quarantined,
        "blank": record.blank_rows,
        "apart": record.total_rows,
    }
    return {name: number for name, number in numbers.items() if number}
