"""A feed of text columns made to fit any file, and a landing for it: what others' files are held against."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.contracts import Column, Feed
from pipelines.landing.discover import Delivery
from pipelines.landing.load import Landing
from pipelines.landing.log import FileRecord, ensure_tables
from pipelines.landing.persons import Pseudonyms
from pipelines.landing.text import Bad, clean, fold, is_missing

LOST = object()  # a text that is refused, characters being lost


def text_feed(headers: Iterable[str], kinds: Sequence[str] = (), key: bool | None = None) -> Feed:
    """Columns v0, v1, … with these headers, text unless `kinds` says else; one column alone is the key."""
    headers = list(headers)
    kinds = [*kinds, *["text"] * (len(headers) - len(kinds))]
    columns = [
        Column(name=f"v{i}", field=header, type=kind, headers_zh=(header,), classification="public")
        for i, (header, kind) in enumerate(zip(headers, kinds, strict=True))
    ]
    keyed = len(columns) == 1 if key is None else key
    return Feed(
        system="open", name="table", title_zh="表", title_en="Table", system_title_zh="源", system_title_en="Source",
        owner="o", owner_zh="主", description="", description_zh="", load_mode="append", on_repeat="all_count",
        key=("v0",) if keyed else (), cadence_days=31, columns=tuple(columns),
    )  # fmt: skip


def readable_headers(cells: Iterable[str | None]) -> list[str]:
    """The cells of a header row that can name a column: filled, whole, each once in the eyes of the matcher."""
    found: dict[str, str] = {}
    for cell in cells:
        try:
            name = fold(cell or "")
        except Bad:
            continue
        plain = re.sub(r"[\s*_]", "", name).casefold()
        if plain and len(cell) <= 1_000 and not re.fullmatch(r"v\d+", plain):
            found.setdefault(plain, cell.strip())
    return list(found.values())


def expected(text: str | None) -> object:
    """What a text column stores of a cell: cleaned, None for words that say "missing", LOST where it is refused."""
    try:
        return None if is_missing(fold(text or "")) else clean(text)
    except Bad:
        return LOST


@dataclass
class Outcome:
    """One landed file: its record, the accepted rows as {_row: cells} per sheet place, the rules of refused rows."""

    record: FileRecord
    rows: dict[tuple[int, int], tuple]
    faults: list[tuple[str | None, int, str | None, str, str | None]]

    def first_sheet(self) -> dict[int, tuple]:
        return {row: cells for (place, row), cells in self.rows.items() if place == 0}


class OpenLanding:
    """One warehouse in memory for many feeds of many shapes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.con = duckdb.connect(config={"threads": 2})

    def land(self, feed: Feed, path: Path, name: str | None = None) -> Outcome:
        """Land one file through the real loader; nothing of an earlier one is left."""
        con, stat = self.con, path.lstat()
        con.execute('DROP VIEW IF EXISTS raw."open__table"; DROP SCHEMA IF EXISTS landed CASCADE')
        con.execute(
            "DROP TABLE IF EXISTS raw.files; DROP TABLE IF EXISTS landed.sheets; DROP SCHEMA IF EXISTS quarantine CASCADE"
        )
        ensure_tables(con, [feed])
        loader = Landing(
            con, Pseudonyms(b"s" * 32), self.folder / "receipts", self.folder, datetime(2021, 11, 30)
        )
        delivery = Delivery(feed, "p", name or path.name, path, stat.st_size, stat.st_mtime_ns)
        (record,) = loader.land([delivery])
        names = ", ".join(f'"{column.name}"' for column in feed.columns)
        rows = con.execute(f"SELECT _seq, {names} FROM {feed.raw_table} ORDER BY _seq").fetchall()
        faults = con.execute(
            "SELECT sheet, row_number, column_name, rule, value FROM quarantine.rows ORDER BY row_number"
        ).fetchall()
        return Outcome(record, {divmod(row[0], 1 << 32): row[1:] for row in rows}, faults)


@contextmanager
def open_landing() -> Iterator[OpenLanding]:
    with tempfile.TemporaryDirectory() as folder:
        landing = OpenLanding(Path(folder))
        try:
            yield landing
        finally:
            landing.con.close()
