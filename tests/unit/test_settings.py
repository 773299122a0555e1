"""Settings come from the environment alone, and say what is wrong with it."""

import stat
from datetime import date

import dagster as dg
import pytest

from pipelines.settings import SettingError, Settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in (
        "COOP_AS_OF",
        "COOP_LANDING",
        "COOP_SECRET_FILE",
        "COOP_SMALL_CELL_K",
        "COOP_ACCEPT",
        "COOP_FIRST_MONTH",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COOP_HOME", str(tmp_path))
    return tmp_path


def test_defaults_lie_under_the_home(home):
    settings = Settings.from_env()
    assert settings.landing == home / "landing"
    assert settings.secret_file == home / "secret"
    assert settings.small_cell_k == 5


def test_as_of_is_a_day(home, monkeypatch):
    monkeypatch.setenv("COOP_AS_OF", "2021-11-30")
    assert Settings.from_env().as_of == date(2021, 11, 30)
    monkeypatch.setenv("COOP_AS_OF", "30.11.2021")
    with pytest.raises(SettingError, match="COOP_AS_OF"):
        Settings.from_env()


def test_a_home_of_the_sample_city_keeps_its_day(home, monkeypatch):
    (home / "landing").mkdir()
    (home / "landing" / ".sample").write_text("2021-11-30\n")
    settings = Settings.from_env()
    assert settings.is_sample and settings.as_of == date(2021, 11, 30)
    monkeypatch.setenv("COOP_AS_OF", "2020-01-01")
    assert Settings.from_env().as_of == date(2020, 1, 1)


@pytest.mark.parametrize("k", ["2", "11", "five"])
def test_k_has_bounds(home, monkeypatch, k):
    monkeypatch.setenv("COOP_SMALL_CELL_K", k)
    with pytest.raises(SettingError, match="COOP_SMALL_CELL_K"):
        Settings.from_env()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(home):
    settings = Settings.from_env()
    secret = settings.secret()
    assert settings.secret() == secret and len(secret) == 64
    assert stat.S_IMODE(settings.secret_file.stat().st_mode) == 0o600


def test_a_short_secret_is_refused(home):
    (home / "secret").write_text("abc")
    with pytest.raises(SettingError, match="too short"):
        Settings.from_env().secret()


def test_approval_is_automatic_or_required(home, monkeypatch):
    assert Settings.from_env().approval == "auto"
    monkeypatch.setenv("COOP_APPROVAL", "required")
    assert Settings.from_env().approval == "required"
    monkeypatch.setenv("COOP_APPROVAL", "maybe")
    with pytest.raises(SettingError, match="COOP_APPROVAL"):
        Settings.from_env()


def test_the_first_month_is_a_month(home, monkeypatch):
    assert Settings.from_env().first_month == "2010-01"
    monkeypatch.setenv("COOP_FIRST_MONTH", "2015-9")
    with pytest.raises(SettingError, match="COOP_FIRST_MONTH"):
        Settings.from_env()


def test_dagster_on_a_closed_network_calls_nobody_and_asks_for_no_address(home):
    settings = Settings.from_env()
    settings.prepare()
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert not instance.telemetry_enabled and not instance.nux_enabled
