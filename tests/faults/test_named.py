"""Each named fault by itself, quick ones: an unreadable release, a reader that holds an old one, a cut audit log."""

import os
import shutil
import subprocess
import sys
from datetime import date

import duckdb
import pytest

from pipelines import audit, release_life, releases
from pipelines.settings import Settings
from tests.faults import state
from tests.faults.test_publishing import act_on, home, template  # noqa: F401
from tests.run.home import REPO

pytestmark = pytest.mark.xdist_group("faults")
# Root reads everything: without these two capabilities it is held to the rights of files as others are.
AS_OTHERS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.getuid() == 0 else ()


def _settings(home) -> Settings:  # noqa: F811
    return Settings(home, home / "landing", home / "secret", date(2021, 11, 30))


@pytest.mark.skipif(
    bool(AS_OTHERS) and not shutil.which("setpriv"), reason="needs setpriv to be held to rights"
)
@pytest.mark.parametrize("closed", ["r2", "r2/site", "r2/site/index.html", "r2/SHA256SUMS", "r1"])
def test_an_unreadable_release_is_built_again_and_stops_nothing(home, template, closed):  # noqa: F811
    (home / "releases" / closed).chmod(0)
    for release_id in ("r2", "r3"):
        result = act_on("publish", home, template, release_id, *AS_OTHERS)
        assert result.returncode == 0, result.stderr
        state.assert_readers_are_served(home, {release_id})
    code = (
        "from pathlib import Path; from pipelines import release_life;"
        "print({one.release_id: one.state for one in release_life.states(Path('releases'))})"
    )
    command = [*AS_OTHERS, sys.executable, "-c", code]
    told = subprocess.run(
        command,
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'r3': 'published'" in told.stdout and "'r2': 'superseded'" in told.stdout
    assert ("'r1': 'damaged'" in told.stdout) == (closed == "r1")
    release_life.prune(_settings(home), 2)
    assert not list((home / "releases").glob(".damaged-*"))


def test_a_reader_that_holds_an_old_release_neither_blocks_nor_loses_it(home, template):  # noqa: F811
    database = (home / "releases" / "current").resolve() / "release.duckdb"
    with duckdb.connect(str(database), read_only=True) as con, database.open("rb") as held:
        before = con.execute("SELECT a FROM t").fetchall()
        for name in ("r3", "r4"):
            result = act_on("publish", home, template, name)
            assert result.returncode == 0, result.stderr
        assert "r2" in release_life.prune(_settings(home), 1)
        assert con.execute("SELECT a FROM t").fetchall() == before and held.read(16)
    assert releases.current_id(home / "releases") == "r4"


def test_a_line_that_a_full_disk_cut_off_does_not_lock_the_audit_log(home):  # noqa: F811
    settings = _settings(home)
    for name in ("r1", "r2"):
        release_life.cite(settings, name)
    with settings.audit_log.open("ab") as handle:
        handle.write(b'{"time":"2021-11-30 08:00:00","act":"ci')
    assert len(audit.read(settings)) == 2
    release_life.cite(settings, "r2")
    assert [entry["object"] for entry in audit.read(settings)] == ["r1", "r2", "r2"]


def test_half_of_dbt_s_own_manifest_stops_no_run(tmp_path):
    from pipelines.dbt_runner import ensure_manifest

    settings = _settings(tmp_path)
    settings.prepare()
    whole = ensure_manifest(settings).read_bytes()
    own = settings.dbt_target / "manifest.json"
    own.write_bytes(own.read_bytes()[:1000])  # what a kill leaves while dbt writes it
    assert ensure_manifest(settings).read_bytes() == whole


def test_a_secret_is_there_whole_or_not_at_all(place):
    settings = _settings(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _no_space)
        with pytest.raises(OSError, match="No space"):
            settings.secret()
    assert not settings.secret_file.exists()
    secret = settings.secret()
    assert settings.secret() == secret and settings.secret_file.stat().st_mode & 0o077 == 0
    assert [path.name for path in place.iterdir()] == ["secret"]


def _no_space(_: int) -> None:
    raise OSError(28, "No space left on device")
