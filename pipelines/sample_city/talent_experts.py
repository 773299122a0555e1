"""Experts from abroad: introduced to enterprises, contracted, given permits; applicants and the talent pool."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import LOST_DIGITS, bad, blank
from pipelines.sample_city.talent_firms import CENTER, FIELDS, OPENED
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

EXPERTS, FIRMS, CONTRACTED = 340, 82, 62
_EXPERTS = columns(
    """person_id_type=证件类型; person_id=证件号码; nationality=国籍; field=专业领域; degree=学位"""
)
_INTRODUCTIONS = columns(
    """introduction_no=引荐编号; demand_no=需求编号; person_id_type=证件类型; person_id=证件号码;
    enterprise_uscc=统一社会信用代码; enterprise_name=企业名称; introduced_on=引荐日期; negotiated_on=洽谈日期;
    intended_on=意向日期; result=结果"""
)
_CONTRACTS = columns(
    """contract_no=合同编号; introduction_no=引荐编号; person_id_type=证件类型; person_id=证件号码;
    enterprise_uscc=统一社会信用代码; signed_on=签订日期; starts_on=起始日期; ends_on=终止日期; full_time=全职;
    annual_salary=年薪（万元）"""
)
_PERMITS = columns(
    """permit_no=许可编号; kind=许可类别; person_id_type=证件类型; person_id=证件号码; applied_on=申请日期;
    issued_on=签发日期"""
)


def _introductions(city: City, firms: list[dict], demands: list[Row]) -> list[Row]:
    """340 experts to 82 enterprises since April 2020; some without a demand, some twice, some before that day."""
    rng, rows = city.rng, []
    people = [city.document("护照" if n % 6 else "永居证") for n in range(EXPERTS + 12)]
    open_demands = [row for row in demands if row["kind"] == "专家" and row["status"] not in ("撤回", "提出")]

    def introduce(person: tuple, firm: dict, day: date, demand: Row | None) -> Row:
        met = rng.random()
        talked = day + timedelta(days=rng.randrange(3, 40)) if met < 0.6 else None
        row = {"introduction_no": f"YJ{len(rows) + 1:04d}", "demand_no": demand and demand["demand_no"],
               "person": person, "enterprise_uscc": firm["uscc"], "enterprise_name": firm["name"],
               "introduced_on": day, "negotiated_on": talked,
               "intended_on": talked and talked + timedelta(days=20) if met < 0.3 else None,
               "result": "意向" if met < 0.3 else "洽谈" if met < 0.6 else rng.choice(("未果", None))}  # fmt: skip
        rows.append(row)
        return row

    for number in range(EXPERTS + 60):
        person = people[number % EXPERTS]
        demand = None if number % 8 == 3 else rng.choice(open_demands[:250])
        raised = demand["raised_on"] if demand and isinstance(demand["raised_on"], date) else OPENED
        day = city.day(
            max(OPENED, raised), LAST_DAY - timedelta(days=5) if raised < date(2021, 11, 1) else LAST_DAY
        )
        introduce(person, firms[number % FIRMS], day, demand)
    rows[5]["introduced_on"], rows[6]["introduced_on"] = OPENED, LAST_DAY
    rows[7]["enterprise_uscc"] = rows[7 + FIRMS]["enterprise_uscc"] = None  # by name only, twice the same
    rows[7 + 2 * FIRMS]["enterprise_uscc"] = rows[7 + 3 * FIRMS]["enterprise_uscc"] = None
    rows[7 + 4 * FIRMS]["enterprise_uscc"] = None
    for number in range(6):  # before the center opened, and after the last day
        introduce(people[EXPERTS + number], firms[number + 90], date(2020, 3, 3 + number), None)
        introduce(
            people[EXPERTS + 6 + number], firms[number + 96], LAST_DAY + timedelta(days=1 + number), None
        )
    return rows


def _contracts(city: City, introductions: list[Row]) -> list[Row]:
    """62 experts contracted after an introduction; renewals, direct hires and others' introductions do not add."""
    rng, rows = city.rng, []

    def sign(introduction: str | None, person: tuple, uscc: str | None, day: date) -> Row:
        row = {"contract_no": f"HT{len(rows) + 1:04d}", "introduction_no": introduction, "person": person,
               "enterprise_uscc": uscc, "signed_on": day, "starts_on": day + timedelta(days=15),
               "ends_on": day + timedelta(days=15 + 365 * rng.choice((1, 2, 3))), "full_time": rng.random() < 0.7,
               "annual_salary": float(rng.choice((30, 40, 50, 60, 80, 120, 200)) * 10000)}  # fmt: skip
        rows.append(row)
        return row

    main = introductions[:EXPERTS]
    chosen = [row for row in main if row["introduced_on"] < date(2021, 10, 1)][:CONTRACTED]
    for row in chosen:
        day = row["introduced_on"] + timedelta(days=rng.randrange(0, 50))
        row |= {"result": "签约"}
        sign(row["introduction_no"], row["person"], row["enterprise_uscc"], day)
    rows[0]["signed_on"] = chosen[0]["introduced_on"]  # on the very day
    rows[1]["signed_on"] = LAST_DAY
    for row in chosen[2:8]:  # renewed
        sign(row["introduction_no"], row["person"], row["enterprise_uscc"], date(2021, 11, 11))
    others = [row for row in main if row not in chosen]
    for row in others[:10]:  # hired directly, no introduction named
        sign(None, city.document("护照"), row["enterprise_uscc"], city.day(date(2018, 1, 1), LAST_DAY))
    sign(
        others[11]["introduction_no"], others[12]["person"], others[11]["enterprise_uscc"], date(2021, 11, 1)
    )
    sign(
        others[13]["introduction_no"],
        others[13]["person"],
        None,
        others[13]["introduced_on"] - timedelta(days=1),
    )
    sign(others[14]["introduction_no"], others[14]["person"], None, LAST_DAY + timedelta(days=3))
    city.orphans["talent_office.expert_contracts"] = 1
    sign("YJ无", others[15]["person"], None, date(2021, 11, 1))
    before = next(row for row in introductions if row["introduced_on"] < OPENED)
    sign(before["introduction_no"], before["person"], before["enterprise_uscc"], date(2020, 5, 5))
    return rows


