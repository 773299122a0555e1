"""BL01-BL15 and BL19 against sums done by hand."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.common import OPENING
from tests.oracle.rows import E1, E2, feed

D = date(2021, 11, 30)
NEXT = D + timedelta(days=1)
SPAN = ("to_date", OPENING, D)
P, Q, R, S = (("护照", n) for n in "PQRS")
REGISTRY = {"market_registry.enterprises": [{"uscc": E1, "district": "330206", "industry_code": "3421"}]}


def calculate(*feeds: dict, days: tuple = ()) -> dict[Key, Value]:
    rows = {name: rows for given in feeds for name, rows in given.items()}
    return expected_kpis(SimpleNamespace(rows=rows), D, days)


def test_the_list_at_a_day_and_who_of_it_was_visited():
    out = calculate(
        REGISTRY,
        feed("talent_office.service_list", "enterprise_uscc listed_on delisted_on",
             (E1, OPENING, date(2020, 12, 31)), (E1, date(2021, 3, 1), None), (E2, OPENING, NEXT),
             ("X", OPENING, D), ("Y", NEXT, None)),
        feed("talent_office.enterprise_visits", "visit_no enterprise_uscc visited_on status",
             ("1", E1, OPENING, "完成"), ("2", E1, D, "完成"), ("3", "Z", D, "完成"), ("4", E2, D, "计划"),
             ("5", E2, NEXT, "完成"), ("6", E1, date(2020, 3, 31), "完成"), ("7", E1, None, "完成"),
             ("8", E1, (date(2020, 1, 1), date(2020, 6, 30)), "完成"), ("1", E1, OPENING, "完成")),
        days=(date(2021, 1, 1), date(2014, 7, 22)),
    )  # fmt: skip
    before = date(2021, 1, 1)
    assert out[Key("BL01", "as_of", D, D)].value == 2
    assert out[Key("BL01", "as_of", D, D, "330206")].value == 1
    assert out[Key("BL01", "as_of", before, before)].value == 2
    assert out[Key("BL04", "as_of", D, D)] == Value(1.0, 2.0, 0.5)
    assert out[Key("BL02", *SPAN)].value == 3
    assert out[Key("BL02", *SPAN, "330206")].value == 2
    assert out[Key("BL02", "to_date", OPENING, before)].value == 1
    assert out[Key("BL02", "to_date", None, None, None, "date_precision", "undated")].value == 2
    assert not [key for key in out if key.period_kind == "to_date" and key.period_end == date(2014, 7, 22)]


def demands() -> dict:
    def day(back: int) -> date:
        return D - timedelta(days=back)

    return feed(
        "talent_office.demands",
        "demand_no kind raised_on confirmed_on status closed_on duplicate_of",
        ("1", "专家", date(2020, 5, 1), day(90), "已满足", None, None),
        ("2", "专家", date(2020, 12, 31), day(90), "已满足", NEXT, None),  # met only tomorrow
        ("3", "专家", date(2021, 1, 1), day(89), "已满足", None, None),  # too young
        ("4", "专家", date(2021, 1, 1), day(100), "撤回", None, None),
        ("5", "专家", date(2021, 1, 1), day(100), "已满足", None, "4"),
        ("6", "技术", D, None, "提出", None, None),
        ("7", "技术", date(2020, 3, 31), None, "提出", None, None),
        ("8", "技术", NEXT, None, "提出", None, None),
        enterprise_uscc=E1,
    )


def test_demands():
    out = calculate(REGISTRY, demands())
    assert out[Key("BL05", *SPAN)].value == 4
    assert out[Key("BL06", *SPAN, "330206")].value == 1
    assert out[Key("BL11", *SPAN)] == Value(1.0, 3.0, 1 / 3)


@pytest.fixture(scope="module")
def introduced() -> dict[Key, Value]:
    introductions = feed(
        "talent_office.introductions",
        "introduction_no demand_no person enterprise_uscc enterprise_name introduced_on negotiated_on",
        ("1", "1", P, E1, None, date(2021, 1, 5), None),
        ("2", "1", Q, None, "二 厂", date(2021, 2, 5), None),
        ("3", "2", P, None, "二厂", date(2021, 2, 5), NEXT),
        ("4", None, R, E2, None, OPENING, date(2021, 5, 5)),
        ("5", None, S, "X", None, date(2020, 3, 31), None),
        ("6", "3", S, "X", None, NEXT, None),
        ("7", "4", R, E1, None, D, D),
    )
    contracts = feed(
        "talent_office.expert_contracts",
        "contract_no introduction_no person signed_on",
        ("1", "1", P, date(2021, 1, 5)),
        ("2", "1", P, date(2021, 9, 9)),  # renewed
        ("3", "2", P, date(2021, 9, 9)),  # another expert's introduction
        ("4", "4", R, date(2020, 3, 31)),  # before it
        ("5", None, Q, date(2021, 9, 9)),  # hired directly
        ("6", "5", S, date(2020, 5, 5)),  # introduced before the opening
        ("7", "7", R, NEXT),
        ("8", "nobody's", R, D),
    )
    return calculate(REGISTRY, demands(), introductions, contracts)


def test_introductions_and_contracts(introduced):
    assert introduced[Key("BL07", *SPAN)].value == 3
    assert introduced[Key("BL08", *SPAN)].value == 3
    assert introduced[Key("BL08", *SPAN, "330206")].value == 1
    assert introduced[Key("BL09", *SPAN)].value == 1
    assert introduced[Key("BL10", *SPAN)] == Value(1.0, 3.0, 1 / 3)


def test_the_funnel_of_demands(introduced):
    def funnel(first: date, last: date) -> list[float]:
        steps = ("demand", "introduction", "negotiation", "contract", "introduction_without_demand")
        return [introduced[Key("BL12", "cohort", first, last, None, "step", step)].value for step in steps]

    assert funnel(date(2020, 1, 1), date(2020, 12, 31)) == [3, 2, 1, 1, 2]
    assert funnel(date(2021, 1, 1), D) == [3, 1, 1, 0, 0]


def test_applicants_and_the_pool():
    out = calculate(
        feed("talent_office.talent_applications", "application_no person submitted_on pooled_on rejected_on withdrawn_on",
             ("1", P, date(2021, 1, 1), D, None, None),
             ("2", P, date(2021, 2, 1), None, None, None),  # the same person again
             ("3", Q, date(2021, 1, 1), date(2021, 3, 1), None, D),  # left today
             ("4", R, date(2021, 1, 1), date(2021, 3, 1), date(2021, 4, 1), None),
             ("5", S, date(2020, 1, 1), date(2020, 3, 1), None, NEXT),
             ("6", ("永居证", "P"), date(2021, 1, 1), NEXT, None, None),
             ("7", ("护照", "T"), NEXT, None, None, None))
    )  # fmt: skip
    year, before = (date(2021, 1, 1), D), (date(2020, 1, 1), date(2020, 12, 31))
    assert out[Key("BL13", "calendar_year", *year)].value == 4
    assert out[Key("BL13", "calendar_year", *before)].value == 1
    assert out[Key("BL14", "as_of", D, D)].value == 2
    assert out[Key("BL15", "calendar_year", *year)] == Value(3.0, 4.0, 0.75)


def test_both_permits_at_most_one_working_day_apart():
    work, residence = "工作许可", "居留许可"
    june = date(2021, 6, 1)
    out = calculate(
        feed(
            "talent_office.permits",
            "permit_no kind person applied_on issued_on",
            ("01", work, P, june, date(2021, 6, 4)),
            ("02", residence, P, june, date(2021, 6, 7)),  # Friday to Monday
            ("03", residence, P, june, date(2021, 8, 1)),  # issued anew
            ("04", work, Q, june, date(2021, 6, 4)),
            ("05", residence, Q, june, date(2021, 6, 8)),
            ("06", residence, R, june, date(2021, 7, 31)),  # Saturday to Monday, the residence permit first
            ("07", work, R, june, date(2021, 8, 2)),
            ("08", work, S, date(2021, 5, 1), date(2021, 5, 31)),
            ("09", residence, S, date(2021, 5, 1), date(2021, 5, 31)),
            ("10", work, S, june, date(2021, 6, 10)),
            ("11", residence, S, NEXT, date(2021, 6, 10)),
            ("12", work, None, june, D),
            ("13", residence, None, june, D),
            ("14", work, R, D, D),
            ("15", residence, R, D, NEXT),
            ("16", work, Q, None, D),
            ("17", residence, Q, None, D),
            ("18", work, Q, D, (date(2021, 11, 1), D)),
            ("19", residence, Q, D, D),
        )
    )
    assert out[Key("BL19", "calendar_year", date(2021, 1, 1), D)] == Value(2.0, 3.0, 2 / 3)
    months = {
        key.period_start.month: value
        for key, value in out.items()
        if key.kpi_id == "BL19" and key.period_kind == "month"
    }
    assert sorted(months) == [6, 7, 8, 9, 10, 11]
    assert months[6] == Value(1.0, 2.0, 0.5) and months[8] == Value(1.0, 1.0, 1.0)
    assert months[7].status == "not_applicable"
