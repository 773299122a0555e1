"""One rendered release for all tests of the dashboards."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from make_release import make_release
from page_tags import Tags

from dashboards import render_site, write_files
from dashboards.release import Release


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up release where a published one lies, beside `current`, so that links between releases lead somewhere."""
    releases = tmp_path_factory.mktemp("home") / "releases"
    folder = releases / "2021-11-30-0001"
    folder.mkdir(parents=True)
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")
    (releases / "current").symlink_to(folder.name)
    return make_release(folder / "release.duckdb")


@pytest.fixture(scope="session")
def release(database: Path) -> Release:
    return Release.read(database)


@pytest.fixture(scope="session")
def site(database: Path) -> Path:
    folder = database.parent / "site"
    render_site(database, folder)
    return folder


@pytest.fixture(scope="session")
def files(database: Path) -> Path:
    folder = database.parent / "files"
    write_files(database, folder)
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Tags]:
    """The parsed pages by path inside the site."""
    return {
        str(path.relative_to(site)): Tags(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }
