"""Read a release database once, and answer the questions that pages ask.

Nothing here computes a figure: rows are found, never added up.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]

# Every table a release must have, with the order that makes two readings of it equal.
TABLES = {
    "kpi_values": "kpi_id, period_kind, period_start, period_end, district_code, dimension, member",
    "kpi_catalogue": "kpi_id",
    "claim_results": "claim_id, kpi_id, period, note",
    "feed_status": "system, feed",
    "check_results": "layer, check_id",
    "revisions": "kpi_id, period_start, slice",
    "dictionary": "table_name, column_name",
    "release_info": "key",
    "districts": "sort_order, district_code",
    "members": "dimension, member",
    "feeds": "system, feed",
    "deliveries": "system, feed, provider",
    "quarantine_summary": "system, feed, provider, column_name, rule",
    "organisation_matches": "system, feed, match_method",
    "unmatched_organisations": "system, feed, recorded_name, recorded_code",
    "provider_scorecards": "provider, system, feed, month",
}


@dataclass(frozen=True, slots=True)
class KpiValue:
    """One row of kpi_values."""

    kpi_id: str
    period_kind: str
    period_start: date | None
    period_end: date | None
    district_code: str | None
    dimension: str | None
    member: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    n: int | None
    status: str
    definition_version: str | None

    @property
    def key(self) -> str:
        """The row's identity as one string: the unique columns joined by `|`, empty for null."""
        parts = (
            self.kpi_id,
            self.period_kind,
            self.period_start,
            self.period_end,
            self.district_code,
            self.dimension,
            self.member,
        )
        return "|".join("" if part is None else str(part) for part in parts)

    @property
    def gap(self) -> float | None:
        """What the denominator has more than the numerator (places without a graduate); None without both."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator

    def published(self, field: str = "value") -> float | None:
        """A field as readers may see it; a ratio without a value still has the two sides it lacks one for."""
        if self.status == "ok" or (self.status == "not_applicable" and field != "value"):
            return getattr(self, field)
        return None

    @property
    def is_undated(self) -> bool:
        """Whether the row counts facts whose date is too coarse for the period."""
        return self.dimension == "date_precision" and self.member == "undated"


@dataclass
class Release:
    """The tables of one release in memory (a release is small: tens of thousands of rows).

    With an `area` it is the same release seen from that district: `values` are the district's rows, and where a
    page asks for the whole, it gets them.
    """

    values: list[KpiValue]
    tables: dict[str, list[Row]]
    area: str | None = None
    _slices: dict[tuple, list[KpiValue]] = field(default_factory=lambda: defaultdict(list))
    _unavailable: dict[str, KpiValue] = field(default_factory=dict)

    @classmethod
    def read(cls, database: Path) -> "Release":
        """Read `database`; raises duckdb.Error when a table or column of the interface is missing."""
        with duckdb.connect(str(database), read_only=True) as connection:
            tables = {name: _read_table(connection, name, order) for name, order in TABLES.items()}
        names = KpiValue.__dataclass_fields__
        return cls(
            [KpiValue(**{name: row[name] for name in names}) for row in tables.pop("kpi_values")], tables
        )

    def __post_init__(self) -> None:
        for row in self.values:
            nothing_yet = row.period_start is None and row.district_code is None and row.dimension is None
            if row.status == "not_available" or nothing_yet:
                self._unavailable.setdefault(row.kpi_id, row)
            elif not row.is_undated:
                code = None if row.district_code == self.area else row.district_code
                self._slices[row.kpi_id, row.period_kind, code, row.dimension].append(row)
        for rows in self._slices.values():
            rows.sort(
                key=lambda row: (row.period_start or date.min, row.period_end or date.min, row.member or "")
            )

    def of_district(self, code: str) -> "Release":
        """The release seen from one district."""
        return Release([row for row in self.values if row.district_code == code], self.tables, code)

    @cached_property
    def areas(self) -> list[str]:
        """The districts that have any row, in their order of presentation."""
        used = {row.district_code for row in self.values}
        return [code for code in self.district_rows if code in used]

    @cached_property
    def info(self) -> dict[str, str]:
        """The key-value pairs of release_info."""
        return {row["key"]: row["value"] for row in self.tables["release_info"]}

    @cached_property
    def as_of(self) -> date:
        """The as-of day."""
        return date.fromisoformat(self.info["as_of"][:10])

    @cached_property
    def is_sample(self) -> bool:
        """Whether the data is made up."""
        return self.info.get("sample", "").lower() == "true"

    @cached_property
    def catalogue(self) -> dict[str, Row]:
        """kpi_catalogue by kpi_id."""
        return {row["kpi_id"]: row for row in self.tables["kpi_catalogue"]}

    @cached_property
    def feeds(self) -> dict[tuple[str, str], Row]:
        """feeds by (system, feed)."""
        return {(row["system"], row["feed"]): row for row in self.tables["feeds"]}

    @cached_property
    def district_rows(self) -> dict[str, Row]:
        """districts by code, in their order of presentation."""
        return {row["district_code"]: row for row in self.tables["districts"]}

    @cached_property
    def member_rows(self) -> dict[tuple[str, str], Row]:
        """members by (dimension, member)."""
        return {(row["dimension"], row["member"]): row for row in self.tables["members"]}

    @cached_property
    def kpis(self) -> frozenset[str]:
        """The KPIs that have any row."""
        return frozenset(row.kpi_id for row in self.values)

    def slice(
        self,
        kpi_id: str,
        kind: str,
        district: str | None = None,
        dimension: str | None = None,
        member: str | None = None,
    ) -> list[KpiValue]:
        """The dated rows of one KPI slice, oldest first; `member` narrows a dimension to one member."""
        district = None if district == self.area else district
        rows = self._slices.get((kpi_id, kind, district, dimension), [])
        return [row for row in rows if member is None or row.member == member]

    def by_member(self, kpi_id: str, kind: str, dimension: str) -> dict[tuple[str, date | None], KpiValue]:
        """The rows of a dimension by (member, period_start); city-wide rows win over a district's."""
        found: dict[tuple[str, date | None], KpiValue] = {}
        for code in [None, *self.district_rows]:
            for row in self.slice(kpi_id, kind, code, dimension):
                found.setdefault((row.member or "", row.period_start), row)
        return found

    def find(
        self,
        kpi_id: str,
        kind: str,
        start: date | None,
        district: str | None = None,
        dimension: str | None = None,
        member: str | None = None,
        end: date | None = None,
    ) -> KpiValue | None:
        """The row of a slice that begins on `start` (the longest, or the one that ends on `end`).

        Where there is none, the row that says that the KPI has no data, or None.
        """
        for row in reversed(self.slice(kpi_id, kind, district, dimension, member)):
            if row.period_start == start and end in (None, row.period_end):
                return row
        return self.unavailable(kpi_id)

    def latest(
        self,
        kpi_id: str,
        kind: str,
        district: str | None = None,
        dimension: str | None = None,
        member: str | None = None,
    ) -> KpiValue | None:
        """The newest row of a slice, the not_available row of an absent KPI, or None."""
        rows = self.slice(kpi_id, kind, district, dimension, member)
        return rows[-1] if rows else self.unavailable(kpi_id)

    def unavailable(self, kpi_id: str) -> KpiValue | None:
        """The row that says that the KPI has no data (none delivered, or nothing to publish yet), if so."""
        return self._unavailable.get(kpi_id)

    def undated(self, kpi_id: str) -> list[KpiValue]:
        """The rows of facts whose date was too coarse to lie in a period."""
        return [row for row in self.values if row.kpi_id == kpi_id and row.is_undated]

    def members_of(self, dimension: str) -> list[str]:
        """Every member that has a label in the dimension."""
        return [row["member"] for row in self.tables["members"] if row["dimension"] == dimension]

    def limit(self, kpi_id: str) -> float | None:
        """The highest figure that a published claim allows for the KPI, if one does."""
        highs = [row["high"] for row in self.tables["claim_results"] if row["kpi_id"] == kpi_id]
        return max((high for high in highs if high is not None), default=None)

    def failed_checks(self) -> list[Row]:
        """Checks that did not pass, errors first."""
        failed = [row for row in self.tables["check_results"] if not row["passed"]]
        return sorted(failed, key=lambda row: (row["severity"] != "error", row["layer"], row["check_id"]))

    def feeds_with(self, freshness: str) -> list[Row]:
        """feed_status rows of one freshness."""
        return [row for row in self.tables["feed_status"] if row["freshness"] == freshness]


def _read_table(connection: duckdb.DuckDBPyConnection, name: str, order: str) -> list[Row]:
    cursor = connection.execute(f"select * from {name} order by {order} nulls first")
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
