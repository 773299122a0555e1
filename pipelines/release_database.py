"""Builds release.duckdb from the warehouse: every table that leaves, after disclosure control."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipelines.checks import CheckResult
from pipelines.claims import CLAIM_RESULTS
from pipelines.contracts import Feed
from pipelines.dictionary import dictionary_rows
from pipelines.disclosure import suppress
from pipelines.disclosure.memory import earlier_releases, public_homes
from pipelines.landing.rules import RULES
from pipelines.landing.scorecard import scorecards
from pipelines.organisations import fill_organisations
from pipelines.releases import code_digest
from pipelines.revisions import write_revisions
from pipelines.settings import REPO, Settings
from pipelines.sql import quote_path

# Selections from the warehouse, in the order of the columns of release_schema.yml.
_QUERIES = {
    "kpi_catalogue": """SELECT kpi_id, name_en, name_zh, definition_en, definition_zh, unit, unit_zh, additivity,
        source_system, is_core, feeds FROM reference.kpi_catalogue ORDER BY kpi_id""",
    "districts": """
        WITH used AS (SELECT DISTINCT district_code AS code FROM kpi.kpi_values WHERE district_code IS NOT NULL),
        named AS (SELECT code, arg_max(name, valid_from) AS name FROM reference.divisions GROUP BY code)
        SELECT coalesce(h.code, u.code), coalesce(h.name_zh, n.name, u.code), coalesce(h.name_en, n.name, u.code),
               coalesce(h.sort_order, 1000)
        FROM reference.home_districts AS h FULL JOIN used AS u ON h.code = u.code
        LEFT JOIN named AS n ON n.code = u.code ORDER BY 4, 1""",
    "members": """
        SELECT 'class', class_id, any_value(title), any_value(title) FROM core.dim_training_class GROUP BY class_id
        UNION ALL
        SELECT 'enterprise', uscc, any_value(legal_name), any_value(legal_name) FROM core.dim_enterprise GROUP BY uscc
        UNION ALL
        SELECT 'school', school_code, any_value(name), any_value(name) FROM core.dim_school GROUP BY school_code
        UNION ALL
        SELECT 'agreement', agreement_no, any_value(title), any_value(title) FROM core.dim_agreement
        GROUP BY agreement_no
        UNION ALL
        SELECT 'event', event_id, any_value(title), any_value(title) FROM core.dim_event GROUP BY event_id
        UNION ALL
        SELECT 'industry', section, name_zh, name_en FROM reference.industry_sections
        UNION ALL
        SELECT 'batch', batch, '批次 ' || batch, 'Batch ' || batch FROM core.dim_quota_batch
        UNION ALL
        SELECT CASE catalogue_version WHEN 2021 THEN 'major' ELSE 'major_of_other_catalogue' END,
               CASE catalogue_version WHEN 2021 THEN code ELSE catalogue_version || ':' || code END,
               any_value(name_zh), any_value(name_en) FROM reference.majors GROUP BY catalogue_version, code
        ORDER BY 1, 2""",
    "deliveries": """
        SELECT system, feed, provider, count(*), sum(rows_read), sum(rows_accepted), sum(rows_quarantined),
               max(received_at)
        FROM raw.files WHERE withdrawn_at IS NULL GROUP BY ALL ORDER BY ALL""",
}


@cache
def release_schema() -> dict[str, dict[str, Any]]:
    """Tables and columns of a release with their descriptions."""
    text = (Path(__file__).parent / "release_schema.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def create_tables(con: duckdb.DuckDBPyConnection, database: str) -> None:
    """All release tables, empty, in the attached `database`."""
    for table, entry in release_schema().items():
        columns = ", ".join(f'"{name}" {column[0]}' for name, column in entry["columns"].items())
        con.execute(f"CREATE TABLE {database}.{table} ({columns})")


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, draft: Path, last: Path | None) -> Iterator[None]:
    """Attach the draft's database as `draft` and the last release's as `last` (empty tables when there is none)."""
    con.execute(f"ATTACH {quote_path(draft)} AS draft")
    if last is not None:
        con.execute(f"ATTACH {quote_path(last)} AS last (READ_ONLY)")
    else:
        con.execute("ATTACH ':memory:' AS last")
        create_tables(con, "last")
    try:
        yield
    finally:
        con.execute("DETACH last")
        con.execute("DETACH draft")


def fill(
    con: duckdb.DuckDBPyConnection,
    feeds: Iterable[Feed],
    info: dict[str, str],
    as_of: date,
    k: int,
    manifest: Path,
    memory: Path,
) -> None:
    """Create and fill the tables of the attached `draft` but check_results, which the judge's verdicts fill."""
    feeds = list(feeds)
    create_tables(con, "draft")
    for table, query in _QUERIES.items():
        con.execute(f"INSERT INTO draft.{table} {query}")
    info = info | {"unprotected_figures": str(_kpi_values(con, k, info["release_id"], memory))}
    con.execute(f"INSERT INTO draft.claim_results {CLAIM_RESULTS}")
    rows = [
        (
            f.system,
            f.name,
            f.title_zh,
            f.title_en,
            f.system_title_zh,
            f.system_title_en,
            f.cadence_days,
            f.owner,
            f.owner_zh,
        )
        for f in feeds
    ]
    con.executemany(f"INSERT INTO draft.feeds VALUES ({', '.join('?' * 9)})", rows)
    _feed_status(con, as_of)
    _quarantine_summary(con)
    fill_organisations(con, feeds)
    if scores := scorecards(con, feeds, as_of)[0]:
        con.executemany(f"INSERT INTO draft.provider_scorecards VALUES ({', '.join('?' * 9)})", scores)
    con.executemany(
        "INSERT INTO draft.dictionary VALUES (?, ?, ?, ?, ?, ?)",
        dictionary_rows(feeds, release_schema(), manifest),
    )
    con.executemany("INSERT INTO draft.release_info VALUES (?, ?)", sorted(info.items()))
    write_revisions(con, feeds)


