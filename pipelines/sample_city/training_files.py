"""The training office's workbooks and sheets."""

from datetime import date, datetime

from pipelines.sample_city import codes, names, training_dirt
from pipelines.sample_city.city import City
from pipelines.sample_city.dirt import blank
from pipelines.sample_city.training_plan import Class
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

PROVIDER = "市经信委培训处"
_CLASSES = columns(
    """class_id=班次编号; title=班次名称; organiser=主办单位; co_organisers=联办单位; audience=培训对象;
    district=举办地; planned_seats=计划人数; spent=实际支出(万元); policy_no=文号; status=状态"""
)
_SESSIONS = columns(
    """session_id=课次编号; class_id=班次编号; held_on=日期; starts_at=开始时间; ends_at=结束时间;
    hours=学 时; kind=类型; venue=地点; host_uscc=考察企业; status=状态"""
)
_ENROLMENTS = columns(
    """class_id=班次编号; person_id_type=证件类型; person_id=证件号码; name=姓名; phone=手机号码;
    employer_uscc=单位代码; employer_name=工作单位; enrolled_on=报名日期; status=状态"""
)
_ATTENDANCE = columns(
    """session_id=课次编号; person_id_type=证件类型; person_id=证件号码; name=姓名; phone=手机号码;
    status=考勤; hours_credited=认定学时; recorded_at=登记时间"""
)


def _class_line(city: City, row: Row) -> Line:
    spent = "" if row["spent"] is None else row["spent"] / 10000
    return Line(row, {"district": names.spell_district(city.rng, row["district"]), "spent": spent})


def _session_line(number: int, row: Row) -> Line:
    """Dates in the spellings that offices use."""
    day = row["held_on"]
    if day == (date(2018, 1, 1), date(2018, 6, 30)):
        return Line(row, {"held_on": "2018年上半年"})
    if not isinstance(day, date):
        return Line(row)
    styles = (
        f"{day.year}年{day.month}月{day.day}日",
        day,
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        (day - date(1899, 12, 30)).days,
        day.isoformat(),
        _numerals(day),
    )
    return Line(row, {"held_on": styles[number % 7 if number % 40 == 6 else number % 6]})


def _numerals(day: date) -> str:
    """二〇一六年三月五日."""
    digits = "〇一二三四五六七八九"

    def count(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    return "".join(digits[int(c)] for c in str(day.year)) + f"年{count(day.month)}月{count(day.day)}日"


def _enrolment_line(number: int, row: Row) -> Line:
    cells: dict[str, object] = {}
    phone, person = row["phone"], row["person"]
    if phone and number % 400 == 1:
        cells["phone"] = f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}"
    elif phone and number % 400 == 2:
        cells["phone"] = codes.full_width(phone)
    elif phone and number % 400 == 5:
        cells["phone"] = int(phone)
    if person and person[1].endswith("X") and number % 2:
        cells["person_id"] = person[1].lower()
    if number % 300 == 13:
        cells["name"] = f" {row['name']} "
    return Line(row, cells)


def _received(year: int, month: int, day: int) -> datetime:
    """Late in 2021 the year's sheets come in November, else in the January after."""
    return datetime(2021, 11, 22, 16, day) if year == 2021 else datetime(year + 1, month, day, 16)


def deliver(
    city: City, classes: list[Class], by_year: dict[int, tuple[list[Row], list[Row]]]
) -> list[Delivery]:
    """Yearly workbooks and sheets, an early plan of 2016, one workbook sent twice, one broken transfer."""
    out: list[Delivery] = []
    for year, (enrolments, attendance) in by_year.items():
        mine = [k for k in classes if int(k.class_id[3:7]) == year]
        out += _class_files(city, year, mine) + _session_files(city, year, mine)
        out += _enrolment_files(city, year, mine, enrolments) + _attendance_files(
            city, year, mine, attendance
        )
    return out


def _class_files(city: City, year: int, mine: list[Class]) -> list[Delivery]:
    feed, banner = "training_office.training_classes", [f"{year}年经信委培训班一览表"]
    final = [_class_line(city, k.row) for k in mine] + [
        Line(None, kind="total", raw=["合计", f"{len(mine)}期"])
    ]
    out = []
    if year == 2016:
        early = [k.row | {"status": "计划", "spent": None, "district": "330203"} for k in mine[:40]]
        out.append(
            Delivery(
                feed,
                PROVIDER,
                "培训班计划_2016.xlsx",
                datetime(2016, 1, 20, 9),
                _CLASSES,
                [("计划", [_class_line(city, row) for row in early])],
                banner=banner,
            )
        )
        row = mine[0].row | {"class_id": "JXW2016-098"}
        final += training_dirt.spoil_classes(row)
    out.append(
        Delivery(
            feed,
            PROVIDER,
            f"培训班_{year}.xlsx",
            _received(year, 1, 10),
            _CLASSES,
            [("培训班", final)],
            banner=banner,
        )
    )
    return out


