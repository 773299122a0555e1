"""The outbox: every waiting message goes to every channel, one sender at a time.

Before a message leaves it is marked `sending`, after it `sent`. The sender holds a lock that the kernel frees when its
process dies: whoever holds the lock and finds `sending` knows that a sender died at it and that nobody can say whether
the message arrived. The same holds for a receiver that never answered (`unsure`). It is sent again, with the same id and
a word that it may be a repeat: better twice than never.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.alerts.channels import REFUSED, Channel, channels
from pipelines.alerts.store import Message, Store, open_store
from pipelines.settings import Settings, shanghai_now

_LOCK_PATIENCE = 60  # seconds; another sender is then at a slow channel and will take what waits
_FAILURES_IN_A_ROW = 2  # a dead channel costs two time-outs a round, whatever waits for it
_CHRONIC = 5  # attempts after which a message lets younger ones go first
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Delivery:
    """A message that waits for a channel; `uncertain` when nobody knows whether it arrived before."""

    number: int
    message: Message
    uncertain: bool


@dataclass
class Tally:
    """What one round did, and why channels failed."""

    sent: int
    waiting: int
    failures: dict[str, str]


def drain(settings: Settings, now: datetime | None = None, force: bool = False) -> Tally:
    """Send what waits and is due (with `force` all that waits). Failures wait longer each time, up to an hour."""
    now = now or shanghai_now()
    sent, failures = 0, {}
    with open_store(settings) as store, _only_sender(settings) as alone:
        if alone and store.waiting():
            configured = list(channels(settings))
            _readdress(store, [channel.key for channel in configured])
            for channel in configured:
                done, failure = _drain_channel(store, channel, now, force)
                sent += done
                if failure:
                    failures[channel.key] = failure
        return Tally(sent, sum(store.waiting().values()), failures)


@contextmanager
def _only_sender(settings: Settings) -> Iterator[bool]:
    """True while no other process sends; False when another kept sending for a minute."""
    with (settings.alerts / "sender.lock").open("w") as handle:
        deadline = time.monotonic() + _LOCK_PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    yield False
                    return
                time.sleep(0.1)
            else:
                yield True
                return


def _readdress(store: Store, keys: list[str]) -> None:
    """What waits for an address that was taken away or mended goes to the addresses there are."""
    marks = ", ".join("?" * len(keys))
    gone = f"state <> 'sent' AND channel NOT IN ({marks})"
    with store.transaction() as con:
        for (number,) in con.execute(
            f"SELECT DISTINCT message FROM deliveries WHERE {gone}", keys
        ).fetchall():
            con.executemany(
                "INSERT OR IGNORE INTO deliveries (message, channel) VALUES (?, ?)",
                [(number, key) for key in keys],
            )
        con.execute(f"DELETE FROM deliveries WHERE {gone}", keys)


def _drain_channel(store: Store, channel: Channel, now: datetime, force: bool) -> tuple[int, str]:
    """Messages sent, and the last failure. Once one message is due all are tried, so that they keep their order."""
    sent, in_a_row, failure = 0, 0, ""
    if not force and not _something_due(store, channel.key, now):
        return 0, ""
    for delivery in _waiting(store, channel.key):
        _claim(store, delivery, channel.key)
        error = channel.send(delivery.message, delivery.uncertain)
        _settle(store, delivery, channel.key, error, now)
        if error is None:
            sent, in_a_row = sent + 1, 0
            continue
        failure, in_a_row = error, in_a_row + 1
        if in_a_row == _FAILURES_IN_A_ROW:
            break
    return sent, failure


def _something_due(store: Store, channel: str, now: datetime) -> bool:
    sql = "SELECT 1 FROM deliveries WHERE channel = ? AND state <> 'sent' AND next_try <= ?"
    return store.con.execute(sql, [channel, _text(now)]).fetchone() is not None


def _waiting(store: Store, channel: str) -> list[Delivery]:
    rows = store.con.execute(
        """SELECT number, id, kind, title, body, state IN ('sending', 'unsure')
           FROM deliveries JOIN messages ON number = message
           WHERE channel = ? AND state <> 'sent' ORDER BY attempts >= ?, number""",
        [channel, _CHRONIC],
    ).fetchall()
    return [Delivery(row[0], Message(*row[1:5]), bool(row[5])) for row in rows]


def _claim(store: Store, delivery: Delivery, channel: str) -> None:
    store.con.execute(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE message = ? AND channel = ?",
        [delivery.number, channel],
    )


def _settle(store: Store, delivery: Delivery, channel: str, error: str | None, now: datetime) -> None:
    """`sent`, or waiting for twice as long as before."""
    where = [delivery.number, channel]
    if error is None:
        store.con.execute("UPDATE deliveries SET state = 'sent' WHERE message = ? AND channel = ?", where)
        return
    sql = "SELECT attempts FROM deliveries WHERE message = ? AND channel = ?"
    attempts = store.con.execute(sql, where).fetchone()[0]
    pause = min(_FIRST_PAUSE * 2 ** min(attempts - 1, 10), _LONGEST_PAUSE)
    store.con.execute(
        "UPDATE deliveries SET state = ?, next_try = ? WHERE message = ? AND channel = ?",
        ["waiting" if error.startswith(REFUSED) else "unsure", _text(now + pause), *where],
    )


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
