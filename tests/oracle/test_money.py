"""XQ14, BL16, BL18, OF01-OF07 and TG01 against sums done by hand."""

from datetime import date, timedelta
from types import SimpleNamespace

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import feed

D = date(2021, 11, 30)
NEXT = D + timedelta(days=1)


def calculate(*feeds: dict, days: tuple = ()) -> dict[Key, Value]:
    rows = {name: rows for given in feeds for name, rows in given.items()}
    return expected_kpis(SimpleNamespace(rows=rows), D, days)


def year(kpi: str, number: int, *member: str) -> Key:
    return Key(kpi, "calendar_year", date(number, 1, 1), min(date(number, 12, 31), D), None, *member)


def payments(keys: str, *rows: tuple, **common: object) -> dict:
    numbered = [(f"{n:03d}", *row) for n, row in enumerate(rows)]
    return feed("finance.subsidy_payments", f"payment_no {keys}", *numbered, **common)


def test_money_paid_and_not_recovered():
    half = (date(2020, 7, 1), date(2021, 6, 30))
    out = calculate(
        payments(
            "programme amount paid_on recovered_on",
            ("校企合作", 100.0, date(2020, 1, 1), None),
            ("校企合作", 20.5, (date(2020, 12, 1), date(2020, 12, 31)), NEXT),
            ("校企合作", 7.0, date(2020, 1, 1), D),
            ("其他", 9.0, date(2019, 1, 1), None),
            ("校企合作", 3.0, half, None),
            ("校企合作", 4.0, NEXT, None),
            grant_year=2020,
        )
    )
    assert out[year("XQ14", 2019)].value == 0
    assert out[year("XQ14", 2020)].value == 120.5
    assert out[year("XQ14", 2021)].value == 0
    assert out[Key("XQ14", "calendar_year", None, None, None, "date_precision", "undated")].value == 3


def test_public_share_of_a_salary():
    out = calculate(
        payments(
            "contract_no grant_year level basis amount recovered_on paid_on",
            ("A", 2020, "市级", 1000.0, 200.0, None, date(2021, 1, 1)),
            ("A", 2020, "区级", 900.0, 200.0, None, date(2021, 1, 1)),  # the largest basis stands
            ("A", 2021, "市级", 2000.0, 100.0, None, date(2021, 1, 1)),
            ("B", 2020, "市级", 500.0, 50.0, None, date(2021, 1, 1)),
            ("B", 2020, "市级", 9000.0, 500.0, D, date(2021, 1, 1)),
            ("C", 2020, "市级", 9000.0, 500.0, None, NEXT),
            programme="年薪资助",
        )
    )
    assert out[year("BL16", 2020)] == Value(450.0, 1500.0, 0.3)
    assert out[year("BL16", 2021)] == Value(100.0, 2000.0, 0.05)


def test_caps_hold_for_sums_and_a_sum_at_the_cap_is_none_above():
    def day(number: int) -> date:
        return date(2020, 1, number)

    p, q = ("护照", "1"), ("永居证", "1")
    out = calculate(
        payments(
            "programme person project_no child_no grant_year amount paid_on recovered_on",
            ("顶尖专家补助", p, None, None, 2020, 600_000.0, day(1), None),
            ("顶尖专家补助", p, None, None, 2020, 400_000.01, day(2), None),
            ("顶尖专家补助", q, None, None, 2020, 1_000_000.0, day(2), None),
            ("顶尖专家补助", q, None, None, 2020, 5.0, day(2), D),
            ("顶尖专家补助", p, None, None, 2021, 900_000.0, day(3), None),
            ("科技项目", None, "K", None, 2020, 700_000.0, day(1), None),
            ("科技项目", None, "K", None, 2021, 300_001.0, day(9), None),
            ("科技项目", None, "L", None, 2020, 1_000_000.0, day(9), None),
            ("子女学费", None, None, "Z", 2020, 50_000.0, day(9), None),
            ("子女学费", None, None, "Z", 2021, 50_000.5, day(9), None),
            ("校企合作", None, None, None, 2019, 9e9, day(9), None),
        )
    )
    caps = ("person_year", "project", "child_year")
    assert [out[year("BL18", 2020, "cap", cap)].value for cap in caps] == [1, 0, 0]
    assert [out[year("BL18", 2021, "cap", cap)].value for cap in caps] == [0, 1, 1]
    assert [out[year("BL18", number)].value for number in (2019, 2020, 2021)] == [0, 1, 2]


def agreements() -> tuple[dict, dict]:
    month = (date(2019, 6, 1), date(2019, 6, 30))
    signed = feed("training_company.agreements", "agreement_no signed_on pledged",
                  ("1", date(2018, 5, 5), None), ("2", month, 10.0), ("3", date(2020, 2, 2), 0.0), ("4", NEXT, 99.0),
                  ("5", (date(2019, 7, 1), date(2020, 6, 30)), 5.0))  # fmt: skip
    parties = feed(
        "training_company.agreement_parties",
        "agreement_no party_kind party_code party_name role",
        ("1", "学校", "A", "甲大学", "参与"),
        ("2", "学校", "A", "甲大学", "参与"),
        ("2", "学校", None, "乙 大学", "牵头"),
        ("3", "学校", None, "乙大学", "参与"),
        ("3", "学校", "C", "丙大学", "参与"),
        ("2", "学校", "C", "丙大学", "见证"),
        ("2", "企业", "E", "公司", "牵头"),
        ("4", "学校", "D", "丁大学", "参与"),
        ("9", "学校", "F", "戊大学", "参与"),
        ("5", "学校", "G", "己大学", "参与"),
    )
    return signed, parties


