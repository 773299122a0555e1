"""Small hand-made KPI tables, and the attack on what is published of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import duckdb

from pipelines.disclosure.complementary import Earlier, Outcome, decide
from pipelines.disclosure.rows import COLUMNS, KEY, Row
from tests.disclosure.knowledge import load

YEAR = (date(2021, 1, 1), date(2021, 12, 31))


def row(
    kpi_id: str = "NC01",
    value: float = 0.0,
    district: str | None = None,
    period: tuple[date, date] = YEAR,
    kind: str = "calendar_year",
    split: tuple[str, str] | None = None,
    denominator: float | None = None,
    n: int | None = None,
    complement: int | None = None,
    cell_kind: str = "person",
    top_share: float | None = None,
    unit: str = "persons",
) -> Row:
    """A row of kpi_values; `n` is the value itself when it counts persons."""
    dimension, member = split or (None, None)
    status = "not_applicable" if denominator == 0 else "ok"
    persons = int(value) if n is None else n
    key = (kpi_id, kind, *period, district, dimension, member)
    return Row(*key, float(value), denominator, persons, complement, status, cell_kind, top_share, unit)


def by_district(kpi_id: str, counts: Mapping[str, int], **same: object) -> list[Row]:
    """A city and its districts."""
    rows = [row(kpi_id, sum(counts.values()), **same)]
    return rows + [row(kpi_id, count, district=name, **same) for name, count in counts.items()]


def decided(
    rows: Sequence[Row], k: int = 5, earlier: Sequence[Earlier] = (), homes: Mapping | None = None
) -> Outcome:
    return decide(rows, k, homes or {}, earlier)


def hidden(rows: Sequence[Row], outcome: Outcome) -> list[tuple]:
    """(district, dimension member, value) of the hidden rows."""
    return [(rows[i].district_code, rows[i].member, rows[i].numerator) for i in sorted(outcome.hidden)]


def released(*releases: tuple[Sequence[Row], Iterable[int]]) -> duckdb.DuckDBPyConnection:
    """The attack's view of releases, oldest first: rows as they are inside and the places that were hidden."""
    con = duckdb.connect()
    types = ["VARCHAR"] * 2 + ["DATE"] * 2 + ["VARCHAR"] * 3 + ["DOUBLE"] * 2 + ["BIGINT"] * 2
    types += ["VARCHAR", "VARCHAR", "DOUBLE", "VARCHAR"]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, types, strict=True))
    for place, (rows, hiding) in enumerate(releases):
        hiding = set(hiding)
        con.execute(f"CREATE TABLE inside_{place} ({columns})")
        marks = ", ".join("?" * len(COLUMNS))
        records = [tuple(getattr(r, name) for name in COLUMNS) for r in rows]
        con.executemany(f"INSERT INTO inside_{place} VALUES ({marks})", records)
        con.execute(f"CREATE TABLE outside_{place} AS SELECT {', '.join(KEY)}, status FROM inside_{place}")
        for i in hiding:
            con.execute(f"UPDATE outside_{place} SET status = 'suppressed' WHERE rowid = {i}")
        load(con, place, f"inside_{place}", f"outside_{place}")
    return con
