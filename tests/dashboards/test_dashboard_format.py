"""Exact texts of numbers, dates and periods."""

from datetime import date

import pytest

from dashboards.format import Formatter, is_running, natural_end
from dashboards.i18n import load
from dashboards.release import KpiValue

ZH, EN = (Formatter(load(lang), date(2021, 11, 30)) for lang in ("zh", "en"))


def value(number: float | None, unit: str = "persons", status: str = "ok", **more: object) -> KpiValue:
    fields: dict = {
        "kpi_id": "TR02",
        "period_kind": "calendar_year",
        "period_start": date(2016, 1, 1),
        "period_end": date(2016, 12, 31),
        "district_code": None,
        "dimension": None,
        "member": None,
        "numerator": number,
        "denominator": None,
        "value": number,
        "unit": unit,
        "n": None,
        "status": status,
        "definition_version": "1",
    } | more
    return KpiValue(**fields)


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (8412.0, "persons", "8,412"),
        (0.0, "persons", "0"),
        (1234567.0, "person_times", "1,234,567"),
        (0.25, "ratio", "25.0%"),
        (0.0, "ratio", "0%"),
        (1.0, "ratio", "100.0%"),
        (0.0004, "ratio", "<0.1%"),
        (0.12345, "ratio", "12.3%"),
        (0.1235, "ratio", "12.4%"),
        (3322.15, "hours", "3,322.2"),
        (0.04, "hours", "<0.1"),
        (0.0, "hours", "0"),
        (3.5, "visits_per_month", "3.50"),
        (0.125, "visits_per_month", "0.13"),
        (2.5, "persons", "2.50"),
    ],
)
def test_numbers(number: float, unit: str, shown: str) -> None:
    assert ZH.kpi(value(number, unit)) == EN.kpi(value(number, unit)) == shown


def test_marks() -> None:
    marks = [
        ZH.kpi(value(None, status=status)) for status in ("suppressed", "not_applicable", "not_available")
    ]
    assert [*marks, ZH.kpi(None)] == ["*", "—", "…", "·"]


def test_large_numbers_in_words() -> None:
    assert (ZH.compact(123456), ZH.compact(300000), ZH.compact(234567890)) == ("12.3万", "30万", "2.3亿")
    assert EN.compact(123456) == "123.5K"


def test_days() -> None:
    assert (ZH.day(date(2016, 3, 5)), EN.day(date(2016, 3, 5)), ZH.day(None)) == (
        "2016年3月5日",
        "5 March 2016",
        "—",
    )


@pytest.mark.parametrize(
    ("kind", "start", "end", "chinese", "english"),
    [
        ("calendar_year", date(2016, 1, 1), date(2016, 12, 31), "2016年", "2016"),
        ("quarter", date(2016, 4, 1), date(2016, 6, 30), "2016年第2季度", "Q2 2016"),
        ("month", date(2016, 3, 1), date(2016, 3, 31), "2016年3月", "Mar 2016"),
        ("academic_year", date(2016, 9, 1), date(2017, 8, 31), "2016—2017学年", "academic year 2016/2017"),
        ("as_of", date(2021, 11, 30), date(2021, 11, 30), "截至2021年11月30日", "as of 30 November 2021"),
        ("calendar_year", None, None, "日期不详", "undated"),
        (
            "campaign",
            date(2015, 3, 1),
            date(2015, 3, 15),
            "2015年3月1日至2015年3月15日",
            "1 March 2015 to 15 March 2015",
        ),
    ],
)
def test_periods(kind: str, start: date, end: date, chinese: str, english: str) -> None:
    assert (ZH.period(kind, start, end), EN.period(kind, start, end)) == (chinese, english)


def test_running_periods() -> None:
    running = value(1.0, period_start=date(2021, 1, 1), period_end=date(2021, 11, 30))
    assert is_running(running) and not is_running(value(1.0))
    assert ZH.period_of(running) == "2021年（截至2021年11月30日）"
    assert natural_end("academic_year", date(2016, 9, 1)) == date(2017, 8, 31)
    assert natural_end("month", date(2016, 2, 1)) == date(2016, 2, 29)
    assert natural_end("as_of", date(2016, 2, 1)) is None


def test_intervals() -> None:
    assert EN.interval(3000, None) == "3,000, no upper limit"
    assert EN.interval(None, 15) == "up to 15"
    assert EN.interval(2450, 2550) == "2,450 to 2,550"
    assert (EN.interval(500, 500), EN.interval(None, None), EN.interval(3000, float("inf"))) == (
        "500",
        "—",
        "3,000, no upper limit",
    )
