"""The register of schools: title, unit row, header on row 3, group rows between the districts."""

from datetime import date, datetime

from pipelines.sample_city import dirt, names
from pipelines.sample_city.city import City
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns

_COLUMNS = columns(
    """school_code=学校标识码; institution_code=院校代码; name=学校名称; level=办学层次;
    authority=主管部门; district=所在地; status=状态; registered_on=入库日期; verified_on=审核日期"""
)
_FIELDS = [
    "职业技术", "工贸", "港湾", "甬江", "四明", "东钱湖", "滨海", "城市", "建设工程",
    "外事", "纺织服装", "交通", "卫生", "旅游", "电子", "商贸", "农业", "艺术",
]  # fmt: skip
_LEVELS = ["中职"] * 40 + ["技工"] * 12 + ["专科"] * 12 + ["本科"] * 8
_KINDS = {
    "中职": ("36", "职业技术学校"),
    "技工": ("36", "技工学校"),
    "专科": ("41", "职业学院"),
    "本科": ("41", "学院"),
}
_AUTHORITIES = {"中职": "市教育局", "技工": "市人力社保局", "专科": "浙江省教育厅", "本科": "浙江省教育厅"}


def _school(city: City, serial: int, level: str, verified: date | tuple | None, status: str) -> Row:
    kind, ending = _KINDS[level]
    field, district = _FIELDS[serial % len(_FIELDS)], list(names.DISTRICTS)[serial * 7 % 10]
    high = level in ("专科", "本科")
    code = f"{kind}330{10800 + serial}" if high else f"{kind}33{200100 + serial}"
    return {
        "school_code": code,
        "institution_code": str(10800 + serial) if high else None,
        "name": f"宁波{names.DISTRICTS[district][:2]}{field}{ending}{'' if serial < 36 else '分校'}",
        "level": level,
        "authority": _AUTHORITIES[level],
        "district": district,
        "status": status,
        "registered_on": city.day(date(2012, 9, 3), date(2013, 5, 31)),
        "verified_on": verified,
    }


def _line(city: City, row: Row) -> Line:
    """Names of districts, some codes as numbers, dates in several spellings."""
    serial = int(row["school_code"][-3:])
    cells = {"district": names.spell_district(city.rng, row["district"])}
    if serial % 9 == 4:
        cells["school_code"] = int(row["school_code"])
    if serial % 10 == 6:
        cells["school_code"] = row["school_code"] + ".0"
    if serial % 12 == 5:
        cells["name"] = f"{row['name']} \n"
    day = row["registered_on"]
    styles = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        day,
        (day - date(1899, 12, 30)).days,
        f"{day:%Y/%m/%d}",
    )
    cells["registered_on"] = styles[serial % len(styles)]
    return Line(row, cells)


def _grouped(city: City, rows: list[Row]) -> list[Line]:
    """Each district's schools under a group row; 海曙's says one school too many."""
    out: list[Line] = []
    for code, district in names.DISTRICTS.items():
        mine = [row for row in rows if row["district"] == code]
        if mine:
            stated = len(mine) + (code == "330203")
            out.append(Line(None, kind="group", raw=[f"{district}（{stated}所）"]))
            out += [_line(city, row) for row in mine]
    return out


def schools(city: City) -> list[Delivery]:
    """72 schools count on 22 July 2014; by 2021 some changed name or level and four more are verified."""
    rows = []
    for serial, level in enumerate(_LEVELS):
        verified: date | tuple = city.day(date(2013, 6, 1), date(2014, 7, 20))
        if serial == 11:
            verified = (date(2013, 9, 1), date(2013, 9, 30))
        rows.append(_school(city, serial, level, verified, "在办"))
    city.schools = [{k: row[k] for k in ("school_code", "name", "level", "district")} for row in rows]
    for serial, status in ((72, "筹建"), (73, "合并"), (74, "停办")):
        rows.append(_school(city, serial, "中职", date(2014, 3, 3), status))
    first = dirt.spoil_schools(city, _grouped(city, rows))
    changes = [
        row | {"status": "更名", "name": row["name"].replace("宁波", "浙东", 1)} for row in rows[3:60:19]
    ]
    changes += [
        row | {"status": "升格", "level": "本科", "name": row["name"].replace("职业学院", "职业技术大学")}
        for row in rows[55:57]
    ]
    for serial, verified in (
        (75, date(2015, 9, 1)),
        (76, date(2017, 9, 4)),
        (77, date(2019, 6, 12)),
        (78, date(2021, 9, 8)),
    ):
        changes.append(_school(city, serial, "专科", verified, "在办"))
    changes.append(_school(city, 79, "中职", None, "在办"))
    second = [_line(city, row) for row in changes] + [
        Line(None, kind="total", raw=["合计", "", f"{len(changes)}所"])
    ]
    feed, provider, banner = "messenger.schools", "校企通平台", ["宁波市院校入库名录", "单位：所"]
    return [
        Delivery(
            feed,
            provider,
            "院校名录_2014.xlsx",
            datetime(2014, 7, 15, 9),
            _COLUMNS,
            [("名录", first)],
            banner=banner,
        ),
        Delivery(
            feed,
            provider,
            "院校名录_2021.xlsx",
            datetime(2021, 11, 3, 9),
            _COLUMNS,
            [("名录", second)],
            banner=banner,
        ),
    ]
