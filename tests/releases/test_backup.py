"""Backups come back whole, never over something that is there, and never without the erasures since."""

import pytest

from pipelines import audit, backup, commands
from pipelines.assets.raw import clear_remains
from pipelines.backup import BackupError
from pipelines.rights.erase import erase_subject
from pipelines.settings import Settings
from pipelines.warehouse import WarehouseBusy, open_warehouse, refresh_lock
from tests.releases.conftest import land, published, put, rows
from tests.releases.test_rights import (  # fmt: skip
    ANNA,
    BERT,
    COUNTS,
    FEED,
    HEADER,
    NAMES,
    PHONES,
    enrolment,
    everything,
    subject,
)


@pytest.fixture
def landed(settings) -> Settings:
    put(settings, f"{FEED}/a.csv", [HEADER, enrolment(ANNA, "K1"), enrolment(BERT, "K1")])
    land(settings)
    published(settings, "r1")
    audit.append(settings, "cite", "r1")
    return settings


def elsewhere(settings, tmp_path) -> Settings:
    """Another, empty home with the same secret."""
    home = tmp_path / "new"
    home.mkdir()
    (home / "secret").write_bytes(settings.secret_file.read_bytes())
    return Settings(home, home / "landing", home / "secret", settings.as_of)


def test_a_backup_comes_back_on_an_empty_machine(landed, tmp_path):
    folder = backup.backup(landed, tmp_path / "safe", frozenset({"landing"}))
    assert not (folder / "secret").exists() and folder.stat().st_mode & 0o077 == 0
    new = elsewhere(landed, tmp_path)
    assert backup.restore(new, folder) is None
    for sql in (COUNTS, "SELECT * FROM raw.training_office__enrolments", "SELECT * FROM raw.files"):
        assert rows(new, sql) == rows(landed, sql)
    assert (new.releases / "current" / "site" / "index.html").read_text() == "r1"
    assert land(new) == []  # times came back with the files
    assert [entry["act"] for entry in audit.read(new)] == ["cite", "restore"]


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_a_damaged_backup_is_refused(landed, tmp_path, damage):
    folder = backup.backup(landed, tmp_path / "safe")
    if damage == "change":
        content = bytearray((folder / "warehouse.duckdb").read_bytes())
        content[5000] ^= 1
        (folder / "warehouse.duckdb").write_bytes(content)
    elif damage == "remove":
        (folder / "warehouse.duckdb").unlink()
    else:
        (folder / "extra").write_text("x")
    new = elsewhere(landed, tmp_path)
    with pytest.raises(BackupError):
        backup.restore(new, folder)
    assert not new.warehouse.exists()


def test_what_is_there_is_never_overwritten(landed, tmp_path):
    folder = backup.backup(landed, tmp_path / "safe")
    put(landed, f"{FEED}/b.csv", [HEADER, enrolment(BERT, "K2")])
    land(landed)
    with pytest.raises(BackupError, match="not empty"):
        backup.restore(landed, folder)
    assert rows(landed, COUNTS)[0][0] == 3
    aside = backup.restore(landed, folder, force=True)
    assert rows(landed, COUNTS)[0][0] == 2
    assert (aside / "warehouse.duckdb").exists() and (aside / "releases" / "r1").is_dir()
    assert [entry["act"] for entry in audit.read(landed)] == ["cite", "backup", "restore"]


def test_another_secret_is_noticed(landed, tmp_path):
    folder = backup.backup(landed, tmp_path / "safe")
    new = elsewhere(landed, tmp_path)
    new.secret_file.write_text("0" * 64)
    with pytest.raises(BackupError, match="not the secret"):
        backup.restore(new, folder)


def test_what_a_killed_backup_left_is_cleared_by_the_next(landed, tmp_path):
    half = tmp_path / "backups" / ".backup-20200101-000000-000000"
    half.mkdir(parents=True)
    (half / "warehouse.duckdb").write_bytes(b"half")
    folder = backup.backup(landed, half.parent)
    assert list(half.parent.iterdir()) == [folder]


def test_what_a_killed_landing_left_is_cleared_by_the_next(settings):
    left = [settings.scratch / "abc" / "rows.parquet", settings.receipts / "office" / ".a.csv.xlsx.part"]
    for path in left:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
    receipt = settings.receipts / "office" / "a.csv.xlsx"
    receipt.write_bytes(b"whole")
    clear_remains(settings)
    assert not [path for path in left if path.exists()] and receipt.exists() and settings.scratch.is_dir()


def test_no_backup_while_a_refresh_runs(landed, tmp_path):
    with refresh_lock(landed), pytest.raises(WarehouseBusy):
        backup.backup(landed, tmp_path / "safe")
    with pytest.raises(BackupError, match="WITH"):
        backup.backup(landed, tmp_path / "safe", frozenset({"dagster"}))


def test_an_erasure_reaches_backups_and_is_applied_after_a_restore(landed, tmp_path, capsys):
    folder = backup.backup(landed, tmp_path / "safe", frozenset({"landing"}))
    keys, before = subject(landed).keys, rows(landed, COUNTS)
    with open_warehouse(landed) as con:
        done = erase_subject(landed, con, subject(landed))
    assert (done.files, done.backups) == (2, 1)
    backup.verify(folder)
    new = elsewhere(landed, tmp_path)
    assert commands.restore(new, folder, force=False) == 0
    assert rows(new, COUNTS) == before
    assert not set(keys) & {
        key for (key,) in rows(new, "SELECT person_key FROM raw.training_office__enrolments")
    }
    text = everything(new)
    assert not [secret for secret in (ANNA, NAMES[ANNA], PHONES[ANNA]) if secret in text] and BERT in text


def test_the_command_says_loudly_that_the_secret_is_missing(landed, tmp_path, capsys):
    assert commands.backup(landed, tmp_path / "safe", "") == 0
    assert f"NOT in it: the secret {landed.secret_file}" in capsys.readouterr().out
    assert commands.backup(landed, tmp_path / "safe", "secret") == 0
    assert "NOT in it: the secret" not in capsys.readouterr().out
