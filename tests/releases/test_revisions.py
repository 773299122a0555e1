"""Each changed figure has a reason that the deliveries since the last release give; hidden figures have no row."""

from datetime import date, datetime

import duckdb
import pytest

from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables, next_number
from pipelines.release_database import create_tables
from pipelines.revisions import write_revisions

FEEDS = {
    name: load_contracts()[name] for name in ("training_office.training_classes", "online_college.study_days")
}
LAST = datetime(2021, 11, 1)
BEFORE, AFTER = datetime(2021, 10, 1), datetime(2021, 11, 20)
KPIS = [("TR01", "training_office.training_classes"), ("NC08", "a.b|online_college.study_days;c.d")]


@pytest.fixture
def con():
    con = duckdb.connect()
    ensure_tables(con, FEEDS.values())
    con.execute(
        "CREATE SCHEMA reference; CREATE TABLE reference.kpi_catalogue (kpi_id VARCHAR, feeds VARCHAR)"
    )
    con.executemany("INSERT INTO reference.kpi_catalogue VALUES (?, ?)", KPIS)
    for name in ("last", "draft"):
        con.execute(f"ATTACH ':memory:' AS {name}")
        create_tables(con, name)
    facts = {"as_of": "2021-11-30", "code": "c1", "small_cell_k": "5", "known_at": str(LAST)}
    for name in ("last", "draft"):
        con.executemany(f"INSERT INTO {name}.release_info VALUES (?, ?)", list(facts.items()))
    return con


def cell(
    con, release: str, kpi: str, value: float | None, status="ok", year=2020, district=None, version="1"
):
    con.execute(
        f"INSERT INTO {release}.kpi_values VALUES (?, 'calendar_year', ?, ?, ?, NULL, NULL, NULL, NULL, ?, 'x', 9, ?, ?)",
        [kpi, date(year, 1, 1), date(year, 12, 31), district, value, status, version],
    )


def deliver(con, feed: str, file: str, loaded: datetime, withdrawn: datetime | None = None, **row) -> None:
    system, name = feed.split(".")
    known = con.execute("SELECT file_no FROM raw.files WHERE file = ?", [file]).fetchone()
    number = known[0] if known else next_number(con, "raw.files", "file_no")
    if not known:
        con.execute(
            """INSERT INTO raw.files (file_no, system, feed, provider, file, digest, rows_accepted, status, received_at,
               mtime_ns, loaded_at, withdrawn_at) VALUES (?, ?, ?, 'p', ?, ?, 1, 'accepted', ?, 1, ?, ?)""",
            [number, system, name, file, file, loaded, loaded, withdrawn],
        )
        con.execute("INSERT INTO landed.sheets VALUES (?, ?, 0, NULL)", [number, number])
    row |= {"_sheet_no": number, "_row": 1}
    marks = ", ".join("?" * len(row))
    con.execute(
        f'INSERT INTO landed."{system}__{name}" ({", ".join(row)}) VALUES ({marks})', list(row.values())
    )


def klass(con, file, loaded, class_id="K1", status="结业", withdrawn=None):
    deliver(
        con, "training_office.training_classes", file, loaded, withdrawn, class_id=class_id, status=status
    )


def study(con, file, loaded, day, minutes=30.0, withdrawn=None):
    row = {"account_id": "A", "course_id": "C", "studied_on": day, "minutes": minutes}
    deliver(con, "online_college.study_days", file, loaded, withdrawn, **row)


def reasons(con) -> list[tuple]:
    write_revisions(con, FEEDS.values())
    return con.execute(
        "SELECT kpi_id, old_value, new_value, reason FROM draft.revisions ORDER BY ALL"
    ).fetchall()


def changed(con, kpi="TR01", **now):
    cell(con, "last", kpi, 10)
    cell(con, "draft", kpi, 12, **now)


def test_a_row_of_a_known_key_with_other_content_is_a_correction(con):
    klass(con, "a", BEFORE)
    klass(con, "b", AFTER, status="取消")
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, "correction")]


def test_a_new_key_is_a_late_row_and_an_equal_row_is_nothing(con):
    klass(con, "a", BEFORE)
    klass(con, "b", AFTER)
    klass(con, "b", AFTER, class_id="K2")
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, "late rows")]


def test_a_withdrawn_delivery_is_named(con):
    klass(con, "a", BEFORE, withdrawn=AFTER)
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, "withdrawn delivery")]


def test_what_was_withdrawn_before_the_last_release_is_no_reason(con):
    klass(con, "a", BEFORE, withdrawn=BEFORE)
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, "not explained")]


def test_days_decide_between_causes_of_one_feed(con):
    study(con, "old", BEFORE, date(2019, 5, 1), withdrawn=AFTER)
    study(con, "new", AFTER, date(2020, 5, 1))
    for year in (2019, 2020, 2018):
        cell(con, "last", "NC08", year, year=year)
        cell(con, "draft", "NC08", year + 0.5, year=year)
    assert [(old, reason) for _, old, _, reason in reasons(con)] == [
        (2018, "late rows; withdrawn delivery"),  # no row carries a day of it: all that happened to its feeds
        (2019, "withdrawn delivery"),
        (2020, "late rows"),
    ]


def test_another_definition_is_told_and_stands_for_the_code(con):
    con.execute("UPDATE draft.release_info SET value = 'c2' WHERE key = 'code'")
    changed(con, version="2")
    assert reasons(con) == [("TR01", 10, 12, "definition version")]


@pytest.mark.parametrize(("key", "reason"), [("code", "settings or code"), ("small_cell_k", "settings or code"),
                                             ("as_of", "as-of day")])  # fmt: skip
def test_without_new_data_the_release_itself_explains(con, key, reason):
    con.execute("UPDATE draft.release_info SET value = '7' WHERE key = ?", [key])
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, reason)]


def test_a_delivery_to_a_feed_the_kpi_does_not_name(con):
    study(con, "new", AFTER, date(2020, 5, 1))
    changed(con)
    assert reasons(con) == [("TR01", 10, 12, "another feed")]


@pytest.mark.parametrize(("old", "new"), [("suppressed", "ok"), ("ok", "suppressed")])
def test_a_hidden_figure_has_no_row(con, old, new):
    klass(con, "b", AFTER)
    cell(con, "last", "TR01", None if old == "suppressed" else 10, status=old)
    cell(con, "draft", "TR01", None if new == "suppressed" else 12, status=new)
    assert reasons(con) == []


def test_cells_that_appear_or_vanish_in_a_published_period(con):
    klass(con, "b", AFTER)
    cell(con, "last", "TR01", 5)
    cell(con, "draft", "TR01", 5)
    cell(con, "last", "TR01", 2, district="330203")
    cell(con, "draft", "TR01", 3, district="330205")
    cell(con, "draft", "TR01", 4, year=2021)  # a period that was not published before is no revision
    assert [row[1:] for row in reasons(con)] == [(2, None, "late rows"), (None, 3, "late rows")]
