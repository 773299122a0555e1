"""Policies, annual targets in several versions, and figures that bulletins reported."""

from datetime import date, datetime

from pipelines.sample_city.city import City
from pipelines.sample_city.dirt import bad
from pipelines.sample_city.write import Delivery, Line, columns

PORTAL = "政策门户"
_POLICIES = columns(
    """doc_no=文号; issuer=发文机关; title=标题; issued_on=发文日期; effective_on=施行日期; repealed_on=废止日期;
    level=层级"""
)
_TARGETS = columns("""body=责任单位; kpi_id=指标; year=年度; version=版本; target=目标值""")
_CLAIMS = columns(
    """claim_id=编号; source=出处; published_on=发布日期; quote=原文; kpi_id=指标; period=统计期; scope=范围;
    low=下限; high=上限; low_open=下限不含; high_open=上限不含"""
)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def _policies() -> list[Line]:
    """The law of 2009 and the rules of 2012 by month, others to the day; one repealed."""
    rows = [
        ("甬人大〔2009〕1号", "宁波市人民代表大会常务委员会", "宁波市职业教育校企合作促进条例", _month(2009, 3), None, "市"),
        ("甬政令〔2012〕193号", "宁波市人民政府", "校企合作促进条例实施办法", _month(2012, 2), None, "市"),
        ("甬政办发〔2021〕70号", "宁波市人民政府办公厅", "产教融合发展规划", date(2021, 11, 8), None, "市"),
        ("国发〔2019〕4号", "国务院", "国家职业教育改革实施方案", date(2019, 1, 24), None, "国家"),
        ("浙政发〔2016〕36号", "浙江省人民政府", "关于调整宁波市部分行政区划的通知", date(2016, 9, 28), None, "省"),
    ]  # fmt: skip
    rows += [
        (f"甬经信培〔{year}〕1号", "宁波市经济和信息化局", f"{year}年培训计划", date(year, 1, 20), date(year, 12, 31), "市")
        for year in range(2010, 2022)
    ]  # fmt: skip
    names = ("doc_no", "issuer", "title", "issued_on", "repealed_on", "level")
    found = [Line(dict(zip(names, row, strict=True)) | {"effective_on": row[3]}) for row in rows]
    return [*found, bad(found[0].row | {"doc_no": "坏行1号"}, "unknown_value", level="街道")]


def _targets() -> tuple[list[Line], list[Line]]:
    """Counts of a year, stands at a year's end, a money sum; set anew, set to nothing, for years to come."""

    def target(body: str, kpi: str, year: int, value: float | None, version: str = "1") -> Line:
        return Line({"body": body, "kpi_id": kpi, "year": year, "version": version, "target": value})

    office, bureau, center = "市经信局", "市教育局", "北仑区委人才办"
    first = [
        target(office, "TR01", year, count)
        for year, count in ((2015, 5.0), (2016, 60.0), (2017, 4.0), (2018, 4.0))
    ]
    first += [
        target(office, "TR01", 2016, 65.0, "2"),
        target(office, "TR02", 2016, 8000.0),
        target(office, "NC05", 2016, 3000.0),
        target(bureau, "XQ01", 2016, 75.0),
        target(bureau, "XQ14", 2016, 5_000_000.0),
        target(bureau, "XQ13", 2019, 250.0),
        target("江北区教育局", "XQ13", 2019, 30.0),
    ]
    faulty = [bad(first[0].row | {"version": "坏"}, "not_a_number", target="力争")]
    second = [
        target(office, "TR01", 2016, 62.0, "1-更正"),  # received last: it stands, whatever its name
        target(bureau, "XQ06", 2020, 500.0),
        target(bureau, "XQ05", 2021, 220.0),
        target(bureau, "CT01", 2020, 600.0),
        target(bureau, "OF02", 2019, 4.0),
        target(bureau, "JS01", 2021, 0.0),  # no ratio to nothing
        target(center, "BL13", 2021, 3000.0),
        target(center, "BL01", 2021, 120.0),
        target(bureau, "XQ13", 2025, 600.0),
        target(bureau, "XQ01", 2025, 80.0),
    ]
    return [*first, *faulty], second


def policy_portal(city: City) -> list[Delivery]:
    """Three small feeds; targets in two files, the later of which sets one anew."""
    claims = [
        {
            "claim_id": "L01",
            "source": "市经信局简报",
            "published_on": date(2018, 1, 20),
            "quote": "全年举办培训班4期",
            "kpi_id": "TR01",
            "period": "2017",
            "scope": "city",
            "low": 4.0,
            "high": 4.0,
            "low_open": False,
            "high_open": False,
        },
        {
            "claim_id": "L02",
            "source": "市教育局简报",
            "published_on": date(2020, 12, 31),
            "quote": "入库培训机构逾200家",
            "kpi_id": "XQ05",
            "period": "2020-12",
            "scope": "city",
            "low": 200.0,
            "high": None,
            "low_open": True,
            "high_open": None,
        },
        {
            "claim_id": "L03",
            "source": "北仑区简报",
            "published_on": date(2021, 11, 30),
            "quote": "走访企业不少于220次",
            "kpi_id": "BL02",
            "period": "2021-11-30",
            "scope": "city",
            "low": 220.0,
            "high": None,
            "low_open": False,
            "high_open": None,
        },
    ]
    first, second = _targets()
    found = [Line(row, {"low_open": "否"} if row["claim_id"] == "L01" else {}) for row in claims]
    return [
        Delivery(
            "policy_portal.policies",
            PORTAL,
            "policies_2021.json",
            datetime(2021, 11, 10, 3),
            _POLICIES,
            [("", _policies())],
        ),
        Delivery(
            "policy_portal.annual_targets",
            PORTAL,
            "目标_2018.csv",
            datetime(2018, 3, 1, 9),
            _TARGETS,
            [("", first)],
        ),
        Delivery(
            "policy_portal.annual_targets",
            PORTAL,
            "目标_2021.csv",
            datetime(2021, 3, 1, 9),
            _TARGETS,
            [("", second)],
        ),
        Delivery(
            "policy_portal.reported_claims",
            PORTAL,
            "简报数字_2021.csv",
            datetime(2021, 11, 30, 9, 30),
            _CLAIMS,
            [("", found)],
        ),
    ]
