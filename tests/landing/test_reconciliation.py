"""Whatever a delimited file holds: no exception, and every physical row is accounted for."""

import csv
import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.landing.bench import CLASSES, LOGINS, SESSIONS, Bench

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADER = ["class_id", "title", "planned_seats", "spent", "district", "status"]
PIECES = st.sampled_from(
    [
        '"',
        '""',
        ",",
        ";",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        " ",
        "\t",
        "�",
        "\u3000",
        "\u202e",
        "合计",
        "（3家）",
        "结业",
        "PX1",
        "12",
        "1.2万元",
        "-",
        "2016年",
        "鄞州区",
        "x" * 50,
        "😀",
    ]
)
DIRTY_CELLS = st.lists(PIECES | st.text(max_size=3), max_size=4).map("".join)
DIRTY_LINES = st.lists(DIRTY_CELLS, min_size=1, max_size=9).map(",".join) | st.sampled_from(
    ["", ",,,,,", "PX1,a,1,2,鄞州区,结业", ",".join(HEADER), '"', '"a",b']
)


def records_of(lines: list[str]) -> str:
    return "\n".join([",".join(HEADER), *lines, ""])


def outcome(feed: str, content: bytes, name: str = "data.csv"):
    """Land one file in a bench of its own; returns the bench and the record."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), only=feed)
        return bench, bench.land(feed, content, name)


@QUICK
@given(lines=st.lists(DIRTY_LINES, max_size=25))
@example(lines=['"', "PX1,a,1,2,,", '"', "", "PX2,b,1,2,,"])
def test_dirty_files_reconcile(lines: list[str]) -> None:
    text = records_of(lines)
    content = text.encode("utf-8", "replace")
    bench, record = outcome(CLASSES, content)
    assert record.rows_read == record.rows_accepted + record.rows_quarantined
    numbers = bench.column(CLASSES, "_row")
    refused = {fault.row for fault in bench.faults()}
    assert (len(numbers), len(refused)) == (record.rows_accepted, record.rows_quarantined)
    assert len(set(numbers)) == len(numbers)
    assert not refused & set(numbers)
    physical = text.count("\n") - 1
    told = record.rows_read + record.blank_rows + record.total_rows
    assert told <= physical
    assert all(2 <= number <= physical + 1 for number in refused | set(numbers))
    if "\n" not in "".join(lines) and '"' not in text:
        assert told == physical


@QUICK
@given(lines=st.lists(DIRTY_CELLS.filter(lambda text: '"' not in text and "\n" not in text), max_size=20))
def test_without_quotes_every_line_is_a_row_of_a_feed_without_key(lines: list[str]) -> None:
    text = "\n".join(["account_id,logged_in_at", *lines, ""])
    _, record = outcome(LOGINS, text.encode("utf-8", "replace"))
    assert record.rows_read + record.blank_rows + record.total_rows == len(lines)


@QUICK
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "a.csv.gz"]))
def test_random_bytes_never_stop_the_run(content: bytes, name: str) -> None:
    outcome(CLASSES, content, name)
    outcome(CLASSES, b"class_id,title\n" + content, name)


DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
TITLES = st.text(
    st.sampled_from('数控技术（甲）"，,;|ab1 \n') | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text and not set(text) <= set(" \n") and "  " not in text)
ROWS = st.tuples(
    st.from_regex(r"[A-Z]{2}[0-9]{1,6}", fullmatch=True),
    DAYS,
    st.integers(0, 10**6).map(lambda n: n / 4),
    st.sampled_from(["授课", "考察", "研讨"]),
    TITLES,
)


@QUICK
@given(rows=st.lists(ROWS, max_size=20), unique=st.booleans())
def test_valid_rows_are_accepted_with_their_values(rows: list[tuple], unique: bool) -> None:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["session_id", "class_id", "held_on", "hours", "kind", "venue"])
    expected = []
    for number, (code, day, hours, kind, title) in enumerate(rows):
        row = sink.getvalue().count("\n") + 1
        writer.writerow([f"S{number}", code, day.isoformat(), repr(hours), kind, title])
        venue = " ".join(title.split())
        expected.append(
            (f"S{number}", code, day, hours, kind, None if venue in ("无", "空", "-") else venue, row)
        )
    bench, record = outcome(SESSIONS, sink.getvalue().encode())
    assert (record.status, record.rows_read, record.rows_accepted) == ("accepted", len(rows), len(rows))
    columns = ("session_id", "class_id", "held_on", "hours", "kind", "venue", "_row")
    assert bench.rows(SESSIONS, *columns) == expected


SPELLINGS = (
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d.year}.{d.month}.{d.day}",
    "{d.year}年{d.month}月{d.day}日",
    "{d:%Y%m%d}",
    "{serial}",
)


@QUICK
@given(
    days=st.lists(st.tuples(DAYS.filter(lambda d: d.year > 1954), st.sampled_from(SPELLINGS)), max_size=30)
)
def test_every_spelling_of_a_day_means_that_day(days: list[tuple[date, str]]) -> None:
    days = [(day, spelling) for day, spelling in days if day < date(2091, 1, 1)]
    lines = [
        f"S{n},PX1,{spelling.format(d=day, serial=(day - date(1899, 12, 30)) // timedelta(days=1))}"
        for n, (day, spelling) in enumerate(days)
    ]
    bench, _ = outcome(SESSIONS, "\n".join(["session_id,class_id,held_on", *lines]).encode())
    assert bench.rows(SESSIONS, "held_on", "held_on_to") == [(day, None) for day, _ in days]
