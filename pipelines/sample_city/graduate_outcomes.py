"""Where graduates went, reported in August and again in December; internships of the years before graduation."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes, names
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.graduates import BUREAU
from pipelines.sample_city.write import Delivery, Line, columns
from pipelines.sample_city.write_columns import Table

_OUTCOMES = columns(
    """school_code=学校标识码; student_no=学号; as_of=统计截止日; destination_code=毕业去向;
    enterprise_uscc=统一社会信用代码; enterprise_name=单位名称; district=单位所在地; post=岗位;
    major_matched=专业对口; verified_on=核验日期"""
)
_INTERNSHIPS = columns(
    """school_code=学校标识码; student_no=学号; enterprise_uscc=统一社会信用代码; enterprise_name=单位名称;
    starts_on=开始日期; ends_on=结束日期; tri_party_agreement=三方协议; insured=实习保险;
    hours_per_day=每日工时; via_agency=中介; monthly_pay=月报酬"""
)
_DESTINATIONS = (
    "协议",
    "合同",
    "其他录用",
    "灵活就业",
    "自主创业",
    "升学",
    "出国",
    "参军",
    "基层",
    "待就业",
    "暂不就业",
)
_WEIGHTS = (30, 14, 8, 8, 2, 16, 2, 2, 1, 11, 6)
_EMPLOYED = frozenset(_DESTINATIONS[:3])
_POSTS = ("操作工", "技术员", "文员", "销售员", "质检员", "学徒")


def _reports(city: City, cohort: Table, picked: list[int], as_of: date) -> Table:
    """Outcomes of the picked rows of a cohort at a day; only employees have an enterprise."""
    rng, count, source = city.rng, len(picked), cohort.columns
    destinations = rng.choices(_DESTINATIONS, _WEIGHTS, k=count)
    firms = rng.choices(city.enterprises[1:1500], k=count)
    employed = [destination in _EMPLOYED for destination in destinations]
    checked = rng.choices((as_of, as_of + timedelta(days=9), None), (6, 2, 2), k=count)
    places = rng.choices([*names.DISTRICTS, "330200"], k=count)
    matched, posts = rng.choices((True, True, False, None), k=count), rng.choices(_POSTS, k=count)

    def of_staff(values: list) -> list:
        return [value if works else None for value, works in zip(values, employed, strict=True)]

    return Table(
        {
            "school_code": [source["school_code"][n] for n in picked],
            "student_no": [source["student_no"][n] for n in picked],
            "as_of": [as_of] * count,
            "destination_code": destinations,
            "enterprise_uscc": of_staff([firm["uscc"] for firm in firms]),
            "enterprise_name": of_staff([firm["name"] for firm in firms]),
            "district": of_staff(places),
            "post": of_staff(posts),
            "major_matched": of_staff(matched),
            "verified_on": checked,
        }
    )


def graduate_outcomes(city: City, cohorts: dict[int, Table]) -> list[Delivery]:
    """Two files a year: most of the cohort in August, changed and late ones in December."""
    rng, feed, out = city.rng, "schools.graduate_outcomes", []
    for year in range(2009, 2022):
        total = len(cohorts[year])
        august = rng.sample(range(total), total * 42 // 100 if year <= 2014 else total * 85 // 100)
        december = rng.sample(range(total), total // 10)
        days = [(august, date(year, 8, 31 if year % 2 else 25))]
        days.append((december, date(year, 12, 31 if year % 2 else 20) if year < 2021 else date(2021, 11, 15)))
        for picked, as_of in days:
            table = _reports(city, cohorts[year], picked, as_of)
            received = datetime.combine(max(as_of, date(2013, 1, 7)), datetime.min.time())
            received += timedelta(days=3, hours=9, minutes=year - 2000)
            name = f"毕业去向_{as_of:%Y%m%d}.csv.gz"
            body = _odd(city, cohorts) if as_of == date(2014, 8, 25) else []
            if as_of.year % 2 == 0 and as_of.month == 8 and as_of.year != 2014:
                name = name.replace(".csv.gz", ".parquet")
            out.append(
                Delivery(feed, BUREAU, name, received, _OUTCOMES, [("", body)], encoding="utf-8", table=table)
            )
        if year == 2018:
            out.append(_reported_again(city, out[-1]))
    return out


def _odd(city: City, cohorts: dict[int, Table]) -> list[Line]:
    """Students nobody delivered, a report of last year's cohort, and broken rows."""
    row = {
        "school_code": cohorts[2014].columns["school_code"][3],
        "student_no": "坏行",
        "as_of": date(2014, 8, 25),
        "destination_code": "协议",
    }
    city.orphans["schools.graduate_outcomes"] = 5
    late = {"student_no": "2013000100", "as_of": date(2014, 8, 25)}
    return [
        *[Line(row | {"student_no": f"9999{n:06d}"}) for n in range(5)],
        Line(row | late | {"school_code": cohorts[2013].columns["school_code"][100]}),
        *[bad(row, "unknown_value", destination_code=text) for text in ("就业", "考研", "在家")],
        bad(row, "not_a_date", as_of="2014年8月32日"),
        bad(row, "key_missing", as_of=""),
        bad(row, "not_yes_no", major_matched="基本对口"),
        bad(row, "uscc_invalid", enterprise_uscc=codes.wrong_check(city.enterprises[5]["uscc"])),
        bad(row, "unknown_district", district="蓬莱仙区"),
        blank(),
    ]


