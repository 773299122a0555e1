"""Which further rows must be hidden so that no hidden figure can be worked out from this release and earlier ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from pipelines.disclosure.moves import Figure, System
from pipelines.disclosure.relations import Homes, followers, relations, statements
from pipelines.disclosure.rows import COUNTS, Row

_FINE_PERIODS = ("day", "month", "quarter", "event", "campaign", "cohort")
_STATES = ("as_of", "to_date")


@dataclass(frozen=True)
class Earlier:
    """A release that readers have: its rows with their true figures, and the places of those it hid."""

    rows: Sequence[Row]
    hidden: frozenset[int]


@dataclass(frozen=True)
class Outcome:
    """Places of the rows to hide; of those, the ones hidden only to protect others; figures nothing can protect."""

    hidden: frozenset[int]
    secondary: frozenset[int]
    unprotected: tuple[tuple[int, str], ...]


def decide(rows: Sequence[Row], k: int, homes: Homes, earlier: Sequence[Earlier] = ()) -> Outcome:
    """Primary rule, then the cheapest partners for each figure that could be worked out. `earlier`: newest first."""
    return _Decision(rows, k, homes, earlier).outcome()


def _cost(row: Row) -> float | None:
    """What readers lose with a row: city before district, long periods before short, large before small."""
    if row.status != "ok" or not any(row.figures().values()):
        return None  # a true zero is published
    place = (1 if row.dimension else 3) if row.district_code else (2 if row.dimension else 100)
    period = 1 if row.period_kind in _FINE_PERIODS else 3
    return place * period * (2 if row.cell_kind == "public" else 1) * (1 + log2(1 + (row.n or 0)) / 10)


def _state(row: Row) -> tuple:
    return (row.numerator, row.denominator, row.n, row.n_complement)


class _Names:
    """Finds the row of another release that speaks of the same thing, though a running period ends later there."""

    def __init__(self, rows: Sequence[Row]):
        ends = {}
        for row in rows:
            if row.period_kind in _STATES and row.period_end:
                ends[row.kpi_id] = max(row.period_end, ends.get(row.kpi_id, row.period_end))
        self._ends = ends
        self._exact = {row.key: place for place, row in enumerate(rows)}
        self._loose = {self.loose(row): place for place, row in enumerate(rows)}

    def loose(self, row: Row) -> tuple:
        when = row.period_start
        if row.period_kind in _STATES:
            when = "latest" if row.period_end == self._ends.get(row.kpi_id) else row.period_end
        return (row.kpi_id, row.period_kind, when, row.district_code, row.dimension, row.member)

    def place(self, row: Row, named: "_Names") -> int | None:
        """The place here of `row` of the release that `named` describes."""
        exact = self._exact.get(row.key)
        return exact if exact is not None else self._loose.get(named.loose(row))


class _Decision:
    def __init__(self, rows: Sequence[Row], k: int, homes: Homes, earlier: Sequence[Earlier]):
        self._rows, self._k, self._homes = rows, k, homes
        self._figures: list[Figure] = []
        self._needs: list[tuple[int, Row, str]] = []  # (place of the figure, its row, its name)
        self._here = {
            (place, name): self._figure(row, name, place)
            for place, row in enumerate(rows)
            for name in row.figures()
            if row.kpi_id != "TG01"  # states another row's figure
        }
        self._system = System(self._figures, [_cost(row) for row in rows], set())
        for one, other in statements(rows):
            self._system.together.setdefault(one, []).append(other)
            self._system.together.setdefault(other, []).append(one)
        for whole, follower in followers(rows):
            self._system.together.setdefault(whole, []).append(follower)
        for place, row in enumerate(rows):
            if names := row.sensitive(k):
                self._system.hide(place)
                self._needs += [(self._here[place, n], row, n) for n in names if (place, n) in self._here]
        self._primary = frozenset(self._system.hidden)
        releases = self._remembered(earlier)
        self._relate(rows, self._here)
        for rows_then, cells in releases:
            self._relate(rows_then, cells)

    def _figure(self, row: Row, name: str, place: int | None) -> int:
        self._figures.append(Figure(row.figures()[name], row.floor(name), place, row.key[4:]))
        return len(self._figures) - 1

    def outcome(self) -> Outcome:
        unprotected, least = [], self._system.least()
        for place, row, name in self._needs:
            figure = self._figures[place]
            if figure.fixed:
                continue  # readers have it from an earlier release
            down, up = row.room(name, self._k, least[place])
            if not self._system.protect(place, down, up, whole=name in COUNTS or not row.is_real):
                unprotected.append((place, name))
        hidden = frozenset(self._system.hidden)
        return Outcome(hidden, hidden - self._primary, tuple(unprotected))

    def _remembered(self, earlier: Sequence[Earlier]) -> list[tuple[Sequence[Row], dict]]:
        """Per earlier release its rows and the figures it hid; unchanged ones are the same figures as today's."""
        now = _Names(self._rows)
        versions: dict[tuple, int] = {}
        releases = []
        self._bounds: list[tuple[int, int]] = []  # (figure now, figure then): it has only grown since
        for release in earlier:
            then = _Names(release.rows)
            cells: dict[tuple[int, str], int] = {}
            for place, row in enumerate(release.rows):
                today = now.place(row, then)
                self._remember(row, place, today, place in release.hidden, versions, cells)
            releases.append((release.rows, cells))
        return releases

    def _remember(
        self, row: Row, place: int, today: int | None, was_hidden: bool, versions: dict, cells: dict
    ) -> None:
        same = today is not None and _state(self._rows[today]) == _state(row)
        if was_hidden and same:
            self._system.hide(today)  # what was hidden and has not changed stays hidden
        for name in row.figures():
            current = self._here.get((today, name)) if today is not None else None
            if same:
                if current is not None:
                    cells[place, name] = current
                    self._figures[current].fixed |= not was_hidden
            elif was_hidden:
                self._remember_hidden(row, place, name, current, versions, cells)
            elif current is not None and self._only_grows(row, name, current):
                figure = self._figures[current]
                figure.floor = max(figure.floor, row.figures()[name])

    def _remember_hidden(
        self, row: Row, place: int, name: str, current: int | None, versions: dict, cells: dict
    ) -> None:
        if row.kpi_id == "TG01":
            return
        version = (row.key, name, _state(row))
        if version not in versions:
            versions[version] = self._figure(row, name, None)
            if name in row.sensitive(self._k):
                self._needs.append((versions[version], row, name))
            if current is not None and self._only_grows(row, name, current):
                self._bounds.append((current, versions[version]))
        cells[place, name] = versions[version]

    def _only_grows(self, row: Row, name: str, current: int) -> bool:
        return row.period_kind != "as_of" and self._figures[current].value >= row.figures()[name]

    def _relate(self, rows: Sequence[Row], cells: dict[tuple[int, str], int]) -> None:
        """Relations of one release; what it published stands as a constant."""
        for one, other in self._bounds:
            self._system.relate([(one, 1), (other, -1)], exact=False)
        self._bounds = []
        for relation in relations(rows, self._homes):
            terms = [(cells[cell], sign) for cell, sign in relation.terms if cell in cells]
            if terms:
                self._system.relate(terms, relation.exact, _published(rows, relation.terms, cells))


def _published(rows: Sequence[Row], terms: Iterable[tuple], cells: dict) -> float:
    return sum(
        sign * rows[place].figures()[name] for (place, name), sign in terms if (place, name) not in cells
    )
