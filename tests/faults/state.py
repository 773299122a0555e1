"""What must be the same after a kill and a restart as after an undisturbed run, and what must hold at once."""

import hashlib
import shutil
from pathlib import Path

import duckdb

from pipelines import releases

# When a run happened and which numbers it gave: they differ between two runs over the same files.
_OF_THE_RUN = {
    "file_no", "_file_no", "sheet_no", "_sheet_no", "place", "loaded_at", "_loaded_at", "quarantined_at", "known_at",
    "run_id", "checked_at", "published_at", "fingerprint",
}  # fmt: skip
_SCHEMAS = ("raw", "landed", "quarantine", "reference", "staging", "core", "kpi")


def warehouse(home: Path) -> dict[str, tuple[int, str]]:
    """Rows and digest of every table and view of the warehouse."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as con:
        found = _contents(con, f"schema_name IN {_SCHEMAS}")
    return found


def remembered(home: Path) -> dict[str, object]:
    """What the gate remembers of the releases, oldest first."""
    with duckdb.connect() as con:
        files = [str(path) for path in sorted((home / "memory").glob("[0-9]*.parquet"))]
        digests = [
            _digest(con.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [path])) for path in files
        ]
    names = [Path(path).stem.partition("-")[2] for path in files]
    return {"remembered": list(zip(names, digests, strict=True))}


def release(home: Path) -> dict[str, tuple[int, str]]:
    """Rows and digest of every table of the release readers have, and its name."""
    folder = (home / "releases" / "current").resolve()
    with duckdb.connect(str(folder / "release.duckdb"), read_only=True) as con:
        found = _contents(con, "table_name <> 'release_info'")
    return found | {"release id": (0, folder.name)}


def receipts(home: Path) -> set[str]:
    """Receipts that providers find; drafts of a killed run start with a dot."""
    paths = (home / "receipts").rglob("*.xlsx")
    return {str(path.relative_to(home / "receipts")) for path in paths if not path.name.startswith(".")}


def landing(home: Path) -> dict[str, object]:
    """What a landing leaves, by table."""
    return warehouse(home) | {f"receipt {name}": True for name in receipts(home)}


def everything(home: Path) -> dict[str, object]:
    """What a whole refresh leaves, by table."""
    return (
        landing(home)
        | remembered(home)
        | {f"release {name}": content for name, content in release(home).items()}
    )


def differences(found: dict[str, object], expected: dict[str, object]) -> list[str]:
    """The names under which the two differ."""
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def assert_readers_are_served(home: Path, allowed: set[str]) -> None:
    """`current` is a whole release of those names, at once after a kill."""
    folder = home / "releases"
    assert releases.current_id(folder) in allowed
    releases.verify(folder / "current")


def assert_no_row_lost(home: Path, scratch: Path) -> None:
    """Every file that counts as landed has all its rows, in a copy, so that the restart finds what the kill left."""
    scratch.mkdir()
    for path in home.glob("warehouse.duckdb*"):
        shutil.copyfile(path, scratch / path.name)
    with duckdb.connect(str(scratch / "warehouse.duckdb")) as con:
        if not _has(con, "files"):
            return
        for (feed,) in con.execute("SELECT DISTINCT system || '__' || feed FROM raw.files").fetchall():
            wrong = con.execute(
                f"""SELECT file, rows_accepted, rows FROM raw.files LEFT JOIN (
                        SELECT _file_no AS file_no, count(*) AS rows FROM raw."{feed}" GROUP BY ALL) USING (file_no)
                    WHERE system || '__' || feed = ? AND status <> 'repeated' AND rows_accepted <> coalesce(rows, 0)""",
                [feed],
            ).fetchall()
            assert not wrong, (feed, wrong)


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall())


def _contents(con: duckdb.DuckDBPyConnection, where: str) -> dict[str, tuple[int, str]]:
    tables: dict[str, list[str]] = {}
    for schema, table, column in con.execute(
        f"""SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal AND {where}
            ORDER BY ALL"""
    ).fetchall():
        if column not in _OF_THE_RUN:
            tables.setdefault(f'"{schema}"."{table}"', []).append(f'"{column}"')
    return {
        table: _digest(con.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL"))
        for table, columns in tables.items()
    }


def _digest(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    rows = cursor.fetchall()
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
