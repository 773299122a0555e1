"""XQ02, XQ04, XQ05, XQ16-XQ20 and CT01 against sums done by hand."""

from datetime import date
from types import SimpleNamespace

from tests.oracle import Key, Value, expected_kpis, required
from tests.oracle.rows import E1, feed

D = date(2021, 11, 30)
P, Q = ("居民身份证", "1"), ("护照", "1")
SCHOOLS = feed("messenger.schools", "school_code district", ("S", "330203"), ("T", "330206"))


def calculate(*feeds: dict, days: tuple = (), d: date = D) -> dict[Key, Value]:
    rows = {name: rows for given in feeds for name, rows in given.items()}
    return expected_kpis(SimpleNamespace(rows=rows), d, days)


def graduates(*rows: tuple, **common: object) -> dict:
    return feed("schools.graduates", "school_code student_no person cohort_year status", *rows, **common)


def test_graduates_are_persons_of_all_cohorts_so_far():
    out = calculate(
        SCHOOLS,
        graduates(
            ("S", "1", P, 2014, "在校"),
            ("S", "1", P, 2014, "毕业"),  # the later row stands
            ("T", "1", P, 2017, "结业"),  # the same person again, three years on
            ("S", "2", Q, 2021, "毕业"),
            ("S", "3", None, 2014, "毕业"),
            ("S", "4", None, 2014, "延毕"),
            ("U", "5", ("护照", "9"), 2022, "毕业"),
        ),
        days=(date(2014, 1, 1),),
    )
    assert out[Key("XQ02", "as_of", D, D)].value == 3
    assert out[Key("XQ02", "as_of", D, D, "330203")].value == 3
    assert out[Key("XQ02", "as_of", D, D, "330206")].value == 1
    assert out[Key("XQ02", "as_of", date(2014, 1, 1), date(2014, 1, 1))].value == 2


def test_destinations_by_the_latest_report_of_the_year():
    out = calculate(
        SCHOOLS,
        graduates(*[("S", str(n), None, 2020, "毕业") for n in range(6)], ("T", "9", None, 2020, "延毕")),
        feed(
            "schools.graduate_outcomes",
            "school_code student_no as_of destination_code",
            ("S", "0", date(2020, 8, 31), "协议"),
            ("S", "0", date(2020, 12, 31), "待就业"),
            ("S", "1", date(2020, 8, 1), "待就业"),
            ("S", "1", date(2020, 12, 1), "出国"),
            ("S", "2", date(2019, 12, 31), "协议"),  # of another year
            ("S", "3", date(2020, 8, 31), "协议"),
            ("S", "3", date(2020, 8, 31), "暂不就业"),  # reported again
            ("S", "4", date(2021, 3, 1), "升学"),
            ("X", "7", date(2020, 8, 31), "协议"),
        ),
    )
    august, december = date(2020, 8, 31), date(2020, 12, 31)
    assert out[Key("XQ17", "as_of", august, august)] == Value(1.0, 6.0, 1 / 6)
    assert out[Key("XQ17", "as_of", december, december, "330203")] == Value(1.0, 6.0, 1 / 6)
    assert out[Key("XQ17", "as_of", date(2021, 8, 31), date(2021, 8, 31))].status == "not_applicable"
    assert Key("XQ17", "as_of", date(2021, 12, 31), date(2021, 12, 31)) not in out
    assert not required(Key("XQ17", "as_of", D, D))


def test_who_of_the_employed_stayed_and_works_in_the_major():
    day = date(2020, 12, 31)
    out = calculate(
        SCHOOLS,
        graduates(*[("S", str(n), None, 2020, "毕业") for n in range(5)], ("T", "9", None, 2020, "毕业")),
        feed(
            "schools.graduate_outcomes",
            "school_code student_no as_of destination_code district major_matched",
            ("S", "0", date(2020, 8, 31), "协议", "310116", True),
            ("S", "0", day, "合同", "330204", None),  # the district that was
            ("S", "1", day, "其他录用", None, True),  # nobody knows where
            ("S", "2", day, "自主创业", "330206", True),
            ("S", "3", date(2021, 1, 1), "协议", "330206", True),
            ("T", "9", day, "协议", "310116", False),
        ),
    )
    assert out[Key("XQ18", "as_of", day, day)] == Value(1.0, 3.0, 1 / 3)
    assert out[Key("XQ18", "as_of", day, day, "330203")] == Value(1.0, 2.0, 0.5)
    assert out[Key("XQ19", "as_of", day, day)] == Value(1.0, 3.0, 1 / 3)
    assert out[Key("XQ18", "as_of", day, day, None, "measure", "employed")].value == 3
    august = date(2020, 8, 31)
    assert out[Key("XQ18", "as_of", august, august)] == Value(0.0, 1.0, 0.0)
    assert out[Key("XQ19", "as_of", date(2021, 8, 31), date(2021, 8, 31))].status == "not_applicable"


