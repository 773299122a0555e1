"""What the sample city really holds, so that tests can compare a warehouse with it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class FileTruth:
    """What one file must come to when it is loaded.

    rows_read counts data rows only; blank, group and total rows are counted apart. `status` is that of
    raw.files; a repeated or refused file counts no rows.
    """

    system: str
    feed: str
    provider: str
    file: str
    status: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    blank_rows: int = 0
    total_rows: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass
class Truth:
    """The accepted rows of every feed and what was planted among them.

    rows: 'system.feed' → rows in delivery order (modification time, provider, file, then row order), so that
        "the last row wins" and "the first row stays" need the list order only. Values are plain Python: str,
        int, float, bool, datetime, None; a date is a `date`, an imprecise one a tuple (first day, last day).
        A person's document is `person` = (type, number) or None; `name` and `phone` are folded text.
    quarantined: 'system.feed' → faults by rule, one per fault.
    personal: every planted document number, person's name and phone number, also those in refused rows and in
        columns that no contract knows.
    facts: what the city is known by, such as Ruili's code and the numbers planted for the claims.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    quarantined: dict[str, Counter[str]] = field(default_factory=dict)
    rows_read: Counter[str] = field(default_factory=Counter)
    rows_accepted: Counter[str] = field(default_factory=Counter)
    rows_quarantined: Counter[str] = field(default_factory=Counter)
    files: list[FileTruth] = field(default_factory=list)
    personal: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
