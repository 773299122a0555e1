"""Release folders: built under a temporary name, sealed, switched to in one rename, never changed afterwards."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import orjson

from pipelines.durable import sync

_HASHED_CODE = (".py", ".sql", ".yml", ".csv", ".html", ".css", ".js")
_CODE_FOLDERS = ("dbt_project", "dashboards", "expectations", "pipelines")


class ReleaseDamaged(RuntimeError):
    """A release folder does not hold what its checksums say."""


@cache
def code_digest(repo: Path) -> str:
    """Digest of everything that decides what a release says for given input."""
    digest = hashlib.sha256()
    for folder in _CODE_FOLDERS:
        for path in sorted((repo / folder).rglob("*")):
            if path.suffix in _HASHED_CODE and path.is_file() and "sample_city" not in path.parts:
                digest.update(str(path.relative_to(repo)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint(con: duckdb.DuckDBPyConnection, as_of: str, k: int, code: str) -> str:
    """Digest of all that a release depends on: deliveries, as-of day, suppression setting, code, and the backfills that
    corrected something (or were cut off), because the releases before them may say something else.

    With an empty `as_of` it is the same on every day, and says whether anything new came in.
    """
    files = con.execute(
        """SELECT system, feed, provider, file, digest, mtime_ns, status, withdrawn_at IS NOT NULL
           FROM raw.files ORDER BY ALL"""
    ).fetchall()
    repairs = con.execute(
        "SELECT run_id FROM gate.backfills WHERE corrected IS NULL OR corrected > 0 ORDER BY ALL"
    ).fetchall()
    return hashlib.sha256(orjson.dumps([as_of, k, code, files, *repairs])).hexdigest()


def release_name(as_of: str, fingerprint_hex: str) -> str:
    """The same input gives the same release: the as-of day and the head of the fingerprint."""
    return f"{as_of.replace('-', '')}-{fingerprint_hex[:10]}"


def draft_folder(releases: Path, release_id: str) -> Path:
    return releases / f".draft-{release_id}"


def start_draft(releases: Path, release_id: str) -> Path:
    """An empty draft folder; remains of earlier drafts are removed."""
    for leftover in releases.glob(".draft-*"):
        remove(leftover)
    folder = draft_folder(releases, release_id)
    folder.mkdir()
    return folder


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def seal(draft: Path, release_id: str, info: dict[str, str]) -> None:
    """Write manifest.json and SHA256SUMS, make every file read-only and durable.

    Raises ReleaseDamaged when the database cannot be opened for reading on its own.
    """
    database = draft / "release.duckdb"
    if database.with_suffix(".duckdb.wal").exists():
        raise ReleaseDamaged("release.duckdb was not closed cleanly: its write-ahead log is still there")
    files = [{"path": str(path.relative_to(draft)), "bytes": path.stat().st_size} for path in _files(draft)]
    manifest = {"release_id": release_id, "info": info, "files": files}
    (draft / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    sums = "".join(f"{_sha256(path)}  {path.relative_to(draft)}\n" for path in _files(draft))
    (draft / "SHA256SUMS").write_text(sums, encoding="utf-8")
    for path in _files(draft):
        sync(path)
        path.chmod(0o444)
    for path in sorted(draft.rglob("*"), reverse=True):
        if path.is_dir():
            path.chmod(0o555)
            sync(path)
    sync(draft)


def publish(releases: Path, draft: Path, release_id: str) -> Path:
    """Rename the sealed draft to its final name and switch `current` to it; readers see old or new, never half.

    A release of that name stays as it is when it is whole; a damaged one gives way to the draft.
    """
    final = releases / release_id
    if is_whole(final):
        remove(draft)
    else:
        if final.exists():
            final.rename(releases / f".damaged-{release_id}-{time.time_ns()}")
        draft.rename(final)
        sync(releases)
    final.chmod(0o555)  # here, because a run killed between rename and this line left it writable
    switch(releases, release_id)
    return final


def switch(releases: Path, release_id: str) -> None:
    """Point `current` at a release in one atomic step."""
    pointer = releases / ".current-next"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(release_id)
    os.replace(pointer, releases / "current")
    sync(releases)


def current_id(releases: Path) -> str | None:
    """The release readers have, None before the first one."""
    pointer = releases / "current"
    return os.readlink(pointer) if pointer.is_symlink() and pointer.exists() else None


def verify(folder: Path) -> None:
    """Raises ReleaseDamaged when a file is missing, changed or not listed in SHA256SUMS."""
    listed = {}
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    present = {str(path.relative_to(folder)) for path in _files(folder)} - {"SHA256SUMS"}
    if present != listed.keys():
        raise ReleaseDamaged(f"files listed and files present differ: {sorted(present ^ listed.keys())[:5]}")
    for name, digest in listed.items():
        if _sha256(folder / name) != digest:
            raise ReleaseDamaged(f"{name} was changed after publishing")


def is_whole(folder: Path) -> bool:
    """True when every file of the release is there, as published."""
    try:
        verify(folder)
    except (ReleaseDamaged, OSError):
        return False
    return True


def manifest_info(folder: Path) -> dict[str, str]:
    """What a sealed folder says about itself: the facts of release_info, fingerprint and run."""
    return orjson.loads((folder / "manifest.json").read_bytes())["info"]


def remove(folder: Path) -> None:
    """Delete a draft or release folder, read-only or closed as it may be."""
    folder.chmod(0o755)
    for parent, names, _ in os.walk(folder):
        for name in names:  # opened before the walk goes in
            Path(parent, name).chmod(0o755)
    shutil.rmtree(folder)
