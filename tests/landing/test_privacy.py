"""Names, phones and document numbers leave no trace; persons are told apart by keys under the secret."""

import re
import zipfile
from pathlib import Path

import pytest

from pipelines.landing.identifiers import resident_check_digit
from pipelines.landing.messages import say
from tests.landing.bench import ATTENDANCE, ENROLMENTS, ENTERPRISES, Bench
from tests.landing.test_kinds_workbook import workbook

ID18, ID15 = "11010519491231002X", "110105491231002"
OTHER = "440524188001010014"
NAMES = ["李小明", "王建国", "欧阳娜娜", "Maria Callas"]
PHONES = ["13800138000", "13912345678", "0574-87654321"]
SECRETS = [*NAMES, *PHONES, ID18, ID15, ID18.lower(), OTHER, "E12345678", "87654321", "3.30206E+17"]
HEADER = "班次编号,证件类型,证件号码,姓名,手机号码,单位代码,工作单位,报名日期,状态"


def everything(bench: Bench) -> str:
    """Every text of every table, as it lies in the database."""
    # The cells of the file just read lie in a temporary table until the next file or the end of the run.
    tables = bench.con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary"
    ).fetchall()
    assert len(tables) == 3 + len(bench.feeds)
    cells = [bench.con.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall() for schema, table in tables]
    return repr(cells)


def receipts(bench: Bench) -> str:
    texts = []
    for path in bench.receipts.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            texts += [book.read(name).decode() for name in book.namelist()]
    return "\n".join(texts)


def persons(bench: Bench, *cells: str) -> list[str | None]:
    """Keys of persons enrolled with `type,number` cells."""
    lines = [f"PX{number},{cell},甲{number}" for number, cell in enumerate(cells)]
    bench.land(ENROLMENTS, "\n".join(["class_id,person_id_type,person_id,name", *lines]))
    return bench.column(ENROLMENTS, "person_key")


def dirty_enrolments() -> str:
    rows = [
        f"PX1,居民身份证,{ID18},李小明,13800138000,,甲公司,2016-03-05,参训",
        f"PX1,居民身份证,{ID18[:-1]}1,王建国,13912345678,,甲公司,2016-03-05,参训",
        "PX1,护照,E12345678,Maria Callas,139123456789,,甲公司,2016-03-05,参训",
        "PX1,居民身份证,3.30206E+17,欧阳娜娜,0574-87654321,,甲公司,2016-03-05,参训",
        f"PX1,,,王建国,{OTHER},李小明,13800138000,王建国,欧阳娜娜",
        f"PX1,李小明,王建国,{ID18},欧阳娜娜,{ID15},王建国,{OTHER},13912345678",
        f'PX1,居民身份证,{ID18},"李小明,13800138000',
        f"PX1,居民身份证,{ID18},李小明,13800138000",
        f"PX2,,,李小明,13800138000,13800138000,乙公司,{ID18},Maria Callas",
    ]
    return "\n".join([HEADER, *rows, ""])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_personal_is_left_anywhere(tmp_path: Path, kind: str) -> None:
    bench = Bench(tmp_path, database=str(tmp_path / "warehouse.duckdb"))
    text = dirty_enrolments()
    # The employer's name is kept as delivered, so no planted text stands there.
    text = text.replace(",13800138000,王建国,欧阳娜娜", ",,,欧阳娜娜").replace(
        f",{ID15},王建国,", f",{ID15},,"
    )
    if kind == "csv":
        bench.land(ENROLMENTS, text, "data.csv")
    else:
        rows = [[HEADER.replace(",", "，")], *(line.split(",") for line in text.splitlines())]
        bench.land(
            ENROLMENTS, workbook(名单=rows, 李小明=[["李小明", ID18], ["王建国", OTHER]][:0]), "data.xlsx"
        )
    record = bench.con.execute("SELECT rows_accepted, rows_quarantined FROM raw.files").fetchone()
    assert record[0] >= 1 and record[1] >= 6
    bench.con.execute("CHECKPOINT")
    database = (tmp_path / "warehouse.duckdb").read_bytes().decode("utf-8", "ignore")
    for place in (everything(bench), receipts(bench), database):
        assert [secret for secret in SECRETS if secret in place] == []
    assert list(bench.scratch.iterdir()) == []


def test_unknown_headers_are_counted_not_told(bench: Bench) -> None:
    record = bench.land(ENROLMENTS, "class_id,name,phone,李小明\nPX1,王建国,13800138000,x\n")
    assert record.message == say("unknown_columns", count=1)


def test_forms_of_one_document_are_one_person(bench: Bench) -> None:
    full = "".join(chr(ord(c) + 0xFEE0) for c in ID18)
    forms = [ID18, ID18.lower(), ID15, full, f" {ID18} ", "110105 19491231 002X", f"'{ID18}"]
    cells = [f"居民身份证,{form}" for form in forms]
    cells += [f"居民 身份证,{ID18}", f"\u3000居民身份证,{ID18}", f",{ID18}", f"无,{ID15}"]
    keys = persons(bench, *cells)
    assert len(keys) == len(cells)
    assert len(set(keys)) == 1
    assert re.fullmatch("[0-9a-f]{64}", keys[0])