def test_internships_comply_only_when_everything_is_known():
    keys = "student_no starts_on tri_party_agreement insured hours_per_day via_agency"
    good = (True, True, 8.0, False)
    out = calculate(
        SCHOOLS,
        feed(
            "schools.internships",
            keys,
            ("1", date(2020, 9, 1), *good),
            ("2", date(2021, 8, 31), *good),
            ("3", date(2020, 9, 1), None, True, 8.0, False),
            ("4", date(2020, 9, 1), True, None, 8.0, False),
            ("5", date(2020, 9, 1), True, True, 8.1, False),
            ("6", date(2020, 9, 1), True, True, None, False),
            ("7", date(2020, 9, 1), True, True, 8.0, None),
            ("8", date(2020, 9, 1), True, True, 8.0, True),
            ("9", date(2021, 9, 1), *good),
            ("9", date(2021, 12, 1), *good),
            ("10", (date(2021, 8, 1), date(2021, 9, 30)), *good),
            school_code="S",
            enterprise_uscc=E1,
        ),
    )
    assert out[Key("XQ16", "academic_year", date(2020, 9, 1), date(2021, 8, 31))] == Value(2.0, 8.0, 0.25)
    assert out[Key("XQ16", "academic_year", date(2021, 9, 1), D, "330203")] == Value(1.0, 1.0, 1.0)
    assert out[Key("XQ16", "academic_year", None, None, None, "date_precision", "undated")].numerator == 1


def test_supply_and_demand_meet_in_the_catalogue_of_2021():
    out = calculate(
        SCHOOLS,
        feed(
            "schools.graduates",
            "student_no cohort_year catalogue_version major_code status",
            ("1", 2021, 2021, "610101", "毕业"),
            ("2", 2021, 2015, "610101", "毕业"),  # another major under the same code
            ("3", 2021, 2021, "460103", "在校"),  # the year is over
            ("4", 2022, 2021, "460103", "在校"),
            ("5", 2022, 2021, "999999", "结业"),
            school_code="S",
        ),
        feed(
            "messenger.vacancies",
            "vacancy_id post headcount major_codes posted_on status",
            ("1", "a", 9, "610101;460103;460103;530701", date(2020, 9, 1), "到期"),
            ("2", "a", 9, "610101", date(2020, 9, 10), "到期"),  # a repost
            ("3", "b", None, "610101", date(2021, 8, 31), "到期"),
            ("4", "c", 4, None, date(2021, 8, 31), "到期"),
            ("5", "d", 2, "460103", date(2021, 9, 1), "发布"),
            enterprise_uscc=E1,
        ),
    )
    last, running = (date(2020, 9, 1), date(2021, 8, 31)), (date(2021, 9, 1), D)

    def found(period: tuple, *member: str) -> Value:
        return out[Key("XQ20", "academic_year", *period, None, *member)]

    assert found(last) == Value(2.0, 13.0, 2 / 13)
    assert found(last, "major", "610101") == Value(1.0, 3.0, 1 / 3)
    assert found(last, "major", "460103") == Value(0.0, 3.0, 0.0)
    assert found(last, "major", "none") == Value(0.0, 4.0, 0.0)
    assert found(running) == Value(2.0, 2.0, 1.0)
    assert found(running, "major", "460103") == Value(1.0, 2.0, 0.5)
    assert found(running, "major", "999999").status == "not_applicable"


def test_associations_and_institutions_stand_by_status_and_day():
    out = calculate(
        {
            "messenger.associations": [
                {"uscc": "1", "district": "330203", "verified_on": date(2014, 7, 22), "status": "在册"},
                {"uscc": "2", "district": "330203", "verified_on": date(2014, 7, 23), "status": "在册"},
                {"uscc": "3", "district": "330203", "verified_on": date(2014, 1, 1), "status": "注销"},
                {"uscc": "4", "district": None, "verified_on": None, "status": "在册"},
            ],
            "messenger.training_institutions": [
                {"uscc": "1", "district": "330206", "verified_on": date(2014, 1, 1), "status": status}
                for status in ("年检不合格", "许可")
            ],
        },
        days=(date(2014, 7, 22),),
    )
    day = date(2014, 7, 22)
    assert out[Key("XQ04", "as_of", day, day)].value == 1
    assert out[Key("XQ04", "as_of", D, D, "330203")].value == 2
    assert out[Key("XQ05", "as_of", day, day, "330206")].value == 1


def test_certificates_need_a_number_and_a_day():
    out = calculate(
        feed(
            "certificates.certificate_results",
            "exam_batch certificate_no issued_on",
            ("1", "A", date(2020, 1, 1)),
            ("2", None, date(2020, 1, 1)),
            ("3", "B", None),
            ("4", "C", (date(2020, 12, 1), date(2020, 12, 31))),
            ("5", "D", date(2021, 12, 1)),
            ("1", "A", date(2020, 1, 2)),
        )
    )
    assert out[Key("CT01", "calendar_year", date(2020, 1, 1), date(2020, 12, 31))].value == 2
    assert out[Key("CT01", "calendar_year", date(2021, 1, 1), D)].value == 0
    assert out[Key("CT01", "calendar_year", None, None, None, "date_precision", "undated")].value == 1