def _reported_again(city: City, december: Delivery) -> Delivery:
    """After verification: the same students and day again, other destinations; the later file stands."""
    table = december.table
    assert table is not None
    columns_ = {name: list(values[:60]) for name, values in table.columns.items()}
    columns_["destination_code"] = ["待就业" if n % 2 else "升学" for n in range(60)]
    columns_["verified_on"] = [date(2019, 2, 20)] * 60
    return Delivery(december.feed, BUREAU, "毕业去向_核验更正_2018.csv", datetime(2019, 3, 1, 9), _OUTCOMES, [("", [])],
                    table=Table(columns_))  # fmt: skip


def internships(city: City, cohorts: dict[int, Table]) -> list[Delivery]:
    """Internships of school years 2014/15 to 2021/22; flags unknown, eight hours and a bit more, months only."""
    rng, feed, out = city.rng, "schools.internships", []
    for year in range(2014, 2022):
        source = cohorts[year + 1].columns
        last = min(date(year + 1, 8, 31), LAST_DAY)
        body = []
        for place, number in enumerate(rng.sample(range(len(cohorts[year + 1])), 900)):
            firm = rng.choice(city.enterprises[1:1500])
            begun: date | tuple = city.day(date(year, 9, 1), last)
            if place % 90 == 7:
                begun = (date(year, 9, 1), date(year, 9, 30))
            if place == 20 and year == 2017:  # a school year's border inside: no year's
                begun = (date(2017, 1, 1), date(2017, 12, 31))
            if place in (30, 31):
                begun = (date(year, 9, 1), last)[place - 30]
            first = begun[0] if isinstance(begun, tuple) else begun
            row = {
                "school_code": source["school_code"][number],
                "student_no": source["student_no"][number],
                "enterprise_uscc": firm["uscc"],
                "enterprise_name": firm["name"],
                "starts_on": begun,
                "ends_on": first + timedelta(days=rng.choice((60, 90, 180))),
                "tri_party_agreement": rng.choices((True, False, None), (90, 6, 4))[0],
                "insured": rng.choices((True, False, None), (92, 5, 3))[0],
                "hours_per_day": rng.choices((8.0, 7.5, 8.5, 10.0, None), (60, 25, 8, 4, 3))[0],
                "via_agency": rng.choices((False, True, None), (90, 6, 4))[0],
                "monthly_pay": float(rng.choice((1500, 2000, 2600, 3200))),
            }
            cells: dict[str, object] = {}
            if begun == (date(2017, 1, 1), date(2017, 12, 31)):
                cells["starts_on"] = "2017年"
            if place % 25 == 3 and row["insured"] is not None:
                cells["insured"] = "√" if row["insured"] else "×"
            if place % 25 == 4 and row["via_agency"] is not None:
                cells["via_agency"] = "Y" if row["via_agency"] else "N"
            if place % 40 == 5 and row["hours_per_day"]:
                cells["hours_per_day"] = f"{row['hours_per_day']:g}小时"
            body.append(Line(row, cells))
        if year == 2018:
            sample = body[0].row | {"student_no": "坏行"}
            body += [
                bad(sample, "not_a_number", hours_per_day="八小时左右"),
                bad(sample, "negative", hours_per_day="-8"),
                bad(sample, "not_yes_no", insured="办理中"),
                bad(sample, "key_missing", enterprise_uscc=""),
                bad(sample, "not_money", monthly_pay="面议"),
                bad(sample, "not_a_date", starts_on="开学后"),
            ]
        received = datetime(year + 1, 9, 12, 9) if year < 2021 else datetime(2021, 11, 19, 9)
        name = f"实习_{year}-{year + 1}学年.xlsx" if year == 2020 else f"实习_{year}-{year + 1}学年.csv"
        out.append(Delivery(feed, BUREAU, name, received, _INTERNSHIPS, [("实习", body)]))
    return out
