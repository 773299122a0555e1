"""300,000 graduates of 2009 to 2014 in the schools' files, smaller cohorts up to the students of 2022."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pipelines.sample_city import codes, names
from pipelines.sample_city.city import City
from pipelines.sample_city.dirt import LOST_DIGITS, bad
from pipelines.sample_city.vacancies import MAJORS
from pipelines.sample_city.write import Delivery, Line, columns
from pipelines.sample_city.write_columns import Table

BUREAU = "市教育局"
GRADUATES = 300_000  # persons graduated by 2014
_OLD_COHORT = 51_400  # rows of a cohort up to 2014; some study on, some go abroad or stay down
_NEW_COHORT = 3_000
_DOUBLES = 300  # persons per cohort who graduate a second time, three years after the first
_COLUMNS = columns(
    """school_code=学校标识码; student_no=学号; person_id_type=证件类型; person_id=证件号码; name=姓名;
    cohort_year=届; level=学历层次; catalogue_version=专业目录版本; major_code=专业代码;
    origin_district=生源地; status=状态"""
)
_LEVELS = {"中职": "中职", "技工": "中职", "专科": "专科", "本科": "本科"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIVISIONS = (
    "330203",
    "330206",
    "330212",
    "330226",
    "330281",
    "330282",
    "330283",
    "340122",
    "411528",
    "522121",
)
_OLD_MAJORS = ("580101", "580103", "580201", "620204", "620401", "590101", "051300", "120400", "030100")


def _documents(city: City, born: int, seed: int) -> Iterator[tuple[str, str]]:
    """Resident numbers of persons born in a year, each once: days and divisions in turn, then the next number."""

    def weigh(text: str, first: int) -> int:
        return sum(int(c) * w for c, w in zip(text, _WEIGHTS[first:], strict=False))

    days = [f"{date(born, 1, 1) + timedelta(days=n):%Y%m%d}" for n in range(365)]
    random.Random(seed).shuffle(days)
    heads = [(code + day, weigh(code, 0) + weigh(day, 6)) for day in days for code in _DIVISIONS]
    for serial in range(1, 1000):
        tail = f"{serial:03d}"
        extra = weigh(tail, 14)
        for head, total in heads:
            number = head + tail + "10X98765432"[(total + extra) % 11]
            if city.take_document(number):
                yield "居民身份证", number


def _cohort(city: City, year: int, count: int, doubles: list[tuple]) -> tuple[Table, list[tuple]]:
    """One cohort by columns, and those of its persons who will graduate again."""
    rng = city.rng
    source = {"中职": _documents(city, year - 18, year), "专科": _documents(city, year - 21, year + 1),
              "本科": _documents(city, year - 23, year + 2)}  # fmt: skip
    schools = [(s["school_code"], _LEVELS[s["level"]]) for s in city.schools]
    picked = rng.choices(schools, [3 if level == "本科" else 1 for _, level in schools], k=count)
    statuses = rng.choices(("毕业", "结业", "延毕", "在校"), (960, 20, 15, 5), k=count)
    if year == 2022:
        statuses = ["在校"] * count
    persons = [next(source[level]) for _, level in picked]
    for number, person in enumerate(doubles):
        persons[number] = person
    for number in range(20, min(count, 4000), 997):
        persons[-number] = ("护照", city.document("护照")[1])
    if year in (2013, 2014):
        persons[-10:] = [None] * 10  # no document on file: told apart by school and number
    surnames = rng.choices(names.SURNAMES, k=count)
    given = rng.choices(names.GIVEN, k=2 * count)
    full = [a + b + c for a, b, c in zip(surnames, given[::2], given[1::2], strict=True)]
    city.personal.update(full)
    version = 2010 if year <= 2014 else 2015 if year <= 2018 else 2021
    majors = rng.choices(_OLD_MAJORS if version != 2021 else MAJORS[:-1], k=count)
    versions = [version] * count
    if year >= 2019:  # a few files still speak of the catalogue before, where 610101 is another major
        versions[:40], majors[:40] = [2015] * 40, ["610101"] * 40
    table = Table(
        {
            "school_code": [code for code, _ in picked],
            "student_no": [f"{year}{number:06d}" for number in range(count)],
            "person": persons,
            "name": full,
            "cohort_year": [year] * count,
            "level": [level for _, level in picked],
            "catalogue_version": versions,
            "major_code": majors,
            "origin_district": rng.choices([*names.DISTRICT_NAMES, "340122", "411528"], k=count),
            "status": statuses,
        }
    )
    again = [
        p
        for p, s, (_, level) in zip(persons, statuses, picked, strict=True)
        if s == "毕业" and level == "中职" and p
    ]
    return table, again[1000 : 1000 + _DOUBLES]  # fmt: skip


def _trim(city: City, tables: dict[int, Table]) -> None:
    """Let exactly 300,000 persons have graduated by 2014: the surplus of 2014 still attends."""
    seen: set = set()
    for year in range(2009, 2015):
        columns_ = tables[year].columns
        for number, (person, status) in enumerate(zip(columns_["person"], columns_["status"], strict=True)):
            if status in ("毕业", "结业"):
                key = person or (year, number)
                if len(seen) < GRADUATES:
                    seen.add(key)
                elif key not in seen:
                    columns_["status"][number] = "延毕"
    assert len(seen) == GRADUATES
    city.facts["graduates_2014"] = GRADUATES


def graduates(city: City) -> tuple[list[Delivery], dict[int, Table]]:
    """A file per cohort from the education bureau, sheets of two schools under headers of their own."""
    tables: dict[int, Table] = {}
    doubles: dict[int, list[tuple]] = {}
    for year in range(2009, 2023):
        count = _OLD_COHORT if year <= 2014 else _NEW_COHORT
        tables[year], doubles[year + 3] = _cohort(city, year, count, doubles.get(year, [])[:_DOUBLES])
    _trim(city, tables)
    feed, out = "schools.graduates", []
    for year, table in tables.items():
        months = {2021: datetime(2021, 7, 20, 9), 2022: datetime(2021, 9, 20, 9)}
        received = months.get(year, datetime(max(year, 2012), 12 if year < 2013 else 7, 10, 9, year % 60))
        name, encoding, body = f"毕业生_{year}届.csv.gz", "utf-8", []
        if year % 3 == 0:
            name = f"graduates_{year}.parquet"
        elif year % 3 == 1:
            name, encoding = f"毕业生_{year}届.csv", "gb18030"
            table.cells["cohort_year"] = [f"{year}届"] * len(table)
            table.cells["origin_district"] = [
                names.DISTRICT_NAMES.get(code, code) for code in table.columns["origin_district"]
            ]
        if year == 2014:
            body = _spoil(city, table)
        out.append(
            Delivery(feed, BUREAU, name, received, _COLUMNS, [("", body)], encoding=encoding, table=table)
        )
    return [*out, *_own_sheets(city, tables)], tables


def _spoil(city: City, table: Table) -> list[Line]:
    """A broken row for each way in which school offices break one."""
    row = {name: values[0] for name, values in table.columns.items()} | {"student_no": "坏行"}
    invalid = [codes.wrong_check(city.document()[1]) for _ in range(12)]
    city.personal.update(invalid)
    row["person"] = city.document()
    return [
        *[bad(row, "document_invalid", person_id=number) for number in invalid],
        *[bad(row, "digits_lost", person_id=LOST_DIGITS) for _ in range(9)],
        *[bad(row, "not_an_integer", cohort_year=text) for text in ("届满", "二〇一四级")],
        *[bad(row, "unknown_value", status=text) for text in ("离校", "肄业", "毕业生")],
        *[bad(row, "unknown_value", level="技师") for _ in range(4)],
        *[bad(row, "key_missing", student_no="") for _ in range(5)],
        *[bad(row, "key_missing", school_code="--") for _ in range(2)],
        *[bad(row, "unknown_district", origin_district="桃花源县") for _ in range(3)],
        bad(row, "digits_lost", student_no="2.01433E+11"),
        Line(None, kind="blank"),
        Line(None, kind="total", raw=["合计", "", str(len(table)), *[""] * 8]),
    ]


_OWN = [("student_no", "学籍号"), ("name", "学生"), ("person_id", "身份证"), ("cohort_year", "毕业年份"),
        ("level", "培养层次"), ("major_code", "专业"), ("origin_district", "来自"), ("status", "学籍状态")]  # fmt: skip


def _own_sheets(city: City, tables: dict[int, Table]) -> list[Delivery]:
    """Corrections by two schools: their rows of 2018 and 2020 again, whole, with other statuses and a level left out."""
    out = []
    for school, year in ((city.schools[0], 2018), (city.schools[60], 2020)):
        columns_ = tables[year].columns
        mine = [n for n, code in enumerate(columns_["school_code"]) if code == school["school_code"]]
        body = []
        for place, number in enumerate(mine):
            row = {name: values[number] for name, values in columns_.items()}
            if row["person"] and row["person"][0] == "护照":
                continue
            row |= {"catalogue_version": 2015, "status": "结业" if place % 5 == 0 else row["status"]}
            cells: dict[str, object] = {"cohort_year": f"{year}届"}
            if place % 4 == 0:
                cells["student_no"] = int(row["student_no"])  # a number in the sheet, a code in truth
            body.append(Line(row, cells))
        mapping = dict(_OWN)
        text = "".join(f"{name}: {header}\n" for name, header in mapping.items())
        text += f"school_code: {{constant: '{school['school_code']}'}}\n"
        text += "person_id_type: {constant: 居民身份证}\ncatalogue_version: {constant: '2015'}\n"
        received, banner = datetime(2021, 10, 11, 9), [f"{school['name']}{year}届毕业生", "填表：学生处"]
        name = f"毕业生更正_{year}.xlsx"
        out.append(
            Delivery("schools.graduates", school["name"], name, received, _OWN, [("学籍", body)], banner=banner, mapping=text)
        )  # fmt: skip
    return out