def test_different_documents_are_different_persons(bench: Bench) -> None:
    keys = persons(
        bench,
        f"居民身份证,{ID18}",
        f"居民身份证,{OTHER}",
        "护照,E12345678",
        "护照,E12345679",
        "永居证,E12345678",
    )
    assert len(set(keys)) == 5


def test_keys_depend_on_the_secret(tmp_path: Path) -> None:
    keys = [persons(Bench(tmp_path / name, secret=name.encode() * 32), f"居民身份证,{ID18}") for name in "ab"]
    assert keys[0] != keys[1]


def test_feeds_agree_on_the_key(bench: Bench) -> None:
    (key,) = persons(bench, f"居民身份证,{ID18}")
    bench.land(ATTENDANCE, f"课次编号,证件号码,证件类型,考勤\nS1,{ID15},居民身份证,出勤\n")
    assert bench.column(ATTENDANCE, "person_key") == [key]


def test_a_person_without_document_is_known_by_name_and_phone(bench: Bench) -> None:
    rows = [
        "李小明,13800138000",
        "李 小明,+86 138 0013 8000",
        "李小明,13800138000.0",
        "李小明,138-0013-8000/13912345678",
    ]
    rows += ["李小明,13912345678", "王建国,13800138000", "李小明,"]
    lines = [f"PX{number},{row}" for number, row in enumerate(rows)]
    bench.land(ENROLMENTS, "\n".join(["班次编号,姓名,手机", *lines]))
    keys = bench.rows(ENROLMENTS, "person_key", "contact_key")
    assert [person for person, _ in keys] == [None] * 7
    contacts = [contact for _, contact in keys]
    assert len(set(contacts[:4])) == 1
    assert len(set(contacts)) == 4


def test_cards_of_both_forms_make_a_person(bench: Bench) -> None:
    rows = ["PX1,永居证,933084197006150027", "PX2,永居证,USA330219700615"]
    bench.land(ENROLMENTS, "\n".join(["班次编号,证件类型,证件号码", *rows]))
    keys = bench.column(ENROLMENTS, "person_key")
    assert len(set(keys)) == 2
    assert None not in keys


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        (f"居民身份证,{ID18[:-1]}1,李小明,", "person_id", "document_invalid"),
        ("居民身份证,3.30206E+17,李小明,", "person_id", "digits_lost"),
        ("护照,E1,李小明,", "person_id", "document_invalid"),
        ("永居证,933084197006150021,李小明,", "person_id", "document_invalid"),
        ("居民身份证,330299197006150028,李小明,", "person_id", "document_invalid"),
        ("身份证,,李小明,", "person_id_type", "unknown_value"),
        (",,李小明,12345", "phone", "phone_invalid"),
        (",,李\ufffd明,", "name", "undecodable_text"),
        (",,,13800138000", "person_id", "key_missing"),
    ],
)
def test_faults_of_persons_show_no_value(bench: Bench, cells: str, column: str, rule: str) -> None:
    bench.land(ENROLMENTS, f"班次编号,证件类型,证件号码,姓名,手机号码\nPX1,{cells}\n")
    faults = [(fault.row, fault.column, fault.rule, fault.value) for fault in bench.faults()]
    assert (2, column, rule, None) in faults
    assert bench.rows(ENROLMENTS) == []


@pytest.mark.parametrize(
    ("column", "text", "shown"),
    [
        ("注册资本", "王建国", None),
        ("注册资本", "王建国（法人）", None),
        ("注册资本", "王建国500", None),
        ("注册资本", "13800138000元左右", None),
        ("注册资本", "5-10万元", "5-10万元"),
        ("注册日期", "李小明", None),
        ("注册日期", "2016年13月", "2016年13月"),
        ("行业代码", "3633.5", "3633.5"),
        ("隶属企业代码", ID18, None),
        ("隶属企业代码", ID18.lower(), None),
        ("隶属企业代码", ID15, None),
        ("隶属企业代码", "13800138000", None),
        ("隶属企业代码", "91350100M000100Y34", "91350100M000100Y34"),
        ("隶属企业代码", "913502001234567890", "913502001234567890"),
        ("登记状态", "营业", "营业"),
    ],
)
def test_what_slipped_into_a_public_column_is_shown_only_if_it_is_no_person(
    bench: Bench, column: str, text: str, shown: str | None
) -> None:
    bench.land(ENTERPRISES, f"uscc,{column}\n91350100M000100Y43,{text}\n")
    (fault,) = bench.faults()
    assert fault.value == shown


def test_the_planted_numbers_are_what_they_seem() -> None:
    assert resident_check_digit(OTHER[:17]) == OTHER[17]
