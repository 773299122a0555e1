"""Deliveries in any order, in any number of runs, doubled and withdrawn: the same rows stand in the end."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from pipelines.landing.withdraw import withdraw
from pipelines.settings import REPO
from tests.landing.bench import CLASSES, LOGINS, Bench

MODELS = REPO / "dbt_project"
HEADERS = {CLASSES: "class_id,title,status", LOGINS: "account_id,logged_in_at,session_id"}
KEYS = {CLASSES: "class_id", LOGINS: "account_id"}
LINES = {
    CLASSES: [
        "PX1,数控,结业",
        "PX1,电商,开班",
        "PX2,物流,结业",
        "PX2,,开班",
        "PX3,焊接,不详的状态",
        ",无编号,结业",
    ],
    LOGINS: [
        "A1,2020-05-01 08:00:00,S1",
        "A1,2020-05-02 08:00:00,S2",
        "A2,2020-05-01 08:00:00,S1",
        "A2,gestern,S3",
    ],
}


@dataclass(frozen=True)
class Sent:
    """One file of the folder; `at` is the second it was sent."""

    provider: str
    name: str
    lines: tuple[str, ...]
    at: int


@st.composite
def stories(draw) -> tuple[str, list[Sent], list[Sent], list[int], list[bool]]:
    """A feed, its files in the order sent and in another, the runs they are met in, and which are withdrawn."""
    feed = draw(st.sampled_from([CLASSES, LOGINS]))
    contents = draw(
        st.lists(st.lists(st.sampled_from(LINES[feed]), min_size=1, max_size=3), min_size=1, max_size=3)
    )
    sent = [
        Sent(
            draw(st.sampled_from("pq")),
            f"{number}.csv",
            tuple(draw(st.sampled_from(contents))),
            draw(st.integers(1, 3)),
        )
        for number in range(draw(st.integers(2, 5)))
    ]
    met = draw(st.permutations(sent))
    runs = [draw(st.integers(0, 2)) for _ in sent]
    return feed, sent, met, runs, [draw(st.integers(0, 3)) == 0 for _ in sent]


def put(bench: Bench, feed: str, file: Sent) -> None:
    path = bench.put(feed, file.name, "\n".join([HEADERS[feed], *file.lines, ""]), file.provider)
    os.utime(path, (1_600_000_000 + file.at,) * 2)


def take_back(bench: Bench, feed: str, file: Sent) -> None:
    withdraw(
        bench.con, bench.landing, "/".join([*feed.split("."), file.provider, file.name]), bench.loaded_at
    )


def staging_sql(bench: Bench, feed: str) -> str:
    """The staging models' own SQL: the latest version of an upsert feed's keys, all rows of an append feed in their order."""
    system, name = feed.split(".")
    macros = (MODELS / "macros" / "versions.sql").read_text(encoding="utf-8")
    deliveries = next((MODELS / "models").rglob("stg_deliveries.sql")).read_text(encoding="utf-8")
    wins = {"upsert": "last", "append": "first"}[bench.feeds[feed].load_mode]
    jinja = Environment()
    jinja.globals |= {
        "config": lambda **settings: "",
        "var": lambda name: None,
        "ref": lambda name: "stg_deliveries",
        "source": lambda system, table: (
            "raw.files" if system == "landing_log" else bench.feeds[feed].raw_table
        ),
    }
    latest = f"{{{{ latest_version('{system}', '{name}', ['feed_row.{KEYS[feed]}'], '{wins}') }}}}"
    return f"WITH stg_deliveries AS ({jinja.from_string(deliveries).render()}) {jinja.from_string(macros + latest).render()}"


def state(bench: Bench, feed: str) -> dict[str, list]:
    """Rows with their places among the versions, contents accepted, and faults; times and names of first loads aside."""
    values = ", ".join(bench.feeds[feed].value_columns())
    order = "ORDER BY ALL"
    return {
        "versions": bench.con.execute(
            f"SELECT {values}, _provider, _row, _digest, version_rank FROM ({staging_sql(bench, feed)}) {order}"
        ).fetchall(),
        "accepted": bench.con.execute(
            f"SELECT {values}, _provider, _row, _digest FROM {bench.feeds[feed].raw_table} {order}"
        ).fetchall(),
        "refused": bench.con.execute(
            f"SELECT DISTINCT provider, digest, row_number, column_name, rule FROM quarantine.rows {order}"
        ).fetchall(),
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
@example(  # a correction and its double, met before what it corrects; the first name of the double is withdrawn
    (
        CLASSES,
        files := [
            Sent("p", "0.csv", ("PX1,数控,结业",), 1),
            Sent("p", "1.csv", ("PX1,电商,开班",), 2),
            Sent("p", "2.csv", ("PX1,电商,开班",), 3),
        ],
        files[::-1],
        [0, 0, 1],
        [False, True, False],
    )
)
def test_any_order_of_meeting_ends_in_the_same_state(story) -> None:
    feed, sent, met, runs, withdrawn = story
    taken_back = [file for file, back in zip(sent, withdrawn, strict=True) if back]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        at_once, bit_by_bit = Bench(Path(one), only=feed), Bench(Path(other), only=feed)
        for file in sent:
            put(at_once, feed, file)
        at_once.run()
        for file in taken_back:
            take_back(at_once, feed, file)
        for run in range(3):
            for file, its_run in zip(met, runs, strict=True):
                if its_run == run:
                    put(bit_by_bit, feed, file)
            bit_by_bit.run()
            for file, its_run in zip(met, runs, strict=True):
                if its_run == run and file in taken_back:
                    take_back(bit_by_bit, feed, file)
            assert bit_by_bit.run() == []  # nothing new: nothing is opened, nothing withdrawn comes back
        assert state(bit_by_bit, feed) == state(at_once, feed)


@pytest.mark.parametrize(("feed", "standing"), [(CLASSES, "电商"), (LOGINS, "S1")])
def test_the_later_row_of_a_key_stands_or_the_first(bench: Bench, feed: str, standing: str) -> None:
    for at, line in ((2, LINES[feed][1]), (1, LINES[feed][0])):  # the later file is met first
        put(bench, feed, Sent("p", f"{at}.csv", (line,), at))
        bench.run()
    columns = {CLASSES: "title", LOGINS: "session_id"}
    found = bench.con.execute(
        f"SELECT {columns[feed]} FROM ({staging_sql(bench, feed)}) WHERE version_rank = 1"
    ).fetchall()
    assert found == [(standing,)]
