"""Rights of persons: export holds all rows, erasure leaves counts but no trace in files, retention lets go."""

import gzip
import io
import json
import os
from datetime import date

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from python_calamine import load_workbook

from pipelines import audit
from pipelines.rights import erase as erase_module
from pipelines.rights.erase import erase_again, erase_subject
from pipelines.rights.export import export_subject
from pipelines.rights.keys import Subject, SubjectError, read_subject
from pipelines.rights.purge import expired, purge
from pipelines.warehouse import open_warehouse
from tests.releases.conftest import land, put, resident, rows

ANNA, BERT = resident(1), resident(2)
KIND = "居民身份证"
HEADER = ["班次编号", "证件类型", "证件号码", "姓名", "手机号", "状态"]
FEED = "training_office/enrolments/办"
PHONES = {ANNA: "13900000001", BERT: "13900000002"}
NAMES = {ANNA: "安娜丽", BERT: "贝特文"}


def enrolment(number: str, class_id: str, document: str | None = None) -> list[str]:
    return [class_id, KIND, number if document is None else document, NAMES[number], PHONES[number], "报名"]


def subject(settings, number: str = ANNA, kind: str = KIND) -> Subject:
    return read_subject(settings, io.StringIO(f"{kind}\n{number}\n"))


def erase(settings, number: str = ANNA):
    with open_warehouse(settings) as con:
        return erase_subject(settings, con, subject(settings, number))


COUNTS = """SELECT count(*), count(DISTINCT person_key), count(DISTINCT contact_key), count(DISTINCT class_id)
            FROM raw.training_office__enrolments"""


@pytest.fixture
def landed(settings):
    """Two persons, twice by document and once by name and phone alone; a refused row; an online account with log-ins."""
    put(settings, f"{FEED}/a.csv", [HEADER, enrolment(ANNA, "K1"), enrolment(BERT, "K1"), enrolment(ANNA, "K2")],
        encoding="gb18030")  # fmt: skip
    put(settings, f"{FEED}/b.csv", [HEADER, enrolment(ANNA, "K3", ""), enrolment(BERT, "K3", ""),
                                    ["", KIND, ANNA, NAMES[ANNA], PHONES[ANNA], "报名"]])  # fmt: skip
    accounts = [["U1", KIND, ANNA, "2020-05-01"], ["U2", KIND, BERT, "2020-05-01"]]
    header = ["账号", "证件类型", "证件号码", "发放日期"]
    put(settings, "online_college/online_accounts/台/a.csv", [header, *accounts])
    logins = [["U1", "2020-06-01 10:00:00"], ["U2", "2020-06-01 11:00:00"]]
    put(settings, "online_college/logins/台/a.csv", [["账号", "登录时间"], *logins])
    land(settings)
    return settings


def everything(settings) -> str:
    """All text that lies in the landing folder, whatever its encoding."""
    files = [path for path in settings.landing.rglob("*") if path.is_file()]
    return "\n".join(
        path.read_bytes().decode(code, "ignore") for path in files for code in ("utf-8", "gb18030")
    )


def test_the_export_holds_all_rows_of_the_person_and_no_other(landed):
    with open_warehouse(landed) as con:
        path, count = export_subject(landed, con, subject(landed))
    told = json.loads(path.read_text())
    assert count == 4 and path.stat().st_mode & 0o077 == 0
    assert [row["class_id"] for row in told["training_office.enrolments"]["rows"]] == ["K1", "K2"]
    assert [row["account_id"] for row in told["online_college.logins"]["rows"]] == ["U1"]
    assert told["training_office.enrolments"]["legal_basis"]
    assert ANNA not in path.read_text() and ANNA not in landed.audit_log.read_text()


def test_a_bad_number_is_not_repeated(settings):
    for text in ("", f"{KIND}\n330203198001019999\n", KIND):
        with pytest.raises(SubjectError) as caught:
            read_subject(settings, io.StringIO(text))
        assert "3302" not in str(caught.value)
    assert ANNA not in repr(subject(settings))


