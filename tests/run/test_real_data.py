"""Public data that nobody on this project wrote, from the providers' own files to a release."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run.home import REPO, Home

REAL_DATA = Path(os.environ.get("REAL_DATA") or REPO.parent / "shared" / "data")
MAPPINGS = {
    "messenger/schools/moe": "status: {constant: 在办}\nverified_on: {constant: 2025-06-20}\n",
    "online_college/online_accounts/oulad": "account_id: id_student\ngranted_on: date_registration\n",
    "online_college/online_courses/oulad": (
        "provider: {constant: OULAD}\ncourse_id: id_site\ntitle: code_module\n"
        "category: activity_type\npublished_on: first_presented\n"
    ),
    "online_college/study_days/oulad": "account_id: id_student\ncourse_id: id_site\nstudied_on: date\nevents: sum_click\n",
}
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.xdist_group("real"),
    pytest.mark.skipif(
        not (REAL_DATA / "prepare_landing.py").is_file(),
        reason=f"no real data in {REAL_DATA} (set REAL_DATA)",
    ),
]


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("real"), "2025-06-30")
    subprocess.run([sys.executable, REAL_DATA / "prepare_landing.py", home.landing], check=True)
    for folder, text in MAPPINGS.items():
        (home.landing / folder / "_mapping.yml").write_text(text, encoding="utf-8")
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr
    return home


def test_every_study_day_counts(real):
    rows = real.warehouse(
        """SELECT count(*), sum(events), count(DISTINCT account_id), count(DISTINCT course_id), min(studied_on)::VARCHAR,
                  max(studied_on)::VARCHAR FROM raw.online_college__study_days"""
    )
    assert rows == [(10_655_280, 39_605_099, 26_074, 6_268, "2013-01-14", "2015-06-27")]
    repeated = real.warehouse(
        """SELECT sum(times - 1) FROM (SELECT count(*) AS times FROM raw.online_college__study_days
           GROUP BY account_id, course_id, studied_on, events, _file)"""
    )
    assert repeated == [(787_170,)]
    facts = real.warehouse("SELECT sum(rows_accepted) FROM staging.stg_deliveries WHERE feed = 'study_days'")
    assert facts == [(10_655_280,)]


def test_accounts_courses_and_schools(real):
    assert real.warehouse(
        "SELECT count(*), count(*) FILTER (WHERE granted_on IS NULL) FROM raw.online_college__online_accounts"
    ) == [(28_785, 30)]
    assert real.warehouse("SELECT count(*) FROM raw.online_college__online_courses") == [(6_364,)]
    assert real.warehouse(
        """SELECT count(*), count(*) FILTER (WHERE level = '本科'), count(*) FILTER (WHERE level = '专科'),
                  count(*) FILTER (WHERE district = '330200'),
                  count(*) FILTER (WHERE NOT regexp_full_match(school_code, '[0-9]{10}'))
           FROM raw.messenger__schools"""
    ) == [(2_919, 1_365, 1_554, 15, 0)]
    assert real.warehouse("SELECT total_rows FROM raw.files WHERE feed = 'schools'") == [
        (31,)
    ]  # province rows


def test_everything_else_that_was_read_stands_in_quarantine(real):
    assert real.warehouse(
        "SELECT count(*) FROM raw.files WHERE rows_read <> rows_accepted + rows_quarantined"
    ) == [(0,)]
    assert real.warehouse("SELECT sum(rows_quarantined) FROM raw.files") == real.warehouse(
        "SELECT count(DISTINCT (digest, row_number)) FROM quarantine.rows"
    )
    assert real.warehouse("SELECT DISTINCT status FROM raw.files") == [("accepted",)]


def test_kpis_of_the_real_data(real):
    kpis = real.release(
        """SELECT kpi_id, district_code, member, value FROM kpi_values
           WHERE status = 'ok' AND (kpi_id IN ('NC05', 'XQ01') AND period_end = '2025-06-30' OR member = 'undated')
             AND (district_code IS NULL OR district_code = '330200') ORDER BY ALL"""
    )
    assert kpis == [
        ("NC01", None, "undated", 30),
        ("NC05", None, None, 6_364),
        ("XQ01", "330200", None, 15),
        ("XQ01", None, None, 2_919),
    ]
    absent = real.release("SELECT DISTINCT status FROM kpi_values WHERE kpi_id IN ('TR01', 'NC06', 'XQ03')")
    assert absent == [("not_available",)]
    page = (real.current / "site" / "en" / "training.html").read_text(encoding="utf-8")
    assert "no data delivered yet" in page.lower()


def test_a_second_refresh_reads_nothing_again(real):
    before = real.warehouse("SELECT * FROM raw.files ORDER BY ALL")
    release, values = real.current.resolve(), real.release("SELECT * FROM kpi_values ORDER BY ALL")
    result = real.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert real.warehouse("SELECT * FROM raw.files ORDER BY ALL") == before
    assert real.current.resolve() == release
    assert real.release("SELECT * FROM kpi_values ORDER BY ALL") == values


def test_a_chinese_workbook_row_stands_where_a_person_sees_it(real):
    assert real.warehouse(
        "SELECT name, _sheet, _row FROM raw.messenger__schools WHERE school_code = '4111010001'"
    ) == [("北京大学", "全国普通高等学校名单", 5)]
