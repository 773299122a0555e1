"""What lies in the landing folder: landing/<system>/<feed>/<provider>/<file>, regular files only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.contracts import Feed
from pipelines.landing.headers import MAPPING_FILE
from pipelines.settings import SHANGHAI


@dataclass(frozen=True)
class Delivery:
    """One file as it lies there; `file` is its path below the provider's folder."""

    feed: Feed
    provider: str
    file: str
    path: Path
    size: int
    mtime_ns: int

    @property
    def received_at(self) -> datetime:
        """Modification time in Shanghai, without zone."""
        return datetime.fromtimestamp(self.mtime_ns / 1e9, SHANGHAI).replace(tzinfo=None)

    def mapping_changed_at(self) -> datetime | None:
        """When the mapping file beside it changed, or was copied there with an old time; None without one."""
        mapping = self.path.parent / MAPPING_FILE
        if not mapping.is_file():
            return None
        stat = mapping.stat()
        changed = max(stat.st_mtime, stat.st_ctime)
        return datetime.fromtimestamp(changed, SHANGHAI).replace(tzinfo=None)


def spelt(name: str) -> str:
    """A name on disk as text: those of old archives and shares may be GB18030, which no UTF-8 text can hold."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def discover(landing: Path, feeds: Mapping[str, Feed]) -> tuple[list[Delivery], list[str]]:
    """All deliveries in the order of their feeds, times and names, and the paths that belong to no feed."""
    found: list[Delivery] = []
    strays: list[str] = []
    for folder, folders, files in os.walk(landing, followlinks=False):
        folders.sort()
        for name in sorted(files):
            path = Path(folder) / name
            if name.startswith((".", "~$")) or name == MAPPING_FILE:
                continue
            parts = [spelt(part) for part in path.relative_to(landing).parts]
            feed = feeds.get(".".join(parts[:2])) if len(parts) >= 4 else None
            if feed is None or path.is_symlink() or not path.is_file():
                strays.append("/".join(parts))
                continue
            stat = path.stat()
            found.append(Delivery(feed, parts[2], "/".join(parts[3:]), path, stat.st_size, stat.st_mtime_ns))
    found.sort(key=lambda delivery: (delivery.feed.id, delivery.mtime_ns, delivery.provider, delivery.file))
    return found, strays
