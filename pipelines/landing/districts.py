"""Division names and codes as people write them, resolved to one six-digit code of GB/T 2260.

Every code that was ever valid is accepted as it stands: a row of 2015 may say 江东区. Names are looked for in
the home city first, then in the whole country where only one division bears the name.

A functional zone is no district. One that lies in a single district is that district; one that lies across several
says no more than the city, so the row keeps the city's code. A township alone is where it lies today; written after
its district (鄞州区集士港镇), the district of the text stands. The register code of an organisation is never looked at.
"""

import csv
import re
from functools import cache
from pathlib import Path

from pipelines.landing.text import Bad, fold
from pipelines.settings import DBT_PROJECT

_SUFFIXES = ("省", "自治区", "自治州", "地区", "新区", "市", "区", "县", "盟", "州")
_ETHNIC = re.compile(
    "(?:土家|布依|哈尼|朝鲜|傣|景颇|傈僳|白|彝|藏|羌|苗|侗|壮|回|蒙古|哈萨克|柯尔克孜|黎|瑶|满|畲|各)族?"
)


class Districts:
    """Resolves district cells; built from the seeds `divisions`, `home_districts` and `home_places`."""

    def __init__(self, seeds: Path = DBT_PROJECT / "seeds") -> None:
        with (seeds / "divisions.csv").open(encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
        with (seeds / "home_districts.csv").open(encoding="utf-8") as handle:
            self.home = next(csv.DictReader(handle))["code"][:4]
        self.codes = {row["code"] for row in rows}
        self.by_name: dict[str, set[str]] = {}
        current: dict[str, set[str]] = {}
        for row in rows:
            for name in self._names(row["name"]):
                self.by_name.setdefault(name, set()).add(row["code"])
                if not row["valid_to"]:
                    current.setdefault(name, set()).add(row["code"])
        self.current = current
        self.places = self._read_places(seeds)

    def _read_places(self, seeds: Path) -> dict[str, dict[str, bool]]:
        """Zones and townships of the home city: name → districts it ever lay in, true for those of today."""
        places: dict[str, dict[str, bool]] = {}
        with (seeds / "home_places.csv").open(encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                for name in row["names"].split(";"):
                    places.setdefault(name, {})[row["district_code"]] = not row["valid_to"]
        return places

    @staticmethod
    def _names(name: str) -> set[str]:
        names = {name}
        if name.endswith("自治州"):
            names.add(_ETHNIC.sub("", name.removesuffix("自治州")) + "州")
        return names

    def resolve(self, text: str) -> str:
        """The code for a code or name. Raises Bad('unknown_district') or Bad('ambiguous_district')."""
        plain = re.sub(r"\s", "", fold(text))
        if match := re.fullmatch(r"(\d{6})(?:0{3}|0{6}|\.0+)?", plain):
            return self._code(match[1])
        found = self._by_name(plain) or self._place(plain) or self._below_parent(plain)
        if not found:
            raise Bad("unknown_district")
        if len(found) > 1:
            raise Bad("ambiguous_district")
        return next(iter(found))

    def _code(self, code: str) -> str:
        if code not in self.codes:
            raise Bad("unknown_district")
        return code

    def _by_name(self, name: str, within: str = "") -> set[str]:
        """Codes that bear the name, with or without its suffix, under the code prefix `within`."""
        spellings = [name] + [name + suffix for suffix in _SUFFIXES if len(name) >= 2]
        for table in (self.current, self.by_name):
            for spelling in spellings:
                codes = {code for code in table.get(spelling, ()) if code.startswith(within)}
                at_home = {code for code in codes if code.startswith(self.home)}
                if codes:
                    return at_home or codes
        return set()

    def _place(self, name: str) -> set[str]:
        """The one district a place of the home city lies in today, else the city itself."""
        today = {code for code, is_today in self.places.get(name, {}).items() if is_today}
        return today if len(today) < 2 else {self.home + "00"}

    def _below_parent(self, name: str, within: str = "") -> set[str]:
        """宁波市鄞州区, 浙江省宁波市鄞州区, 上海市金山区: the last name, under the province or city before it."""
        for length in range(len(name) - 2, 1, -1):
            rest = name[length:]
            for parent in self._by_name(name[:length], within):
                if not parent.endswith("00"):
                    if parent in self.places.get(rest, {}):
                        return {parent}
                    continue
                stem = parent[:2] if parent.endswith("0000") else parent[:4]
                place = self._place(rest) if self.home.startswith(stem) else set()
                if found := self._by_name(rest, stem) or place or self._below_parent(rest, stem):
                    return found
        return set()


@cache
def districts() -> Districts:
    """The resolver over the shipped seeds, made once a process."""
    return Districts()