def _expert_rows(city: City, introductions: list[Row], contracts: list[Row]) -> list[Row]:
    people = dict.fromkeys([row["person"] for row in introductions + contracts])
    degrees = ("博士", "硕士", "学士")
    return [
        {"person": person, "nationality": city.rng.choice(("USA", "DEU", "JPN", "FRA", "RUS", "IND")),
         "field": city.rng.choice(FIELDS), "degree": city.rng.choice(degrees)}
        for person in people
    ]  # fmt: skip


def _permits(city: City, contracts: list[Row]) -> list[Row]:
    rows = []
    for number, contract in enumerate(contracts[:70]):
        for kind in ("工作许可", "居留许可"):
            applied = contract["signed_on"] + timedelta(days=3)
            # Since June 2021 both come at once, but for one in five.
            later = 5 if kind == "居留许可" and number % 5 == 4 else number % 2
            lag = 10 + later if applied >= date(2021, 6, 1) else city.rng.randrange(10, 60)
            rows.append({"permit_no": f"XK{len(rows) + 1:05d}", "kind": kind, "person": contract["person"],
                         "applied_on": applied, "issued_on": applied + timedelta(days=lag)})  # fmt: skip
    return rows


def experts(city: City, firms: list[dict], demands: list[Row]) -> tuple[list[Delivery], list[Row]]:
    """Deliveries of experts, introductions, contracts and permits; the contracts, for the subsidies."""
    introductions = _introductions(city, firms, demands)
    contracts = _contracts(city, introductions)
    invalid = codes.wrong_check(city.document()[1])
    city.personal.add(invalid)
    intro, contract = (
        introductions[0] | {"introduction_no": "YJ坏行"},
        contracts[0] | {"contract_no": "HT坏行"},
    )
    permit = _permits(city, contracts)
    expert_rows = _expert_rows(city, introductions, contracts)
    intro_faults = [
        bad(intro, "key_missing", introduction_no=""),
        bad(intro, "unknown_value", result="观望"),
        bad(intro, "document_invalid", person_id_type="居民身份证", person_id=invalid),
        bad(intro, "not_a_date", introduced_on="2021年春"),
    ]
    contract_faults = [
        bad(contract, "not_money", annual_salary="面议"),
        bad(contract, "digits_lost", person_id=LOST_DIGITS),
        bad(contract, "not_yes_no", full_time="半职"),
    ]
    expert_faults = [
        blank(),
        bad(expert_rows[0], "key_missing", person_id_type="", person_id=""),
        bad(expert_rows[0], "unknown_value", person_id_type="驾照"),
    ]
    early = [row for row in introductions if row["introduced_on"] < date(2021, 1, 1)]
    salaries = [Line(row, {"annual_salary": row["annual_salary"] / 10000}) for row in contracts]

    def book(
        feed: str, name: str, minute: int, header: list, body: list[Line], when: datetime | None = None
    ) -> Delivery:
        received = when or datetime(2021, 11, 30, 10, minute)
        return Delivery("talent_office." + feed, CENTER, name, received, header, [("台账", body)])

    first = lines([row | {"result": None, "negotiated_on": None, "intended_on": None} for row in early])
    return [
        book("experts", "专家库_2021.xlsx", 1, _EXPERTS, [*lines(expert_rows), *expert_faults]),
        book("introductions", "引荐台账_2020.xlsx", 0, _INTRODUCTIONS, first, datetime(2021, 1, 8, 10)),
        book(
            "introductions", "引荐台账_2021.xlsx", 2, _INTRODUCTIONS, [*lines(introductions), *intro_faults]
        ),
        book("expert_contracts", "合同台账_2021.xlsx", 3, _CONTRACTS, [*salaries, *contract_faults]),
        book(
            "permits",
            "许可_2021.csv",
            4,
            _PERMITS,
            [*lines(permit), bad(permit[0], "unknown_value", kind="签证")],
        ),
    ], contracts


