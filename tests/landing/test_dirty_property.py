"""Generated dirty files: every line's fate and number is known beforehand; and both ways of loading agree."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.landing import load
from pipelines.landing.fast import LooksCloser
from pipelines.landing.limits import LIMITS
from tests.landing.bench import CLASSES, COURSES, SESSIONS, Bench

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADER = "班次编号,班次名称,计划人数"


@dataclass(frozen=True)
class Fate:
    """A generated record: its bytes with {n} for its number, and what must become of it."""

    text: str
    title: str | None = None  # of an accepted row
    fault: tuple[str | None, str] | None = None  # (column, rule) of a refused one
    apart: str | None = None  # "blank" or "total"
    encoding: str = "utf-8"
    seats: bool = True


FATES = [
    Fate("PX{n},t{n},{n}", "t{n}"),
    Fate("PX{n},数控 车床,{n}", "数控 车床"),
    Fate('PX{n},"a, ""b""",{n}', 'a, "b"'),
    Fate('PX{n},"two\nlines",{n}', "two lines"),
    Fate('PX{n},"three\n\nlines, of it",{n}', "three lines, of it"),
    Fate("PX{n},a\rb,{n}", "a b"),
    Fate('PX{n},5" pipe,{n}', '5" pipe'),
    Fate("PX{n},宁波大学,{n}", "宁波大学", encoding="gb18030"),
    Fate("PX{n},t{n},{n},,", "t{n}"),
    Fate("PX{n},t{n},", "t{n}", seats=False),
    Fate("PX{n},t{n}", fault=(None, "field_count")),
    Fate("PX{n},t{n},{n},x", fault=(None, "field_count")),
    Fate('PX{n},"open,{n}', fault=(None, "broken_quoting")),
    Fate('PX{n},"shut"x,{n}', fault=(None, "broken_quoting")),
    Fate("PX{n},a\0b,{n}", fault=(None, "undecodable_text")),
    Fate("PX{n},a\ufffdb,{n}", fault=("title", "undecodable_text")),
    Fate("PX{n},t{n},many", fault=("planned_seats", "not_an_integer")),
    Fate("PX{n},t{n},#REF!", fault=("planned_seats", "spreadsheet_error")),
    Fate("PX{n},#DIV/0!,{n}", fault=("title", "spreadsheet_error")),
    Fate(",t{n},{n}", fault=("class_id", "key_missing")),
    Fate("", apart="blank"),
    Fate(",,", apart="blank"),
    Fate(" , ,\t", apart="blank"),
    Fate(HEADER, apart="total"),
    Fate("合计,,{n}", apart="total"),
    Fate("海曙区（2家）,,", apart="total"),
]


def outcome(feed: str, content: bytes, name: str = "a.csv"):
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), only=feed)
        record = bench.land(feed, content, name)
        return bench, record


@QUICK
@given(
    st.lists(st.sampled_from(FATES), max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["\n", ""]),
)
@example([FATES[12], *FATES[:4], FATES[12], *FATES[3:5]], "\n", "")
@example(list(FATES), "\r\n", "\n")
def test_every_line_of_a_dirty_file_has_its_fate(fates: list[Fate], newline: str, last: str) -> None:
    content, row = (HEADER + newline).encode(), 2
    accepted, refused, apart = [], [], {"blank": 0, "total": 0}
    for n, fate in enumerate(fates):
        text = fate.text.replace("{n}", str(n))
        if fate.apart:
            apart[fate.apart] += 1
        elif fate.fault:
            refused.append((row, *fate.fault))
        else:
            accepted.append((f"PX{n}", fate.title.replace("{n}", str(n)), n if fate.seats else None, row))
        content += text.encode(fate.encoding)
        content += (newline if n < len(fates) - 1 else last).encode()
        row += 1 + text.count("\n")
    if fates and not fates[-1].text and not last:
        apart["blank"] -= 1  # nothing behind the last line end is no line
    bench, record = outcome(CLASSES, content)
    assert bench.rows(CLASSES, "class_id", "title", "planned_seats", "_row") == accepted
    assert bench.told() == refused
    assert (record.rows_read, record.rows_accepted, record.rows_quarantined, record.blank_rows, record.total_rows) == (
        len(accepted) + len(refused), len(accepted), len(refused), apart["blank"], apart["total"],
    )  # fmt: skip


SHEET_FATES = [
    (["PX{n}", "t{n}", 7], True),
    (["PX{n}", "  数控\n车床 ", "7"], True),
    ([12345, "t{n}", 7.0], True),
    (["PX{n}", "=1/0", 7], ("title", "spreadsheet_error")),
    (["PX{n}", "t{n}", "=1/0"], ("planned_seats", "spreadsheet_error")),
    (["=1/0", "t{n}", 7], ("class_id", "spreadsheet_error")),
    (["PX{n}", "t{n}", 7.5], ("planned_seats", "not_an_integer")),
    ([1.2e17, "t{n}", 7], ("class_id", "digits_lost")),
    ([None, "t{n}", 7], ("class_id", "key_missing")),
    ([None, None, None], "blank"),
    (["合计", None, 7], "total"),
    (["班次编号", "班次名称", "计划人数"], "total"),
]


