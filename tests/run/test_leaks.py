"""Nothing personal leaves: every output of a run is searched for every planted personal value."""

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("sample")
_TOKENS = re.compile(r"[0-9A-Za-z]{8,20}|[\u4e00-\u9fff]{2,}")


def texts(home: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of every text a run left behind, but the landing folder."""
    for path in home.rglob("*"):
        if not path.is_file() or path.is_symlink() or (home / "landing") in path.parents:
            continue
        if path.suffix == ".duckdb":
            yield from database_texts(path)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from (
                    (f"{path}!{name}", book.read(name).decode("utf-8", "replace")) for name in book.namelist()
                )
        elif path.suffix == ".db":
            yield str(path), "\n".join(sqlite3.connect(path).iterdump())
        elif path.suffix != ".parquet":
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def database_texts(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path)) as con:
        columns = con.execute(
            """SELECT '"' || schema_name || '"."' || table_name || '"', column_name FROM duckdb_columns()
               WHERE NOT internal AND data_type = 'VARCHAR'"""
        ).fetchall()
        for table, column in columns:
            rows = con.execute(
                f'SELECT DISTINCT "{column}" FROM {table} WHERE "{column}" IS NOT NULL'
            ).fetchall()
            yield f"{path}:{table}.{column}", "\n".join(row[0] for row in rows)


def test_no_planted_personal_value_is_in_any_output(sample_run):
    personal = sample_run.truth.personal
    names = {value for value in personal if re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", value)}
    numbers = {value.upper() for value in personal - names}
    assert len(names) > 1000 and len(numbers) > 1000
    leaks = set()
    for where, text in [
        *texts(sample_run.home.path),
        ("output", sample_run.output.stdout + sample_run.output.stderr),
    ]:
        for token in set(_TOKENS.findall(text)):
            if token.upper() in numbers or token in names:
                leaks.add((where, len(token)))
    assert not leaks, sorted(leaks)[:10]
