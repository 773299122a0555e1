"""What the sample city really holds, so that tests can compare a warehouse with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


class LongRows(Sequence[Row]):
    """Rows of a feed of hundreds of thousands, kept by columns: a row is made when it is asked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in names}

    def append(self, row: Row) -> None:
        for name, values in self.columns.items():
            values.append(row.get(name))

    def extend_columns(self, columns: dict[str, Sequence[Any]]) -> None:
        """Append rows given by columns of equal length; columns that are not given stay empty."""
        length = len(next(iter(columns.values())))
        for name, values in self.columns.items():
            values.extend(columns[name] if name in columns else [None] * length)

    def values(self, *names: str) -> Iterable[tuple]:
        """The given columns side by side, in row order, without a dict per row."""
        return zip(*(self.columns[name] for name in names), strict=True)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __iter__(self) -> Iterator[Row]:
        names = list(self.columns)
        return (dict(zip(names, row, strict=True)) for row in self.values(*names))

    def __getitem__(self, index: int) -> Row:  # type: ignore[override]
        return {name: values[index] for name, values in self.columns.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LongRows) and self.columns == other.columns

    __hash__ = None  # type: ignore[assignment]


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
        "the last row wins" and "the first row stays" need the list order only; `LongRows` for feeds of
        hundreds of thousands. Values are plain Python: str, int, float, bool, datetime, None; a date is a
        `date`, an imprecise one a tuple (first day, last day). A person's document is `person` =
        (type, number) or None; `name` and `phone` are folded text.
    quarantined: 'system.feed' → faults by rule, one per fault.
    personal: every planted document number, person's name and phone number, also those in refused rows and in
        columns that no contract knows.
    facts: what the city is known by, such as Ruili's code and the numbers planted for the claims.
    """

    rows: dict[str, list[Row] | LongRows] = field(default_factory=dict)
    quarantined: dict[str, Counter[str]] = field(default_factory=dict)
    rows_read: Counter[str] = field(default_factory=Counter)
    rows_accepted: Counter[str] = field(default_factory=Counter)
    rows_quarantined: Counter[str] = field(default_factory=Counter)
    files: list[FileTruth] = field(default_factory=list)
    personal: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
