"""The registers: enterprises, their sizes, the platform's enterprises."""

from datetime import date, datetime

from pipelines.sample_city import codes, dirt, names
from pipelines.sample_city.city import RUILI_USCC, City
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

_ENTERPRISES = columns(
    """uscc=统一社会信用代码; legal_name=企业名称; former_names=曾用名; enterprise_type=企业类型;
    registration_status=登记状态; registered_on=成立日期; deregistered_on=注销日期;
    industry_code=行业代码; district=所属区县; address=注册地址; registered_capital=注册资本;
    parent_uscc=隶属企业统一社会信用代码; business_scope=经营范围"""
)
# A column that no contract knows: it must be dropped, the names in it never stored.
_WITH_LEGAL_PERSON = [*_ENTERPRISES, ("legal_person", "法定代表人")]
_SIZES = columns(
    """uscc=统一社会信用代码; year=年度; employees=从业人员; revenue=营业收入（万元）;
    assets=资产总额（万元）; remark=备注"""
)
_STATISTICS = columns(
    """uscc=主体身份代码; employees=平均用工人数; revenue=主营业务收入; assets=资产合计; remark=说明"""
)
_STATISTICS_MAPPING = """uscc: 主体身份代码
year: {constant: 2016}
employees: 平均用工人数
revenue: {header: 主营业务收入, unit: 万元}
assets: {header: 资产合计, unit: 万元}
"""
_PLATFORM = [(n, n) for n in ("enterprise_uscc", "enterprise_name", "registered_on", "verified_on", "status")]
# How registries spell an amount: text, factor, currency.
CAPITAL_SPELLINGS = (
    ("{:,}(万元人民币)", 10000, "CNY"),
    ("{}万人民币", 10000, "CNY"),
    ("{}(万)", 10000, "CNY"),
    ("{}(万美元)", 10000, "USD"),
    ("{}(万香港元)", 10000, "HKD"),
    ("{}(万法国法郎)", 10000, "FRF"),
    ("{}万元", 10000, "CNY"),
    ("{:,}万元人民币", 10000, "CNY"),
    ("{}万欧元", 10000, "EUR"),
    ("{}万日元", 10000, "JPY"),
    ("{}0000元", 10000, "CNY"),
)


def _enterprise_row(city: City, enterprise: dict, registered: date, parent: str | None) -> tuple[Row, dict]:
    """The first registration of an enterprise and how its capital and district are spelled."""
    rng = city.rng
    amount = rng.choice((50, 100, 200, 500, 1000, 2000, 5000))
    spelling, factor, currency = rng.choices(CAPITAL_SPELLINGS, [40, 10, 10, 3, 2, 1, 20, 10, 2, 1, 5])[0]
    place = names.DISTRICT_NAMES.get(enterprise["district"], "")
    row = {
        "uscc": enterprise["uscc"],
        "legal_name": enterprise["name"],
        "former_names": None,
        "enterprise_type": "有限责任公司分公司" if parent else "有限责任公司",
        "registration_status": rng.choice(("存续", "存续", "在业")),
        "registered_on": registered,
        "deregistered_on": None,
        "industry_code": enterprise["industry"],
        "district": enterprise["district"],
        "address": f"{place}工业园区{enterprise['serial'] % 300 + 1}号",
        "registered_capital": float(amount * factor),
        "registered_capital_currency": currency,
        "parent_uscc": parent,
        "business_scope": "见许可证",
    }
    cells = {
        "district": names.spell_district(rng, enterprise["district"]),
        "registered_capital": spelling.format(amount),
    }
    if enterprise["serial"] % 300 == 7:
        cells["former_names"] = "无"
    if enterprise["serial"] % 250 == 9:
        cells["legal_name"] = f" {enterprise['name']}　"
    return row, cells


