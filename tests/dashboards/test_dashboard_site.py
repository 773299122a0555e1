"""What a reader of the site relies on."""

import gzip
import json
import re
from pathlib import Path

import pytest
from make_release import HIDDEN, make_release
from page_tags import Tags
from release_rows import PREVIOUS

from dashboards import render_site
from dashboards.format import MARKS, Formatter
from dashboards.i18n import load
from dashboards.pages import ABOUT, BUILDERS
from dashboards.release import Release

NO_DATA = {"zh": "尚未收到数据", "en": "no data delivered yet"}


def lang_of(name: str) -> str:
    return "en" if name.startswith("en/") else "zh"


def test_both_languages_have_the_same_pages(site: Path) -> None:
    chinese = {path.name for path in site.glob("*.html")}
    assert chinese == {path.name for path in (site / "en").glob("*.html")}
    assert len(chinese) == len(BUILDERS) and "index.html" in chinese


def test_every_number_equals_the_database(pages: dict[str, Tags], release: Release) -> None:
    rows = {row.key: row for row in release.values}
    checked = 0
    for name, page in pages.items():
        fmt = Formatter(load(lang_of(name)), release.as_of)
        for attributes, text in page.numbers:
            if "data-kpi" not in attributes:
                continue
            row = rows[attributes["data-key"] or ""]
            field = attributes.get("data-field") or "value"
            assert (attributes["data-kpi"], attributes["data-status"]) == (row.kpi_id, row.status)
            if "data-value" in attributes:
                assert attributes["data-value"] == repr(getattr(row, field))
                assert text == fmt.kpi(row, field, attributes.get("data-unit") or "")
                checked += 1
            else:
                assert row.published(field) is None
                assert not re.search(r"\d", text)
    assert checked > 1000


