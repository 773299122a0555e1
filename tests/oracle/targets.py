"""TG01: how far annual targets were reached."""

from collections.abc import Callable
from datetime import date

from tests.oracle.common import Key, Row, Rows, Value, latest, ratio


def tg01(
    rows: dict[str, list[Row]], d: date, published: Rows, as_of: Callable[[str, date], Value | None]
) -> Rows:
    """Actual per target: the city's figure of the year, else the one that stood at its end (at d while it runs).

    published: all other figures; as_of: the city's figure of an as-of KPI at a day, None for other KPIs.
    """
    out: Rows = {}
    for (body, kpi, year), row in latest(
        rows["policy_portal.annual_targets"], lambda r: (r["body"], r["kpi_id"], r["year"])
    ).items():
        if year > d.year:
            continue
        first, last = date(year, 1, 1), min(date(year, 12, 31), d)
        actual = published.get(Key(kpi, "calendar_year", first, last)) or as_of(kpi, last)
        key = Key("TG01", "calendar_year", first, last, None, "target", f"{body}|{kpi}")
        if actual is not None and actual.value is not None and row["target"] is not None:
            out[key] = ratio(actual.value, row["target"])
        else:
            out[key] = Value(None, row["target"], None, "not_available")
    return out
