"""What single pages promise: gaps, targets, caps, funnels, rows without any date."""

import json
import re
from pathlib import Path

import duckdb
import pytest
from make_release import make_release
from page_tags import Tags

from dashboards import render_site
from dashboards.format import elapsed
from dashboards.model import Number
from dashboards.pages import BUILDERS
from dashboards.pages.context import Context
from dashboards.pages.downloads import WORKBOOKS
from dashboards.release import Release


def plots(site: Path, page: str) -> dict[str, dict]:
    """The charts of a page by the figure's id."""
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    return {name: json.loads(text) for name, text in re.findall(r'id="([\w-]+)-data">(.*?)</script>', html)}


def table_rows(site: Path, page: str, table: str) -> list[str]:
    """The body rows of a table as markup."""
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    found = re.search(rf'<table id="{table}"[^>]*>.*?<tbody>(.*?)</tbody>', html, re.S)
    assert found, table
    return found[1].split("</tr>")[:-1]


def test_the_gap_is_demand_less_supply_and_ranked(
    pages: dict[str, Tags], release: Release, site: Path
) -> None:
    rows = {row.key: row for row in release.values}
    gaps = [
        a for a, _ in pages["messenger.html"].numbers if a.get("data-field") == "gap" and "data-value" in a
    ]
    assert len(gaps) >= 8
    for attributes in gaps:
        row = rows[attributes["data-key"] or ""]
        assert row.denominator is not None and row.numerator is not None
        assert attributes["data-value"] == repr(row.denominator - row.numerator)
    shown = table_rows(site, "messenger", "gap-majors")
    codes = [re.search(r"<td>(\d*)</td>", row) for row in shown]
    assert [code[1] for code in codes if code] == ["", "510201", "", "460301", "520201", "530701", "490101"]
    drawn = plots(site, "messenger")
    assert [name[:6] for name in drawn["gap-shortage"]["data"][0]["y"]] == ["510201", "460301"]
    assert [name[:6] for name in drawn["gap-surplus"]["data"][0]["y"]] == ["530701", "520201"]


def test_a_ratio_without_places_still_shows_its_sides(site: Path) -> None:
    row = next(row for row in table_rows(site, "messenger", "gap-majors") if ">520201<" in row)
    assert (
        'data-field="numerator" data-value="75.0"' in row
        and 'data-field="denominator" data-value="0.0"' in row
    )
    assert 'data-value="-75.0"' in row and "—" in row


def test_targets_show_both_sides_in_the_unit_of_their_kpi_and_the_year(site: Path, release: Release) -> None:
    rows = table_rows(site, "targets", "targets-all")
    assert len(rows) == 5
    share = next(row for row in rows if "XQ17" in row)
    assert ">90.0%<" in share and ">87.5%<" in share and ">97.2%<" in share and "91.5%" in share
    without = next(row for row in rows if "XQ14" in row)
    assert ">5,000,000<" in without and without.count("—") == 2
    body = next(row for row in rows if "BL13" in row)
    assert "<td>北仑区|人才办</td>" in body
    over = {elapsed(row) for row in release.slice("TG01", "calendar_year", None, "target")}
    assert over == {1.0, 334 / 365}


def test_caps_and_demands_are_drawn_as_told(site: Path) -> None:
    drawn = plots(site, "overseas-engineers")
    assert drawn["engineers-salary"]["layout"]["shapes"][0]["y0"] == pytest.approx(40)
    assert [len(trace["y"]) for trace in drawn["engineers-funnel"]["data"]] == [2, 2, 2, 2]
    assert "引荐专家数" not in json.dumps(drawn, ensure_ascii=False)
    html = (site / "overseas-engineers.html").read_text(encoding="utf-8")
    assert "公布的上限：市、区合计不超过年薪的 40.0%" in html


def test_to_date_rows_of_several_days_stand_apart(site: Path) -> None:
    values = [
        re.findall(r'data-value="([\d.]+)"', row)
        for row in table_rows(site, "overseas-engineers", "engineers-visits")
    ]
    assert values == [["220.0"], ["110.0"]]


def test_events_are_listed_with_and_without_guests(site: Path) -> None:
    rows = table_rows(site, "docking-events", "events-each")
    assert [re.findall(r"E-\d", row)[-1] for row in rows] == ["E-4", "E-3", "E-2", "E-1"]
    assert 'data-value="38.0"' in rows[3] and 'data-value="0.0"' in rows[2] and "suppressed" in rows[0]


def test_a_kpi_with_nothing_to_publish_yet_says_so(tmp_path: Path) -> None:
    database = make_release(tmp_path / "release.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from kpi_values where kpi_id in ('TG01', 'OF02')")
        connection.execute(
            "insert into kpi_values select kpi_id, 'calendar_year', null, null, null, null, null, null, null,"
            " null, unit, null, 'not_applicable', '1' from kpi_catalogue where kpi_id = 'TG01'"
        )
    render_site(database, tmp_path / "site")
    text = {
        name: "".join(Tags((tmp_path / "site" / f"{name}.html").read_text()).text)
        for name in BUILDERS
        if name != "overview"
    }
    assert "目标完成率：不适用" in text["targets"]
    assert "签约院校数：本次发布未计算" in text["cooperation"]
    assert "目标完成率" not in text["data-status"]


def test_every_page_has_its_place_in_the_menu_and_the_workbook(pages: dict[str, Tags]) -> None:
    for name, page in pages.items():
        links = [a["href"] for tag, a in page.tags if tag == "a" and (a.get("href") or "").endswith(".html")]
        stems = {Path(link or "").stem for link in links}
        assert {"index", *(one for one in BUILDERS if one != "overview")} <= stems, name
        current = [a["aria-current"] for _, a in page.tags if "aria-current" in a]
        assert current.count("page") == ("profile/" not in name) and "true" in current, name
    assert set(WORKBOOKS) | {"profiles", "definitions", "downloads"} == set(BUILDERS)


def test_the_finding_on_supply_and_demand_tells_both_sides_of_the_newest_whole_year(release: Release) -> None:
    page = BUILDERS["messenger"](Context(release, "en"))
    blocks = {getattr(block, "id", ""): block for section in page.sections for block in section.blocks}
    numbers = [part for part in blocks["gap-years"].finding.parts if isinstance(part, Number)]
    assert [
        (one.field, one.row.period_start.year) for one in numbers if one.row and one.row.period_start
    ] == [
        ("numerator", 2020),
        ("denominator", 2020),
    ]
