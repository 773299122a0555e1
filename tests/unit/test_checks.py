"""The judge: intervals, severities, nothing to judge, and a broken judge that is noticed."""

from datetime import date

import duckdb
import pytest

from expectations.boundary import boundary_suite
from expectations.suite import Expectation, release_suite
from pipelines import checks
from pipelines.contracts import load_contracts
from pipelines.landing.log import ensure_tables
from pipelines.landing.profiles import profile_new
from pipelines.release_database import create_tables
from pipelines.warehouse import ensure_gate_tables


def expectation(
    name: str, sql: str, low: float | None, high: float | None, severity: str = "error"
) -> Expectation:
    return Expectation(f"release.{name}", "release", severity, "owner", sql, low, high, "Act.", "请处理。")


def test_numbers_in_the_interval_pass_and_others_fail():
    results = checks.judge(
        duckdb.connect(),
        [
            expectation("edge", "SELECT 2", None, 2),
            expectation("above", "SELECT 2.001", None, 2),
            expectation("below", "SELECT -1", 0, None, "warning"),
            expectation("nothing", "SELECT NULL", 1, 2),
        ],
    )
    assert [result.passed for result in results] == [True, False, False, True]
    assert [result.blocks for result in results] == [False, True, False, False]
    assert [result.observed for result in results] == ["2", "2.001", "-1", "—"]


def test_a_judge_that_misjudges_a_known_case_is_not_trusted(monkeypatch):
    import great_expectations.expectations as gxe

    class Yes(gxe.ExpectColumnValuesToNotBeNull):
        """An expectation that accepts everything, as a broken engine would."""

        def __init__(self, column: str, **_: object) -> None:
            super().__init__(column=column)

    monkeypatch.setattr(gxe, "ExpectColumnValuesToBeBetween", Yes)
    with pytest.raises(checks.JudgeBroken):
        checks.judge(duckdb.connect(), [expectation("any", "SELECT 1", 0, 2)])


@pytest.fixture
def landed():
    con = duckdb.connect()
    ensure_tables(con, load_contracts().values())
    ensure_gate_tables(con)
    return con


def file(
    con, day: str, read: int, accepted: int, status: str = "accepted", loaded: str = "2021-11-01"
) -> None:
    con.execute(
        """INSERT INTO raw.files (system, feed, provider, file, digest, rows_read, rows_accepted, rows_quarantined,
               status, received_at, loaded_at) VALUES ('messenger', 'schools', 'p', ?, ?, ?, ?, ?, ?, ?, ?)""",
        [day, day, read, accepted, read - accepted, status, day, loaded],
    )


def verdicts(con, as_of) -> dict[str, bool]:
    feed = load_contracts()["messenger.schools"]
    suite = boundary_suite([feed], as_of)
    return {result.check_id.rsplit(".", 1)[1]: result.passed for result in checks.judge(con, suite)}


def test_boundary_expectations_judge_the_last_deliveries(landed):
    assert all(verdicts(landed, date(2021, 11, 30)).values())  # never delivered: nothing to judge
    file(landed, "2021-08-30", 100, 100)
    cadence = load_contracts()["messenger.schools"].cadence_days
    assert cadence == 92
    assert verdicts(landed, date(2021, 11, 30))["freshness"]
    assert not verdicts(landed, date(2021, 12, 1))["freshness"]
    file(landed, "2021-11-02", 100, 89, "partly_accepted", "2021-11-03")
    assert not verdicts(landed, date(2021, 11, 30))["accepted_share"]
    file(landed, "2021-11-03", 100, 90, "partly_accepted", "2021-11-04")
    assert verdicts(landed, date(2021, 11, 30)) == {
        "accepted_share": True,
        "files_readable": True,
        "volume": True,
        "distribution": True,
        "freshness": True,
    }
    file(landed, "2021-11-05", 1001, 1001, "accepted", "2021-11-06")
    assert not verdicts(landed, date(2021, 11, 30))["volume"]
    file(landed, "2021-11-07", 0, 0, "refused", "2021-11-08")
    assert not verdicts(landed, date(2021, 11, 30))["files_readable"]


def study_days(con, number: int, minutes: list[float | None], course: str | None = "K1") -> None:
    """A delivery of study days, loaded on day `number` of a month."""
    con.execute(
        """INSERT INTO raw.files (file_no, system, feed, provider, file, rows_read, rows_accepted, status, received_at,
               loaded_at) VALUES ($1, 'online_college', 'study_days', 'p', $2, $3, $3, 'accepted', $2, $2)""",
        [number, f"2021-11-{number:02}", len(minutes)],
    )
    con.execute("INSERT INTO landed.sheets VALUES ($1, $1, 0, NULL)", [number])
    for row, value in enumerate(minutes):
        con.execute(
            """INSERT INTO landed.online_college__study_days (account_id, course_id, studied_on, minutes, _sheet_no, _row)
               VALUES ('A', ?, '2021-11-01', ?, ?, ?)""",
            [course, value, number, row],
        )


