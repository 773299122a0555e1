"""Lands deliveries: parses each new file once, writes accepted rows, quarantine and one line in raw.files.

All that one file brings is one transaction: a run killed at any moment leaves a file landed whole or not at all.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.landing.cells import broken_pages
from pipelines.landing.convert import SheetLoader
from pipelines.landing.delivered import title
from pipelines.landing.discover import Delivery
from pipelines.landing.fast import NOT_PLAIN, LooksCloser, cells_sql, load_plain
from pipelines.landing.headers import MAPPING_FILE
from pipelines.landing.judge import Judge
from pipelines.landing.log import (
    Fault,
    FileRecord,
    forget_refusal,
    next_number,
    write_faults,
    write_record,
)
from pipelines.landing.messages import begins, say
from pipelines.landing.parse import Request
from pipelines.landing.persons import Pseudonyms
from pipelines.landing.receipts import write_receipt
from pipelines.landing.sandbox import SANDBOX
from pipelines.landing.sheets import Parsed, Sheet
from pipelines.landing.totals import SheetRead, compare_totals, data_rows, total_note

# More faults than a sheet of the receipt has rows need not be kept in memory; quarantine has them all.
_TOLD_FAULTS = 1_048_576


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
        """Same path, size and time as when it was read; a file that was refused is tried again when its mapping
        changed, when it could not be opened, and when it changed while it was read."""
        seen = known.get((delivery.feed.system, delivery.feed.name, delivery.provider, delivery.file))
        if seen is None or seen[:2] != (delivery.size, delivery.mtime_ns):
            return False
        status, read_at, message = seen[2:]
        if status != "refused":
            return True
        if begins(message, "unopened") or begins(message, "changed"):
            return False
        changed = delivery.mapping_changed_at()
        return changed <= read_at if changed else not message.startswith(MAPPING_FILE)

    def _land(self, delivery: Delivery) -> FileRecord:
        record = FileRecord(
            system=delivery.feed.system,
            feed=delivery.feed.name,
            provider=delivery.provider,
            file=delivery.file,
            digest="",
            received_at=delivery.received_at,
            size=delivery.size,
            mtime_ns=delivery.mtime_ns,
            loaded_at=self.loaded_at,
        )
        received = self._received_before(record)
        workspace = Path(tempfile.mkdtemp(dir=self.scratch))
        try:
            parsed = self._parse(delivery, workspace, frozenset(received))
            record.digest = parsed.digest
            if parsed.repeated:
                first = received[parsed.digest]
                record.status, record.message = "repeated", say("repeated", file=first)
                # A file that was only touched has its receipt.
                self._commit(_FileLoad(self, delivery, record, ()), receipt=first != record.file)
            else:
                self._commit_parsed(delivery, record, parsed, workspace)
        finally:
            shutil.rmtree(workspace, ignore_errors=True)
        return record

    def _parse(
        self, delivery: Delivery, workspace: Path, known: frozenset[str], careful: bool = False
    ) -> Parsed:
        stamp = delivery.size, delivery.mtime_ns
        return SANDBOX.parse(Request(delivery.path, workspace, delivery.feed, known, careful, stamp))

    def _commit_parsed(self, delivery: Delivery, record: FileRecord, parsed: Parsed, workspace: Path) -> None:
        """The single pass where every cell is plain, else the closer look, else line by line."""
        if parsed.refused is not None:
            record.status, record.message, record.digest = "refused", parsed.refused, parsed.digest
            self._commit(_FileLoad(self, delivery, record, ()))
            return
        try:
            self._commit(_FileLoad(self, delivery, record, parsed.sheets, parsed.notes), plain=True)
            return
        except (LooksCloser, *NOT_PLAIN):
            pass
        try:
            self._commit(_FileLoad(self, delivery, record, parsed.sheets, parsed.notes))
        except Unreconciled:
            careful = Path(tempfile.mkdtemp(dir=workspace))
            parsed = self._parse(delivery, careful, frozenset(), careful=True)
            if parsed.digest != record.digest and parsed.refused is None:
                parsed = Parsed("", refused=say("changed"))
            if parsed.refused is not None:
                self._commit_parsed(delivery, record, parsed, workspace)
            else:
                self._commit(_FileLoad(self, delivery, record, parsed.sheets, parsed.notes))

    def _commit(self, load: "_FileLoad", plain: bool = False, receipt: bool = True) -> None:
        """Rows, faults and the file's record in one transaction; its receipt before, so that no kill leaves it out."""
        self.con.execute("BEGIN")
        try:
            load.write(plain)
            if receipt:
                write_receipt(self.receipts, load.feed, vars(load.record), load.told, load.read)
            self.con.execute("COMMIT")
        except BaseException:
            self.con.execute("ROLLBACK")
            raise

    def _received_before(self, record: FileRecord) -> dict[str, str]:
        """Digest and file of the contents whose rows are there; a withdrawn file keeps its rows."""
        rows = self.con.execute(
            """SELECT digest, min(file) FROM raw.files WHERE system = ? AND feed = ? AND provider = ?
               AND (status IN ('accepted', 'partly_accepted') OR (status = 'withdrawn' AND rows_accepted > 0))
               GROUP BY digest""",
            [record.system, record.feed, record.provider],
        ).fetchall()
        return dict(rows)


