"""The audit log: what persons decided, one JSON line each, every line sealed with the digest of the line before it.

No document number, name of a data subject or key enters it: `object` names releases, files, folders and checks.
"""

import fcntl
import getpass
import hashlib
import os
from pathlib import Path
from typing import Any

import orjson

from pipelines.durable import write_whole
from pipelines.settings import Settings, shanghai_now

_FIRST = "0" * 64  # what the first line names as its predecessor


class AuditBroken(RuntimeError):
    """A line of the log was changed, removed or added by hand; the text says where."""


def append(settings: Settings, act: str, target: str, actor: str = "", **details: Any) -> None:
    """Write one line and make it durable. `actor` is a role or a name; the OS account is always written beside it.

    Raises AuditBroken when the log does not end as it was left: nothing is added to a log that was tampered with.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with settings.audit_log.open("a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        lines = _whole_lines(handle.read())
        _check(lines, _head(settings.audit_head))
        handle.truncate(sum(len(line) + 1 for line in lines))
        entry = {
            "time": shanghai_now().isoformat(sep=" ", timespec="seconds"),
            "act": act,
            "actor": actor,
            "account": _account(),
            "object": target,
            **({"details": details} if details else {}),
            "previous": _digest(lines[-1]) if lines else _FIRST,
        }
        line = orjson.dumps(entry)
        handle.write(line + b"\n")
        handle.flush()
        os.fsync(handle.fileno())
        write_whole(settings.audit_head, f"{len(lines) + 1} {_digest(line)}\n".encode())
    settings.audit_log.chmod(0o600)


def read(settings: Settings) -> list[dict[str, Any]]:
    """All entries, oldest first. Raises AuditBroken naming the first line that is not as it was written."""
    lines = _whole_lines(settings.audit_log.read_bytes()) if settings.audit_log.exists() else []
    _check(lines, _head(settings.audit_head))
    return [orjson.loads(line) for line in lines]


def _whole_lines(content: bytes) -> list[bytes]:
    """Without the end of a line that a full disk or a crash cut off: its act was never done."""
    return content.split(b"\n")[:-1]


def _check(lines: list[bytes], head: tuple[int, str] | None) -> None:
    previous = _FIRST
    for number, line in enumerate(lines, start=1):
        try:
            named = orjson.loads(line)["previous"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise AuditBroken(f"line {number} of the audit log is no entry") from None
        if named != previous:
            raise AuditBroken(f"the audit log was changed or a line removed before line {number}")
        previous = _digest(line)
        if head and number == head[0] and previous != head[1]:
            raise AuditBroken(f"line {number} of the audit log was changed")
    # One line more than the head knows is a crash between the two writes; fewer is a removed end.
    if head and len(lines) < head[0]:
        raise AuditBroken(f"the audit log has {len(lines)} lines and was left with {head[0]}")
    if (head is None and len(lines) > 1) or (head and len(lines) > head[0] + 1):
        raise AuditBroken("the audit log has lines that were not written by this program")


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _head(path: Path) -> tuple[int, str] | None:
    """How many lines the log was left with, and the digest of the last one."""
    if not path.exists():
        return None
    count, _, digest = path.read_text(encoding="ascii").strip().partition(" ")
    return int(count), digest


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return f"uid {os.getuid()}"
