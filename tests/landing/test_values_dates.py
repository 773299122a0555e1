"""Dates and times: precision, serials, Chinese numerals, zones."""

from datetime import date, datetime

import pytest

from tests.landing.bench import LOGINS, SESSIONS, Bench


def held_on(bench: Bench, *texts: str) -> list[tuple]:
    lines = [f'S{number},PX1,"{text}"' for number, text in enumerate(texts)]
    bench.land(SESSIONS, "\n".join(["课次编号,班次编号,日期", *lines]))
    return bench.rows(SESSIONS, "held_on", "held_on_to")


@pytest.mark.parametrize(
    "text",
    [
        "2016-03-05",
        "2016/3/5",
        "2016.3.5",
        "2016年3月5日",
        "2016年03月05日",
        "20160305",
        "16/3/5",
        "42434",
        "42434.0",
        "二〇一六年三月五日",
        "２０１６－０３－０５",
        "2016-03-05T00:00:00",
        "2016-03-05T08:30:00+08:00",
        "2016-03-04T16:00:00Z",
        "2016-03-04T16:00:00.000Z",
        "2016-03-05 00:00:00",
        "2016-03-05 08:30",
        " 2016-3-5 ",
        "'2016-03-05",
        "2016 年 3 月 5 日",
        "2016-03-05 08:30-10:30",
    ],
)
def test_an_exact_day(bench: Bench, text: str) -> None:
    assert held_on(bench, text) == [(date(2016, 3, 5), None)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016年3月", "2016-03-01", "2016-03-31"),
        ("2016年3月份", "2016-03-01", "2016-03-31"),
        ("2016-3", "2016-03-01", "2016-03-31"),
        ("2016.02", "2016-02-01", "2016-02-29"),
        ("201612", "2016-12-01", "2016-12-31"),
        ("二〇一六年三月", "2016-03-01", "2016-03-31"),
        ("二零一六年十二月", "2016-12-01", "2016-12-31"),
        ("二〇一六年十月", "2016-10-01", "2016-10-31"),
        ("2016年", "2016-01-01", "2016-12-31"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016年上半年", "2016-01-01", "2016-06-30"),
        ("2016下半年", "2016-07-01", "2016-12-31"),
        ("2016年第一季度", "2016-01-01", "2016-03-31"),
        ("2016年4季度", "2016-10-01", "2016-12-31"),
        ("2016-2017学年", "2016-09-01", "2017-08-31"),
        ("2016-2017学年第一学期", "2016-09-01", "2017-01-31"),
        ("2016-2017学年第二学期", "2017-02-01", "2017-08-31"),
    ],
)
def test_an_interval(bench: Bench, text: str, first: str, last: str) -> None:
    assert held_on(bench, text) == [(date.fromisoformat(first), date.fromisoformat(last))]


def test_days_written_with_chinese_numerals(bench: Bench) -> None:
    texts = (
        "二〇一六年十月十日",
        "二〇一六年十一月二十一日",
        "二〇一六年一月三十日",
        "一九九九年十二月三十一日",
    )
    days = [date(2016, 10, 10), date(2016, 11, 21), date(2016, 1, 30), date(1999, 12, 31)]
    assert held_on(bench, *texts) == [(day, None) for day in days]


def test_two_digit_years_of_the_last_century(bench: Bench) -> None:
    assert held_on(bench, "98/5/3", "68-5-3") == [(date(1998, 5, 3), None), (date(2068, 5, 3), None)]


def test_open_and_missing_dates_are_empty(bench: Bench) -> None:
    assert held_on(bench, "长期", "至今", "", "-", "——", "无", "N/A", "／") == [(None, None)] * 8


@pytest.mark.parametrize(
    "text",
    [
        "2016-02-30",
        "2016-13-01",
        "2015-02-29",
        "20161301",
        "2016-2018学年",
        "三月五日",
        "上半年",
        "明年",
        "42434.5",
        "12345678",
        "1899-12-31",
        "3.30206E+17",
        "10000",
        "2101-01-01",
        "十十月十日",
        "二三十月",
        "二〇一六年二十一三月",
        "2016-03-05T25:00:00Z",
        "0000-00-00",
    ],
)
def test_what_is_no_date_is_refused(bench: Bench, text: str) -> None:
    assert held_on(bench, text) == []
    assert bench.told() == [(2, "held_on", "not_a_date")]


def logged_in_at(bench: Bench, *texts: str) -> list[datetime]:
    bench.land(LOGINS, "\n".join(["账号,登录时间", *(f'A1,"{text}"' for text in texts)]))
    return bench.column(LOGINS, "logged_in_at")


@pytest.mark.parametrize(
    "text",
    [
        "2020-05-01 14:30:00",
        "2020-05-01T14:30:00",
        "2020-05-01 14:30",
        "2020/5/1 14:30:00",
        "2020-05-01T06:30:00Z",
        "2020-05-01T06:30Z",
        "2020-05-01 06:30:00+00",
        "2020-05-01T06:30:00.000+0000",
        "2020-05-01T14:30:00+08:00",
        "2020-04-30T23:30:00-07:00",
        "2020-05-01 12:00:00+05:30",
        "2020年5月1日14时30分",
        "2020年5月1日 14时30分00秒",
        "2020年5月1日下午2:30",
        "2020-05-01 2:30 PM",
        "2020-05-01 02:30:00 pm",
        "２０２０－０５－０１　１４：３０：００",
        "43952.6041666667",
        "20200501 14:30:00",
    ],
)
def test_a_moment_in_shanghai(bench: Bench, text: str) -> None:
    assert logged_in_at(bench, text) == [datetime(2020, 5, 1, 14, 30)]


def test_noon_midnight_and_fractions(bench: Bench) -> None:
    texts = ("2020-05-01", "2020-05-01 12:05 AM", "2020-05-01 下午12:05", "2020-05-01 00:00:00.25")
    assert logged_in_at(bench, *texts) == [
        datetime(2020, 5, 1),
        datetime(2020, 5, 1, 0, 5),
        datetime(2020, 5, 1, 12, 5),
        datetime(2020, 5, 1, 0, 0, 0, 250_000),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2020-05",
        "14:30",
        "2020-05-01 25:00",
        "2020-05-01 14:60",
        "2020-05-01 08:30-10:30",
        "2020-05-01 14:30 CST",
        "昨天",
    ],
)
def test_what_is_no_moment_is_refused(bench: Bench, text: str) -> None:
    assert logged_in_at(bench, text) == []
    assert bench.told() == [(2, "logged_in_at", "not_a_datetime")]
