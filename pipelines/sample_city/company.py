"""A training company: agreements with universities, industry colleges, investments, projects, customers."""

from datetime import date, datetime

from pipelines.sample_city.agreements import AGREEMENTS, PARTIES, agreement, agreement_line, party
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

COMPANY = "甬程职教公司"
PLEDGE_NO, PLEDGED = "YC2019-03", 12_000_000.0  # over five years, with one university
_COLLEGES = columns(
    """college_id=产业学院编号; name=名称; school_code=学校标识码; status=状态; approved_on=立项日期;
    closed_on=撤销日期"""
)
_INVESTMENTS = columns(
    """agreement_no=协议编号; year=年度; pledged=计划投入（万元）; realised=到位资金（万元）"""
)
_PROJECTS = columns(
    """project_no=项目编号; school_code=学校标识码; school_name=学校名称; approved_on=立项日期; kind=项目类型"""
)
_CUSTOMERS = columns(
    """customer_code=客户代码; customer_name=客户名称; sector=客户端; active_from=起始; active_to=终止"""
)
# name, code (None: known by name only)
_UNIVERSITIES = {
    "A": ("江城学院", "4142012345"),
    "B": ("北湖大学", "4111012346"),
    "C": ("汉口学院", "4142012347"),
    "D": ("南岭师范学院", None),
    "E": ("西塘科技学院", "4133012349"),
    "F": ("东川大学", "4151012350"),
    "G": ("太行学院", "4114012351"),
    "H": ("渭城大学", None),
    "W": ("见证大学", "4132012353"),
}


def _signed() -> list[tuple[Row, list[tuple[str, str]]]]:
    """Five universities sign first in 2019, one in 2020; others before, twice, as witness or only after the last day."""
    month = (date(2019, 6, 1), date(2019, 6, 30))
    contract = [
        ("YC2018-01", "框架", date(2018, 3, 2), {}, [("G", "牵头")]),
        ("YC2019-01", "框架", date(2019, 1, 1), {"pledged": 3_000_000.0}, [("A", "参与")]),
        ("YC2019-02", "产业学院", month, {}, [("B", "参与"), ("W", "见证")]),
        (PLEDGE_NO, "战略", date(2019, 9, 10), {"pledged": PLEDGED, "valid_to": date(2024, 9, 10)}, [("C", "参与")]),
        ("YC2019-04", "订单班", date(2019, 11, 5), {"valid_to": date(2021, 11, 30)}, [("D", "参与"), ("G", "参与")]),
        ("YC2019-05", "实习基地", date(2019, 12, 31), {"terminated_on": date(2021, 2, 1)}, [("E", "牵头")]),
        ("YC2019-06", "订单班", date(2019, 12, 31), {"parent_agreement_no": "YC2019-01"}, [("A", "参与"), ("D", "参与")]),
        ("YC2020-01", "产业学院", date(2020, 5, 20), {"pledged": 1_500_000.0}, [("F", "参与"), ("C", "参与")]),
        ("YC2021-01", "其他", date(2021, 4, 8), {"pledged": 0.0}, [("F", "参与")]),
        ("YC2021-02", "框架", LAST_DAY.replace(month=12, day=9), {"pledged": 9_000_000.0}, [("H", "参与")]),
    ]  # fmt: skip
    return [
        (
            agreement(
                number,
                "汉口学院战略合作协议" if number == PLEDGE_NO else f"合作协议{number[2:]}",
                kind,
                day,
                **more,
            ),
            who,
        )
        for number, kind, day, more, who in contract
    ]


def agreements(city: City) -> list[Delivery]:
    """The company's agreements, their parties and what was invested, each with an older version."""
    signed = _signed()
    rows = [row for row, _ in signed]
    parties = []
    for row, who in signed:
        number = row["agreement_no"]
        parties.append(party(number, "企业", city.enterprises[7]["uscc"], COMPANY, "牵头"))
        parties += [party(number, "学校", *_UNIVERSITIES[key][::-1], role) for key, role in who]
    city.orphans["training_company.agreement_parties"] = 1
    orphan = party("YC无此协议", "学校", "4132012399", "遗失大学")
    old = [row | {"pledged": None, "terminated_on": None} for row in rows if row["agreement_no"] < "YC2020"]
    more = [
        agreement(f"YC2017-{n:02d}", f"意向书{n}", "其他", date(2017, 5, n), valid_to=date(2018, 5, n))
        for n in range(1, 15)
    ]
    parties += [
        party(row["agreement_no"], "企业", firm["uscc"], firm["name"])
        for row, firm in zip(more, city.enterprises[50:], strict=False)
    ]
    spoiled = rows[0] | {"agreement_no": "YC坏行"}
    faulty = [
        bad(spoiled, "unknown_value", agreement_type="口头"),
        bad(spoiled, "not_money", pledged="千万级"),
    ]
    wrong = party("YC2018-01", "学校", None, "某大学")
    invested = _investments()
    sheet = [
        Line(r, {k: "" if r[k] is None else r[k] / 10000 for k in ("pledged", "realised")}) for r in invested
    ]
    odd = {"agreement_no": "YC坏行", "year": 2020, "pledged": 10000.0, "realised": 0.0}
    minute = iter(range(10, 60))

    def book(
        feed: str, name: str, when: datetime, header: list, body: list[Line], encoding: str = "utf-8-sig"
    ) -> Delivery:
        received = when.replace(minute=next(minute))
        return Delivery(
            "training_company." + feed, COMPANY, name, received, header, [("", body)], encoding=encoding
        )

    now, then = datetime(2021, 11, 29, 14), datetime(2020, 1, 6, 14)
    return [
        book("agreements", "agreements_2019.csv", then, AGREEMENTS, [agreement_line(r) for r in old + more]),
        book("agreements", "agreements_2021.csv", now, AGREEMENTS, [agreement_line(r) for r in rows] + faulty),
        book("agreement_parties", "parties_2021.csv", now, PARTIES,
             [*lines([*parties, orphan]), bad(wrong, "unknown_value", role="旁听"), bad(wrong, "key_missing", party_name="")]),
        book("investments", "investments_2021.csv", now, _INVESTMENTS,
             [*sheet, bad(odd, "not_money", pledged="待定", realised="")], "gb18030"),
    ]  # fmt: skip


