"""A small hand-made release database that holds every status a reader can meet.

Every KPI of the catalogue but one has rows: true zeros, suppressed cells, zero denominators, undated facts,
a class without any activity, a late feed, a feed that never delivered.
"""

import sys
from pathlib import Path

import duckdb
from release_rows import HIDDEN, Rows
from release_tables import SCHEMA, quality, registers
from rows_cooperation import cooperation, targets
from rows_engineers import engineers, events
from rows_messenger import messenger, schools
from rows_training_college import college, training

__all__ = ["HIDDEN", "make_release"]


def make_release(path: Path, enterprises: int = 30, good: bool = False) -> Path:
    """Write the database to `path` (replaced if present); `good` leaves out what needs attention."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA)
        tables = {"kpi_values": values(enterprises), **registers(enterprises), **quality(good)}
        for name, rows in tables.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"insert into {name} values ({marks})", rows)
    return path


def values(enterprises: int) -> Rows:
    """The rows of kpi_values; `enterprises` is how many enterprises use the online college."""
    parts = (
        messenger(),
        schools(),
        training(),
        college(enterprises),
        events(),
        engineers(),
        cooperation(),
        targets(),
    )
    return [row for part in parts for row in part]


if __name__ == "__main__":
    print(make_release(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30))
