"""Payments of the special funds at and around every cap; amounts in 万元 by the title row alone."""

from datetime import date, datetime, timedelta

from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns

OFFICE = "市财政局"
LEVELS = ("市级", "区级")
_BUDGETS = columns("""fund=资金名称; year=年度; budget=预算（万元）; adjusted_budget=调整预算（万元）""")
_PAYMENTS = columns(
    """payment_no=拨付编号; fund=资金名称; programme=补助项目; level=级次; payee_kind=收款类型;
    payee_code=收款方代码; person_id_type=证件类型; person_id=证件号码; contract_no=合同编号; project_no=项目编号;
    child_no=子女编号; grant_year=补助年度; basis=计算基数; amount=拨付金额; paid_on=拨付日期;
    recovered_on=追回日期"""
)
_FUNDS = {"校企合作": "校企合作专项资金", "其他": "中小企业发展资金"}


class _Ledger:
    """Payments in the order in which they were entered."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def pay(
        self,
        programme: str,
        level: str,
        year: int,
        amount: float,
        paid: date | tuple | None,
        **more: object,
    ) -> Row:
        row: Row = dict.fromkeys(
            (
                "payee_code",
                "person",
                "contract_no",
                "project_no",
                "child_no",
                "basis",
                "recovered_on",
            )
        )
        row |= {
            "payment_no": f"BF{len(self.rows) + 1:05d}",
            "fund": _FUNDS.get(programme, "人才专项资金"),
            "programme": programme,
            "level": level,
            "payee_kind": "企业",
            "grant_year": year,
            "amount": round(amount, 2),
            "paid_on": paid,
        }
        self.rows.append(row | more)
        return self.rows[-1]

    def both(self, programme: str, year: int, amount: float, paid: date, **more: object) -> None:
        """The same amount from city and district, the district a fortnight later."""
        for level, days in zip(LEVELS, (0, 14), strict=True):
            self.pay(programme, level, year, amount, paid + timedelta(days=days), **more)


def _cooperation(city: City, ledger: _Ledger) -> None:
    """校企合作 from 2013 on: recovered, recovered only later, dated by month, by half-year, not at all."""
    rng = city.rng
    for year in range(2013, 2022):
        for number in range(24):
            paid = city.day(date(year, 1, 5), min(date(year, 12, 31), LAST_DAY))
            firm = rng.choice(city.enterprises[1:1500])
            row = ledger.pay(
                "校企合作", LEVELS[number % 2], year, rng.randrange(10, 400) * 1000, paid, payee_code=firm["uscc"]
            )  # fmt: skip
            if number == 5:
                row["recovered_on"] = min(paid + timedelta(days=200), LAST_DAY)
            if number == 6:
                school = rng.choice(city.schools)
                row |= {"payee_kind": "学校", "payee_code": school["school_code"]}
        for _ in range(4):
            ledger.pay("其他", "市级", year, 88_000, city.day(date(year, 2, 1), date(year, 11, 20)))
    ledger.pay("校企合作", "市级", 2016, 120_000, (date(2016, 12, 1), date(2016, 12, 31)))
    ledger.pay("校企合作", "市级", 2017, 70_000, (date(2017, 1, 1), date(2017, 6, 30)))
    ledger.pay("校企合作", "市级", 2018, 90_000, None)
    ledger.pay("校企合作", "市级", 2021, 60_000, date(2021, 3, 1), recovered_on=LAST_DAY + timedelta(days=3))
    ledger.pay("校企合作", "市级", 2021, 65_000, LAST_DAY + timedelta(days=1))


def _salaries(city: City, ledger: _Ledger, contracts: list[Row]) -> None:
    """Equal shares of city and district, at most a fifth of the salary each; more only in 2019."""
    rng = city.rng
    for number, contract in enumerate(contracts[:62]):
        salary, more = (
            contract["annual_salary"],
            {"contract_no": contract["contract_no"], "payee_code": contract["enterprise_uscc"]},
        )
        for year in range(contract["signed_on"].year, 2022):
            share = 0.2 if number % 3 == 0 else rng.choice((0.1, 0.12, 0.15, 0.18))
            paid = city.day(date(2021, 3, 1), date(2021, 11, 10))
            ledger.both(
                "年薪资助", year, salary * share, paid, basis=salary, person=contract["person"], **more
            )
        if number == 4:  # paid twice by mistake, recovered; its basis must not count either
            ledger.pay(
                "年薪资助",
                "市级",
                2021,
                salary,
                date(2021, 5, 5),
                basis=salary * 3,
                recovered_on=date(2021, 6, 6),
                **more,
            )
        if number == 9:  # a part paid on a smaller basis: the largest stands
            ledger.pay("年薪资助", "市级", 2021, 1000, date(2021, 8, 8), basis=salary / 2, **more)
        if number == 12:  # due after the last day
            ledger.pay("年薪资助", "市级", 2021, salary, LAST_DAY + timedelta(days=9), basis=salary, **more)
    for contract in contracts[68:73]:
        ledger.both(
            "年薪资助", 2019, 130_000, date(2019, 9, 2), basis=500_000, contract_no=contract["contract_no"]
        )


def _caps(city: City, ledger: _Ledger) -> None:
    """Sums at the cap, one cent or one yuan above it (2018 and 2019 only), and below it after a recovery."""
    experts = [city.document("护照") for _ in range(12)]
    for number, person in enumerate(experts[:8]):
        year = 2020 + number % 2
        first = (600_000, 999_999.99, 250_000, 1_000_000)[number % 4]
        ledger.pay("顶尖专家补助", "市级", year, first, date(year, 6, 1), person=person, payee_kind="个人")
        ledger.pay(
            "顶尖专家补助",
            "区级",
            year,
            min(1_000_000 - first, 400_000),
            date(year, 7, 1),
            person=person,
            payee_kind="个人",
        )
    back = {"person": experts[8], "payee_kind": "个人"}
    ledger.pay("顶尖专家补助", "市级", 2021, 1_000_000, date(2021, 2, 2), **back)
    ledger.pay("顶尖专家补助", "市级", 2021, 500_000, date(2021, 2, 3), recovered_on=LAST_DAY, **back)
    for number, year in enumerate((2018, 2019, 2019)):
        over = {"person": experts[9 + number], "payee_kind": "个人"}
        ledger.pay("顶尖专家补助", "市级", year, 600_000, date(year, 5, 5), **over)
        ledger.pay(
            "顶尖专家补助", "区级", year, 400_000 + (0.01, 1, 300_000)[number], date(year, 5, 9), **over
        )
    # The same person under another document type is another person to the rule.
    twin = ("永居证", experts[9][1])
    city.personal.add(twin[1])
    ledger.pay("顶尖专家补助", "市级", 2018, 800_000, date(2018, 8, 8), person=twin, payee_kind="个人")
    for number in range(6):  # exactly the cap over two grant years
        project = {"project_no": f"KJ{number:03d}"}
        ledger.both("科技项目", 2020, 250_000, date(2020, 10, 10), **project)
        ledger.both("科技项目", 2021, 250_000 - 10_000 * (number % 2), date(2021, 9, 9), **project)
    ledger.both("科技项目", 2018, 300_000, date(2018, 4, 4), project_no="KJ900")
    ledger.both("科技项目", 2019, 300_000, date(2019, 4, 4), project_no="KJ900")  # one breach, of 2019
    for number in range(8):
        ledger.both(
            "子女学费", 2020 + number % 2, 25_000, date(2020 + number % 2, 9, 15), child_no=f"ZN{number:03d}"
        )
    ledger.pay("子女学费", "市级", 2020, 30_000, date(2020, 9, 15), child_no="ZN050")
    ledger.pay(
        "子女学费", "区级", 2020, 30_000, date(2020, 9, 15), child_no="ZN050", recovered_on=date(2021, 1, 5)
    )
    for number in range(3):
        ledger.pay("子女学费", "市级", 2018, 50_000, date(2018, 9, 15), child_no=f"ZN06{number}")
        ledger.pay(
            "子女学费", "区级", 2018, (0, 1, 10_000)[number], date(2018, 9, 16), child_no=f"ZN06{number}"
        )


def _line(row: Row) -> Line:
    """万元 without a word in the cell: 40.000001 is 400,000.01 yuan."""
    cells: dict[str, object] = {
        n: "" if row[n] is None else round(row[n] / 10000, 6) for n in ("amount", "basis")
    }
    if row["paid_on"] == (date(2017, 1, 1), date(2017, 6, 30)):
        cells["paid_on"] = "2017年上半年"
    return Line(row, cells)


def finance(city: City, contracts: list[Row]) -> list[Delivery]:
    """Budgets, and payments by the year of their entry."""
    ledger = _Ledger()
    _cooperation(city, ledger)
    _salaries(city, ledger, contracts)
    _caps(city, ledger)
    by_file: dict[int, list[Line]] = {}
    for row in ledger.rows:
        day = row["paid_on"] or date(2018, 5, 5)
        year = (day[0] if isinstance(day, tuple) else day).year
        by_file.setdefault(year, []).append(_line(row))
    spoiled = ledger.rows[0] | {"payment_no": "BF坏行"}
    by_file[2021] += [
        bad(spoiled, "not_money", amount="拾万"),
        bad(spoiled, "negative", amount="-3"),
        bad(spoiled, "not_money", amount="(5.5)"),
        bad(spoiled, "unknown_value", programme="奖励"),
        bad(spoiled, "key_missing", payment_no=""),
        bad(spoiled, "not_an_integer", grant_year="当年"),
        bad(spoiled, "not_a_date", paid_on="2021-02-29"),
        blank(),
        Line(None, kind="total", raw=["合计", *[""] * 12, 99999]),
    ]
    out = []
    for year, body in sorted(by_file.items()):
        received = datetime(year + 1, 1, 14, 10) if year < 2021 else datetime(2021, 11, 30, 16)
        banner = [f"{year}年专项资金拨付表", "单位：万元"]
        out.append(
            Delivery(
                "finance.subsidy_payments",
                OFFICE,
                f"拨付表_{year}.xlsx",
                received,
                _PAYMENTS,
                [("拨付", body)],
                banner=banner,
            )
        )
    budgets = []
    for year in range(2013, 2022):
        for number, fund in enumerate((*_FUNDS.values(), "人才专项资金")):
            row = {"fund": fund, "year": year, "budget": 5_000_000.0 * (number + 1),
                   "adjusted_budget": None if year % 3 else 5_500_000.0 * (number + 1)}  # fmt: skip
            budgets.append(
                Line(
                    row, {n: "" if row[n] is None else row[n] / 10000 for n in ("budget", "adjusted_budget")}
                )
            )
    odd = {"fund": "坏行", "year": 2016, "budget": 10000.0}
    budgets += [bad(odd, "not_money", budget="待批"), bad(odd, "key_missing", year="")]
    out.append(
        Delivery(
            "finance.fund_budgets",
            OFFICE,
            "预算_2021.csv",
            datetime(2021, 3, 18, 10),
            _BUDGETS,
            [("", budgets)],
            encoding="gb18030",
        )
    )
    return out