def _changed(city: City, row: Row, year: int) -> tuple[Row, dict]:
    """A later version: moved, renamed, closed, or its district's abolition taken over."""
    rng, new = city.rng, dict(row)
    kind = rng.randrange(4)
    if row["district"] in ("330204", "330283") and year >= 2017:
        new["district"] = {"330204": "330212", "330283": "330213"}[row["district"]]
    elif kind == 0:
        new["district"] = rng.choice(list(names.DISTRICTS))
    elif kind == 1:
        new["former_names"] = row["legal_name"]
        new["legal_name"] = row["legal_name"].replace("宁波", "宁波市", 1)
    elif kind == 2:
        new["registration_status"] = rng.choice(("注销", "吊销", "迁出", "停业"))
        if new["registration_status"] == "注销":
            new["deregistered_on"] = city.day(date(year, 1, 1), date(year, 10, 31))
    cells = {
        "district": names.spell_district(rng, new["district"]),
        "registered_capital": f"{int(new['registered_capital'] / 10000)}(万元人民币)",
    }
    new["registered_capital_currency"] = "CNY"
    return new, cells


def enterprises(city: City) -> list[Delivery]:
    """One file of everything registered by mid 2014, one of news and changes for each later year."""
    rng = city.rng
    files: dict[int, list[Line]] = {year: [] for year in range(2014, 2022)}
    latest: dict[str, tuple[Row, int]] = {}
    for number, enterprise in enumerate(city.enterprises):
        late = number >= 5960
        registered = (
            city.day(date(2014, 8, 1), date(2021, 10, 31))
            if late
            else city.day(date(1995, 1, 1), date(2014, 6, 30))
        )
        parent = city.enterprises[rng.randrange(1, 3000)]["uscc"] if 5700 <= number < 5860 else None
        row, cells = _enterprise_row(city, enterprise, registered, parent)
        year = registered.year if late else 2014
        if not late:
            cells["legal_person"] = city.name()
        files[year].append(Line(row, cells))
        latest[row["uscc"]] = (row, year)
    for year in range(2015, 2022):
        known = [uscc for uscc, (_, first) in latest.items() if first < year and uscc != RUILI_USCC]
        for uscc in rng.sample(known, 60):
            row, cells = _changed(city, latest[uscc][0], year)
            files[year].append(Line(row, cells))
            latest[uscc] = (row, year)
    # The same rows again in a later yearly file, as registries do.
    files[2016] += [Line(line.row, line.cells) for line in files[2015][:8]]
    files[2021] = dirt.spoil_enterprises(city, files[2021], latest)
    out = []
    for year, file_lines in files.items():
        received = datetime(2014, 7, 10, 2, 15) if year == 2014 else datetime(year + 1, 1, 12, 2, 15)
        name = f"企业登记_{year}.csv"
        if year == 2021:
            received, name = datetime(2021, 11, 18, 2, 15), "企业登记_2021年11月.csv"
        columns = _WITH_LEGAL_PERSON if year == 2014 else _ENTERPRISES
        out.append(
            Delivery(
                "market_registry.enterprises",
                "市市场监管局",
                name,
                received,
                columns,
                [("", file_lines)],
                encoding="gb18030",
            )
        )
    return out


def _size_row(city: City, enterprise: dict, year: int) -> Row:
    """Most are small: figures spread over every class."""
    rng = city.rng
    employees = round(10 ** rng.uniform(0.5, 3.2))
    revenue = round(employees * rng.uniform(15, 90))
    assets = round(revenue * rng.uniform(0.4, 3))
    row = {
        "uscc": enterprise["uscc"],
        "year": year,
        "employees": employees,
        "revenue": revenue * 10000.0,
        "assets": assets * 10000.0,
    }
    if enterprise["serial"] % 23 == 5:
        row["revenue"] = None
    return row


def _size_line(row: Row) -> Line:
    """Amounts are written in 万元, as header or mapping say."""
    amount = {n: "" if row[n] is None else f"{int(row[n] / 10000):,}" for n in ("revenue", "assets")}
    return Line(row, amount | {"remark": ""})


