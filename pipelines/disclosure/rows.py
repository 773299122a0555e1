"""The cells of a KPI table, and what the primary rule says about each."""

from dataclasses import dataclass
from datetime import date

import duckdb

PAYEES_MIN = 3
TOP_SHARE_MAX = 0.85
# Nobody may work out hidden money, hours or events more closely than this; it mirrors the 85 % of one payee.
PRECISION = 0.15
KEY = ("kpi_id", "period_kind", "period_start", "period_end", "district_code", "dimension", "member")
COLUMNS = (
    *KEY,
    *("numerator", "denominator", "n", "n_complement", "status", "cell_kind", "top_share", "unit"),
)
# KPIs that count or measure what persons did; in all others the numerator counts the persons themselves.
DEEDS = frozenset(
    ("NC06", "NC07", "NC08", "NC09", "TR03", "TR04", "TR05", "XQ08", "XQ09", "XQ10", "XQ11", "CT01")
)
_REAL_UNITS = ("median_days", "hours", "hours_per_month", "class_hours", "yuan")


@dataclass(frozen=True)
class Row:
    """One row of kpi_values with its internal columns; figures in the unit of the KPI, `n` in persons or payees."""

    kpi_id: str
    period_kind: str
    period_start: date | None
    period_end: date | None
    district_code: str | None
    dimension: str | None
    member: str | None
    numerator: float | None
    denominator: float | None
    n: int | None
    n_complement: int | None
    status: str
    cell_kind: str
    top_share: float | None
    unit: str

    @property
    def key(self) -> tuple:
        return tuple(getattr(self, name) for name in KEY)

    @property
    def is_share(self) -> bool:
        """A share of persons: its complement counts persons too."""
        return self.n_complement is not None and self.denominator is not None

    @property
    def is_real(self) -> bool:
        """Days, hours and money are measured, everything else is counted."""
        return self.cell_kind == "money" or self.unit in _REAL_UNITS

    def figures(self) -> dict[str, float]:
        """What an outsider may want to work out: x numerator, z complement of a share, n persons behind it."""
        figures = {}
        if self.numerator is not None:
            figures["x"] = self.numerator
            if self.is_share:
                figures["z"] = self.denominator - self.numerator
        if self.n is not None and self.cell_kind == "person" and self.kpi_id in DEEDS:
            figures["n"] = float(self.n)
        return figures

    def sensitive(self, k: int) -> list[str]:
        """The figures that the primary rule protects; empty when the row may be published."""
        if self.status not in ("ok", "not_applicable"):
            return []
        if self.cell_kind == "money":
            alone = bool(self.n) and (self.n < PAYEES_MIN or (self.top_share or 0) > TOP_SHARE_MAX)
            return ["x"] if alone else []
        if self.cell_kind != "person":
            return []
        figures = ["x", "n"] if 0 < (self.n or 0) < k else []
        if 0 < (self.n_complement or 0) < k:
            figures.append("z")
        return [name for name in figures if name in self.figures()]

    def floor(self, figure: str) -> float:
        """What anyone knows a hidden figure to be at least: zero counts are published, so a hidden count is not 0."""
        return 0.0 if self.is_share or (figure != "n" and self.is_real) else 1.0

    def room(self, figure: str, k: int, least: float) -> tuple[float, float]:
        """How far (down, up) the figure must be able to lie from its true value in the eyes of an outsider.

        A count below k: k − 1 values from what it is at `least` (1 or what its hidden parts make) up to k − 1 or more.
        Anything else: 15 % to both sides, a count at least 1.
        """
        value = self.figures()[figure]
        counted = figure == "n" or not self.is_real
        if counted and 0 < value < k:
            least = min(max(least, 1.0), value)
            return value - least, max(k - 1, least + k - 2) - value
        margin = max(PRECISION * value, 1.0) if counted else PRECISION * value
        return min(margin, value - least), margin


def read_rows(con: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> list[Row]:
    """The rows of `table` in an order that depends on their keys alone."""
    names = ", ".join(COLUMNS)
    order = ", ".join(KEY)
    records = con.execute(f"SELECT {names} FROM {table} WHERE {where} ORDER BY {order}").fetchall()
    return [Row(*record) for record in records]
