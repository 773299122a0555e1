"""A small installation whose deliveries are landed, without models: enough for rights, backups and release folders."""

import csv
import os
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines import release_life, releases
from pipelines.contracts import load_contracts
from pipelines.landing.discover import discover
from pipelines.landing.identifiers import resident_check_digit
from pipelines.landing.load import Landing
from pipelines.landing.persons import Pseudonyms
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse


def resident(serial: int) -> str:
    """A made-up identity number with a right check digit."""
    first = f"33020319800101{serial:03d}"
    return first + resident_check_digit(first)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    made = Settings(home, home / "landing", home / "secret", date(2021, 11, 30))
    for folder in (made.landing, made.releases, made.receipts, made.scratch):
        folder.mkdir(parents=True)
    yield made
    for path in tmp_path.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def put(settings: Settings, place: str, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    """Write a CSV delivery with a time in the past; `place` is system/feed/provider/file."""
    path = settings.landing / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows(rows)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    return path


def land(settings: Settings) -> list:
    """Land what is new; returns the records of the files that were read."""
    with open_warehouse(settings) as con:
        deliveries, _ = discover(settings.landing, load_contracts())
        landing = Landing(
            con, Pseudonyms(settings.secret()), settings.receipts, settings.scratch, datetime(2021, 11, 20)
        )
        return landing.land(deliveries)


def rows(settings: Settings, sql: str) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(sql).fetchall()


def sealed(settings: Settings, name: str, **info: str) -> Path:
    """A sealed draft named `name` that was compared with the present release."""
    draft = releases.start_draft(settings.releases, name)
    with duckdb.connect(str(draft / "release.duckdb")) as con:
        con.execute("CREATE TABLE release_info AS SELECT 'as_of' AS key, '2021-11-30' AS value")
    (draft / "site").mkdir()
    (draft / "site" / "index.html").write_text(name)
    facts = {
        "as_of": "2021-11-30",
        "previous": releases.current_id(settings.releases) or "",
        "fingerprint": f"d-{name}",
    }
    releases.seal(draft, name, facts | info)
    return draft


def published(settings: Settings, *names: str) -> None:
    for name in names:
        release_life.put_out(settings, sealed(settings, name), name)
