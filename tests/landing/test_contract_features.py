"""What a contract can say about a column or a feed, seen in landed rows: no Python for a new feed."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.contracts import ContractError, load_contracts
from pipelines.landing.discover import discover
from pipelines.landing.load import Landing
from pipelines.landing.log import ensure_tables
from pipelines.landing.persons import Pseudonyms


def column(name: str, data_type: str, kind: str, **meta: object) -> dict:
    return {
        "name": name,
        "data_type": data_type,
        "description": name,
        "config": {"meta": {"type": kind, "class": "public", "description_zh": name} | meta},
    }


EVENTS = {
    "name": "events",
    "description": "Events.",
    "config": {
        "meta": {
            "title_zh": "活动",
            "load_mode": "upsert",
            "key": ["event_id"],
            "on_repeat": "last_wins",
            "cadence_days": 31,
        }
    },
    "columns": [
        column("event_id", "varchar", "code", header_zh=["活动编号"]),
        column("held_on", "date", "date", header_zh=["举办日期"], year_from="published_on"),
        column("published_on", "date", "date", header_zh=["发布日期"]),
        column("seats", "bigint", "int", header_zh=["人数"], min=0, unknown=["若干"]),
    ],
}
COPY = {
    "name": "copies",
    "description": "Copies.",
    "config": {"meta": {"same_as": "s.events", "title_zh": "副本"}},
}


def land(folder: Path, text: str, feed: str = "events") -> duckdb.DuckDBPyConnection:
    """Land one CSV text of a feed of the contract above."""
    source = {
        "name": "s",
        "tables": [EVENTS, COPY],
        "config": {"meta": {"title_zh": "源", "title_en": "S", "owner": "o", "owner_zh": "主"}},
    }
    contracts = folder / "contracts"
    contracts.mkdir()
    (contracts / "s.yml").write_text(
        yaml.safe_dump({"sources": [source]}, allow_unicode=True), encoding="utf-8"
    )
    feeds = load_contracts(contracts)
    path = folder / "landing" / "s" / feed / "p" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    con = duckdb.connect()
    ensure_tables(con, feeds.values())
    loader = Landing(con, Pseudonyms(b"s" * 32), folder / "receipts", folder, datetime(2021, 11, 30))
    loader.land(discover(folder / "landing", feeds)[0])
    return con


@pytest.mark.parametrize(
    ("cell", "published", "held", "to", "inferred"),
    [
        ("12月20日", "2018-12-26", date(2018, 12, 20), None, True),
        ("12-20", "2018年12月26日", date(2018, 12, 20), None, True),
        ("十二月二十日", "2018-12-26", date(2018, 12, 20), None, True),
        ("2017-12-20", "2018-12-26", date(2017, 12, 20), None, False),
        ("2017年12月", "2018-12-26", date(2017, 12, 1), date(2017, 12, 31), False),
        ("", "2018-12-26", None, None, None),
    ],
)
def test_a_day_without_a_year_takes_it_from_the_publication(tmp_path, cell, published, held, to, inferred):
    con = land(tmp_path, f"活动编号,举办日期,发布日期\nE1,{cell},{published}\n")
    row = con.execute("SELECT held_on, held_on_to, held_on_year_inferred FROM raw.s__events").fetchone()
    assert row == (held, to, inferred) or row == (held, to, inferred or False)


@pytest.mark.parametrize(
    ("cell", "published"), [("12月20日", ""), ("2月30日", "2018-12-26"), ("12月20日", "bad")]
)
def test_a_day_without_any_year_is_refused(tmp_path, cell, published):
    con = land(tmp_path, f"活动编号,举办日期,发布日期\nE1,{cell},{published}\n")
    assert con.execute("SELECT count(*) FROM raw.s__events").fetchone() == (0,)
    assert con.execute("SELECT DISTINCT rule FROM quarantine.rows").fetchall() == [("not_a_date",)]


def test_a_word_for_unknown_is_no_value_and_no_fault(tmp_path):
    con = land(tmp_path, "活动编号,人数\nE1,若干\nE2,5\nE3,-1\n")
    assert con.execute("SELECT event_id, seats FROM raw.s__events ORDER BY 1").fetchall() == [
        ("E1", None),
        ("E2", 5),
    ]
    assert con.execute("SELECT row_number, rule FROM quarantine.rows").fetchall() == [(4, "negative")]


def test_a_feed_of_the_same_shape_points_to_the_other(tmp_path):
    con = land(tmp_path, "活动编号,举办日期\nE1,2018-12-20\n", feed="copies")
    assert con.execute("SELECT event_id, held_on FROM raw.s__copies").fetchall() == [
        ("E1", date(2018, 12, 20))
    ]


def test_a_pointer_to_no_feed_is_refused(tmp_path):
    source = {
        "name": "s",
        "tables": [COPY],
        "config": {"meta": {"title_zh": "源", "title_en": "S", "owner": "o", "owner_zh": "主"}},
    }
    (tmp_path / "s.yml").write_text(
        yaml.safe_dump({"sources": [source]}, allow_unicode=True), encoding="utf-8"
    )
    with pytest.raises(ContractError, match=r"s\.events"):
        load_contracts(tmp_path)
