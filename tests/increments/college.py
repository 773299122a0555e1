"""A Network College whose deliveries come, change and go; its tables are built by increments or whole."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables
from pipelines.settings import DBT_PROJECT

START = datetime(2021, 12, 1)
EVENT_TABLES = (
    "staging.stg_online_college__study_repeats",
    "core.fct_login",
    "core.fct_study",
    "core.fct_login_period",
    "core.fct_study_period",
)
COMPARED = (
    *EVENT_TABLES,
    "staging.stg_online_college__online_accounts",
    "kpi.kpi_logins",
    "kpi.kpi_study",
    "core.unmatched_rows",
)
# What a night of the College builds; everything before these tables is empty and stands in the template.
NIGHTLY = (
    "stg_deliveries", "stg_online_college__events", "dim_period",
    "stg_online_college__study_records", "dim_online_account", "dim_as_of",
    *(table.split(".")[1] for table in COMPARED),
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """What is delivered, built and compared. `systems` names each feed's; `figures` are what a template builds up to."""

    systems: Mapping[str, str]
    event_tables: Sequence[str]
    compared: Sequence[str]
    nightly: Sequence[str]
    figures: Sequence[str]


COLLEGE = Area(
    dict.fromkeys(("logins", "study_records", "study_days", "online_accounts"), "online_college"),
    EVENT_TABLES,
    COMPARED,
    NIGHTLY,
    ("+kpi_logins", "+kpi_study", "+unmatched_rows"),
)
NAME = "warehouse.duckdb"  # the catalogue's name is the file's, and the project is parsed for one
Row = Mapping[str, Any]


def _invoke(warehouse: Path, runner: dbtRunner, arguments: list[str]) -> Any:
    os.environ["COOP_WAREHOUSE"] = str(warehouse)
    target = str(warehouse.parent.parent / "dbt")
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", target]
    result = runner.invoke([*arguments, *folders, "--log-path", target, "--log-level", "none"])
    broken = [
        str(item.message)
        for item in getattr(result.result, "results", ())
        if item.status not in ("success", "pass")
    ]
    assert result.success and not broken, result.exception or broken
    return result.result


@cache
def _runner(target: Path) -> dbtRunner:
    """dbt with the project parsed once."""
    return dbtRunner(manifest=_invoke(target / "parsed" / NAME, dbtRunner(), ["parse"]))


def _build(warehouse: Path, parsed: Path, variables: str, *arguments: str) -> None:
    _invoke(warehouse, _runner(parsed), ["build", "--exclude-resource-type", "test", "--exclude-resource-type",
                                         "unit_test", "--vars", variables, *arguments])  # fmt: skip
    DuckDBConnectionManager.close_all_connections()  # the file is whole, and may be copied or replaced


def make_template(folder: Path, area: Area = COLLEGE) -> Path:
    """A warehouse in which nothing was delivered yet, with every table that the area's figures need."""
    warehouse = folder / "template" / NAME
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse)) as con:
        ensure_tables(con, load_contracts().values())
    _build(warehouse, folder, "{as_of: '2016-12-31', definition: test}", "--select", *area.figures)
    return warehouse


def copy_to_new_place(warehouse: Path) -> Path:
    """A copy in a folder of its own: the engine may keep a file open for a while after its last connection."""
    folder = Path(tempfile.mkdtemp(dir=warehouse.parent.parent))
    return Path(shutil.copyfile(warehouse, folder / NAME))


