"""XQ06-XQ13 against sums done by hand."""

from datetime import date, datetime
from types import SimpleNamespace

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import E1, E2, feed

D = date(2016, 12, 31)
YEAR = ("calendar_year", date(2016, 1, 1), D)
DECEMBER, HALF = (date(2016, 12, 1), date(2016, 12, 31)), (date(2016, 7, 1), date(2017, 6, 30))


def calculate(*feeds: dict, days: tuple = ()) -> dict[Key, Value]:
    rows = {name: rows for given in feeds for name, rows in given.items()}
    return expected_kpis(SimpleNamespace(rows=rows), D, days)


def vacancies(*rows: tuple, **common: object) -> dict:
    common = {
        "enterprise_uscc": E1,
        "post": "p",
        "headcount": 2,
        "status": "招满",
        "district": "330203",
    } | common
    return feed("messenger.vacancies", "vacancy_id posted_on status", *rows, **common)


def test_a_posting_less_than_30_days_after_the_one_before_is_a_repost():
    out = calculate(
        vacancies(
            ("1", date(2016, 1, 1), "到期"),
            ("2", date(2016, 1, 30), "到期"),  # 29 days: a repost
            ("3", date(2016, 2, 29), "到期"),  # 30 days after the repost: counts
            ("4", date(2016, 2, 29), "到期"),  # the same day: a repost
            ("5", date(2016, 3, 1), "草稿"),  # never posted, starts no chain
            ("6", date(2016, 4, 4), "到期"),
            ("7", date(2017, 1, 1), "发布"),
            ("8", HALF, "到期"),
            ("9", None, "到期"),
        )
    )
    assert out[Key("XQ06", *YEAR)].value == 3
    assert out[Key("XQ06", *YEAR, "330203")].value == 3
    assert out[Key("XQ07", *YEAR)].value == 6
    undated = (None, None, None, "date_precision", "undated")
    assert out[Key("XQ06", "calendar_year", *undated)].value == 2


def test_reposts_are_told_by_enterprise_and_post_and_unknown_headcounts_are_nothing():
    rows = vacancies(("1", date(2016, 1, 1), "到期"), ("2", date(2016, 1, 2), "到期"), ("3", date(2016, 1, 3), "到期"),
                     ("4", DECEMBER, "到期"), ("5", DECEMBER, "到期"))  # fmt: skip
    found = rows["messenger.vacancies"]
    found[1] |= {"post": "q", "headcount": None}
    found[2]["enterprise_uscc"] = E2
    found[3]["enterprise_uscc"] = found[4]["enterprise_uscc"] = None  # whose they are is not known
    out = calculate(rows)
    assert out[Key("XQ06", *YEAR)].value == 5
    assert out[Key("XQ07", *YEAR)].value == 8


def test_open_vacancies_have_neither_closed_nor_run_out():
    rows = vacancies(
        ("1", date(2016, 10, 1), "发布"),
        ("2", date(2016, 10, 15), "发布"),  # another open one of the post stands since a fortnight
        ("3", date(2016, 11, 14), "发布"),
        ("4", date(2016, 12, 30), "发布"),  # 46 days later
        ("5", date(2016, 12, 31), "暂停"),
    )
    found = rows["messenger.vacancies"]
    found[0]["closes_on"] = date(2017, 1, 1)
    found[2]["closes_on"] = D
    out = calculate(rows, days=(date(2016, 12, 29),))
    standing = ("as_of", D, D)
    assert out[Key("XQ06", *standing)].value == 2
    assert out[Key("XQ07", *standing, "330203")].value == 4
    before = date(2016, 12, 29)  # 1 and 3: 2 is a repost, 3 is 30 days after 2
    assert out[Key("XQ06", "as_of", before, before)].value == 2


def moment(month: int, day: int, hour: int = 9, year: int = 2016) -> datetime:
    return datetime(year, month, day, hour)


def referrals() -> tuple[dict, dict]:
    p, q = ("居民身份证", "1"), ("护照", "1")
    keys = "referral_id vacancy_id person channel referred_at interviewed_at offered_at reported_at"
    given = feed(
        "messenger.referrals",
        keys,
        ("T2", "1", p, "线下", moment(1, 31), None, None, moment(12, 31)),
        ("T1", "1", p, "线上", moment(1, 31), moment(2, 1), None, None),  # the same moment, the lower number
        ("T3", "1", q, "线下", moment(2, 1), None, moment(1, 1, year=2017), None),  # offered only later
        ("T4", "2", p, "线上", moment(3, 1), None, moment(3, 9), None),
        ("T5", "2", None, None, moment(3, 2), None, None, None),
        ("T6", "2", q, "线上", None, None, None, None),
        ("T7", "9", p, "线上", moment(3, 1), None, None, moment(3, 5)),  # no such vacancy
        ("T8", "1", ("护照", "3"), "线上", moment(1, 1, year=2017), None, None, None),
    )
    rows = vacancies(("1", date(2016, 1, 1), "招满"), ("2", date(2016, 3, 1), "关闭"), ("3", date(2016, 3, 1), "到期"),
                     ("4", date(2015, 3, 1), "到期"))  # fmt: skip
    found = rows["messenger.vacancies"]
    found[0] |= {"closed_on": D, "headcount": 2}
    found[1] |= {"closed_on": date(2016, 5, 5), "headcount": 3, "district": "330206"}
    found[2] |= {"closed_on": date(2016, 6, 6), "headcount": None}
    found[3] |= {"closed_on": date(2015, 6, 6), "headcount": 0}
    return given, rows


