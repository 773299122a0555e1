"""An installation of its own and receivers on this machine."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from pipelines.alerts.incidents import Both, Finding
from pipelines.alerts.store import Store, open_store
from pipelines.settings import Settings
from tests.alerts.receivers import MailServer, WebServer

NOW = datetime(2021, 11, 30, 2, 40)


@pytest.fixture
def web():
    server = WebServer().start()
    yield server
    server.stop()


@pytest.fixture
def mail():
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path) -> Settings:
    settings = Settings(tmp_path, tmp_path / "landing", tmp_path / "secret", date(2021, 11, 30))
    settings.alerts.mkdir()
    settings.releases.mkdir()
    return settings


@pytest.fixture
def hooked(settings, web) -> Settings:
    """With the webhook as its only address."""
    return replace(settings, alert_urls=(f"json://127.0.0.1:{web.port}/hook",))


@pytest.fixture
def store(settings) -> Store:
    with open_store(settings) as store:
        yield store


def finding(key: str, severity: str = "error", cause: str = "") -> Finding:
    return Finding(
        key,
        severity,
        Both(f"{key} 未通过。", f"{key} failed."),
        Both("数据工程师", "engineer"),
        Both(cause, cause),
    )
