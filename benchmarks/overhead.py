"""What orchestration adds: a refresh with nothing new, plain `dbt build`, and Dagster's usual set-up, in CPU seconds.

All three see the same project and a copy of the same warehouse; the manifest is there and nothing was delivered.
"""

import shutil
from pathlib import Path

from benchmarks.measure import Result, child_cpu
from pipelines.settings import DBT_PROJECT, REPO

AS_OF = "2021-11-30"


def measure(home: Path, folder: Path) -> list[Result]:
    """`home` is an installation with a release; it is left as it was."""
    environment = {"COOP_HOME": str(home), "COOP_AS_OF": AS_OF}
    ours, _ = child_cpu(["-m", "pipelines", "refresh"], **environment)
    plain = _plain_build(home, folder)
    usual = _usual_set_up(home, folder)
    return [
        Result("plain dbt build of the project", plain, "CPU s", "—", None),
        Result("refresh with nothing new", ours / plain, "x CPU", "plain dbt build", 1.5),
        Result("Dagster's usual set-up with nothing new", usual / plain, "x CPU", "plain dbt build", None),
    ]


def _plain_build(home: Path, folder: Path) -> float:
    arguments = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    arguments += ["--target-path", str(folder / "plain"), "--log-path", str(folder / "plain")]
    warehouse = {"COOP_WAREHOUSE": str(_copy(home, folder))}
    child_cpu(["-m", "dbt.cli.main", "parse", *arguments], **warehouse)  # as a nightly run finds it
    build = ["build", "--exclude-resource-type", "unit_test", "--vars", f"as_of: '{AS_OF}'"]
    return child_cpu(["-m", "dbt.cli.main", *build, *arguments], **warehouse)[0]


def _usual_set_up(home: Path, folder: Path) -> float:
    """dagster-dbt as its documentation sets it up: the command line resource, a process per step."""
    instance = folder / "dagster"
    instance.mkdir()
    environment = {
        "COOP_WAREHOUSE": str(_copy(home, folder)),
        "DAGSTER_HOME": str(instance),
        "BENCH_TARGET": str(folder / "plain"),
    }
    command = [
        "-m",
        "dagster",
        "job",
        "execute",
        "-f",
        str(REPO / "benchmarks" / "usual_dagster.py"),
        "-j",
        "build",
    ]
    return child_cpu(command, **environment)[0]


def _copy(home: Path, folder: Path) -> Path:
    return Path(shutil.copy2(home / "warehouse.duckdb", folder / "warehouse.duckdb"))
