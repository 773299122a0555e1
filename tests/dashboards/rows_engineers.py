"""Docking events and overseas engineers: one event with guests, one without; funnels, salaries, caps."""

from datetime import date

from release_rows import AS_OF, HIDDEN, Rows, as_of, row, year

OPENED = date(2020, 4, 1)
ROLES = {"主办": 3, "指导": 2, "协办": 1, "支持": 0}


def events() -> Rows:
    rows = [year("JS01", 2019, 1), year("JS01", 2020, 0), year("JS01", 2021, 2)]
    rows += [year("JS01", 2021, 2, district="330206")]
    days = {"E-1": date(2019, 12, 20), "E-2": date(2021, 5, 6), "=E-3": date(2021, 10, 9)}
    for event, day in days.items():
        guests = 0 if event == "E-2" else 45
        plain = {"JS02": guests, "JS04": 2, "JS05": 4, "JS06": 6}
        for kpi, value in plain.items():
            rows.append(row(kpi, "event", day, day, value, dimension="event", member=event))
            rows.append(row(kpi, "event", day, day, value))
        ratios = {"JS03": (30, 40), "JS07": (guests // 9, guests) if day.year < 2020 else (0, 0)}
        for kpi, (came, everybody) in ratios.items():
            rows.append(
                row(kpi, "event", day, day, came, denominator=everybody, dimension="event", member=event)
            )
        rows += [
            _event("JS02", day, event, "measure", "member_enterprises", 38 if guests else 0),
            _event("JS02", day, event, "measure", "persons", 51 if guests else 0, unit="persons"),
            *(_event("JS06", day, event, "role", role, value) for role, value in ROLES.items()),
        ]
    rows.append(_event("JS02", date(2021, 11, 1), "E-4", "measure", "persons", HIDDEN, status="suppressed"))
    rows.append(
        row("JS02", "event", date(2021, 11, 1), date(2021, 11, 1), 7, dimension="event", member="E-4")
    )
    for when, factor in ((2019, 1), (2020, 0), (2021, 2)):
        rows += [
            year("JS02", when, 45 * factor),
            year("JS03", when, 30 * factor, denominator=40 * factor),
            year("JS07", when, 5 if when == 2019 else 0, denominator=45 if when == 2019 else 0),
            year("JS02", when, 38 * factor, dimension="measure", member="member_enterprises"),
            year("JS02", when, 51 * factor, dimension="measure", member="persons", unit="persons"),
            *(year(kpi, when, value * factor) for kpi, value in (("JS04", 2), ("JS05", 4), ("JS06", 6))),
            *(
                year("JS06", when, value * factor, dimension="role", member=role)
                for role, value in ROLES.items()
            ),
        ]
    return rows


def _event(kpi: str, day: date, event: str, split: str, member: str, value: float, **more: str) -> tuple:
    return row(kpi, "event", day, day, value, dimension=f"event_{split}", member=f"{event}|{member}", **more)


def engineers() -> Rows:
    rows = [as_of("BL01", 120), as_of("BL01", 70, district="330206"), as_of("BL04", 96, denominator=120)]
    rows.append(as_of("BL04", 60, denominator=70, district="330206"))
    for end, part in ((date(2020, 12, 31), 0.5), (AS_OF, 1)):
        sums = {"BL02": 220, "BL05": 960, "BL06": 200, "BL07": 340, "BL08": 82, "BL09": 62}
        rows += [row(kpi, "to_date", OPENED, end, value * part) for kpi, value in sums.items()]
        rows.append(row("BL10", "to_date", OPENED, end, 62 * part, denominator=340 * part))
        rows.append(
            row("BL11", "to_date", OPENED, end, 0 if part < 1 else 300, denominator=0 if part < 1 else 900)
        )
        rows.append(row("BL02", "to_date", OPENED, end, 120 * part, district="330206"))
    rows.append(row("BL07", "to_date", None, None, 3, dimension="date_precision", member="undated"))
    steps = {"demand": 500, "introduction": 210, "negotiation": 90, "contract": 30}
    for when in (2020, 2021):
        start, end = date(when, 1, 1), min(date(when, 12, 31), AS_OF)
        rows.append(row("BL12", "cohort", start, end, 500 + when - 2020))
        rows += [
            row("BL12", "cohort", start, end, value + when - 2020, dimension="step", member=step)
            for step, value in steps.items()
        ]
        rows.append(
            row(
                "BL12",
                "cohort",
                start,
                end,
                17 * (when - 2020),
                dimension="step",
                member="introduction_without_demand",
                unit="introductions",
            )
        )
    rows += [year("BL13", 2020, 1800), year("BL13", 2021, 3105), as_of("BL14", 1000)]
    rows += [year("BL15", 2020, 300, denominator=1800), year("BL15", 2021, 1001, denominator=3105)]
    return rows + _subsidies()


def _subsidies() -> Rows:
    rows: Rows = []
    for when, paid in ((2019, 460000), (2020, 380000), (2021, 395000)):
        rows.append(year("BL16", when, paid, denominator=1000000))
        for level in ("市级", "区级"):
            rows.append(year("BL16", when, paid / 2, denominator=1000000, dimension="level", member=level))
    for when, breaches in ((2019, 2), (2020, 0), (2021, 0)):
        rows.append(year("BL18", when, breaches))
        for cap in ("person_year", "project", "child_year"):
            hidden = when == 2019 and cap == "child_year"
            status = "suppressed" if hidden else "ok"
            value = HIDDEN if hidden else breaches // 2
            rows.append(year("BL18", when, value, dimension="cap", member=cap, status=status))
    return rows
