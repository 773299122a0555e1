"""dbt on Spark, in Spark's own environment: python -m pipelines.spark.build <sources> <results> <variables> [selection]

One process and one Spark session: the exported Parquet is registered as the sources, then the project is built.
"""

import json
import sys
from pathlib import Path
from typing import Any

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
_NOT_BUILT = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure")


def main(sources: str, results: str, variables: str, *selection: str) -> int:
    """Write one object per node (name, schema, table, status, seconds, message) to `results`; 0 when none failed."""
    from dbt.cli.main import dbtRunner

    target = Path(results).parent / "dbt"
    common = [
        "--target", "spark", "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(target), "--log-path", str(target), "--vars", variables,
    ]  # fmt: skip
    runner = dbtRunner()
    registered = runner.invoke(
        ["run-operation", "register_sources", "--args", json.dumps({"folder": sources}), *common]
    )
    if not registered.success:
        print(f"the sources cannot be registered: {registered.exception}", file=sys.stderr)
        return 1
    built = runner.invoke(["build", *_NOT_BUILT, *selection, *common])
    if built.result is None:
        print(f"dbt did not run: {built.exception}", file=sys.stderr)
        return 1
    Path(results).write_text(json.dumps([_told(item) for item in built.result.results]), encoding="utf-8")
    return 0 if built.success else 1


def _told(item: Any) -> dict[str, Any]:
    return {
        "name": item.node.unique_id,
        "schema": item.node.schema,
        "table": item.node.name if item.node.config.materialized in ("table", "seed") else None,
        "status": str(item.status),
        "seconds": item.execution_time,
        "message": str(item.message or ""),
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
