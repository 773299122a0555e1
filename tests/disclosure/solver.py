"""How closely can hidden figures be worked out? Exact intervals by linear programming."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

TOLERANCE = 1e-4
Term = tuple[Hashable, float]  # (unknown, coefficient)


@dataclass
class Puzzle:
    """Unknown figures with the least anyone knows of them, and what is known to hold between them."""

    least: Mapping[Hashable, float]
    equal: list[tuple[Sequence[Term], float]] = field(default_factory=list)  # sum = number
    at_least: list[tuple[Sequence[Term], float]] = field(default_factory=list)  # sum >= number

    def exposed(self, wanted: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, tuple[float, float]]:
        """Of the unknowns in `wanted` (must be able to reach low, high) those that cannot, with their intervals."""
        found = {}
        for component in self._components():
            targets = {cell: wanted[cell] for cell in component.names if cell in wanted}
            found |= component.exposed(targets)
        return found

    def interval(self, cell: Hashable) -> tuple[float, float]:
        """The least and the most the figure can be."""
        component = next(c for c in self._components() if cell in c.place)
        return component.reach(cell, 1), component.reach(cell, -1)

    def _components(self) -> Iterable["_Component"]:
        parent = {cell: cell for cell in self.least}

        def root(cell: Hashable) -> Hashable:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        for terms, _ in (*self.equal, *self.at_least):
            for (one, _), (other, _) in pairwise(terms):
                parent[root(one)] = root(other)
        members, rows = defaultdict(list), defaultdict(lambda: ([], []))
        for cell in self.least:
            members[root(cell)].append(cell)
        for side, relations in enumerate((self.equal, self.at_least)):
            for terms, number in relations:
                rows[root(terms[0][0])][side].append((terms, number))
        for name, cells in members.items():
            yield _Component(cells, [self.least[c] for c in cells], *rows[name])


class _Component:
    """Unknowns that hang together; every solution seen widens what is known to be possible."""

    def __init__(self, names: list, least: list[float], equal: list, at_least: list):
        self.names, self.least = names, least
        self.place = {name: i for i, name in enumerate(names)}
        self._equal, self._at_least = self._matrix(equal), self._matrix(at_least)
        self._low, self._high = np.full(len(names), np.inf), np.full(len(names), -np.inf)

    def _matrix(self, relations: list) -> tuple[csr_array, np.ndarray] | None:
        if not relations:
            return None
        entries = [(c, i, self.place[n]) for i, (terms, _) in enumerate(relations) for n, c in terms]
        data, rows, columns = zip(*entries, strict=True)
        shape = (len(relations), len(self.names))
        return csr_array((data, (rows, columns)), shape=shape), np.array([number for _, number in relations])

    def reach(self, cell: Hashable, sign: int) -> float:
        """The least (sign 1) or most (sign −1) of a figure; infinite when nothing bounds it."""
        objective = np.zeros(len(self.names))
        objective[self.place[cell]] = sign
        return self._solve(objective, cell)

    def _solve(self, objective: np.ndarray, cell: Hashable | None) -> float:
        answer = self._programme(objective, presolve=True)
        if (
            answer.status == 2
        ):  # HiGHS' presolve calls some unbounded problems infeasible: without it it knows
            answer = self._programme(objective, presolve=False)
        if answer.status == 3:  # unbounded
            return np.inf
        assert answer.status == 0, answer.message  # the true world is always possible
        self._low, self._high = np.minimum(self._low, answer.x), np.maximum(self._high, answer.x)
        return float("nan") if cell is None else float(answer.x[self.place[cell]])

    def _programme(self, objective: np.ndarray, presolve: bool) -> OptimizeResult:
        return linprog(
            objective,
            A_eq=self._equal and self._equal[0],
            b_eq=self._equal and self._equal[1],
            A_ub=self._at_least and -self._at_least[0],
            b_ub=self._at_least and -self._at_least[1],
            bounds=[(low, None) for low in self.least],
            method="highs",
            options={"presolve": presolve},
        )

    def exposed(self, wanted: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, tuple[float, float]]:
        found = {}
        for cell, (low, high) in wanted.items():
            i, slack = self.place[cell], TOLERANCE * max(1.0, abs(high))
            least = self._low[i] if self._low[i] <= low + slack else self.reach(cell, 1)
            most = self._high[i] if self._high[i] >= high - slack else self.reach(cell, -1)
            if least > low + slack or most < high - slack:
                found[cell] = (least, most)
        return found
