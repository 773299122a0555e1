"""Channels: the log file that always gets every message, and the addresses of COOP_ALERT_URLS through Apprise.

An address holds secrets; it is named by its kind and a digest, in the store, in outputs and in errors.
"""

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

from pipelines.alerts.store import Message
from pipelines.alerts.wording import REPEAT, fit
from pipelines.settings import Settings, shanghai_now

_MAIL_ID: ContextVar[str] = ContextVar("mail_id")
REFUSED = "refused"  # how a failure begins after which the message surely did not arrive
_TITLE_ROOM = 8  # bytes a robot's title needs beyond itself when it is put above the body


class Channel(Protocol):
    """`send` returns why it failed, or None when the receiver has taken the message."""

    key: str

    def send(self, message: Message, repeat: bool) -> str | None: ...


@dataclass(frozen=True)
class LogFile:
    """Appends to a file; a message that stands there whole is not written again."""

    path: Path
    key: str = "log"

    def send(self, message: Message, repeat: bool) -> str | None:
        end = f"-- {message.id}\n"
        text = f"{shanghai_now():%Y-%m-%d %H:%M:%S} {message.title}\n{message.body}\n{end}\n"
        try:
            if repeat and self.path.exists() and end in self.path.read_text("utf-8", errors="replace"):
                return None
            with self.path.open("ab") as handle:
                handle.write(text.encode())
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            return f"{REFUSED}: cannot be written ({error.strerror})"
        return None


@dataclass(frozen=True)
class Address:
    """One receiver behind an Apprise address."""

    key: str
    plugin: Any

    def send(self, message: Message, repeat: bool) -> str | None:
        import apprise

        if self.plugin is None:
            return f"{REFUSED}: not an address that Apprise understands; see docs/alerts.md"
        body = f"{REPEAT}\n\n{message.body}" if repeat else message.body
        service = apprise.Apprise(asset=self.plugin.asset)
        service.add(self.plugin)
        _MAIL_ID.set(message.id)
        if isinstance(getattr(self.plugin, "headers", None), dict):
            self.plugin.headers["Idempotency-Key"] = message.id
        with apprise.LogCapture(level=logging.WARNING) as said:
            sent = service.notify(
                title=message.title,
                body=fit(body, self.plugin.body_maxlen - len(message.title.encode()) - _TITLE_ROOM),
                notify_type=message.kind,
                body_format="text",
            )
            if sent:
                return None
            # Apprise's own words may name a receiver; the number is enough to look it up.
            number = re.search(r"error=(-?\d+)", said.getvalue())
        return f"{REFUSED} with {number[1]}" if number else "no answer"


def channels(settings: Settings) -> Iterator[Channel]:
    """The log file, then every receiver of the addresses in their order."""
    yield LogFile(settings.alerts / "alerts.log")
    for url in settings.alert_urls:
        yield from _receivers(url)


def _receivers(url: str) -> Iterator[Address]:
    """One channel a mailbox: when one of two mailboxes fails, the other must not get the message twice."""
    kind, digest = url.split(":", 1)[0], hashlib.sha256(url.encode()).hexdigest()[:8]
    key = f"{kind}-{digest}"
    base, apprise = _apprise()
    with apprise.LogCapture(level=logging.WARNING):  # it would tell the address
        plugin = apprise.Apprise.instantiate(url, asset=_asset())
        if not isinstance(plugin, base.NotifyEmail) or len(plugin.targets) == 1:
            yield Address(key, plugin)
            return
        for number, target in enumerate(plugin.targets, 1):
            single = apprise.Apprise.instantiate(url, asset=_asset())
            single.targets = [target]
            yield Address(f"{key}.{number}", single)


def _asset() -> Any:
    _, apprise = _apprise()
    return apprise.AppriseAsset(
        app_id="cooperation-warehouse",
        app_desc="School-enterprise cooperation warehouse",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,  # a message goes to its address and nowhere else
        storage_mode="memory",
        service_timeout=20,  # seconds in all, for a receiver that answers byte by byte
    )


@cache
def _apprise() -> tuple[Any, Any]:
    """Apprise's mail module and Apprise, imported where something is sent, with two gaps closed.

    Mails get the message's id, so that a mailbox recognises a repeat. Robots answer a refusal with HTTP 200 and a
    number in the text; Apprise would take that as sent.
    """
    import apprise
    import requests
    from apprise.plugins import dingtalk, feishu, lark, wecombot
    from apprise.plugins.email import base

    logging.getLogger("apprise").propagate = False
    base.make_msgid = lambda domain=None: f"<{_MAIL_ID.get()}@{domain or 'cooperation-warehouse'}>"
    heard = SimpleNamespace(
        post=lambda *args, **options: _heard(requests.post(*args, **options)),
        codes=requests.codes,
        RequestException=requests.RequestException,
    )
    for robot in (wecombot, dingtalk, feishu, lark):
        robot.requests = heard
    return base, apprise


def _heard(response: Any) -> Any:
    """A robot's answer; one that refuses becomes an HTTP error with the robot's own number."""
    try:
        answer = response.json()
    except ValueError:
        return response
    if isinstance(answer, dict) and (code := answer.get("errcode") or answer.get("code")):
        response.status_code = code
    return response