def _kpi_values(con: duckdb.DuckDBPyConnection, k: int, release_id: str, memory: Path) -> int:
    """The KPI table after disclosure control, in an order that says nothing about values.

    Returns how many hidden figures could still be worked out.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE disclosed AS SELECT * FROM kpi.kpi_values")
    earlier = earlier_releases(con, memory, release_id)
    suppression = suppress(con, "disclosed", k, public_homes(con), earlier)
    names = ", ".join(release_schema()["kpi_values"]["columns"])
    con.execute(
        f"""INSERT INTO draft.kpi_values SELECT {names} FROM disclosed
            ORDER BY kpi_id, period_kind, period_start, period_end, district_code, dimension, member"""
    )
    con.execute("DROP TABLE disclosed")
    return suppression.unprotected


def _feed_status(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    con.execute(
        """INSERT INTO draft.feed_status
           SELECT f.system, f.feed, max(r.received_at), coalesce(sum(r.rows_accepted), 0),
                  coalesce(sum(r.rows_quarantined), 0),
                  CASE WHEN count(r.file) = 0 THEN 'never'
                       WHEN date_diff('day', max(r.received_at)::DATE, $1::DATE) > any_value(f.cadence_days) THEN 'late'
                       ELSE 'fresh' END
           FROM draft.feeds AS f
           LEFT JOIN raw.files AS r ON r.system = f.system AND r.feed = f.feed AND r.withdrawn_at IS NULL
               AND r.status IN ('accepted', 'partly_accepted')
           GROUP BY f.system, f.feed ORDER BY f.system, f.feed""",
        [as_of],
    )


def _quarantine_summary(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE rule_words (rule VARCHAR, zh VARCHAR, en VARCHAR)")
    con.executemany(
        "INSERT INTO rule_words VALUES (?, ?, ?)", [(name, rule.zh, rule.en) for name, rule in RULES.items()]
    )
    con.execute(
        """INSERT INTO draft.quarantine_summary
           SELECT q.system, q.feed, q.provider, q.column_name, q.rule, any_value(w.zh), any_value(w.en), count(*)
           FROM quarantine.rows AS q LEFT JOIN rule_words AS w ON w.rule = q.rule
           GROUP BY q.system, q.feed, q.provider, q.column_name, q.rule ORDER BY ALL"""
    )


def write_check_results(con: duckdb.DuckDBPyConnection, results: Iterable[CheckResult]) -> None:
    """Verdicts of the run into the attached draft."""
    rows = [
        (r.check_id, r.layer, r.severity, r.passed, r.observed, r.message, r.message_zh, r.owner)
        for r in results
    ]
    con.executemany(f"INSERT INTO draft.check_results VALUES ({', '.join('?' * 8)})", rows)


def information(
    settings: Settings, release_id: str, known_at: datetime, built_at: datetime, previous: str
) -> dict[str, str]:
    """The facts of release_info; `previous` is the release that this one is compared with."""
    return {
        "release_id": release_id,
        "as_of": settings.as_of.isoformat(),
        "known_at": known_at.isoformat(sep=" "),
        "built_at": built_at.isoformat(sep=" ", timespec="seconds"),
        "sample": str(settings.is_sample).lower(),
        "small_cell_k": str(settings.small_cell_k),
        "code": code_digest(REPO),
        "previous": previous,
        "city_zh": "宁波市",
        "city_en": "Ningbo",
        "home_city": "330200",
    }


def release_information(database: Path) -> dict[str, str]:
    """The facts that a release states about itself."""
    with duckdb.connect(str(database), read_only=True) as con:
        return dict(con.execute("SELECT key, value FROM release_info ORDER BY key").fetchall())