@QUICK
@given(st.lists(st.sampled_from(SHEET_FATES), max_size=25), st.integers(0, 3))
@example(list(SHEET_FATES), 2)
def test_every_row_of_a_dirty_workbook_has_its_fate(fates: list[tuple], above: int) -> None:
    sink = io.BytesIO()
    accepted, refused = [], []
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for place, name in enumerate(HEADER.split(",")):
            sheet.write(above, place + 1, name)
        for n, (cells, fate) in enumerate(fates):
            row = above + 1 + n
            cells = [cell.replace("{n}", str(n)) if isinstance(cell, str) else cell for cell in cells]
            for place, cell in enumerate(cells):
                if cell == "=1/0":
                    sheet.write_formula(row, place + 1, cell, None, "#DIV/0!")
                elif cell is not None:
                    sheet.write(row, place + 1, cell)
            if fate is True:
                accepted.append((str(cells[0]), " ".join(cells[1].split()), 7, row + 1))
            elif isinstance(fate, tuple):
                refused.append((row + 1, *fate))
    bench, record = outcome(CLASSES, sink.getvalue(), "a.xlsx")
    assert bench.rows(CLASSES, "class_id", "title", "planned_seats", "_row") == accepted
    assert bench.told() == refused
    assert record.rows_read == record.rows_accepted + record.rows_quarantined == len(accepted) + len(refused)
    assert record.total_rows == sum(fate == "total" for _, fate in fates)


CELLS = {
    SESSIONS: {
        "session_id": ["S1", "S-2", "007", "", "1e5", "12.0", "合计", "na", "S\u30001", "#REF!"],
        "class_id": ["PX1", "", "px_2", "N/A", "total", "3.0"],
        "held_on": ["2016-03-05", "2016年3月", "42434", "2016-02-30", "", "20160305", "1899-01-01"],
        "hours": ["2", "1.5", "0", "-1", "1e3", "２", "", "1,000", "0.1234567891", "#DIV/0!", "007"],
        "kind": ["授课", "考察", "授 课", "x", "", "研讨"],
        "venue": [
            "宁波",
            " 宁波 ",
            "a  b",
            "-",
            "无",
            "#N/A",
            "Err:502",
            "",
            "a\u200bb",
            "null",
            "😀",
            "a�",
            "ＡＢ",
        ],
    },
    COURSES: {
        "provider": ["学院", "OULAD", "", "合计"],
        "course_id": ["K1", "", "K 2", "1.50", "12345678901234567890"],
        "title": ["数控", "", "数控（甲）", "\u202ex", "(x)"],
        "published_on": ["2016-03-05", "2016-3-5", "", "x"],
    },
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bytes]:
    feed = draw(st.sampled_from(sorted(CELLS)))
    columns = CELLS[feed]
    plain = draw(st.booleans())
    row = st.tuples(*(st.sampled_from(cells[:2] if plain else cells) for cells in columns.values()))
    rows = draw(st.lists(row, max_size=20))
    lines = [",".join(columns), *(",".join(f'"{c}"' if "," in c else c for c in cells) for cells in rows)]
    return feed, ("\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))).encode()


def everything(bench: Bench, feed: str, record) -> tuple:
    counted = (
        "status",
        "message",
        "rows_read",
        "rows_accepted",
        "rows_quarantined",
        "blank_rows",
        "total_rows",
    )
    return (
        bench.rows(feed),
        bench.faults(),
        [getattr(record, name) for name in (*counted, "header_rows", "digest")],
    )


@settings(QUICK, max_examples=100)
@given(tables())
def test_the_single_pass_the_closer_look_and_the_careful_reader_agree(table: tuple[str, bytes]) -> None:
    feed, content = table
    usual = everything(*_first(feed, content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_plain", _closer)
        assert everything(*_first(feed, content)) == usual
        parse = load.Landing._parse
        patch.setattr(
            load.Landing,
            "_parse",
            lambda self, delivery, workspace, known: parse(self, delivery, workspace, known, True),
        )
        assert everything(*_first(feed, content)) == usual


def _first(feed: str, content: bytes):
    bench, record = outcome(feed, content)
    return bench, feed, record


def _closer(*_: object) -> int:
    raise LooksCloser("forced")


def test_the_single_pass_is_what_clean_files_take(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a clean file was looked at twice")

    monkeypatch.setattr(load._FileLoad, "_look_closer", fail)
    record = bench.land(SESSIONS, "session_id,class_id,held_on,venue\nS1,PX1,2016-03-05,宁波\nS2,PX1,,\n")
    assert record.rows_accepted == 2


def test_a_line_too_long_for_a_row_costs_itself_alone(bench: Bench) -> None:
    long = "x" * (5_000_000)
    record = bench.land(CLASSES, f'{HEADER}\nPX2,a,1\nPX3,{long},1\nPX4,"b\n{long}\nPX6,c,1\n')
    assert (record.rows_accepted, record.rows_quarantined) == (2, 3)
    assert bench.told() == [
        (3, None, "line_too_long"),
        (4, None, "broken_quoting"),
        (5, None, "line_too_long"),
    ]


def test_more_columns_than_allowed_are_told(bench: Bench) -> None:
    record = bench.land(CLASSES, HEADER + ",x" * LIMITS.columns + "\n")
    assert record.status == "refused"
    assert "2,003 columns and 2,000 are allowed" in record.message
