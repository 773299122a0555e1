"""What an outsider knows: the published rows, the definitions of the KPIs and the public registers.

Worst case: he also knows how many facts lack a district and how far persons stand in several districts, so that
every sum holds to the digit. Written in SQL from the definitions, not from the code that hides.
"""

from collections import defaultdict
from pathlib import Path

import duckdb

from tests.disclosure.solver import Puzzle

KEY = "kpi_id, period_kind, period_start, period_end, district_code, dimension, member"
_PERIOD = "p.period_kind = w.period_kind AND p.period_start = w.period_start AND p.period_end = w.period_end"
_DISTRICT = "p.district_code IS NOT DISTINCT FROM w.district_code"
_SLICE = "p.dimension IS NOT DISTINCT FROM w.dimension AND p.member IS NOT DISTINCT FROM w.member"
_SAME = "p.kpi_id = w.kpi_id AND p.figure = w.figure"
_CITY = f"{_SAME} AND {_PERIOD} AND {_SLICE} AND w.district_code IS NULL AND p.district_code IS NOT NULL"
_IN_YEAR = f"""{_SAME} AND w.period_kind = 'calendar_year' AND year(p.period_start) = year(w.period_start)
    AND year(p.period_end) = year(w.period_start) AND {_DISTRICT}"""
_PLAIN = f"{_SAME} AND {_PERIOD} AND w.dimension IS NULL"
_LIVES = "w.district_code = p.home AND p.district_code IS NULL"
_BY_DAY = f"""p.period_kind = 'calendar_year' AND p.period_end <= w.period_end AND {_DISTRICT} AND {_SLICE}
    AND w.period_kind = 'as_of'"""
_WHOLE_YEARS = """(SELECT max(y.period_end) FROM figure AS y WHERE y.kpi_id = 'NC08' AND y.period_kind = 'calendar_year'
    AND y.period_end <= w.period_end AND y.release = w.release) IN (w.period_end, w.period_end - 1)"""
_STEPS = "CASE {}.member WHEN 'referral' THEN 1 WHEN 'interview' THEN 2 WHEN 'offer' THEN 3 WHEN 'report' THEN 4 END"

