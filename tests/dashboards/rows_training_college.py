"""Training and online college: three training years, a quota batch that ran out and one that did not."""

from datetime import date

from release_rows import AS_OF, HIDDEN, Rows, row, year


def training() -> Rows:
    rows = []
    yearly = {"TR01": (48, 62, 0), "TR02": (5120, 6543, 0), "TR03": (6001, 8412, 0)}
    for kpi, values in yearly.items():
        rows += [year(kpi, when, value) for when, value in zip((2015, 2016, 2017), values, strict=True)]
        rows += [year(kpi, when, 0) for when in range(2018, 2022)]
        rows += [
            row(
                kpi,
                "quarter",
                date(2016, 1 + 3 * quarter, 1),
                _quarter_end(quarter),
                values[1] // 4 + quarter,
            )
            for quarter in range(4)
        ]
        rows.append(year(kpi, 2016, values[1] - 20, district="330203"))
    rows += [
        year("TR01", 2016, 2, district="330206"),
        year("TR02", 2016, HIDDEN, district="330206", status="suppressed"),
        year("TR03", 2016, HIDDEN, district="330206", status="suppressed"),
    ]
    rows += [year("TR04", 2016, 7300, denominator=8000), year("TR08", 2016, 21, denominator=6)]
    for member, present, expected in (("C01", 95, 100), ("C02", 0, 0), ("C03", 101, 120), ("=C04", 0, 30)):
        rows.append(year("TR04", 2016, present, denominator=expected, dimension="class", member=member))
    rows.append(year("TR04", 2016, None, dimension="class", member="C05", status="suppressed"))
    rows.append(year("TR08", 2016, 7, denominator=2, dimension="class", member="C01"))
    for member, unit, value in (("class_hours", None, 1234.5), ("person_hours", "person_hours", 98765.25)):
        rows.append(year("TR05", 2016, value, dimension="measure", member=member, unit=unit))
    rows += [year("TR07", 2016, 7900, denominator=8000), year("TR07", 2017, 0, denominator=0)]
    rows.append(year("TR07", 2016, 98, denominator=120, dimension="class", member="C03"))
    rows.append(year("TR07", 2016, None, dimension="class", member="C01", status="suppressed"))
    rows += [year("TR09", 2016, 2100000.5, denominator=8000), year("TR09", 2017, 0, denominator=0)]
    rows.append(year("TR09", 2016, 3, dimension="measure", member="classes_left_out", unit="classes"))
    rows.append(year("TR06", 2016, 5000, denominator=6000))
    for member, value in (
        ("micro", 1000),
        ("small", 2500),
        ("medium", 1500),
        ("large", 1000),
        ("unknown", 0),
    ):
        rows.append(year("TR06", 2016, value, dimension="size_class", member=member, unit="persons"))
    for kpi in ("TR02", "TR03"):
        rows.append(row(kpi, "calendar_year", None, None, 17, dimension="date_precision", member="undated"))
    return rows


def _quarter_end(quarter: int) -> date:
    return (date(2016, 3, 31), date(2016, 6, 30), date(2016, 9, 30), date(2016, 12, 31))[quarter]


def college(enterprises: int) -> Rows:
    rows = [year("NC01", 2015, 500), year("NC01", 2016, 120), year("NC01", 2021, 64)]
    rows += [year("NC01", 2016, 120, district="330212")]
    for member, start, end, granted, days in (
        ("2015-1", date(2015, 3, 1), date(2015, 3, 15), 500, 15),
        ("2021-1", date(2021, 6, 1), AS_OF, 64, None),
    ):
        rows.append(row("NC01", "campaign", start, end, granted, dimension="batch", member=member))
        rows.append(
            row(
                "NC04",
                "campaign",
                start,
                end,
                days,
                dimension="batch",
                member=member,
                status="ok" if days else "not_applicable",
            )
        )
    for month in range(1, 12):
        start = date(2021, month, 1)
        end = date(2021, month + 1, 1).toordinal() - 1
        status = "suppressed" if month == 4 else "ok"
        rows.append(
            row(
                "NC06",
                "month",
                start,
                date.fromordinal(end),
                HIDDEN if month == 4 else 1000 + 10 * month,
                status=status,
            )
        )
        rows.append(row("NC08", "month", start, date.fromordinal(end), 300.0 + month / 3))
    rows += [
        year("NC06", 2020, 10000),
        year("NC06", 2021, 123456),
        year("NC08", 2020, 0.0),
        year("NC08", 2021, 3322.125),
    ]
    for month, used in ((8, 55), (9, 60), (10, HIDDEN)):
        span = (date(2021, month, 1), date(2021, month, 30))
        hidden = used is HIDDEN
        status, granted = ("suppressed", None) if hidden else ("ok", 64)
        rows.append(row("NC03", "cohort", *span, used, denominator=granted, status=status))
        rows.append(row("NC12", "month", *span, 20 + month, denominator=62))
    rows += [year("NC10", 2020, 0.0, denominator=10000), year("NC10", 2021, 3322.125, denominator=123456)]
    rows.append(row("NC02", "", None, None, None, status="not_available"))
    rows += [
        row("NC07", "as_of", AS_OF, AS_OF, 52500, denominator=900),
        row("NC09", "as_of", AS_OF, AS_OF, 15600.5, denominator=900),
    ]
    for index in range(enterprises):
        code = f"9133020600000{index:05d}"
        log_ins = 0 if index % 10 == 9 else index * 125
        for kpi in ("NC07", "NC09"):
            hidden = index % 7 == 3
            rows.append(
                row(
                    kpi,
                    "as_of",
                    AS_OF,
                    AS_OF,
                    HIDDEN if hidden else log_ins,
                    dimension="enterprise",
                    member=code,
                    denominator=None if hidden else (12 if index else 0),
                    status="suppressed" if hidden else "ok",
                )
            )
    return rows
