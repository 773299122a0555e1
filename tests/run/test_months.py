"""Months of event tables in Dagster: a refresh marks those it changed; a backfill takes a range of them in one run."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import pytest

from tests.faults import town
from tests.run.home import Home

LOGINS, STUDY = dg.AssetKey(["months", "fct_login"]), dg.AssetKey(["months", "fct_study"])
ASKED = ["2016-12", *(f"2017-{month:02d}" for month in range(1, 7))]


@contextmanager
def history(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", str(home.path / "dagster"))
    with dg.DagsterInstance.get() as instance:
        yield instance


def marked(home: Home, monkeypatch: pytest.MonkeyPatch, asset: dg.AssetKey) -> Counter[str]:
    """How often each month was told as computed."""
    with history(home, monkeypatch) as instance:
        events = instance.fetch_materializations(asset, limit=1000).records
    return Counter(event.partition_key for event in events)


@pytest.mark.xdist_group("sample")
def test_a_first_refresh_marks_every_month_with_events(sample_run, monkeypatch):
    home = sample_run.home
    for asset, day in ((LOGINS, "logged_in_on"), (STUDY, "studied_on")):
        table = f"core.{asset.path[-1]}"
        months = home.warehouse(
            f"SELECT DISTINCT strftime({day}, '%Y-%m') FROM {table} WHERE {day} IS NOT NULL"
        )
        with history(home, monkeypatch) as instance:
            assert instance.get_materialized_partitions(asset) == {month for (month,) in months}


@pytest.mark.heavy
def test_a_backfill_of_months_is_one_run_and_the_next_refresh_publishes_what_it_corrected(
    tmp_path, monkeypatch
):
    home = Home(tmp_path / "home", town.AS_OF)
    town.first(home.landing)
    _refreshed(home)
    assert marked(home, monkeypatch, STUDY) == {"2017-02": 1, "2017-05": 1}

    _damage(home, "2017-05")
    town.second(home.landing)  # brings days of July
    _refreshed(home)
    assert marked(home, monkeypatch, STUDY) == {"2017-02": 1, "2017-05": 1, "2017-07": 1}
    damaged = home.current.resolve().name
    assert home.run("rebuild", damaged).returncode == 1  # the damage was published

    result = home.run("backfill", "--from", ASKED[0], "--to", ASKED[-1])
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert (
        "fct_study 2017-05: 40 rows, 20 keys corrected" in lines
        and "fct_login 2016-12: 0 rows, 0 keys corrected" in lines
    )
    assert lines[-1] == "done: figures may change, the next refresh builds and publishes them"
    assert marked(home, monkeypatch, LOGINS) == dict.fromkeys(ASKED, 1)
    assert marked(home, monkeypatch, STUDY) == dict.fromkeys(ASKED, 1) | {
        "2017-02": 2,
        "2017-05": 2,
        "2017-07": 1,
    }
    with history(home, monkeypatch) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(job_name="backfill"))
    assert run.is_success

    _refreshed(home)
    mended = home.current.resolve().name
    assert mended != damaged
    rebuilt = home.run("rebuild", mended)
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr

    again = home.run("backfill", "--from", "2017-05", "--to", "2017-05", "--table", "fct_study")
    assert again.stdout.splitlines()[-1] == "done: everything stood as the raw rows give it"
    _refreshed(home)
    assert home.current.resolve().name == mended


def _refreshed(home: Home) -> None:
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr


def _damage(home: Home, month: str) -> None:
    """Wrong seconds of half the accounts of a month, in their days and in all sums made of them."""
    half = "account_id IN (SELECT account_id FROM core.dim_online_account ORDER BY account_id LIMIT 20)"
    home.warehouse(
        f"UPDATE core.fct_study SET credited_seconds = credited_seconds + 600 WHERE {half}"
        f" AND strftime(studied_on, '%Y-%m') = '{month}'"
    )
    home.warehouse(
        f"UPDATE core.fct_study_period SET amount = amount + 600 WHERE {half}"
        f" AND (period_kind <> 'month' OR period_start = '{month}-01')"
    )
