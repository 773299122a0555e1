"""A provider's own headers: one mapping file beside its data."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.settings import shanghai_now
from tests.landing.bench import CLASSES, ENROLMENTS, Bench, counts

TEXT = "Kurs;Titel;Kosten\nPX1;数控;1.5\n"


def mapping(bench: Bench, text: str, feed: str = CLASSES) -> Path:
    return bench.put(feed, "_mapping.yml", text)


def test_headers_constants_and_units(bench: Bench) -> None:
    mapping(
        bench,
        "class_id: Kurs\ntitle: {header: Titel}\nspent: {header: Kosten, unit: 万元}\nstatus: {constant: 结业}\n"
        'organiser: {constant: "O\'Neill"}\nplanned_seats: {constant: 30}\n',
    )
    record = bench.land(CLASSES, TEXT)
    assert record.message == ""
    assert bench.rows(CLASSES, "class_id", "title", "spent", "status", "organiser", "planned_seats") == [
        ("PX1", "数控", 15000.0, "结业", "O'Neill", 30)
    ]


def test_a_constant_key(bench: Bench) -> None:
    mapping(bench, "class_id: {constant: PX9}\n", ENROLMENTS)
    record = bench.land(ENROLMENTS, "姓名,手机号码\n李小明,13800138000\n王小红,13800138001\n")
    assert counts(record) == {"read": 2, "accepted": 2}
    assert bench.column(ENROLMENTS, "class_id") == ["PX9", "PX9"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kurs_id: Kurs\n", "kurs_id"),
        ("class_id: {heading: Kurs}\n", "heading"),
        ("- class_id\n", "must have lines"),
        ("class_id: [\n", "no readable YAML"),
        ("\udcff", "no readable YAML"),
    ],
)
def test_a_mapping_that_cannot_be_used_refuses_the_file(bench: Bench, text: str, told: str) -> None:
    bench.put(CLASSES, "_mapping.yml", text.encode("utf-8", "surrogateescape"))
    record = bench.land(CLASSES, TEXT)
    assert (record.status, record.rows_read) == ("refused", 0)
    assert record.message.startswith("_mapping.yml")
    assert told in record.message


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_refused_file_is_read_again_once_its_mapping_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    bench.loaded_at = shanghai_now()
    assert bench.land(CLASSES, TEXT).status == "refused"
    bench.loaded_at = shanghai_now()
    assert bench.run() == []
    mapping(bench, "class_id: Kurs\n")  # with an old modification time, as a copy keeps it
    bench.loaded_at = shanghai_now() + timedelta(seconds=1)
    assert [record.status for record in bench.run()] == ["accepted"]
    assert bench.run() == []
    assert bench.files() == [("data.csv", "accepted")]  # what was told of the first try is replaced


def test_a_refused_file_is_not_read_again_while_its_mapping_stays(bench: Bench) -> None:
    path = mapping(bench, "class_id: Nummer\n")
    os.utime(path)
    bench.loaded_at = shanghai_now() + timedelta(seconds=1)
    assert bench.land(CLASSES, TEXT).status == "refused"
    assert bench.run() == []


def test_a_file_refused_for_its_mapping_is_read_again_without_it(bench: Bench) -> None:
    path = mapping(bench, "no_such_column: x\n")
    bench.loaded_at = shanghai_now() + timedelta(seconds=1)
    assert bench.land(CLASSES, "class_id\nPX1\n").status == "refused"
    path.unlink()
    assert [record.status for record in bench.run()] == ["accepted"]


def test_a_mapping_holds_for_its_own_folder_only(bench: Bench) -> None:
    bench.put(CLASSES, "_mapping.yml", "class_id: Kurs\n", provider="a")
    bench.put(CLASSES, "x.csv", TEXT, provider="a")
    bench.put(CLASSES, "y.csv", TEXT, provider="b")
    assert {record.provider: record.status for record in bench.run()} == {"a": "accepted", "b": "refused"}
