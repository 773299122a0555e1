"""A small town: a dozen feeds and some hundred rows, enough for a release and quick enough to be refreshed many times.

`first` is what the first release is made of; `second` comes later: late, corrected, refused, repeated and new files.
"""

import os
from pathlib import Path

import xlsxwriter

from pipelines.landing.identifiers import resident_check_digit
from tests.landing.bench import uscc

AS_OF = "2018-03-31"
FIRST, SECOND = 1_514_800_000, 1_517_500_000  # when the files were delivered
SECOND_FILES = 7
ENTERPRISES = [uscc(number) for number in range(40)]
CLASSES = [f"K{number}" for number in range(12)]
DISTRICTS = ("海曙区", "江北区", "鄞州区", "慈溪市")
ATTENDANCE = ["session_id", "person_id_type", "person_id", "status"]
STUDY = ["account_id", "course_id", "studied_on", "events", "minutes"]


def resident(serial: int) -> str:
    """A made-up identity number with a right check digit."""
    first = f"33020319800101{serial:03d}"
    return first + resident_check_digit(first)


def first(landing: Path) -> None:
    """Deliver what the first release is made of."""
    firms = [[code, f"宁波第{n}有限公司", DISTRICTS[n % 4]] for n, code in enumerate(ENTERPRISES)]
    platform = [[code, "2012-01-01", "2012-02-01", "有效"] for code in ENTERPRISES]
    classes = [[name, f"第{n}期培训班", "经信委", DISTRICTS[n % 4], "结业"] for n, name in enumerate(CLASSES)]
    sessions = [
        [f"S{name}", name, f"2017-{n + 1:02d}-10", "8", "授课", "已举办"] for n, name in enumerate(CLASSES)
    ]
    accounts = [
        [f"A{n}", ENTERPRISES[n % 4], "2016-01-01"] for n in range(40)
    ]  # ten each: no figure is hidden
    files = {
        "market_registry/enterprises/registry/a.csv": [["uscc", "legal_name", "district"], *firms],
        "messenger/platform_enterprises/bureau/a.csv": [
            ["enterprise_uscc", "registered_on", "verified_on", "status"], *platform],
        "training_office/training_classes/office/a.csv": [
            ["class_id", "title", "organiser", "district", "status"], *classes],
        "training_office/class_sessions/office/a.csv": [
            ["session_id", "class_id", "held_on", "hours", "kind", "status"], *sessions],
        "training_office/attendance/office/a.csv": [ATTENDANCE, *_sheet(range(8), 20)],
        "training_office/attendance/office/b.csv": [ATTENDANCE, *_sheet(range(8, 12), 12), _wrong("SK8")],
        "online_college/online_accounts/platform/a.csv": [["account_id", "enterprise_uscc", "granted_on"], *accounts],
        "online_college/study_days/platform/a.csv": [STUDY, *study(range(40), 2)],
        "online_college/study_days/platform/b.csv": [STUDY, *study(range(40), 5)],
    }  # fmt: skip
    for place, rows in files.items():
        deliver(landing, place, rows, FIRST)


def second(landing: Path) -> None:
    """Deliver what came later: each file is another way for a landing to go."""
    new = [["K12", "补办班", "经信委", "海曙区", "结业"], ["K3", "第3期培训班", "经信委", "慈溪市", "取消"]]
    files = {
        "training_office/training_classes/office/b.csv": [
            ["class_id", "title", "organiser", "district", "status"], *new],
        "training_office/class_sessions/office/b.csv": [
            ["session_id", "class_id", "held_on", "hours", "kind", "status"],
            ["SK12", "K12", "2018-01-10", "8", "授课", "已举办"]],
        "online_college/study_days/platform/late.csv": [STUDY, *study(range(20), 7)],
        "online_college/study_days/platform/again.csv": [STUDY, *study(range(40), 5)],
        "messenger/schools/school/no-header.csv": [["完全", "不是"], ["1", "2"]],
    }  # fmt: skip
    for place, rows in files.items():
        deliver(landing, place, rows, SECOND)
    gb = [ATTENDANCE, *_sheet([12], 30), _wrong("SK12")]
    deliver(landing, "training_office/attendance/office/c.csv", gb, SECOND, "gb18030")
    _workbook(
        landing / "training_office" / "attendance" / "office" / "d.xlsx", [ATTENDANCE, *_sheet([2], 25)]
    )


def deliver(landing: Path, place: str, rows: list[list[str]], time: int, encoding: str = "utf-8") -> Path:
    """A CSV file that came at `time`; `place` is system/feed/provider/file."""
    path = landing / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{','.join(row)}\n" for row in rows).encode(encoding))
    os.utime(path, (time, time))
    return path


def _sheet(classes, persons: int) -> list[list[str]]:
    return [[f"SK{k}", "居民身份证", resident(k * 10 + n), "出勤"] for k in classes for n in range(persons)]


def _wrong(session: str) -> list[str]:
    return [session, "居民身份证", "330203198001019999", "出勤"]


def study(accounts: range, month: int) -> list[list[str]]:
    """A day of 45 minutes for each account."""
    return [[f"A{n}", f"C{n % 3}", f"2017-{month:02d}-{n % 27 + 1:02d}", "3", "45"] for n in accounts]


def _workbook(path: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    os.utime(path, (SECOND, SECOND))