_APPLICATIONS = columns(
    """application_no=申请编号; person_id_type=证件类型; person_id=证件号码; degree=学位; field=领域;
    submitted_on=投递日期; screened_on=初筛日期; pooled_on=入库日期; rejected_on=淘汰日期; withdrawn_on=撤回日期"""
)
APPLICANTS_2021, POOL = 3120, 1000


def talent_applications(city: City) -> list[Delivery]:
    """3,120 applicants of 2021, 1,000 persons in the pool on the last day, some withdrawn after they entered it."""
    rng, rows = city.rng, []

    def apply(person: tuple, day: date, pooled: bool, **more: object) -> Row:
        screened = day + timedelta(days=4)
        row = {"application_no": f"SQ{day.year}{len(rows) + 1:05d}", "person": person,
               "degree": rng.choice(("博士", "博士", "硕士")), "field": rng.choice(FIELDS), "submitted_on": day,
               "screened_on": screened, "pooled_on": screened + timedelta(days=6) if pooled else None,
               "rejected_on": None if pooled else rng.choice((None, screened)), "withdrawn_on": None}  # fmt: skip
        rows.append(row | more)
        return rows[-1]

    persons = [city.document("护照") for _ in range(APPLICANTS_2021)]
    last = LAST_DAY - timedelta(days=12)
    for number, person in enumerate(persons):
        row = apply(person, city.day(date(2021, 1, 1), last), number < 985)
        if number < 15:
            row["withdrawn_on"] = row["pooled_on"] + timedelta(days=2)  # left the pool again
        elif number < 25:
            row["rejected_on"] = row["pooled_on"] + timedelta(days=1)
        elif number < 27:
            row["withdrawn_on"] = LAST_DAY + timedelta(days=2)  # still in it today
        elif number == 27:
            row["withdrawn_on"], row["pooled_on"] = LAST_DAY, row["screened_on"]  # leaves today
        elif number > 3100:
            row["withdrawn_on"] = row["submitted_on"] + timedelta(days=1)
        if number % 52 == 51:  # sent a second time, pooled both times or never
            apply(person, city.day(date(2021, 1, 1), last), number < 985)
    for number in range(800):
        apply(city.document("护照"), city.day(date(2020, 4, 10), date(2020, 12, 31)), number < 41)
    apply(persons[5], date(2020, 6, 6), False)
    pooled = {r["person"] for r in rows if r["pooled_on"] and not r["rejected_on"]
              and (r["withdrawn_on"] is None or r["withdrawn_on"] > LAST_DAY)}  # fmt: skip
    assert len(pooled) == POOL, len(pooled)
    apply(city.document("护照"), LAST_DAY + timedelta(days=1), False)
    apply(city.document("护照"), LAST_DAY - timedelta(days=3), False, pooled_on=LAST_DAY + timedelta(days=4))
    spoiled = rows[0] | {"application_no": "SQ坏行"}
    faulty = [
        bad(spoiled, "key_missing", application_no=""),
        bad(spoiled, "digits_lost", person_id=LOST_DIGITS),
        bad(spoiled, "not_a_date", submitted_on="收到当日"),
        bad(spoiled, "unknown_value", person_id_type="学生证"),
    ]
    feed, out = "talent_office.talent_applications", []
    for year, received in ((2020, datetime(2021, 1, 8, 11)), (2021, datetime(2021, 11, 30, 11))):
        mine = [Line(row) for row in rows if row["submitted_on"].year == year]
        body = [*mine, *(faulty if year == 2021 else [])]
        out.append(Delivery(feed, CENTER, f"简历登记_{year}.csv", received, _APPLICATIONS, [("", body)]))
    return out
