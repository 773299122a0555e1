"""Builds a published release's numbers again from the raw log, in a copy of the warehouse, and compares them."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from pipelines.contracts import load_contracts
from pipelines.dbt_runner import FAILED, build, ensure_manifest
from pipelines.release_database import attached, fill, release_information
from pipelines.releases import code_digest, verify
from pipelines.settings import REPO, Settings
from pipelines.warehouse import open_warehouse, refresh_lock

_KEY = "kpi_id, period_kind, period_start, period_end, district_code, dimension, member"
_NUMBERS = "numerator, denominator, value, n, status, unit, definition_version"


class RebuildFailed(RuntimeError):
    """The models could not be built again; the text names the first of them."""


@dataclass(frozen=True)
class Rebuilt:
    """How a rebuilt release compares: rows compared, rows that differ, the first of them as text."""

    rows: int
    differing: int
    first: list[str]
    same_code: bool


def rebuild(settings: Settings, release_id: str) -> Rebuilt:
    """Compare the release with what the raw log gives for its as-of day and what was known then.

    The warehouse is only copied. Raises ReleaseDamaged or FileNotFoundError for a release that is not whole,
    RebuildFailed when a model fails, WarehouseBusy while a refresh runs.
    """
    folder = settings.releases / release_id
    verify(folder)
    info = release_information(folder / "release.duckdb")
    with _copy(settings, date.fromisoformat(info["as_of"])) as copied:
        variables = {"as_of": info["as_of"], "known_at": info["known_at"]}
        manifest = ensure_manifest(copied)
        nodes = build(copied, variables, ["--full-refresh", "--exclude-resource-type", "test"])
        if broken := [node.unique_id for node in nodes if node.status in FAILED]:
            raise RebuildFailed(f"{len(broken)} model(s) cannot be built, the first is {broken[0]}")
        again, k = copied.home / "release.duckdb", int(info["small_cell_k"])
        previous = settings.releases / info.get("previous", "") / "release.duckdb"
        with open_warehouse(copied) as con, attached(con, again, previous if previous.is_file() else None):
            fill(con, load_contracts().values(), info, copied.as_of, k, manifest, settings.memory)
        rows, differing, first = _compare(folder / "release.duckdb", again)
    return Rebuilt(rows, differing, first, info.get("code") == code_digest(REPO))


@contextmanager
def _copy(settings: Settings, as_of: date) -> Iterator[Settings]:
    """Settings of a home that holds nothing but a copy of the warehouse, gone afterwards."""
    settings.prepare()
    with tempfile.TemporaryDirectory(dir=settings.home, prefix="rebuild-") as name:
        copied = replace(settings, home=Path(name), as_of=as_of)
        with refresh_lock(settings), open_warehouse(settings) as con:
            _clear_remains(settings)
            con.execute("CHECKPOINT")
            shutil.copyfile(settings.warehouse, copied.warehouse)
        before = os.environ.get("COOP_WAREHOUSE")
        os.environ["COOP_WAREHOUSE"] = str(copied.warehouse)
        try:
            yield copied
        finally:
            os.environ["COOP_WAREHOUSE"] = before or str(settings.warehouse)


def _clear_remains(settings: Settings) -> None:
    """Copies that killed rebuilds left: none takes a day."""
    for folder in settings.home.glob("rebuild-*"):
        if time.time() - folder.stat().st_mtime > 86_400:
            shutil.rmtree(folder)


def _compare(published: Path, again: Path) -> tuple[int, int, list[str]]:
    with duckdb.connect() as con:
        for name, path in (("old", published), ("new", again)):
            con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
        same_key = " AND ".join(f"old.{c} IS NOT DISTINCT FROM new.{c}" for c in _KEY.split(", "))
        same = " AND ".join(f"old.{c} IS NOT DISTINCT FROM new.{c}" for c in _NUMBERS.split(", "))
        differing = f"""FROM old.kpi_values AS old FULL JOIN new.kpi_values AS new ON {same_key}
                        WHERE old.kpi_id IS NULL OR new.kpi_id IS NULL OR NOT ({same})"""
        rows = con.execute("SELECT count(*) FROM old.kpi_values").fetchone()[0]
        count = con.execute(f"SELECT count(*) {differing}").fetchone()[0]
        first = con.execute(
            f"""SELECT concat_ws(' · ', coalesce(old.kpi_id, new.kpi_id), coalesce(old.period_kind, new.period_kind),
                       coalesce(old.period_start, new.period_start), coalesce(old.district_code, new.district_code),
                       coalesce(old.dimension, new.dimension), coalesce(old.member, new.member)) ||
                       ': published ' || coalesce(old.value::VARCHAR, old.status, 'nothing') ||
                       ', rebuilt ' || coalesce(new.value::VARCHAR, new.status, 'nothing')
                {differing} ORDER BY 1 LIMIT 10"""
        ).fetchall()
    return rows, count, [row[0] for row in first]
