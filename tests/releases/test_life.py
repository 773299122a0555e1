"""A release's life: waiting for approval, rollback that holds, citing, pruning, damage."""

import json

import pytest

from pipelines import audit, release_life, releases
from pipelines.release_life import LifeError
from tests.releases.conftest import published, sealed


def page(settings) -> str:
    return (settings.releases / "current" / "site" / "index.html").read_text()


def states(settings) -> dict[str, str]:
    return {one.release_id: one.state for one in release_life.states(settings.releases)}


def test_a_checked_draft_waits_until_somebody_named_approves_it(settings):
    published(settings, "r1")
    release_life.hold(settings.releases, sealed(settings, "r2"), "r2")
    assert page(settings) == "r1" and states(settings) == {"r2": "checked", "r1": "published"}
    assert release_life.standing(settings.releases, "d-r2", "i") == "waiting"
    with pytest.raises(LifeError, match="who approves"):
        release_life.approve(settings, "r2", " ")
    with pytest.raises(LifeError, match="r2 waits"):
        release_life.approve(settings, "r3", "科长")
    release_life.approve(settings, "r2", "科长")
    assert page(settings) == "r2" and states(settings) == {"r2": "published", "r1": "superseded"}
    assert [(e["act"], e["object"], e["actor"]) for e in audit.read(settings)] == [("approve", "r2", "科长")]
    everything = b"".join(path.read_bytes() for path in settings.releases.rglob("*") if path.is_file())
    assert "科长".encode() not in everything


def test_a_newer_checked_draft_replaces_the_one_that_waits(settings):
    for name in ("r1", "r2"):
        release_life.hold(settings.releases, sealed(settings, name), name)
    assert states(settings) == {"r2": "checked"}


def test_a_draft_compared_with_another_release_is_not_approved(settings):
    published(settings, "r0", "r1")
    release_life.hold(settings.releases, sealed(settings, "r2"), "r2")
    release_life.rollback(settings, "r0", "i")
    with pytest.raises(LifeError, match="no longer have"):
        release_life.approve(settings, "r2", "科长")
    assert release_life.standing(settings.releases, "d-r2", "other") is None


def test_a_damaged_draft_is_not_approved(settings):
    waiting = release_life.hold(settings.releases, sealed(settings, "r1"), "r1")
    (waiting / "site" / "index.html").chmod(0o644)
    (waiting / "site" / "index.html").write_text("other")
    with pytest.raises(releases.ReleaseDamaged):
        release_life.approve(settings, "r1", "科长")


def test_a_rollback_holds_until_something_new_comes_in(settings):
    published(settings, "r1", "r2")
    release_life.rollback(settings, "r1", "input 1", "科长", "单位错误")
    assert page(settings) == "r1"
    assert release_life.standing(settings.releases, "another day's digest", "input 1") == "rolled back"
    assert release_life.standing(settings.releases, "another digest", "input 2") is None
    entry = audit.read(settings)[-1]
    assert entry["details"] == {"replaced": "r2", "reason": "单位错误"}
    published(settings, "r3")
    assert page(settings) == "r3" and release_life.read_pin(settings.releases) is None


def test_rolling_forward_again_lifts_the_rollback(settings):
    published(settings, "r1", "r2")
    release_life.rollback(settings, "r1", "i")
    release_life.rollback(settings, "r2", "i")
    assert release_life.standing(settings.releases, "d-r2", "i") == "published"


def test_nobody_rolls_back_to_what_is_not_kept_or_not_whole(settings):
    published(settings, "r1", "r2")
    for name, words in (("r9", "no release"), ("r2", "already"), ("../etc", "no release")):
        with pytest.raises(LifeError, match=words):
            release_life.rollback(settings, name, "i")
    (settings.releases / "r1" / "site").chmod(0o755)
    (settings.releases / "r1" / "site" / "index.html").unlink()
    with pytest.raises(releases.ReleaseDamaged):
        release_life.rollback(settings, "r1", "i")
    assert page(settings) == "r2"


def test_pruning_keeps_the_newest_the_cited_the_current_and_what_was_rolled_back(settings):
    published(settings, *(f"r{i}" for i in range(1, 7)))
    release_life.cite(settings, "r2", "出版科")
    release_life.rollback(settings, "r4", "i")
    assert release_life.prunable(settings.releases, 1) == ["r5", "r3", "r1"]
    assert release_life.prune(settings, 1) == ["r5", "r3", "r1"]
    assert set(states(settings)) == {"r2", "r4", "r6"}
    assert [e["object"] for e in audit.read(settings) if e["act"] == "prune"] == ["r5", "r3", "r1"]
    assert not list(settings.releases.glob(".pruned-*"))
    for keep in (0, -1):
        with pytest.raises(LifeError):
            release_life.prunable(settings.releases, keep)


@pytest.mark.parametrize("damage", ["dangling", "changed"])
def test_a_damaged_current_release_is_built_again_and_gives_way(settings, damage):
    published(settings, "r1", "r2")
    if damage == "dangling":
        releases.remove(settings.releases / "r2")
    else:
        (settings.releases / "r2" / "site" / "index.html").chmod(0o644)
        (settings.releases / "r2" / "site" / "index.html").write_text("other")
    assert release_life.standing(settings.releases, "d-r2", "i") is None  # so the next run builds
    assert release_life.last_whole(settings.releases).name == "r1"
    published(settings, "r2")
    releases.verify(settings.releases / "r2")
    assert page(settings) == "r2" and states(settings) == {"r2": "published", "r1": "superseded"}


def test_the_manifest_tells_what_a_release_was_made_of(settings):
    published(settings, "r1")
    manifest = json.loads((settings.releases / "r1" / "manifest.json").read_text())
    assert manifest["info"]["fingerprint"] == "d-r1"
