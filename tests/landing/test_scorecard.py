"""Scorecards: accepted share, lateness, faults that come back."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
import python_calamine

from pipelines.contracts import load_contracts
from pipelines.landing.scorecard import Score, scorecards, write_scorecards
from pipelines.settings import SHANGHAI
from tests.landing.bench import CLASSES, ENROLMENTS, Bench

FEEDS = load_contracts()
CADENCE = FEEDS[CLASSES].cadence_days
GOOD, STATUS, SEATS = "结业,30", "毕业,30", "结业,三十"


def deliver(bench: Bench, day: str, *rows: str, provider: str = "office") -> Path:
    text = "class_id,status,planned_seats\n" + "".join(f"PX{n},{row}\n" for n, row in enumerate(rows))
    path = bench.put(CLASSES, f"{day}.csv", text + f"PXX{day.replace('-', '')},结业,1\n", provider)
    moment = datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=SHANGHAI).timestamp()
    os.utime(path, (moment, moment))
    return path


def told(bench: Bench, as_of: str) -> list[tuple]:
    bench.run()
    scores, _ = scorecards(bench.con, FEEDS.values(), date.fromisoformat(as_of))
    return [
        (f"{s.month:%Y-%m}", s.files, s.rows_read, s.accepted_share, s.lateness_days, s.repeat_faults)
        for s in scores
    ]


def test_the_accepted_share_of_a_month(bench: Bench) -> None:
    deliver(bench, "2021-03-05", GOOD, STATUS)
    deliver(bench, "2021-03-20", GOOD, GOOD, GOOD)
    assert told(bench, "2021-03-31") == [("2021-03", 2, 7, 6 / 7, 0, 0)]


def test_a_fault_that_comes_back_counts_by_kind(bench: Bench) -> None:
    deliver(bench, "2021-03-05", STATUS, STATUS, GOOD)
    deliver(bench, "2021-03-06", SEATS, GOOD)
    deliver(bench, "2021-03-20", STATUS, STATUS, STATUS)
    deliver(bench, "2021-04-01", STATUS, SEATS)
    assert [row[-1] for row in told(bench, "2021-04-02")] == [1, 2]
    _, repeats = scorecards(bench.con, FEEDS.values(), date(2021, 4, 2))
    assert [tuple(repeat)[3:] for repeat in repeats] == [
        ("status", "unknown_value", 3, 6, date(2021, 3, 5), date(2021, 4, 1)),
        ("planned_seats", "not_an_integer", 2, 2, date(2021, 3, 6), date(2021, 4, 1)),
    ]


def test_lateness_counts_days_beyond_the_cadence(bench: Bench) -> None:
    assert CADENCE == 31
    deliver(bench, "2021-01-10", GOOD)
    deliver(bench, "2021-03-10", GOOD)  # 59 days later
    assert told(bench, "2021-03-31") == [
        ("2021-01", 1, 2, 1.0, 0, 0),
        ("2021-02", 0, 0, None, 18, 0),  # 49 days at the month's end
        ("2021-03", 1, 2, 1.0, 28, 0),
    ]


def test_a_provider_that_fell_silent_is_late_until_today(bench: Bench) -> None:
    deliver(bench, "2021-01-10", GOOD)
    assert told(bench, "2021-04-05")[1:] == [
        ("2021-02", 0, 0, None, 18, 0),
        ("2021-03", 0, 0, None, 49, 0),
        ("2021-04", 0, 0, None, 54, 0),
    ]


def test_a_refused_file_does_not_end_the_lateness(bench: Bench) -> None:
    deliver(bench, "2021-01-10", GOOD)
    path = deliver(bench, "2021-02-20")
    stat = path.stat()
    path.write_text("foo\n1\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert told(bench, "2021-02-28")[1:] == [("2021-02", 1, 0, None, 18, 0)]


def test_withdrawn_and_repeated_files_and_those_after_the_day_do_not_count(bench: Bench) -> None:
    deliver(bench, "2021-03-05", GOOD, STATUS)
    deliver(bench, "2021-03-06", STATUS)
    deliver(bench, "2021-05-06", STATUS)
    bench.run()
    bench.con.execute("UPDATE raw.files SET withdrawn_at = loaded_at WHERE file = '2021-03-05.csv'")
    known = bench.landing / "training_office/training_classes/office/2021-03-06.csv"
    again = bench.put(CLASSES, "again.csv", known.read_bytes(), "office")
    os.utime(again, (1_615_500_000, 1_615_500_000))
    assert told(bench, "2021-03-31") == [("2021-03", 1, 2, 0.5, 0, 0)]


def test_providers_and_feeds_are_apart(bench: Bench) -> None:
    deliver(bench, "2021-03-05", STATUS, provider="a")
    deliver(bench, "2021-03-06", STATUS, provider="b")
    bench.put(ENROLMENTS, "a.csv", "class_id,person_id\nPX1,E12345678\n", provider="b")
    bench.run()
    scores, repeats = scorecards(bench.con, FEEDS.values(), date(2021, 3, 31))
    assert [score[:3] for score in scores if score.files] == [
        ("a", "training_office", "training_classes"),
        ("b", "training_office", "enrolments"),
        ("b", "training_office", "training_classes"),
    ]
    assert repeats == []


@pytest.fixture
def books(bench: Bench, tmp_path: Path) -> list[Path]:
    deliver(bench, "2021-03-05", STATUS)
    deliver(bench, "2021-04-06", STATUS, GOOD)
    bench.run()
    return write_scorecards(
        tmp_path / "cards", FEEDS.values(), *scorecards(bench.con, FEEDS.values(), date(2021, 4, 30))
    )


def test_the_workbook_of_a_provider(books: list[Path]) -> None:
    (path,) = books
    assert path.parts[-2:] == ("office", "scorecard.xlsx")
    book = python_calamine.load_workbook(str(path))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[4:6] == ["接收率 Accepted share", "逾期天数 Days late"]
    title = "经信委培训 · 培训班次 / Committee training · Training classes"
    assert rows == [
        [title, "2021-04", 1.0, 3.0, pytest.approx(2 / 3), 1.0, 1.0],  # 32 days after, one beyond the cadence
        [title, "2021-03", 1.0, 2.0, 0.5, 0.0, 0.0],
    ]
    _, line = book.get_sheet_by_index(1).to_python()
    assert line[1:] == [
        "状态（status）",
        "不在允许的取值之内；请从中选一个",
        "not one of the allowed values; choose one of them",
        2.0,
        2.0,
        "2021-03-05",
        "2021-04-06",
    ]


def test_no_delivery_no_scorecard(bench: Bench, tmp_path: Path) -> None:
    assert scorecards(bench.con, FEEDS.values(), date(2021, 1, 1)) == ([], [])
    assert write_scorecards(tmp_path, FEEDS.values(), [], []) == []
    assert Score._fields == (
        "provider", "system", "feed", "month", "files", "rows_read", "accepted_share", "lateness_days", "repeat_faults",
    )  # fmt: skip