# (how, SQL on whole w and part p): '=' whole is the sum; '>=' at least the sum; 'each' at least each part;
# 'cover' each part ≤ whole ≤ sum of the parts.
FACTS = [
    ("=", f"""w.figure IN ('x', 'z') AND {_CITY} AND w.kpi_id IN ('NC01', 'NC02', 'NC06', 'NC07', 'NC08', 'NC09',
        'TR02', 'TR03', 'TR04', 'TR05', 'TR06', 'XQ02', 'XQ08', 'XQ10', 'XQ16', 'XQ17', 'XQ18', 'XQ19',
        'JS02')"""),
    ("=", f"w.figure = 'n' AND w.kpi_id IN ('NC06', 'NC07', 'NC08', 'NC09') AND {_CITY}"),
    ("cover", f"w.figure = 'n' AND w.kpi_id IN ('TR03', 'TR04', 'TR05', 'XQ08', 'XQ10', 'XQ11') AND {_CITY}"),
    ("=", f"w.figure = 'x' AND w.kpi_id IN ('NC06', 'NC08') AND p.period_kind = 'month' AND {_SLICE} AND {_IN_YEAR}"),
    ("=", f"w.figure = 'x' AND w.kpi_id = 'TR03' AND p.period_kind = 'quarter' AND {_SLICE} AND {_IN_YEAR}"),
    ("cover", f"w.figure = 'n' AND w.kpi_id IN ('NC06', 'NC08') AND p.period_kind = 'month' AND {_SLICE} AND {_IN_YEAR}"),
    ("cover", f"""(w.kpi_id = 'TR02' AND w.figure = 'x' OR w.kpi_id = 'TR03' AND w.figure = 'n')
        AND p.period_kind = 'quarter' AND {_SLICE} AND {_IN_YEAR}"""),
    ("=", f"""w.kpi_id = 'NC01' AND w.dimension IS NULL AND p.period_kind = 'campaign' AND {_IN_YEAR}"""),
    ("=", f"w.kpi_id IN ('NC07', 'NC08', 'NC09') AND {_PLAIN} AND {_DISTRICT} AND p.dimension = 'enterprise'"),
    ("=", f"w.kpi_id IN ('NC07', 'NC08', 'NC09') AND {_PLAIN} AND {_LIVES} AND p.dimension = 'enterprise'"),
    ("=", f"w.kpi_id = 'TR04' AND w.figure IN ('x', 'z') AND {_PLAIN} AND {_DISTRICT} AND p.dimension = 'class'"),
    ("=", f"w.kpi_id = 'TR04' AND w.figure IN ('x', 'z') AND {_PLAIN} AND {_LIVES} AND p.dimension = 'class'"),
    ("cover", f"w.kpi_id = 'TR04' AND w.figure = 'n' AND {_PLAIN} AND {_DISTRICT} AND p.dimension = 'class'"),
    ("cover", f"w.kpi_id = 'TR04' AND w.figure = 'n' AND {_PLAIN} AND {_LIVES} AND p.dimension = 'class'"),
    ("=", f"""w.kpi_id = 'TR06' AND p.kpi_id = 'TR06' AND {_PERIOD} AND {_DISTRICT} AND w.dimension IS NULL
        AND p.figure = 'x' AND p.dimension = 'size_class'
        AND (w.figure = 'x' AND p.member IN ('micro', 'small', 'medium') OR w.figure = 'z' AND p.member = 'large')"""),
    ("=", f"w.kpi_id = 'XQ08' AND w.figure = 'x' AND {_PLAIN} AND {_DISTRICT} AND p.dimension = 'channel'"),
    ("cover", f"w.kpi_id = 'XQ08' AND w.figure = 'n' AND {_PLAIN} AND {_DISTRICT} AND p.dimension = 'channel'"),
    ("=", f"w.kpi_id = 'XQ09' AND {_PLAIN} AND p.member = 'referral'"),
    ("each", f"""w.kpi_id = 'XQ09' AND {_SAME} AND {_PERIOD} AND w.figure = 'x'
        AND {_STEPS.format('p')} = {_STEPS.format('w')} + 1"""),
    ("=", f"w.kpi_id = 'XQ20' AND {_PLAIN} AND p.dimension IN ('major', 'major_of_other_catalogue')"),
    ("cover", f"w.kpi_id = 'OF06' AND {_PLAIN} AND p.dimension = 'sector'"),
    ("=", f"w.kpi_id = 'BL16' AND {_PLAIN} AND p.dimension = 'level'"),
    ("=", f"w.kpi_id = 'BL18' AND {_PLAIN} AND p.dimension = 'cap'"),
    ("=", f"""w.kpi_id = 'JS02' AND w.period_kind = 'event' AND {_SAME} AND {_PERIOD} AND w.dimension = 'measure'
        AND p.dimension = 'event_measure' AND split_part(p.member, '|', 2) = w.member"""),
    ("=", f"""w.kpi_id = 'JS02' AND {_IN_YEAR} AND w.dimension = 'measure' AND p.period_kind = 'event'
        AND p.dimension = 'event_measure' AND split_part(p.member, '|', 2) = w.member"""),
    ("=", f"""w.kpi_id = 'NC06' AND w.figure = 'n' AND w.period_kind = 'month' AND p.kpi_id = 'NC02' AND p.figure = 'x'
        AND {_PERIOD} AND {_DISTRICT}"""),
    ("=", """w.kpi_id = 'XQ08' AND w.figure = 'x' AND w.dimension IS NULL AND w.district_code IS NULL
        AND p.kpi_id = 'XQ09' AND p.figure = 'x' AND p.dimension IS NULL
        AND year(p.period_start) = year(w.period_start)"""),
    ("=", f"""w.kpi_id = 'XQ18' AND w.dimension = 'measure' AND p.kpi_id = 'XQ18' AND p.dimension IS NULL
        AND {_PERIOD} AND {_DISTRICT}"""),
    ("=", f"w.kpi_id = 'XQ18' AND w.dimension = 'measure' AND p.kpi_id = 'XQ19' AND {_PERIOD} AND {_DISTRICT}"),
    (">=", f"""w.kpi_id = 'XQ17' AND w.figure = 'x' AND p.kpi_id = 'XQ18' AND p.dimension = 'measure'
        AND {_PERIOD} AND {_DISTRICT}"""),
    ("=", f"w.kpi_id = 'BL09' AND w.figure = 'x' AND p.kpi_id = 'BL10' AND p.figure = 'x' AND {_PERIOD}"),
    ("=", f"w.kpi_id = 'BL07' AND w.figure = 'x' AND p.kpi_id = 'BL10' AND p.figure IN ('x', 'z') AND {_PERIOD}"),
    ("=", f"w.kpi_id = 'BL13' AND w.figure = 'x' AND p.kpi_id = 'BL15' AND p.figure IN ('x', 'z') AND {_PERIOD}"),
    (">=", f"""w.kpi_id = 'TR02' AND w.figure = 'x' AND p.kpi_id = 'TR06' AND p.dimension = 'size_class'
        AND {_PERIOD} AND {_DISTRICT}"""),
    ("=", f"w.kpi_id = 'NC07' AND w.figure = 'x' AND p.kpi_id = 'NC06' AND p.figure = 'x' AND {_BY_DAY} AND {_WHOLE_YEARS}"),
    ("=", f"w.kpi_id = 'NC09' AND w.figure = 'x' AND p.kpi_id = 'NC08' AND p.figure = 'x' AND {_BY_DAY} AND {_WHOLE_YEARS}"),
    ("cover", f"w.kpi_id = 'NC07' AND w.figure = 'n' AND p.kpi_id = 'NC06' AND p.figure = 'n' AND {_BY_DAY} AND {_WHOLE_YEARS}"),
    ("cover", f"w.kpi_id = 'NC09' AND w.figure = 'n' AND p.kpi_id = 'NC08' AND p.figure = 'n' AND {_BY_DAY} AND {_WHOLE_YEARS}"),
    ("each", """p.row = w.row AND w.figure = 'x' AND p.figure = 'n'
        AND w.kpi_id IN ('NC06', 'NC07', 'TR03', 'TR04', 'XQ08', 'XQ09', 'XQ10', 'CT01')"""),
]  # fmt: skip

