"""The command line says in words what it refuses and why, with the exit code of that kind."""

import os

import pytest

from pipelines import __main__ as cli
from pipelines import audit
from pipelines.releases import fingerprint
from pipelines.warehouse import open_warehouse, refresh_lock
from tests.releases.conftest import published
from tests.releases.test_rights import ANNA, landed  # noqa: F401


@pytest.fixture
def home(settings, monkeypatch):
    monkeypatch.setenv("COOP_HOME", str(settings.home))
    for name in [name for name in os.environ if name.startswith("COOP_") and name != "COOP_HOME"]:
        monkeypatch.delenv(name)
    return settings


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["approve", "r9", "--by", "科长"], 1, "no checked draft r9 waits"),
        (["approve", "r9"], 1, "who approves"),
        (["rollback", "r9"], 1, "make releases lists them"),
        (["cite", "r9"], 1, "no release"),
        (["prune", "--keep", "0"], 1, "at least 1"),
        (["rebuild", "r9"], 1, "SHA256SUMS"),
        (["verify-release"], 1, "cannot be trusted"),
        (["backfill", "--from", "2019-01", "--to", "2019-02"], 1, "no warehouse"),
        (["backup", "--with", "everything"], 1, "WITH may name"),
        (["restore", "/nowhere"], 1, "is no backup"),
    ],
)
def test_a_refusal_says_why(home, capsys, arguments, code, words):
    assert cli.main(arguments) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["purge"], ["backfill", "--from", "2019-01", "--to", "2019-02"]])
def test_a_running_refresh_is_told(home, capsys, arguments):
    with open_warehouse(home), refresh_lock(home):
        assert cli.main(arguments) == 3
    assert "another refresh is running" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2019-1", "2019-02", "FROM must be a month from 2010-01"),
        ("2019-01", "2019-13", "TO must be a month from 2010-01"),
        ("2019-01", "2999-01", "TO must be a month from 2010-01"),
        ("2019-03", "2019-02", "lies after TO"),
    ],
)
def test_months_that_cannot_be_are_refused(home, capsys, first, last, words):
    with open_warehouse(home):
        pass
    assert cli.main(["backfill", "--from", first, "--to", last]) == 1
    assert words in capsys.readouterr().err


def test_a_backfill_that_corrected_something_or_was_cut_off_is_something_new(home):
    def digest() -> str:
        with open_warehouse(home) as con:
            return fingerprint(con, "2021-11-30", 5, "code")

    def backfill(run: str, corrected: int | None) -> None:
        with open_warehouse(home) as con:
            con.execute(
                "INSERT INTO gate.backfills VALUES (?, now(), 't', '2019-01', '2019-02', ?)", [run, corrected]
            )

    before = digest()
    backfill("right", 0)
    assert digest() == before
    backfill("wrong", 3)
    corrected = digest()
    backfill("cut off", None)
    assert len({before, corrected, digest()}) == 3


@pytest.mark.parametrize("start", [0, 4096, 12288])
def test_a_damaged_warehouse_names_both_ways_out(home, capsys, start):
    with open_warehouse(home) as con:
        con.execute("CREATE TABLE t AS SELECT range AS a FROM range(100000)")
    with home.warehouse.open("r+b") as handle:
        handle.seek(start)
        handle.write(b"\0" * 12288)
    assert cli.main(["purge"]) == 1
    told = capsys.readouterr().err
    assert (
        "make restore FROM=" in told
        and f"mv {home.warehouse} {home.warehouse}.damaged && make refresh" in told
    )


def test_a_changed_audit_log_is_told(home, capsys):
    published(home, "r1")
    assert cli.main(["cite", "r1", "--by", "出版科"]) == 0
    assert cli.main(["audit"]) == 0
    assert "出版科" in capsys.readouterr().out
    home.audit_log.write_bytes(home.audit_log.read_bytes().replace(b'"r1"', b'"r2"'))
    assert cli.main(["audit"]) == 1
    assert "line 1 of the audit log was changed" in capsys.readouterr().err


def test_pruning_is_a_dry_run_unless_told(home, capsys):
    published(home, "r1", "r2")
    assert cli.main(["prune", "--keep", "1"]) == 0
    assert "dry run" in capsys.readouterr().out and (home.releases / "r1").is_dir()
    assert cli.main(["prune", "--keep", "1", "--apply"]) == 0
    assert not (home.releases / "r1").exists()
    assert [entry["act"] for entry in audit.read(home)] == ["prune"]


def test_a_person_s_number_comes_from_standard_input_and_is_not_repeated(home, landed, capsys, monkeypatch):  # noqa: F811
    import io

    for command in ("subject-export", "subject-erase"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"居民身份证\n{ANNA}\n"))
        assert cli.main([command]) == 0
    told = capsys.readouterr()
    assert ANNA not in told.out + told.err and "4 rows" in told.out and "3 files" in told.out