def enterprise_sizes(city: City) -> list[Delivery]:
    """Yearly files, a correction, and a second provider with headers of its own."""
    feed, provider = "market_registry.enterprise_sizes", "市经信委统计处"
    pool = [e for e in city.employers if e["serial"] % 11 != 3]  # the others never report
    out, by_year = [], {}
    for year in range(2014, 2022):
        chosen = [e for e in pool if e["serial"] % 5 != 1 or year <= 2015]
        if year == 2021:
            chosen = chosen[:60]
        by_year[year] = [_size_row(city, e, year) for e in chosen]
        file_lines = [_size_line(row) for row in by_year[year]]
        if year == 2019:
            file_lines = dirt.spoil_sizes(city, file_lines)
        received = datetime(year + 1, 3, 20, 10) if year < 2021 else datetime(2021, 11, 8, 10)
        out.append(Delivery(feed, provider, f"规模_{year}.csv", received, _SIZES, [("", file_lines)]))
    corrected = []
    for row in by_year[2016][::20]:
        corrected.append(
            row | {"employees": row["employees"] + 15, "revenue": (row["revenue"] or 3_000_000.0) * 2}
        )
    out.append(
        Delivery(
            feed,
            provider,
            "规模_2016_更正.csv",
            datetime(2017, 6, 2, 10),
            _SIZES,
            [("", [_size_line(row) for row in corrected])],
        )
    )
    survey = [_size_row(city, e, 2016) for e in city.employers if e["serial"] % 11 == 3][:40]
    out.append(
        Delivery(
            feed,
            "市统计局",
            "四上企业_2016.csv",
            datetime(2017, 4, 18, 9),
            _STATISTICS,
            [("", [_size_line(row) for row in survey])],
            encoding="gb18030",
            mapping=_STATISTICS_MAPPING,
        )
    )
    return out


def platform_enterprises(city: City) -> list[Delivery]:
    """6,000 enterprises valid and verified by 22 July 2014; some unverified, stopped or later."""
    rng, rows = city.rng, []
    first_day, published = date(2012, 9, 3), date(2014, 7, 22)

    def row(uscc: str, name: str, verified: date | None, status: str = "有效") -> Row:
        registered = min(verified or published, city.day(first_day, date(2014, 7, 1)))
        return {
            "enterprise_uscc": uscc,
            "enterprise_name": name,
            "registered_on": registered,
            "verified_on": verified,
            "status": status,
        }

    for enterprise in city.enterprises[:5950]:
        rows.append(row(enterprise["uscc"], enterprise["name"], city.day(date(2012, 9, 10), published)))
    for serial in range(20000, 20050):  # unknown to the registry: they count, without district
        rows.append(
            row(
                codes.enterprise_uscc("330200", serial),
                f"宁波外来商贸{serial}号店",
                city.day(first_day, published),
            )
        )
    for serial in range(20050, 20090):
        rows.append(
            row(
                codes.enterprise_uscc("330206", serial),
                f"宁波停用商行{serial}号",
                city.day(first_day, published),
                "停用",
            )
        )
    for serial in range(20090, 20120):
        rows.append(row(codes.enterprise_uscc("330211", serial), f"宁波待审商行{serial}号", None))
    stopped = [
        row(codes.enterprise_uscc("330212", s), f"宁波曾用商行{s}号", date(2013, 5, 6))
        for s in range(20120, 20130)
    ]
    rng.shuffle(rows)
    later = [
        row(e["uscc"], e["name"], city.day(date(2015, 1, 5), date(2021, 10, 20)))
        for e in city.enterprises[5960:5985]
    ]
    future = row(codes.enterprise_uscc("330212", 20131), "宁波未来商行", date(2021, 12, 3))
    feed, provider = "messenger.platform_enterprises", "校企通平台"
    columns = [("", dirt.spoil_platform(city, lines(rows + stopped)))]
    update = lines([r | {"status": "停用"} for r in stopped] + later + [future])
    return [
        Delivery(
            feed, provider, "platform_enterprises_2014.jsonl", datetime(2014, 7, 22, 20), _PLATFORM, columns
        ),
        Delivery(
            feed,
            provider,
            "platform_enterprises_2021.jsonl",
            datetime(2021, 11, 5, 20),
            _PLATFORM,
            [("", update)],
        ),
    ]
