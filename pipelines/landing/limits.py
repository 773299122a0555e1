"""What a delivered file may cost: sizes, expansion, memory and time. Beyond it the file is refused, not the run."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

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


def check_size(size: int, limits: Limits = LIMITS) -> None:
    if size == 0:
        raise UnreadableFile("the file is empty")
    if size > limits.file_bytes:
        raise UnreadableFile(
            f"the file is larger than {limits.file_bytes // _MB:,} MB; please send it in parts"
        )


def check_archive(path: Path, limits: Limits = LIMITS) -> list[zipfile.ZipInfo]:
    """Entries of a zip file (a workbook is one too) whose declared sizes are within the limits.

    Raises UnreadableFile for a damaged, protected or exploding archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile("the file is damaged or cut off: it is no complete zip archive") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("the file is protected by a password; please send it without one")
    if len(entries) > limits.entries:
        raise UnreadableFile(f"the archive holds {len(entries):,} entries; {limits.entries:,} are allowed")
    allowed = limits.expanded(path.stat().st_size)
    if sum(entry.file_size for entry in entries) > allowed:
        raise UnreadableFile(
            f"unpacked, the file would be larger than {allowed // _MB:,} MB; please send it in parts"
        )
    return entries
