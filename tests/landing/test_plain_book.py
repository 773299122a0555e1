"""The quick reader of workbooks gives what the careful one gives, or leaves the book to it."""

import tempfile
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts import load_contracts
from pipelines.landing.discover import Delivery
from pipelines.landing.fast import cells_sql
from pipelines.landing.headers import HeaderMatcher, Mapping
from pipelines.landing.load import Landing
from pipelines.landing.log import FileRecord
from pipelines.landing.plain_book import NotPlain, PlainBook
from pipelines.landing.read_workbook import CarefulBook, _open, _sheets
from pipelines.landing.sheets import Parsed
from pipelines.landing.xlsx import count_values
from tests.landing.bench import CLASSES, LOADED_AT, SESSIONS, Bench

TITLES = ("班次编号", "班次名称", "计划人数", "实际支出", "状态", "备注")
MATCHER = HeaderMatcher(load_contracts()[CLASSES], Mapping())
FAILED = object()  # a cell whose formula failed
WORDS = st.sampled_from(
    ["PX1", "数控", "NULL", "N/A", "<NA>", " ", "1E15", "=x", "_x0041_", "a<b&c", "合计", "20160101"]
)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda number: abs(number) < 1e18),
    st.sampled_from([0.1, 1e-7, 123456789012.5, 999999999999999, 1e15, 330206199001011234, -0.0]),
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
KINDS = (WORDS, NUMBERS, DAYS, DAYS | MOMENTS, st.booleans(), st.timedeltas(timedelta(0), timedelta(2)))
ODD = st.one_of(WORDS, NUMBERS, st.just(FAILED), st.just(""))


@st.composite
def tables(draw) -> list[list]:
    """A sheet with titles above, its corner somewhere, columns of one kind with gaps, and at times an odd cell."""
    left = [None] * draw(st.integers(0, 2))
    above = draw(st.lists(st.sampled_from([[], ["培训班一览表"], ["单位：万元"], [None, 2016]]), max_size=3))
    kinds = [draw(st.sampled_from(KINDS)) for _ in TITLES]
    count = draw(st.integers(0, 5))
    rows = [[draw(st.none() | kind) for kind in kinds] for _ in range(count)]
    if rows and draw(st.booleans()):
        draw(st.sampled_from(rows))[draw(st.integers(0, len(TITLES) - 1))] = draw(ODD)
    return [[*left, *row] for row in [*above, list(TITLES), *rows]]


def written(path: Path, rows: list[list]) -> None:
    with xlsxwriter.Workbook(path) as book:
        formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                if cell is FAILED:
                    sheet.write_formula(number, position, "=1/0", None, "#DIV/0!")
                elif isinstance(cell, str):
                    sheet.write_string(number, position, cell)
                elif cell is not None:
                    sheet.write(number, position, cell, formats.get(type(cell)))


def outcome(book, folder: Path, name: str):
    """Sheets without their paths, notes, and the cells as the landing reads them."""
    sheets, notes, _ = _sheets(book, MATCHER, folder / name)
    with duckdb.connect() as con:
        cells = [con.execute(f"SELECT * FROM {cells_sql(sheet)}").fetchall() for sheet in sheets]
    return [(sheet.header, sheet.rows, sheet.blank_rows, sheet.name) for sheet in sheets], notes, cells


# What fits the columns of two feeds: codes, texts, dates, whole and broken numbers, money.
CODES = st.sampled_from(["PX1", "PX2", "KC-3", "NULL", "12"]) | st.integers(1, 9).map("S{}".format)
TEXTS = st.sampled_from(["数控", "8:30", "无", "Err:502", "a b", " 电商", "x'y"])
AMOUNTS = st.integers(-5, 10**6) | st.floats(0, 1e6) | st.floats(0, 1e6).map(lambda number: round(number, 2))
FITTING = {
    CLASSES: {
        "班次编号": CODES,
        "班次名称": TEXTS,
        "计划人数": st.integers(0, 99) | st.integers(-1, 10**14),
        "实际支出": AMOUNTS,
        "状态": st.sampled_from(["计划", "结业"]),
    },
    SESSIONS: {
        "课次编号": CODES,
        "班次编号": CODES,
        "日期": st.dates(date(1900, 1, 1), date(2110, 12, 31)) | st.dates(date(2020, 1, 1), date(2020, 1, 9)),
        "开始时间": TEXTS,
        "学时": AMOUNTS | st.floats(allow_nan=False, allow_infinity=False),
    },
}


