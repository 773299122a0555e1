"""`make spark`: would Spark give this installation's numbers? Builds them there and compares; nothing is published.

`make spark-export` only writes the raw rows as Parquet, for a cluster elsewhere.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path

import duckdb

from pipelines.contracts import load_contracts
from pipelines.settings import Settings
from pipelines.spark.cluster import ClusterFailed
from pipelines.spark.export import export_sources
from pipelines.spark.run import SparkFailed, SparkRun, run_on_spark
from pipelines.warehouse import WarehouseBusy, refresh_lock


def main(export_to: str = "") -> int:
    """0 when every node was built and every table is the same, or when the export is whole."""
    settings = Settings.from_env()
    settings.prepare()
    try:
        with refresh_lock(settings):
            return _export(settings, Path(export_to)) if export_to else _build_and_compare(settings)
    except (SparkFailed, ClusterFailed, WarehouseBusy, duckdb.Error) as error:
        print(error, file=sys.stderr)
        return 1


def _export(settings: Settings, folder: Path) -> int:
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        rows = export_sources(con, load_contracts().values(), folder / "sources")
    print(f"{rows:,} rows in {folder / 'sources'}")
    return 0


def _build_and_compare(settings: Settings) -> int:
    folder = settings.home / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        run = run_on_spark(settings, folder)
    finally:
        keep_only_logs(folder)
    print(summary(run))
    return 1 if run.broken or run.differing else 0


def keep_only_logs(folder: Path) -> None:
    """Remove exported rows, tables, scratch and the cluster's secret: rows of persons stay where erasing reaches them."""
    for path in folder.glob("*/"):
        shutil.rmtree(path)


def summary(run: SparkRun) -> str:
    """What a person must know: nodes by status, broken nodes, tables that differ, seconds."""
    statuses = Counter(node["status"] for node in run.nodes)
    lines = [f"rows exported: {run.rows_exported:,}"]
    lines.append("nodes on Spark: " + ", ".join(f"{count} {status}" for status, count in statuses.items()))
    lines += [f"  {node['status']:8} {node['name']}: {node['message'][:300]}" for node in run.broken]
    rows = sum(item.rows for item in run.compared)
    lines.append(f"compared: {len(run.compared)} tables, {rows:,} rows; {len(run.differing)} tables differ")
    lines += [
        f"  {item.table}: {item.rows:,} rows here, {item.spark_rows:,} on Spark, {item.differing:,} differ"
        for item in run.differing
    ]
    return "\n".join(
        [*lines, "seconds: " + ", ".join(f"{step} {value}" for step, value in run.seconds.items())]
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
