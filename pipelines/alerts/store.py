"""The memory of alerts, apart from the warehouse: incidents, messages and their deliveries, in one SQLite file.

An incident's change and the message that tells it are one transaction: there is never one without the other.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.alerts.incidents import (
    Finding,
    Judgement,
    dump_finding,
    dump_judgement,
    load_finding,
    load_judgement,
)
from pipelines.settings import Settings

_TABLES = """
-- One row per time that something was wrong.
CREATE TABLE IF NOT EXISTS incidents (
    key TEXT NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT, finding TEXT NOT NULL, PRIMARY KEY (key, opened_at));
CREATE UNIQUE INDEX IF NOT EXISTS one_open_incident ON incidents (key) WHERE closed_at IS NULL;
-- What a run judged, kept until the run is reported.
CREATE TABLE IF NOT EXISTS judgements (event TEXT PRIMARY KEY, judgement TEXT NOT NULL);
-- Runs and missed schedules that incidents know of.
CREATE TABLE IF NOT EXISTS reported (event TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL);
-- One row per message and channel; state is waiting, sending, unsure (no answer) or sent.
CREATE TABLE IF NOT EXISTS deliveries (
    message INTEGER NOT NULL REFERENCES messages, channel TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT NOT NULL DEFAULT '', PRIMARY KEY (message, channel));
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Incident:
    """Something wrong; times are Shanghai wall clock as ISO text, `closed_at` empty while it lasts."""

    finding: Finding
    opened_at: str
    closed_at: str = ""

    @property
    def since(self) -> str:
        return self.finding.since or self.opened_at


@dataclass(frozen=True)
class Message:
    """One text for all channels; `id` stays the same however often it is sent. `kind` is failure, warning or success."""

    id: str
    kind: str
    title: str
    body: str


@dataclass(frozen=True)
class Changes:
    """What one event changed: incidents that began and ended, and how many from before still last."""

    began: tuple[Incident, ...]
    ended: tuple[Incident, ...]
    lasting: int


class Store:
    """Incidents and outbox; each method is one transaction."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con = con

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; one writer at a time, across processes."""
        self.con.execute("BEGIN IMMEDIATE")
        try:
            yield self.con
        except BaseException:
            self.con.execute("ROLLBACK")
            raise
        self.con.execute("COMMIT")

    def keep(self, event: str, judgement: Judgement) -> None:
        """Remember what a run judged; the first word of a run counts."""
        self.con.execute("INSERT OR IGNORE INTO judgements VALUES (?, ?)", [event, dump_judgement(judgement)])

    def judgement(self, event: str) -> Judgement | None:
        row = self.con.execute("SELECT judgement FROM judgements WHERE event = ?", [event]).fetchone()
        return load_judgement(row[0]) if row else None

    def reported(self, event: str) -> bool:
        return self.con.execute("SELECT 1 FROM reported WHERE event = ?", [event]).fetchone() is not None

    def mark(self, name: str, value: str) -> str:
        """The value first given to `name`, in this call or before."""
        self.con.execute("INSERT OR IGNORE INTO marks VALUES (?, ?)", [name, value])
        return self.con.execute("SELECT value FROM marks WHERE name = ?", [name]).fetchone()[0]

    def apply(
        self,
        event: str,
        at: datetime,
        judgement: Judgement,
        compose: Callable[[Changes], Message],
        channels: Callable[[], Iterable[str]],
    ) -> Message | None:
        """Open and close incidents as `judgement` says and put one message into the outbox when that changed any.

        An event counts once, and not after a later one: what it says is then out of date.
        """
        moment = at.isoformat(sep=" ", timespec="seconds")
        with self.transaction() as con:
            late = con.execute("SELECT 1 FROM reported WHERE event = ? OR at > ?", [event, moment]).fetchone()
            con.execute("INSERT OR IGNORE INTO reported VALUES (?, ?)", [event, moment])
            con.execute("DELETE FROM judgements WHERE event = ?", [event])
            if late:
                return None
            changes = self._change(judgement, moment)
            if not changes.began and not changes.ended:
                return None
            message = compose(changes)
            number = con.execute(
                "INSERT INTO messages (id, kind, title, body) VALUES (?, ?, ?, ?)",
                [message.id, message.kind, message.title, message.body],
            ).lastrowid
            con.executemany(
                "INSERT INTO deliveries (message, channel) VALUES (?, ?)",
                [(number, key) for key in channels()],
            )
            return message

    def _change(self, judgement: Judgement, moment: str) -> Changes:
        lasting = {incident.finding.key: incident for incident in self.open_incidents()}
        found = {finding.key: finding for finding in judgement.findings}
        over = {key for key in lasting if key in judgement.passed or judgement.complete} - found.keys()
        began = tuple(Incident(finding, moment) for key, finding in found.items() if key not in lasting)
        ended = tuple(
            Incident(incident.finding, incident.opened_at, moment)
            for key, incident in lasting.items()
            if key in over
        )
        self.con.executemany(
            "UPDATE incidents SET closed_at = ? WHERE key = ? AND closed_at IS NULL",
            [(moment, key) for key in over],
        )
        self.con.executemany(
            # The same second can see an end and a new begin; then it is the old incident that goes on.
            """INSERT INTO incidents (key, opened_at, finding) VALUES (?, ?, ?)
               ON CONFLICT (key, opened_at) DO UPDATE SET closed_at = NULL, finding = excluded.finding""",
            [(item.finding.key, moment, dump_finding(item.finding)) for item in began],
        )
        return Changes(began, ended, len(lasting) - len(ended))

    def open_incidents(self) -> list[Incident]:
        """What is wrong now, oldest first."""
        rows = self.con.execute(
            "SELECT finding, opened_at FROM incidents WHERE closed_at IS NULL ORDER BY opened_at, rowid"
        ).fetchall()
        return [Incident(load_finding(text), opened_at) for text, opened_at in rows]

    def waiting(self) -> dict[str, int]:
        """Messages not yet delivered, by channel."""
        return dict(
            self.con.execute(
                "SELECT channel, count(*) FROM deliveries WHERE state <> 'sent' GROUP BY channel ORDER BY channel"
            ).fetchall()
        )


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """The store of an installation, made when missing."""
    settings.alerts.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(settings.alerts / "alerts.db", timeout=30, isolation_level=None)) as con:
        with _alone(settings.alerts):  # the switch waits for nobody: two at once and one of them fails
            con.execute("PRAGMA journal_mode = WAL")
        con.execute("PRAGMA synchronous = FULL")  # a commit survives the loss of power
        con.executescript(_TABLES)
        yield Store(con)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
