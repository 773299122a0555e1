"""NC03, NC10 and NC12 against sums done by hand."""

from datetime import date, datetime
from types import SimpleNamespace

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import E1, E2, account, login

REGISTRY = {"market_registry.enterprises": [{"uscc": E1, "district": "330203", "industry_code": "3421"}]}


def calculate(d: date, accounts: list, logins: list, records: list = ()) -> dict[Key, Value]:
    rows = {
        "online_college.online_accounts": accounts,
        "online_college.logins": [login(who, datetime(*day, 9)) for who, day in logins],
        "online_college.study_records": [
            {"record_id": str(n), "account_id": who, "started_at": datetime(*day, 9), "seconds": seconds,
             "media_seconds": None}
            for n, (who, day, seconds) in enumerate(records)
        ],
    }  # fmt: skip
    return expected_kpis(SimpleNamespace(rows=REGISTRY | rows), d)


def month(kpi: str, kind: str, year: int, number: int, last: int, district: str | None = None) -> Key:
    return Key(kpi, kind, date(year, number, 1), date(year, number, last), district)


def test_the_thirtieth_day_is_in_time_and_young_cohorts_wait():
    december, whole = date(2015, 12, 2), (date(2015, 12, 1), date(2015, 12, 31))
    out = calculate(
        date(2016, 3, 30),
        [
            account("A1", december),
            account("A2", december),
            account("A3", date(2015, 12, 31), E2),
            account("A4", whole, E2),
            account("A5", None, E2),
            account("A6", date(2016, 2, 29), E2),
            account("A7", date(2016, 3, 1), E2),
            account("T", december, E2, test=True),
        ],
        [
            ("A1", (2016, 1, 1)),
            ("A2", (2016, 1, 2)),
            ("A3", (2015, 11, 30)),
            ("A4", (2015, 12, 31)),
            ("A6", (2016, 3, 31)),
            ("A7", (2016, 3, 1)),
            ("T", (2015, 12, 3)),
        ],
    )
    assert out[month("NC03", "cohort", 2015, 12, 31)] == Value(2.0, 3.0, 2 / 3)
    assert out[month("NC03", "cohort", 2015, 12, 31, "330203")] == Value(1.0, 2.0, 0.5)
    assert out[month("NC03", "cohort", 2016, 1, 31)].status == "not_applicable"
    assert out[month("NC03", "cohort", 2016, 2, 29)] == Value(0.0, 1.0, 0.0)
    assert {key.period_start.month for key in out if key.kpi_id == "NC03"} == {12, 1, 2}


def test_enterprises_that_use_their_accounts():
    out = calculate(
        date(2016, 3, 31),
        [
            account("A1", (date(2016, 2, 1), date(2016, 2, 29))),
            account("A2", date(2016, 3, 1)),
            account("A3", date(2016, 3, 31), E2),
            account("A4", None, "X"),
            account("A5", date(2016, 2, 1), None),
        ],
        [
            ("A1", (2016, 1, 31)),  # nobody had a grant yet
            ("A1", (2016, 2, 1)),
            ("A2", (2016, 2, 2)),
            ("A4", (2016, 3, 2)),
            ("A5", (2016, 3, 2)),
            ("Z", (2016, 3, 2)),
            ("A3", (2016, 3, 31)),
        ],
    )
    assert out[month("NC12", "month", 2016, 1, 31)].status == "not_applicable"
    assert out[month("NC12", "month", 2016, 2, 29)] == Value(1.0, 1.0, 1.0)
    assert out[month("NC12", "month", 2016, 3, 31)] == Value(1.0, 2.0, 0.5)
    assert out[month("NC12", "month", 2016, 3, 31, "330203")] == Value(0.0, 1.0, 0.0)


def test_hours_by_log_ins_where_both_are_known():
    out = calculate(
        date(2016, 3, 31),
        [account("A1", date(2016, 1, 1)), account("A2", date(2016, 1, 1), E2)],
        [("A1", (2016, 1, 5)), ("A1", (2016, 3, 5)), ("A1", (2016, 3, 6)), ("A2", (2016, 3, 6))],
        [("A1", (2016, 2, 5), 900), ("A1", (2016, 3, 5), 1800), ("A2", (2016, 3, 5), 3600)],
    )
    assert month("NC10", "month", 2016, 1, 31) not in out
    assert out[month("NC10", "month", 2016, 2, 29)] == Value(0.25, 0.0, None, "not_applicable")
    assert out[month("NC10", "month", 2016, 3, 31)] == Value(1.5, 3.0, 0.5)
    assert out[month("NC10", "month", 2016, 3, 31, "330203")] == Value(0.5, 2.0, 0.25)
    year = Key("NC10", "calendar_year", date(2016, 1, 1), date(2016, 3, 31))
    assert out[year] == Value(1.75, 4.0, 0.4375)
