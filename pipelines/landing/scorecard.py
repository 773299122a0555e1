"""How each provider delivers over time: accepted share, lateness against the cadence, faults that come back.

Computed from raw.files and quarantine.rows; withdrawn files and repeats of a known content do not count.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.contracts import Feed
from pipelines.landing.office import open_office
from pipelines.landing.rules import RULES

FILE = "scorecard.xlsx"


class Score(NamedTuple):
    """One provider, feed and month; the columns of provider_scorecards in a release.

    `accepted_share` is None in a month without rows. `lateness_days` counts the days beyond the feed's cadence since
    the provider's last accepted delivery, at its worst in the month. `repeat_faults` counts kinds of fault (column and
    rule) that an earlier delivery had already.
    """

    provider: str
    system: str
    feed: str
    month: date
    files: int
    rows_read: int
    accepted_share: float | None
    lateness_days: int
    repeat_faults: int


class Repeat(NamedTuple):
    """A kind of fault that came back: its deliveries, how often, first and last day."""

    provider: str
    system: str
    feed: str
    column: str | None
    rule: str
    deliveries: int
    faults: int
    first: date
    last: date


# Deliveries that count, with the day of the one accepted before, and the cadence of the feed.
_DELIVERIES = """
    CREATE OR REPLACE TEMP TABLE scorecard_files AS
    SELECT f.provider, f.system, f.feed, f.file, f.digest, f.rows_read, f.rows_accepted, f.received_at, c.cadence_days,
           f.received_at::DATE AS day, f.status IN ('accepted', 'partly_accepted') AS usable,
           max(CASE WHEN f.status IN ('accepted', 'partly_accepted') THEN f.received_at::DATE END) OVER (
               PARTITION BY f.provider, f.system, f.feed ORDER BY f.received_at, f.file
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS day_before
    FROM raw.files AS f
    JOIN scorecard_cadence AS c ON c.system = f.system AND c.feed = f.feed
    WHERE f.withdrawn_at IS NULL AND f.status IN ('accepted', 'partly_accepted', 'refused')
      AND f.received_at::DATE <= $as_of"""

# Every kind of fault of every delivery, and whether an earlier delivery of that feed and provider had it.
_FAULTS = """
    CREATE OR REPLACE TEMP TABLE scorecard_faults AS
    SELECT *, row_number() OVER (PARTITION BY provider, system, feed, column_name, rule
                                 ORDER BY received_at, file) > 1 AS repeated
    FROM (
        SELECT f.provider, f.system, f.feed, f.file, f.received_at, f.day, q.column_name, q.rule, count(*) AS faults
        FROM scorecard_files AS f
        JOIN quarantine.rows AS q ON q.system = f.system AND q.feed = f.feed AND q.provider = f.provider
            AND q.file = f.file AND q.digest = f.digest
        GROUP BY ALL)"""

# Months from the first delivery on; at a month's end what was due and had not come is late as well.
_SCORES = """
    WITH months AS (
        SELECT provider, system, feed, any_value(cadence_days) AS cadence_days,
               generate_series(date_trunc('month', min(day))::DATE, date_trunc('month', $as_of::DATE)::DATE,
                               INTERVAL 1 MONTH) AS series
        FROM scorecard_files GROUP BY provider, system, feed),
    span AS (SELECT provider, system, feed, cadence_days, unnest(series)::DATE AS month FROM months),
    arrived AS (
        SELECT provider, system, feed, date_trunc('month', day)::DATE AS month, count(*) AS files,
               sum(rows_read) AS rows_read, sum(rows_accepted) AS rows_accepted,
               max(CASE WHEN usable THEN date_diff('day', day_before, day) - cadence_days END) AS gap
        FROM scorecard_files GROUP BY ALL),
    kinds AS (
        SELECT provider, system, feed, date_trunc('month', day)::DATE AS month,
               count(DISTINCT (column_name, rule)) AS repeat_faults
        FROM scorecard_faults WHERE repeated GROUP BY ALL),
    standing AS (
        SELECT s.provider, s.system, s.feed, s.month, any_value(s.cadence_days) AS cadence_days, max(f.day) AS latest
        FROM span AS s
        JOIN scorecard_files AS f ON f.provider = s.provider AND f.system = s.system AND f.feed = s.feed AND f.usable
            AND f.day <= last_day(s.month)
        GROUP BY s.provider, s.system, s.feed, s.month),
    open AS (
        SELECT provider, system, feed, month,
               date_diff('day', latest, least(last_day(month), $as_of::DATE)) - cadence_days AS overdue
        FROM standing)
    SELECT provider, system, feed, month, coalesce(files, 0), coalesce(rows_read, 0)::BIGINT,
           CASE WHEN rows_read > 0 THEN rows_accepted / rows_read END,
           greatest(coalesce(gap, 0), coalesce(overdue, 0), 0) AS lateness_days, coalesce(repeat_faults, 0)
    FROM span
    LEFT JOIN arrived USING (provider, system, feed, month)
    LEFT JOIN kinds USING (provider, system, feed, month)
    LEFT JOIN open USING (provider, system, feed, month)
    WHERE files > 0 OR lateness_days > 0
    ORDER BY provider, system, feed, month"""

_REPEATS = """
    SELECT provider, system, feed, column_name, rule, count(*), sum(faults)::BIGINT, min(day), max(day)
    FROM scorecard_faults GROUP BY ALL HAVING count(*) > 1
    ORDER BY provider, system, feed, count(*) DESC, column_name, rule"""


def scorecards(
    con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed], as_of: date
) -> tuple[list[Score], list[Repeat]]:
    """Scores by provider, feed and month up to `as_of`, and the kinds of fault that came back.

    A month without delivery has a row only where one was overdue.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE scorecard_cadence (system VARCHAR, feed VARCHAR, cadence_days BIGINT)"
    )
    rows = [(feed.system, feed.name, feed.cadence_days) for feed in feeds]
    con.executemany("INSERT INTO scorecard_cadence VALUES (?, ?, ?)", rows)
    con.execute(_DELIVERIES, {"as_of": as_of})
    con.execute(_FAULTS)
    scores = [Score(*row) for row in con.execute(_SCORES, {"as_of": as_of}).fetchall()]
    repeats = [Repeat(*row) for row in con.execute(_REPEATS).fetchall()]
    for table in ("scorecard_faults", "scorecard_files", "scorecard_cadence"):
        con.execute(f"DROP TABLE {table}")
    return scores, repeats


