"""Small files that are there whole or not at all, also when the process or the machine stops in the middle."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Make a file or the entries of a folder durable. Raises OSError when the disk refuses."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, mode: int = 0o644, keep: bool = False) -> None:
    """Put `content` at `path` in one step; with `keep` a file that is there already stays as it is."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
        draft.chmod(mode)
        sync(draft)
        if keep:
            with suppress(FileExistsError):
                os.link(draft, path)
        else:
            os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)
