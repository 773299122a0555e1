"""Render a release for a developer: `python -m dashboards RELEASE_DB OUT` writes OUT/site and OUT/files."""

import sys
import time
from pathlib import Path

from dashboards import render_site, write_files


def main(arguments: list[str]) -> int:
    """Render the database named first into the folder named second; returns the exit code."""
    if len(arguments) != 2:
        print("usage: python -m dashboards RELEASE_DB OUT", file=sys.stderr)
        return 2
    database, out = Path(arguments[0]), Path(arguments[1])
    started = time.perf_counter()
    written = render_site(database, out / "site") + write_files(database, out / "files")
    for path in written:
        print(f"{path.stat().st_size:>10,}  {path}")
    print(
        f"{len(written)} files in {time.perf_counter() - started:.1f} s; open {out / 'site' / 'index.html'}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
