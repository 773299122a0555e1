"""Finds for a hidden figure other values that would give exactly the same publication.

A move shifts figures up or down by one amount so that every relation still holds and every published figure stays.
The sum of such moves is a second world that no reader can tell from the true one: the proof that a hidden figure is
protected. Hiding more rows never breaks a proof, so one pass over the figures to protect is enough.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

_TOLERANCE = 1e-6
_BRANCHES = 12  # partners tried per relation
_CLOSING = 3
_OPEN = 4.0  # what one more unbalanced relation is worth against the cost of hiding a row


@dataclass
class Figure:
    """A figure that may move. `row` None = hidden by an earlier release; `fixed` = readers have it already.

    `slice` says whose figure it is: a move between two slices over all periods is easier to find than one over many.
    """

    value: float
    floor: float
    row: int | None
    slice: tuple = ()
    fixed: bool = False


@dataclass(frozen=True)
class _World:
    """A move in the making: steps per figure, rows that it would hide, sum of signs per touched relation."""

    moved: dict[int, int]
    rows: frozenset[int]
    cost: float
    sums: dict[int, int]
    open: frozenset[int]
    slices: frozenset[tuple]

    def rank(self, search: "_Search") -> float:
        """What the move would cost, with what is still to be balanced; the longer of two equals is nearer its end."""
        unfinished = _OPEN * len(self.open) + search.stray * len(self.slices)
        return search.thrift * self.cost + unfinished - 0.01 * len(self.moved)


@dataclass(frozen=True)
class _Search:
    """How a move is looked for; `stray` is what one more slice in the move is worth, `thrift` what hiding is."""

    hiding: bool
    patience: int
    stray: float
    thrift: float = 1.0
    times: int = 1  # a whole may have to move further than each of its parts


_NOTHING = _World({}, frozenset(), 0.0, {}, frozenset(), frozenset())
_AMONG_HIDDEN = (_Search(False, 60, 3.0), _Search(False, 200, 20.0))
_BY_HIDING = (_Search(True, 400, 3.0), _Search(True, 400, 20.0))
_AT_ANY_COST = (
    _Search(True, 1500, 20.0, thrift=0.2),
    _Search(True, 6000, 20.0, thrift=0.05),
    _Search(False, 1000, 20.0, times=3),
    _Search(True, 3000, 3.0, thrift=0.05, times=3),
)


@dataclass
class System:
    """Figures, relations between them, which rows are hidden and what hiding another one costs (None: impossible)."""

    figures: list[Figure]
    costs: Sequence[float | None]
    hidden: set[int]
    together: dict[int, list[int]] = field(default_factory=dict)
    _terms: list[list[tuple[int, int]]] = field(default_factory=list)
    _slack: list[float | None] = field(default_factory=list)
    _totals: list[float] = field(default_factory=list)
    _of: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    _known: dict[tuple, int] = field(default_factory=dict)

    def relate(self, terms: Sequence[tuple[int, int]], exact: bool, constant: float = 0.0) -> None:
        """sum(sign × figure) + constant stays what it is (exact) or not negative; an untrue one binds at its value."""
        known = self._known.setdefault((tuple(sorted(terms)), exact), len(self._terms))
        total = constant + sum(sign * self.figures[place].value for place, sign in terms)
        slack, rest = None if exact else max(total, 0.0), (total if exact else min(total, 0.0)) - constant
        if known < len(self._terms):  # an earlier release says it too: the tighter bound holds
            if not exact:
                self._slack[known] = min(self._slack[known], slack)
                self._totals[known] = max(self._totals[known], rest)
            return
        for place, sign in terms:
            if not self.figures[place].fixed:
                self._of[place].append((len(self._terms), sign))
        self._terms.append(list(terms))
        self._slack.append(slack)
        self._totals.append(rest)

    def least(self) -> list[float]:
        """What each figure is at least even if every row that may be hidden is: a whole is not below its parts."""
        least = [min(figure.floor, figure.value) for figure in self.figures]
        changed = True
        while changed:
            changed = False
            for terms, slack, total in zip(self._terms, self._slack, self._totals, strict=True):
                for side in (1, -1) if slack is None else (1,):
                    bounded = [place for place, sign in terms if sign == side]
                    if len(bounded) == 1:
                        bound = sum(least[place] for place, sign in terms if sign != side) + side * total
                        bound = min(bound, self.figures[bounded[0]].value)
                        if bound > least[bounded[0]] + _TOLERANCE:
                            least[bounded[0]], changed = bound, True
        return least

    def hide(self, row: int) -> None:
        """Hide a row and those that state the same figure."""
        if row not in self.hidden:
            self.hidden.add(row)
            for other in self.together.get(row, []):
                self.hide(other)

    def protect(self, place: int, down: float, up: float, whole: bool) -> bool:
        """Hide rows until the figure may lie `down` below and `up` above its value; False when nothing helps."""
        return all([self._reach(place, -1, down, whole), self._reach(place, 1, up, whole)])

    def _reach(self, place: int, sign: int, need: float, whole: bool) -> bool:
        shifts: dict[int, float] = defaultdict(float)
        left = need
        while left > _TOLERANCE:
            steps = [left, min(left, 1.0)] if whole else [left, min(left, need / 4)]
            found = self._first(place, sign, steps, shifts)
            if found is None:
                return False
            world, step = found
            for row in sorted(world.rows):
                self.hide(row)
            for moved, direction in world.moved.items():
                shifts[moved] += direction * step
            left -= step
        return True

    def _first(self, place: int, sign: int, steps: list[float], shifts: dict) -> tuple[_World, float] | None:
        """The cheapest move known: first among hidden rows, then by hiding more, then by searching longer."""
        searches = [(step, search) for step in dict.fromkeys(steps) for search in _AMONG_HIDDEN]
        searches += [(steps[0], search) for search in _BY_HIDING]
        searches += [(step, search) for search in _AT_ANY_COST for step in dict.fromkeys(steps)]
        for step, search in searches:
            if world := self._search(place, sign, step, shifts, search):
                return world, step
        return None

    def _search(
        self, place: int, sign: int, step: float, shifts: dict[int, float], search: _Search
    ) -> _World | None:
        start = self._extended(_NOTHING, place, sign, step, shifts, search.hiding)
        if start is None:
            return None
        order = count()
        queue = [(0.0, next(order), start)]
        for _ in range(search.patience):
            if not queue:
                return None
            _, _, world = heapq.heappop(queue)
            if not world.open:
                return world
            for further in self._balanced(world, step, shifts, search):
                heapq.heappush(queue, (further.rank(search), next(order), further))
        return None

    def _balanced(
        self, world: _World, step: float, shifts: dict[int, float], search: _Search
    ) -> Iterator[_World]:
        """Worlds in which the shortest open relation is closer to balance, best first."""
        relation = min(world.open, key=lambda c: (len(self._terms[c]), c))
        against = -1 if world.sums[relation] > 0 else 1
        options = []
        for place, sign in self._terms[relation]:
            if 0 <= world.moved.get(place, 0) * against * sign < search.times:
                further = self._extended(world, place, against * sign, step, shifts, search.hiding)
                if further is not None:
                    options.append(further)
        options.sort(key=lambda w: w.rank(search))
        yield from options[:_BRANCHES]
        # Where every cheap partner opens a new relation, a dearer one may close all.
        yield from sorted(options[_BRANCHES:], key=lambda w: (len(w.open), w.cost))[:_CLOSING]

    def _extended(
        self, world: _World, place: int, direction: int, step: float, shifts: dict[int, float], hiding: bool
    ) -> _World | None:
        """The world with one more figure moved; None when that figure cannot move so."""
        figure = self.figures[place]
        times = world.moved.get(place, 0) + direction
        lowest = figure.value + shifts.get(place, 0.0) + times * step
        if figure.fixed or (direction < 0 and lowest < figure.floor - _TOLERANCE):
            return None
        rows, cost = world.rows, world.cost
        row = figure.row
        if row is not None and row not in self.hidden and row not in rows:
            if not hiding or self.costs[row] is None:
                return None
            rows, cost = rows | {row}, cost + self.costs[row]
        sums, unbalanced = dict(world.sums), set(world.open)
        for relation, sign in self._of.get(place, ()):
            sums[relation] = sums.get(relation, 0) + sign * direction
            if self._holds(relation, sums[relation] * step, shifts):
                unbalanced.discard(relation)
            else:
                unbalanced.add(relation)
        slices = world.slices | {figure.slice}
        return _World({**world.moved, place: times}, rows, cost, sums, frozenset(unbalanced), slices)

    def _holds(self, relation: int, change: float, shifts: dict[int, float]) -> bool:
        slack = self._slack[relation]
        if slack is None:
            return change == 0
        if change >= 0 and not shifts:
            return True
        shifted = sum(sign * shifts[place] for place, sign in self._terms[relation] if place in shifts)
        return slack + shifted + change >= -_TOLERANCE
