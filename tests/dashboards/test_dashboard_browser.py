"""The site in a real browser: every kind of page, both languages, screens, keyboard, paper, no script."""

import base64
import html
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from browser import CHROMIUM, DRAW_ALL, Tab, browser
from release_rows import PREVIOUS
from served import served

from dashboards import render_site

REQUIRED = os.environ.get("COOP_BROWSER") == "required"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        not CHROMIUM.exists() and not REQUIRED,
        reason="needs Chromium (apt-get install chromium fonts-noto-cjk); COOP_BROWSER=required fails instead",
    ),
]
PDFTOTEXT = Path("/usr/bin/pdftotext")
needs_pdftotext = pytest.mark.skipif(
    not PDFTOTEXT.exists() and not REQUIRED, reason="needs pdftotext (apt-get install poppler-utils)"
)
# CSS pixels between the margins of A4, upright and lying.
PAPER = {"portrait": 703, "landscape": 1032}
NUMBERS_HIDDEN = (
    """[...document.querySelectorAll('[data-value]')].filter(e => !e.getClientRects().length).length"""
)
OUT_OF_PAPER = """[...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && !e.closest('.vh, .skip');
}).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
CUT_OFF = """[...document.querySelectorAll('main *')].filter(e => {
  const style = getComputedStyle(e);
  return style.overflow !== 'visible' && e.clientHeight > 0 && e.scrollHeight > e.clientHeight + 1
    && !e.closest('.vh, svg, .chart');
}).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
# Everything that can be used with the keyboard, in view or not, by number.
NUMBER_CONTROLS = """(() => {
  const found = [...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')]
    .filter(e => e.getClientRects().length && e.checkVisibility({contentVisibilityAuto: true}));
  found.forEach((e, i) => e.setAttribute('data-control', i));
  return found.length;
})()"""
# Characters of the page that the browser can only draw as the box of a missing glyph.
TOFU = """(() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const font = getComputedStyle(document.body).fontFamily;
  const drawn = text => {
    pen.canvas.width = pen.canvas.height = 24;
    pen.font = '16px ' + font;
    pen.fillText(text, 2, 18);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  const box = drawn('\\u{10FFFE}');
  return [...new Set(document.body.innerText)].filter(c => c.trim() && drawn(c) === box);
})()"""


def pages(site: Path) -> list[Path]:
    """Every page of the city and of one district in both languages, and a profile: the others are their like."""
    found = [*site.glob("*.html"), *(site / "en").glob("*.html")]
    found += [*(site / "330206").glob("*.html"), *(site / "en" / "330206").glob("*.html")]
    for folder in (site / "profile", site / "en" / "profile"):
        found += sorted(folder.glob("*.html"))[:1]
    assert len(found) > 40
    return sorted(found)


def printed(tab: Tab, folder: Path, landscape: bool) -> list[list[tuple[str, tuple[float, float]]]]:
    """The page on A4: for each sheet its words with their left and right end as parts of the sheet's width."""
    paper = {"paperWidth": 8.27, "paperHeight": 11.69, "landscape": landscape, "preferCSSPageSize": False}
    data = tab.call("Page.printToPDF", printBackground=True, **paper)["data"]
    (folder / "page.pdf").write_bytes(base64.b64decode(data))
    subprocess.run([PDFTOTEXT, "-bbox", folder / "page.pdf", folder / "page.html"], check=True)
    sheets = []
    for sheet in (folder / "page.html").read_text(encoding="utf-8").split("<page ")[1:]:
        width = float(re.search(r'width="([\d.]+)"', sheet)[1])
        words = re.findall(r'<word xMin="([-\d.]+)" .*?xMax="([-\d.]+)" .*?>(.*?)</word>', sheet)
        sheets.append([(html.unescape(text), (float(a) / width, float(b) / width)) for a, b, text in words])
    return sheets


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as one:
        yield one


def resize(tab: Tab, width: int) -> None:
    tab.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600
    )
    tab.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")


