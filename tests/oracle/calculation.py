"""All KPIs of the registers, the training office and the Network College."""

from collections.abc import Mapping, Sequence
from datetime import date

from tests.oracle import online, registers, training
from tests.oracle.common import NOT_AVAILABLE, Key, Rows, latest
from tests.oracle.sizes import Sizes

_CLASSES = ("training_office.training_classes", "training_office.class_sessions")
_ATTENDED = (*_CLASSES, "training_office.attendance")
_ENROLLED = (*_ATTENDED, "training_office.enrolments")
_LOGINS = ("online_college.online_accounts", "online_college.logins")
# The feeds without which a KPI is not available, and the kind of period that its placeholder row has.
NEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "NC01": ("calendar_year", ("online_college.online_accounts",)),
    "NC02": ("month", _LOGINS),
    "NC04": ("campaign", ("online_college.online_accounts", "online_college.quota_batches")),
    "NC05": ("as_of", ("online_college.online_courses",)),
    "NC06": ("calendar_year", _LOGINS),
    "NC07": ("as_of", _LOGINS),
    "NC08": ("calendar_year", ("online_college.online_accounts", "study")),
    "NC09": ("as_of", ("online_college.online_accounts", "study")),
    "TR01": ("calendar_year", _CLASSES),
    "TR02": ("calendar_year", _ATTENDED),
    "TR03": ("calendar_year", _ENROLLED),
    "TR04": ("calendar_year", _ATTENDED),
    "TR05": ("calendar_year", _ATTENDED),
    "TR06": ("calendar_year", (*_ENROLLED, "market_registry.enterprise_sizes")),
    "TR08": ("calendar_year", _CLASSES),
    "XQ01": ("as_of", ("messenger.schools",)),
    "XQ03": ("as_of", ("messenger.platform_enterprises",)),
}
_AS_OF = [kpi for kpi, (kind, _) in NEEDS.items() if kind == "as_of"]


def expected_kpis(
    truth: object, as_of: date, as_of_dates: Sequence[date] | Mapping[str, Sequence[date]] = ()
) -> Rows:
    """Every figure that the rules demand at `as_of`: Key → Value.

    truth: anything with `rows`: 'system.feed' → typed rows in delivery order; a feed without entry was
        never received.
    as_of_dates: further days (for all as-of KPIs, or by KPI) at which as-of KPIs are published.
    """
    rows = truth.rows
    received = set(rows) | (
        {"study"} if rows.keys() & {"online_college.study_records", "online_college.study_days"} else set()
    )
    available = {kpi for kpi, (_, feeds) in NEEDS.items() if received.issuperset(feeds)}
    college = online.College(rows, as_of)
    out = _training(rows, as_of) if "TR01" in available else {}
    out |= _online(college, available)
    for kpi in [kpi for kpi in _AS_OF if kpi in available]:
        named = as_of_dates.get(kpi, ()) if isinstance(as_of_dates, Mapping) else as_of_dates
        for day in sorted({as_of, *(day for day in named if day <= as_of)}):
            out |= _as_of(kpi, college, day)
    out = {key: value for key, value in out.items() if key.kpi_id in available}
    for kpi in NEEDS.keys() - available:
        kind = NEEDS[kpi][0]
        day = as_of if kind == "as_of" else None
        out[Key(kpi, kind, day, day)] = NOT_AVAILABLE
    return out


def _training(rows: dict, d: date) -> Rows:
    t = training.Training(rows, d)
    enterprises = latest(rows.get("market_registry.enterprises", []), lambda r: r["uscc"])
    out = training.tr06(t, Sizes(rows.get("market_registry.enterprise_sizes", []), enterprises))
    for kpi in (training.tr01, training.tr02, training.tr03, training.tr04, training.tr05, training.tr08):
        out |= kpi(t)
    return out


def _online(college: online.College, available: set[str]) -> Rows:
    out: Rows = {}
    for kpi, rows_of in (("NC01", online.nc01_nc04), ("NC06", online.nc02_nc06), ("NC08", online.nc08)):
        if kpi in available:
            out |= rows_of(college)
    return out


def _as_of(kpi: str, college: online.College, day: date) -> Rows:
    if kpi == "NC07":
        return online.per_month(college, kpi, college.logins, day, 1)
    if kpi == "NC09":
        return online.per_month(college, kpi, college.study, day, 3600)
    return {"XQ01": registers.xq01, "XQ03": registers.xq03, "NC05": online.nc05}[kpi](college.rows, day)


def required(key: Key, value: object = None) -> bool:
    """False for slices that the rules only welcome.

    These are districts without events, classes' and enterprises' rows split by district as well, the zero
    rows of size classes, undated rows of ratios and enterprises without a full month.
    """
    by_place = key.district_code is not None
    empty = value is not None and not value.numerator and key.kpi_id not in ("NC07", "NC09")
    if by_place and (empty or key.dimension in ("class", "enterprise")):
        return False
    if key.dimension in ("size_class", "class", "enterprise") and value is not None and not value.numerator:
        return (
            value.status == "ok"
            and key.dimension != "size_class"
            and key.kpi_id in ("TR04", "TR08", "NC07", "NC09")
        )
    if key.dimension == "date_precision":
        return key.kpi_id not in ("TR06", "TR08")
    return True
