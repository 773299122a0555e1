"""What the gate remembers of releases: in files of its own, the newest five, each once."""

from pathlib import Path

import duckdb
import pytest

from pipelines.disclosure.memory import RELEASES_REMEMBERED, earlier_releases, remember
from pipelines.disclosure.rows import COLUMNS
from tests.disclosure.tables import by_district

_TYPES = ["VARCHAR"] * 2 + ["DATE"] * 2 + ["VARCHAR"] * 3 + ["DOUBLE"] * 2 + ["BIGINT"] * 2
_TYPES += ["VARCHAR", "VARCHAR", "DOUBLE", "VARCHAR"]


def built(value: int, database: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with three rows, and a release of them that hides district a."""
    con = duckdb.connect()
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, _TYPES, strict=True))
    con.execute(f"CREATE SCHEMA kpi; CREATE TABLE kpi.kpi_values ({columns})")
    records = [
        tuple(getattr(r, name) for name in COLUMNS) for r in by_district("NC01", {"a": value, "b": 70})
    ]
    con.executemany(f"INSERT INTO kpi.kpi_values VALUES ({', '.join('?' * len(COLUMNS))})", records)
    database.unlink(missing_ok=True)
    con.execute(f"ATTACH '{database}' AS release; CREATE TABLE release.kpi_values AS FROM kpi.kpi_values")
    con.execute(
        "UPDATE release.kpi_values SET status = 'suppressed' WHERE district_code = 'a'; DETACH release"
    )
    return con


@pytest.fixture
def memory(tmp_path) -> Path:
    folder = tmp_path / "memory"
    folder.mkdir()
    return folder


def published(memory: Path, release_id: str, value: int) -> None:
    database = memory.parent / "release.duckdb"
    with built(value, database) as con:
        remember(con, memory, release_id, database)


def hidden_figures(memory: Path, release_id: str) -> list[float]:
    with duckdb.connect() as con:  # another warehouse, that knows nothing
        earlier = earlier_releases(con, memory, release_id)
    return [release.rows[i].numerator for release in earlier for i in release.hidden]


def test_true_figures_of_hidden_rows_outlive_the_warehouse(memory):
    published(memory, "one", 3)
    published(memory, "two", 4)
    assert hidden_figures(memory, "three") == [4, 3]
    assert hidden_figures(memory, "two") == [3]
    assert {path.stat().st_mode & 0o777 for path in memory.iterdir()} == {0o600}


def test_a_release_is_remembered_once_and_old_ones_are_let_go(memory):
    for number in range(RELEASES_REMEMBERED + 2):
        published(memory, f"release-{number}", number + 1)
    assert hidden_figures(memory, "next") == [7, 6, 5, 4, 3]
    published(memory, "release-4", 4)
    assert hidden_figures(memory, "next") == [4, 7, 6, 4, 3]
