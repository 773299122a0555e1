"""Planted faults: rows to be quarantined, each for a known rule, and odd spellings to be accepted."""

from datetime import date

from pipelines.sample_city import codes
from pipelines.sample_city.city import City
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Line

LOST_DIGITS = "3.30206E+17"


def bad(row: Row, *rules: str, **cells: object) -> Line:
    """The row with the given cells written wrongly; it must be refused by `rules`."""
    return Line(row, cells, rules)


def blank() -> Line:
    return Line(None, kind="blank")


def _mix(city: City, good: list[Line], faulty: list[Line]) -> list[Line]:
    """Faulty lines at places of their own among the good ones, whose order stays."""
    out = list(good)
    for line in faulty:
        out.insert(city.rng.randrange(1, len(out) + 1), line)
    return out


def spoil_enterprises(city: City, good: list[Line], latest: dict[str, tuple[Row, int]]) -> list[Line]:
    """Faults of registries, then existing enterprises under odd but valid spellings of their code."""
    serial = iter(range(90000, 90100))

    def new() -> Row:
        number = next(serial)
        return {
            "uscc": codes.enterprise_uscc("330212", number),
            "legal_name": f"宁波试样{number}有限公司",
            "registration_status": "存续",
            "registered_on": date(2021, 10, 8),
            "industry_code": "3421",
            "district": "330212",
            "registered_capital": 1000000.0,
        }

    def wrong(*rules: str, **cells: object) -> Line:
        return bad(new(), *rules, **({"registered_capital": "100(万元人民币)"} | cells))

    sample = new()["uscc"]
    faulty = [wrong("uscc_invalid", uscc=codes.wrong_check(new()["uscc"])) for _ in range(3)]
    faulty.append(wrong("uscc_invalid", uscc=sample[:17]))
    faulty.append(wrong("uscc_invalid", uscc="宁波试样有限公司", legal_name=sample))
    faulty += [wrong("not_a_date", registered_on=text) for text in ("2016年13月", "2021-02-30")]
    faulty += [wrong("undecodable_text", legal_name=f"宁波\ufffd\ufffd{n}有限公司") for n in range(3)]
    faulty += [wrong("unknown_value", registration_status="开业中") for _ in range(2)]
    faulty += [wrong("key_missing", uscc="") for _ in range(2)]
    faulty += [wrong("unknown_district", district="蓬莱仙区") for _ in range(2)]
    faulty.append(wrong("not_a_date", "unknown_value", registered_on="不日", registration_status="筹办"))
    # A person's name in the money column.
    faulty.append(wrong("not_money", registered_capital="童话里"))
    extra = [
        new()["uscc"],
        "宁波多列有限公司",
        "",
        "",
        "存续",
        "2021-10-08",
        "",
        "3421",
        "鄞州区",
        "",
        "",
        "",
        "",
        "溢出",
    ]
    faulty.append(Line(None, raw=extra, faults=("field_count",)))
    faulty.append(Line(None, raw=[new()["uscc"], *extra[1:11]], faults=("field_count",)))
    odd = [lambda code: code.lower()] * 3 + [codes.full_width] * 2
    odd += [lambda code: "'" + code, lambda code: f"\u202a{code}\u202c", lambda code: f" {code} "]
    codes_with_x = [code for code in latest if "X" in code and latest[code][1] < 2021]
    for spell, code in zip(odd, codes_with_x[10:], strict=False):
        row = latest[code][0]
        capital = f"{int(row['registered_capital'] / 10000)}(万元人民币)"
        if row["registered_capital_currency"] == "CNY":
            good.append(Line(row, {"uscc": spell(code), "registered_capital": capital}))
    total = Line(None, kind="total", raw=["合计", str(len(good)), *[""] * 11])
    return [*_mix(city, good, faulty), blank(), blank(), total]


def spoil_sizes(city: City, good: list[Line]) -> list[Line]:
    """Figures that are no figures."""

    def wrong(number: int, *rules: str, **cells: object) -> Line:
        row = {"uscc": codes.enterprise_uscc("330205", 91000 + number), "year": 2019, "employees": 20}
        return bad(row, *rules, **({"revenue": "300", "assets": "200"} | cells))

    faulty = [
        wrong(1, "not_an_integer", employees="约120"),
        wrong(2, "not_an_integer", employees="12.5"),
        wrong(3, "not_money", revenue="保密"),
        wrong(4, "key_missing", year=""),
        wrong(5, "negative", employees="-5"),
        wrong(6, "uscc_invalid", uscc=codes.wrong_check(codes.enterprise_uscc("330205", 91006))),
    ]
    return [
        *_mix(city, good, faulty),
        blank(),
        Line(None, kind="total", raw=["总计", "", "9999", "", "", ""]),
    ]


def spoil_schools(city: City, good: list[Line]) -> list[Line]:
    """Faults of a hand-kept sheet, at its end."""

    def wrong(number: int, *rules: str, **cells: object) -> Line:
        row = {
            "school_code": f"36339990{number:02d}",
            "name": f"宁波试样学校{number}",
            "level": "中职",
            "status": "在办",
            "district": "330212",
            "registered_on": date(2013, 3, 1),
            "verified_on": date(2013, 4, 1),
        }
        return bad(row, *rules, **cells)

    faulty = [
        wrong(1, "unknown_value", level="幼儿园"),
        wrong(2, "not_a_date", verified_on="2013年二月三十日"),
        wrong(3, "key_missing", school_code=""),
        wrong(4, "unknown_district", district="桃花源县"),
        wrong(5, "undecodable_text", name="宁波\ufffd学校"),
        wrong(6, "not_a_code", school_code=3633.5),
    ]
    return [*good, *faulty, blank(), Line(None, kind="total", raw=["总计（75所）"])]


def spoil_platform(city: City, good: list[Line]) -> list[Line]:
    """Faults of a JSON export."""

    def wrong(number: int, *rules: str, **cells: object) -> Line:
        row = {
            "enterprise_uscc": codes.enterprise_uscc("330203", 92000 + number),
            "enterprise_name": f"宁波试样{number}店",
            "registered_on": date(2013, 3, 1),
            "verified_on": date(2013, 4, 1),
            "status": "有效",
        }
        return bad(row, *rules, **cells)

    faulty = [
        wrong(
            n, "uscc_invalid", enterprise_uscc=codes.wrong_check(codes.enterprise_uscc("330203", 92000 + n))
        )
        for n in (1, 2)
    ]
    faulty += [
        wrong(3, "key_missing", enterprise_uscc=""),
        wrong(4, "not_a_date", verified_on="2014-13-01"),
        wrong(5, "unknown_value", status="活跃"),
        Line(None, raw=["913302", "不是记录"], faults=("not_a_record",)),
    ]
    return _mix(city, good, faulty)


def refuse_document(row: Row, number: object, *rules: str) -> Line:
    """The row with a document number that must be refused (bytes for the rest stay)."""
    return bad(row, *rules, person_id_type="居民身份证", person_id=number)
