"""Landing against the engine's own typed load of the same clean file.

`python -m benchmarks.landing plain|ours FILE` is one measured child.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks.measure import Result, child_cpu

ROWS = 5_000_000


def generate(path: Path, encoding: str = "utf-8") -> None:
    """A clean study_days file of ROWS rows with the contract's Chinese headers."""
    header = "账号,课程编号,日期,学习次数,学习分钟"
    with duckdb.connect() as con:
        con.execute(
            f"""COPY (SELECT 'A' || (i % 50000) AS a, 'K' || (i % 3000) AS c,
                             DATE '2016-01-01' + (i % 2000)::INTEGER AS d, i % 40 AS e, (i % 600) / 4 AS m
                      FROM range({ROWS}) AS t (i)) TO '{path}.body' (FORMAT csv, HEADER false)"""
        )
    body = Path(f"{path}.body")
    with path.open("wb") as sink, body.open(encoding="utf-8") as source:
        sink.write(f"{header}\n".encode(encoding))
        while chunk := source.read(1 << 22):
            sink.write(chunk.encode(encoding))
    body.unlink()


def measure(folder: Path) -> list[Result]:
    """Ratios of CPU seconds, of pairs measured one after the other."""
    files = {name: folder / name for name in ("utf8.csv", "gb18030.csv")}
    generate(files["utf8.csv"])
    generate(files["gb18030.csv"], "gb18030")
    plain, _ = child_cpu(["-m", "benchmarks.landing", "plain", str(files["utf8.csv"])])
    ours, peak = child_cpu(["-m", "benchmarks.landing", "ours", str(files["utf8.csv"])])
    chinese, _ = child_cpu(["-m", "benchmarks.landing", "ours", str(files["gb18030.csv"])])
    start, _ = child_cpu(["-m", "benchmarks.landing", "start", str(files["utf8.csv"])])
    return [
        Result(
            "landing, clean CSV",
            (ours - start) / plain,
            "x CPU",
            "DuckDB's typed read_csv into a table",
            None,
        ),
        Result(
            "landing, GB18030 CSV",
            (chinese - start) / (ours - start),
            "x CPU",
            "the same rows in UTF-8",
            None,
        ),
        Result("landing, peak memory", peak, "MB", f"{ROWS:,} rows", None),
    ]


def load_plain(path: Path) -> None:
    """The engine alone."""
    types = "{'a': 'VARCHAR', 'c': 'VARCHAR', 'd': 'DATE', 'e': 'BIGINT', 'm': 'DOUBLE'}"
    with duckdb.connect(str(path) + ".plain.duckdb") as con:
        con.execute(
            f"CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv('{path}', header = true, columns = {types})"
        )


def load_ours(path: Path, land: bool = True) -> None:
    """The landing with quarantine, row numbers and provenance; `land` False measures start-up alone."""
    from pipelines.contracts import load_contracts
    from pipelines.landing.discover import Delivery
    from pipelines.landing.load import Landing
    from pipelines.landing.log import ensure_tables
    from pipelines.landing.persons import Pseudonyms

    feeds = load_contracts()
    scratch = Path(tempfile.mkdtemp(dir=path.parent))
    with duckdb.connect(str(scratch / "warehouse.duckdb")) as con:
        ensure_tables(con, feeds.values())
        if not land:
            return
        stat = path.stat()
        feed = feeds["online_college.study_days"]
        delivery = Delivery(feed, "p", path.name, path, stat.st_size, stat.st_mtime_ns)
        landing = Landing(con, Pseudonyms(b"benchmark"), scratch, scratch, datetime(2021, 11, 30))
        (record,) = landing.land([delivery])
        if record.rows_accepted != ROWS:
            raise SystemExit(f"{record.rows_accepted} of {ROWS} rows were accepted: {record.message}")


if __name__ == "__main__":
    what, file = sys.argv[1], Path(sys.argv[2])
    {"plain": load_plain, "ours": load_ours, "start": lambda path: load_ours(path, land=False)}[what](file)
