"""From the warehouse to tables on Spark and back to a verdict: export, cluster, build, comparison."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contracts import load_contracts
from pipelines.dbt_runner import FAILED
from pipelines.settings import QUIET_ENVIRONMENT, REPO, Settings
from pipelines.spark.cluster import standalone_cluster
from pipelines.spark.compare import Compared, compare
from pipelines.spark.export import export_sources

ENVIRONMENT = REPO / ".venv-spark"  # `make spark` makes it: dbt-spark and DuckDB's dbt stay apart


class SparkFailed(RuntimeError):
    """Spark's environment is missing, nothing was built yet that could be compared, or dbt did not run there."""


@dataclass
class SparkRun:
    """What became of every node on Spark, how its tables compare, and the seconds of each step."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    rows_exported: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def broken(self) -> list[dict[str, Any]]:
        return [node for node in self.nodes if node["status"] in FAILED]

    @property
    def differing(self) -> list[Compared]:
        return [item for item in self.compared if item.differing]

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - began, 1)


def run_on_spark(settings: Settings, folder: Path) -> SparkRun:
    """Build the project on a cluster of its own from this installation's raw rows, as its last build knew them.

    Everything lies in `folder`. The caller keeps refreshes away. Raises SparkFailed or ClusterFailed.
    """
    run = SparkRun()
    if not settings.warehouse.is_file():
        raise SparkFailed(f"{settings.warehouse} is missing; there is nothing to compare with")
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        variables = _last_build(con)
        with run.timed("export"):
            run.rows_exported = export_sources(con, load_contracts().values(), folder / "sources")
    with (
        run.timed("cluster and build"),
        standalone_cluster(_spark_home(), folder) as configuration,
    ):
        run.nodes = _build(folder, configuration, variables)
    built = [
        (node["schema"], node["table"]) for node in run.nodes if node["table"] and node["status"] == "success"
    ]
    with run.timed("comparison"), duckdb.connect(str(settings.warehouse), read_only=True) as con:
        run.compared = compare(con, built, folder / "tables")
    return run


def _last_build(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    row = con.execute(
        "SELECT as_of, known_at FROM gate.builds WHERE finished ORDER BY known_at DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise SparkFailed("no refresh has built the models yet; there is nothing to compare with")
    return {"as_of": row[0].isoformat(), "known_at": row[1].isoformat(sep=" ")}


def _spark_home() -> Path:
    found = next(ENVIRONMENT.glob("lib/python3*/site-packages/pyspark"), None)
    if found is None:
        raise SparkFailed(f"{ENVIRONMENT} holds no Spark; `make spark` sets it up")
    return found


def _build(folder: Path, configuration: Path, variables: dict[str, str]) -> list[dict[str, Any]]:
    """Run dbt in Spark's environment; its results, or SparkFailed with the end of its log."""
    results, log = folder / "results.json", folder / "dbt.log"
    environment = os.environ | QUIET_ENVIRONMENT | {
        "PYTHONPATH": str(REPO),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(configuration),
    }  # fmt: skip
    command = [
        str(ENVIRONMENT / "bin" / "python"), "-m", "pipelines.spark.build",
        str(folder / "sources"), str(results), json.dumps(variables),
    ]  # fmt: skip
    with log.open("w", encoding="utf-8") as output:
        subprocess.run(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if not results.is_file():
        raise SparkFailed(
            f"dbt did not run on Spark:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
        )
    return json.loads(results.read_text(encoding="utf-8"))
