"""Pages of districts, the comparison of districts, profiles: what they show, and what they must not."""

import re
from datetime import date
from pathlib import Path

import duckdb
from make_release import make_release
from page_tags import Tags

from dashboards import render_site
from dashboards.i18n import load
from dashboards.model import Card, Column, Number, Page, Section, Sentence, Table, Tiles
from dashboards.pages import BUILDERS, BY_DISTRICT, area, attention, compare, overview, profiles, sentences
from dashboards.pages.context import Context
from dashboards.places import Place
from dashboards.release import KpiValue, Release
from dashboards.site import Site


def value(number: float | None, status: str = "ok", **more: object) -> KpiValue:
    """A city-wide row of vacancies posted in 2020, changed as told."""
    row = {
        "kpi_id": "XQ06", "period_kind": "calendar_year", "period_start": date(2020, 1, 1),
        "period_end": date(2020, 12, 31), "district_code": None, "dimension": None, "member": None,
        "numerator": number, "denominator": None, "value": number, "unit": "vacancies", "n": None,
        "status": status, "definition_version": "1",
    }  # fmt: skip
    return KpiValue(**(row | more))


def with_values(release: Release, values: list[KpiValue], area: str | None = None) -> Context:
    return Context(Release(values, release.tables, area), "en")


def test_a_district_page_shows_rows_of_that_district_alone(pages: dict[str, Tags]) -> None:
    found = 0
    for name, page in pages.items():
        code = re.match(r"(?:en/)?(\d{6})/", name)
        for attributes, _ in page.numbers if code else ():
            assert (attributes["data-key"] or "").split("|")[4] == code[1], (name, attributes)
            found += 1
    assert found > 100


def test_every_district_row_of_a_page_with_districts_is_on_a_page_of_the_district(release: Release) -> None:
    site = Site.of(release)
    for code in release.areas:
        assert Place("zh", "overview", code) in site.pages, code
    assert {place.page for place in site.pages if place.folder in release.areas} <= set(BY_DISTRICT)


def test_what_a_district_lacks_is_left_out_and_marks_stay() -> None:
    known, hidden, nothing = Number(value(3.0)), Number(value(None, "suppressed")), Number(None)
    columns = (Column("name"), Column("a"), Column("b"), Column("c"))
    table = Table("t", "t", columns, (("x", known, nothing, hidden), ("y", nothing, nothing, nothing)))
    empty = Table("e", "e", columns[:2], (("x", nothing),))
    page = Page(
        "p",
        "p",
        "",
        (
            Section("kept", "", (table, empty, Sentence(("words",)))),
            Section("gone", "", (empty, Sentence(("words",)))),
            Section("words", "", (Sentence(("words",)),)),
        ),
        (Card("a", "", known), Card("b", "", nothing)),
    )
    found = area.trim(page)
    assert found is not None
    assert [section.id for section in found.sections] == ["kept", "words"]
    assert found.sections[0].blocks[0].columns == (columns[0], columns[1], columns[3])
    assert found.sections[0].blocks[0].rows == (("x", known, hidden), ("y", nothing, nothing))
    assert len(found.sections[0].blocks) == 2 and [card.title for card in found.cards] == ["a"]
    assert area.trim(Page("p", "p", "", (Section("gone", "", (empty,)),))) is None


def test_links_stay_in_the_district_where_it_has_the_page(site: Path, pages: dict[str, Tags]) -> None:
    links = {a.get("href") for tag, a in pages["330206/index.html"].tags if tag == "a"}
    assert {"training.html", "../targets.html", "../index.html", "../330203/index.html"} <= links
    assert "../en/330206/index.html" in {a.get("href") for _, a in pages["330206/index.html"].tags}