def test_schools_by_their_first_signature():
    out = calculate(*agreements())
    assert [out[year("OF02", number)].value for number in (2018, 2019, 2020, 2021)] == [1, 1, 1, 0]
    assert out[Key("OF02", "calendar_year", None, None, None, "date_precision", "undated")].value == 1


def test_pledges_and_what_arrived():
    out = calculate(
        *agreements(),
        feed(
            "training_company.investments",
            "agreement_no year pledged realised",
            ("2", 2019, 4.0, 3.0),
            ("2", 2021, 4.0, None),
            ("2", 2022, 4.0, 4.0),
            ("3", 2020, None, 1.0),
        ),
    )
    standing = ("as_of", D, D, None)
    assert out[Key("OF04", *standing)].value == 15
    assert {key.member for key in out if key.kpi_id == "OF04"} == {None, "2", "3", "5"}
    assert out[Key("OF05", *standing)] == Value(4.0, 8.0, 0.5)
    assert out[Key("OF05", *standing, "agreement", "2")] == Value(3.0, 8.0, 0.375)
    assert out[Key("OF05", *standing, "agreement", "3")].status == "not_applicable"


def test_industry_colleges_and_courses_stand_until_their_end():
    out = calculate(
        feed("training_company.industry_colleges", "college_id status approved_on closed_on",
             ("1", "建设", D, None), ("2", "验收", date(2019, 1, 1), NEXT), ("3", "验收", date(2019, 1, 1), D),
             ("4", "立项", date(2019, 1, 1), None), ("5", "建设", NEXT, None), ("6", "建设", None, None)),
        feed("training_company.online_courses", "provider course_id published_on withdrawn_on",
             ("p", "1", D, None), ("q", "1", date(2019, 1, 1), NEXT), ("p", "2", date(2019, 1, 1), D), ("p", "3", NEXT, None),
             ("p", "1", D, None)),
    )  # fmt: skip
    assert out[Key("OF03", "as_of", D, D)].value == 2
    assert out[Key("OF01", "as_of", D, D)].value == 2
    assert out[Key("NC05", "as_of", D, D)].status == "not_available"


def test_targets_meet_the_year_s_figure_or_that_of_its_end():
    out = calculate(
        *agreements(),
        feed("training_company.industry_colleges", "college_id status approved_on", ("1", "建设", date(2021, 1, 1))),
        feed("policy_portal.annual_targets", "body kpi_id year version target",
             ("市", "OF02", 2019, "2", 9.0), ("市", "OF02", 2019, "1", 2.0), ("区", "OF02", 2019, "1", 1.0),
             ("市", "OF03", 2020, "1", 5.0), ("市", "OF03", 2021, "1", 4.0), ("市", "OF02", 2020, "1", 0.0),
             ("市", "OF03", 2025, "1", 50.0), ("市", "TR01", 2020, "1", 3.0)),
    )  # fmt: skip

    def target(number: int, member: str) -> Value:
        return out[year("TG01", number, "target", member)]

    assert target(2019, "市|OF02") == Value(1.0, 2.0, 0.5)
    assert target(2019, "区|OF02").value == 1
    assert target(2020, "市|OF03") == Value(0.0, 5.0, 0.0)
    assert target(2021, "市|OF03") == Value(1.0, 4.0, 0.25)
    assert target(2020, "市|OF02").status == "not_applicable"
    assert target(2020, "市|TR01").status == "not_available"
    assert not [key for key in out if key.kpi_id == "TG01" and key.period_start == date(2025, 1, 1)]


def test_customers_of_a_year_by_end_and_projects_approved():
    rows = feed(
        "training_company.customers",
        "customer_code sector active_from active_to",
        ("1", "B", date(2020, 12, 31), D),
        ("1", "G", date(2020, 1, 1), date(2021, 1, 1)),  # the day it ends it is one no longer
        ("2", "C", D, None),
        ("3", "C", date(2021, 12, 1), None),
        ("4", "B", None, None),
    )
    rows |= feed(
        "training_company.collaborative_projects",
        "project_no approved_on",
        *[("1", D), ("1", date(2020, 5, 5)), ("2", (date(2020, 1, 1), date(2020, 1, 31))), ("3", None)],
    )
    out = calculate(rows)
    last, now = (
        ("calendar_year", date(2020, 1, 1), date(2020, 12, 31)),
        ("calendar_year", date(2021, 1, 1), D),
    )
    assert [out[Key("OF06", *year)].value for year in (last, now)] == [1, 2]
    ends = [[out[Key("OF06", *year, None, "sector", end)].value for end in "CBG"] for year in (last, now)]
    assert ends == [[0, 1, 1], [1, 1, 0]]
    assert out[Key("OF07", *last)].value == 2
    for kpi in ("OF06", "OF07"):
        assert out[Key(kpi, "calendar_year", None, None, None, "date_precision", "undated")].value == 1
