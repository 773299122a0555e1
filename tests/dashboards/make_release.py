"""A small hand-made release database that holds every status a reader can meet.

Three training years, one quota batch that ran out and one that did not, a class without any activity,
suppressed cells, undated facts, KPIs without data, a late feed, a feed that never delivered.
"""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

AS_OF = date(2021, 11, 30)
HIDDEN = 3141592  # stands in no published row: a page or file that shows it leaks
DISTRICTS = {"330203": ("海曙区", "Haishu"), "330206": ("北仑区", "Beilun"), "330212": ("鄞州区", "Yinzhou")}
UNITS = {
    "NC01": "accounts",
    "NC02": "accounts",
    "NC04": "days",
    "NC05": "courses",
    "NC06": "logins",
    "NC07": "logins_per_month",
    "NC08": "hours",
    "NC09": "hours_per_month",
    "TR01": "classes",
    "TR02": "persons",
    "TR03": "person_times",
    "TR04": "ratio",
    "TR05": "class_hours",
    "TR06": "ratio",
    "TR08": "visits_per_month",
    "XQ01": "schools",
    "XQ03": "enterprises",
}
NAMES = {
    "NC01": ("发放账号数", "Accounts granted"),
    "NC02": ("月活账号", "Monthly active accounts"),
    "NC04": ("抢空天数", "Days until the quota was used up"),
    "NC05": ("在线课程数", "Online courses available"),
    "NC06": ("登录次数", "Log-ins"),
    "NC07": ("企业月均登录次数", "Average monthly log-ins of an enterprise"),
    "NC08": ("在线学习时长", "Study hours"),
    "NC09": ("企业月均学时", "Average monthly study hours"),
    "TR01": ("开设培训班数", "Classes launched"),
    "TR02": ("培训人数", "Trainees"),
    "TR03": ("培训人次", "Trainee-times"),
    "TR04": ("到课率", "Attendance rate"),
    "TR05": ("学时与人学时", "Class hours and person-hours"),
    "TR06": ("中小企业学员占比", "Share of trainees from small firms"),
    "TR08": ("月均考察次数", "Observational visits per class and month"),
    "XQ01": ("入库院校数", "Schools registered"),
    "XQ03": ("入库企业数", "Enterprises registered"),
}
SCHEMA = """
create table kpi_values (kpi_id varchar, period_kind varchar, period_start date, period_end date,
  district_code varchar, dimension varchar, member varchar, numerator double, denominator double,
  value double, unit varchar, n bigint, status varchar, definition_version varchar);
create table kpi_catalogue (kpi_id varchar, name_en varchar, name_zh varchar, definition_en varchar,
  definition_zh varchar, unit varchar, unit_zh varchar, additivity varchar, source_system varchar, is_core boolean);
create table claim_results (claim_id varchar, kpi_id varchar, period varchar, quote varchar, low double,
  high double, value double, verdict varchar, note varchar);
create table feed_status (system varchar, feed varchar, last_received_at timestamp, rows_accepted bigint,
  rows_quarantined bigint, freshness varchar);
create table check_results (check_id varchar, layer varchar, severity varchar, passed boolean,
  observed varchar, message varchar, message_zh varchar, owner varchar);
create table revisions (kpi_id varchar, period_start date, slice varchar, old_value double, new_value double,
  reason varchar);
create table dictionary (table_name varchar, column_name varchar, type varchar, description_en varchar,
  description_zh varchar, classification varchar);
create table release_info (key varchar, value varchar);
create table districts (district_code varchar, name_zh varchar, name_en varchar, sort_order integer);
create table members (dimension varchar, member varchar, label_zh varchar, label_en varchar);
create table feeds (system varchar, feed varchar, title_zh varchar, title_en varchar, system_title_zh varchar,
  system_title_en varchar, cadence_days integer, owner varchar,
  owner_zh varchar);
create table deliveries (system varchar, feed varchar, provider varchar, files bigint, rows_read bigint,
  rows_accepted bigint, rows_quarantined bigint, last_received_at timestamp);
create table quarantine_summary (system varchar, feed varchar, provider varchar, column_name varchar,
  rule varchar, rule_zh varchar, rule_en varchar, rows bigint);
"""


