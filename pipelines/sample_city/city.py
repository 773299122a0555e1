"""What the generators share: the random source, the enterprises and the persons of the city."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.sample_city import codes, names

LAST_DAY = date(2021, 11, 30)
RUILI_USCC = "913302127051852284"
RUILI_NAME = "宁波瑞丽洗涤有限公司"
_BIRTH_DIVISIONS = (
    "330203",
    "330204",
    "330206",
    "330212",
    "330226",
    "330281",
    "330282",
    "330283",
    "340122",
    "411528",
)


@dataclass
class City:
    """Enterprises are dicts with uscc, name, industry, district (code at first registration) and serial."""

    rng: random.Random
    enterprises: list[dict] = field(default_factory=list)
    employers: list[dict] = field(
        default_factory=list
    )  # those whose staff is trained; sizes are known for most
    schools: list[dict] = field(default_factory=list)  # code, name, level of those on the register since 2014
    personal: set[str] = field(default_factory=set)
    facts: dict = field(default_factory=dict)
    orphans: dict[str, int] = field(
        default_factory=dict
    )  # 'system.feed' → rows whose parent nobody delivered
    _serials: set[str] = field(default_factory=set)

    def day(self, first: date, last: date) -> date:
        """A day between both, both included."""
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def reseed(self, seed: str) -> None:
        """Another source of chance, so that a system's files do not hang on what was made before them."""
        self.rng = random.Random(seed)

    def take_document(self, number: str) -> bool:
        """Note a number made elsewhere; False if somebody has it."""
        if number in self._serials:
            return False
        self._serials.add(number)
        self.personal.add(number)
        return True

    def name(self) -> str:
        """A person's name that leak tests will look for."""
        name = names.person_name(self.rng)
        self.personal.add(name)
        return name

    def phone(self) -> str:
        phone = f"1{self.rng.choice('35789')}{self.rng.randrange(10**9):09d}"
        self.personal.add(phone)
        return phone

    def document(self, kind: str = "居民身份证") -> tuple[str, str]:
        """A document nobody else in the city has."""
        while True:
            if kind == "护照":
                number = f"E{self.rng.randrange(10**8):08d}"
            elif kind == "永居证":
                born = self.day(date(1956, 1, 1), date(1990, 12, 31))
                number = f"{self.rng.choice(('USA', 'DEU', 'JPN', 'FRA', 'KOR'))}3302{born:%y%m%d}{self.rng.randrange(100):02d}"
            else:
                born = self.day(date(1956, 1, 1), date(1994, 12, 31))
                number = codes.make_resident_id(
                    self.rng.choice(_BIRTH_DIVISIONS), born, self.rng.randrange(1000)
                )
            if number not in self._serials:
                self._serials.add(number)
                self.personal.add(number)
                return kind, number


def found_city(rng: random.Random, count: int = 6060) -> City:
    """A city with `count` enterprises, Ruili first."""
    city = City(rng)
    divisions = [*names.DISTRICTS, "330200", "330201", "330204", "330283"]
    weights = [14, 10, 11, 8, 20, 3, 7, 6, 12, 12, 5, 3, 8, 6]
    city.enterprises.append(
        {"uscc": RUILI_USCC, "name": RUILI_NAME, "industry": "8030", "district": "330212", "serial": 0}
    )
    for serial, (name, industry) in enumerate(names.enterprise_names(rng, count - 1), start=1):
        division = rng.choices(divisions, weights)[0]
        # The code keeps the registering organ's division; the seat is often elsewhere by now.
        seat = (
            division
            if division in names.DISTRICT_NAMES and rng.random() < 0.9
            else rng.choice(list(names.DISTRICTS))
        )
        uscc = codes.enterprise_uscc(division, serial)
        city.enterprises.append(
            {"uscc": uscc, "name": name, "industry": industry, "district": seat, "serial": serial}
        )
    return city
