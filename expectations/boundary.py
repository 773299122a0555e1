"""Boundary expectations: what a feed's deliveries must look like, with parameters from its contract.

They judge deliveries (volume, accepted share, freshness), never single rows: those quarantine has judged.
"""

from collections.abc import Iterable
from datetime import date

from expectations.suite import Expectation
from pipelines.contracts import Feed

_FILES = """(SELECT * FROM raw.files WHERE system = '{system}' AND feed = '{feed}'
             AND status IN ('accepted', 'partly_accepted', 'refused') AND withdrawn_at IS NULL)"""


def boundary_suite(feeds: Iterable[Feed], as_of: date) -> list[Expectation]:
    """Three expectations a feed: accepted share and volume of what arrived last, and freshness at `as_of`."""
    return [expectation for feed in feeds for expectation in _of_feed(feed, as_of)]


def _of_feed(feed: Feed, as_of: date) -> list[Expectation]:
    files = _FILES.format(system=feed.system, feed=feed.name)
    last = f"(SELECT * FROM {files} WHERE loaded_at = (SELECT max(loaded_at) FROM {files}))"
    bounds = feed.boundary

    def make(name: str, sql: str, low: float | None, high: float | None, en: str, zh: str) -> Expectation:
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
                 WHERE loaded_at < (SELECT max(loaded_at) FROM {files}) HAVING count(*) >= 3)
                WHERE usual > 0""",
            None,
            bounds.volume_ratio_max,
            f"A delivery of “{feed.title_en}” is far larger than usual; ask the provider whether it repeats old rows.",
            f"“{feed.title_zh}”一次报送的行数远多于往常，请向报送单位核实是否重复报送。",
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