def make_release(path: Path, enterprises: int = 30, good: bool = False) -> Path:
    """Write the database to `path` (replaced if present); `good` leaves out what needs attention."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA)
        tables = {"kpi_values": _values(enterprises), **_registers(enterprises), **_quality(good)}
        for name, rows in tables.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"insert into {name} values ({marks})", rows)
    return path


def _row(
    kpi: str,
    kind: str,
    start: date | None,
    end: date | None,
    value: float | None,
    *,
    district: str | None = None,
    dimension: str | None = None,
    member: str | None = None,
    denominator: float | None = None,
    status: str = "ok",
    unit: str | None = None,
) -> tuple[Any, ...]:
    numerator = value
    if denominator is not None and value is not None:
        value = value / denominator if denominator else None
        status = "ok" if denominator else "not_applicable"
    n = None if numerator is None else int(numerator)
    if status in ("suppressed", "not_available"):
        numerator = denominator = value = n = None
    return (
        kpi,
        kind,
        start,
        end,
        district,
        dimension,
        member,
        numerator,
        denominator,
        value,
        unit or UNITS[kpi],
        n,
        status,
        "1",
    )


def _year(kpi: str, year: int, value: float | None, **more: Any) -> tuple[Any, ...]:
    return _row(kpi, "calendar_year", date(year, 1, 1), min(date(year, 12, 31), AS_OF), value, **more)


def _values(enterprises: int) -> list[tuple[Any, ...]]:
    return _training() + _college(enterprises) + _stocks()


def _training() -> list[tuple[Any, ...]]:
    rows = []
    yearly = {"TR01": (48, 62, 0), "TR02": (5120, 6543, 0), "TR03": (6001, 8412, 0)}
    for kpi, values in yearly.items():
        rows += [_year(kpi, year, value) for year, value in zip((2015, 2016, 2017), values, strict=True)]
        rows += [_year(kpi, year, 0) for year in range(2018, 2022)]
        rows += [
            _row(
                kpi,
                "quarter",
                date(2016, 1 + 3 * quarter, 1),
                _quarter_end(quarter),
                values[1] // 4 + quarter,
            )
            for quarter in range(4)
        ]
        rows.append(_year(kpi, 2016, values[1] - 20, district="330203"))
    rows += [
        _year("TR01", 2016, 2, district="330206"),
        _year("TR02", 2016, HIDDEN, district="330206", status="suppressed"),
        _year("TR03", 2016, HIDDEN, district="330206", status="suppressed"),
    ]
    rows += [_year("TR04", 2016, 7300, denominator=8000), _year("TR08", 2016, 21, denominator=6)]
    for member, present, expected in (("C01", 95, 100), ("C02", 0, 0), ("C03", 101, 120), ("=C04", 0, 30)):
        rows.append(_year("TR04", 2016, present, denominator=expected, dimension="class", member=member))
    rows.append(_year("TR04", 2016, None, dimension="class", member="C05", status="suppressed"))
    rows.append(_year("TR08", 2016, 7, denominator=2, dimension="class", member="C01"))
    for member, unit, value in (("class_hours", None, 1234.5), ("person_hours", "person_hours", 98765.25)):
        rows.append(_year("TR05", 2016, value, dimension="measure", member=member, unit=unit))
    rows.append(_year("TR06", 2016, 5000, denominator=6000))
    for member, value in (
        ("micro", 1000),
        ("small", 2500),
        ("medium", 1500),
        ("large", 1000),
        ("unknown", 0),
    ):
        rows.append(_year("TR06", 2016, value, dimension="size_class", member=member, unit="persons"))
    for kpi in ("TR02", "TR03"):
        rows.append(_row(kpi, "calendar_year", None, None, 17, dimension="date_precision", member="undated"))
    return rows


def _quarter_end(quarter: int) -> date:
    return (date(2016, 3, 31), date(2016, 6, 30), date(2016, 9, 30), date(2016, 12, 31))[quarter]


def _college(enterprises: int) -> list[tuple[Any, ...]]:
    rows = [_year("NC01", 2015, 500), _year("NC01", 2016, 120), _year("NC01", 2021, 64)]
    rows += [_year("NC01", 2016, 120, district="330212")]
    for member, start, end, granted, days in (
        ("2015-1", date(2015, 3, 1), date(2015, 3, 15), 500, 15),
        ("2021-1", date(2021, 6, 1), AS_OF, 64, None),
    ):
        rows.append(_row("NC01", "campaign", start, end, granted, dimension="batch", member=member))
        rows.append(
            _row(
                "NC04",
                "campaign",
                start,
                end,
                days,
                dimension="batch",
                member=member,
                status="ok" if days else "not_applicable",
            )
        )
    for month in range(1, 12):
        start = date(2021, month, 1)
        end = date(2021, month + 1, 1).toordinal() - 1
        status = "suppressed" if month == 4 else "ok"
        rows.append(
            _row(
                "NC06",
                "month",
                start,
                date.fromordinal(end),
                HIDDEN if month == 4 else 1000 + 10 * month,
                status=status,
            )
        )
        rows.append(_row("NC08", "month", start, date.fromordinal(end), 300.0 + month / 3))
    rows += [
        _year("NC06", 2020, 10000),
        _year("NC06", 2021, 123456),
        _year("NC08", 2020, 0.0),
        _year("NC08", 2021, 3322.125),
    ]
    rows.append(_row("NC02", "", None, None, None, status="not_available"))
    rows += [
        _row("NC07", "as_of", AS_OF, AS_OF, 52500, denominator=900),
        _row("NC09", "as_of", AS_OF, AS_OF, 15600.5, denominator=900),
    ]
    for index in range(enterprises):
        code = f"9133020600000{index:05d}"
        log_ins = 0 if index % 10 == 9 else index * 125
        for kpi in ("NC07", "NC09"):
            hidden = index % 7 == 3
            rows.append(
                _row(
                    kpi,
                    "as_of",
                    AS_OF,
                    AS_OF,
                    HIDDEN if hidden else log_ins,
                    dimension="enterprise",
                    member=code,
                    denominator=None if hidden else (12 if index else 0),
                    status="suppressed" if hidden else "ok",
                )
            )
    return rows


def _stocks() -> list[tuple[Any, ...]]:
    claim_day = date(2014, 7, 22)
    rows = [_row("NC05", "as_of", AS_OF, AS_OF, 3050)]
    for kpi, before, now in (("XQ01", 72, 75), ("XQ03", 6000, 300000)):
        rows += [
            _row(kpi, "as_of", claim_day, claim_day, before),
            _row(kpi, "as_of", AS_OF, AS_OF, now),
            _row(kpi, "as_of", AS_OF, AS_OF, now - 2, district="330212"),
            _row(kpi, "as_of", AS_OF, AS_OF, 0, district="330206"),
        ]
    return rows


def _registers(enterprises: int) -> dict[str, list[tuple[Any, ...]]]:
    systems = {"NC": "online_college", "TR": "training_office", "XQ": "messenger"}
    additivity = {"NC02": "non_additive", "NC05": "semi_additive"}
    catalogue = [
        (
            kpi,
            NAMES[kpi][1],
            NAMES[kpi][0],
            f"Definition of {kpi} <b>&</b>.",
            f"{kpi} 的定义。",
            UNITS[kpi],
            None,
            additivity.get(kpi, "additive"),
            systems[kpi[:2]],
            True,
        )
        for kpi in UNITS
    ]
    members = [("class", f"C0{index}", f"第{index}班", f"Class {index}") for index in (1, 2, 3, 5, 6)]
    members.append(("class", "=C04", '=HYPERLINK("x")', "=1+1"))
    members += [
        ("enterprise", f"9133020600000{index:05d}", f"宁波企业{index}有限公司", f"Enterprise {index}")
        for index in range(enterprises)
    ]
    members += [("batch", "2015-1", "2015 年第一批", "Batch 1 of 2015")]
    feeds = [
        (
            "training_office",
            "attendance",
            "考勤",
            "Attendance",
            "经信委培训",
            "Committee training",
            31,
            "training office",
            "培训处",
        ),
        (
            "training_office",
            "enrolments",
            "报名名单",
            "Enrolments",
            "经信委培训",
            "Committee training",
            31,
            "training office",
            "培训处",
        ),
        (
            "online_college",
            "logins",
            "登录记录",
            "Log-ins",
            "网络学院",
            "Online college",
            1,
            "online college",
            "网络学院",
        ),
        ("messenger", "schools", "学校", "Schools", "校企通", "Messenger", 92, "messenger", "校企通"),
    ]
    return {
        "kpi_catalogue": catalogue,
        "districts": [(code, zh, en, order) for order, (code, (zh, en)) in enumerate(DISTRICTS.items())],
        "members": members,
        "feeds": feeds,
        "dictionary": [
            ("kpi_values", None, None, "One row per KPI.", "每项指标一行。", "public"),
            ("kpi_values", "n", "BIGINT", "Persons behind the cell", "人数", "public"),
            ("training_office__attendance", "person_key", "varchar", "Pseudonym.", "假名。", "sensitive"),
        ],
        "revisions": [("TR03", date(2015, 1, 1), "", 5990.0, 6001.0, "late delivery")],
        "claim_results": [
            ("C02", "NC05", "2021-11", "more than 3000 online courses", 3000, None, 3050, "in", ""),
            ("C05", "TR01", "2016", "more than 60 training courses", 60, None, 62, "in", ""),
            ("C06", "TR02", "2016", "8000 odd operators", 8000, 9000, 6543, "out", "as persons"),
            ("C06", "TR03", "2016", "8000 odd operators", 8000, 9000, 8412, "in", "as person-times"),
            ("C03", "NC07", "2016-12", "frequency of 2500", 2450, 2550, None, "undecidable", ""),
        ],
    }


def _quality(good: bool) -> dict[str, list[tuple[Any, ...]]]:
    received = datetime(2021, 11, 30, 8, 15)
    info = {
        "release_id": "2021-11-30-0001",
        "as_of": AS_OF.isoformat(),
        "known_at": "",
        "version": "0.1.0",
        "built_at": "2021-11-30T23:00:00",
        "sample": "false" if good else "true",
        "city_zh": "宁波市",
        "city_en": "Ningbo",
        "home_city": "330200",
        "small_cell_k": "5",
    }
    late, never = ("fresh", "fresh") if good else ("late", "never")
    checks = [
        (
            "volume__training_office__attendance",
            "boundary",
            "warning",
            good,
            "11.2",
            "Attendance has 11 times the usual rows.",
            "考勤行数为平时的 11 倍。",
            "training office",
        ),
        ("kpi_values__unique", "model", "error", True, "0", "Rows are unique.", "行唯一。", "engineer"),
        (
            "claims__inside",
            "release",
            "warning",
            good,
            "1",
            "One claim is outside.",
            "有一项报道数字不在区间内。",
            None,
        ),
    ]
    return {
        "release_info": list(info.items()),
        "feed_status": [
            ("training_office", "attendance", received, 12000, 0 if good else 14, late),
            ("training_office", "enrolments", received, 8412, 0, "fresh"),
            ("online_college", "logins", None if never == "never" else received, 0, 0, never),
            ("messenger", "schools", received, 75, 0, "fresh"),
        ],
        "check_results": checks,
        "deliveries": [("training_office", "attendance", "jxw", 3, 12014, 12000, 14, received)],
        "quarantine_summary": []
        if good
        else [
            ("training_office", "attendance", "jxw", "status", "unknown_value", None, None, 9),
            (
                "training_office",
                "attendance",
                "jxw",
                "session_id",
                "digits_lost",
                "末位丢失",
                "last digits lost",
                5,
            ),
        ],
    }


if __name__ == "__main__":
    print(make_release(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30))
