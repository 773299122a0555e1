"""Lands deliveries: reads each new file once, writes accepted rows, quarantine and one line in raw.files.

All that one file brings is one transaction: a run killed at any moment leaves a file landed whole or not at all.
"""

import shutil
import tempfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.landing.convert import SheetLoader
from pipelines.landing.decode import to_utf8
from pipelines.landing.discover import Delivery
from pipelines.landing.headers import MAPPING_FILE, HeaderError, HeaderMatcher, read_mapping
from pipelines.landing.log import FileRecord, write_record
from pipelines.landing.outcome import Fault, Outcome, SheetRead, provenance
from pipelines.landing.persons import Pseudonyms
from pipelines.landing.read_csv import read_csv
from pipelines.landing.read_records import read_json, read_json_lines, read_parquet
from pipelines.landing.read_workbook import UnreadableFile, read_workbook
from pipelines.landing.receipts import write_receipt
from pipelines.landing.tables import CellTable
from pipelines.landing.totals import total_note

_SHEET_STRIDE = 1 << 32  # rows keep their order across sheets: sheet number above, row number below
_KINDS = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".tsv": "csv",
    ".tsv.gz": "csv",
    ".txt": "csv",
    ".xlsx": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
    ".json": "json",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".parquet": "parquet",
}
_NAMED_READERS = {"json": read_json, "jsonl": read_json_lines, "parquet": read_parquet}


