"""Withdrawal of a delivery: from then on it counts as never received. Its rows stay for questions about the time before."""

from datetime import datetime
from pathlib import Path

import duckdb


class NotDelivered(LookupError):
    """No delivery of that name counts; the text says what was looked for."""


def withdraw(con: duckdb.DuckDBPyConnection, landing: Path, file: str, at: datetime) -> list[str]:
    """Withdraw the delivery `file`, a path in or below the landing folder; returns its records as feed/provider/file.

    Every content that came under that path is withdrawn. Raises NotDelivered when there is none, or it is withdrawn
    already. A file that lies there unchanged stays withdrawn; one delivered anew counts again.
    """
    path = Path(file)
    parts = (path.resolve().relative_to(landing) if path.resolve().is_relative_to(landing) else path).parts
    if parts[:1] == (landing.name,) and len(parts) > 4:  # as the help spells it, from wherever it was called
        parts = parts[1:]
    if len(parts) < 4:
        raise NotDelivered(f"{file} is no delivery: give landing/<system>/<feed>/<provider>/<file>")
    system, feed, provider = parts[-4:-1] if len(parts) == 4 else parts[:3]
    name = "/".join(parts[3:])
    rows = con.execute(
        """UPDATE raw.files SET status = 'withdrawn', withdrawn_at = ?
           WHERE system = ? AND feed = ? AND provider = ? AND file = ? AND withdrawn_at IS NULL
           RETURNING system || '.' || feed || '/' || provider || '/' || file""",
        [at, system, feed, provider, name],
    ).fetchall()
    if not rows:
        raise NotDelivered(f"no delivery {system}/{feed}/{provider}/{name} counts at present")
    return sorted({text for (text,) in rows})
