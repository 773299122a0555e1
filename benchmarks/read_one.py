"""One measured child: `python -m benchmarks.read_one ours|duckdb|pandas|fastexcel FILE` reads a file of benchmarks/files.py."""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks import files

_FEEDS = {"days": files.STUDY_DAYS, "persons": files.ENROLMENTS, "sessions": files.SESSIONS}
_TYPES = {
    "days": {"a": "VARCHAR", "c": "VARCHAR", "d": "DATE", "e": "BIGINT", "m": "DOUBLE"},
    "persons": {"c": "VARCHAR", "k": "VARCHAR", "i": "VARCHAR", "n": "VARCHAR", "d": "DATE", "s": "VARCHAR"},
}


def ours(path: Path, kind: str) -> None:
    """The landing into a warehouse: every cell checked, quarantine, row numbers, provenance, receipt."""
    import duckdb

    from pipelines.contracts import load_contracts
    from pipelines.landing.discover import Delivery
    from pipelines.landing.load import Landing
    from pipelines.landing.log import ensure_tables
    from pipelines.landing.persons import Pseudonyms

    feeds = load_contracts()
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        scratch = Path(name)
        with duckdb.connect(str(scratch / "warehouse.duckdb")) as con:
            ensure_tables(con, feeds.values())
            stat = path.stat()
            delivery = Delivery(feeds[_FEEDS[kind]], "p", path.name, path, stat.st_size, stat.st_mtime_ns)
            landing = Landing(con, Pseudonyms(b"benchmark"), scratch, scratch, datetime(2021, 11, 30))
            (record,) = landing.land([delivery])
        if record.status != "accepted" or record.rows_accepted != record.rows_read:
            raise SystemExit(
                f"{record.rows_accepted} of {record.rows_read} rows were accepted: {record.message}"
            )


def plain(path: Path, kind: str) -> None:
    """The engine alone: a typed load into a table on disk."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=path.parent) as name, duckdb.connect(f"{name}/plain.duckdb") as con:
        con.execute(
            f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', header = true, columns = {_TYPES[kind]})"
        )


def pandas(path: Path, kind: str) -> None:
    """The usual way with types and dates."""
    import pandas

    dates = [place for place, sql_type in enumerate(_TYPES[kind].values()) if sql_type == "DATE"]
    pandas.read_csv(path, parse_dates=dates)


def fastexcel(path: Path, kind: str) -> None:
    """The workbook as typed Arrow columns, not stored anywhere."""
    import fastexcel

    fastexcel.read_excel(str(path)).load_sheet(0).to_arrow()


if __name__ == "__main__":
    reader, file = sys.argv[1], Path(sys.argv[2])
    kind = file.name.partition(".")[0].partition("-")[0]
    {"ours": ours, "duckdb": plain, "pandas": pandas, "fastexcel": fastexcel}[reader](file, kind)