def test_a_tile_is_as_dark_as_its_published_number_and_a_withheld_one_has_no_shade(release: Release) -> None:
    rows = [value(100.0)]
    for code, number, status in (
        ("330203", 10.0, "ok"), ("330206", 50.0, "ok"), ("330212", 30.0, "ok"), ("330211", None, "suppressed"),
    ):  # fmt: skip
        rows.append(value(number, status, district_code=code))
    tables = release.tables | {
        "districts": [
            {"district_code": code, "name_zh": code, "name_en": code, "sort_order": index}
            for index, code in enumerate(("330203", "330206", "330211", "330212"))
        ]
    }
    page = compare.build(Context(Release(rows, tables), "en"))
    (picture,) = [block for section in page.sections for block in section.blocks if isinstance(block, Tiles)]
    assert {tile.label: tile.shade for tile in picture.tiles} == {
        "330203": 0, "330206": 4, "330212": 2, "330211": None,
    }  # fmt: skip
    assert picture.finding is not None and picture.finding.parts[0] == load("en")("finding.of_published")


def test_highest_is_said_of_published_figures_only_when_some_are_withheld(release: Release) -> None:
    shown = [value(5.0, period_start=date(2019, 1, 1), period_end=date(2019, 12, 31)), value(4.0)]
    hidden = value(None, "suppressed", period_start=date(2018, 1, 1), period_end=date(2018, 12, 31))
    ctx = with_values(release, [*shown, hidden])
    whole, part = sentences.peak(ctx, shown), sentences.peak(ctx, [hidden, *shown])
    assert whole is not None and part is not None
    assert part.parts == (load("en")("finding.of_published"), *whole.parts)


def test_a_running_year_is_compared_by_its_newest_whole_quarter_of_the_same_slice(release: Release) -> None:
    def quarter(year: int, number: float, **more: object) -> KpiValue:
        return value(
            number, period_kind="quarter", period_start=date(year, 7, 1), period_end=date(year, 9, 30), **more
        )

    running = value(9.0, period_start=date(2021, 1, 1), period_end=date(2021, 11, 30))
    ctx = with_values(release, [value(8.0), running, quarter(2020, 4.0), quarter(2021, 6.0)])
    told = sentences.change(ctx, running)
    assert [part.row.value for part in told.parts if isinstance(part, Number)] == [6.0, 4.0]
    assert "+50.0%" in "".join(part for part in told.parts if isinstance(part, str))
    one = value(
        9.0,
        period_start=running.period_start,
        period_end=running.period_end,
        dimension="enterprise",
        member="A",
    )
    assert not any(
        isinstance(part, Number) and part.row and part.row.period_kind == "quarter"
        for part in sentences.change(with_values(release, [one, *ctx.release.values]), one).parts
    )


def test_a_fall_of_a_tenth_and_a_target_behind_its_year_need_attention(release: Release) -> None:
    before = value(100.0, period_start=date(2019, 1, 1), period_end=date(2019, 12, 31))
    for now, told in ((90.0, 1), (91.0, 0)):
        row = value(now)
        ctx = with_values(release, [before, row], None)
        assert len(attention._falls(ctx, [Card("x", "", Number(row), href="x.html")])) == told
    hidden = value(None, "suppressed")
    assert attention._falls(with_values(release, [before, hidden]), [Card("x", "", Number(hidden))]) == []
    for share, told in ((0.9, 1), (0.95, 0)):
        target = value(
            share, kpi_id="TG01", unit="ratio", dimension="target", member="body|XQ06",
            period_start=date(2021, 1, 1), period_end=date(2021, 11, 30),
        )  # fmt: skip
        assert len(attention._behind(with_values(release, [target]))) == told


def test_the_overview_has_eight_cards_with_target_and_elapsed_year(release: Release) -> None:
    page = overview.build(Context(release, "zh"))
    assert len(page.cards) == 8 and all(card.badge is not None for card in page.cards)
    running = [card for card in page.cards if card.progress is not None]
    assert running and all(card.progress.elapsed.value == 334 / 365 for card in running if card.progress)


