"""Breaking one thing at a time: errors block and readers keep the old release, warnings pass with a badge."""

import shutil

import pytest

from tests.run.home import Home, deliver

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("sample")]
STUDY = "online_college/study_days/补报平台/jump.csv"


@pytest.fixture
def home(sample_run, tmp_path) -> Home:
    return sample_run.home.copy(tmp_path, own_code=True)


def blocked(home: Home, check: str) -> str:
    """Run, expect the gate to block for `check`, and the old release to stay readable; returns the output."""
    before, values = home.current.resolve().name, home.release("SELECT * FROM kpi_values")
    result = home.run()
    assert result.returncode != 0
    assert check in result.stdout + result.stderr
    assert "not published" in result.stderr
    assert home.current.resolve().name == before
    assert home.release("SELECT * FROM kpi_values") == values
    assert home.run("verify-release").returncode == 0
    return result.stdout


def test_a_duplicate_key_in_a_dimension_blocks(home):
    model = home.repo / "dbt_project" / "models" / "core" / "dim_school.sql"
    sql = model.read_text(encoding="utf-8").rstrip()
    listed = home.warehouse("SELECT column_name FROM (DESCRIBE core.dim_school)")
    columns = ", ".join(name for (name,) in listed)
    model.write_text(
        f"-- Grain: broken on purpose.\nselect {columns} from ({sql}\n) as a union all select {columns} from ({sql}\n) as b\n",
        encoding="utf-8",
    )
    blocked(home, "dim_school")


def test_a_jump_of_ten_times_blocks_until_a_person_accepts_it(home):
    account, hours = home.release(
        """SELECT (SELECT 1), value FROM kpi_values WHERE kpi_id = 'NC08' AND period_kind = 'calendar_year'
           AND year(period_start) = 2019 AND district_code IS NULL AND dimension IS NULL"""
    )[0]
    account = home.warehouse(
        "SELECT min(account_id) FROM staging.stg_online_college__online_accounts WHERE NOT is_test"
    )[0][0]
    deliver(
        home,
        STUDY,
        f"账号,课程编号,日期,学习次数,学习分钟\n{account},K1,2019-05-06,1,{hours * 60 * 9.01:.0f}\n",
    )
    output = blocked(home, "release.kpi_jump")
    assert "ACCEPT=release.kpi_jump" in output
    accepted = home.run(COOP_ACCEPT="release.kpi_jump")
    assert accepted.returncode == 0, accepted.stderr
    checks = home.release("SELECT severity, passed FROM check_results WHERE check_id = 'release.kpi_jump'")
    assert checks == [("warning", False)]
    revised = home.release(
        "SELECT new_value / old_value FROM revisions WHERE kpi_id = 'NC08' AND slice LIKE 'calendar_year%'"
    )
    assert max(revised)[0] >= 10


def test_a_jump_below_ten_times_passes(home):
    hours = home.release(
        """SELECT value FROM kpi_values WHERE kpi_id = 'NC08' AND period_kind = 'calendar_year'
           AND year(period_start) = 2019 AND district_code IS NULL AND dimension IS NULL"""
    )[0][0]
    account = home.warehouse(
        "SELECT min(account_id) FROM staging.stg_online_college__online_accounts WHERE NOT is_test"
    )[0][0]
    months = home.release(
        """SELECT min(value) FROM kpi_values WHERE kpi_id = 'NC08' AND period_kind = 'month'
           AND year(period_start) = 2019 AND district_code IS NULL AND dimension IS NULL"""
    )[0][0]
    minutes = min(hours, months) * 60 * 0.5
    deliver(home, STUDY, f"账号,课程编号,日期,学习次数,学习分钟\n{account},K1,2019-05-06,1,{minutes:.2f}\n")
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr


def test_orphan_attendance_passes_with_a_badge(sample_run):
    checks = sample_run.home.release(
        "SELECT severity, passed, observed FROM check_results WHERE check_id LIKE '%fct_attendance%session%known%'"
    )
    assert checks == [("warning", False, "7")]
    page = (sample_run.home.current / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "data-status" in page and "badge" in page


def test_a_whole_bad_file_stops_neither_its_feed_nor_the_run(home):
    deliver(home, "messenger/schools/某校/名单.csv", "完全,不是,学校\n1,2,3\n")
    deliver(home, "messenger/schools/某校/坏.xlsx", "this is no workbook")
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr
    statuses = home.warehouse(
        "SELECT file, status, message FROM raw.files WHERE provider = '某校' ORDER BY file"
    )
    assert [row[:2] for row in statuses] == [("名单.csv", "refused"), ("坏.xlsx", "refused")]
    assert "school_code" in statuses[0][2]
    assert len(list((home.path / "receipts" / "某校" / "messenger.schools").glob("*.xlsx"))) == 2


def test_two_refreshes_at_once_do_not_disturb_each_other(sample_run):
    import fcntl

    with (sample_run.home.path / "refresh.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        result = sample_run.home.run()
    assert result.returncode == 3
    assert "another refresh is running" in result.stderr


def test_without_the_old_release_the_same_input_gives_the_same_release(sample_run, tmp_path):
    """Every run of the demo gives the same release: same id, same numbers."""
    home = Home(tmp_path / "again", sample_run.home.as_of)
    shutil.copytree(sample_run.home.landing, home.landing)
    assert home.run().returncode == 0
    assert home.current.resolve().name == sample_run.home.current.resolve().name
    query = "SELECT * FROM kpi_values ORDER BY ALL"
    assert home.release(query) == sample_run.home.release(query)
