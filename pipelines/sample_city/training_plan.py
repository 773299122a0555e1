"""Which classes the committee's training office ran, and when they met."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.sample_city import names
from pipelines.sample_city.city import City
from pipelines.sample_city.truth import Row

_THEMES = [
    "企业管理", "精益生产", "智能制造", "安全生产", "质量管理", "电子商务",
    "财务管理", "人力资源", "知识产权", "市场营销", "两化融合", "节能降耗",
]  # fmt: skip
CLASSES_2016 = 63
_SMALL_YEARS = {  # year → first days of the classes held
    2015: ("03-16", "06-15", "09-14", "11-09"),
    2017: ("03-13", "05-15", "09-11", "11-13"),
    2018: ("03-12", "06-11", "09-10"),
    2019: ("04-15", "06-17", "10-14", "12-09"),
    2020: ("08-17", "11-16"),
    2021: ("03-15", "06-07", "10-18", "11-15"),
}


@dataclass
class Class:
    """A class with its sessions; `early` is the version delivered before it began."""

    row: Row
    sessions: list[Row] = field(default_factory=list)

    @property
    def class_id(self) -> str:
        return self.row["class_id"]


def _class(city: City, year: int, number: int, district: str, status: str = "结业") -> Class:
    theme = _THEMES[number % len(_THEMES)]
    return Class(
        {
            "class_id": f"JXW{year}-{number:03d}",
            "title": f"{year}年{theme}培训班（第{number}期）",
            "organiser": "宁波市经济和信息化委员会" if year < 2019 else "宁波市经济和信息化局",
            "co_organisers": "宁波市中小企业公共服务平台" if number % 4 == 0 else None,
            "audience": "中小企业经营管理人员",
            "district": district,
            "planned_seats": 130 if year == 2016 else 30,
            # One class whose cost was never reported.
            "spent": None if (year, number) == (2019, 4) else float(20000 + number * 500),
            "policy_no": f"甬经信培〔{year}〕{number}号",
            "status": status,
        }
    )


def _meet(city: City, klass: Class, day: date, visit: bool, status: str = "已举办") -> None:
    """One class day: four hours before noon, four after, the afternoon perhaps at an enterprise."""
    for clock, kind in (
        ("09:00", "授课"),
        ("13:30", "考察" if visit else city.rng.choice(("授课", "授课", "研讨"))),
    ):
        klass.sessions.append(
            {
                "session_id": f"{klass.class_id}-{len(klass.sessions) + 1:02d}",
                "class_id": klass.class_id,
                "held_on": day,
                "starts_at": clock,
                "ends_at": "12:00" if clock == "09:00" else "16:30",
                "hours": 4.0,
                "kind": kind,
                "venue": "考察企业" if kind == "考察" else "市民营企业培训中心",
                "host_uscc": city.rng.choice(city.employers)["uscc"] if kind == "考察" else None,
                "status": status,
            }
        )


def _week(city: City, klass: Class, monday: date, days: int, visits: int) -> None:
    for number in range(days):
        _meet(city, klass, monday + timedelta(days=number), number >= days - visits)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _classes_2016(city: City) -> list[Class]:
    """63 classes with three or four visits a month where there are visits; some run over two months."""
    out = []
    for number in range(1, CLASSES_2016 + 1):
        month = (number - 1) % 12 + 1
        districts = (
            [*names.DISTRICTS]
            if month >= 9
            else ["330203", "330204", "330205", "330206", "330212", "330282", "330283"]
        )
        klass = _class(city, 2016, number, city.rng.choice(districts))
        monday = _first_monday(2016, month) + timedelta(days=7 * (number % 3))
        if number % 10 == 3 and month < 12:
            for start in (monday, _first_monday(2016, month + 1) + timedelta(days=7)):
                _week(city, klass, start, 4, 3)
        else:
            _week(city, klass, monday, 5, 0 if number % 16 == 5 else 3 + number % 2)
        out.append(klass)
    # Two enterprises seen on one day are one visit: the morning session of a visit day goes out as well.
    twin = out[1].sessions[-2]
    twin.update(kind="考察", venue="考察企业", host_uscc=city.employers[5]["uscc"])
    # Days that are shorter or partly called off.
    out[7].sessions[1]["hours"] = 2.0
    out[8].sessions[1]["status"] = "取消"
    return out


def plan(city: City) -> list[Class]:
    """All classes, those of 2016 first; cancelled and planned ones among them."""
    classes = _classes_2016(city)
    for number, status in ((64, "取消"), (65, "取消"), (66, "计划")):
        klass = _class(city, 2016, number, "330212", status)
        _week(city, klass, date(2016, 7, 4), 3, 1)
        if number != 64:  # 64 was cancelled after it had met
            for session in klass.sessions:
                session["status"] = "取消" if status == "取消" else "计划"
        classes.append(klass)
    for year, starts in _SMALL_YEARS.items():
        for number, start in enumerate(starts, start=1):
            district = "330204" if (year, number) == (2015, 2) else city.rng.choice([*names.DISTRICTS])
            klass = _class(city, year, number, district, "开班" if start == "11-15" else "结业")
            _week(city, klass, date.fromisoformat(f"{year}-{start}"), 3, 3 if number % 2 else 0)
            classes.append(klass)
    _imprecise(city, classes)
    ahead = _class(city, 2021, 9, "330203", "报名")
    _week(city, ahead, date(2021, 12, 6), 2, 1)
    for session in ahead.sessions[1:]:
        session["status"] = "计划"  # the first is marked as held although its day lies ahead
    return [*classes, ahead]


def _imprecise(city: City, classes: list[Class]) -> None:
    """A session dated to its month, one to a half-year, one not at all."""
    by_id = {klass.class_id: klass for klass in classes}
    monthly = by_id["JXW2017-002"]
    _meet(city, monthly, date(2017, 6, 1), False)
    monthly.sessions[-2]["held_on"] = monthly.sessions[-1]["held_on"] = (date(2017, 6, 1), date(2017, 6, 30))
    undated = by_id["JXW2019-002"]
    _meet(city, undated, date(2019, 7, 1), False)
    undated.sessions[-2]["held_on"] = None
    undated.sessions.pop()
    half = _class(city, 2018, 9, "330206", "归档")
    _meet(city, half, date(2018, 1, 1), False)
    half.sessions.pop()
    half.sessions[0]["held_on"] = (date(2018, 1, 1), date(2018, 6, 30))
    classes.append(half)
