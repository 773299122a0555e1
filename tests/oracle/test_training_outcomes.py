"""TR07 and TR09 against sums done by hand."""

from datetime import date
from types import SimpleNamespace

from tests.oracle import Key, Value, expected_kpis
from tests.oracle.rows import enrolled, klass, person, present, session, training

D = date(2017, 12, 31)
UNDATED = Key("TR07", "calendar_year", None, None, None, "date_precision", "undated")


def year(kpi: str, number: int, district: str | None = None, *member: str) -> Key:
    return Key(kpi, "calendar_year", date(number, 1, 1), date(number, 12, 31), district, *member)


def calculate(*parts: list) -> dict[Key, Value]:
    return expected_kpis(SimpleNamespace(rows=training(*parts)), D)


def test_who_took_part_and_completed_in_the_year_the_class_began():
    p = [person(str(n)) for n in range(6)]
    out = calculate(
        [klass("A"), klass("B"), klass("C", "330212"), klass("E"), klass("F")],
        [
            session("A1", date(2016, 12, 31)),
            session("A2", date(2017, 1, 1)),
            session("B1", (date(2016, 1, 1), date(2016, 1, 31))),
            session("C1", date(2017, 5, 1)),
            session("E1", None),
            session("F1", date(2017, 5, 1), status="取消"),
        ],
        [
            enrolled("A", p[0]),
            enrolled("A", p[1], status="退训"),
            enrolled("A", p[2], status="参训"),
            enrolled("A", p[3], status="未到"),
            enrolled("A", p[4], status="录取"),
            enrolled("A", p[5], status="参训"),
            enrolled("A", p[5], status="报名"),  # the latest word stands
            enrolled("B", p[0]),
            enrolled("E", p[0]),
            enrolled("F", p[0]),
        ],
        [],
    )
    assert out[year("TR07", 2016)] == Value(2.0, 4.0, 0.5)
    assert out[year("TR07", 2016, None, "class", "A")] == Value(1.0, 3.0, 1 / 3)
    assert out[year("TR07", 2017)] == Value(0.0, 0.0, None, "not_applicable")
    assert out[year("TR07", 2017, None, "class", "C")].status == "not_applicable"
    assert out[UNDATED] == Value(1.0, 1.0, 1.0)
    assert not [key for key in out if key.member == "F"]


def test_money_of_a_class_by_all_its_trainee_times():
    p = [person(str(n)) for n in range(4)]
    out = calculate(
        [klass("A", spent=1000.5), klass("B", spent=500.0), klass("C"), klass("E", spent=7000.0), klass("F", spent=0.0)],
        [
            session("A1", date(2016, 12, 31)),
            session("A2", date(2017, 1, 1)),
            *(session(name, date(2016, 3, 1)) for name in ("B1", "C1", "E1")),
            session("F1", date(2017, 3, 1)),
        ],
        [
            *(enrolled("A", who, status="退训") for who in p[:3]),
            *(enrolled(name, p[0]) for name in "BCEF"),
        ],
        [
            present("A1", p[0]),
            present("A2", p[0]),
            present("A2", p[1]),
            present("A1", p[2], "缺勤"),
            present("A1", p[3]),  # never enrolled
            present("B1", p[0]),
            present("C1", p[0]),
            present("E1", p[0], "缺勤"),
            present("F1", p[0]),
        ],
    )  # fmt: skip
    assert out[year("TR09", 2016)] == Value(1500.5, 3.0, 1500.5 / 3)
    assert out[year("TR09", 2017)] == Value(0.0, 1.0, 0.0)
    left_out = [
        out[year("TR09", number, None, "measure", "classes_left_out")].value for number in (2016, 2017)
    ]
    assert left_out == [2, 0]
    assert not [key for key in out if key.kpi_id == "TR09" and key.district_code]
