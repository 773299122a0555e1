"""What can be wrong, in both languages: findings of a run, and the judgement that holds them."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

import orjson

RUN_KEY = "run.refresh"
SCHEDULE_KEY = "schedule.nightly_refresh"


class Both(NamedTuple):
    """One text in Chinese and English."""

    zh: str
    en: str


NOTHING = Both("", "")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `key` names the incident it belongs to, run after run."""

    key: str
    severity: str  # error or warning
    what: Both
    owner: Both
    cause: Both = NOTHING
    size: Both = NOTHING  # how much it concerns, never a count below k
    since: str = ""  # empty: since the run that found it first


@dataclass(frozen=True)
class Judgement:
    """What one run found and what it found in order; `complete` when it judged everything there is to judge."""

    findings: tuple[Finding, ...] = ()
    passed: frozenset[str] = frozenset()
    complete: bool = False


def dump_finding(finding: Finding) -> str:
    return orjson.dumps(asdict(finding), default=tuple).decode()


def load_finding(text: str) -> Finding:
    return _finding(orjson.loads(text))


def dump_judgement(judgement: Judgement) -> str:
    return orjson.dumps(asdict(judgement) | {"passed": sorted(judgement.passed)}, default=tuple).decode()


def load_judgement(text: str) -> Judgement:
    fields = orjson.loads(text)
    findings = tuple(_finding(item) for item in fields["findings"])
    return Judgement(findings, frozenset(fields["passed"]), fields["complete"])


def _finding(fields: dict) -> Finding:
    return Finding(**fields | {name: Both(*fields[name]) for name in ("what", "owner", "cause", "size")})
