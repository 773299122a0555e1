"""Archives (.zip) of deliveries: every entry on its own, no archive inside an archive."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from pipelines.landing.limits import UnreadableFile, check_archive
from pipelines.landing.messages import say

_SYSTEM_FILES = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"))


def system_files(path: Path) -> int:
    """How many entries of the archive the operating system left there."""
    return sum(not entry.is_dir() and is_system_file(_name(entry)) for entry in check_archive(path))


def is_system_file(name: str) -> bool:
    """Whether an operating system or office program left this entry beside the files that a person packed."""
    place = PurePosixPath(name)
    return (
        place.name.startswith((".", "~$"))
        or place.name.lower() in _SYSTEM_FILES
        or "__MACOSX" in place.parts[:1]
    )


def extracted(path: Path, workspace: Path, kind_of: Callable[[str], str]) -> Iterator[tuple[str, Path]]:
    """(name in the archive, extracted file) of every entry that a person packed; `kind_of` a name is the ending it keeps.

    Raises UnreadableFile for a damaged or protected archive and for one inside another.
    """
    for number, entry in enumerate(check_archive(path)):
        name = _name(entry)
        place = PurePosixPath(name)
        if entry.is_dir() or is_system_file(name) or place.name.startswith("_mapping"):
            continue
        if place.suffix.lower() == ".zip":
            raise UnreadableFile(say("nested_archive"))
        # Extracted under a name of our own: what the archive calls a file decides nothing but its kind.
        target = workspace / f"entry-{number}{kind_of(place.name)}"
        _extract(path, entry, target)
        yield name, target


def _name(entry: zipfile.ZipInfo) -> str:
    """Chinese archivers write names in GB18030 without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _extract(path: Path, entry: zipfile.ZipInfo, target: Path) -> None:
    """Write one entry, never more than it declares: the declared sizes were held against the limits."""
    left = entry.file_size
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as source, target.open("wb") as sink:
            while chunk := source.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise UnreadableFile(say("damaged"))
                sink.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise UnreadableFile(say("damaged")) from None
