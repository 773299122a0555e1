"""The sample city from landing folder to release: nothing lost, every number right, nothing personal out."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.oracle import Key, expected_kpis, required

pytestmark = pytest.mark.xdist_group("sample")
AS_OF = date(2021, 11, 30)


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(one))


def test_every_row_is_accepted_or_quarantined_for_the_planted_reason(sample_run):
    truth = sample_run.truth
    found = sample_run.home.warehouse(
        """SELECT system || '.' || feed, sum(rows_read), sum(rows_accepted), sum(rows_quarantined)
           FROM raw.files GROUP BY ALL"""
    )
    assert {row[0]: row[1:] for row in found} == {
        feed: (truth.rows_read[feed], truth.rows_accepted[feed], truth.rows_quarantined[feed])
        for feed in truth.rows
    }
    faults: dict[str, Counter[str]] = defaultdict(Counter)
    for feed, rule, count in sample_run.home.warehouse(
        "SELECT system || '.' || feed, rule, count(*) FROM quarantine.rows GROUP BY ALL"
    ):
        faults[feed][rule] = count
    assert faults == {feed: rules for feed, rules in truth.quarantined.items() if rules}


def test_every_file_has_the_status_it_deserves(sample_run):
    found = sample_run.home.warehouse(
        "SELECT system, feed, provider, file, status, rows_read, blank_rows, total_rows FROM raw.files"
    )
    wanted = [
        (f.system, f.feed, f.provider, f.file, f.status, f.rows_read, f.blank_rows, f.total_rows)
        for f in sample_run.truth.files
    ]
    assert sorted(found) == sorted(wanted)


@pytest.fixture(scope="module")
def kpis(sample_run) -> tuple[dict, dict, dict]:
    """(calculated independently, in the warehouse, in the release) by key."""
    columns = "kpi_id, period_kind, period_start, period_end, district_code, dimension, member"
    values = "numerator, denominator, value, status, n"
    warehouse = {
        Key(*row[:7]): row[7:]
        for row in sample_run.home.warehouse(f"SELECT {columns}, {values} FROM kpi.kpi_values")
    }
    release = {
        Key(*row[:7]): row[7:]
        for row in sample_run.home.release(f"SELECT {columns}, {values} FROM kpi_values")
    }
    days = defaultdict(set)
    for key in warehouse:
        if key.period_kind in ("as_of", "to_date") and key.period_end:
            days[key.kpi_id].add(key.period_end)
    wanted = expected_kpis(sample_run.truth, AS_OF, {kpi: sorted(dates) for kpi, dates in days.items()})
    return wanted, warehouse, release


def test_every_kpi_equals_the_independent_calculation(kpis):
    wanted, warehouse, _ = kpis
    missing = [key for key, value in wanted.items() if key not in warehouse and required(key, value)]
    assert not missing, missing[:5]
    different = [
        (key, value, warehouse[key])
        for key, value in wanted.items()
        if key in warehouse
        and not (
            same(value.numerator, warehouse[key][0])
            and same(value.denominator, warehouse[key][1])
            and same(value.value, warehouse[key][2])
            and value.status == warehouse[key][3]
        )
    ]
    assert not different, different[:5]
    assert {key.kpi_id for key in wanted} == {key.kpi_id for key in warehouse}
    assert len(wanted.keys() & warehouse.keys()) > 7000


def test_a_release_shows_the_warehouse_s_value_or_hides_it(kpis):
    _, warehouse, release = kpis
    assert release.keys() == warehouse.keys()
    for key, row in release.items():
        if row[3] == "suppressed":
            assert row == (None, None, None, "suppressed", None)
        else:
            assert row == warehouse[key]


def test_no_person_cell_below_five_is_published(sample_run):
    assert not sample_run.home.release(
        """SELECT v.* FROM kpi_values AS v WHERE v.status = 'ok' AND v.n BETWEEN 1 AND 4
           AND v.kpi_id IN ('NC01', 'NC02', 'NC06', 'NC07', 'NC08', 'NC09', 'TR02', 'TR03', 'TR04', 'TR06')"""
    )
    assert sample_run.home.release("SELECT count(*) FROM kpi_values WHERE status = 'suppressed'") > [(0,)]


def test_published_claims_hold(sample_run):
    verdicts = sample_run.home.release("SELECT claim_id, kpi_id, value, verdict FROM claim_results")
    results = {(claim, kpi): (value, verdict) for claim, kpi, value, verdict in verdicts}
    assert len(results) == len(verdicts)  # one result per claim and KPI
    assert results[("C15", "JS06")] == (3, "in")
    assert results[("C23", "BL16")][1] == "in"
    assert results[("C01", "NC01")] == (500, "in")
    assert results[("C01", "NC04")] == (15, "in")
    assert results[("C02", "NC05")] == (3050, "in")
    assert results[("C03", "NC07")] == (2500, "in")
    assert results[("C04", "NC08")] == (1300, "in")
    assert results[("C04", "NC09")][1] == "out"  # the other reading of an ambiguous text
    assert results[("C05", "TR01")] == (63, "in")
    assert results[("C06", "TR02")][1] == results[("C06", "TR03")][1] == "in"
    assert results[("C07", "TR08")][1] == "in"
    assert results[("C08", "TR05")] == (8, "in")


def test_the_summary_tells_what_happened(sample_run):
    output = sample_run.output.stdout
    release_id = sample_run.home.current.resolve().name
    assert f"release: {release_id}" in output
    assert "checks failed: 0 errors" in output
    assert "training_office.attendance" in output
    assert "seconds: landing" in output


def test_the_release_is_whole(sample_run):
    assert sample_run.home.run("verify-release").returncode == 0
    current = sample_run.home.current
    assert current.is_symlink()
    for name in ("release.duckdb", "manifest.json", "SHA256SUMS", "site/index.html", "files"):
        assert (current / name).exists()
    assert not [path for path in current.resolve().rglob("*") if path.stat().st_mode & 0o222]


def test_the_dictionary_describes_every_column_in_both_languages(sample_run):
    undescribed = sample_run.home.release(
        """SELECT table_name, column_name FROM dictionary
           WHERE coalesce(description_en, '') = '' OR coalesce(description_zh, '') = ''"""
    )
    assert not undescribed
    described = set(sample_run.home.release("SELECT table_name, column_name FROM dictionary"))
    columns = sample_run.home.release(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    )
    assert set(columns) <= described
    inside = sample_run.home.warehouse(
        """SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()
           WHERE schema_name IN ('staging', 'core', 'kpi', 'raw', 'reference') AND table_name <> 'files'"""
    )
    assert set(inside) <= described


def test_each_page_says_that_the_data_is_made_up(sample_run):
    pages = list((sample_run.home.current / "site").rglob("*.html"))
    assert len(pages) >= 12
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "虚构" in text or "made up" in text, page
