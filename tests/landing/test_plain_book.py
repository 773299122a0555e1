"""The quick reader of workbooks gives what the careful one gives, or leaves the book to it."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts import load_contracts
from pipelines.landing.headers import HeaderMatcher, Mapping
from pipelines.landing.plain_book import NotPlain, PlainBook
from pipelines.landing.read_workbook import CarefulBook, _open, _sheets
from tests.landing.bench import CLASSES

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
    """Sheets without their paths, notes, and the cells."""
    sheets, notes, _ = _sheets(book, MATCHER, folder / name)
    cells = [pq.read_table(sheet.path).to_pydict() for sheet in sheets]
    return [(sheet.header, sheet.rows, sheet.blank_rows, sheet.name) for sheet in sheets], notes, cells


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
