"""All core KPIs of all eleven systems."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tests.oracle import (
    certificates,
    company,
    docking,
    event_conversion,
    finance,
    messenger,
    online,
    registers,
    schools,
    talent,
    targets,
    training,
)
from tests.oracle.common import NOT_AVAILABLE, OPENING, Key, Rows, Value, latest
from tests.oracle.needs import NEEDS, required
from tests.oracle.needs import available as kpis_available
from tests.oracle.sizes import Sizes

__all__ = ["expected_kpis", "required"]


class Calculation:
    """The figures of one truth at one day; each system's rows are prepared once."""

    def __init__(self, rows: dict, d: date) -> None:
        self.rows, self.d = rows, d
        self.available = kpis_available(set(rows))
        self.college = online.College(rows, d)
        self.market = messenger.Market(rows, d)
        self.schools = schools.Schools(rows, d)
        self.center = talent.Center(rows, d)

    def periods(self) -> Rows:
        """Figures of years, quarters, months, cohorts, campaigns, events and days."""
        rows, d = self.rows, self.d
        parts: list[tuple[str, Callable[[], Rows]]] = [
            ("TR01", lambda: _training(rows, d)),
            ("NC01", lambda: online.nc01_nc04(self.college)),
            ("NC06", lambda: online.nc02_nc06(self.college)),
            ("NC08", lambda: online.nc08(self.college)),
            ("XQ06", lambda: messenger.xq06_xq07(self.market)),
            ("XQ08", lambda: messenger.xq08_xq09(self.market)),
            ("XQ10", lambda: messenger.xq10(self.market)),
            ("XQ11", lambda: messenger.xq11(self.market)),
            ("XQ12", lambda: messenger.xq12(self.market, _sizes(rows))),
            ("XQ16", lambda: schools.xq16(self.schools)),
            ("XQ20", lambda: schools.xq20(self.schools, self.market)),
            ("BL12", lambda: talent.bl12(self.center)),
            ("BL13", lambda: talent.bl13_bl15(self.center)),
            ("OF02", lambda: company.of02(rows, d)),
            ("OF06", lambda: company.of06(rows, d)),
            ("OF07", lambda: company.of07(rows, d)),
            ("CT01", lambda: certificates.ct01(rows, d)),
        ]
        out: Rows = {}
        for kpi, rows_of in parts:
            if kpi in self.available:
                out |= rows_of()
        if "JS01" in self.available:
            events = docking.Events(rows, d)
            for kpi in (docking.js01, docking.js02, docking.js04_js05, docking.js06):
                out |= kpi(events)
            for kpi, rows_of in (("JS03", event_conversion.js03), ("JS07", event_conversion.js07)):
                if kpi in self.available:
                    out |= rows_of(events)
        if "XQ14" in self.available:
            payments = finance.Payments(rows, d)
            out |= finance.xq14(payments) | finance.bl16(payments) | finance.bl18(payments)
        return out

    def standing(self, kpi: str, day: date) -> Rows:
        """An as-of or to-date KPI at a day."""
        match kpi:
            case "NC07":
                return online.per_month(self.college, kpi, self.college.logins, day, 1)
            case "NC09":
                return online.per_month(self.college, kpi, self.college.study, day, 3600)
            case "XQ02":
                return schools.xq02(self.schools, day)
            case "XQ17":
                return schools.xq17(self.schools, day)
            case "XQ18" | "XQ19":
                return schools.xq18_xq19(kpi, self.schools, day)
            case "XQ06" | "XQ07":
                return messenger.open_at(kpi, self.market, day)
            case "BL01" | "BL04" | "BL14":
                return {"BL01": talent.bl01, "BL04": talent.bl04, "BL14": talent.bl14}[kpi](self.center, day)
        if NEEDS[kpi][0] == "to_date":
            return talent.to_date(kpi, self.center, day)
        return _OF_ROWS[kpi](self.rows, day)

    def city(self, kpi: str, day: date) -> Value | None:
        """The city's figure of an as-of KPI, None for KPIs of periods."""
        if kpi not in self.available or NEEDS[kpi][0] != "as_of":
            return None
        return self.standing(kpi, day).get(Key(kpi, "as_of", day, day))


_OF_ROWS: dict[str, Callable[[dict, date], Rows]] = {
    "XQ01": registers.xq01,
    "XQ03": registers.xq03,
    "XQ04": registers.xq04,
    "XQ05": registers.xq05,
    "XQ13": messenger.xq13,
    "NC05": online.nc05,
    "OF01": company.of01,
    "OF03": company.of03,
    "OF04": company.of04,
    "OF05": company.of05,
}
_STANDING = [kpi for kpi, (kind, _) in NEEDS.items() if kind in ("as_of", "to_date")] + ["XQ06", "XQ07"]


def expected_kpis(
    truth: object, as_of: date, as_of_dates: Sequence[date] | Mapping[str, Sequence[date]] = ()
) -> Rows:
    """Every figure that the rules demand at `as_of`: Key → Value.

    truth: anything with `rows`: 'system.feed' → typed rows in delivery order; a feed without entry was
        never received.
    as_of_dates: further days (for all as-of and to-date KPIs, or by KPI) at which these are published.
    """
    found = Calculation(truth.rows, as_of)
    out = found.periods()
    for kpi in [kpi for kpi in _STANDING if kpi in found.available]:
        named = as_of_dates.get(kpi, ()) if isinstance(as_of_dates, Mapping) else as_of_dates
        days = {as_of, *(day for day in named if day <= as_of)}
        if kpi in ("XQ17", "XQ18", "XQ19"):
            days |= set(schools.xq17_days(found.schools, as_of))
        for day in sorted(days):
            if NEEDS[kpi][0] != "to_date" or day >= OPENING:
                out |= found.standing(kpi, day)
    out = {key: value for key, value in out.items() if key.kpi_id in found.available}
    if "TG01" in found.available:
        out |= targets.tg01(truth.rows, as_of, out, found.city)
    for kpi in NEEDS.keys() - found.available:
        kind = NEEDS[kpi][0]
        day = as_of if kind == "as_of" else None
        out[Key(kpi, kind, day, day)] = NOT_AVAILABLE
    return out


def _sizes(rows: dict) -> Sizes:
    enterprises = latest(rows.get("market_registry.enterprises", []), lambda r: r["uscc"])
    return Sizes(rows.get("market_registry.enterprise_sizes", []), enterprises)


def _training(rows: dict, d: date) -> Rows:
    t = training.Training(rows, d)
    out = training.tr06(t, _sizes(rows))
    for kpi in (training.tr01, training.tr02, training.tr03, training.tr04, training.tr05, training.tr08):
        out |= kpi(t)
    return out
