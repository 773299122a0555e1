"""Messenger and schools: registers, vacancies, referrals, supply and demand, destinations, internships."""

from datetime import date, timedelta

from release_rows import AS_OF, HIDDEN, Rows, as_of, row, year

CLAIM_DAY = date(2014, 7, 22)
STEPS = {"referral": 40, "interview": 22, "offer": 11, "report": 8}


def messenger() -> Rows:
    rows = [as_of("NC05", 3050)]
    stocks = {
        "XQ01": (72, 75),
        "XQ02": (280000, 300000),
        "XQ03": (6000, 300000),
        "XQ04": (50, 51),
        "XQ05": (200, 207),
    }
    for kpi, (before, now) in stocks.items():
        rows += [
            as_of(kpi, before, CLAIM_DAY),
            as_of(kpi, now),
            as_of(kpi, now - 2, district="330212"),
            as_of(kpi, 0, district="330206"),
        ]
    rows += _vacancies() + _referrals() + _supply_and_demand()
    rows += [as_of("XQ13", 12, CLAIM_DAY), as_of("XQ13", 31)]
    for school, before, now in (("4133010001", 2, 3), ("4133010002", 0, 0)):
        split = {"dimension": "school", "member": school}
        rows += [as_of("XQ13", before, CLAIM_DAY, **split), as_of("XQ13", now, **split)]
    rows += [year("XQ14", when, 1250000.5 * (when - 2018)) for when in (2019, 2020)]
    rows.append(year("XQ14", 2021, HIDDEN, status="suppressed"))
    rows += [year("XQ15", when, 1250000.5 * (when - 2018), denominator=5000000) for when in (2019, 2020)]
    rows.append(year("XQ15", 2021, HIDDEN, status="suppressed"))
    return rows


def _vacancies() -> Rows:
    rows: Rows = []
    for when in (2019, 2020, 2021):
        rows += [
            year("XQ06", when, 100 + when % 100),
            year("XQ07", when, 400 + when % 100),
            year("XQ07", when, 2021 - when, dimension="headcount", member="unknown", unit="vacancies"),
            year("XQ06", when, 60, district="330203"),
            year("XQ07", when, 300, dimension="industry", member="C"),
            year("XQ07", when, 100 + when % 100, dimension="industry", member="unknown"),
            year("XQ07", when, 0, dimension="industry", member="A"),
        ]
    rows += [
        as_of("XQ06", 33),
        as_of("XQ07", 140),
        as_of("XQ07", 3, dimension="headcount", member="unknown", unit="vacancies"),
        as_of("XQ06", 0, district="330206"),
        row("XQ06", "calendar_year", None, None, 4, dimension="date_precision", member="undated"),
    ]
    return rows


def _referrals() -> Rows:
    rows: Rows = []
    for when, online, offline in ((2020, 250, 120), (2021, 300, 80)):
        rows += [
            year("XQ08", when, online + offline),
            year("XQ08", when, online, dimension="channel", member="线上"),
            year("XQ08", when, offline, dimension="channel", member="线下"),
            year("XQ08", when, 90, district="330203"),
        ]
    rows.append(year("XQ08", 2021, HIDDEN, district="330206", status="suppressed"))
    rows += [year("XQ10", 2019, 0, denominator=0), year("XQ10", 2020, 66, denominator=240)]
    rows.append(year("XQ10", 2021, 110, denominator=100))
    rows += [
        year("XQ11", 2019, None, status="not_applicable"),
        year("XQ11", 2020, 41),
        year("XQ11", 2021, 37.5),
    ]
    rows += [
        year("XQ11", 2021, 44, district="330203"),
        year("XQ11", 2021, HIDDEN, district="330206", status="suppressed"),
    ]
    for first, small, known in ((2019, 120, 140), (2020, 133, 150)):
        span = (date(first, 9, 1), date(first + 1, 8, 31))
        rows.append(row("XQ12", "academic_year", *span, small, denominator=known))
        rows += [
            row(
                "XQ12",
                "academic_year",
                *span,
                number,
                dimension="size_class",
                member=member,
                unit="enterprises",
            )
            for member, number in (
                ("micro", small - 100),
                ("small", 60),
                ("medium", 40),
                ("large", known - small),
            )
        ]
    for month in range(1, 12):
        start = date(2021, month, 1)
        end = date(2021, month + 1, 1) - timedelta(days=1)
        rows.append(row("XQ09", "cohort", start, end, 40 + month))
        for step, reached in STEPS.items():
            hidden = month == 6 and step == "report"
            value = HIDDEN if hidden else max(reached - 4 * max(month - 9, 0), 0) + month
            status = "suppressed" if hidden else "ok"
            rows.append(
                row("XQ09", "cohort", start, end, value, dimension="step", member=step, status=status)
            )
    return rows


def _supply_and_demand() -> Rows:
    rows: Rows = []
    for first, supply, demand in ((2019, 900, 850), (2020, 1000, 1100.5), (2021, 300, 0)):
        end = min(date(first + 1, 8, 31), AS_OF)
        rows.append(row("XQ20", "academic_year", date(first, 9, 1), end, supply, denominator=demand))
    start, end = date(2020, 9, 1), date(2021, 8, 31)
    majors = {
        "510201": (120, 300),
        "460301": (60, 60.5),
        "530701": (240, 80),
        "520201": (75, 0),
        "none": (0, 111),
    }
    for member, (supply, demand) in majors.items():
        rows.append(
            row(
                "XQ20",
                "academic_year",
                start,
                end,
                supply,
                denominator=demand,
                dimension="major",
                member=member,
            )
        )
    rows.append(
        row(
            "XQ20",
            "academic_year",
            start,
            end,
            HIDDEN,
            dimension="major",
            member="490101",
            status="suppressed",
        )
    )
    rows.append(
        row(
            "XQ20",
            "academic_year",
            start,
            end,
            33,
            denominator=0,
            dimension="major_of_other_catalogue",
            member="2015:610201",
        )
    )
    return rows


def schools() -> Rows:
    rows: Rows = []
    for when in (2019, 2020, 2021):
        rows.append(as_of("XQ17", 800 + when % 100, date(when, 8, 31), denominator=1000))
        if when < 2021:
            rows.append(as_of("XQ17", 900 + when % 100, date(when, 12, 31), denominator=1000))
    rows += [
        as_of("XQ17", 500, date(2021, 8, 31), denominator=600, district="330203"),
        as_of("XQ17", HIDDEN, date(2021, 8, 31), district="330206", status="suppressed"),
    ]
    for when in (2020, 2021):
        day = date(when, 8, 31)
        rows += [
            as_of("XQ18", 420, day, dimension="measure", member="employed", unit="persons"),
            as_of("XQ18", 310, day, denominator=420),
            as_of("XQ19", 262, day, denominator=420),
            as_of("XQ18", 90, day, denominator=120, district="330203"),
            as_of("XQ19", HIDDEN, day, district="330206", status="suppressed"),
        ]
    for first, compliant, every in ((2019, 70, 100), (2020, 88, 110), (2021, 0, 24)):
        end = min(date(first + 1, 8, 31), AS_OF)
        rows.append(row("XQ16", "academic_year", date(first, 9, 1), end, compliant, denominator=every))
    rows.append(
        row(
            "XQ16",
            "academic_year",
            date(2020, 9, 1),
            date(2021, 8, 31),
            40,
            denominator=50,
            district="330212",
        )
    )
    return rows
