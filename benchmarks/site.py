"""The site: what rendering costs, how heavy its pages are, and how soon a reader sees something."""

import gzip
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Result, child_cpu
from tests.dashboards.browser import CHROMIUM, Tab, browser
from tests.dashboards.served import served

# A town hall's line and an old office machine: 10 Mbit/s, 40 ms there and back, a processor four times slower.
SLOW_LINE = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000}
SLOWER = 4
# The machine is busy with other things too: no single try counts.
TRIES = 5
SIX_CHARTS = "training.html"
ENTRY = "index.html"
# What every page loads beside itself.
EXTRAS = ("site.css", "charts.js", "cite.js")


def measure(release: Path, out: Path) -> list[Result]:
    """Render the site of a release's database once more into `out` and read the release; the browser's part needs Chromium."""
    seconds, _ = child_cpu(["-m", "dashboards", str(release / "release.duckdb"), str(out)])
    pages = list((out / "site").rglob("*.html"))
    heaviest = max(len(gzip.compress(path.read_bytes())) for path in pages)
    extras = sum(len(gzip.compress((out / "site" / "assets" / name).read_bytes())) for name in EXTRAS)
    results = [
        Result(f"site: render {len(pages)} pages, workbooks, CSV", seconds, "CPU s", "one core", 60),
        Result(
            "site: heaviest page without charts, style and script", (heaviest + extras) / 1000, "kB", "—", 100
        ),
    ]
    if CHROMIUM.exists():
        with served(release.parent) as address:
            busy = median(_in_new_browser(f"{address}/{SIX_CHARTS}") for _ in range(TRIES))
            with browser() as tab:
                first = median(first_content(tab, f"{address}/{ENTRY}") for _ in range(TRIES))
        results += [
            Result("site: first content, 10 Mbit/s, 4 x slower", first, "s", f"median of {TRIES}", 1),
            Result("site: main thread of a six-chart page", busy, "s", f"median of {TRIES}", 1),
        ]
    else:
        print("no Chromium: first content and main thread were not measured")
    return results


def first_content(tab: Tab, address: str) -> float:
    """Seconds until the first content of a page is painted, on the slow line and machine, nothing cached."""
    tab.call("Network.setCacheDisabled", cacheDisabled=True)
    tab.call("Network.emulateNetworkConditions", **SLOW_LINE)
    tab.call("Emulation.setCPUThrottlingRate", rate=SLOWER)
    try:
        tab.open(address, 1366, 768)
        return wait(tab, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime") / 1000
    finally:
        tab.call("Emulation.setCPUThrottlingRate", rate=1)
        tab.call("Network.emulateNetworkConditions", **SLOW_LINE | {"downloadThroughput": -1, "latency": 0})


def _in_new_browser(address: str) -> float:
    with browser() as tab:
        return main_thread(tab, address)


def main_thread(tab: Tab, address: str) -> float:
    """Seconds the main thread works until the charts of the first view are drawn; the tab must be new."""
    # Processor time of the thread: what other processes of the machine do is not counted.
    tab.call("Performance.enable", timeDomain="threadTicks")
    tab.open(address, 1366, 768)
    seen = "[...document.querySelectorAll('.chart')].filter(box => box.getBoundingClientRect().top < innerHeight)"
    wait(tab, f"{seen}.every(box => box.querySelector('.main-svg')) ? 1 : 0")
    return _task_seconds(tab)


def wait(tab: Tab, expression: str) -> Any:
    """The first truthy value of an expression; raises TimeoutError after 20 seconds."""
    for _ in range(400):
        if value := tab.run(expression):
            return value
        time.sleep(0.05)
    raise TimeoutError(expression)


def _task_seconds(tab: Tab) -> float:
    metrics = tab.call("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