# Where n is not the figure itself but the persons behind hours, log-ins, pairs or records.
_DEEDS = (
    """('NC06', 'NC07', 'NC08', 'NC09', 'TR03', 'TR04', 'TR05', 'XQ08', 'XQ09', 'XQ10', 'XQ11', 'CT01')"""
)
_FIGURES = f"""
    CREATE TABLE figure AS
    WITH shown AS (
        SELECT t.*, t.n_complement IS NOT NULL AND t.denominator IS NOT NULL AS is_share,
               r.status = 'suppressed' AS hidden, m.home
        FROM truth AS t JOIN shown_rows AS r USING (release, row)
        LEFT JOIN homes AS m ON m.dimension = t.dimension AND m.member = t.member
        WHERE t.numerator IS NOT NULL AND t.period_end IS NOT NULL AND t.kpi_id <> 'TG01'
    )
    SELECT release || ':' || row || 'x' AS id, 'x' AS figure, numerator AS value, * EXCLUDE (numerator, denominator)
    FROM shown
    UNION ALL SELECT release || ':' || row || 'z', 'z', denominator - numerator, * EXCLUDE (numerator, denominator)
    FROM shown WHERE is_share
    UNION ALL SELECT release || ':' || row || 'n', 'n', n, * EXCLUDE (numerator, denominator)
    FROM shown WHERE cell_kind = 'person' AND kpi_id IN {_DEEDS}
"""


def load(
    con: duckdb.DuckDBPyConnection, release: int, truth: str, shown: str, homes: str | None = None
) -> None:
    """Add one release: `truth` = kpi_values inside, `shown` = kpi_values as published, `homes` = the registers."""
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM s.{name}" for name in KEY.split(", "))
    created = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'truth'").fetchone()[0]
    verb = "INSERT INTO {}" if created else "CREATE TABLE {} AS"
    con.execute(f"{verb.format('truth')} SELECT {release} AS release, rowid AS row, * FROM {truth}")
    con.execute(
        f"""{verb.format("shown_rows")} SELECT t.release, t.row, s.status FROM truth AS t JOIN {shown} AS s ON {same}
            WHERE t.release = {release}"""
    )
    if not created:
        con.execute("CREATE TABLE homes (dimension VARCHAR, member VARCHAR, home VARCHAR)")
        if homes:
            con.execute(f"INSERT INTO homes {homes}")


