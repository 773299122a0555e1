"""How a row of the made-up release is written, and what all its parts share."""

from datetime import date
from typing import Any

from kpi_names import KPIS

AS_OF = date(2021, 11, 30)
PREVIOUS = "2021-10-31-0001"  # the release before, which may have been pruned
HIDDEN = 3141592  # stands in no published row: a page or file that shows it leaks
Rows = list[tuple[Any, ...]]


def row(
    kpi: str,
    kind: str,
    start: date | None,
    end: date | None,
    value: float | None,
    *,
    district: str | None = None,
    dimension: str | None = None,
    member: str | None = None,
    denominator: float | None = None,
    status: str = "ok",
    unit: str | None = None,
) -> tuple[Any, ...]:
    numerator = value
    if denominator is not None and value is not None:
        value = value / denominator if denominator else None
        status = "ok" if denominator else "not_applicable"
    n = None if numerator is None else int(numerator)
    if status in ("suppressed", "not_available"):
        numerator = denominator = value = n = None
    return (
        kpi,
        kind,
        start,
        end,
        district,
        dimension,
        member,
        numerator,
        denominator,
        value,
        unit or KPIS[kpi][0],
        n,
        status,
        "1",
    )


def year(kpi: str, in_year: int, value: float | None, **more: Any) -> tuple[Any, ...]:
    return row(kpi, "calendar_year", date(in_year, 1, 1), min(date(in_year, 12, 31), AS_OF), value, **more)


def as_of(kpi: str, value: float | None, day: date = AS_OF, **more: Any) -> tuple[Any, ...]:
    """A row of a stock."""
    return row(kpi, "as_of", day, day, value, **more)
