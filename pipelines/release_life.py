"""The life of a release: draft → checked → published → superseded, and back by rollback.

The folders are the state: `.draft-<id>` is being built, `.checked-<id>` passed the gate and waits for approval,
`<id>` was published, `current` names the one readers have. Three small files stand beside them: `pinned.json` after a
rollback, `cited.txt` for releases that must stay, and the audit log one level up for who decided what.
"""

from dataclasses import dataclass
from pathlib import Path

import orjson

from pipelines import audit, releases
from pipelines.durable import write_whole
from pipelines.settings import Settings


class LifeError(ValueError):
    """A release cannot take the step asked for; the text says why and what to do."""


@dataclass(frozen=True)
class Pin:
    """A rollback: readers keep `release_id` until input differs from `input_digest`."""

    release_id: str
    replaced: str
    input_digest: str


@dataclass(frozen=True)
class State:
    """One release as `make releases` lists it."""

    release_id: str
    state: str  # checked, published, superseded or damaged
    as_of: str
    cited: bool
    pinned: bool


def checked(folder: Path) -> Path | None:
    """The draft that passed the gate and waits for approval, if there is one."""
    return next(iter(sorted(folder.glob(".checked-*"))), None)


def hold(folder: Path, draft: Path, release_id: str) -> Path:
    """Let a sealed draft wait for approval; one that waited before gives way, because it is older."""
    target = folder / f".checked-{release_id}"
    for waiting in folder.glob(".checked-*"):
        releases.remove(waiting)
    draft.chmod(0o755)
    draft.rename(target)
    return target


def published_ids(folder: Path) -> list[str]:
    """All releases that were published and are still kept, damaged ones among them, newest first."""
    found = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    found = [path for path in found if not path.name.startswith(".")]
    return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


def last_whole(folder: Path) -> Path | None:
    """The release to compare with: the one readers have, else, when it is damaged, the newest whole one."""
    current = releases.current_id(folder)
    order = [*([current] if current else []), *published_ids(folder)]
    return next((folder / name for name in order if releases.is_whole(folder / name)), None)


def read_pin(folder: Path) -> Pin | None:
    """The rollback that holds, if readers still have the release it went back to."""
    path = folder / "pinned.json"
    if not path.exists():
        return None
    pin = Pin(**orjson.loads(path.read_bytes()))
    return pin if pin.release_id == releases.current_id(folder) else None


def standing(folder: Path, digest: str, input_digest: str) -> str | None:
    """Why a run over this input has nothing to do, None when it has to build a release.

    'published': readers have the release of exactly this input. 'waiting': it was built and awaits approval.
    'rolled back': a person went back to another release, and nothing but the day is new since then.
    """
    current = releases.current_id(folder)
    if current and _is_of(folder / current, digest):
        return "published"
    waiting = checked(folder)
    if (
        waiting
        and _is_of(waiting, digest)
        and releases.manifest_info(waiting).get("previous", "") == (current or "")
    ):
        return "waiting"
    pin = read_pin(folder)
    return "rolled back" if pin and pin.input_digest == input_digest else None


def _is_of(folder: Path, digest: str) -> bool:
    return releases.is_whole(folder) and releases.manifest_info(folder).get("fingerprint") == digest


def approve(settings: Settings, release_id: str, by: str) -> Path:
    """Publish the checked draft `release_id`; who approved it goes to the audit log alone.

    Raises LifeError when nobody is named, no such draft waits, or readers were given another release since it was built.
    """
    if not by.strip():
        raise LifeError('say who approves: make approve RELEASE=… BY="role or name"')
    waiting = checked(settings.releases)
    if waiting is None or waiting.name != f".checked-{release_id}":
        others = f"; {waiting.name.removeprefix('.checked-')} waits" if waiting else ""
        raise LifeError(f"no checked draft {release_id} waits for approval{others}")
    releases.verify(waiting)
    if releases.manifest_info(waiting).get("previous", "") != (releases.current_id(settings.releases) or ""):
        raise LifeError(
            f"{release_id} was compared with a release that readers no longer have; run make refresh again"
        )
    audit.append(settings, "approve", release_id, by)
    return put_out(settings, waiting, release_id)