class Unreconciled(ValueError):
    """The engine's CSV reader found other rows than the file has lines."""


class _FileLoad:
    """What one file brings, written in one transaction."""

    def __init__(
        self,
        landing: Landing,
        delivery: Delivery,
        record: FileRecord,
        sheets: tuple[Sheet, ...],
        notes: tuple[str, ...] = (),
    ) -> None:
        self.con, self.pseudonyms = landing.con, landing.pseudonyms
        self.feed, self.record, self.sheets, self.notes = delivery.feed, record, sheets, list(notes)
        self.told: list[tuple[str | None, Fault]] = []  # the faults that the receipt shows
        self.read: list[SheetRead] = []
        self.imprecise: Counter[str] = Counter()  # dates without a day, by column

    def write(self, plain: bool) -> None:
        record = self.record
        for name in (
            "rows_read",
            "rows_accepted",
            "rows_quarantined",
            "header_rows",
            "blank_rows",
            "total_rows",
        ):
            setattr(record, name, 0)
        forget_refusal(self.con, record)
        record.file_no = next_number(self.con, "raw.files", "file_no")
        for place, sheet in enumerate(self.sheets):
            self._sheet(sheet, place, plain)
        if self.sheets:
            self._conclude()
        write_record(self.con, record)

    def _conclude(self) -> None:
        unknown = len({name for sheet in self.sheets for name in sheet.header.unknown})
        if unknown:
            # Headers come from the file: a stray cell could be personal, so only their number is kept.
            self.notes.append(say("unknown_columns", count=unknown))
        if self.imprecise:
            self.notes.append(self._imprecise_note())
        self.notes += total_note(self.feed, [read.total_checks for read in self.read])
        if self.record.rows_quarantined:
            self.record.status = "partly_accepted" if self.record.rows_accepted else "refused"
        if self.record.status == "refused":
            self.notes.insert(0, say("all_refused"))
        self.record.message = "\n".join(self.notes)

    def _sheet(self, sheet: Sheet, place: int, plain: bool) -> None:
        sheet_no = next_number(self.con, "landed.sheets", "sheet_no")
        self.con.execute(
            "INSERT INTO landed.sheets VALUES (?, ?, ?, ?)",
            [sheet_no, self.record.file_no, place, sheet.name],
        )
        self.record.header_rows += sheet.header_rows
        self.record.blank_rows += sheet.blank_rows
        if plain:
            if sheet.broken:
                raise LooksCloser("some rows are no rows of cells")
            accepted = load_plain(self.con, self.feed, sheet, sheet_no)
            self.record.rows_accepted += accepted
            self.record.rows_read += accepted
            self.read.append(SheetRead(sheet.name, sheet.header, []))
        else:
            self._look_closer(sheet, sheet_no)

    def _look_closer(self, sheet: Sheet, sheet_no: int) -> None:
        record, relation = self.record, self._cells(sheet)
        loader = SheetLoader(self.con, self.feed, self.pseudonyms, sheet.header, relation)
        accepted, pages = loader.load(sheet_no)
        self._count_imprecise(sheet, sheet_no)
        judge = Judge(self.feed, sheet.header)
        told, before = accepted, len(self.told)
        refused = 0
        for page in broken_pages(sheet.broken) if sheet.broken else ():
            self._refuse([Fault(row, None, rule, None, sheet.name) for row, rule in page])
            refused += len(page)
        totals: list[tuple[int, list[str | None]]] = []
        aside: set[int] = set()
        for page in pages:
            verdicts = [(bad, judge.verdict(bad)) for bad in page]
            self._refuse(
                [
                    fault
                    for bad, what in verdicts
                    if what == "fault"
                    for fault in judge.faults(bad, sheet.name)
                ]
            )
            refused += sum(what == "fault" for _, what in verdicts)
            record.blank_rows += sum(what == "blank" for _, what in verdicts)
            record.total_rows += sum(what == "total" for _, what in verdicts)
            totals += [(bad.row, bad.cells) for bad, what in verdicts if what == "total"]
            aside |= {bad.row for bad, what in verdicts if what != "fault"}
            told += len(page)
        if told != sheet.rows:
            raise AssertionError(f"{sheet.rows} rows were in the sheet and {told} are accounted for")
        broken = (row for page in broken_pages(sheet.broken) for row in page) if sheet.broken else ()
        data = data_rows(self.con, self.feed, sheet.header, relation, broken, aside)
        checks = compare_totals(self.feed, sheet.header, totals, data) if totals else []
        self.read.append(SheetRead(sheet.name, sheet.header, checks))
        self.told[before:] = sorted(self.told[before:], key=lambda item: item[1].row)
        record.rows_accepted += accepted
        record.rows_quarantined += refused
        record.rows_read += accepted + refused

    def _count_imprecise(self, sheet: Sheet, sheet_no: int) -> None:
        columns = [c for c in self.feed.stored if c.type == "date" and sheet.header.has(c.field)]
        if columns:
            counts = ", ".join(f'count("{column.name}_to")' for column in columns)
            (found,) = self.con.execute(
                f"SELECT {counts} FROM {self.feed.landed_table} WHERE _sheet_no = {sheet_no}"
            ).fetchall()
            self.imprecise += Counter({c.field: n for c, n in zip(columns, found, strict=True)})

    def _imprecise_note(self) -> str:
        columns = [column for column in self.feed.stored if column.field in self.imprecise]
        return say(
            "imprecise",
            count=self.imprecise.total(),
            columns_zh="、".join(map(title, columns)),
            columns=", ".join(column.field for column in columns),
        )

    def _refuse(self, faults: list[Fault]) -> None:
        write_faults(self.con, self.record, faults)
        room = _TOLD_FAULTS - len(self.told)
        self.told += [(fault.sheet, fault) for fault in faults[: max(room, 0)]]

    def _cells(self, sheet: Sheet) -> str:
        """The sheet's cells as a relation with _row; raises Unreconciled when the engine lost or merged lines."""
        if sheet.delimiter is None:
            return cells_sql(sheet)
        try:
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE cells AS SELECT * FROM {cells_sql(sheet)}")
        except NOT_PLAIN:
            raise Unreconciled from None
        if self.con.execute("SELECT count(*) FROM cells").fetchone()[0] != sheet.rows:
            raise Unreconciled
        return "cells"
