"""Counts, amounts of money with units and currencies, shares."""

import pytest

from tests.landing.bench import CLASSES, ENTERPRISES, RECORDS, SESSIONS, SIZES, Bench, uscc


def spent(bench: Bench, text: str, header: str = "实际支出") -> list:
    bench.land(CLASSES, f'班次编号,{header}\nPX1,"{text}"\n')
    return bench.column(CLASSES, "spent")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("12000", 12000.0),
        ("12,000.50", 12000.5),
        ("1.2万", 12000.0),
        ("1.2万元", 12000.0),
        ("1.2 万元", 12000.0),
        ("１．２万元", 12000.0),
        ("¥12,000", 12000.0),
        ("￥12000元", 12000.0),
        ("RMB 12000", 12000.0),
        ("12千元", 12000.0),
        ("3百万元", 3_000_000.0),
        ("2千万元", 20_000_000.0),
        ("0.5亿元", 50_000_000.0),
        ("-300", -300.0),
        ("0", 0.0),
    ],
)
def test_money(bench: Bench, text: str, yuan: float) -> None:
    assert spent(bench, text) == [yuan]


@pytest.mark.parametrize(
    ("header", "text", "yuan"),
    [
        ("实际支出（万元）", "1.2", 12000.0),
        ("实际支出(万元)", "1.2", 12000.0),
        ("实际支出万元", "1.2", 12000.0),
        ("实际支出[千元]", "1.2", 1200.0),
        ("实际支出（元）", "1.2", 1.2),
        ("实际支出（百万元）", "1.2", 1_200_000.0),
        ("spent（亿元）", "0.5", 50_000_000.0),
        ("实际支出（万元）", "12000元", 12000.0),
        ("实际支出（万元）", "3千元", 3000.0),
        ("实际支出（万元）", "0.07", 700.0),
    ],
)
def test_a_unit_in_the_header_holds_unless_the_cell_has_its_own(
    bench: Bench, header: str, text: str, yuan: float
) -> None:
    assert spent(bench, text, header) == [yuan]


def test_a_unit_in_the_title_holds_for_columns_without_their_own(bench: Bench) -> None:
    bench.land(
        SIZES, f"单位：万元,,,,\nuscc,年度,从业人员,营业收入,资产总额（亿元）\n{uscc(1)},2016年,120人,3.5,2\n"
    )
    assert bench.rows(SIZES, "year", "employees", "revenue", "assets") == [
        (2016, 120, 35000.0, 200_000_000.0)
    ]


@pytest.mark.parametrize(
    "text", ["若干", "12-15万", "(500)", "（1,234.00）", "100美元", "约5万", "1,23", "12 34", "5.5.5", "万元"]
)
def test_what_is_no_yuan_is_refused(bench: Bench, text: str) -> None:
    assert spent(bench, text) == []
    assert bench.told() == [(2, "spent", "not_money")]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("50", 50.0, "CNY"),
        ("2,000(万元人民币)", 20_000_000.0, "CNY"),
        ("2000万人民币", 20_000_000.0, "CNY"),
        ("2000万元人民币", 20_000_000.0, "CNY"),
        ("2000(万)", 20_000_000.0, "CNY"),
        ("2000(万美元)", 20_000_000.0, "USD"),
        ("2000(万香港元)", 20_000_000.0, "HKD"),
        ("2000万港元", 20_000_000.0, "HKD"),
        ("150(万法国法郎)", 1_500_000.0, "FRF"),
        ("150万瑞士法郎", 1_500_000.0, "CHF"),
        ("300万欧元", 3_000_000.0, "EUR"),
        ("$500", 500.0, "USD"),
        ("1000万日元", 10_000_000.0, "JPY"),
    ],
)
def test_registered_capital_keeps_its_currency(bench: Bench, text: str, amount: float, currency: str) -> None:
    bench.land(ENTERPRISES, f'uscc,注册资本\n{uscc(1)},"{text}"\n{uscc(2)},\n')
    assert bench.rows(ENTERPRISES, "registered_capital", "registered_capital_currency") == [
        (amount, currency),
        (None, None),
    ]


def test_a_header_in_foreign_money_refuses_the_file(bench: Bench) -> None:
    record = bench.land(ENTERPRISES, f"uscc,注册资本（万美元）\n{uscc(1)},50\n")
    assert record.status == "refused"
    assert "registered_capital" in record.message


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("30", 30),
        ("30人", 30),
        ("1,200", 1200),
        ("12.0", 12),
        ("３０", 30),
        ("+5", 5),
        ("1.2e3", 1200),
        ("0", 0),
        ("无", None),
    ],
)
def test_whole_numbers(bench: Bench, text: str, seats: int | None) -> None:
    bench.land(CLASSES, f'班次编号,计划人数\nPX1,"{text}"\n')
    assert bench.column(CLASSES, "planned_seats") == [seats]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("12.5", "not_an_integer"),
        ("若干", "not_an_integer"),
        ("30-40", "not_an_integer"),
        ("1e400", "not_an_integer"),
        ("-1", "negative"),
        ("-1.0", "negative"),
        ("－5人", "negative"),
        ("9007199254740993", "not_an_integer"),
    ],
)
def test_bad_whole_numbers(bench: Bench, text: str, rule: str) -> None:
    bench.land(CLASSES, f'班次编号,计划人数\nPX1,"{text}"\n')
    assert bench.told() == [(2, "planned_seats", rule)]


def test_numbers(bench: Bench) -> None:
    cells = ["4", "3.5", "4学时", "0.5 课时", "-0.5", "abc", "-3", "1e999"]
    lines = [f"S{number},PX1,{cell}" for number, cell in enumerate(cells)]
    bench.land(SESSIONS, "\n".join(["session_id,class_id,学时", *lines]))
    assert bench.column(SESSIONS, "hours") == [4.0, 3.5, 4.0, 0.5]
    assert bench.told() == [
        (6, "hours", "negative"),
        (7, "hours", "not_a_number"),
        (8, "hours", "negative"),
        (9, "hours", "not_a_number"),
    ]


@pytest.mark.parametrize(
    ("header", "text", "share"),
    [
        ("进度", "35%", 0.35),
        ("进度", "0.35", 0.35),
        ("进度", "35", 0.35),
        ("进度", "1", 1.0),
        ("进度", "100%", 1.0),
        ("进度", "０．５％", 0.005),
        ("进度(%)", "1", 0.01),
        ("进度（％）", "0.5", 0.005),
        ("进度(%)", "35%", 0.35),
        ("进度", "0", 0.0),
    ],
)
def test_shares(bench: Bench, header: str, text: str, share: float) -> None:
    bench.land(RECORDS, f"记录编号,{header}\nR1,{text}\n")
    assert bench.column(RECORDS, "progress") == [pytest.approx(share, abs=1e-12)]


@pytest.mark.parametrize("text", ["-5%", "101%", "150", "half", "%"])
def test_bad_shares(bench: Bench, text: str) -> None:
    bench.land(RECORDS, f"记录编号,进度\nR1,{text}\n")
    assert bench.told() == [(2, "progress", "not_a_percentage")]
