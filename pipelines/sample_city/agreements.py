"""Agreements registered with the Messenger: frameworks and their sub-agreements, open ends, months, terminations."""

from datetime import date, datetime, timedelta

from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.registers_parties import PLATFORM
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

AGREEMENTS = columns(
    """agreement_no=协议编号; title=协议名称; agreement_type=协议类型; signed_on=签订日期; valid_from=生效日期;
    valid_to=到期日期; terminated_on=终止日期; pledged=协议投入（万元）; parent_agreement_no=所属框架协议"""
)
PARTIES = columns(
    """agreement_no=协议编号; party_kind=主体类型; party_code=主体代码; party_name=主体名称; role=角色"""
)
_KINDS = ("框架", "订单班", "实习基地", "实习基地", "产业学院", "战略", "其他")


def agreement_line(row: Row) -> Line:
    """Amounts in 万元 as the header says; an open end in words."""
    cells: dict[str, object] = {"pledged": "" if row["pledged"] is None else row["pledged"] / 10000}
    if row["valid_to"] is None:
        cells["valid_to"] = "长期"
    return Line(row, cells)


def agreement(number: str, title: str, kind: str, signed: date | tuple | None, **more: object) -> Row:
    """A row of the register; without more it is valid from its signing, open-ended, without pledge."""
    row: Row = {"agreement_no": number, "title": title, "agreement_type": kind, "signed_on": signed}
    row |= dict.fromkeys(("valid_from", "valid_to", "terminated_on", "pledged", "parent_agreement_no"))
    return row | more


def party(number: str, kind: str, code: str | None, name: str, role: str = "参与") -> Row:
    return {
        "agreement_no": number,
        "party_kind": kind,
        "party_code": code,
        "party_name": name,
        "role": role,
    }


def _agreement(city: City, number: int) -> Row:
    rng = city.rng
    signed = city.day(date(2012, 9, 20), LAST_DAY)
    begins = signed + timedelta(days=rng.choice((0, 0, 10, 60)))
    years = rng.choice((1, 2, 3, 3, 5, None))
    ends = None if years is None else begins + timedelta(days=365 * years)
    stopped = ends and city.day(begins, ends) if rng.random() < 0.08 else None
    return agreement(
        f"XQ{signed.year}-{number:04d}",
        f"校企合作协议第{number}号",
        _KINDS[number % len(_KINDS)],
        signed,
        valid_from=None if number % 5 == 0 else begins,
        valid_to=ends,
        terminated_on=stopped,
        pledged=float(rng.choice((5, 10, 20, 50, 100)) * 10000) if number % 3 == 0 else None,
    )


def _edges() -> list[Row]:
    """Borders of validity at the last day and at years' ends, and dates that are no day."""
    d, one = LAST_DAY, timedelta(days=1)
    cases = (
        ("当日到期", d - 365 * one, {"valid_to": d}),  # no longer in force on its last day
        ("次日到期", d - 365 * one, {"valid_to": d + one}),
        ("当日签订", d, {}),
        ("次日生效", d - 9 * one, {"valid_from": d + one}),
        ("当日生效", d - 9 * one, {"valid_from": d}),
        ("次日签订", d + one, {}),
        ("当日终止", date(2018, 5, 4), {"terminated_on": d}),
        ("次日终止", date(2018, 5, 4), {"terminated_on": d + one}),
        ("按月签订", (date(2016, 3, 1), date(2016, 3, 31)), {"valid_to": date(2099, 12, 31)}),
        ("未注日期", None, {}),
        ("早于签订生效", date(2019, 3, 1), {"valid_from": date(2019, 1, 1)}),
    )
    return [
        agreement(f"XQ-B{n:02d}", f"{title}的协议", "战略", signed, **more)
        for n, (title, signed, more) in enumerate(cases)
    ]


def agreements(city: City) -> list[Delivery]:
    """A register to 2018, one to 2021 that repeats changed rows, and the parties of both."""
    rng = city.rng
    rows = [_agreement(city, number) for number in range(420)]
    frameworks = [row for row in rows if row["agreement_type"] == "框架" and row["valid_to"] is None]
    rows += [
        agreement(f"{row['agreement_no']}-{n}", f"{row['title']}之{n}", "实习基地", row["signed_on"],
                  valid_to=row["signed_on"] + timedelta(days=700), parent_agreement_no=row["agreement_no"])
        for row in frameworks for n in (1, 2)
    ]  # fmt: skip
    border = _edges()
    first = [row for row in rows if row["signed_on"].year <= 2018]
    second = [row for row in rows if row["signed_on"].year > 2018] + border
    # Extended since, terminated since: the later version stands.
    second += [row | {"valid_to": None, "terminated_on": None} for row in first[10:40:10]]
    second += [row | {"terminated_on": date(2020, 6, 30)} for row in first[15:60:15]]
    spoiled = first[0] | {"agreement_no": "XQ坏行"}
    body = [agreement_line(row) for row in first] + [
        bad(spoiled, "not_money", pledged="面议"),
        bad(spoiled, "negative", pledged="-5"),
        bad(spoiled, "not_a_date", signed_on="2016年2月30日"),
        bad(spoiled, "unknown_value", agreement_type="备忘录"),
        bad(spoiled, "key_missing", agreement_no=""),
        blank(),
        Line(None, kind="total", raw=["合计", f"{len(first)}份"]),
    ]
    feed = "messenger.agreements"
    out = [
        Delivery(
            feed, PLATFORM, "协议登记_2018.xlsx", datetime(2019, 1, 9, 15), AGREEMENTS, [("协议", body)]
        ),
        Delivery(
            feed,
            PLATFORM,
            "协议登记_2021.xlsx",
            datetime(2021, 11, 30, 15),
            AGREEMENTS,
            [("协议", [agreement_line(r) for r in second])],
        ),
    ]
    parties: list[Line] = []
    for number, row in enumerate(rows + border):
        school, firms = rng.choice(city.schools), rng.sample(city.enterprises[1:1500], 1 + number % 3)
        who = [party(row["agreement_no"], "学校", school["school_code"], school["name"], "牵头")]
        who += [party(row["agreement_no"], "企业", firm["uscc"], firm["name"]) for firm in firms]
        if number % 20 == 6:
            who.append(party(row["agreement_no"], "政府", None, "宁波市教育局", "见证"))
        if number % 25 == 7:  # the school signs twice, in two roles
            who.append(who[0] | {"role": "参与"})
        parties += lines(who)
    parties += lines([party("XQ-无此协议", "学校", None, "宁波未知学院")])
    city.orphans["messenger.agreement_parties"] = 1
    spoiled = party("XQ-B01", "企业", None, "宁波试样有限公司")
    parties += [
        bad(spoiled, "unknown_value", party_kind="银行"),
        bad(spoiled, "unknown_value", role="旁听"),
        bad(spoiled, "key_missing", party_name=""),
        bad(spoiled, "digits_lost", party_code="9.1330206E+17"),
        bad(spoiled, "not_a_code", party_code=str(4133.5)),
        bad(spoiled, "undecodable_text", party_name="宁波\ufffd公司"),
    ]
    out.append(
        Delivery(
            "messenger.agreement_parties",
            PLATFORM,
            "协议主体_2021.csv",
            datetime(2021, 11, 30, 15, 30),
            PARTIES,
            [("", parties)],
        )
    )
    return out
