"""Distinctions of enterprises; associations, their members and training institutions of the Messenger."""

from datetime import date, datetime

from pipelines.sample_city import codes, names
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

PLATFORM = "校企通平台"
PUBLISHED = date(2014, 7, 22)
_TAGS = columns("""uscc=统一社会信用代码; tag=认定类型; valid_from=认定日期; valid_to=有效期至""")
_ASSOCIATIONS = columns(
    """uscc=协会代码; name=协会名称; district=所在地; registered_on=入库日期; verified_on=审核日期; status=状态"""
)
_MEMBERS = columns(
    """association_uscc=协会代码; enterprise_uscc=企业代码; enterprise_name=企业名称; grade=会员级别;
    valid_from=入会日期; valid_to=退会日期"""
)
_INSTITUTIONS = columns(
    """uscc=机构代码; name=机构名称; licence_no=办学许可证号; licence_valid_to=许可有效期; district=所在地;
    registered_on=入库日期; verified_on=审核日期; status=状态"""
)


def enterprise_tags(city: City) -> list[Delivery]:
    """Two lists; distinctions that end, that are renewed and that never end."""
    rng = city.rng
    kinds = ("单项冠军", "专精特新", "小巨人", "上市", "高新技术", "高新技术", "产教融合型")
    first, second = [], []
    for number, enterprise in enumerate(rng.sample(city.enterprises[:5900], 620)):
        given = city.day(date(2015, 3, 1), date(2021, 9, 30))
        tag = kinds[number % len(kinds)]
        until = None if tag == "上市" else given.replace(year=given.year + 3, day=min(given.day, 28))
        row = {"uscc": enterprise["uscc"], "tag": tag, "valid_from": given, "valid_to": until}
        cells = {"valid_to": "长期"} if tag == "上市" else {}
        (first if given.year < 2019 else second).append(Line(row, cells))
        if tag == "高新技术" and given.year < 2018 and until:
            second.append(Line(row | {"valid_from": until, "valid_to": until.replace(year=until.year + 3)}))
    spoiled = first[0].row | {"tag": "上市", "valid_from": date(2016, 1, 1)}
    first += [
        blank(),
        bad(spoiled, "unknown_value", tag="百强"),
        bad(spoiled, "key_missing", valid_from=""),
        bad(spoiled, "uscc_invalid", uscc=codes.wrong_check(spoiled["uscc"])),
    ]
    feed, provider = "market_registry.enterprise_tags", "市经信局"
    return [
        Delivery(feed, provider, "认定名单_2018.xlsx", datetime(2019, 1, 15, 10), _TAGS, [("名单", first)]),
        Delivery(feed, provider, "认定名单_2021.xlsx", datetime(2021, 10, 20, 10), _TAGS, [("名单", second)]),
    ]


def _party(city: City, uscc: str, name: str, verified: date | None, status: str) -> Row:
    return {
        "uscc": uscc,
        "name": name,
        "district": city.rng.choice([*names.DISTRICTS, "330200"]),
        "registered_on": city.day(date(2012, 9, 3), date(2013, 5, 31)),
        "verified_on": verified,
        "status": status,
    }


def _placed(city: City, row: Row, **cells: object) -> Line:
    return Line(row, {"district": names.spell_district(city.rng, row["district"]), **cells})


def associations(city: City) -> list[Delivery]:
    """50 associations stand on 22 July 2014; some are struck off, unverified or later; their members."""
    trades = list(names.TRADES)

    def association(number: int, verified: date | None, status: str = "在册") -> Row:
        uscc = codes.make_uscc("330200", f"5{number:07d}", "51")
        name = f"宁波市{trades[number % len(trades)]}行业协会{'' if number < len(trades) else f'（第{number}会）'}"
        return _party(city, uscc, name, verified, status)

    rows = [association(n, city.day(date(2013, 6, 1), PUBLISHED)) for n in range(50)]
    rows[3]["verified_on"], rows[4]["verified_on"] = PUBLISHED, (date(2014, 5, 1), date(2014, 5, 31))
    extra = [association(n, date(2014, 3, 1), "注销") for n in (50, 51)] + [association(52, None)]
    struck = [association(53, date(2013, 8, 8))]
    later = [association(n, city.day(date(2015, 1, 1), date(2021, 9, 30))) for n in range(54, 58)]
    future = association(58, date(2021, 12, 2))
    spoiled = association(60, date(2014, 1, 1))
    faulty = [
        bad(spoiled, "unknown_value", status="活跃"),
        bad(spoiled, "uscc_invalid", uscc=codes.wrong_check(spoiled["uscc"])),
        bad(spoiled, "unknown_district", district="桃花源县"),
    ]
    first = [_placed(city, row) for row in rows + extra + struck]
    second = [_placed(city, row) for row in [struck[0] | {"status": "注销"}, *later, future]]
    feed = "messenger.associations"
    city.facts["associations"] = rows
    return [
        Delivery(feed, PLATFORM, "associations_2014.json", datetime(2014, 7, 22, 21), _ASSOCIATIONS, [("", first + faulty)]),
        Delivery(feed, PLATFORM, "associations_2021.json", datetime(2021, 11, 5, 21), _ASSOCIATIONS, [("", second)]),
        *_members(city, rows),
    ]  # fmt: skip


