"""Clean files as providers send them, generated: each maker writes `rows` rows of one feed with its Chinese headers."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import xlsxwriter

from pipelines.landing.identifiers import resident_check_digit

STUDY_DAYS = "online_college.study_days"
ENROLMENTS = "training_office.enrolments"
SESSIONS = "training_office.class_sessions"

_PERSONS = 100_000
_SESSION_TITLES = ("课次编号", "班次编号", "上课日期", "开始时间", "结束时间", "学时", "地点", "状态")


def study_days(path: Path, rows: int, encoding: str = "utf-8") -> None:
    """Five columns, 32 bytes a row, no person in it."""
    _csv(
        path,
        "账号,课程编号,日期,学习次数,学习分钟",
        f"""SELECT 'A' || (i % 50000) AS a, 'K' || (i % 3000) AS c, DATE '2016-01-01' + (i % 2000)::INTEGER AS d,
                   i % 40 AS e, (i % 600) / 4 AS m FROM range({rows}) AS t (i)""",
        encoding,
    )


def enrolments(path: Path, rows: int) -> None:
    """Six columns, a document number and a name among them."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE persons (p INTEGER, document VARCHAR)")
        con.execute(
            "INSERT INTO persons SELECT unnest(?), unnest(?)",
            [list(range(_PERSONS)), [_document(number) for number in range(_PERSONS)]],
        )
        con.execute(f"COPY persons TO '{path}.persons' (FORMAT parquet)")
    _csv(
        path,
        "班次编号,证件类型,证件号码,姓名,报名日期,状态",
        f"""SELECT 'PX' || (i // 60) AS c, '居民身份证' AS k, document, '学员' || (i % {_PERSONS}) AS n,
                   DATE '2016-01-01' + (i % 2000)::INTEGER AS d, '结业' AS s
            FROM range({rows}) AS t (i) JOIN read_parquet('{path}.persons') ON p = (i * 7919) % {_PERSONS} ORDER BY i""",
    )
    Path(f"{path}.persons").unlink()


def sessions(path: Path, rows: int) -> None:
    """A workbook of eight columns: texts, true dates, numbers; one venue of ten is empty."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("课次")
        sheet.write_row(0, 0, _SESSION_TITLES)
        for i in range(rows):
            sheet.write_string(i + 1, 0, f"S{i:06d}")
            sheet.write_string(i + 1, 1, f"PX{i % 3000:05d}")
            sheet.write_datetime(i + 1, 2, datetime(2016, 1, 1) + timedelta(days=i % 2000), day)
            sheet.write_string(i + 1, 3, f"{8 + i % 10:02d}:30")
            sheet.write_string(i + 1, 4, f"{10 + i % 10:02d}:30")
            sheet.write_number(i + 1, 5, (i % 16) / 2 + 0.5)
            if i % 10:
                sheet.write_string(i + 1, 6, f"实训楼{i % 90}室")
            sheet.write_string(i + 1, 7, "已举办")


def _csv(path: Path, header: str, rows: str, encoding: str = "utf-8") -> None:
    body = Path(f"{path}.body")
    with duckdb.connect() as con:
        con.execute(f"COPY ({rows}) TO '{body}' (FORMAT csv, HEADER false)")
    with path.open("wb") as sink, body.open(encoding="utf-8") as source:
        sink.write(f"{header}\n".encode(encoding))
        while chunk := source.read(1 << 22):
            sink.write(chunk.encode(encoding))
    body.unlink()


def _document(number: int) -> str:
    first17 = f"330203{1950 + number // 20_000}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    return first17 + resident_check_digit(first17)
