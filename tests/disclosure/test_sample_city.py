"""The attack on what the sample city publishes: all tables at once, and with the release before."""

import pytest

from pipelines.disclosure import suppress
from pipelines.disclosure.complementary import Earlier, decide
from pipelines.disclosure.rows import DEEDS, KEY, read_rows
from tests.disclosure.knowledge import load, release_tables
from tests.disclosure.rule import exposed

pytestmark = pytest.mark.xdist_group("sample")
K = 5


@pytest.fixture
def published(sample_run):
    home = sample_run.home
    with release_tables(home.path / "warehouse.duckdb", (home.current / "release.duckdb").resolve()) as con:
        yield con


def test_no_hidden_figure_of_the_city_can_be_worked_out(published):
    found = exposed(published, K)
    assert not found, sorted(found)[:5]
    assert published.execute("SELECT count(*) FROM figure WHERE hidden").fetchone()[0] > 3000


@pytest.mark.heavy  # a minute of linear programs; test_random_tables has the same control on small tables
def test_without_complementary_suppression_hundreds_can(published):
    published.execute(
        """UPDATE shown_rows SET status = 'ok' FROM truth AS t WHERE t.row = shown_rows.row
            AND NOT coalesce(t.cell_kind = 'person' AND (t.n BETWEEN 1 AND 4 OR t.n_complement BETWEEN 1 AND 4), false)
            AND NOT coalesce(t.cell_kind = 'money' AND t.n > 0 AND (t.n < 3 OR t.top_share > 0.85), false)"""
    )
    assert len(exposed(published, K)) > 100


def test_few_rows_are_hidden_to_protect_others(sample_run):
    """What readers lose: no city total of a year but the first, and one row in fifty at most."""
    small = """n BETWEEN 1 AND 4 OR n_complement BETWEEN 1 AND 4"""
    home = sample_run.home
    hidden = set(home.release("SELECT kpi_id, period_start, district_code, dimension, member, period_kind FROM "
                              "kpi_values WHERE status = 'suppressed'"))  # fmt: skip
    primary = set(home.warehouse("SELECT kpi_id, period_start, district_code, dimension, member, period_kind FROM "
                                 f"kpi.kpi_values WHERE cell_kind <> 'public' AND ({small})"))  # fmt: skip
    rows = home.warehouse("SELECT count(*) FROM kpi.kpi_values")[0][0]
    secondary = hidden - primary
    assert 0 < len(secondary) < rows / 50
    years = [row for row in secondary if row[2] is row[3] is None and row[5] == "calendar_year"]
    assert all(row[1].year == 2015 for row in years), years


def test_the_undated_and_the_targets_are_held_to_the_primary_rule_too(sample_run):
    """Rows the attack does not join to others."""
    shown = sample_run.home.release(
        "SELECT kpi_id, period_kind, member FROM kpi_values WHERE status <> 'suppressed' AND period_end IS NULL"
    )
    small = sample_run.home.warehouse(
        """SELECT kpi_id, period_kind, member FROM kpi.kpi_values WHERE period_end IS NULL AND (
             cell_kind = 'person' AND (n BETWEEN 1 AND 4 OR n_complement BETWEEN 1 AND 4)
             OR cell_kind = 'money' AND n BETWEEN 1 AND 2)"""
    )
    assert small and not set(small) & set(shown)


def test_the_gate_remembers_what_readers_were_shown(sample_run):
    release = sample_run.home.current.resolve().name
    kept = sample_run.home.remembered("SELECT count(*), count(*) FILTER (hidden) FROM cells", release)
    rows = sample_run.home.release("SELECT count(*), count(*) FILTER (status = 'suppressed') FROM kpi_values")
    assert kept == rows
    assert sample_run.home.release("SELECT value FROM release_info WHERE key = 'unprotected_figures'") == [
        ("0",)
    ]


def test_the_same_figures_may_be_published_again_and_again(published):
    """Five nights without news: each release hides what the last one hid, and nothing becomes open."""
    rows = read_rows(published, "inside")
    homes = {
        (dimension, member): home for dimension, member, home in published.execute("FROM homes").fetchall()
    }
    first = decide(rows, K, homes)
    again = decide(rows, K, homes, [Earlier(rows, first.hidden)] * 5)
    assert not first.unprotected and not again.unprotected
    assert again.hidden == first.hidden


def test_kpis_that_count_deeds_are_known(sample_run):
    """Where the persons behind a row are not its figure, they can be worked out on their own."""
    rows = sample_run.home.warehouse(
        "SELECT DISTINCT kpi_id FROM kpi.kpi_values WHERE cell_kind = 'person' AND n <> numerator"
    )
    assert {kpi for (kpi,) in rows} - {"TG01"} <= DEEDS


@pytest.mark.heavy
def test_the_next_release_is_held_against_the_last(published):
    """Small districts gain five accounts each, their partners none: both releases together tell nothing."""
    con = published
    before = read_rows(con, "inside")
    shown = set(con.execute(f"SELECT {', '.join(KEY)} FROM outside WHERE status <> 'suppressed'").fetchall())
    last = Earlier(before, frozenset(i for i, row in enumerate(before) if row.key not in shown))
    con.execute("CREATE TABLE inside_2 AS SELECT * FROM inside")
    districts = "kpi_id = 'NC01' AND period_kind = 'calendar_year' AND district_code IS NOT NULL"
    years = con.execute(
        f"""SELECT period_start FROM inside JOIN outside AS o USING ({", ".join(KEY[:5])}) WHERE {districts}
            GROUP BY period_start HAVING count(*) FILTER (o.status = 'suppressed') >
                count(*) FILTER (inside.n BETWEEN 1 AND 4) AND count(*) FILTER (inside.n BETWEEN 1 AND 4) > 0"""
    ).fetchall()
    assert years
    for (start,) in years:
        year = f"kpi_id = 'NC01' AND period_kind = 'calendar_year' AND period_start = DATE '{start}'"
        small = f"{year} AND n BETWEEN 1 AND 4"
        gain = con.execute(f"SELECT 5 * count(*) FROM inside_2 WHERE {small}").fetchone()[0]
        for rows, more in ((small, 5), (f"{year} AND district_code IS NULL", gain)):
            con.execute(f"UPDATE inside_2 SET numerator = numerator + {more}, n = n + {more} WHERE {rows}")
    homes = {(dimension, member): home for dimension, member, home in con.execute("FROM homes").fetchall()}
    for earlier in ([], [last]):
        con.execute("CREATE OR REPLACE TABLE outside_2 AS SELECT * FROM inside_2")
        suppression = suppress(con, "outside_2", K, homes, earlier)
        assert not suppression.unprotected
        if not earlier:
            con.execute("CREATE TABLE forgetful AS SELECT * FROM outside_2")
    load(con, 2, "inside_2", "outside_2")
    assert not exposed(con, K)
    # The control: a gate without memory publishes what grew, and the old figure with it.
    con.execute("DELETE FROM shown_rows WHERE release = 2")
    con.execute("DELETE FROM truth WHERE release = 2")
    load(con, 2, "inside_2", "forgetful")
    assert exposed(con, K)