def test_an_erasure_keeps_counts_and_leaves_no_trace_in_files(landed):
    before, files = rows(landed, COUNTS), rows(landed, "SELECT * EXCLUDE (size) FROM raw.files ORDER BY ALL")
    keys = subject(landed).keys
    done = erase(landed)
    assert (done.files, done.unread) == (3, [])
    assert rows(landed, COUNTS) == before
    assert not set(keys) & {
        key for (key,) in rows(landed, "SELECT person_key FROM raw.training_office__enrolments")
    }
    text = everything(landed)
    assert not [secret for secret in (ANNA, NAMES[ANNA], PHONES[ANNA]) if secret in text]
    assert all(secret in text for secret in (BERT, NAMES[BERT], PHONES[BERT]))
    assert rows(landed, "SELECT * EXCLUDE (size) FROM raw.files ORDER BY ALL") == files
    assert land(landed) == []  # nothing is a new delivery
    entry = audit.read(landed)[-1]
    assert entry["act"] == "subject erase"
    assert not [key for key in keys if key in landed.audit_log.read_text() + landed.erasures.read_text()]


def test_the_original_delivered_again_does_not_bring_the_person_back(landed):
    original = (landed.landing / FEED / "a.csv").read_bytes()
    erase(landed)
    (landed.landing / FEED / "again.csv").write_bytes(original)
    assert [record.status for record in land(landed)] == ["repeated"]


def test_a_warehouse_built_again_from_the_files_has_the_same_keys(landed):
    erase(landed)
    keys = "SELECT class_id, person_key, contact_key FROM raw.training_office__enrolments ORDER BY ALL"
    before = rows(landed, keys)
    landed.warehouse.unlink()
    land(landed)
    assert rows(landed, keys) == before


@pytest.mark.parametrize("files", [0, 1, 2])
def test_an_erasure_cut_off_and_begun_again_gives_the_same_keys_everywhere(landed, monkeypatch, files):
    put_in_place, left = erase_module._replace, iter([True] * files)

    def until_the_power_fails(delivery, content):
        if not next(left, False):
            raise KeyboardInterrupt
        put_in_place(delivery, content)

    monkeypatch.setattr(erase_module, "_replace", until_the_power_fails)
    with pytest.raises(KeyboardInterrupt):
        erase(landed)
    monkeypatch.undo()
    erase(landed)
    assert not [text for text in (ANNA, NAMES[ANNA], PHONES[ANNA]) if text in everything(landed)]
    assert not (landed.home / "erasing.json").exists()
    keys = "SELECT class_id, person_key, contact_key FROM raw.training_office__enrolments ORDER BY ALL"
    before = rows(landed, keys)
    landed.warehouse.unlink()
    land(landed)
    assert rows(landed, keys) == before


def test_erasing_twice_is_safe(landed):
    erase(landed)
    before = rows(landed, COUNTS)
    again = erase(landed)
    assert (again.cells, again.files) == (0, 0) and rows(landed, COUNTS) == before


def test_models_that_hold_keys_are_changed_too(landed):
    person = "coalesce(person_key, contact_key || '|某厂')"
    with open_warehouse(landed) as con:
        con.execute("CREATE SCHEMA core")
        con.execute(f"CREATE TABLE core.f AS SELECT {person} AS person FROM raw.training_office__enrolments")
    erase(landed)
    assert rows(landed, f"SELECT {person} FROM raw.training_office__enrolments ORDER BY 1") == rows(
        landed, "SELECT person FROM core.f ORDER BY 1"
    )


