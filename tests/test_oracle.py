"""The oracle against sums done by hand."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import E1, E2, account, enrolled, klass, login, person, present, session, training

D = date(2016, 12, 31)
YEAR = (date(2016, 1, 1), D)


def calculate(rows: dict, d: date = D, as_of_dates: tuple = ()) -> dict[Key, Value]:
    return expected_kpis(SimpleNamespace(rows=rows), d, as_of_dates)


@pytest.fixture(scope="module")
def course() -> dict[Key, Value]:
    """One class with three persons, a cancelled class, a cancelled session, a walk-in and an orphan."""
    p1, p2, p3 = person("1"), person(None, "乙", "13800000000"), person("3")
    march, end = date(2016, 3, 7), date(2016, 12, 31)
    rows = training(
        [klass("A", status="计划"), klass("B"), klass("A"), klass("B", status="取消")],
        [
            session("A1", march),
            session("A2", march, "考察"),
            session("A3", date(2016, 4, 5), "考察", status="取消"),
            session("A4", end, "考察", 2.0),
            session("A5", date(2017, 1, 1)),
            session("B1", march),
            session("C1", march),
        ],
        [enrolled("A", p1), enrolled("A", p2, E2), enrolled("A", person("4")), enrolled("B", p1)],
        [
            present("A1", p1, "缺勤", 0.0),
            present("A1", p1),
            present("A2", p1, "迟到", 3.0),
            present("A1", p2, "缺勤", 0.0),
            present("A2", p2, "请假", None),
            present("A4", p2, hours=2.0),
            present("A1", p3),
            present("A5", p3),
            present("B1", p1),
            present("Z9", p1),
        ],
        market_registry__enterprises=[
            {"uscc": E1, "industry_code": "3421", "district": "330212"},
            {"uscc": E2, "industry_code": "6910", "district": "330212"},
        ],
        market_registry__enterprise_sizes=[
            {"uscc": E1, "year": 2014, "employees": 1000, "revenue": 4e8, "assets": None},
            {"uscc": E1, "year": 2015, "employees": 300, "revenue": 2e7, "assets": None},
            {"uscc": E1, "year": 2017, "employees": 1, "revenue": 1.0, "assets": 1.0},
        ],
    )
    return calculate(rows)


def test_counts_of_a_course(course):
    quarter = (date(2016, 1, 1), date(2016, 3, 31))
    second = (date(2016, 4, 1), date(2016, 6, 30))
    last = (date(2016, 10, 1), D)
    for kpi, year, q1, q2, q4 in (("TR01", 1, 1, 0, 0), ("TR02", 3, 2, 0, 1), ("TR03", 2, 1, 0, 1)):
        assert course[Key(kpi, "calendar_year", *YEAR)].value == year
        assert [course[Key(kpi, "quarter", *q)].value for q in (quarter, second, last)] == [q1, q2, q4]
        assert course[Key(kpi, "calendar_year", *YEAR, "330203")].value == year
    assert Key("TR02", "quarter", *second, "330203") not in course


def test_rates_and_hours_of_a_course(course):
    assert course[Key("TR04", "calendar_year", *YEAR)] == Value(4.0, 5.0, 0.8)
    assert course[Key("TR04", "calendar_year", *YEAR, None, "class", "A")] == Value(4.0, 5.0, 0.8)
    assert course[Key("TR05", "calendar_year", *YEAR, None, "measure", "class_hours")].value == 10
    assert course[Key("TR05", "calendar_year", *YEAR, None, "measure", "person_hours")].value == 13
    day = date(2016, 3, 7)
    assert course[Key("TR05", "day", day, day, None, "class", "A")].value == 8
    # Two visit days over the class-months March and December.
    assert course[Key("TR08", "calendar_year", *YEAR)] == Value(2.0, 2.0, 1.0)


def test_size_share_counts_unknown_apart(course):
    # p1's employer is medium by the figures of 2015; p2's is a bank; the walk-in is out.
    assert course[Key("TR06", "calendar_year", *YEAR)] == Value(1.0, 1.0, 1.0)
    found = {
        key.member: value.value
        for key, value in course.items()
        if key[:5] == ("TR06", "calendar_year", *YEAR, None) and key.dimension == "size_class"
    }
    assert found == {"micro": 0, "small": 0, "medium": 1, "large": 0, "unknown": 1}


def test_document_type_is_part_of_the_identity_and_contacts_need_their_employer():
    passport = person("1") | {"person": ("护照", "1")}
    nameless = person(None, "丙 ", "13900000000")
    rows = training(
        [klass("A"), klass("B")],
        [session("A1", date(2016, 5, 3)), session("B1", date(2016, 6, 6))],
        [
            enrolled("A", person("1")),
            enrolled("A", passport),
            enrolled("A", nameless, E1),
            enrolled("B", nameless | {"name": "丙"}, None, "宁波 某厂"),
        ],
        [
            present("A1", person("1")),
            present("A1", passport),
            present("A1", nameless),
            present("B1", nameless),
        ],
    )
    out = calculate(rows)
    assert out[Key("TR02", "calendar_year", *YEAR)].value == 4
    assert out[Key("TR03", "calendar_year", *YEAR)].value == 4


def test_imprecise_and_missing_dates_are_undated_where_they_cross_a_border():
    half, month = (date(2016, 1, 1), date(2016, 6, 30)), (date(2016, 3, 1), date(2016, 3, 31))
    rows = training(
        [klass("A"), klass("B"), klass("C")],
        [session("A1", half), session("B1", month), session("C1", None)],
        [enrolled(c, person(n)) for c, n in (("A", "1"), ("B", "2"), ("C", "3"))],
        [present("A1", person("1")), present("B1", person("2")), present("C1", person("3"))],
    )
    out = calculate(rows)
    undated = (None, None, None, "date_precision", "undated")
    for kpi in ("TR01", "TR02", "TR03"):
        assert out[Key(kpi, "calendar_year", *YEAR)].value == 2
        assert out[Key(kpi, "calendar_year", *undated)].value == 1
        assert out[Key(kpi, "quarter", date(2016, 1, 1), date(2016, 3, 31))].value == 1
        assert out[Key(kpi, "quarter", *undated)].value == 2


def test_a_log_in_needs_more_than_a_minute_since_the_row_before():
    night = datetime(2016, 1, 31, 23, 59, 30)
    gaps = (0, 60, 120, 181)  # 60 and 120 follow a row at 60 s; 181 is 61 s later
    rows = {
        "online_college.online_accounts": [
            account("a", date(2016, 1, 1)),
            account("t", date(2016, 1, 1), test=True),
        ],
        "online_college.logins": [
            *[login("a", night + timedelta(seconds=gap)) for gap in reversed(gaps)],
            login("a", night, "phone"),
            login("t", night),
            login("nobody", night),
            login("a", datetime(2017, 1, 1)),
        ],
        "market_registry.enterprises": [
            {"uscc": E1, "district": "330206"},
            {"uscc": E1, "district": "330212"},
        ],
    }
    out = calculate(rows)
    january, february = (date(2016, 1, 1), date(2016, 1, 31)), (date(2016, 2, 1), date(2016, 2, 29))
    assert [out[Key("NC06", "month", *month)].value for month in (january, february)] == [2, 1]
    assert out[Key("NC06", "calendar_year", *YEAR, "330212")].value == 3
    assert [out[Key("NC02", "month", *month)].value for month in (january, february)] == [1, 1]
    assert out[Key("NC02", "month", date(2016, 12, 1), D)].value == 0


def test_months_of_an_enterprise_begin_with_the_first_whole_one():
    rows = {
        "online_college.online_accounts": [
            account("a", date(2016, 9, 2)),
            account("b", date(2016, 11, 1)),
            account("c", date(2016, 12, 1), E2),
            account("d", date(2016, 12, 2), "91330200000000003C"),
        ],
        "online_college.logins": [login("a", datetime(2016, 9, 5, n)) for n in range(6)],
    }
    out = calculate(rows, as_of_dates=(date(2016, 11, 29),))

    def mean(d: date, *member: str) -> Value:
        return out[Key("NC07", "as_of", d, d, None, *member)]

    assert mean(D, "enterprise", E1) == Value(6.0, 3.0, 2.0)
    assert mean(D, "enterprise", E2) == Value(0.0, 1.0, 0.0)
    assert mean(D, "enterprise", "91330200000000003C") == Value(0.0, 0.0, None, "not_applicable")
    assert mean(D) == Value(6.0, 4.0, 1.5)
    assert mean(date(2016, 11, 29)) == Value(6.0, 1.0, 6.0)


def test_study_credit_is_the_least_of_seconds_media_and_gap():
    start = datetime(2016, 5, 1, 8)

    def record(record_id: str, minutes: int, seconds: int | None, media: int | None) -> dict:
        return {
            "record_id": record_id,
            "account_id": "a",
            "started_at": start + timedelta(minutes=minutes),
            "seconds": seconds,
            "media_seconds": media,
        }

    rows = {
        "online_college.online_accounts": [account("a", date(2016, 1, 1)), account("b", date(2016, 1, 1))],
        "online_college.study_records": [
            record("1", 0, 9000, 600),  # 900 by media
            record("2", 60, 9000, None),  # 600 by the gap
            record("3", 70, 0, 600),  # 0
            record("5", 90, None, None),  # 0: the next begins at once
            record("6", 90, 1800, 3600),  # the last: 1,800
            record("6", 95, 9000, 9000),  # a repeated number
        ],
        "online_college.study_days": [
            {"account_id": "b", "course_id": "k", "studied_on": date(2016, 5, 1), "minutes": 2.5}
            for _ in range(2)
        ],
    }
    out = calculate(rows)
    hours = (900 + 600 + 0 + 0 + 1800 + 300) / 3600
    assert out[Key("NC08", "calendar_year", *YEAR)].value == pytest.approx(hours)
    assert out[Key("NC08", "calendar_year", *YEAR, None, "enterprise", E1)].value == pytest.approx(hours)
    assert out[Key("NC09", "as_of", D, D)].denominator == 12
    assert out[Key("NC07", "as_of", D, D)].status == "not_available"


def test_campaign_ends_when_the_quota_is_gone():
    opened = date(2016, 3, 1)
    days = [date(2016, 3, 3), date(2016, 3, 1), date(2016, 3, 15), date(2016, 3, 20)]
    rows = {
        "online_college.online_accounts": [
            *[account(f"a{n}", day) for n, day in enumerate(days)],
            account("a0", date(2016, 3, 10)),
            account("t", opened, test=True),
            account("w", None),
            account("c", date(2016, 8, 1), batch="B2"),
        ],
        "online_college.quota_batches": [
            {"batch": "B1", "opened_on": opened, "quota": 3},
            {"batch": "B2", "opened_on": date(2016, 7, 1), "quota": 2},
            {"batch": "B3", "opened_on": date(2017, 1, 1), "quota": 2},
        ],
    }
    out = calculate(rows)
    first, second = (opened, date(2016, 3, 15)), (date(2016, 7, 1), D)
    assert out[Key("NC01", "campaign", *first, None, "batch", "B1")].value == 3
    assert out[Key("NC04", "campaign", *first, None, "batch", "B1")].value == 15
    assert out[Key("NC01", "campaign", *second, None, "batch", "B2")].value == 1
    assert out[Key("NC04", "campaign", *second, None, "batch", "B2")].status == "not_applicable"
    assert out[Key("NC01", "calendar_year", *YEAR)].value == 5
    assert not any(key.member == "B3" for key in out)


def test_registers_take_the_status_of_the_latest_row():
    def school(code: str, status: str, verified: object, district: str = "330203") -> dict:
        return {"school_code": code, "status": status, "verified_on": verified, "district": district}

    rows = {
        "messenger.schools": [
            school("1", "在办", date(2014, 1, 1)),
            school("1", "停办", date(2014, 1, 1)),
            school("2", "更名", (date(2014, 7, 1), date(2014, 7, 31)), "330206"),
            school("3", "升格", date(2014, 7, 22)),
            school("4", "在办", None),
            school("5", "筹建", date(2014, 1, 1)),
        ],
        "online_college.online_courses": [
            {
                "provider": "p",
                "course_id": "1",
                "published_on": date(2014, 1, 1),
                "withdrawn_on": date(2016, 12, 31),
            },
            {
                "provider": "q",
                "course_id": "1",
                "published_on": date(2014, 1, 1),
                "withdrawn_on": date(2017, 1, 1),
            },
        ],
    }
    published = date(2014, 7, 22)
    out = calculate(rows, as_of_dates=(published,))
    assert out[Key("XQ01", "as_of", published, published)].value == 1
    assert out[Key("XQ01", "as_of", D, D)].value == 2
    assert out[Key("XQ01", "as_of", D, D, "330206")].value == 1
    assert out[Key("NC05", "as_of", published, published)].value == 2
    assert out[Key("NC05", "as_of", D, D)].value == 1
    assert out[Key("XQ03", "as_of", D, D)].status == "not_available"
