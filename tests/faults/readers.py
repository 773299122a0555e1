"""A reader of releases: resolves `current` once per read, as the site's server does, and checks what it got.

    python -m tests.faults.readers <releases> <reads> <result>

Writes to <result>: reads, torn, failed, going back, and the seconds of the 99th percentile, as JSON.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

import duckdb

_DATABASE_EVERY = 50  # a query through the engine costs a hundred times what a page does


def main(folder: Path, reads: int, result: Path) -> None:
    torn = failed = back = last = 0
    seconds = []
    for number in range(reads):
        start = time.perf_counter()
        try:
            release = (folder / "current").resolve(strict=True)
            if not _whole(release, number % _DATABASE_EVERY == 0):
                torn += 1
        except (OSError, duckdb.Error):
            failed += 1
            continue
        seconds.append(time.perf_counter() - start)
        order = int(release.name.removeprefix("r"))
        back += order < last
        last = order
    p99 = sorted(seconds)[len(seconds) * 99 // 100]
    result.write_text(json.dumps({"reads": reads, "torn": torn, "failed": failed, "back": back, "p99": p99}))


def _whole(release: Path, database: bool) -> bool:
    """The page is what the checksums of the same release say, and the database tells the release's own name."""
    listed = dict(line.split("  ")[::-1] for line in (release / "SHA256SUMS").read_text().splitlines())
    page = (release / "site" / "index.html").read_bytes()
    told = page.decode() == release.name and hashlib.sha256(page).hexdigest() == listed["site/index.html"]
    if told and database:
        with duckdb.connect(str(release / "release.duckdb"), read_only=True) as con:
            told = con.execute("SELECT value FROM release_info WHERE key = 'name'").fetchone() == (
                release.name,
            )
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
