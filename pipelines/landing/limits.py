"""What a delivered file may cost: sizes, expansion, memory and time. Beyond it the file is refused, not the run."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.landing.messages import say

_MB = 1 << 20


class UnreadableFile(ValueError):
    """The file cannot be opened as what its name says; the text is for the provider."""


@dataclass(frozen=True)
class Limits:
    """Limits of one file; bytes, seconds of CPU and of wall clock."""

    file_bytes: int = 16 << 30
    memory_bytes: int = 1 << 30
    expanded_bytes: int = 8 << 30
    expansion: int = 200  # times the delivered size, above `expansion_free`
    expansion_free: int = 64 * _MB
    entries: int = 2_000
    columns: int = 2_000
    sheets: int = 200
    seconds: int = 8  # and one more for each megabyte
    seconds_per_mb: float = 1.0

    def cpu_seconds(self, size: int) -> int:
        return int(self.seconds + self.seconds_per_mb * size / _MB)

    def expanded(self, size: int) -> int:
        """Bytes that `size` delivered bytes may become."""
        return min(self.expanded_bytes, max(self.expansion_free, self.expansion * size))


LIMITS = Limits()


def expands(allowed: int) -> UnreadableFile:
    """The fault of a file that unpacks to more than `allowed` bytes."""
    return UnreadableFile(say("expands", megabytes=allowed // _MB))


def check_columns(count: int) -> None:
    if count > LIMITS.columns:
        raise UnreadableFile(say("columns", count=count, limit=LIMITS.columns))


def check_size(size: int, limits: Limits = LIMITS) -> None:
    if size == 0:
        raise UnreadableFile(say("empty"))
    if size > limits.file_bytes:
        raise UnreadableFile(say("too_large", megabytes=limits.file_bytes // _MB))


def check_archive(path: Path, limits: Limits = LIMITS) -> list[zipfile.ZipInfo]:
    """Entries of a zip file (a workbook is one too) whose declared sizes are within the limits.

    Raises UnreadableFile for a damaged, protected or exploding archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(say("damaged")) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(say("password"))
    if len(entries) > limits.entries:
        raise UnreadableFile(say("entries", count=len(entries), limit=limits.entries))
    allowed = limits.expanded(path.stat().st_size)
    if sum(entry.file_size for entry in entries) > allowed:
        raise expands(allowed)
    return entries
