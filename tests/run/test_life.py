"""A release's life and its faults from the command line: approval, rollback, erasure, damage, a full disk."""

import shutil

import pytest

from tests.run.home import Home, deliver

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("sample")]


@pytest.fixture
def home(sample_run, tmp_path) -> Home:
    return sample_run.home.copy(tmp_path)


def late(home: Home, name: str = "late.csv") -> None:
    account = home.warehouse("SELECT min(account_id) FROM core.dim_online_account WHERE NOT is_test")[0][0]
    text = f"账号,课程编号,日期,学习次数,学习分钟\n{account},K1,2019-05-06,1,30\n"
    deliver(home, f"online_college/study_days/补报平台/{name}", text)


def test_approval_then_rollback_that_the_next_run_does_not_undo(home):
    first = home.current.resolve().name
    late(home)
    waiting = home.run(COOP_APPROVAL="required")
    assert waiting.returncode == 4 and "make approve RELEASE=" in waiting.stdout, (
        waiting.stdout + waiting.stderr
    )
    second = next((home.path / "releases").glob(".checked-*")).name.removeprefix(".checked-")
    assert home.current.resolve().name == first
    assert home.run(COOP_APPROVAL="required").returncode == 4  # it waits, and nothing is built again
    assert home.run("approve", second).returncode == 1
    assert home.run("approve", second, "--by", "统计科长").returncode == 0
    assert home.current.resolve().name == second
    assert home.run().returncode == 0
    assert home.run("verify-release").returncode == 0
    assert home.run("rollback", first, "--by", "统计科长", "--reason", "复核").returncode == 0
    for day in (home.as_of, "2021-12-01"):  # another day alone is nothing new
        again = home.run(COOP_AS_OF=day)
        assert again.returncode == 4 and f"make rollback RELEASE={second}" in again.stdout
        assert home.current.resolve().name == first
    log = home.run("audit")
    assert log.returncode == 0 and "统计科长" in log.stdout and "rollback" in log.stdout


def test_an_erased_person_changes_no_figure(home, sample_run):
    number = next(
        document
        for document in sorted(sample_run.truth.personal)
        if len(document) == 18 and document[:17].isdigit()
    )
    release = home.current.resolve().name
    told = home.run("subject-export", stdin=f"居民身份证\n{number}\n")
    assert told.returncode == 0 and number not in told.stdout + told.stderr
    done = home.run("subject-erase", stdin=f"居民身份证\n{number}\n")
    assert done.returncode == 0 and number not in done.stdout + done.stderr, done.stderr
    left = [path for path in home.landing.rglob("*.csv") if number.encode() in path.read_bytes()]
    assert not left
    rebuilt = home.run("rebuild", release)
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    assert home.run().returncode == 0 and home.current.resolve().name == release  # nothing new was delivered


def test_a_damaged_warehouse_is_told_and_built_again_as_the_message_says(home):
    files = "SELECT system, feed, provider, file, digest, status, rows_accepted FROM raw.files ORDER BY ALL"
    before, release = home.warehouse(files), home.current.resolve().name
    file = home.path / "warehouse.duckdb"
    with file.open("r+b") as handle:
        handle.write(b"\0" * 8192)
    result = home.run()
    assert result.returncode == 1 and "make restore FROM=" in result.stderr and f"mv {file}" in result.stderr
    assert "Traceback" not in result.stderr
    shutil.move(file, f"{file}.damaged")
    again = home.run()
    assert again.returncode == 0, again.stdout + again.stderr
    assert home.warehouse(files) == before and home.current.resolve().name == release
    remembered = "SELECT count(*), count(*) FILTER (hidden) FROM gate.released_cells WHERE release_id = ?"
    assert home.warehouse(remembered, release)[0][1] > 1000  # what readers may not learn is known again
    third = home.run()
    assert third.returncode == 0 and "models" in third.stdout
    assert not list((home.path / "releases").glob(".draft-*"))


def test_a_full_disk_loses_nothing(home):
    release = home.current.resolve().name
    late(home)
    limit = (home.path / "warehouse.duckdb").stat().st_size + (1 << 18)
    result = home.run(limit=limit)
    assert result.returncode == 1 and "is full" in result.stderr, result.stdout + result.stderr
    assert home.current.resolve().name == release and home.run("verify-release").returncode == 0
    assert home.run().returncode == 0
    assert home.current.resolve().name != release