def _investments() -> list[Row]:
    """Five yearly parts of the pledge, partly realised; one agreement that paid nothing, one that never planned."""
    rows = [
        {"agreement_no": PLEDGE_NO, "year": 2019 + n, "pledged": 2_400_000.0, "realised": paid}
        for n, paid in enumerate((2_400_000.0, 1_800_000.0, 600_000.0, None, None))
    ]
    rows += [
        {"agreement_no": "YC2019-01", "year": y, "pledged": 1_000_000.0, "realised": 1_100_000.0}
        for y in (2019, 2020)
    ]
    rows += [
        {"agreement_no": "YC2020-01", "year": y, "pledged": 500_000.0, "realised": 0.0}
        for y in (2020, 2021, 2022)
    ]
    rows.append({"agreement_no": "YC2021-01", "year": 2021, "pledged": 0.0, "realised": 50_000.0})
    return rows  # fmt: skip


def partners(city: City) -> list[Delivery]:
    """Industry colleges (five stand on the last day), collaborative projects and customers."""
    rng = city.rng
    states = (
        ("建设", date(2019, 10, 1), None),
        ("验收", date(2018, 9, 9), None),
        ("建设", (date(2020, 6, 1), date(2020, 6, 30)), None),
        ("建设", LAST_DAY, None),
        ("验收", date(2020, 3, 3), date(2021, 12, 31)),
        ("验收", date(2018, 5, 5), LAST_DAY),
        ("立项", date(2021, 5, 5), None),
        ("立项", date(2021, 6, 6), None),
        ("申报", None, None),
        ("申报", None, None),
        ("撤销", date(2018, 8, 8), date(2020, 8, 8)),
        ("建设", date(2021, 12, 1), None),
    )
    keys = list(_UNIVERSITIES)
    colleges = [
        {"college_id": f"CY{n + 1:03d}", "name": f"{_UNIVERSITIES[keys[n % 8]][0]}第{n + 1}产业学院",
         "school_code": _UNIVERSITIES[keys[n % 8]][1], "status": status, "approved_on": day, "closed_on": closed}
        for n, (status, day, closed) in enumerate(states)
    ]  # fmt: skip
    before = [row | {"status": "申报", "approved_on": None, "closed_on": None} for row in colleges[:6]]
    spoiled = colleges[0] | {"college_id": "CY坏行"}
    projects = []
    for number in range(160):
        school = city.schools[52 + number % 20]
        projects.append({"project_no": f"XT{number + 1:04d}", "school_code": school["school_code"], "school_name": school["name"],
                         "approved_on": city.day(date(2018, 1, 1), date(2021, 10, 31)),
                         "kind": rng.choice(("教学改革", "师资培训", "实践基地", "创新创业"))})  # fmt: skip
    customers = []
    for number, firm in enumerate(city.enterprises[200:420]):
        sectors = ("B", "G") if number % 40 == 0 else (rng.choice(("B", "B", "G")),)
        since = city.day(date(2018, 1, 1), date(2021, 6, 30))
        until = city.day(since, LAST_DAY) if number % 6 == 0 else None
        customers += [{"customer_code": f"KH{number:05d}", "customer_name": firm["name"], "sector": sector,
                       "active_from": since, "active_to": until} for sector in sectors]  # fmt: skip

    def book(feed: str, name: str, received: datetime, header: list, body: list[Line]) -> Delivery:
        return Delivery("training_company." + feed, COMPANY, name, received, header, [("", body)])

    no_day = bad(projects[0] | {"project_no": "XT坏行"}, "not_a_date", approved_on="当年")
    no_end = bad(customers[0] | {"customer_code": "KH坏行"}, "unknown_value", sector="D")
    now = datetime(2021, 11, 29, 15)
    return [
        book("industry_colleges", "colleges_2019.csv", datetime(2019, 12, 2, 15), _COLLEGES, lines(before)),
        book(
            "industry_colleges",
            "colleges_2021.csv",
            now,
            _COLLEGES,
            [*lines(colleges), bad(spoiled, "unknown_value", status="试点")],
        ),
        book(
            "collaborative_projects",
            "projects_2021.csv",
            now.replace(minute=1),
            _PROJECTS,
            [*lines(projects), no_day],
        ),
        book(
            "customers", "customers_2021.json", now.replace(minute=2), _CUSTOMERS, [*lines(customers), no_end]
        ),
    ]
