"""The Overseas Engineers Center's ledgers of enterprises: service list, visits, demands."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

CENTER = "海外工程师服务中心"
OPENED = date(2020, 4, 1)
_LIST = columns(
    """list_version=清单版本; enterprise_uscc=统一社会信用代码; enterprise_name=企业名称; reason=入选类别;
    listed_on=列入日期; delisted_on=移出日期"""
)
_VISITS = columns(
    """visit_no=走访编号; enterprise_uscc=统一社会信用代码; enterprise_name=企业名称; visited_on=走访日期;
    purpose=内容; status=状态"""
)
_DEMANDS = columns(
    """demand_no=需求编号; enterprise_uscc=统一社会信用代码; enterprise_name=企业名称; kind=需求类别; field=领域;
    headcount=人数; raised_on=提出日期; visit_no=走访编号; confirmed_on=确认日期; status=状态;
    closed_on=办结日期; duplicate_of=重复于"""
)
FIELDS = ("机械设计", "材料", "电控", "软件", "化工", "检测", "工业设计", "自动化")


def beilun_firms(city: City) -> list[dict]:
    """Enterprises of the district in which the center works, two of them unknown to the registry."""
    firms = [firm for firm in city.enterprises[1:5900] if firm["district"] == "330206"]
    for serial in (94001, 94002):
        firms.insert(
            20, {"uscc": codes.enterprise_uscc("330206", serial), "name": f"宁波新设机电{serial}号厂"}
        )
    return firms


def service_list(city: City, firms: list[dict]) -> tuple[list[Delivery], list[dict]]:
    """120 enterprises stand on the list on the last day: moved out that day, listed the next, listed again."""
    reasons = ("重点制造", "专精特新", "外贸", "研发机构")

    def listed(firm: dict, version: str, since: date, until: date | None = None) -> Row:
        return {
            "list_version": version,
            "enterprise_uscc": firm["uscc"],
            "enterprise_name": firm["name"],
            "reason": city.rng.choice(reasons),
            "listed_on": since,
            "delisted_on": until,
        }

    first = [listed(firm, "2020版", OPENED) for firm in firms[:102]]
    moved_out = [city.day(date(2020, 9, 1), date(2021, 6, 30)) for _ in range(11)] + [LAST_DAY]
    gone = [row | {"delisted_on": day} for row, day in zip(first[:12], moved_out, strict=True)]
    again = listed(firms[0], "2021版", date(2021, 7, 15))
    stays = first[12] | {"delisted_on": LAST_DAY + timedelta(days=1)}
    new = [listed(firm, "2021版", date(2021, 1, 15)) for firm in firms[102:131]]
    ahead = listed(firms[140], "2022版", LAST_DAY + timedelta(days=1))
    spoiled = listed(firms[141], "2021版", date(2021, 1, 15))
    faulty = [
        bad(spoiled, "uscc_invalid", enterprise_uscc=codes.wrong_check(spoiled["enterprise_uscc"])),
        bad(spoiled, "key_missing", listed_on=""),
        bad(spoiled, "not_a_date", delisted_on="整改后"),
        blank(),
        Line(None, kind="total", raw=["合计", "", "120家"]),
    ]
    feed, banner = "talent_office.service_list", ["海外工程师服务清单"]
    body = [*lines([*gone, stays, again, *new, ahead]), *faulty]
    standing = [firms[0], *firms[12:131]]
    assert len(standing) == 120
    return [
        Delivery(feed, CENTER, "服务清单_2020.xlsx", datetime(2020, 4, 3, 9), _LIST, [("清单", lines(first))], banner=banner),
        Delivery(feed, CENTER, "服务清单_2021.xlsx", datetime(2021, 11, 30, 9), _LIST, [("清单", body)], banner=banner),
    ], standing  # fmt: skip


def enterprise_visits(city: City, firms: list[dict], standing: list[dict]) -> list[Delivery]:
    """220 visits done since April 2020: two firms on one trip, firms off the list, a month for a day."""
    rng, rows = city.rng, []

    def visit(firm: dict, day: date | tuple | None, status: str = "完成") -> Row:
        number = f"ZF{len(rows) + 1:04d}"
        row = {"visit_no": number, "enterprise_uscc": firm["uscc"], "enterprise_name": firm["name"], "visited_on": day,
               "purpose": rng.choice(("需求摸排", "政策宣讲", "专家对接")), "status": status}  # fmt: skip
        rows.append(row)
        return row

    for _ in range(203):
        visit(rng.choice(standing[:105]), city.day(OPENED, LAST_DAY))
    for number in range(12):
        visit(firms[150 + number % 5], city.day(OPENED, LAST_DAY))
    visit(standing[3], OPENED)
    visit(standing[4], LAST_DAY)
    visit(standing[5], (date(2020, 4, 1), date(2020, 4, 30)))
    trip = city.day(OPENED, LAST_DAY)
    visit(standing[6], trip)
    visit(standing[7], trip)
    for number in range(3):
        visit(standing[number], date(2020, 3, 9 + number))
    visit(standing[119], LAST_DAY + timedelta(days=1))
    visit(standing[8], None)
    for number in range(14):
        visit(standing[105 + number % 10], city.day(OPENED, LAST_DAY), "取消" if number % 2 else "计划")
    planned = [row | {"status": "计划"} for row in rows[20:60]]  # the plan of the same visits came first
    spoiled = rows[0] | {"visit_no": "ZF坏行"}
    faulty = [
        bad(spoiled, "not_a_date", visited_on="2021.2.30"),
        bad(spoiled, "unknown_value", status="顺延"),
        bad(spoiled, "key_missing", visit_no=""),
        bad(spoiled, "uscc_invalid", enterprise_uscc="待查"),
    ]
    styles = (
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0:%Y%m%d}",
        "{0.year}/{0.month}/{0.day}",
    )
    body = [
        Line(row, {"visited_on": styles[n % 4].format(row["visited_on"])} if isinstance(row["visited_on"], date) else {})
        for n, row in enumerate(rows)
    ]  # fmt: skip
    feed = "talent_office.enterprise_visits"
    return [
        Delivery(feed, CENTER, "走访计划_2020.xlsx", datetime(2020, 4, 2, 9), _VISITS, [("计划", lines(planned))]),
        Delivery(feed, CENTER, "走访台账_2021.xlsx", datetime(2021, 11, 30, 9, 5), _VISITS, [("台账", body + faulty)]),
    ]  # fmt: skip


def demands(city: City, firms: list[dict], standing: list[dict]) -> tuple[list[Delivery], list[Row]]:
    """960 expert and 200 technical demands: duplicates, withdrawn ones, met ones confirmed 90 or 89 days ago."""
    rng, rows = city.rng, []

    def demand(kind: str, raised: date | tuple | None, firm: dict | None = None) -> Row:
        firm = firm or rng.choice(standing if rng.random() < 0.9 else firms[:200])
        status = rng.choices(("提出", "确认", "对接中", "已满足", "撤回", "超期"), (10, 15, 25, 35, 8, 7))[0]
        first = raised[0] if isinstance(raised, tuple) else raised or LAST_DAY
        confirmed = None if status == "提出" else first + timedelta(days=rng.randrange(1, 30))
        closed = None
        if status in ("已满足", "撤回") and confirmed and rng.random() < 0.9:
            closed = confirmed + timedelta(days=rng.randrange(5, 150))
        row = {"demand_no": f"XQ{len(rows) + 1:05d}", "enterprise_uscc": firm["uscc"],
               "enterprise_name": firm["name"], "kind": kind, "field": rng.choice(FIELDS),
               "headcount": rng.choice((1, 1, 2, 3, None)), "raised_on": raised,
               "visit_no": f"ZF{rng.randrange(1, 200):04d}" if rng.random() < 0.5 else None,
               "confirmed_on": confirmed, "status": status, "closed_on": closed, "duplicate_of": None}  # fmt: skip
        rows.append(row)
        return row

    for number in range(1160):
        demand("专家" if number < 960 else "技术", city.day(OPENED, LAST_DAY))
    rows[0]["raised_on"], rows[1]["raised_on"] = OPENED, LAST_DAY
    rows[2]["raised_on"] = (date(2020, 12, 1), date(2020, 12, 31))
    for number, days in enumerate(
        (90, 89, 90, 120)
    ):  # on the border of 90 days; met and not; met only tomorrow
        rows[10 + number] |= {
            "raised_on": date(2021, 7, 1),
            "confirmed_on": LAST_DAY - timedelta(days=days),
            "status": "确认" if number == 2 else "已满足",
            "closed_on": LAST_DAY + timedelta(days=1) if number == 3 else None,
        }
    for number in range(25):
        demand("专家" if number % 4 else "技术", city.day(OPENED, LAST_DAY))["duplicate_of"] = rows[
            number * 7
        ]["demand_no"]
    for number in range(8):
        demand("专家", date(2020, 2, 1 + number)).update(confirmed_on=None, status="提出", closed_on=None)
    for _ in range(3):
        demand("专家", LAST_DAY + timedelta(days=2)).update(confirmed_on=None, status="提出", closed_on=None)
    spoiled = rows[0] | {"demand_no": "XQ坏行"}
    faulty = [
        blank(),
        bad(spoiled, "unknown_value", kind="资金"),
        bad(spoiled, "not_an_integer", headcount="两三人"),
        bad(spoiled, "negative", headcount="-1"),
        bad(spoiled, "key_missing", demand_no=""),
        bad(spoiled, "not_a_date", raised_on="年底前"),
        bad(spoiled, "unknown_value", status="搁置"),
    ]
    old = [
        row | {"status": "提出", "confirmed_on": None, "closed_on": None}
        for row in rows[:1160]
        if _day(row) < date(2021, 1, 1)
    ]
    body = [
        Line(row, {"headcount": "若干"} if row["headcount"] is None and n % 2 else {})
        for n, row in enumerate(rows)
    ]
    feed = "talent_office.demands"
    return [
        Delivery(feed, CENTER, "需求台账_2020.xlsx", datetime(2021, 1, 8, 9), _DEMANDS, [("台账", lines(old))]),
        Delivery(feed, CENTER, "需求台账_2021.xlsx", datetime(2021, 11, 30, 9, 10), _DEMANDS, [("台账", body + faulty)]),
    ], rows[:1160]  # fmt: skip


def _day(row: Row) -> date:
    return row["raised_on"][0] if isinstance(row["raised_on"], tuple) else row["raised_on"]