def test_referrals_count_once_a_pair_on_the_channel_that_came_first():
    out = calculate(*referrals())
    assert out[Key("XQ08", *YEAR)].value == 4
    assert out[Key("XQ08", *YEAR, None, "channel", "线上")].value == 2
    assert out[Key("XQ08", *YEAR, None, "channel", "线下")].value == 1
    assert out[Key("XQ08", *YEAR, "330206")].value == 2
    assert out[Key("XQ08", "calendar_year", None, None, None, "date_precision", "undated")].value == 1


def test_a_later_step_implies_the_earlier_ones():
    out = calculate(*referrals())

    def funnel(month: int, last: int) -> list[float]:
        span = (date(2016, month, 1), date(2016, month, last))
        steps = ("referral", "interview", "offer", "report")
        return [out[Key("XQ09", "cohort", *span, None, "step", step)].value for step in steps]

    assert funnel(1, 31) == [1, 1, 1, 1]
    assert funnel(2, 29) == [1, 0, 0, 0]
    assert funnel(3, 31) == [2, 1, 1, 0]
    assert funnel(12, 31) == [0, 0, 0, 0]


def test_filled_heads_of_the_vacancies_closed_in_the_year():
    out = calculate(*referrals())
    assert out[Key("XQ10", *YEAR)] == Value(1.0, 5.0, 0.2)
    assert out[Key("XQ10", *YEAR, "330206")] == Value(0.0, 3.0, 0.0)
    assert out[Key("XQ10", "calendar_year", date(2015, 1, 1), date(2015, 12, 31))].status == "not_applicable"


def test_days_to_the_last_report_of_the_vacancies_filled_and_closed_in_the_year():
    given, rows = referrals()
    rows["messenger.vacancies"][1] |= {"status": "招满"}  # nobody has reported
    out = calculate(given, rows)
    assert out[Key("XQ11", *YEAR)] == Value(365.0, None, 365.0)
    assert out[Key("XQ11", *YEAR, "330203")].value == 365
    assert Key("XQ11", *YEAR, "330206") not in out
    assert out[Key("XQ11", "calendar_year", date(2015, 1, 1), date(2015, 12, 31))].status == "not_applicable"
    rows["messenger.vacancies"][0] |= {"posted_on": DECEMBER}
    assert calculate(given, rows)[Key("XQ11", *YEAR)].value is None


def test_matched_enterprises_by_the_size_of_the_school_year():
    given, rows = referrals()
    rows["messenger.vacancies"][1] |= {"enterprise_uscc": E2}
    firms = {
        "market_registry.enterprises": [
            {"uscc": firm, "industry_code": "3421", "district": None} for firm in (E1, E2)
        ],
        "market_registry.enterprise_sizes": [
            {"uscc": E1, "year": 2015, "employees": 300, "revenue": 2e7, "assets": None},
            {"uscc": E1, "year": 2016, "employees": 1, "revenue": 1.0, "assets": None},
            {"uscc": E2, "year": 2015, "employees": 1000, "revenue": 4e8, "assets": None},
        ],
    }
    out = calculate(given, rows, firms)
    year = ("academic_year", date(2015, 9, 1), date(2016, 8, 31))
    assert out[Key("XQ12", *year)] == Value(1.0, 2.0, 0.5)
    assert out[Key("XQ12", *year, None, "size_class", "medium")].value == 1
    assert out[Key("XQ12", *year, "330206")] == Value(0.0, 1.0, 0.0)
    assert out[Key("XQ12", "academic_year", date(2016, 9, 1), D)].status == "not_applicable"


def test_agreements_in_force_in_both_systems():
    keys = "agreement_no signed_on valid_from valid_to terminated_on"
    ours = feed(
        "messenger.agreements",
        keys,
        ("1", D, None, None, None),
        ("2", date(2016, 1, 1), None, D, None),  # its last day is the first without it
        ("3", date(2016, 1, 1), None, date(2017, 1, 1), None),
        ("4", date(2016, 1, 1), date(2017, 1, 1), None, None),
        ("5", date(2016, 1, 1), None, None, D),
        ("6", date(2016, 1, 1), None, None, date(2017, 1, 1)),
        ("7", DECEMBER, None, None, None),
        ("8", None, date(2016, 1, 1), None, None),
        ("1", D, None, None, None),
    )
    theirs = feed("training_company.agreements", keys, ("1", D, None, None, None))
    assert calculate(ours, theirs)[Key("XQ13", "as_of", D, D)].value == 5
    assert calculate(ours)[Key("XQ13", "as_of", D, D)].status == "not_available"
