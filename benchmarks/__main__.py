"""Run every benchmark: `make bench`."""

import tempfile
from pathlib import Path

from benchmarks import gate, increment, landing, overhead, refresh, site, training
from benchmarks.measure import report
from pipelines.settings import Settings

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        results = [*landing.measure(Path(name)), *gate.measure(Path(name)), *refresh.measure(Path(name))]
        results += overhead.measure(Path(name) / "home", Path(name))
        results += increment.measure(Path(name) / "increment")
        results += training.measure(Path(name) / "training")
        results += site.measure(Path(name) / "home" / "releases" / "current", Path(name) / "site")
    report(results, Settings.from_env().home / "bench.json")