@st.composite
def fitting(draw) -> tuple[str, list[list]]:
    """A feed and a sheet of it whose cells mostly fit their columns: many rows of few values, at times an odd cell."""
    feed = draw(st.sampled_from(sorted(FITTING)))
    # Of every column a few values, so that columns differ in what they repeat.
    values = [draw(st.lists(kind, min_size=1, max_size=6)) for kind in FITTING[feed].values()]
    gaps = [draw(st.booleans()) for _ in values]
    count = draw(st.integers(0, 12))
    rows = [
        [draw(st.sampled_from([*own, *[None] * gap])) for own, gap in zip(values, gaps, strict=True)]
        for _ in range(count)
    ]
    if rows and draw(st.integers(0, 3)) == 0:
        draw(st.sampled_from(rows))[draw(st.integers(0, len(values) - 1))] = draw(ODD)
    above = draw(st.sampled_from([[], [["单位：万元"]]]))
    return feed, [*above, list(FITTING[feed]), *rows]


def landed(bench: Bench, feed: str, book, path: Path, workspace: Path):
    """The rows, faults and file record that the book of the file at `path` leaves; the warehouse is as before."""
    workspace.mkdir()
    sheets, notes, _ = _sheets(book, HeaderMatcher(bench.feeds[feed], Mapping()), workspace / "cells.parquet")
    stat = path.stat()
    delivery = Delivery(bench.feeds[feed], "p1", path.name, path, stat.st_size, stat.st_mtime_ns)
    record = FileRecord(*feed.split("."), "p1", path.name, "d", delivery.received_at, 1, 1, LOADED_AT)
    landing = Landing(bench.con, bench.pseudonyms, bench.receipts, bench.scratch, LOADED_AT)
    landing._commit_parsed(delivery, record, Parsed("d", tuple(sheets), tuple(notes)), workspace)
    found = bench.rows(feed), bench.faults(), vars(record) | {"file_no": 0}
    for table in (bench.feeds[feed].landed_table, "quarantine.rows", "raw.files", "landed.sheets"):
        bench.con.execute(f"DELETE FROM {table}")
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_what_it_reads_is_what_the_careful_reader_reads(rows) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.xlsx"
        written(path, rows)
        try:
            quick = outcome(PlainBook(path), folder, "quick")
        except NotPlain:
            return
        with _open(path) as book:
            assert quick == outcome(CarefulBook(book, path), folder, "careful")


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    return Bench(tmp_path_factory.mktemp("plain"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fitting())
def test_what_it_lands_is_what_the_careful_reader_lands(bench, table) -> None:
    feed, rows = table
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.xlsx"
        written(path, rows)
        try:
            quick = landed(bench, feed, PlainBook(path), path, folder / "quick")
        except NotPlain:
            return
        with _open(path) as book:
            assert repr(quick) == repr(landed(bench, feed, CarefulBook(book, path), path, folder / "careful"))


def plain(tmp_path: Path, rows: list[list]) -> bool:
    written(tmp_path / "a.xlsx", rows)
    try:
        return bool(_sheets(PlainBook(tmp_path / "a.xlsx"), MATCHER, tmp_path / "cells")[0])
    except NotPlain:
        return False


CLEAN = ["PX1", "数控", 30, 1.5, "结业", None]


def test_a_clean_sheet_below_titles_is_read_at_once(tmp_path) -> None:
    assert plain(
        tmp_path,
        [["培训班一览表"], ["单位：万元"], list(TITLES), CLEAN, ["PX2", "电商", 25, 2, "结业", None]],
    )


@pytest.mark.parametrize(
    ("place", "cell"),
    [(2, FAILED), (5, FAILED), (2, "NULL"), (2, "约30"), (0, 12), (3, 1e15), (3, timedelta(hours=30))],
    ids=["failed", "failed alone", "word", "text", "number", "rounded", "duration"],
)
def test_one_cell_of_another_kind_leaves_the_sheet_to_the_careful_reader(tmp_path, place, cell) -> None:
    odd = [*CLEAN[:place], cell, *CLEAN[place + 1 :]]
    assert not plain(tmp_path, [list(TITLES), CLEAN, odd])


def test_values_are_counted_wherever_the_chunks_are_cut(tmp_path) -> None:
    text = (
        b'<c r="A1"><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c><ignoredErrors/><row/><c><v>2</v></c>'
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as book:
        for cut in range(len(text)):
            book.writestr(str(cut), text[cut:])
        book.writestr("long", text * 3_000)
    with zipfile.ZipFile(tmp_path / "a.zip") as book:
        assert count_values(book, "long") == 3 * 3_000
        for cut in range(len(text)):
            rest = text[cut:]
            assert count_values(book, str(cut)) == rest.count(b"<v") + rest.count(b"<is"), cut
