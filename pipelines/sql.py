"""Text of SQL statements."""

from pathlib import Path


def quote_path(path: Path | str) -> str:
    """A path as an SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"