@dataclass
class College:
    """One warehouse; `parsed` is the folder of its template."""

    warehouse: Path
    parsed: Path
    nights: int = 0
    area: ClassVar[Area] = COLLEGE

    def deliver(self, feed: str, rows: Iterable[Row], place: int) -> None:
        """A new file; `place` orders it among the others, whenever it arrives."""
        with duckdb.connect(str(self.warehouse)) as con:
            number = con.execute("SELECT coalesce(max(file_no), 0) + 1 FROM raw.files").fetchone()[0]
            listed = list(rows)
            self._note(con, number, feed, f"{number}.csv", f"digest {number}", len(listed), place, "accepted")
            con.execute("INSERT INTO landed.sheets VALUES (?, ?, 1, NULL)", [number, number])
            for place_in_file, row in enumerate(listed):
                values = {**row, "_sheet_no": number, "_row": place_in_file + 2}
                con.execute(
                    f"INSERT INTO landed.{self.area.systems[feed]}__{feed} ({', '.join(values)}) "
                    f"VALUES ({', '.join('?' * len(values))})",
                    list(values.values()),
                )

    def repeat(self, which: int, place: int) -> None:
        """An earlier file's content once more, under another name and at another place in the order."""
        with duckdb.connect(str(self.warehouse)) as con:
            found = con.execute(
                "SELECT feed, digest FROM raw.files WHERE feed <> 'online_accounts' ORDER BY file_no"
            ).fetchall()
            if found:
                feed, digest = found[which % len(found)]
                number = con.execute("SELECT max(file_no) + 1 FROM raw.files").fetchone()[0]
                self._note(con, number, feed, f"{number}.csv", digest, 0, place, "repeated")

    def withdraw(self, which: int) -> None:
        """A file that counts no longer does; nothing when there is none."""
        with duckdb.connect(str(self.warehouse)) as con:
            found = con.execute(
                "SELECT file_no FROM raw.files WHERE withdrawn_at IS NULL ORDER BY file_no"
            ).fetchall()
            if found:
                con.execute(
                    "UPDATE raw.files SET status = 'withdrawn', withdrawn_at = ? WHERE file_no = ?",
                    [self._now, found[which % len(found)][0]],
                )

    def night(self, as_of: date, nights_ago: int = 0, whole: bool = False) -> None:
        """Build the tables as known `nights_ago`: by increments where possible, or all `whole`."""
        known_at = self._now - timedelta(days=nights_ago)
        variables = f"{{as_of: '{as_of}', known_at: '{known_at}', definition: test}}"
        refresh = ["--full-refresh"] if whole else []
        _build(self.warehouse, self.parsed, variables, "--select", *self.area.nightly, *refresh)
        self.nights += 1

    def test(self, *models: str, as_of: date, build: bool = True) -> None:
        """Run the data tests of the models, after building them when asked; raises AssertionError with dbt's words."""
        variables = f"{{as_of: '{as_of}', known_at: '{self._now - timedelta(days=1)}', definition: test}}"
        without = ["--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]
        what = ["build" if build else "test", "--vars", variables, *without]
        _invoke(self.warehouse, _runner(self.parsed), [*what, "--select", *models])
        DuckDBConnectionManager.close_all_connections()

    def backfill(self, as_of: date, first: str, last: str, *tables: str) -> None:
        """Make the months `first` to `last` (yyyy-mm) of the tables anew as known in the last night, then their periods."""
        known = f"as_of: '{as_of}', known_at: '{self._now - timedelta(days=1)}', definition: test"
        asked = f"{{{known}, asked_months: ['{first}', '{last}']}}"
        _build(self.warehouse, self.parsed, asked, "--select", *tables)
        periods = [f"{table}_period" for table in tables]
        _build(self.warehouse, self.parsed, f"{{{known}}}", "--select", *periods, "--full-refresh")

    def change(self, sql: str) -> None:
        """Run a statement on the warehouse: damage."""
        with duckdb.connect(str(self.warehouse)) as con:
            con.execute(sql)

    def rebuilt(self, as_of: date, nights_ago: int = 0) -> "College":
        """A copy whose tables are built whole from the same deliveries, as known in the last night."""
        copy = type(self)(copy_to_new_place(self.warehouse), self.parsed, self.nights - 1)
        copy.night(as_of, nights_ago, whole=True)
        return copy

    def rows(self, sql: str) -> list[tuple]:
        """Rows of a query on the warehouse."""
        with duckdb.connect(str(self.warehouse)) as con:
            return con.execute(sql).fetchall()

    def increments(self) -> list[str]:
        """Event tables whose last change was an increment."""
        names = [table.split(".")[1] for table in self.area.event_tables]
        return [n for n in names if self.rows(f"SELECT changes_since FROM increments.{n}__state")[0][0]]

    @property
    def _now(self) -> datetime:
        return START + timedelta(days=self.nights)

    def _note(self, con: duckdb.DuckDBPyConnection, number: int, feed: str, file: str, digest: str, rows: int,
              place: int, status: str) -> None:  # fmt: skip
        con.execute(
            """INSERT INTO raw.files (file_no, system, feed, provider, file, digest, rows_read, rows_accepted, status,
                   mtime_ns, received_at, loaded_at)
               VALUES (?, ?, ?, 'p', ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                number,
                self.area.systems[feed],
                feed,
                file,
                digest,
                rows,
                rows,
                status,
                place,
                START + timedelta(seconds=place),
                self._now,
            ],
        )


def differences(one: College, other: College) -> dict[str, tuple[list[tuple], list[tuple]]]:
    """Rows of each compared table that only one of the two has; empty when they are identical."""
    found = {}
    for table in one.area.compared:
        mine, theirs = (side.rows(f"SELECT * FROM {table} ORDER BY ALL") for side in (one, other))
        if mine != theirs:
            found[table] = ([r for r in mine if r not in theirs], [r for r in theirs if r not in mine])
    return found