class Landing:
    """The loader of one run into one open warehouse."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        pseudonyms: Pseudonyms,
        receipts: Path,
        scratch: Path,
        loaded_at: datetime,
    ) -> None:
        self.con, self.pseudonyms, self.receipts, self.loaded_at = con, pseudonyms, receipts, loaded_at
        self.scratch = scratch

    def land(self, deliveries: Iterable[Delivery]) -> list[FileRecord]:
        """Land every delivery that was not read before; returns the records of those that were read now."""
        known = self._known()
        return [self._land(delivery) for delivery in deliveries if not self._unchanged(delivery, known)]

    def _known(self) -> dict[tuple, tuple]:
        rows = self.con.execute(
            """SELECT system, feed, provider, file, arg_max(size, loaded_at), arg_max(mtime_ns, loaded_at),
                      arg_max(status, loaded_at), max(loaded_at), arg_max(message, loaded_at)
               FROM raw.files GROUP BY system, feed, provider, file"""
        ).fetchall()
        return {row[:4]: row[4:] for row in rows}

    def _unchanged(self, delivery: Delivery, known: dict[tuple, tuple]) -> bool:
        """Same path, size and time as when it was read; a refused file is tried again when its mapping changed."""
        seen = known.get((delivery.feed.system, delivery.feed.name, delivery.provider, delivery.file))
        if seen is None or seen[:2] != (delivery.size, delivery.mtime_ns):
            return False
        status, read_at, message = seen[2:]
        if status != "refused":
            return True
        changed = delivery.mapping_changed_at()
        return changed <= read_at if changed else not message.startswith(MAPPING_FILE)

    def _land(self, delivery: Delivery) -> FileRecord:
        try:
            digest = delivery.digest()
        except OSError as error:  # vanished or unreadable since it was listed: one file must not end the run
            digest, unreadable = "", f"the file cannot be read ({type(error).__name__})"
        else:
            unreadable = None
        record = FileRecord(
            system=delivery.feed.system,
            feed=delivery.feed.name,
            provider=delivery.provider,
            file=delivery.file,
            digest=digest,
            rows_read=0,
            rows_accepted=0,
            rows_quarantined=0,
            status="accepted",
            message="",
            received_at=delivery.received_at,
            size=delivery.size,
            mtime_ns=delivery.mtime_ns,
            loaded_at=self.loaded_at,
        )
        faults: list[tuple[str | None, Fault]] = []
        sheets: list[SheetRead] = []
        if unreadable:
            record.status, record.message = "refused", unreadable
            write_record(self.con, record, [])
            write_receipt(self.receipts, delivery.feed, vars(record), faults, sheets)
            return record
        if first := self._received_before(record):
            record.status, record.message = "repeated", f"same content as {first}"
            write_record(self.con, record, [])
            if first != record.file:  # a file that was only touched has its receipt
                write_receipt(self.receipts, delivery.feed, vars(record), faults, sheets)
            return record
        workspace = Path(tempfile.mkdtemp(dir=self.scratch))
        try:
            tables, notes = self._tables(delivery, workspace)
            faults, sheets = self._commit(delivery, record, tables, notes)
        except (HeaderError, UnreadableFile) as error:
            record.status, record.message = "refused", str(error)
            write_record(self.con, record, [])
        finally:
            shutil.rmtree(workspace, ignore_errors=True)
        write_receipt(self.receipts, delivery.feed, vars(record), faults, sheets)
        return record

    def _commit(
        self, delivery: Delivery, record: FileRecord, tables: list[CellTable], notes: list[str]
    ) -> tuple[list[tuple[str | None, Fault]], list[SheetRead]]:
        """Rows, faults and the file's record in one transaction."""
        self.con.execute("BEGIN")
        try:
            faults, sheets = self._load_sheets(delivery, record, tables, notes)
            write_record(self.con, record, faults)
            self.con.execute("COMMIT")
        except BaseException:
            self.con.execute("ROLLBACK")
            raise
        return faults, sheets

    def _received_before(self, record: FileRecord) -> str | None:
        row = self.con.execute(
            """SELECT min(file) FROM raw.files WHERE system = ? AND feed = ? AND provider = ? AND digest = ?
               AND status IN ('accepted', 'partly_accepted') AND withdrawn_at IS NULL""",
            [record.system, record.feed, record.provider, record.digest],
        ).fetchone()
        return row[0] if row else None

    def _load_sheets(
        self, delivery: Delivery, record: FileRecord, tables: list[CellTable], notes: list[str]
    ) -> tuple[list[tuple[str | None, Fault]], list[SheetRead]]:
        faults: list[tuple[str | None, Fault]] = []
        sheets: list[SheetRead] = []
        unknown: list[str] = []
        for index, cells in enumerate(tables):
            loader = SheetLoader(self.con, delivery.feed, self.pseudonyms, cells)
            origin = provenance(
                delivery.provider,
                delivery.file,
                cells.sheet,
                record.digest,
                record.received_at,
                record.loaded_at,
                index * _SHEET_STRIDE,
            )
            outcome = loader.load(origin)
            _add(record, cells, outcome)
            faults += [(cells.sheet, fault) for fault in sorted(outcome.faults, key=lambda fault: fault.row)]
            unknown += [name for name in cells.header.unknown if name not in unknown]
            sheets.append(SheetRead(cells.sheet, cells.header, outcome.total_checks))
        if unknown:
            # Headers come from the file: a stray cell could be personal, so only their number is kept.
            notes.append(f"{len(unknown)} column(s) that the contract does not know were not read")
        notes += total_note(delivery.feed, [sheet.total_checks for sheet in sheets])
        if record.rows_quarantined:
            record.status = "partly_accepted" if record.rows_accepted else "refused"
        record.message = "; ".join(notes)
        return faults, sheets

    def _tables(self, delivery: Delivery, workspace: Path) -> tuple[list[CellTable], list[str]]:
        suffixes = "".join(delivery.path.suffixes[-2:]).lower()
        kind = _KINDS.get(suffixes) or _KINDS.get(delivery.path.suffix.lower())
        if kind is None:
            raise UnreadableFile(f"files of kind {delivery.path.suffix or '(none)'} cannot be read")
        if delivery.size == 0:
            raise UnreadableFile("the file is empty")
        matcher = HeaderMatcher(delivery.feed, read_mapping(delivery.path.parent, delivery.feed))
        if kind == "workbook":
            return read_workbook(self.con, delivery.path, matcher, "cells")
        if kind in _NAMED_READERS:
            return [_guarded(_NAMED_READERS[kind], self.con, delivery.path, matcher, "cells")], []
        text = workspace / "text.csv"
        stats = _guarded(to_utf8, delivery.path, text)
        return [read_csv(self.con, text, stats, matcher, "cells")], []


def _add(record: FileRecord, cells: CellTable, outcome: Outcome) -> None:
    record.rows_accepted += outcome.accepted
    record.rows_quarantined += outcome.refused
    record.rows_read += outcome.accepted + outcome.refused
    record.header_rows += cells.header_rows
    record.blank_rows += outcome.blank_rows
    record.total_rows += outcome.total_rows
    counted = cells.rows + len(cells.broken) + cells.blank_rows
    told = outcome.accepted + outcome.refused + outcome.total_rows + outcome.blank_rows
    if counted != told:
        raise AssertionError(f"{counted} rows were in the sheet and {told} are accounted for")


def _guarded(reader, *args):
    """Damaged compressed files end as a refused file."""
    try:
        return reader(*args)
    except (EOFError, OSError, UnicodeError, zlib.error) as error:
        raise UnreadableFile(
            f"the file cannot be read: damaged or cut off ({type(error).__name__})"
        ) from None