def test_every_page_on_a_desk_a_phone_and_paper(tab: Tab, site: Path) -> None:
    """Charts are drawn, nothing leaves the site, axe-core finds nothing serious, nothing is wider than it may be."""
    tab.requests.clear()
    for page in pages(site):
        tab.open(page, 1366, 768)
        count, drawn = tab.run(DRAW_ALL)
        assert drawn == count, page
        assert tab.faults() == [], page
        resize(tab, 360)
        assert tab.run("document.documentElement.scrollWidth") <= 360, page
        tab.call("Emulation.setEmulatedMedia", media="print")
        for lie, width in PAPER.items():
            resize(tab, width)
            tab.run("window.dispatchEvent(new Event('beforeprint'))")
            assert tab.run(OUT_OF_PAPER) == [], (page, lie)
            assert tab.run(CUT_OFF) == [], (page, lie)
        tab.call("Emulation.setEmulatedMedia", media="")
    assert tab.requests and all(url.startswith(("file:", "data:", "blob:", "about:")) for url in tab.requests)
    assert tab.problems == []


@pytest.mark.heavy
def test_every_page_of_every_district_and_profile(tab: Tab, site: Path) -> None:
    tab.requests.clear()
    for page in sorted(site.rglob("*.html")):
        tab.open(page, 360, 800)
        assert tab.run("document.documentElement.scrollWidth") <= 360, page
        assert tab.faults() == [], page
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in tab.requests)
    assert tab.problems == []


def test_plotly_is_not_loaded_before_a_chart_is_near(tab: Tab, site: Path) -> None:
    tab.requests.clear()
    tab.open(site / "definitions.html", 1366, 768)
    assert not any("plotly" in url for url in tab.requests)


def test_everything_can_be_read_without_script(tab: Tab, site: Path) -> None:
    for page in pages(site):
        tab.open(page, 1366, 768, script=False)
        assert tab.run(NUMBERS_HIDDEN) == 0, page
        assert tab.run(
            "[...document.querySelectorAll('.chart, .js-only')].every(e => !e.getClientRects().length)"
        )
    tab.open(site / "index.html", 1366, 768)


def test_every_character_has_a_glyph(tab: Tab, site: Path) -> None:
    for page in pages(site):
        tab.open(page, 1366, 768)
        assert tab.run(TOFU) == [], page


