"""What every page builder is given: the release, the language, and names for codes."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from dashboards import i18n
from dashboards.format import Formatter, is_running
from dashboards.model import Part, Sentence
from dashboards.release import KpiValue, Release


@dataclass
class Context:
    """A release seen in one language, whole or (a release of one district) from that district."""

    release: Release
    lang: str

    @cached_property
    def t(self) -> i18n.Texts:
        """The texts of the language, which know the area they speak of."""
        texts = i18n.load(self.lang)
        if self.release.area is None:
            return texts.about(area=texts("area.city"))
        row = self.release.district_rows.get(self.release.area, {})
        return texts.about(area=self.local(row, "name") or self.release.area)

    @property
    def is_city(self) -> bool:
        """Whether the pages are those of the whole city."""
        return self.release.area is None

    @cached_property
    def fmt(self) -> Formatter:
        """The formatter of the language."""
        rows = [row for row in self.release.catalogue.values() if row["unit"]]
        if self.lang == "zh":
            units = {row["unit"]: row.get("unit_zh") or row["unit"] for row in rows}
        else:
            units = {row["unit"]: row["unit"].replace("_", " ") for row in rows}
        return Formatter(self.t, self.release.as_of, units)

    @property
    def city(self) -> str:
        """The city's name."""
        return self.release.info.get(f"city_{self.lang}", "")

    @property
    def small_cell_k(self) -> str:
        """The least number of persons behind a published cell."""
        return self.release.info.get("small_cell_k", "5")

    def local(self, row: dict[str, Any], stem: str) -> str:
        """The column `stem` of a row in the page's language, else in the other one, else empty."""
        other = "en" if self.lang == "zh" else "zh"
        return row.get(f"{stem}_{self.lang}") or row.get(f"{stem}_{other}") or ""

    def kpi_name(self, kpi_id: str) -> str:
        """The KPI's name, or its id when the catalogue has none."""
        return self.local(self.release.catalogue.get(kpi_id, {}), "name") or kpi_id

    def unit(self, kpi_id: str) -> str:
        """The unit's name of a KPI; "%" for ratios."""
        unit = self.release.catalogue.get(kpi_id, {}).get("unit") or ""
        return self.fmt.unit(unit) or "%"

    def label(self, kpi_id: str) -> str:
        """Name and unit for a column header; the name alone when it is the unit."""
        name, unit = self.kpi_name(kpi_id), self.unit(kpi_id)
        return name if name.casefold() == unit.casefold() else self.t("label.with_unit", name=name, unit=unit)

    def district(self, code: str | None) -> str:
        """A district's name; for None that of the area the pages are about."""
        if code is None:
            return self.t("whole_city") if self.is_city else self.t.words["area"]
        return self.local(self.release.district_rows.get(code, {}), "name") or code

    def member(self, dimension: str, member: str) -> str:
        """A member's label, else the word for a known code, else the code itself.

        A split of an event or target is named by both: the event and the role, the body and the KPI.
        """
        whole, part, split = member.partition("|")
        if part and dimension.startswith("event_"):
            return self.t(
                "label.split", whole=self.member("event", whole), part=self.member(dimension[6:], split)
            )
        if part and dimension == "target":
            return self.t("label.split", whole=whole, part=self.kpi_name(split))
        row = self.release.member_rows.get((dimension, member), {})
        return self.local(row, "label") or self.t.get(f"member.{dimension}.{member}", member)

    def feed(self, system: str, feed: str) -> str:
        """A feed's title."""
        return self.local(self.release.feeds.get((system, feed), {}), "title") or feed

    def kpi_feeds(self, kpi_id: str) -> list[dict[str, Any]]:
        """The feed_status rows of the feeds that a KPI is computed from, as the catalogue names them."""
        named = (self.release.catalogue.get(kpi_id, {}).get("feeds") or "").replace("|", ";").split(";")
        return [
            row for row in self.release.tables["feed_status"] if f"{row['system']}.{row['feed']}" in named
        ]

    def column(self, system: str, feed: str, column: str) -> str:
        """A feed's column as its contract describes it, up to the first pause, with its name; the name alone if unknown."""
        row = self.columns.get((f"raw.{system}__{feed}", column))
        described = re.split(r"[；，。（;,.(]", self.local(row, "description"), maxsplit=1)[0] if row else ""
        # What is personal stands in no table, so the dictionary does not describe it.
        words = described.strip() or self.t.get(f"personal.{column}", "")
        return self.t("label.with_unit", name=words, unit=column) if words else column

    @cached_property
    def columns(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The dictionary by table and column."""
        return {(row["table_name"], row["column_name"]): row for row in self.release.tables["dictionary"]}

    def system(self, system: str) -> str:
        """A source system's title."""
        for (name, _), row in self.release.feeds.items():
            if name == system:
                return self.local(row, "system_title") or system
        return system

    def owner(self, name: str | None) -> str:
        """Who mends it: the owner of a feed, else a role of the data office, in the page's language."""
        for row in self.release.feeds.values():
            if row["owner"] == name:
                return self.local(row | {"owner_en": name}, "owner")
        return self.t.get(f"owner.{(name or '').replace(' ', '_')}", name or "")

    def available(self, kpi_id: str) -> bool:
        """Whether anything was delivered for the KPI."""
        return self.release.unavailable(kpi_id) is None

    def sentence(self, key: str, tone: str = "plain", **params: Part) -> Sentence:
        """A sentence of the texts whose numbers stay numbers."""
        return Sentence(self.t.parts(key, **params), tone)

    def period(self, row: KpiValue) -> str:
        """A row's period in words."""
        return self.fmt.period_of(row)

    def headline(self, kpi_id: str, kind: str = "calendar_year") -> KpiValue | None:
        """The newest city-wide row in which anything happened; the newest of all when nothing ever did."""
        rows = self.release.slice(kpi_id, kind)
        active = [row for row in rows if row.status == "suppressed" or row.value]
        return (active or rows or [self.release.unavailable(kpi_id)])[-1]

    def headline_year(self, kpis: tuple[str, ...]) -> date | None:
        """The first day of the newest year in which any of the KPIs has something to show."""
        rows = [row for row in (self.headline(kpi) for kpi in kpis) if row is not None and row.period_start]
        return max((row.period_start for row in rows if row.period_start), default=None)

    def year_before(self, row: KpiValue) -> KpiValue | None:
        """The same slice one year earlier, if it was published."""
        if row.period_start is None:
            return None
        try:
            start = row.period_start.replace(year=row.period_start.year - 1)
        except ValueError:  # 29 February
            return None
        found = self.release.find(
            row.kpi_id, row.period_kind, start, row.district_code, row.dimension, row.member
        )
        return found if found is not None and found.status != "not_available" else None

    def is_running(self, row: KpiValue) -> bool:
        """Whether the row's period is not over at the as-of day."""
        return is_running(row)
