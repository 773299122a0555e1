"""Course catalogue of the Network College: 3,050 courses on offer at the end of 2016."""

from datetime import date, datetime

from pipelines.sample_city.city import City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.online_accounts import PROVIDER
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

_COLUMNS = columns(
    """provider=课程提供方; course_id=课程编号; title=课程名称; category=类别; hours=学时;
    published_on=上架日期; withdrawn_on=下架日期"""
)
_PARTNER = "甬城学堂"
_PARTNER_COLUMNS = [
    ("course_id", "编号"),
    ("title", "课名"),
    ("category", "分类"),
    ("hours", "课时数"),
    ("published_on", "上线时间"),
    ("withdrawn_on", "下线时间"),
]
_PARTNER_MAPPING = """provider: {constant: 甬城学堂}
course_id: 编号
title: 课名
category: 分类
hours: 课时数
published_on: 上线时间
withdrawn_on: 下线时间
"""
_OWN = "宁波网络学院"
_CATEGORIES = ("经营管理", "生产现场", "信息技术", "财税法务", "营销", "职业素养")
COURSES_2016 = 3050
_PARTNER_COURSES = 450


def _course(
    city: City, provider: str, number: int, published: date | tuple, withdrawn: date | None = None
) -> Row:
    category = _CATEGORIES[number % len(_CATEGORIES)]
    return {
        "provider": provider,
        "course_id": f"K{number:05d}",
        "title": f"{category}第{number}讲",
        "category": category,
        "hours": float(number % 8 + 1) / 2,
        "published_on": published,
        "withdrawn_on": withdrawn,
    }


def online_courses(city: City) -> list[Delivery]:
    """Two providers share course numbers; withdrawn, later and open-ended courses stand among them."""
    start, end = date(2013, 1, 7), date(2016, 12, 31)
    # The same numbers at the partner: other courses.
    partner = [_course(city, _PARTNER, n, city.day(start, end)) for n in range(1, _PARTNER_COURSES + 1)]
    own = [
        _course(city, _OWN, n, city.day(start, end)) for n in range(1, COURSES_2016 - _PARTNER_COURSES + 1)
    ]
    for row in own[10:22]:
        row["published_on"] = (date(2014, 5, 1), date(2014, 5, 31))
    for row in own[30:40]:
        row["withdrawn_on"] = date(2099, 12, 31)
    gone = [
        _course(city, _OWN, 6000 + n, city.day(start, date(2015, 6, 30)), city.day(date(2015, 9, 1), end))
        for n in range(80)
    ]
    late = [_course(city, _OWN, 7000 + n, city.day(date(2017, 1, 1), date(2021, 11, 12))) for n in range(420)]
    late.append(_course(city, _OWN, 7500, date(2021, 12, 1)))
    withdrawn = [
        row | {"withdrawn_on": city.day(date(2017, 3, 1), date(2021, 10, 31))} for row in own[100:260]
    ]
    sample = _course(city, _OWN, 9000, date(2016, 5, 5))
    faulty = [
        bad(sample, "key_missing", course_id=""),
        bad(sample, "not_a_date", published_on="2016.13.1"),
        bad(sample, "not_a_number", hours="两节"),
        bad(sample, "undecodable_text", title="财务\ufffd讲"),
        bad(sample, "negative", hours="-2"),
        blank(),
        Line(None, kind="total", raw=["合计", "", f"{len(own) + len(gone)}门"]),
    ]
    feed, banner = "online_college.online_courses", ["网络学院在线课程目录"]

    def book(name: str, received: datetime, body: list[Line]) -> Delivery:
        return Delivery(feed, PROVIDER, name, received, _COLUMNS, [("课程", body)], banner=banner)

    return [
        book("课程目录_2016.xlsx", datetime(2017, 1, 5, 11), [*lines(own + gone), *faulty]),
        book("课程目录_2021.xlsx", datetime(2021, 11, 15, 11), lines(withdrawn + late)),
        Delivery(
            feed,
            _PARTNER,
            "courses_2016.tsv",
            datetime(2017, 1, 9, 11),
            _PARTNER_COLUMNS,
            [("", lines(partner))],
            encoding="utf-8",
            mapping=_PARTNER_MAPPING,
        ),
    ]
