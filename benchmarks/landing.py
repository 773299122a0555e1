"""The landing against other readers of the same clean files; `python -m benchmarks.landing` measures it alone.

What starting costs (imports, contracts, an empty warehouse) is measured by a file of one row and taken off on both sides.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import files
from benchmarks.measure import Result, child_cpu, report
from pipelines.settings import Settings

ROWS = 5_000_000
MANY_ROWS = 20_000_000
PERSON_ROWS = 1_000_000
SHEET_ROWS = 400_000
PAIRS = 3  # measured one after the other, so that a busy machine slows both; the median counts


def measure(folder: Path) -> list[Result]:
    """Ratios of CPU seconds and peaks of memory; each file lies in `folder` only while it is needed."""
    return [*_csv(folder), *_persons(folder), *_workbook(folder)]


def _csv(folder: Path) -> list[Result]:
    with (
        _made(folder / "days.csv", files.study_days, ROWS) as path,
        _made(folder / "days-gb.csv", files.study_days, ROWS, "gb18030") as chinese,
        _made(folder / "days-one.csv", files.study_days, 1) as one,
    ):
        plain = _ratio(("duckdb", path), ("duckdb", one), path, one)
        pandas = _ratio(("pandas", path), ("pandas", one), path, one)
        encoded = _ratio(("ours", path), ("ours", one), chinese, one)
        peak = child_cpu(_child("ours", path))[1]
    with _made(folder / "days-many.csv", files.study_days, MANY_ROWS) as path:
        many = child_cpu(_child("ours", path))[1]
    rows = f"{ROWS // 1_000_000} million rows"
    return [
        Result(f"landing, CSV, {rows}", plain, "x CPU", "DuckDB's typed read_csv into a table", 1.4),
        Result(f"landing, CSV, {rows}", pandas, "x CPU", "pandas.read_csv, stored nowhere", None),
        Result(f"landing, GB18030 CSV, {rows}", encoded, "x CPU", "the same rows in UTF-8", 2),
        Result(f"landing, peak memory, {rows}", peak, "MB", "parent or parser, the greater", None),
        Result(
            f"landing, peak memory, {MANY_ROWS // 1_000_000} million rows", many / peak, "x", f"{rows}", 1.25
        ),
    ]


def _persons(folder: Path) -> list[Result]:
    with (
        _made(folder / "persons.csv", files.enrolments, PERSON_ROWS) as path,
        _made(folder / "persons-one.csv", files.enrolments, 1) as one,
    ):
        ratio = _ratio(("duckdb", path), ("duckdb", one), path, one)
    name = f"landing, CSV with document numbers, {PERSON_ROWS:,} rows"
    return [Result(name, ratio, "x CPU", "DuckDB's typed read_csv into a table", None)]


def _workbook(folder: Path) -> list[Result]:
    with (
        _made(folder / "sessions.xlsx", files.sessions, SHEET_ROWS) as path,
        _made(folder / "sessions-one.xlsx", files.sessions, 1) as one,
    ):
        ratio = _ratio(("fastexcel", path), ("fastexcel", one), path, one)
    return [Result(f"landing, xlsx, {SHEET_ROWS:,} rows", ratio, "x CPU", "fastexcel into Arrow", 1.5)]


@contextmanager
def _made(path: Path, make: Callable[..., None], *arguments: object) -> Iterator[Path]:
    make(path, *arguments)
    yield path
    path.unlink()


def _ratio(other: tuple[str, Path], other_start: tuple[str, Path], ours: Path, ours_start: Path) -> float:
    """The median of `PAIRS` ratios of CPU seconds, without what starting costs."""
    rest = min(_seconds(*other_start) for _ in range(PAIRS))
    start = min(_seconds("ours", ours_start) for _ in range(PAIRS))
    ratios = [(_seconds("ours", ours) - start) / (_seconds(*other) - rest) for _ in range(PAIRS)]
    return statistics.median(ratios)


def _seconds(reader: str, path: Path) -> float:
    return child_cpu(_child(reader, path))[0]


def _child(reader: str, path: Path) -> list[str]:
    return ["-m", "benchmarks.read_one", reader, str(path)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        report(measure(Path(name)), Settings.from_env().home / "bench.json")
