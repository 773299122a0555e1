"""The project in Dagster as dagster-dbt's documentation shows it; `overhead.py` runs it beside ours."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from pipelines.settings import DBT_PROJECT

TARGET = Path(os.environ["BENCH_TARGET"])


@dbt_assets(manifest=TARGET / "manifest.json", exclude="resource_type:unit_test")
def models(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    yield from dbt.cli(["build"], context=context, target_path=TARGET / "run").stream()


defs = dg.Definitions(
    assets=[models],
    jobs=[dg.define_asset_job("build", selection="*")],
    resources={
        "dbt": DbtCliResource(
            project_dir=str(DBT_PROJECT),
            profiles_dir=str(DBT_PROJECT),
            dbt_executable=str(Path(sys.executable).with_name("dbt")),
        )
    },
)
