"""The site as served: the current release, its site and files, nothing else of the machine."""

import threading
import urllib.error
import urllib.request
from datetime import date

import pytest

from pipelines.serve import site_server
from pipelines.settings import Settings

pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture
def address(sample_run):
    home = sample_run.home.path
    server = site_server(Settings(home, home / "landing", home / "secret", date(2021, 11, 30)), port=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_site_and_files_are_served_and_nothing_else(address):
    with urllib.request.urlopen(f"{address}/") as response:
        assert "宁波市" in response.read().decode()
        assert response.headers["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert status(f"{address}/en/index.html") == 200
    assert status(f"{address}/files/kpi_values.csv") == 200
    for path in (
        "/release.duckdb",
        "/manifest.json",
        "/files/",
        "/../../secret",
        "/%2e%2e/%2e%2e/secret",
        "/files/../release.duckdb",
    ):
        assert status(address + path) == 404, path