def _members(city: City, associations_: list[Row]) -> list[Delivery]:
    rng, body = city.rng, []
    for number, association in enumerate(associations_):
        for enterprise in rng.sample(city.enterprises[:5900], 24):
            joined: date | tuple = city.day(date(2008, 1, 1), date(2021, 6, 30))
            left = city.day(joined, LAST_DAY) if rng.random() < 0.1 else None
            if rng.random() < 0.04:
                month = joined.replace(day=1)
                joined = (month, date(month.year + month.month // 12, month.month % 12 + 1, 1))
                joined = (month, date.fromordinal(joined[1].toordinal() - 1))
            row = {
                "association_uscc": association["uscc"],
                "enterprise_uscc": enterprise["uscc"],
                "enterprise_name": enterprise["name"],
                "grade": rng.choice(("会长单位", "理事单位", "会员单位", "会员单位")),
                "valid_from": joined,
                "valid_to": left,
            }
            body.append(Line(row, {} if left else {"valid_to": rng.choice(("", "至今", "长期"))}))
            if number % 10 == 0 and left and left.year < 2021:  # came back later: a row of its own
                body.append(Line(row | {"valid_from": date(2021, 7, 1), "valid_to": None}))
    spoiled = body[0].row
    body += [
        bad(spoiled, "key_missing", valid_from="不详"),
        bad(spoiled, "not_a_date", valid_from="去年"),
        bad(spoiled, "uscc_invalid", enterprise_uscc="待补"),
    ]
    feed = "messenger.association_members"
    return [
        Delivery(feed, PLATFORM, "协会会员_2021.csv", datetime(2021, 11, 8, 9), _MEMBERS, [("", body)], encoding="gb18030")
    ]  # fmt: skip


def training_institutions(city: City) -> list[Delivery]:
    """200 institutions are licensed and verified on 22 July 2014."""

    def institution(number: int, verified: date | None, status: str = "许可") -> Row:
        kind = "52" if number % 3 else "91"
        uscc = codes.make_uscc("330200", f"6{number:07d}", kind)
        row = _party(city, uscc, f"宁波市{number + 1}号职业培训学校", verified, status)
        row["licence_no"] = f"133020{number:07d}"
        row["licence_valid_to"] = None if number % 9 == 0 else city.day(date(2015, 1, 1), date(2023, 12, 31))
        return row

    def line(row: Row) -> Line:
        number = int(row["licence_no"][-7:])
        cells: dict[str, object] = {}
        if row["licence_valid_to"] is None:
            cells["licence_valid_to"] = "长期"
        if number % 40 == 7:
            cells["licence_no"] = row["licence_no"] + ".0"
        return _placed(city, row, **cells)

    rows = [institution(n, city.day(date(2013, 6, 1), PUBLISHED)) for n in range(200)]
    extra = [institution(n, date(2014, 2, 2), s) for n, s in ((200, "年检不合格"), (201, "注销"))]
    extra += [institution(n, None) for n in (202, 203, 204)]
    failing = [institution(n, date(2013, 9, 9)) for n in (205, 206)]
    later = [institution(n, city.day(date(2015, 1, 1), date(2021, 10, 10))) for n in range(207, 222)]
    spoiled = institution(230, date(2014, 1, 1))
    faulty = [
        bad(spoiled, "digits_lost", licence_no="1.33020E+12"),
        bad(spoiled, "not_a_date", licence_valid_to="三年后"),
        bad(spoiled, "undecodable_text", name="宁波\ufffd培训学校"),
        bad(spoiled, "uscc_invalid", uscc=codes.wrong_check(spoiled["uscc"])),
        blank(),
        Line(None, kind="total", raw=["合计", "", "", "", "", "", "", f"{len(rows)}家"]),
    ]
    update = [row | {"status": "年检不合格"} for row in failing] + later
    feed, banner = "messenger.training_institutions", ["宁波市培训机构入库名录"]
    first = [line(row) for row in rows + extra + failing] + faulty
    return [
        Delivery(
            feed,
            PLATFORM,
            "培训机构_2014.xlsx",
            datetime(2014, 7, 21, 9),
            _INSTITUTIONS,
            [("名录", first)],
            banner=banner,
        ),
        Delivery(
            feed,
            PLATFORM,
            "培训机构_2021.xlsx",
            datetime(2021, 11, 4, 9),
            _INSTITUTIONS,
            [("名录", lines(update))],
            banner=banner,
        ),
    ]
