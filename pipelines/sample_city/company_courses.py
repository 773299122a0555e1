"""The training company's course catalogue: between 95,000 and 100,000 courses on offer from mid 2019 on."""

from datetime import date, datetime, timedelta

from pipelines.sample_city.city import City
from pipelines.sample_city.company import COMPANY
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.write import Delivery, Line, columns
from pipelines.sample_city.write_columns import Table

_COLUMNS = columns(
    """provider=课程提供方; course_id=课程编号; title=课程名称; category=类别; hours=学时;
    published_on=上架日期; withdrawn_on=下架日期"""
)
_CATEGORIES = ("公务员", "教师资格", "会计", "信息技术", "职业技能", "语言")
_BASE, _YEARLY = 96_000, 1_200


def _table(numbers: list[int], published: list[date], withdrawn: list[date | None]) -> Table:
    categories = [_CATEGORIES[number % 6] for number in numbers]
    return Table(
        {
            "provider": [COMPANY] * len(numbers),
            "course_id": [f"ZJ{number:06d}" for number in numbers],
            "title": [f"{c}课程{n}" for c, n in zip(categories, numbers, strict=True)],
            "category": categories,
            "hours": [float(number % 12 + 1) / 2 for number in numbers],
            "published_on": published,
            "withdrawn_on": withdrawn,
        }
    )


def company_courses(city: City) -> list[Delivery]:
    """The stock of 2019, then what came and went; courses gone before, announced ahead, published in a month."""
    rng = city.rng
    span = (date(2019, 5, 31) - date(2018, 1, 1)).days
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(span + 1)]
    stock = list(range(_BASE + 500))
    gone = [date(2019, 6, 20) if number >= _BASE else None for number in stock]
    base = _table(stock, rng.choices(days, k=len(stock)), gone)
    gone[5:25] = [date(2099, 12, 31)] * 20  # stands for no end
    base.columns["withdrawn_on"] = gone
    fresh = list(range(200_000, 200_000 + 2 * _YEARLY))
    later = _table(
        fresh, [city.day(date(2019, 9, 1), date(2021, 11, 25)) for _ in fresh], [None] * len(fresh)
    )
    leaving = rng.sample(stock[:_BASE], 700)
    by_number = dict(zip(stock, base.columns["published_on"], strict=True))
    left = _table(
        leaving,
        [by_number[n] for n in leaving],
        [city.day(date(2019, 9, 1), date(2021, 11, 30)) for _ in leaving],
    )
    row = {name: values[0] for name, values in later.columns.items()} | {"course_id": "ZJ900001"}
    edges = [
        Line(row | {"course_id": "ZJ900002", "published_on": date(2021, 12, 5)}),
        Line(row | {"course_id": "ZJ900003", "published_on": (date(2020, 2, 1), date(2020, 2, 29))}),
        Line(
            row | {"provider": "宁波网络学院", "course_id": "K00001"}
        ),  # another's course under the company's roof
        *[bad(row, "not_a_date", published_on=text) for text in ("即将上线", "2020-13-01", "2020年2月30日")],
        *[bad(row, "not_a_number", hours=text) for text in ("若干节", "半天")],
        *[bad(row, "key_missing", course_id="") for _ in range(4)],
        *[bad(row, "negative", hours="-1") for _ in range(2)],
        bad(row, "digits_lost", course_id="2.02E+11"),
        blank(),
    ]
    feed = "training_company.online_courses"

    def book(name: str, received: datetime, table: Table, body: list[Line]) -> Delivery:
        return Delivery(feed, COMPANY, name, received, _COLUMNS, [("", body)], table=table)

    return [
        book("catalogue_201906.csv.gz", datetime(2019, 6, 25, 2), base, []),
        book("catalogue_new.csv", datetime(2021, 11, 29, 2), later, edges),
        book("catalogue_withdrawn.parquet", datetime(2021, 11, 30, 2), left, []),
    ]
