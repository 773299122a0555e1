"""A late, a corrected and a withdrawn file and another definition, each told as a revision; then a person is erased."""

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.landing.persons import Pseudonyms
from tests.faults import town
from tests.run.home import CODE, REPO, Home
from tests.run.test_leaks import texts

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("revisions")]
CITY_2017 = """SELECT kpi_id, value FROM kpi_values WHERE kpi_id IN ('NC08', 'TR01', 'TR02')
    AND period_kind = 'calendar_year' AND period_start = '2017-01-01' AND district_code IS NULL AND dimension IS NULL"""
REVISED = """SELECT kpi_id, old_value, new_value, reason FROM revisions
    WHERE period_start = '2017-01-01' AND slice LIKE 'calendar_year ·  ·  · %' ORDER BY ALL"""
KPIS = "SELECT * FROM kpi.kpi_values ORDER BY ALL"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The small town with a release, running a copy of the code that the test may change."""
    folder = tmp_path_factory.mktemp("revisions")
    for name in CODE:
        source, target = REPO / name, folder / "repo" / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    home = Home(folder / "home", town.AS_OF, folder / "repo")
    town.first(home.landing)
    _refresh(home)
    # 80 days of 45 minutes; the row with a wrong number counts nobody.
    assert dict(home.release(CITY_2017)) == {"NC08": 60, "TR01": 12, "TR02": _persons()}
    return home


def _persons() -> int:
    """Distinct persons of the attendance sheets that lie there: numbers repeat between classes."""
    return len({town.resident(k * 10 + n) for k in range(12) for n in range(20 if k < 8 else 12)})


def _refresh(home: Home, **environment: str) -> str:
    result = home.run(**environment)
    assert result.returncode == 0, result.stdout + result.stderr
    return home.current.resolve().name


def test_late_corrected_withdrawn_and_redefined_and_the_first_release_again(home):
    first, numbers = home.current.resolve().name, home.warehouse(KPIS)

    late = town.study(range(20), 7)
    town.deliver(
        home.landing, "online_college/study_days/platform/late.csv", [town.STUDY, *late], town.SECOND
    )
    header = ["class_id", "title", "organiser", "district", "status"]
    cancelled = ["K3", "第3期培训班", "经信委", "慈溪市", "取消"]
    town.deliver(
        home.landing, "training_office/training_classes/office/b.csv", [header, cancelled], town.SECOND
    )
    _refresh(home)
    revised = {kpi: rest for kpi, *rest in home.release(REVISED)}
    assert revised["NC08"] == [60, 75, "late rows"]
    assert revised["TR01"] == [12, 11, "correction"]

    place = "landing/online_college/study_days/platform/b.csv"
    told = home.run("withdraw", place, "--by", "统计科长")
    assert told.returncode == 0 and "b.csv" in told.stdout, told.stderr
    # Whole months lose their hours, which the gate takes for a fault until a person says otherwise.
    _refresh(home, COOP_ACCEPT="release.kpi_jump")
    revised = {kpi: rest for kpi, *rest in home.release(REVISED)}
    assert revised["NC08"] == [75, 45, "withdrawn delivery"] and "TR01" not in revised

    rebuilt = home.run("rebuild", first)
    assert rebuilt.returncode == 0 and "are the same again" in rebuilt.stdout, rebuilt.stdout + rebuilt.stderr
    assert home.warehouse(KPIS) != numbers

    _redefine(home, "NC08")
    _refresh(home)
    revised = {kpi: rest for kpi, *rest in home.release(REVISED)}
    assert revised["NC08"] == [45, 90, "definition version"]


def _redefine(home: Home, kpi: str) -> None:
    """Give the KPI a new version that counts every hour twice."""
    seed = home.repo / "dbt_project" / "seeds" / "kpi_catalogue.csv"
    with seed.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    for row in rows:
        if row[0] == kpi:
            row[header.index("definition_version")] = "2"
    with seed.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([header, *rows])
    model = home.repo / "dbt_project" / "models" / "kpi" / "kpi_study.sql"
    sql = model.read_text(encoding="utf-8")
    assert sql.count("/ 3600 as numerator") == 2
    model.write_text(sql.replace("/ 3600 as numerator", "/ 1800 as numerator"), encoding="utf-8")


def test_an_erased_person_is_nowhere_and_every_figure_stands(home):
    number = town.resident(3)
    key = Pseudonyms((home.path / "secret").read_bytes()).document("居民身份证", number)
    before, release = home.warehouse(KPIS), home.current.resolve().name
    assert any(key in text for _, text in texts(home.path))  # else the search below would prove nothing
    done = home.run("subject-erase", stdin=f"居民身份证\n{number}\n")
    assert done.returncode == 0 and number not in done.stdout + done.stderr, done.stderr
    assert _refresh(home) == release
    assert home.warehouse(KPIS) == before
    found = [
        where for where, text in [*texts(home.path), *_parquet(home.path)] if key in text or number in text
    ]
    assert found == []
    assert not [path for path in home.landing.rglob("*.csv") if number.encode() in path.read_bytes()]
    log = home.run("audit")
    assert log.returncode == 0 and "subject erase" in log.stdout
    assert number not in log.stdout and key not in log.stdout
    assert home.run("verify-release").returncode == 0


def _parquet(home: Path) -> list[tuple[str, str]]:
    paths = [str(path) for path in home.rglob("*.parquet")]
    with duckdb.connect() as con:
        return [
            (path, repr(con.execute("SELECT * FROM read_parquet(?)", [path]).fetchall())) for path in paths
        ]