def test_an_organisation_has_a_profile_if_any_figure_of_it_is_published(tmp_path: Path) -> None:
    database = make_release(tmp_path / "release.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from kpi_values where dimension in ('enterprise', 'school')")
        for member, status, number in (
            ("91330206000000001A", "ok", 7.5),
            ("91330206000000002B", "suppressed", None),
        ):
            connection.execute(
                "insert into kpi_values values ('NC07', 'as_of', '2021-11-30', '2021-11-30', null, 'enterprise', ?,"
                " ?, null, ?, 'logins_per_month', 9, ?, '1')",
                [member, number, number, status],
            )
        connection.execute(
            "insert into kpi_values values ('XQ17', 'as_of', '2021-08-31', '2021-08-31', null, 'school', '../x',"
            " 9, 10, 0.9, 'ratio', 9, 'ok', '1')"
        )
    release = Release.read(database)
    found = [page.id for page in profiles.pages(Context(release, "zh"))]
    assert len(found) == 2 and found[0] == "91330206000000001A" and re.fullmatch("[0-9a-f]{16}", found[1])
    render_site(database, tmp_path / "site")
    listed = (tmp_path / "site" / "profiles.html").read_text(encoding="utf-8")
    assert "profile/91330206000000001A.html" in listed and "00000002B" not in listed
    assert {path.stem for path in (tmp_path / "site" / "profile").iterdir()} == set(found)


def test_a_school_without_an_agreement_has_a_profile_that_says_so(release: Release) -> None:
    ctx = Context(release, "zh")
    found = {page.id: page for page in profiles.pages(ctx)}
    assert [found[code].cards[0].number.row.value for code in ("4133010001", "4133010002")] == [3, 0]
    assert found["4133010001"].title == "宁波第一学院"
    section = next(one for one in profiles.build(ctx).sections if one.id == "school")
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [column.label for column in table.columns] == ["学校", "编号", "有效协议数（份）"]
    assert [(row[1], row[2].row.value) for row in table.rows] == [("4133010001", 3), ("4133010002", 0)]


def test_every_kpi_has_a_pitfall_and_its_feeds(release: Release) -> None:
    for lang in ("zh", "en"):
        assert {f"pitfall.{kpi}" for kpi in release.catalogue} <= load(lang).entries.keys()
    page = BUILDERS["definitions"](Context(release, "en"))
    blocks = {getattr(block, "anchor", ""): block for section in page.sections for block in section.blocks}
    assert [link.text for link in blocks["TR02"].feeds] == ["Attendance", "Enrolments"]
    assert blocks["BL18"].feeds == ()


def test_scorecards_say_in_words_how_each_provider_delivers(release: Release) -> None:
    rows = [
        ("A", date(2021, 10, 1), 1, 10, 0.5, 0, 0), ("A", date(2021, 11, 1), 1, 10, 1.0, 0, 0),
        ("B", date(2021, 11, 1), 1, 10, 0.9, 3, 0), ("C", date(2021, 11, 1), 1, 10, 0.9, 0, 2),
        ("D", date(2021, 11, 1), 0, 0, None, 40, 0),
    ]  # fmt: skip
    names = ("provider", "month", "files", "rows_read", "accepted_share", "lateness_days", "repeat_faults")
    cards = [dict(zip(names, row, strict=True)) | {"system": "messenger", "feed": "schools"} for row in rows]
    page = BUILDERS["data-status"](
        Context(Release([], release.tables | {"provider_scorecards": cards}), "en")
    )
    (section,) = [one for one in page.sections if one.id == "scorecards"]
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [(row[0], row[3].text) for row in table.rows] == [
        ("B", "rows refused"), ("C", "the same faults again"), ("D", "late"), ("A", "on time, all accepted"),
    ]  # fmt: skip
    assert "Of 4 lines, 1 are" in "".join(part for part in section.blocks[1].parts if isinstance(part, str))
