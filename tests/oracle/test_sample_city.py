"""The sample city: the same every time, nothing lost, and the published claims hold in it."""

import hashlib
import pathlib
from datetime import UTC, date, datetime

import pytest

from pipelines.sample_city import LAST_DAY, RUILI_USCC, Truth, generate
from tests.oracle import Key, Value, expected_kpis

D = date(2016, 12, 31)
YEAR = (date(2016, 1, 1), D)


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
    return expected_kpis(city[1], LAST_DAY, [date(2014, 7, 22), D])


def test_the_city_is_the_same_every_time(city, tmp_path):
    again = generate(tmp_path)
    assert digests(tmp_path) == digests(city[0])
    assert again == city[1]


def test_every_row_is_accounted_for(city):
    truth = city[1]
    assert len(truth.rows) == 14
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
    assert as_of("XQ01", date(2014, 7, 22)) == 72  # C09
    assert as_of("XQ03", date(2014, 7, 22)) == 6000  # C11


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
    columns = (
        ("market_registry.enterprises", "legal_name"),
        ("messenger.schools", "name"),
        ("training_office.training_classes", "title"),
        ("online_college.online_courses", "title"),
    )
    public = "|".join({row.get(column) or "" for feed, column in columns for row in truth.rows[feed]})
    assert not [name for name in names if name in public]
