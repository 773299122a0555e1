"""A suppressed row is empty in every file, and nothing that leaves knows more than the release database."""

import csv
import filecmp
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards import render_site, write_files

pytestmark = pytest.mark.xdist_group("sample")
KEY = ("kpi_id", "period_kind", "period_start", "period_end", "district_code", "dimension", "member")


@pytest.fixture(scope="module")
def hidden(sample_run) -> set[tuple[str, ...]]:
    """Keys of the rows that the warehouse knows and the release hides, as text."""
    names = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in KEY)
    rows = sample_run.home.release(f"SELECT {names} FROM kpi_values WHERE status = 'suppressed'")
    assert len(rows) > 1000
    return set(rows)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_open_data_hides_the_same_rows_whole(sample_run, hidden, kind):
    path = sample_run.home.current / "files" / f"kpi_values.{kind}"
    if kind == "csv":
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    else:
        found = duckdb.connect().execute(f"SELECT COLUMNS(*)::VARCHAR FROM '{path}'")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, [cell or "" for cell in row], strict=True)) for row in found.fetchall()]
    empty = [row for row in rows if tuple(row[name] for name in KEY) in hidden]
    assert len(empty) == len(hidden)
    assert {(r["numerator"], r["denominator"], r["value"], r["n"], r["status"]) for r in empty} == {
        ("", "", "", "", "suppressed")
    }


def test_pages_and_files_are_made_of_the_release_database_alone(sample_run, tmp_path):
    """Order, charts, hover and alt texts, JSON and workbooks can only tell what that database tells."""
    database = shutil.copy2(sample_run.home.current / "release.duckdb", tmp_path / "release.duckdb")
    render_site(Path(database), tmp_path / "site")
    write_files(Path(database), tmp_path / "files")
    for folder in ("site", "files"):
        published = sample_run.home.current / folder
        names = [str(path.relative_to(published)) for path in published.rglob("*") if path.is_file()]
        same, different, missing = filecmp.cmpfiles(published, tmp_path / folder, names, shallow=False)
        assert same and not missing
        assert not [
            name for name in different if not name.endswith(".xlsx")
        ]  # those carry their time of making


def test_the_database_has_no_internal_column_and_an_order_of_keys(sample_run):
    columns = {name for (name,) in sample_run.home.release("SELECT column_name FROM duckdb_columns()")}
    assert not columns & {"n_complement", "top_share", "cell_kind"}
    rows = sample_run.home.release(f"SELECT {', '.join(KEY)} FROM kpi_values ORDER BY rowid")
    ordered = sample_run.home.release(f"SELECT {', '.join(KEY)} FROM kpi_values ORDER BY {', '.join(KEY)}")
    assert [row[0] for row in rows] == [row[0] for row in ordered]


def test_claims_and_revisions_quote_published_rows_only(sample_run):
    assert not sample_run.home.release(
        """SELECT claim_id FROM claim_results AS c WHERE value IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM kpi_values AS v WHERE v.kpi_id = c.kpi_id AND v.value = c.value AND v.status = 'ok')"""
    )
    assert not sample_run.home.release(
        """SELECT r.slice FROM revisions AS r JOIN kpi_values AS v ON v.kpi_id = r.kpi_id
           AND v.period_start IS NOT DISTINCT FROM r.period_start AND v.status = 'suppressed'
           AND r.slice = concat_ws(' · ', v.period_kind, coalesce(v.district_code, ''), coalesce(v.dimension, ''),
                                   coalesce(v.member, ''))"""
    )
