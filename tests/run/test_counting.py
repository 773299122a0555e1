"""What must not count twice and what must not vanish: a dozen hand-made rows from landing folder to page."""

import html
import re
from datetime import date

import pytest

from pipelines.landing.identifiers import resident_check_digit
from tests.landing.bench import uscc
from tests.run.home import Home, deliver

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("counting")]
U = [uscc(number) for number in range(20)]
ID = "33020319700615002" + resident_check_digit("33020319700615002")
ID15 = "330203700615002"
REGISTERED = [f"{code},宁波第{n}有限公司,{'330203' if n else '330206'}" for n, code in enumerate(U)]
PLATFORM = [f"{code},2012-01-01,2012-02-01,有效" for code in U]
FILES = {
    "market_registry/enterprises/registry/a.csv": ["uscc,legal_name,district", *REGISTERED],
    "messenger/platform_enterprises/bureau/a.csv": [
        "enterprise_uscc,registered_on,verified_on,status",
        *PLATFORM,
    ],
    "training_office/training_classes/office/a.csv": [
        "class_id,title,organiser,co_organisers,district,status",
        "K1,联办班,经信委,甲协会;乙学院,江东区,结业",
        "K2,鄞州班,经信委,,鄞州区,结业",
        "K3,没有课次的班,经信委,,鄞州区,开班",
        "K4,没有考勤的班,经信委,,鄞州区,结业",
    ],
    "training_office/class_sessions/office/a.csv": [
        "session_id,class_id,held_on,hours,kind,status",
        "S1,K1,2016-05-05,8,授课,已举办",
        "S2,K2,2017-05-05,8,授课,已举办",
        "S4,K4,2017-06-05,8,授课,已举办",
    ],
    "training_office/attendance/office/a.csv": [
        "session_id,person_id_type,person_id,status",
        f"S1,居民身份证,{ID},出勤",
        "S1,护照,E12345678,出勤",
        f"S2,居民身份证,{ID15},出勤",
        f"S2,居民身份证,{ID},出勤",
    ],
    "online_college/online_accounts/platform/a.csv": [
        "account_id,enterprise_uscc,granted_on",
        f"A0,{U[0]},2016-01-01",
        f"A1,{U[1]},2016-01-01",
    ],
    "online_college/logins/platform/a.csv": ["account_id,logged_in_at,device", "A0,2016-02-02 08:00:00,pc"],
    "docking_events/events/organiser/a.csv": [
        "event_id,title,held_on,district,status",
        "E1,三方主办的对接,2017-03-01,鄞州区,举办",
        "E2,高新区对接,2017-04-01,宁波高新区,举办",
        "E3,大榭对接,2017-05-01,大榭开发区,举办",
        "E4,无人到会的对接,2017-06-01,海曙区,举办",
    ],
    "docking_events/event_parties/organiser/a.csv": [
        "event_id,party_name,role",
        *(f"E1,{name},主办" for name in ("甲协会", "乙学院", "丙银行")),
    ],
    "docking_events/event_agenda/organiser/a.csv": [
        "event_id,seq,kind,place",
        "E1,1,参观,某厂",
        "E1,2,讲座,",
    ],
    "docking_events/event_attendance/organiser/a.csv": [
        "event_id,name,enterprise_uscc,enterprise_name",
        *(f"E{n},某{n},{U[0]},宁波第0有限公司" for n in (1, 2, 3)),
    ],
    "training_company/agreements/company/a.csv": [
        "agreement_no,title,signed_on,pledged",
        "XY1,只签未投的协议,2016-01-01,1000000",
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("counting"), "2018-03-31")
    for place, lines in FILES.items():
        deliver(home, place, "\n".join(lines) + "\n")
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert not home.warehouse("SELECT * FROM quarantine.rows")
    return home


def by_district(home: Home, kpi: str, year: int) -> dict[str | None, float]:
    """The plain rows of a calendar year by district, None = the city."""
    return dict(
        home.warehouse(
            """SELECT district_code, value FROM kpi.kpi_values WHERE kpi_id = ? AND period_start = ?
               AND period_kind = 'calendar_year' AND dimension IS NULL""",
            kpi,
            date(year, 1, 1),
        )
    )


def test_districts_of_distinct_enterprises_may_add_up_to_more_than_the_city(home):
    found = by_district(home, "JS02", 2017)
    assert found == {None: 1, "330212": 1, "330200": 1, "330206": 1, "330203": 0}
    assert sum(value for code, value in found.items() if code) > found[None]


def test_jiangdong_before_december_2016_stays_jiangdong_and_counts_once(home):
    assert by_district(home, "TR01", 2016) == {None: 1, "330204": 1}
    assert by_district(home, "TR01", 2017) == {None: 2, "330212": 2}


def test_joint_organisers_hold_one_event_and_launch_one_class(home):
    assert by_district(home, "JS01", 2017)["330212"] == 1
    assert by_district(home, "JS06", 2017)["330212"] == 3
    assert by_district(home, "TR01", 2016)[None] == 1


def test_one_number_in_two_forms_is_one_person_and_a_passport_is_another(home):
    assert by_district(home, "TR02", 2016)[None] == 2  # document type and number make the person
    assert by_district(home, "TR02", 2017)[None] == 1


def table(home: Home, page: str, name: str) -> list[list[str]]:
    """The rows of a table on a Chinese page, as texts of their cells."""
    text = (home.current / "site" / f"{page}.html").read_text(encoding="utf-8")
    body = re.search(rf'id="{name}".*?</table>', text, re.DOTALL)
    assert body, f"{page} has no table {name}"
    rows = re.findall(r"<tr.*?</tr>", body[0], re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize(
    ("page", "name", "member"),
    [
        ("training", "training-classes", "没有课次的班"),
        ("training", "training-classes", "没有考勤的班"),
        ("online-college", "college-enterprises", "宁波第1有限公司"),
        ("docking-events", "events-each", "无人到会的对接"),
        ("cooperation", "cooperation-agreements-table", "只签未投的协议"),
        ("docking-events", "events-districts", "慈溪市"),
    ],
)
def test_who_did_nothing_still_stands_in_the_table(home, page, name, member):
    assert [row for row in table(home, page, name) if row[0] == member]


def test_nothing_done_reads_zero_and_nothing_recorded_does_not(home):
    values = dict(
        home.warehouse(
            """SELECT kpi_id || ' ' || member, value FROM kpi.kpi_values WHERE member IN (?, 'E4', 'K4', 'XY1')
               AND kpi_id IN ('NC07', 'JS02', 'JS04', 'JS05', 'JS06', 'TR04', 'TR08', 'OF04', 'OF05')""",
            U[1],
        )
    )
    assert values == {
        f"NC07 {U[1]}": 0,
        "JS02 E4": 0,
        "JS04 E4": 0,
        "JS05 E4": 0,
        "JS06 E4": 0,
        "TR04 K4": None,  # no sheet: unrecorded, not absent
        "TR08 K4": 0,
        "OF04 XY1": 1_000_000,
    }


@pytest.mark.heavy
def test_an_enterprise_merged_after_publication_makes_the_restated_count_fall(home):
    before = home.current.resolve()
    merged = f"enterprise_uscc,registered_on,verified_on,status\n{U[19]},2012-01-01,2012-02-01,停用\n"
    deliver(home, "messenger/platform_enterprises/bureau/b.csv", merged)
    result = home.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert home.current.resolve() != before
    assert home.release(
        """SELECT old_value, new_value FROM revisions WHERE kpi_id = 'XQ03' AND period_start = '2018-03-31'
           AND slice LIKE 'as_of ·  ·  · %'"""
    ) == [(20, 19)]
