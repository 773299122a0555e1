"""Boundary expectations: what a feed's deliveries must look like, with parameters from its contract.

They judge deliveries (volume, accepted share, freshness), never single rows: those quarantine has judged.
"""

from collections.abc import Iterable
from datetime import date

from expectations.suite import Expectation
from pipelines.contracts import Boundary, Feed

_FILES = """(SELECT * FROM raw.files WHERE system = '{system}' AND feed = '{feed}'
             AND status IN ('accepted', 'partly_accepted', 'refused') AND withdrawn_at IS NULL)"""


# Earlier deliveries of a feed must be this many before anything counts as usual.
_USUAL_FROM = 3


def boundary_suite(feeds: Iterable[Feed], as_of: date) -> list[Expectation]:
    """Expectations of each feed: share, readability, volume and distribution of what arrived last; freshness at `as_of`."""
    return [expectation for feed in feeds for expectation in _of_feed(feed, as_of)]


def _of_feed(feed: Feed, as_of: date) -> list[Expectation]:
    files = _FILES.format(system=feed.system, feed=feed.name)
    last = f"(SELECT * FROM {files} WHERE loaded_at = (SELECT max(loaded_at) FROM {files}))"
    bounds = feed.boundary

    changed = _changed_columns(files, bounds)

    def make(
        name: str,
        sql: str,
        low: float | None,
        high: float | None,
        en: str,
        zh: str,
        columns: str | None = None,
    ) -> Expectation:
        return Expectation(
            f"boundary.{feed.id}.{name}",
            "boundary",
            bounds.severity,
            feed.owner,
            sql,
            low,
            high,
            en,
            zh,
            ("raw", feed.system, feed.name),
            columns,
            {column.name: column.headers_zh[0] for column in feed.columns if column.headers_zh},
        )

    return [
        make(
            "accepted_share",
            f"SELECT sum(rows_accepted) / nullif(sum(rows_read), 0) FROM {last}",
            bounds.accepted_share_min,
            1,
            f"Too many rows of the last deliveries of “{feed.title_en}” were refused; the receipts say which and why.",
            f"“{feed.title_zh}”最近报送的数据退回行过多，原因见回执。",
        ),
        make(
            "files_readable",
            f"SELECT count(*) FILTER (WHERE status = 'refused') FROM {last}",
            None,
            0,
            f"A whole file of “{feed.title_en}” was refused; its receipt says why.",
            f"“{feed.title_zh}”有文件被整体退回，原因见回执。",
        ),
        make(
            "volume",
            f"""SELECT max(rows_read / usual) FROM {last},
                (SELECT median(rows_read) AS usual FROM {files}
                 WHERE loaded_at < (SELECT max(loaded_at) FROM {files}) HAVING count(*) >= {_USUAL_FROM})
                WHERE usual > 0""",
            None,
            bounds.volume_ratio_max,
            f"A delivery of “{feed.title_en}” is far larger than usual; ask the provider whether it repeats old rows.",
            f"“{feed.title_zh}”一次报送的行数远多于往常，请向报送单位核实是否重复报送。",
        ),
        make(
            "distribution",
            f"SELECT count(*) FILTER (has_changed) FROM ({changed}) HAVING count(*) > 0",
            None,
            0,
            f"Columns of “{feed.title_en}” look unlike earlier deliveries: emptied, or numbers {bounds.mean_ratio_max:g} "
            "times as large or as small. Ask the provider about a changed template or unit.",
            f"“{feed.title_zh}”有的栏目与以往报送明显不同：变为空白，或数值相差{bounds.mean_ratio_max:g}倍以上。"
            "请向报送单位核实模板或单位是否改变。",
            f"SELECT column_name FROM ({changed}) WHERE has_changed ORDER BY column_name",
        ),
        make(
            "freshness",
            f"SELECT date_diff('day', max(received_at)::DATE, DATE '{as_of}') FROM {files} WHERE status <> 'refused'",
            None,
            feed.cadence_days,
            f"“{feed.title_en}” is late: due every {feed.cadence_days} days; figures show the last data received.",
            f"“{feed.title_zh}”未按时报送（应每{feed.cadence_days}天报送一次），页面显示最近一次收到的数据。",
        ),
    ]


def _changed_columns(files: str, bounds: Boundary) -> str:
    """One row per column of what arrived last and earlier: whether it was emptied or its mean moved far."""
    return f"""
        WITH judged AS (SELECT *, loaded_at = max(loaded_at) OVER () AS is_last FROM {files} WHERE rows_accepted > 0),
        looks AS (
            SELECT column_name, is_last, sum(empty) / sum(rows) AS empty,
                   sum(total) / nullif(sum(rows - empty), 0) AS mean, count(*) AS files
            FROM judged INNER JOIN gate.delivery_profiles USING (file_no) GROUP BY column_name, is_last)
        SELECT column_name,
               coalesce(last.empty >= {bounds.emptied_share} AND usual.empty <= 0.5, FALSE)
               OR coalesce(greatest(last.mean / usual.mean, usual.mean / last.mean) >= {bounds.mean_ratio_max}
                           AND last.mean > 0 AND usual.mean > 0, FALSE) AS has_changed
        FROM looks AS last INNER JOIN looks AS usual USING (column_name)
        WHERE last.is_last AND NOT usual.is_last AND usual.files >= {_USUAL_FROM}"""
