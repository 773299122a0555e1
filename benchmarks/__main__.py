"""Run every benchmark: `make bench`."""

import tempfile
from pathlib import Path

from benchmarks import increment, landing, refresh, site
from benchmarks.measure import report
from pipelines.settings import Settings

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        results = [*landing.measure(Path(name)), *refresh.measure(Path(name))]
        results += increment.measure(Path(name) / "increment")
        results += site.measure(Path(name) / "home" / "releases" / "current", Path(name) / "site")
    report(results, Settings.from_env().home / "bench.json")