@pytest.mark.parametrize("name", ["index.html", "en/compare.html", "330206/training.html"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(tab: Tab, site: Path, name: str) -> None:
    tab.open(site / name, 1366, 768)
    count = tab.run(NUMBER_CONTROLS)
    assert count > 40
    reached, unseen = set(), []
    for _ in range(count + 2):
        tab.press("Tab", 9)
        place, outline = tab.run(
            "[document.activeElement.getAttribute('data-control'), getComputedStyle(document.activeElement).outlineStyle]"
        )
        if place is not None:
            reached.add(int(place))
            if outline == "none":
                unseen.append(place)
    assert reached == set(range(count)) and unseen == []


def test_the_first_stop_of_the_keyboard_skips_to_the_content(tab: Tab, site: Path) -> None:
    tab.open(site / "index.html", 1366, 768)
    tab.press("Tab", 9)
    assert tab.run("document.activeElement.getAttribute('href')") == "#content"
    assert tab.run("document.activeElement.getBoundingClientRect().left") >= 0


@needs_pdftotext
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("name", ["training", "docking-events", "compare"])
def test_paper_holds_every_number_and_says_on_each_sheet_what_it_is(
    tab: Tab, site: Path, tmp_path: Path, name: str, landscape: bool
) -> None:
    tab.open(site / f"{name}.html", 1366, 768)
    tab.run(DRAW_ALL)
    numbers = set(tab.run("[...document.querySelectorAll('td [data-value]')].map(e => e.innerText)"))
    title = tab.run("document.querySelector('h1').innerText")
    sheets = printed(tab, tmp_path, landscape)
    for number, sheet in enumerate(sheets, 1):
        said = "".join(word for word, _ in sheet)
        assert f"{title}·地区：全市·发布编号2021-11-30-0001·" in said and f"{number}/{len(sheets)}" in said
        assert all(left >= 0 and right <= 1 for _, (left, right) in sheet)
    assert numbers <= {word for sheet in sheets for word, _ in sheet}


@needs_pdftotext
def test_a_table_on_two_sheets_repeats_its_header(tab: Tab, site: Path, tmp_path: Path) -> None:
    tab.open(site / "definitions.html", 1366, 768)
    tab.run(
        "document.querySelector('main').innerHTML = '<table><thead><tr><th>HEAD</th></tr></thead><tbody>'"
        " + '<tr><th>row</th></tr>'.repeat(120) + '</tbody></table>'"
    )
    sheets = [[word for word, _ in sheet] for sheet in printed(tab, tmp_path, False)]
    with_rows = [sheet for sheet in sheets if "row" in sheet]
    assert len(with_rows) > 1 and all(sheet.count("HEAD") == 1 for sheet in with_rows)


def test_charts_not_yet_seen_are_drawn_for_paper(tab: Tab, site: Path) -> None:
    tab.open(site / "training.html", 1366, 768)
    for _ in range(100):
        if tab.run("!!document.querySelector('.main-svg')"):
            break
        time.sleep(0.05)
    count, drawn = (
        "document.querySelectorAll('.chart')",
        "document.querySelectorAll('.chart .main-svg:first-child')",
    )
    assert tab.run(f"{drawn}.length < {count}.length")
    tab.run("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.run(f"{drawn}.length == {count}.length")


def test_a_number_is_cited_by_a_link_that_shows_it_in_this_release(tab: Tab, site: Path) -> None:
    tab.open(site / "training.html", 1366, 768)
    tab.run("document.querySelector('[data-cite=\"training-hours\"]').click()")
    key = tab.run("document.activeElement.getAttribute('data-key')")
    tab.press("Enter", 13)
    address = tab.run("document.querySelector('#cited input').value")
    assert "/releases/2021-11-30-0001/site/training.html#n=" in address
    tab.open(address, 1366, 768)
    assert tab.run("document.activeElement.getAttribute('data-key')") == key
    assert tab.run("document.querySelectorAll('.cited-number').length") >= 1


def test_an_old_release_says_that_there_is_a_newer_one(tab: Tab, database: Path, site: Path) -> None:
    old = database.parents[1] / PREVIOUS
    old.mkdir()
    shutil.copyfile(database, old / "release.duckdb")
    with duckdb.connect(str(old / "release.duckdb")) as connection:
        connection.execute("update release_info set value = ? where key = 'release_id'", [PREVIOUS])
    render_site(old / "release.duckdb", old / "site")
    (old / "SHA256SUMS").write_text("", encoding="utf-8")
    shown = "!document.getElementById('newer').hidden && document.getElementById('newer').innerText"
    tab.problems.clear()
    tab.open(old / "site" / "330206" / "index.html", 1366, 768)
    assert "2021-11-30-0001" in tab.run(shown)
    tab.open(site / "330206" / "index.html", 1366, 768)
    assert tab.run(shown) is False
    with served(database.parents[1]) as address:
        tab.open(f"{address}/{PREVIOUS}/site/en/330206/index.html", 1366, 768)
        assert "2021-11-30-0001" in tab.run(shown)
        link = tab.run("document.querySelector('#newer a').href")
        assert link == f"{address}/current/site/en/330206/index.html"
        for newest in (link, f"{address}/en/330206/index.html"):
            tab.open(newest, 1366, 768)
            assert tab.run(shown) is False
    assert tab.problems == []


def test_a_table_is_saved_as_csv_with_exact_numbers(tab: Tab, site: Path) -> None:
    tab.open(site / "training.html", 1366, 768)
    tab.run("window.saved = null; URL.createObjectURL = blob => { window.saved = blob; return 'blob:none'; }")
    tab.run("HTMLAnchorElement.prototype.click = function () { window.name_ = this.download; }")
    tab.run(
        "document.querySelector('[data-csv=\"training-classes\"]').dispatchEvent(new Event('click', {bubbles: true}))"
    )
    raw = bytes(json.loads(tab.run("saved.arrayBuffer().then(b => JSON.stringify([...new Uint8Array(b)]))")))
    assert raw.startswith(b"\xef\xbb\xbf") and tab.run("window.name_") == "training-classes.csv"
    lines = raw.decode("utf-8-sig").split("\r\n")
    shown = "#training-classes td [data-kpi=TR04][data-value]"
    rates = tab.run(f"[...document.querySelectorAll('{shown}')].map(e => e.dataset.value)")
    rates = [rate.removesuffix(".0") for rate in rates]
    assert rates and all(any(f'"{rate}"' in line for line in lines) for rate in rates)
    assert any("\"'=" in line for line in lines) and not any('"=' in line for line in lines)
