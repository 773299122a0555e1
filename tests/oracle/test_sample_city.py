"""The sample city: the same every time, nothing lost, and the published claims hold in it."""

import hashlib
import itertools
import pathlib
from datetime import UTC, date, datetime

import pytest

from pipelines.sample_city import LAST_DAY, RUILI_USCC, Truth, generate
from pipelines.sample_city.company import PLEDGE_NO
from pipelines.sample_city.docking import JINSHAN
from pipelines.sample_city.truth import LongRows
from tests.oracle import Key, Value, expected_kpis
from tests.oracle.common import begins
from tests.oracle.needs import NEEDS

D = date(2016, 12, 31)
YEAR = (date(2016, 1, 1), D)
PUBLISHED = date(2014, 7, 22)  # the article on the Messenger


def digests(folder: pathlib.Path) -> dict[str, tuple[str, int]]:
    """Digest and modification time of every file."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[pathlib.Path, Truth]:
    landing = tmp_path_factory.mktemp("city")
    return landing, generate(landing)


@pytest.fixture(scope="module")
def published(city) -> dict[Key, Value]:
    return expected_kpis(city[1], LAST_DAY, [PUBLISHED, D])


def test_the_city_is_the_same_every_time(city, tmp_path):
    again = generate(tmp_path)
    assert digests(tmp_path) == digests(city[0])
    assert again == city[1]


def test_every_row_is_accounted_for(city):
    truth = city[1]
    assert len(truth.rows) == 51
    for feed, rows in truth.rows.items():
        assert truth.rows_accepted[feed] == len(rows)
        assert truth.rows_read[feed] == len(rows) + truth.rows_quarantined[feed]
        assert sum(truth.quarantined[feed].values()) >= truth.rows_quarantined[feed]
    assert {entry.status for entry in truth.files} == {"accepted", "partly_accepted", "repeated", "refused"}
    midnight = datetime(2021, 11, 30, 16, tzinfo=UTC)  # in Shanghai
    assert max(path.stat().st_mtime for path in city[0].rglob("*.*")) <= midnight.timestamp()


def test_claims_hold_in_the_city(published):
    def year(kpi: str, *member: str) -> float:
        return published[Key(kpi, "calendar_year", *YEAR, None, *member)].value

    def as_of(kpi: str, day: date, *member: str) -> float:
        return published[Key(kpi, "as_of", day, day, None, *member)].value

    campaign = (date(2015, 12, 10), date(2015, 12, 24), None, "batch", "2015-1")
    assert published[Key("NC01", "campaign", *campaign)].value == 500  # C01
    assert published[Key("NC04", "campaign", *campaign)].value == 15
    assert as_of("NC05", D) == 3050  # C02
    assert as_of("NC07", D, "enterprise", RUILI_USCC) == 2500  # C03
    assert year("NC08", "enterprise", RUILI_USCC) == 1300  # C04
    assert year("TR01") == 63  # C05
    assert year("TR02") == 8011  # C06
    assert year("TR03") == 8094
    assert 3 <= year("TR08") <= 4  # C07
    days = [value.value for key, value in published.items() if key.period_kind == "day"]
    assert days.count(8) > 0.9 * len(days)  # C08


def city_at(published: dict[Key, Value], kpi: str, day: date, *member: str) -> float:
    return published[Key(kpi, "as_of", day, day, None, *member)].value


def test_claims_on_the_messenger_hold(published, city):
    stock = [city_at(published, kpi, PUBLISHED) for kpi in ("XQ01", "XQ02", "XQ03", "XQ04", "XQ05")]
    assert stock == [72, 300_000, 6000, 50, 200]  # C09-C13
    issued = {row["title"]: row["issued_on"] for row in city[1].rows["policy_portal.policies"]}  # C14
    assert issued["宁波市职业教育校企合作促进条例"] == (date(2009, 3, 1), date(2009, 3, 31))
    assert issued["校企合作促进条例实施办法"] == (date(2012, 2, 1), date(2012, 2, 29))
    posted = [
        row["posted_on"] for row in city[1].rows["messenger.vacancies"] if isinstance(row["posted_on"], date)
    ]
    assert (min(posted).year, min(posted).month) == (2012, 9)


def test_claims_on_the_docking_event_hold(published):
    day = date(2018, 12, 20)
    year = (date(2018, 1, 1), date(2018, 12, 31))
    found = {
        kpi: published[Key(kpi, "event", day, day, None, "event", JINSHAN)].value
        for kpi in ("JS02", "JS04", "JS05", "JS06")
    }
    assert found == {"JS02": 38, "JS04": 2, "JS05": 4, "JS06": 5}  # C15
    for dimension, member, number in (
        ("measure", "member_enterprises", 38),
        ("role", "主办", 3),
        ("role", "指导", 2),
    ):
        kpi = {"measure": "JS02", "role": "JS06"}[dimension]
        assert published[Key(kpi, "event", day, day, None, dimension, member)].value == number
        assert published[Key(kpi, "calendar_year", *year, None, dimension, member)].value == number
    assert published[Key("JS01", "calendar_year", *year)].value == 1


def test_claims_on_the_engineers_center_hold(published):
    def to_date(kpi: str) -> float:
        return published[Key(kpi, "to_date", date(2020, 4, 1), LAST_DAY)].value

    def year(kpi: str, number: int, *member: str) -> float:
        last = min(date(number, 12, 31), LAST_DAY)
        return published[Key(kpi, "calendar_year", date(number, 1, 1), last, None, *member)].value

    assert city_at(published, "BL01", LAST_DAY) == 120  # C16
    assert [to_date(kpi) for kpi in ("BL02", "BL05", "BL06")] == [220, 960, 200]  # C17, C18
    assert [to_date(kpi) for kpi in ("BL07", "BL08", "BL09")] == [340, 82, 62]  # C19-C21
    assert year("BL13", 2021) == 3121  # C22
    assert city_at(published, "BL14", LAST_DAY) == 1000
    assert year("BL15", 2021) < 1 / 3
    assert 0.3 < year("BL16", 2020) < 0.4  # C23
    assert 0.3 < year("BL16", 2021) < 0.4
    assert year("BL16", 2019) > 0.4
    caps = ("person_year", "project", "child_year")
    assert [year("BL18", number, "cap", cap) for number in (2020, 2021) for cap in caps] == [0] * 6  # C24-C26
    assert [year("BL18", number, "cap", cap) for number in (2018, 2019) for cap in caps] == [1, 0, 2, 2, 1, 0]


def test_each_contract_year_has_equal_shares_of_at_most_a_fifth(city):
    paid: dict[tuple, dict[str, float]] = {}
    basis: dict[tuple, float] = {}
    for row in city[1].rows["finance.subsidy_payments"]:
        kept = row["recovered_on"] is None and begins(row["paid_on"]) <= LAST_DAY
        if row["programme"] == "年薪资助" and kept:
            key = (row["contract_no"], row["grant_year"])
            paid.setdefault(key, {"市级": 0.0, "区级": 0.0})[row["level"]] += row["amount"]
            basis[key] = max(basis.get(key, 0.0), row["basis"])
    claimed = {key: shares for key, shares in paid.items() if key[1] >= 2020}
    assert all(max(shares.values()) <= 0.2 * basis[key] + 1000 for key, shares in claimed.items())
    assert (
        sum(shares["市级"] != shares["区级"] for shares in claimed.values()) == 1
    )  # the part on a smaller basis
    assert sum(shares["市级"] == 0.2 * basis[key] for key, shares in claimed.items()) > 10


def test_claims_on_the_training_company_hold(published):
    assert 95_000 <= city_at(published, "OF01", LAST_DAY) < 100_000  # C28
    assert city_at(published, "OF04", LAST_DAY, "agreement", PLEDGE_NO) == 12_000_000  # C29
    assert city_at(published, "OF03", LAST_DAY) == 5  # C30
    first = [
        published[Key("OF02", "calendar_year", date(y, 1, 1), date(y, 12, 31))].value for y in (2019, 2020)
    ]
    assert first == [5, 1]  # C31


def test_every_kpi_has_figures_in_the_city(published):
    assert {key.kpi_id for key in published} == set(NEEDS)
    assert len(NEEDS) == 66
    assert not [key for key, value in published.items() if value.status == "not_available"]


def test_visits_of_a_class_month_are_three_or_four(city):
    sessions = {row["session_id"]: row for row in city[1].rows["training_office.class_sessions"]}
    visits: dict[tuple, set] = {}
    for row in sessions.values():
        if row["kind"] == "考察" and row["status"] == "已举办" and row["held_on"].year == 2016:
            visits.setdefault((row["class_id"], row["held_on"].month), set()).add(row["held_on"])
    known = {key: days for key, days in visits.items() if key[0] not in ("JXW2016-064", "JXW2016-097")}
    assert {len(days) for days in known.values()} == {3, 4}


def test_no_persons_name_hides_in_public_text(city):
    truth = city[1]
    names = {text for text in truth.personal if not text[0].isascii()}
    assert {len(name) for name in names} == {3}
    found = set()
    for rows in truth.rows.values():
        for column in {column for row in itertools.islice(rows, 1) for column in row} - {"name", "person"}:
            texts = rows.columns[column] if isinstance(rows, LongRows) else [row.get(column) for row in rows]
            for text in set(filter(lambda text: isinstance(text, str), texts)):
                found |= names.intersection(map("".join, zip(text, text[1:], text[2:], strict=False)))
    assert not found
