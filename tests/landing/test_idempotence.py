"""A file counts once, however often and under whatever name it comes."""

import os

import pytest

from pipelines.landing.log import ensure_tables
from pipelines.landing.messages import say
from pipelines.landing.sandbox import SANDBOX
from pipelines.landing.withdraw import NotDelivered, withdraw
from tests.landing.bench import CLASSES, LOADED_AT, LOGINS, Bench

LOG = "account_id,logged_in_at\nA1,2020-05-01 08:00:00\nA1,2020-05-01 08:00:00\n"


def test_an_unchanged_file_is_not_opened_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.land(LOGINS, LOG)
    monkeypatch.setattr(SANDBOX, "parse", lambda request: pytest.fail("the file was opened again"))
    assert bench.run() == []
    assert len(bench.rows(LOGINS)) == 2


def test_the_same_content_under_another_name_is_repeated(bench: Bench) -> None:
    bench.land(LOGINS, LOG, "a.csv")
    record = bench.land(LOGINS, LOG, "b.csv")
    assert (record.status, record.message, record.rows_read) == ("repeated", say("repeated", file="a.csv"), 0)
    assert len(bench.rows(LOGINS)) == 2
    assert bench.files() == [("a.csv", "accepted"), ("b.csv", "repeated")]


def test_the_same_content_touched_is_repeated(bench: Bench) -> None:
    path = bench.put(LOGINS, "a.csv", LOG)
    bench.run()
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert [record.status for record in bench.run()] == ["repeated"]
    assert bench.run() == []
    assert len(bench.rows(LOGINS)) == 2


def test_the_same_content_of_another_provider_counts(bench: Bench) -> None:
    bench.land(LOGINS, LOG, provider="a")
    assert bench.land(LOGINS, LOG, provider="b").status == "accepted"
    assert len(bench.rows(LOGINS)) == 4


def test_new_content_under_the_same_name_is_a_new_delivery(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,title\nPX1,old\n")
    record = bench.land(CLASSES, "class_id,title\nPX1,new\n")
    assert record.status == "accepted"
    assert bench.rows(CLASSES, "class_id", "title") == [("PX1", "old"), ("PX1", "new")]
    assert len(set(bench.column(CLASSES, "_digest"))) == 2


def test_a_refused_content_delivered_again_is_read_again(bench: Bench) -> None:
    bench.land(CLASSES, "foo\n1\n", "a.csv")
    assert bench.land(CLASSES, "foo\n1\n", "b.csv").status == "refused"


def test_a_withdrawn_content_counts_when_it_comes_again(bench: Bench) -> None:
    bench.land(CLASSES, "class_id\nPX1\n", "a.csv")
    withdraw(bench.con, bench.landing, "training_office/training_classes/p1/a.csv", bench.loaded_at)
    assert bench.land(CLASSES, "class_id\nPX1\n", "b.csv").status == "repeated"  # its rows are there still
    assert bench.files() == [("a.csv", "withdrawn"), ("b.csv", "repeated")]


@pytest.mark.parametrize("below", ["landing/", ""])
def test_a_withdrawn_file_that_lies_there_unchanged_stays_withdrawn(bench: Bench, below: str) -> None:
    bench.land(CLASSES, "class_id\nPX1\n", "a.csv")
    place = f"{bench.landing}/" if below else ""
    told = withdraw(bench.con, bench.landing, f"{place}training_office/training_classes/p1/a.csv", LOADED_AT)
    assert told == ["training_office.training_classes/p1/a.csv"]
    assert bench.run() == []
    with pytest.raises(NotDelivered, match=r"a\.csv counts"):
        withdraw(bench.con, bench.landing, "training_office/training_classes/p1/a.csv", LOADED_AT)


def test_what_is_no_delivery_cannot_be_withdrawn(bench: Bench) -> None:
    with pytest.raises(NotDelivered, match="is no delivery"):
        withdraw(bench.con, bench.landing, "a.csv", LOADED_AT)


def test_deliveries_are_landed_in_the_order_of_their_times(bench: Bench) -> None:
    bench.put(CLASSES, "z.csv", "class_id,title\nPX1,first\n")
    bench.put(CLASSES, "a.csv", "class_id,title\nPX1,second\n")
    assert [record.file for record in bench.run()] == ["z.csv", "a.csv"]


def test_a_run_killed_while_loading_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.put(CLASSES, "a.csv", "class_id,status\nPX1,结业\nPX2,x\n")

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.landing.load.write_record", killed)
        with pytest.raises(KeyboardInterrupt):
            bench.run()
    assert bench.rows(CLASSES) == []
    assert [record.status for record in bench.run()] == ["partly_accepted"]
    assert bench.column(CLASSES, "class_id") == ["PX1"]


def test_hidden_files_locks_and_strays_are_no_deliveries(bench: Bench) -> None:
    for name in (".hidden.csv", "~$open.xlsx", "sub/deep.csv"):
        bench.put(CLASSES, name, "class_id\nPX1\n")
    (bench.landing / "training_office" / "stray.csv").write_text("x")
    target = bench.put(CLASSES, "real.csv", "class_id\nPX2\n")
    (target.parent / "link.csv").symlink_to(target)
    assert sorted(record.file for record in bench.run()) == ["real.csv", "sub/deep.csv"]


def test_provenance_of_a_row(bench: Bench) -> None:
    record = bench.land(CLASSES, "class_id\nPX1\n", "a.csv", provider="office")
    names = ("_provider", "_file", "_sheet", "_row", "_seq", "_digest", "_received_at", "_loaded_at")
    assert bench.rows(CLASSES, *names) == [
        ("office", "a.csv", None, 2, 2, record.digest, record.received_at, record.loaded_at)
    ]
    assert record.received_at.isoformat() == "2020-09-13T20:26:41"  # Shanghai time of the file's 1600000001


def test_a_column_that_a_contract_gains_is_added_to_the_raw_table(bench: Bench) -> None:
    bench.land(CLASSES, "class_id,title\nPX1,old\n")
    bench.con.execute(f"ALTER TABLE {bench.feeds[CLASSES].landed_table} DROP COLUMN title")
    ensure_tables(bench.con, [bench.feeds[CLASSES]])
    bench.land(CLASSES, "class_id,title\nPX2,new\n")
    assert bench.rows(CLASSES, "class_id", "title") == [("PX1", None), ("PX2", "new")]


def test_a_table_whose_making_was_cut_short_gets_its_view(bench: Bench) -> None:
    feed = bench.feeds[CLASSES]
    bench.con.execute(f"DROP VIEW {feed.raw_table}")
    ensure_tables(bench.con, [feed])
    bench.land(CLASSES, "class_id,title\nPX1,new\n")
    assert bench.rows(CLASSES, "class_id", "title") == [("PX1", "new")]
