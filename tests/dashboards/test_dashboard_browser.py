"""The site in a real browser: narrow screens, charts, no script, no request that leaves the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, DRAW_ALL, Tab, browser

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")]


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as one:
        yield one


def test_charts_are_drawn_and_nothing_leaves_the_site(tab: Tab, site: Path) -> None:
    for page in (*site.glob("*.html"), *(site / "en").glob("*.html")):
        tab.open(page, 1366, 768)
        count, drawn = tab.run(DRAW_ALL)
        assert drawn == count, page
    assert tab.requests and all(url.startswith(("file:", "data:", "blob:")) for url in tab.requests)
    assert tab.problems == []


def test_no_page_scrolls_sideways_on_a_phone(tab: Tab, site: Path) -> None:
    for page in (*site.glob("*.html"), *(site / "en").glob("*.html")):
        for width in (360, 412):
            tab.open(page, width, 800)
            tab.run(DRAW_ALL)
            assert tab.run("document.documentElement.scrollWidth") <= width, page


def test_plotly_is_not_loaded_before_a_chart_is_near(tab: Tab, site: Path) -> None:
    tab.requests.clear()
    tab.open(site / "definitions.html", 1366, 768)
    assert not any("plotly" in url for url in tab.requests)


def test_everything_can_be_read_without_script(tab: Tab, site: Path) -> None:
    tab.open(site / "index.html", 1366, 768, script=False)
    hidden = "[...document.querySelectorAll('[data-value]')].filter(e => !e.getClientRects().length).length"
    assert tab.run(hidden) == 0
    assert tab.run("[...document.querySelectorAll('.chart')].every(e => !e.getClientRects().length)")