def puzzle(con: duckdb.DuckDBPyConnection, everything_hidden: bool = False) -> Puzzle:
    """The puzzle of all loaded releases. `everything_hidden`: as if no person or money row were published at all."""
    con.execute("DROP TABLE IF EXISTS figure")
    con.execute(_FIGURES)
    if everything_hidden:
        con.execute("UPDATE figure SET hidden = true WHERE cell_kind <> 'public' AND value > 0")
    found = con.execute(
        """SELECT id, value, hidden, CASE WHEN is_share OR (figure <> 'n' AND (cell_kind = 'money' OR unit IN
               ('median_days', 'hours', 'hours_per_month', 'class_hours', 'yuan'))) THEN 0 ELSE least(value, 1) END FROM figure"""
    ).fetchall()
    value = {name: number for name, number, _, _ in found}
    result = Puzzle({name: float(least) for name, _, hidden, least in found if hidden})
    for how, condition in FACTS:
        groups = defaultdict(list)
        for whole, part in con.execute(
            f"SELECT w.id, p.id FROM figure AS w JOIN figure AS p ON w.release = p.release AND w.id <> p.id AND {condition}"
        ).fetchall():
            groups[whole].append(part)
        for whole, parts in groups.items():
            _state(result, value, how, whole, parts)
    _between_releases(con, result, value)
    return result


def _state(result: Puzzle, value: dict[str, float], how: str, whole: str, parts: list[str]) -> None:
    sum_terms = [(whole, 1.0), *((part, -1.0) for part in parts)]
    if how == "=":
        _add(result, value, sum_terms, equal=True)
    if how == ">=":
        _add(result, value, sum_terms, equal=False)
    if how == "cover":
        _add(result, value, [(name, -sign) for name, sign in sum_terms], equal=False)
    if how in ("cover", "each"):
        for part in parts:
            _add(result, value, [(whole, 1.0), (part, -1.0)], equal=False)


def _add(result: Puzzle, value: dict[str, float], terms: list[tuple[str, float]], equal: bool) -> None:
    """Published figures go to the other side; a sum keeps its true remainder, a bound that does not hold is no bound."""
    unknown = [(name, sign) for name, sign in terms if name in result.least]
    if not unknown:
        return
    true = sum(sign * value[name] for name, sign in terms)
    known = sum(sign * value[name] for name, sign in terms if name not in result.least)
    if equal:
        result.equal.append((unknown, true - known))
    else:
        result.at_least.append((unknown, min(true, 0.0) - known))


def _between_releases(con: duckdb.DuckDBPyConnection, result: Puzzle, value: dict[str, float]) -> None:
    """A figure whose row did not change is the same in both releases; else it has only grown (states aside)."""
    rows = con.execute(
        """SELECT a.id, b.id, ra.numerator IS NOT DISTINCT FROM rb.numerator AND a.n IS NOT DISTINCT FROM b.n
                  AND ra.denominator IS NOT DISTINCT FROM rb.denominator
                  AND a.n_complement IS NOT DISTINCT FROM b.n_complement, a.period_kind
           FROM figure AS a JOIN figure AS b ON a.release < b.release AND a.kpi_id = b.kpi_id AND a.figure = b.figure
               AND a.period_kind = b.period_kind AND a.period_start = b.period_start
               AND a.district_code IS NOT DISTINCT FROM b.district_code
               AND a.dimension IS NOT DISTINCT FROM b.dimension AND a.member IS NOT DISTINCT FROM b.member
           JOIN truth AS ra ON ra.release = a.release AND ra.row = a.row
           JOIN truth AS rb ON rb.release = b.release AND rb.row = b.row
           WHERE a.hidden OR b.hidden"""
    ).fetchall()
    for earlier, later, unchanged, kind in rows:
        if unchanged:
            _add(result, value, [(later, 1.0), (earlier, -1.0)], equal=True)
        elif kind != "as_of" and value[later] >= value[earlier]:
            _add(result, value, [(later, 1.0), (earlier, -1.0)], equal=False)


def release_tables(warehouse: Path, release: Path) -> duckdb.DuckDBPyConnection:
    """A connection with one published release of an installation loaded."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{warehouse}' AS w (READ_ONLY)")
    con.execute(f"ATTACH '{release}' AS r (READ_ONLY)")
    con.execute("CREATE TABLE inside AS SELECT * FROM w.kpi.kpi_values")
    con.execute("CREATE TABLE outside AS SELECT * FROM r.kpi_values")
    registers = """SELECT 'enterprise', uscc, district_code FROM w.core.dim_enterprise WHERE district_code IS NOT NULL
        UNION ALL SELECT 'class', class_id, district_code FROM w.core.dim_training_class WHERE district_code IS NOT NULL"""
    load(con, 1, "inside", "outside", registers)
    return con
