"""Files of named fields: JSON, JSON lines, Parquet."""

import gzip
import io
import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.landing.bench import CLASSES, COURSES, LOGINS, SESSIONS, Bench, counts

RECORDS = [
    {"class_id": "PX1", "班次名称": "数控", "planned_seats": 30, "spent": 1.5},
    {"class_id": "PX2", "班次名称": None, "planned_seats": "45人", "状态": "结业"},
]
ROWS = [("PX1", "数控", 30, 1.5, None, 1), ("PX2", None, 45, None, "结业", 2)]
COLUMNS = ("class_id", "title", "planned_seats", "spent", "status", "_row")


@pytest.mark.parametrize(
    "wrap", [lambda rows: rows, lambda rows: {"count": 2, "data": rows}], ids=["list", "object"]
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
def test_json(bench: Bench, wrap, bom: bytes) -> None:
    record = bench.land(CLASSES, bom + json.dumps(wrap(RECORDS), ensure_ascii=False).encode(), "a.json")
    assert (record.status, bench.rows(CLASSES, *COLUMNS)) == ("accepted", ROWS)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.JSONL.GZ"])
def test_json_lines(bench: Bench, name: str) -> None:
    content = "\n".join(json.dumps(row) for row in RECORDS).encode()
    bench.land(CLASSES, gzip.compress(content) if name.lower().endswith("gz") else content, name)
    assert bench.rows(CLASSES, *COLUMNS) == ROWS


def test_json_lines_with_blank_and_broken_lines(bench: Bench) -> None:
    text = '{"class_id":"PX1"}\n\n{"class_id":"PX2"\n[1]\nnull\n{"class_id":"PX3","spent":NaN}\n{"class_id":"PX7"}\n'
    record = bench.land(CLASSES, text, "a.jsonl")
    assert counts(record) == {"read": 6, "accepted": 2, "refused": 4, "blank": 1}
    assert bench.rows(CLASSES, "class_id", "_row") == [("PX1", 1), ("PX7", 7)]
    assert bench.told() == [(row, None, "not_a_record") for row in (3, 4, 5, 6)]


def test_a_field_that_comes_late_in_json_lines_is_read(bench: Bench) -> None:
    lines = [json.dumps({"class_id": f"PX{i}"}) for i in range(1500)]
    lines.append(json.dumps({"class_id": "PX1500", "title": "late"}))
    bench.land(CLASSES, "\n".join(lines), "a.jsonl")
    assert bench.rows(CLASSES, "class_id", "title")[-1] == ("PX1500", "late")


def test_empty_objects_are_blank_rows(bench: Bench) -> None:
    text = '{"account_id":"A1","logged_in_at":"2020-05-01 08:00:00"}\n{}\n{"account_id":null}\n'
    record = bench.land(LOGINS, text, "a.jsonl")
    assert counts(record) == {"read": 1, "accepted": 1, "blank": 2}


def test_numbers_in_json_keep_their_digits(bench: Bench) -> None:
    bench.land(CLASSES, '[{"class_id": 330206200001011234}, {"class_id": 7299.0}]', "a.json")
    assert bench.column(CLASSES, "class_id") == ["330206200001011234", "7299"]


def parquet(**columns: pa.Array) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def test_parquet(bench: Bench) -> None:
    content = parquet(
        课次编号=pa.array(["S1", "S2", None]),
        班次编号=pa.array([7299.0, 1.0, 2.0]),
        held_on=pa.array([date(2016, 3, 5), None, date(2016, 3, 6)]),
        hours=pa.array([4.5, None, 1.0]),
        kind=pa.array(["授课", "考察", "授课"]).dictionary_encode(),
    )
    record = bench.land(SESSIONS, content, "a.parquet")
    assert counts(record) == {"read": 3, "accepted": 2, "refused": 1}
    assert bench.rows(SESSIONS, "session_id", "class_id", "held_on", "hours", "kind", "_row") == [
        ("S1", "7299", date(2016, 3, 5), 4.5, "授课", 1),
        ("S2", "1", None, None, "考察", 2),
    ]
    assert bench.told() == [(3, "session_id", "key_missing")]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_parquet_moments_with_a_zone_are_shanghai_time(bench: Bench, zone: str) -> None:
    bench.con.execute(f"SET TimeZone = '{zone}'")
    moment = datetime(2020, 5, 1, 23, 30, 15, tzinfo=UTC)
    bench.land(LOGINS, parquet(account_id=pa.array(["A1"]), logged_in_at=pa.array([moment])), "a.parquet")
    assert bench.column(LOGINS, "logged_in_at") == [datetime(2020, 5, 2, 7, 30, 15)]


def test_parquet_with_many_files_of_one_feed(bench: Bench) -> None:
    for index in range(3):
        bench.put(
            COURSES,
            f"{index}.parquet",
            parquet(provider=pa.array(["学院"]), course_id=pa.array([f"K{index}"])),
        )
    bench.run()
    assert bench.column(COURSES, "course_id") == ["K0", "K1", "K2"]
