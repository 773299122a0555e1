"""The training company, certificates and targets: an agreement without instalments, targets of two years."""

from datetime import date

from release_rows import AS_OF, Rows, as_of, row, year


def cooperation() -> Rows:
    claim_day = date(2019, 12, 31)
    rows = [
        as_of("OF01", 80000, claim_day),
        as_of("OF01", 97000),
        as_of("OF03", 3, claim_day),
        as_of("OF03", 6),
    ]
    rows += [year("OF02", 2019, 5), year("OF02", 2020, 1), year("OF02", 2021, 0)]
    rows += [as_of("OF04", 10000001, claim_day), as_of("OF04", 14500000)]
    rows += [
        as_of("OF05", 2000000, claim_day, denominator=2000000),
        as_of("OF05", 5250000, denominator=7000000),
    ]
    for member, pledged, realised, due in (
        ("XY-01", 10000001, 5250000, 6000000),
        ("XY-02", 4499999, 0, 1000000),
        ("=XY-03", 0, 0, 0),
    ):
        rows.append(as_of("OF04", pledged, dimension="agreement", member=member))
        if member != "=XY-03":
            rows.append(as_of("OF05", realised, denominator=due, dimension="agreement", member=member))
    rows.append(as_of("OF05", 40000, denominator=0, dimension="agreement", member="XY-09"))
    for when, ends in ((2020, {"C": 0, "B": 30, "G": 12}), (2021, {"C": 7, "B": 41, "G": 15})):
        rows += [year("OF06", when, sum(ends.values()) - 1), year("OF07", when, 50 - when % 100)]
        rows += [year("OF06", when, number, dimension="sector", member=end) for end, number in ends.items()]
    rows.append(row("CT01", "calendar_year", None, None, None, status="not_available"))
    return rows


def targets() -> Rows:
    """Actual and target: an amount, a share, one without an actual value, one of a year that is over."""
    named = (
        (2021, "经信局|TR01", 30, 60),
        (2021, "教育局|XQ17", 0.875, 0.9),
        (2021, "北仑区|人才办|BL13", 3105, 3000),
        (2020, "经信局|TR01", 0, 60),
    )
    rows = [
        year("TG01", when, actual, denominator=target, dimension="target", member=member)
        for when, member, actual, target in named
    ]
    without = list(year("TG01", 2021, None, dimension="target", member="财政局|XQ14"))
    without[8], without[12] = 5000000.0, "not_applicable"
    rows.append(tuple(without))
    assert all(one[3] <= AS_OF for one in rows)
    return rows
