"""JS01-JS07 against sums done by hand."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import E1, E2, feed

D = date(2018, 12, 31)
YEAR = ("calendar_year", date(2018, 1, 1), D)
DAY = ("event", date(2018, 12, 20), date(2018, 12, 20))


@pytest.fixture(scope="module")
def found() -> dict[Key, Value]:
    """Two events held, a third without a day, one called off, one to come; lines of an event nobody knows."""
    rows = feed(
        "docking_events.events",
        "event_id held_on district status",
        ("A", date(2018, 12, 20), "310116", "通知"),
        ("A", date(2018, 12, 20), "310116", "举办"),
        ("B", (date(2018, 5, 1), date(2018, 5, 31)), None, "举办"),
        ("C", None, "310116", "举办"),
        ("D", date(2018, 6, 6), "310116", "取消"),
        ("E", date(2019, 1, 1), "310116", "举办"),
    )
    rows |= feed(
        "docking_events.event_attendance",
        "event_id name enterprise_uscc enterprise_name is_member",
        ("A", "甲", E1, "一厂", True),
        ("A", "甲", E1, "一厂", False),  # repeated: the first stays
        ("A", "乙", E1, "一厂", None),
        ("A", "甲", E2, "二厂", False),
        ("A", "丙", None, "三 厂", True),
        ("A", "丁", None, "三厂", None),
        ("B", "甲", E1, "一厂", True),
        ("C", "甲", E1, "一厂", True),
        ("Z", "甲", E1, "一厂", True),
    )
    rows |= feed(
        "docking_events.event_agenda",
        "event_id seq kind place",
        ("A", 1, "参观", "楼"),
        ("A", 2, "参观", "楼"),
        ("A", 3, "参观", "院"),
        ("A", 4, "讲座", "厅"),
        ("A", 5, "产品介绍", "厅"),
        ("B", 1, "参观", "楼"),
        ("B", 2, "座谈", None),
        ("B", 2, "讲座", None),
        ("D", 1, "讲座", None),
    )
    rows |= feed(
        "docking_events.event_parties",
        "event_id party_name role",
        ("A", "协会", "主办"),
        ("A", "学校", "主办"),
        ("A", "协会", "支持"),
        ("A", "局", "指导"),
        ("B", "协会", "主办"),
    )
    return expected_kpis(SimpleNamespace(rows=rows), D)


def test_events(found):
    assert found[Key("JS01", *YEAR)].value == 2
    assert found[Key("JS01", *YEAR, "310116")].value == 1
    assert found[Key("JS01", "calendar_year", None, None, None, "date_precision", "undated")].value == 1


def test_who_came(found):
    assert found[Key("JS02", *YEAR)].value == 3
    assert found[Key("JS02", *YEAR, None, "measure", "member_enterprises")].value == 2
    assert found[Key("JS02", *YEAR, None, "measure", "persons")].value == 6
    assert found[Key("JS02", *DAY, None, "event", "A")].value == 3
    assert found[Key("JS02", *DAY, None, "measure", "persons")].value == 5


def test_what_was_shown(found):
    assert found[Key("JS04", *YEAR)].value == 2
    assert found[Key("JS05", *YEAR)].value == 3
    assert found[Key("JS04", *DAY, None, "event", "A")].value == 1
    assert found[Key("JS05", *DAY, None, "event", "A")].value == 2


def test_who_made_it(found):
    assert found[Key("JS06", *YEAR, None, "role", "主办")].value == 3
    assert found[Key("JS06", *YEAR, None, "role", "指导")].value == 1
    assert found[Key("JS06", *YEAR, None, "role", "协办")].value == 0
    assert found[Key("JS06", *DAY, None, "event", "A")].value == 4
    assert found[Key("JS06", *YEAR)].value == 5
    assert not [key for key in found if key.period_kind == "event" and key.member in ("B", "C", "D")]


def test_who_of_the_invited_came_and_who_signed_within_a_year():
    day, later = date(2017, 12, 31), date(2018, 12, 31)  # 365 days apart
    rows = feed(
        "docking_events.events",
        "event_id held_on district status",
        ("A", day, "310116", "举办"),
        ("B", date(2018, 1, 1), "310116", "举办"),  # a day too young
        ("C", (date(2017, 5, 1), date(2017, 5, 31)), None, "举办"),
    )
    rows |= feed(
        "docking_events.event_invitations",
        "event_id enterprise_uscc attended",
        ("A", E1, None),
        ("A", E1, True),
        ("A", E2, None),
        ("Z", E1, True),
    )
    rows |= feed(
        "docking_events.event_attendance",
        "event_id name enterprise_uscc enterprise_name",
        *[
            ("A", "甲", E1, "一厂"),
            ("A", "乙", E1, "一厂"),
            ("A", "丙", E2, "二厂"),
            ("A", "丁", None, "三 厂"),
        ],
        *[("B", "甲", E1, "一厂"), ("C", "甲", E1, "一厂")],
    )
    keys = "agreement_no party_kind party_code party_name role"
    rows |= feed(
        "messenger.agreements", "agreement_no signed_on", ("1", later), ("2", day), ("3", date(2017, 12, 30))
    )
    rows |= feed(
        "messenger.agreement_parties",
        keys,
        *[("1", "企业", E1, "一厂", "参与"), ("1", "学校", "S", "学院", "牵头")],
        *[("2", "企业", E2, "二厂", "参与"), ("2", "学校", "S", "学院", "见证")],
        *[("3", "企业", E2, "二厂", "参与"), ("3", "学校", "S", "学院", "牵头")],
    )
    rows |= feed(
        "training_company.agreements", "agreement_no signed_on", ("2", (date(2018, 1, 1), date(2018, 1, 31)))
    )
    rows |= feed(
        "training_company.agreement_parties",
        keys,
        *[("2", "企业", None, "三厂", "参与"), ("2", "学校", "S", "学院", "参与")],
    )
    out = expected_kpis(SimpleNamespace(rows=rows), D)
    year = ("calendar_year", date(2017, 1, 1), date(2017, 12, 31))
    assert out[Key("JS03", *year)] == Value(1.0, 2.0, 0.5)
    assert out[Key("JS03", "event", day, day, None, "event", "A")] == Value(1.0, 2.0, 0.5)
    assert out[Key("JS07", *year, "310116")] == Value(2.0, 3.0, 2 / 3)
    assert out[Key("JS07", *YEAR)].status == "not_applicable"
    assert out[Key("JS07", "event", date(2018, 1, 1), date(2018, 1, 1))].status == "not_applicable"
    del rows["training_company.agreement_parties"]
    assert (
        expected_kpis(SimpleNamespace(rows=rows), D)[Key("JS07", "calendar_year", None, None)].status
        == "not_available"
    )