def workbook(records: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("名单")
        for index, record in enumerate([["2020年名单"], HEADER, *records]):
            sheet.write_row(index, 0, record)
    return buffer.getvalue()


def test_every_kind_of_file_is_rewritten_and_reads_as_before(settings):
    records = [enrolment(ANNA, "K1"), enrolment(BERT, "K1")]
    objects = [dict(zip(HEADER, record, strict=True)) for record in records]
    table = pa.table({name: [record[name] for record in objects] for name in HEADER})
    parquet = io.BytesIO()
    pq.write_table(table, parquet)
    folder = settings.landing / FEED
    folder.mkdir(parents=True)
    text = "\n".join(",".join(record) for record in [HEADER, *records]) + "\n"
    contents = {
        "a.csv.gz": gzip.compress(text.encode()),
        "a.tsv": text.replace(",", "\t").encode("utf-16"),
        "a.xlsx": workbook(records),
        "a.xls": workbook([*records, *records]),
        "a.json": orjson.dumps({"data": objects}),
        "a.jsonl": b"\n".join(orjson.dumps(record) for record in objects),
        "a.parquet": parquet.getvalue(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    land(settings)
    state = "SELECT file, class_id, person_key, contact_key, status FROM (SELECT *, _file AS file FROM {}) ORDER BY ALL"
    state = state.format("raw.training_office__enrolments")
    done = erase(settings)
    assert (done.files, done.unread) == (len(contents), [])
    before = rows(settings, state)
    assert land(settings) == []
    settings.warehouse.unlink()
    statuses = {record.file: record.status for record in land(settings)}
    assert statuses == dict.fromkeys(contents, "accepted")
    assert rows(settings, state) == before
    book = load_workbook(str(folder / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert book[0][0] == "2020年名单" and book[3] == enrolment(BERT, "K1")
    assert ANNA not in str(book) and NAMES[ANNA] not in str(book) and PHONES[ANNA] not in str(book)


def test_a_file_that_nobody_can_search_is_named(landed):
    (landed.landing / FEED / "c.xlsx").write_bytes(b"no workbook")
    done = erase(landed)
    assert [name.rsplit("/", 1)[1] for name in done.unread] == ["c.xlsx"]


def test_the_ledger_erases_again_what_an_old_copy_brings_back(landed):
    old = landed.warehouse.read_bytes()
    files = {path: path.read_bytes() for path in landed.landing.rglob("*.csv")}
    before = rows(landed, COUNTS)
    keys = subject(landed).keys
    erase(landed)
    landed.warehouse.write_bytes(old)
    for path, content in files.items():
        path.write_bytes(content)
    with open_warehouse(landed) as con:
        done = erase_again(landed, con)
    assert done.files == 3 and rows(landed, COUNTS) == before
    assert not set(keys) & {
        key for (key,) in rows(landed, "SELECT person_key FROM raw.training_office__enrolments")
    }
    assert ANNA not in everything(landed) and NAMES[ANNA] not in everything(landed)


def test_retention_lets_go_of_persons_nobody_delivers_any_more(landed):
    before = rows(landed, COUNTS)
    with open_warehouse(landed) as con:
        assert not expired(landed, con, date(2030, 9, 1)).keys  # delivered in September 2020, kept ten years
        found = expired(landed, con, date(2030, 10, 1))
        assert found.persons == {"online_college.online_accounts": 2, "training_office.enrolments": 4}
        assert len(found.files) == 4 and len(found.keys) == 4
        purge(landed, con, found)
        assert not expired(landed, con, date(2030, 10, 1)).keys
    assert rows(landed, COUNTS) == before
    assert not list(landed.landing.rglob("*.csv"))
    assert audit.read(landed)[-1]["details"] == {"persons": 4, "files": 4}


def test_a_person_delivered_again_later_stays_whole(landed):
    put(landed, f"{FEED}/late.csv", [HEADER, enrolment(ANNA, "K9")])
    path = landed.landing / FEED / "late.csv"
    os.utime(path, (1_750_000_000, 1_750_000_000))
    land(landed)
    with open_warehouse(landed) as con:
        found = expired(landed, con, date(2030, 10, 1))
    assert not set(found.keys) & subject(landed).keys
    assert path not in found.files