def put_out(settings: Settings, sealed: Path, release_id: str) -> Path:
    """Publish a sealed folder. A rollback that held until now is over."""
    sealed.chmod(0o755)  # a folder moves only when its own entry may be written
    final = releases.publish(settings.releases, sealed, release_id)
    (settings.releases / "pinned.json").unlink(missing_ok=True)
    return final


def rollback(settings: Settings, release_id: str, input_digest: str, by: str = "", reason: str = "") -> None:
    """Give readers an earlier release. It stays until new input arrives or a later rollback lifts it.

    Raises LifeError for a release that is not kept or that readers have already, ReleaseDamaged for a damaged one.
    """
    folder = settings.releases
    if release_id not in published_ids(folder):
        raise LifeError(f"{release_id} is no release that is kept here; make releases lists them")
    replaced = releases.current_id(folder)
    if release_id == replaced:
        raise LifeError(f"readers have {release_id} already")
    releases.verify(folder / release_id)
    audit.append(settings, "rollback", release_id, by, replaced=replaced or "", reason=reason)
    pin = {"release_id": release_id, "replaced": replaced or "", "input_digest": input_digest}
    write_whole(folder / "pinned.json", orjson.dumps(pin))
    releases.switch(folder, release_id)


def cited(folder: Path) -> set[str]:
    """Releases somebody quotes: they are never pruned."""
    path = folder / "cited.txt"
    return set(path.read_text(encoding="utf-8").split()) if path.exists() else set()


def cite(settings: Settings, release_id: str, by: str = "") -> None:
    """Keep a release for ever, because a document quotes it. Raises LifeError when it is not kept here."""
    if release_id not in published_ids(settings.releases):
        raise LifeError(f"{release_id} is no release that is kept here; make releases lists them")
    names = cited(settings.releases) | {release_id}
    audit.append(settings, "cite", release_id, by)
    write_whole(settings.releases / "cited.txt", "".join(f"{name}\n" for name in sorted(names)).encode())


def prunable(folder: Path, keep: int) -> list[str]:
    """Releases beyond the newest `keep`, but none that readers have, that is cited or that a rollback set aside."""
    if keep < 1:
        raise LifeError("KEEP must be at least 1")
    pin = read_pin(folder)
    stay = cited(folder) | {releases.current_id(folder), *((pin.replaced,) if pin else ())}
    return [name for name in published_ids(folder)[keep:] if name not in stay]


def prune(settings: Settings, keep: int, by: str = "") -> list[str]:
    """Delete what `prunable` lists and what is left of damaged releases; returns their names."""
    names = prunable(settings.releases, keep)
    for name in names:
        audit.append(settings, "prune", name, by)
        # Renamed first: a kill in the middle leaves no half release under a name that readers could ask for.
        gone = settings.releases / f".pruned-{name}"
        (settings.releases / name).chmod(0o755)
        (settings.releases / name).rename(gone)
    for pattern in (".pruned-*", ".damaged-*"):
        for left in settings.releases.glob(pattern):
            releases.remove(left)
    return names


def states(folder: Path) -> list[State]:
    """Every release with its state, the waiting draft first, then newest first."""
    current, pin, quoted = releases.current_id(folder), read_pin(folder), cited(folder)
    found = []
    if waiting := checked(folder):
        found.append(_state(waiting, waiting.name.removeprefix(".checked-"), "checked", False, False))
    for name in published_ids(folder):
        state = "published" if name == current else "superseded"
        if not releases.is_whole(folder / name):
            state = "damaged"
        found.append(_state(folder / name, name, state, name in quoted, bool(pin and pin.release_id == name)))
    return found


def _state(path: Path, name: str, state: str, is_cited: bool, pinned: bool) -> State:
    as_of = releases.manifest_info(path).get("as_of", "") if state != "damaged" else ""
    return State(name, state, as_of, is_cited, pinned)
