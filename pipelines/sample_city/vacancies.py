"""Vacancies and referrals of the Messenger: reposts, unknown headcounts, both channels, steps left out."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes, names
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import LOST_DIGITS, bad
from pipelines.sample_city.registers_parties import PLATFORM
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

_VACANCIES = columns(
    """vacancy_id=岗位编号; enterprise_uscc=统一社会信用代码; enterprise_name=用人单位; post=岗位名称;
    headcount=招聘人数; major_codes=专业代码; education=学历要求; pay=薪资; district=工作地点;
    posted_on=发布日期; closes_on=截止日期; closed_on=关闭日期; status=状态"""
)
_REFERRALS = columns(
    """referral_id=推荐编号; vacancy_id=岗位编号; person_id_type=证件类型; person_id=证件号码; channel=渠道;
    referred_at=推荐时间; interviewed_at=面试时间; offered_at=录用时间; reported_at=报到时间;
    rejected_at=淘汰时间; reject_reason=原因"""
)
MAJORS = ("610101", "460103", "460301", "510201", "510301", "530302", "530701", "540106", "560301", "730901")
_POSTS = (
    "数控操作工", "模具设计员", "电气技术员", "机械工程师", "软件测试员", "会计",
    "外贸业务员", "质检员", "仓库管理员", "酒店服务员", "机修工", "平面设计师",
)  # fmt: skip
_PAY = (
    "1-1.5万", "6千-1.2万·13薪", "1-1.5万·13薪", "20-30万/年", "150元/天", "2千及以下",
    "4000-6000元/月", "面议", "", "3.5千-5千", "8-10千", "5万以上/年",
)  # fmt: skip
_PER_YEAR = 620


def _vacancy(city: City, number: int, enterprise: dict, posted: date | tuple) -> Row:
    rng = city.rng
    first = posted[1] if isinstance(posted, tuple) else posted
    status = rng.choices(("草稿", "审核", "发布", "暂停", "招满", "到期", "关闭"), (2, 2, 8, 2, 40, 30, 16))[
        0
    ]
    closes = first + timedelta(days=rng.choice((30, 60, 90, 180)))
    closed = None
    if status in ("招满", "到期", "关闭"):
        closed = first + timedelta(days=rng.randrange(5, 120))
        if closed > LAST_DAY:
            status, closed = "发布", None
    elif status == "发布" and first.year < 2021:
        status, closed = "到期", closes
    count = rng.choice((0, 1, 1, 1, 1, 2, 2, 3))
    return {
        "vacancy_id": f"V{first.year}{number:05d}",
        "enterprise_uscc": enterprise["uscc"],
        "enterprise_name": enterprise["name"],
        "post": rng.choice(_POSTS),
        "headcount": None if number % 17 == 4 else rng.choice((1, 1, 2, 2, 3, 5, 8, 10, 20)),
        "major_codes": ";".join(rng.sample(MAJORS, count)) or None,
        "education": rng.choice(("中职及以上", "大专及以上", "本科", "不限", None)),
        "pay": rng.choice(_PAY) or None,
        "district": rng.choice([*names.DISTRICTS, "330200"]) if rng.random() < 0.97 else None,
        "posted_on": posted,
        "closes_on": closes,
        "closed_on": closed,
        "status": status,
    }


def _vacancy_line(city: City, row: Row) -> Line:
    cells: dict[str, object] = {"district": names.spell_district(city.rng, row["district"])}
    number = int(row["vacancy_id"][5:10])
    if row["headcount"] is None:
        cells["headcount"] = "若干"
    elif number % 50 == 9:
        cells["headcount"] = f"{row['headcount']}人"
    if row["major_codes"] is None and number % 3 == 0:
        cells["major_codes"] = "无"
    return Line(row, cells)


def _reposts(rows: list[Row]) -> list[Row]:
    """Chains of postings of one post: 29 days (a repost), 30 days (none), the same day, chains of both."""
    out = []
    for number, row in enumerate(rows[5::31]):
        if not isinstance(row["posted_on"], date) or row["status"] in ("草稿", "审核"):
            continue
        day = row["posted_on"]
        for step, gap in enumerate(((29,), (30,), (0,), (20, 20), (29, 30, 10), (45, 29))[number % 6]):
            day += timedelta(days=gap)
            if day > LAST_DAY:
                break
            again = row | {"vacancy_id": f"{row['vacancy_id']}R{step}", "posted_on": day}
            again["closes_on"] = day + timedelta(days=60)
            if row["closed_on"]:
                again["closed_on"] = min(day + timedelta(days=20), LAST_DAY)
            out.append(again)
    return out


def _spoil(row: Row) -> list[Line]:
    row = row | {"vacancy_id": "V坏行"}
    return [
        bad(row, "not_an_integer", headcount="若干人左右"),
        bad(row, "negative", headcount="-3"),
        bad(row, "key_missing", vacancy_id=""),
        bad(row, "not_a_date", posted_on="2016年13月"),
        bad(row, "unknown_value", status="热招"),
        bad(row, "unknown_district", district="蓬莱仙区"),
        bad(row, "uscc_invalid", enterprise_uscc=codes.wrong_check(row["enterprise_uscc"])),
    ]


def vacancies(city: City) -> list[Delivery]:
    """Postings of 2012 to 2021 in yearly files, then one with corrections; referrals to them."""
    rng, pool = city.rng, city.enterprises[1:1500]
    strangers = [
        {"uscc": codes.enterprise_uscc("330200", n), "name": f"宁波外来商贸{n}号店"}
        for n in range(20000, 20010)
    ]
    out, everything = [], []
    for year in range(2012, 2022):
        first, last = max(date(year, 1, 1), date(2012, 9, 3)), min(date(year, 12, 31), LAST_DAY)
        rows = []
        for number in range(_PER_YEAR if year > 2012 else 200):
            enterprise = strangers[number % 10] if number % 60 == 31 else rng.choice(pool)
            rows.append(_vacancy(city, number, enterprise, city.day(first, last)))
        rows += _reposts(rows)
        _imprecise(rows, year)
        body = [_vacancy_line(city, row) for row in sorted(rows, key=lambda r: r["vacancy_id"])]
        if year == 2016:
            body += _spoil(rows[0])
        if year == 2021:
            body += lines(_ahead(rows))
        received = datetime(2021, 11, 26, 1) if year == 2021 else datetime(year + 1, 1, 6, 1)
        name = f"vacancies_{year}.csv"
        out.append(Delivery("messenger.vacancies", PLATFORM, name, received, _VACANCIES, [("", body)]))
        everything += rows
    # A posting that is edited: the later row wins whole, its empty cells included.
    edited = [r | {"pay": None, "headcount": (r["headcount"] or 0) + 2} for r in everything[3:400:40]]
    body = [_vacancy_line(city, row) for row in edited]
    out.append(
        Delivery("messenger.vacancies", PLATFORM, "vacancies_更正_2018.csv", datetime(2018, 4, 2, 1), _VACANCIES, [("", body)])
    )  # fmt: skip
    return out + _referrals(city, everything)


def _imprecise(rows: list[Row], year: int) -> None:
    """A month, a half-year and no day at all."""
    if year == 2015:
        rows[7] |= {"posted_on": (date(2015, 12, 1), date(2015, 12, 31)), "post": "钣金工"}
        rows[8] |= {"posted_on": (date(2015, 7, 1), date(2015, 7, 31)), "post": "喷涂工", "status": "到期"}
    if year == 2017:
        rows[9] |= {"posted_on": None, "post": "叉车司机", "status": "到期"}
        rows[10]["enterprise_uscc"] = None


def _ahead(rows: list[Row]) -> list[Row]:
    """Dated after the last day: nothing of them has happened yet."""
    return [rows[0] | {"vacancy_id": "V2021AHEAD", "posted_on": date(2021, 12, 6), "status": "发布"}]


def _steps(city: City, referred: datetime) -> Row:
    """How far a referral went; at times a step in between was never entered."""
    rng, moment = city.rng, referred
    row: Row = dict.fromkeys(("interviewed_at", "offered_at", "reported_at", "rejected_at", "reject_reason"))
    for name, chance in (("interviewed_at", 0.6), ("offered_at", 0.6), ("reported_at", 0.8)):
        if rng.random() > chance:
            if rng.random() < 0.5:
                row["rejected_at"] = moment + timedelta(days=2)
                row["reject_reason"] = rng.choice(("专业不符", "薪资不合", "放弃"))
            break
        moment += timedelta(days=rng.randrange(1, 15), hours=rng.randrange(5))
        row[name] = moment
    if row["offered_at"] and rng.random() < 0.15:
        row["interviewed_at"] = None
    if row["reported_at"] and rng.random() < 0.1:
        row["offered_at"] = None
    return row


def _referrals(city: City, vacancies_: list[Row]) -> list[Delivery]:
    """Referrals per year: a pair on both channels, the same person twice, vacancies nobody delivered."""
    rng, persons = city.rng, [city.document() for _ in range(2400)]
    by_year: dict[int, list[Row]] = {}
    number = 0
    for vacancy in vacancies_:
        posted = vacancy["posted_on"]
        if not isinstance(posted, date) or rng.random() < 0.25:
            continue
        for _ in range(rng.randrange(4)):
            number += 1
            day = posted + timedelta(days=rng.randrange(25))
            moment = datetime(day.year, day.month, day.day, 8 + rng.randrange(9), rng.randrange(60))
            row = {
                "referral_id": f"T{number:06d}",
                "vacancy_id": vacancy["vacancy_id"],
                "person": rng.choice(persons),
                "channel": rng.choice(("线上", "线上", "线下")),
                "referred_at": moment,
                **_steps(city, moment),
            }
            rows = by_year.setdefault(min(day.year, 2021), [])
            rows.append(row)
            if number % 14 == 0:  # the same pair on the other channel: sooner, at the same moment, later
                moved = moment + timedelta(hours=(-30, 0, 50)[number // 14 % 3])
                other = {"线上": "线下", "线下": "线上"}[row["channel"]]
                rows.append(row | {"referral_id": f"S{number:06d}", "channel": other, "referred_at": moved})
                rows[-1] |= _steps(city, moved)
            if number % 500 == 77:
                rows.append(row | {"referral_id": f"U{number:06d}", "vacancy_id": f"X{number}"})
            if number % 900 == 5:
                row["referred_at"] = None
                row["channel"] = None
    city.orphans["messenger.referrals"] = sum(
        row["vacancy_id"].startswith("X") for rows in by_year.values() for row in rows
    )
    out = []
    for year, rows in sorted(by_year.items()):
        body = [Line(row) for row in rows]
        if year == 2018:
            body += _spoil_referrals(city, rows[0])
        received = datetime(2021, 11, 26, 2) if year == 2021 else datetime(year + 1, 1, 6, 2)
        name = f"referrals_{year}.jsonl.gz"
        out.append(Delivery("messenger.referrals", PLATFORM, name, received, _REFERRALS, [("", body)]))
    return out


def _spoil_referrals(city: City, row: Row) -> list[Line]:
    invalid = codes.wrong_check(city.document()[1])
    city.personal.add(invalid)
    row = row | {"referral_id": "T坏行"}
    return [
        bad(row, "document_invalid", person_id_type="居民身份证", person_id=invalid),
        bad(row, "digits_lost", person_id=LOST_DIGITS),
        bad(row, "key_missing", referral_id=""),
        bad(row, "not_a_datetime", referred_at="2018-02-30 09:00:00"),
        bad(row, "unknown_value", channel="电话"),
        Line(None, raw="不是记录", faults=("not_a_record",)),
        Line(None, raw=[1], faults=("not_a_record",)),
    ]