@pytest.mark.parametrize(
    ("minutes", "course", "message"),
    [
        ([30, 50], "K1", None),
        ([399, 400], "K1", None),
        ([400, 400], "K1", "Columns: minutes."),  # hours sent as minutes are found the other way round
        ([4, 4], "K1", "Columns: minutes."),
        ([None] * 9 + [40], "K1", "Columns: minutes."),
        ([None] * 8 + [40, 40], "K1", None),
        ([None] * 10, None, "Columns: course_id, minutes."),
    ],
)
def test_a_column_that_was_emptied_or_changed_its_unit_is_named(landed, minutes, course, message):
    feed = load_contracts()["online_college.study_days"]
    for day in (1, 2, 3):
        study_days(landed, day, [30, 50])
        profile_new(landed, [feed])
    study_days(landed, 4, minutes, course)
    profile_new(landed, [feed])
    profile_new(landed, [feed])  # a file is profiled once
    suite = boundary_suite([feed], date(2021, 11, 5))
    verdict = next(v for v in checks.judge(landed, suite) if v.check_id.endswith(".distribution"))
    assert verdict.passed == (message is None) and verdict.severity == "warning"
    if message:
        assert verdict.message.endswith(message) and "学习分钟" in verdict.message_zh


def test_two_earlier_deliveries_are_not_yet_usual(landed):
    feed = load_contracts()["online_college.study_days"]
    for day, minutes in ((1, [1.0]), (2, [1.0]), (3, [900.0])):
        study_days(landed, day, minutes)
    profile_new(landed, [feed])
    suite = boundary_suite([feed], date(2021, 11, 5))
    assert all(v.passed for v in checks.judge(landed, suite) if v.check_id.endswith(".distribution"))


@pytest.fixture
def drafts():
    """A draft and a last release that say the same."""
    con = duckdb.connect()
    for name in ("draft", "last"):
        con.execute(f"ATTACH ':memory:' AS {name}")
        create_tables(con, name)
        con.execute(f"INSERT INTO {name}.release_info VALUES ('as_of', '2021-11-30')")
        con.execute(f"INSERT INTO {name}.kpi_catalogue (kpi_id) VALUES ('NC06')")
        for year, value in ((2020, 100), (2021, 40)):
            row(con, name, f"{year}-01-01", f"{year}-12-31", value)
    return con


def row(con, database: str, start: str, end: str, value: float | None, status: str = "ok") -> None:
    con.execute(
        f"""INSERT INTO {database}.kpi_values (kpi_id, period_kind, period_start, period_end, value, status,
                definition_version) VALUES ('NC06', 'calendar_year', ?, ?, ?, ?, '1')""",
        [start, end, value, status],
    )


def failed(con) -> set[str]:
    return {result.check_id for result in checks.judge(con, release_suite()) if not result.passed}


def test_a_release_like_the_last_one_passes(drafts):
    assert failed(drafts) == set()


@pytest.mark.parametrize(("value", "blocks"), [(1000, True), (999, False), (10, True), (11, False)])
def test_a_jump_of_ten_times_either_way_fails(drafts, value, blocks):
    drafts.execute("UPDATE draft.kpi_values SET value = ? WHERE year(period_start) = 2020", [value])
    assert failed(drafts) == ({"release.kpi_jump"} if blocks else set())


def test_small_figures_and_new_definitions_may_jump(drafts):
    drafts.execute("UPDATE last.kpi_values SET value = 9 WHERE year(period_start) = 2020")
    assert failed(drafts) == set()
    drafts.execute("UPDATE last.kpi_values SET value = 1000 WHERE year(period_start) = 2020")
    drafts.execute("UPDATE draft.kpi_values SET definition_version = '2'")
    assert failed(drafts) == set()


def test_each_release_expectation_catches_its_fault(drafts):
    drafts.execute("UPDATE draft.kpi_values SET value = -1 WHERE year(period_start) = 2021")
    assert "release.counts_not_negative" in failed(drafts)
    drafts.execute("UPDATE draft.kpi_values SET value = NULL WHERE year(period_start) = 2021")
    assert "release.status_matches_value" in failed(drafts)
    drafts.execute("DELETE FROM draft.kpi_values WHERE year(period_start) = 2021")
    row(drafts, "draft", "2022-01-01", "2022-12-31", 50)
    assert "release.years_complete" in failed(drafts)
    drafts.execute("INSERT INTO draft.kpi_catalogue (kpi_id) VALUES ('TR01')")
    assert "release.every_kpi_present" in failed(drafts)
    drafts.execute(
        "INSERT INTO draft.claim_results (claim_id, verdict) VALUES ('C1', 'out'), ('C2', 'out'), ('C2', 'in')"
    )
    assert "release.claims_not_contradicted" in failed(drafts)


def test_every_expectation_speaks_both_languages():
    for item in [
        *release_suite(),
        *boundary_suite(load_contracts().values(), date(2021, 1, 1)),
    ]:
        assert item.sentence_en and item.sentence_zh and item.owner
