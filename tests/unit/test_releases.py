"""Release folders: sealed, switched in one step, told apart from damaged ones."""

import os
import threading

import duckdb
import pytest

from pipelines import releases
from pipelines.releases import ReleaseDamaged


def make(folder, name: str, text: str = "page"):
    """A sealed draft named `name`."""
    draft = releases.start_draft(folder, name)
    with duckdb.connect(str(draft / "release.duckdb")) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS a")
    (draft / "site").mkdir()
    (draft / "site" / "index.html").write_text(text)
    releases.seal(draft, name, {"as_of": "2021-11-30"})
    return draft


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "releases"
    path.mkdir()
    yield path
    for item in path.rglob("*"):
        if item.is_dir() and not item.is_symlink():
            item.chmod(0o755)


def test_a_published_release_is_current_and_read_only(folder):
    final = releases.publish(folder, make(folder, "r1"), "r1")
    assert releases.current_id(folder) == "r1"
    assert (folder / "current" / "site" / "index.html").read_text() == "page"
    assert not [path for path in final.rglob("*") if path.stat().st_mode & 0o222]
    releases.verify(final)
    assert not list(folder.glob(".draft-*"))


def test_switching_back_is_a_rollback(folder):
    for name in ("r1", "r2"):
        releases.publish(folder, make(folder, name, name), name)
    assert (folder / "current" / "site" / "index.html").read_text() == "r2"
    releases.switch(folder, "r1")
    assert (folder / "current" / "site" / "index.html").read_text() == "r1"


def test_publishing_the_same_release_again_keeps_the_first_folder(folder):
    first = releases.publish(folder, make(folder, "r1", "first"), "r1")
    before = first.stat().st_ino
    releases.publish(folder, make(folder, "r1", "first"), "r1")
    assert first.stat().st_ino == before


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_damage_is_noticed(folder, damage):
    final = releases.publish(folder, make(folder, "r1"), "r1")
    (final / "site").chmod(0o755)
    page = final / "site" / "index.html"
    if damage == "change":
        page.chmod(0o644)
        page.write_text("pagf")
    elif damage == "remove":
        page.unlink()
    else:
        (final / "site" / "extra.html").write_text("x")
    with pytest.raises(ReleaseDamaged):
        releases.verify(final)


def test_a_database_that_was_not_closed_is_not_sealed(folder):
    draft = releases.start_draft(folder, "r1")
    (draft / "release.duckdb").write_bytes(b"")
    (draft / "release.duckdb.wal").write_bytes(b"x")
    with pytest.raises(ReleaseDamaged, match="write-ahead log"):
        releases.seal(draft, "r1", {})


def test_remains_of_a_killed_draft_are_cleared(folder):
    make(folder, "r0")
    draft = releases.start_draft(folder, "r1")
    assert [path.name for path in folder.iterdir()] == [draft.name]


def test_readers_see_old_or_new_but_never_neither(folder):
    names = [f"r{i}" for i in range(12)]
    releases.publish(folder, make(folder, names[0], names[0]), names[0])
    seen: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append((folder / "current" / "site" / "index.html").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for name in names[1:]:
        releases.publish(folder, make(folder, name, name), name)
    stop.set()
    reader.join()
    order = [names.index(text) for text in seen]
    assert order == sorted(order)
    assert os.readlink(folder / "current") == names[-1]


def test_the_same_input_has_the_same_name():
    assert releases.release_name("2021-11-30", "ab" * 32) == "20211130-ababababab"
