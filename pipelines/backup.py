"""Backups: a consistent copy of an installation with checksums, and the way back.

The secret is never part of a backup unless asked for: whoever holds both could try document numbers against the keys.
"""

import hashlib
import hmac
import shutil
from collections.abc import Iterator
from pathlib import Path

import orjson

from pipelines import audit
from pipelines.releases import remove
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import open_warehouse, refresh_lock

_FOLDERS = ("releases", "memory", "receipts")
_FILES = ("audit.jsonl", "audit.head", "erasures.jsonl")
_EXTRAS = ("landing", "secret")
MANIFEST, SUMS, LEDGER = "backup.json", "SHA256SUMS", "erasures.jsonl"


class BackupError(ValueError):
    """A backup cannot be made, read or put back; the text says why and what to do."""


def backup(settings: Settings, target: Path, extras: frozenset[str] = frozenset()) -> Path:
    """Copy warehouse, releases and what they hide, receipts and logs to a new folder under `target`; returns it.

    `extras` may name landing (files in clear) and secret. Nothing is written meanwhile: the refresh lock is held.
    Raises BackupError for unknown extras, WarehouseBusy while a refresh runs.
    """
    if unknown := extras - set(_EXTRAS):
        raise BackupError(f"WITH may name {' and '.join(_EXTRAS)}, not {', '.join(sorted(unknown))}")
    settings.prepare()
    now = shanghai_now()
    final = target.resolve() / f"backup-{now:%Y%m%d-%H%M%S-%f}"
    draft = final.with_name(f".{final.name}")
    draft.mkdir(parents=True, mode=0o700)
    with refresh_lock(settings), open_warehouse(settings) as con:
        for half in set(draft.parent.glob(".backup-*")) - {draft}:  # of a backup that was killed
            remove(half)
        con.execute("CHECKPOINT")
        shutil.copyfile(settings.warehouse, draft / "warehouse.duckdb")
        for name in _FOLDERS:
            shutil.copytree(settings.home / name, draft / name, symlinks=True, ignore=_unfinished)
        for name in _FILES:
            if (settings.home / name).exists():
                shutil.copy2(settings.home / name, draft / name)
        if "landing" in extras:
            shutil.copytree(settings.landing, draft / "landing", symlinks=True)
    if "secret" in extras:
        shutil.copy2(settings.secret_file, draft / "secret")
    about = {"made_at": now.isoformat(sep=" "), "extras": sorted(extras), "secret": _secret_mark(settings)}
    (draft / MANIFEST).write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2))
    write_sums(draft)
    draft.rename(final)
    _remember(settings, final)
    audit.append(settings, "backup", final.name)
    return final


def restore(settings: Settings, source: Path, force: bool = False) -> Path | None:
    """Put a backup back; returns the folder to which what was there before was moved, None when nothing was.

    Raises BackupError for a backup whose files are not as written, for another secret, and for a home that is not
    empty unless `force`. The caller applies the erasures that came after the backup.
    """
    verify(source)
    about = orjson.loads((source / MANIFEST).read_bytes())
    if (
        "secret" not in about["extras"]
        and settings.secret_file.exists()
        and _secret_mark(settings) != about["secret"]
    ):
        raise BackupError(
            f"{settings.secret_file} is not the secret this backup was made with: persons would get other keys. "
            "Put the right secret in its place first"
        )
    parts = [path.name for path in sorted(source.iterdir()) if path.name not in (MANIFEST, SUMS, *_FILES)]
    occupied = [_place(settings, name) for name in parts if _is_filled(_place(settings, name))]
    if occupied and not force:
        raise BackupError(
            f"{settings.home} is not empty ({occupied[0].name} is there); with FORCE=1 what is there is moved aside"
        )
    settings.home.mkdir(parents=True, exist_ok=True)
    with refresh_lock(settings):
        aside = _move_aside(settings, occupied)
        for name in parts:
            _copy(source / name, _place(settings, name))
        _restore_logs(settings, source)
    audit.append(settings, "restore", source.name)
    return aside


def _restore_logs(settings: Settings, source: Path) -> None:
    """The home's own audit log is never replaced by an older one; both ledgers' erasures hold."""
    if not settings.audit_log.exists():
        for name in ("audit.jsonl", "audit.head"):
            if (source / name).exists():
                shutil.copy2(source / name, settings.home / name)
    ledgers = [path for path in (settings.erasures, source / LEDGER) if path.exists()]
    lines = dict.fromkeys(line for path in ledgers for line in path.read_text(encoding="ascii").splitlines())
    if lines:
        settings.erasures.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        settings.erasures.chmod(0o600)


def verify(folder: Path) -> None:
    """Raises BackupError when a file of a backup is missing, changed or not listed."""
    if not (folder / SUMS).is_file():
        raise BackupError(f"{folder} is no backup: it has no {SUMS}")
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = {str(path.relative_to(folder)) for path in _files(folder)}
    if differing := sorted(present ^ listed.keys()):
        raise BackupError(f"files listed and files present differ: {differing[0]}")
    for name, digest in listed.items():
        if _sha256(folder / name) != digest:
            raise BackupError(f"{name} of the backup is damaged; take another backup")


def write_sums(folder: Path) -> None:
    """List the digest of every file of a backup but the ledger, which grows with each erasure."""
    sums = "".join(f"{_sha256(path)}  {path.relative_to(folder)}\n" for path in _files(folder))
    (folder / SUMS).write_text(sums, encoding="utf-8")


def known_backups(settings: Settings) -> list[Path]:
    """Backups of this installation that can be reached now."""
    if not settings.backup_list.exists():
        return []
    lines = settings.backup_list.read_text(encoding="utf-8").splitlines()
    return [Path(line) for line in lines if (Path(line) / SUMS).is_file()]


def _remember(settings: Settings, folder: Path) -> None:
    with settings.backup_list.open("a", encoding="utf-8") as handle:
        handle.write(f"{folder}\n")


def _files(folder: Path) -> Iterator[Path]:
    skipped = {folder / SUMS, folder / LEDGER}
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink() and p not in skipped)


def _unfinished(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name.startswith((".draft-", ".pruned-", ".damaged-"))}


def _place(settings: Settings, name: str) -> Path:
    """Where a part of a backup belongs."""
    return {"landing": settings.landing, "secret": settings.secret_file}.get(name, settings.home / name)


def _is_filled(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _move_aside(settings: Settings, places: list[Path]) -> Path | None:
    """What stands in the way goes to one folder of the home, so that a wrong restore can be taken back."""
    if not places:
        return None
    aside = settings.home / f"before-restore-{shanghai_now():%Y%m%d-%H%M%S-%f}"
    aside.mkdir(mode=0o700)
    for place in places:
        place.rename(aside / place.name)
    wal = settings.warehouse.with_name(settings.warehouse.name + ".wal")
    if wal.exists():  # it belongs to the warehouse that was moved, and would spoil the restored one
        wal.rename(aside / wal.name)
    return aside


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        if target.exists():
            remove(target)
        shutil.copytree(source, target, symlinks=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _secret_mark(settings: Settings) -> str:
    """Tells one secret from another and nothing else about it."""
    return hmac.new(settings.secret(), b"which secret is this", hashlib.sha256).hexdigest()[:16]
