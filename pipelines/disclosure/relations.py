"""Which published figures tell each other: relations.yml applied to the rows of one release."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from pipelines.disclosure.rows import Row

Cell = tuple[int, str]  # (place of the row, figure)
Homes = Mapping[tuple[str, str], str]  # (dimension, member) → district, as public registers tell


@dataclass(frozen=True)
class Relation:
    """sum(sign × figure) is constant (`exact`) or not negative; whole +1, parts −1, as pairs of cell and sign."""

    terms: tuple[tuple[Cell, int], ...]
    exact: bool


def _listed(wish: object) -> list:
    return wish if isinstance(wish, list) else [wish]


@dataclass(frozen=True)
class _Rule:
    """One line of relations.yml for one KPI and one figure."""

    kpi: str
    figure: str
    part_figures: tuple[str, ...]
    how: str
    match: frozenset[str]
    whole: Mapping[str, object]
    part: Mapping[str, object]


@cache
def _rules() -> tuple[_Rule, ...]:
    entries = yaml.safe_load((Path(__file__).parent / "relations.yml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(
            kpi,
            figure,
            tuple(_listed(entry.get("of", figure))),
            entry["how"],
            frozenset(entry["match"]),
            entry.get("whole", {}),
            entry.get("part", {}),
        )
        for entry in entries
        for kpi in entry["kpis"]
        for figure in entry["figures"]
    )


def _fits(row: Row, pattern: Mapping[str, object]) -> bool:
    return all(getattr(row, name) in _listed(wish) for name, wish in pattern.items() if name != "kpi_id")


def _common(row: Row, match: frozenset[str]) -> list[Hashable]:
    """What whole and part must share, apart from place and the suffix of an event's member."""
    shared: list[Hashable] = []
    if "period" in match:
        # The kind too: a running year may end with its quarter.
        shared += [row.period_kind, row.period_start, row.period_end]
    if "year" in match:
        shared.append(row.period_start.year)
    if "slice" in match:
        shared += [row.dimension, row.member]
    return shared


def _whole_key(row: Row, match: frozenset[str]) -> Hashable | None:
    if row.period_end is None or ("city" in match and row.district_code is not None):
        return None
    if "home" in match and row.district_code is None:
        return None
    suffix = [row.member] if "suffix" in match else []
    place = [row.district_code] if match & {"district", "home"} else []
    return (*_common(row, match), *suffix, *place)


def _part_key(row: Row, match: frozenset[str], homes: Homes) -> Hashable | None:
    if row.period_end is None or ("city" in match and row.district_code is None):
        return None
    if "year" in match and row.period_start.year != row.period_end.year:
        return None
    suffix = [(row.member or "").rpartition("|")[2]] if "suffix" in match else []
    place = [row.district_code] if "district" in match else []
    if "home" in match:
        home = homes.get((row.dimension, row.member))
        if home is None or row.district_code is not None:
            return None
        place = [home]
    return (*_common(row, match), *suffix, *place)


def relations(rows: Sequence[Row], homes: Homes) -> Iterator[Relation]:
    """All relations between the figures of `rows`, which are one release."""
    for rule, whole, members, how in _related(rows, homes):
        if how != "follows":
            cells = [(i, name) for i in members for name in rule.part_figures if name in rows[i].figures()]
            if cells and rule.figure in rows[whole].figures():
                yield from _written((whole, rule.figure), cells, how)


def followers(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Pairs of rows of which the second repeats the first's figures, so that it cannot stay where the first is hidden."""
    for _, whole, members, how in _related(rows, {}):
        if how == "follows":
            yield from ((whole, member) for member in members)


def _related(rows: Sequence[Row], homes: Homes) -> Iterator[tuple[_Rule, int, list[int], str]]:
    """(rule, whole, parts, how) for every rule."""
    by_kpi: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        by_kpi[row.kpi_id].append(place)
    for rule in _rules():
        wholes = [i for i in by_kpi[rule.kpi] if _fits(rows[i], rule.whole)]
        parts = [i for i in by_kpi[rule.part.get("kpi_id", rule.kpi)] if _fits(rows[i], rule.part)]
        for whole, members, how in _groups(rule, rows, wholes, parts, homes):
            yield rule, whole, members, how


def _groups(
    rule: _Rule, rows: Sequence[Row], wholes: list[int], parts: list[int], homes: Homes
) -> Iterator[tuple[int, list[int], str]]:
    """(whole, parts, how)."""
    if "row" in rule.match:
        yield from ((i, [i], rule.how) for i in wholes)
    elif "to_date" in rule.match:
        yield from _running_totals(rule, rows, wholes, parts)
    else:
        groups = _grouped(parts, lambda i: _part_key(rows[i], rule.match, homes))
        for whole in wholes:
            key = _whole_key(rows[whole], rule.match)
            members = [] if key is None else [i for i in groups.get(key, []) if i != whole]
            if members:
                yield whole, members, rule.how


def _grouped(places: Iterable[int], key_of: Callable[[int], Hashable | None]) -> dict[Hashable, list[int]]:
    groups = defaultdict(list)
    for place in places:
        if (key := key_of(place)) is not None:
            groups[key].append(place)
    return groups


def _running_totals(
    rule: _Rule, rows: Sequence[Row], wholes: list[int], parts: list[int]
) -> Iterator[tuple[int, list[int], str]]:
    """A total to a day and the years before it; years that end before the day are at most the total."""

    def slice_of(i: int) -> Hashable | None:
        row = rows[i]
        return (row.district_code, row.dimension, row.member) if row.period_end else None

    years = _grouped(parts, slice_of)
    for whole in wholes:
        day: date | None = rows[whole].period_end
        members = [i for i in years.get(slice_of(whole), []) if day and rows[i].period_end <= day]
        if members:
            last = max(rows[i].period_end for i in members)
            ends_there = last == day or last + timedelta(days=1) == day
            yield whole, members, rule.how if ends_there else ("each" if rule.how == "cover" else "least")


def _written(whole: Cell, parts: list[Cell], how: str) -> Iterator[Relation]:
    if how in ("sum", "least"):
        yield Relation(((whole, 1), *((part, -1) for part in parts)), exact=how == "sum")
        return
    if how == "cover":
        yield Relation(((whole, -1), *((part, 1) for part in parts)), exact=False)
    for part in parts:
        yield Relation(((whole, 1), (part, -1)), exact=False)


def statements(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Pairs of rows of which the first states the other's value: a target's attainment and the figure it is about."""
    figures = defaultdict(list)
    for place, row in enumerate(rows):
        if row.district_code is None and row.dimension is None and row.period_end is not None:
            if row.period_kind == "calendar_year":
                figures[row.kpi_id, row.period_start].append(place)
            elif row.period_kind in ("as_of", "to_date"):
                figures[row.kpi_id, row.period_end].append(place)
    for place, row in enumerate(rows):
        if row.kpi_id == "TG01" and row.member:
            kpi = row.member.rpartition("|")[2]
            for day in {row.period_start, row.period_end}:
                yield from ((place, other) for other in figures[kpi, day])