def _half(session: Row) -> int:
    day = session["held_on"]
    day = day[1] if isinstance(day, tuple) else day
    return 0 if day and day.month <= 6 else 1


def _session_files(city: City, year: int, mine: list[Class]) -> list[Delivery]:
    feed, halves = "training_office.class_sessions", ([], [])
    for number, session in enumerate(s for k in mine for s in k.sessions):
        halves[_half(session)].append(_session_line(number, session))
    if year == 2016:
        base = mine[0].sessions[0] | {"host_uscc": None}
        for number in (1, 2, 3):  # sessions of a class that nobody delivered
            halves[1].append(
                Line(base | {"session_id": f"JXW2016-097-{number:02d}", "class_id": "JXW2016-097"})
            )
        city.facts["orphan_sessions"] = 3
        wrong = base | {"session_id": "JXW2016-098-01"}
        halves[0].extend(training_dirt.spoil_sessions(wrong))
    sheets = [("上半年", halves[0]), ("下半年", halves[1])]
    banner = [f"{year}年课次表"]
    out = [
        Delivery(
            feed, PROVIDER, f"课次_{year}.xlsx", _received(year, 1, 11), _SESSIONS, sheets, banner=banner
        )
    ]
    if year == 2016:
        planned = [s | {"status": "计划", "kind": "授课"} for k in mine[:12] for s in k.sessions]
        out.append(
            Delivery(
                feed,
                PROVIDER,
                "课次计划_2016.xlsx",
                datetime(2016, 1, 20, 10),
                _SESSIONS,
                [("计划", lines(planned))],
                banner=banner,
            )
        )
    if year == 2021:
        out.append(
            Delivery(
                feed,
                PROVIDER,
                "课次补报_2021（传输中断）.xlsx",
                datetime(2021, 11, 23, 8),
                _SESSIONS,
                sheets,
                banner=banner,
                truncate=True,
            )
        )
    return out


def _enrolment_files(city: City, year: int, mine: list[Class], enrolments: list[Row]) -> list[Delivery]:
    quarter: list[list[Line]] = [[], [], [], []]
    order = {k.class_id: min(n * 4 // len(mine), 3) for n, k in enumerate(mine)}
    for number, row in enumerate(enrolments):
        quarter[order[row["class_id"]]].append(_enrolment_line(number, row))
    if year == 2016:
        quarter[0] += [
            *training_dirt.spoil_enrolments(city, mine[0]),
            blank(),
            Line(None, kind="total", raw=["合计", "", "", len(enrolments)]),
        ]
    sheets = [(f"第{n}批", part) for n, part in zip("一二三四", quarter, strict=True) if part]
    received, banner = _received(year, 1, 12), [f"{year}年培训班报名名单"]
    feed = "training_office.enrolments"
    out = [Delivery(feed, PROVIDER, f"报名名单_{year}.xlsx", received, _ENROLMENTS, sheets, banner=banner)]
    if year == 2016:
        out.append(
            Delivery(
                feed,
                PROVIDER,
                "报名名单_2016（重发）.xlsx",
                datetime(2017, 2, 3, 9),
                _ENROLMENTS,
                sheets,
                banner=banner,
            )
        )
    return out


def _attendance_files(city: City, year: int, mine: list[Class], attendance: list[Row]) -> list[Delivery]:
    feed = "training_office.attendance"
    if year != 2016:
        return [
            Delivery(
                feed,
                PROVIDER,
                f"考勤_{year}.csv",
                _received(year, 1, 13),
                _ATTENDANCE,
                [("", lines(attendance))],
            )
        ]
    july = datetime(2016, 7, 1)
    first = [row for row in attendance if row["recorded_at"] < july]
    second = [row for row in attendance if row["recorded_at"] >= july] + training_dirt.orphans(city)
    # A mistake set right later: the same session and person, other mark.
    corrected = [
        row | {"status": "请假", "hours_credited": 0.0} for row in first[100:140] if row["status"] == "缺勤"
    ]
    corrected += [
        row | {"status": "出勤", "hours_credited": 4.0} for row in first if row["status"] == "迟到"
    ][:25]
    spoiled = [*lines(first), *training_dirt.spoil_attendance(city, mine[0].sessions[0]), blank()]
    return [
        Delivery(
            feed, PROVIDER, "考勤_2016上半年.csv", datetime(2016, 7, 12, 9), _ATTENDANCE, [("", spoiled)]
        ),
        Delivery(
            feed,
            PROVIDER,
            "考勤_2016下半年.csv",
            datetime(2017, 1, 13, 9),
            _ATTENDANCE,
            [("", lines(second))],
            encoding="utf-16",
        ),
        Delivery(
            feed,
            PROVIDER,
            "考勤_2016更正.csv",
            datetime(2017, 2, 8, 9),
            _ATTENDANCE,
            [("", lines(corrected))],
        ),
    ]