def test_both_languages_show_the_same_numbers(pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        if lang_of(name) == "zh":
            other = pages["en/" + name]
            keys = [
                sorted((a.get("data-key") or "", a.get("data-value") or "") for a, _ in one.numbers)
                for one in (page, other)
            ]
            assert keys[0] == keys[1], name


def test_claim_values_equal_the_database(pages: dict[str, Tags], release: Release) -> None:
    expected = {repr(row["value"]) for row in release.tables["claim_results"] if row["value"] is not None}
    for name in ("claims.html", "en/claims.html"):
        shown = [a for a, _ in pages[name].numbers if "data-claim" in a]
        assert len(shown) == len(release.tables["claim_results"])
        assert {a["data-value"] for a in shown if "data-value" in a} == expected
    for name in ("index.html", "en/index.html"):
        assert not any("data-claim" in a for a, _ in pages[name].numbers)


def test_the_overview_counts_the_claims_and_links_to_them(pages: dict[str, Tags]) -> None:
    for name, words in (
        ("index.html", "共 7 项：4 项在区间内，1 项不在区间内，2 项无法判定。"),
        ("en/index.html", "7 results: 4 inside the interval, 1 outside, 2 cannot be decided."),
    ):
        assert words in "".join(pages[name].text)
        assert sum(a.get("href") == "claims.html" for _, a in pages[name].tags) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kpi_is_on_a_page_of_its_own_subject(
    pages: dict[str, Tags], release: Release, lang: str
) -> None:
    shown: dict[str, set[str]] = {}
    for name, page in pages.items():
        if lang_of(name) == lang and Path(name).stem not in ("index", *ABOUT):
            for attributes, _ in page.numbers:
                shown.setdefault(attributes.get("data-kpi") or "", set()).add(attributes["data-status"] or "")
    assert set(release.catalogue) <= shown.keys()
    for kpi in release.catalogue:
        assert ("not_available" in shown[kpi]) == (kpi in ("NC02", "CT01")), kpi


def test_every_member_row_of_the_new_systems_is_shown(pages: dict[str, Tags], release: Release) -> None:
    """Steps, channels, measures, roles, caps, agreements, majors, events and targets: none is forgotten."""
    keys = {a.get("data-key") for page in pages.values() for a, _ in page.numbers}
    split = [
        row
        for row in release.values
        if row.dimension not in (None, "class", "enterprise", "date_precision") and row.period_start
    ]
    assert len(split) > 100
    assert [row.key for row in split if row.key not in keys] == []


def test_figures_draw_the_database(site: Path, release: Release) -> None:
    html = (site / "training.html").read_text(encoding="utf-8")
    found = re.search(r'id="training-trainees-data">(.*?)</script>', html)
    assert found
    figure = json.loads(found[1])
    for trace, kpi in zip(figure["data"], ("TR02", "TR03"), strict=True):
        assert trace["y"] == [row.value for row in release.slice(kpi, "calendar_year")]


def test_suppressed_and_absent_are_marked_and_never_zero(pages: dict[str, Tags]) -> None:
    seen = set()
    for name, page in pages.items():
        for attributes, text in page.numbers:
            status = attributes.get("data-status")
            if status == "not_available":
                assert NO_DATA[lang_of(name)] in text
            if status in MARKS and status is not None and "data-value" not in attributes:
                seen.add(status)
                words = load(lang_of(name))(f"mark.{status}")
                assert text in (words, MARKS[status] + words)
    assert seen == {"suppressed", "not_available", "not_applicable"}


def test_a_true_zero_is_zero(pages: dict[str, Tags]) -> None:
    zeros = [
        text for page in pages.values() for a, text in page.numbers if a.get("data-value") in ("0.0", "0")
    ]
    assert zeros and set(zeros) <= {"0", "0%"}


def test_no_number_starts_as_nan_or_none(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert not re.search(r">\s*(nan|None|inf)\s*<|(?<!%)\{[a-z_]+\}", path.read_text(encoding="utf-8")), (
            path
        )


def test_suppressed_values_leak_nowhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(HIDDEN) not in text and f"{HIDDEN:,}" not in text


def test_no_external_url(site: Path, pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        for _, attributes in page.tags:
            for attribute in ("href", "src", "action", "poster", "srcset"):
                value = attributes.get(attribute) or ""
                assert not re.match(r"[a-z]+:(?!,)|//", value), (name, value)
                assert "://" not in value
    for path in (*site.rglob("*.html"), site / "assets" / "site.css", site / "assets" / "charts.js"):
        assert "://" not in path.read_text(encoding="utf-8"), path


def test_links_lead_somewhere(site: Path, pages: dict[str, Tags]) -> None:
    anchors = {name: {a["id"] for _, a in page.tags if "id" in a} for name, page in pages.items()}
    for name, page in pages.items():
        for _, attributes in page.tags:
            target, _, anchor = (attributes.get("href") or "").partition("#")
            if target.startswith("data:") or "/files/" in target or PREVIOUS in target:
                continue
            path = ((site / name).parent / target).resolve() if target else (site / name).resolve()
            assert path.exists(), (name, target)
            if anchor and path.suffix == ".html":
                assert anchor in anchors[str(path.relative_to(site.resolve()))], (name, target, anchor)


def test_ids_are_unique(pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids)), name


def test_every_page_can_be_read_aloud(pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        tags = [tag for tag, _ in page.tags]
        assert (
            next(a["lang"] for tag, a in page.tags if tag == "html")
            == {"zh": "zh-CN", "en": "en"}[lang_of(name)]
        )
        assert tags.count("h1") == tags.count("main") == 1
        assert tags.count("table") == tags.count("caption")
        assert all("scope" in a for tag, a in page.tags if tag == "th")
        scrolls = [a for _, a in page.tags if (a.get("class") or "").startswith("scroll")]
        assert all(a["tabindex"] == "0" for a in scrolls) and len(scrolls) == tags.count("table")
        assert any((a.get("class") or "") == "skip" for _, a in page.tags)


def test_header_says_what_release_this_is(pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        text = "".join(page.text)
        assert "2021-11-30-0001" in text
        assert ("数据为虚构样例" if lang_of(name) == "zh" else "The data is made up") in text
        assert ("1 个数据源迟交" if lang_of(name) == "zh" else "late feeds: 1") in text


def test_good_data_carries_no_warning(tmp_path: Path) -> None:
    render_site(make_release(tmp_path / "release.duckdb", good=True), tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        page = Tags(path.read_text(encoding="utf-8"))
        text = "".join(page.text)
        assert "虚构" not in text and "made up" not in text
        assert "所有数据源按时交付" in text or "every feed arrived on time" in text


def test_every_class_and_enterprise_is_listed(site: Path, release: Release) -> None:
    training = (site / "training.html").read_text(encoding="utf-8")
    for member in ("C01", "C02", "C03", "C05", "C06"):
        assert f"<td>{member}</td>" in training
    college = (site / "online-college.html").read_text(encoding="utf-8")
    assert all(member in college for member in release.members_of("enterprise"))


def test_every_kpi_is_defined_and_text_is_escaped(
    pages: dict[str, Tags], release: Release, site: Path
) -> None:
    for name in ("definitions.html", "en/definitions.html"):
        ids = {a.get("id") for _, a in pages[name].tags}
        assert set(release.catalogue) <= ids
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in (site / "en" / "definitions.html").read_text(encoding="utf-8")


def test_pages_are_light_and_long_tables_say_so(tmp_path: Path) -> None:
    render_site(make_release(tmp_path / "release.duckdb", enterprises=3000), tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        assert len(gzip.compress(path.read_bytes())) < 100_000, path
    text = (tmp_path / "site" / "en" / "online-college.html").read_text(encoding="utf-8")
    assert "The table has 3,001 rows; this page shows the first 500." in text


def test_rendering_twice_gives_the_same_bytes(database: Path, site: Path, tmp_path: Path) -> None:
    render_site(database, tmp_path)
    for path in site.rglob("*.html"):
        assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes()


@pytest.mark.parametrize("missing", ["TR", "NC", "XQ", "JS", "BL", "OF", "CT", "TG"])
def test_a_system_without_data_still_has_its_pages(tmp_path: Path, missing: str) -> None:
    import duckdb

    database = make_release(tmp_path / "release.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from kpi_values where kpi_id like ?", [missing + "%"])
        connection.execute(
            "insert into kpi_values select kpi_id, 'calendar_year', null, null, null, null, null, null, null,"
            " null, unit, null, 'not_available', '1' from kpi_catalogue where kpi_id like ?",
            [missing + "%"],
        )
    render_site(database, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        for attributes, text in Tags(path.read_text(encoding="utf-8")).numbers:
            if (attributes.get("data-kpi") or "").startswith(missing):
                assert "0" not in text