def write_scorecards(
    folder: Path, feeds: Iterable[Feed], scores: Iterable[Score], repeats: Iterable[Repeat]
) -> list[Path]:
    """Write `folder`/<provider>/scorecard.xlsx for every provider of `scores` and return the paths."""
    named = {(feed.system, feed.name): feed for feed in feeds}
    again: dict[str, list[Repeat]] = {}
    for repeat in repeats:
        again.setdefault(repeat.provider, []).append(repeat)
    paths = []
    for provider, rows in groupby(scores, key=lambda score: score.provider):
        path = folder / provider / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, named, list(rows), again.get(provider, []))
        paths.append(path)
    return paths


def _title(feed: Feed) -> str:
    return f"{feed.system_title_zh} · {feed.title_zh} / {feed.system_title_en} · {feed.title_en}"


def _write(path: Path, feeds: dict[tuple, Feed], scores: list[Score], repeats: list[Repeat]) -> None:
    with open_office(path) as office:
        titles = {
            "数据表 Feed": 60,
            "月份 Month": 12,
            "文件数 Files": 12,
            "读取行数 Rows read": 16,
            "接收率 Accepted share": 16,
            "逾期天数 Days late": 16,
            "重犯问题种数 Kinds of fault repeated": 24,
        }
        sheet = office.sheet("记分卡 Scorecard", tuple(titles.values()))
        lines = [
            (_title(feeds[score.system, score.feed]), f"{score.month:%Y-%m}", *score[4:])
            for score in sorted(
                scores, key=lambda score: (-score.month.toordinal(), score.system, score.feed)
            )
        ]
        styles = ("text", "text", "text", "text", "share", "text", "text")
        last = office.table(sheet, tuple(titles), lines, styles)
        sheet.conditional_format(
            1, 4, last, 4, {"type": "cell", "criteria": "<", "value": 0.9, "format": office.formats["bad"]}
        )
        for column in (5, 6):
            sheet.conditional_format(
                1, column, last, column, {"type": "cell", "criteria": ">", "value": 0, "format": office.formats["warn"]}
            )  # fmt: skip
        titles = {
            "数据表 Feed": 60,
            "列 Column": 30,
            "问题": 40,
            "Problem": 44,
            "出现的文件数 Deliveries": 16,
            "次数 Faults": 12,
            "首次 First": 12,
            "最近 Last": 12,
        }
        sheet = office.sheet("反复出现的问题 Repeats", tuple(titles.values()))
        office.table(sheet, tuple(titles), [_repeat_line(feeds, repeat) for repeat in repeats])
        _words(office)


def _repeat_line(feeds: dict[tuple, Feed], repeat: Repeat) -> tuple:
    feed = feeds[repeat.system, repeat.feed]
    column = next((column for column in feed.columns if column.field == repeat.column), None)
    name = f"{[*column.headers_zh, column.field][0]}（{column.field}）" if column else "整行 / whole row"
    rule = RULES[repeat.rule]
    return (
        _title(feed),
        name,
        rule.zh,
        rule.en,
        repeat.deliveries,
        repeat.faults,
        str(repeat.first),
        str(repeat.last),
    )


def _words(office) -> None:
    sheet = office.sheet("说明 About", (28, 60, 70))
    lines = (
        (
            "接收率 Accepted share",
            "当月接收行数 ÷ 读取行数；低于 90% 标红。",
            "Rows accepted of rows read; red below 90 %.",
        ),
        (
            "逾期天数 Days late",
            "距上次被接收的报送超过约定报送周期的天数，取当月最大值；当月未报送而已到期的也计。",
            "Days beyond the agreed cadence since the last accepted delivery, the worst of the month; also where nothing came.",
        ),
        (
            "重犯问题种数 Kinds of fault repeated",
            "以前的文件里出现过、这个月又出现的问题种数（按列和原因计）。",
            "Kinds of fault (column and reason) that an earlier file had already.",
        ),
    )
    office.table(sheet, ("项目 Item", "含义", "Meaning"), lines)
