"""The borders between layers: nothing flows backwards and no stage reaches around its neighbour."""

import ast
import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
MODELS = REPO / "dbt_project" / "models"
# Which layers a model of a layer may read; seeds are reference data and open to core and kpi.
MAY_READ = {
    "staging": {"source", "staging"},
    "core": {"staging", "core", "seed"},
    "kpi": {"core", "kpi", "seed"},
}
MODULE_BORDERS = {
    # package: what it must not import
    "dashboards": ("pipelines", "dagster", "dbt"),
    "pipelines/landing": ("pipelines.assets", "pipelines.releases", "dashboards", "dagster", "dbt"),
    "pipelines/sample_city": ("pipelines.assets", "pipelines.landing", "dashboards", "dagster"),
    "expectations": ("pipelines.assets", "pipelines.landing", "dashboards", "dagster"),
    "tests/oracle": ("pipelines.landing", "pipelines.assets", "duckdb"),
}


def layer_of() -> dict[str, str]:
    layers = {path.stem: path.parent.name for path in MODELS.rglob("*.sql")}
    return layers | {path.stem: "seed" for path in (REPO / "dbt_project" / "seeds").glob("*.csv")}


def reads(sql: str, layers: dict[str, str]) -> set[str]:
    found = {layers[name] for name in re.findall(r"ref\('([^']+)'\)", sql)}
    return found | ({"source"} if re.search(r"source\(", sql) else set())


@pytest.mark.parametrize("layer", MAY_READ)
def test_models_read_only_their_neighbours(layer):
    layers = layer_of()
    for path in (MODELS / layer).glob("*.sql"):
        extra = reads(path.read_text(encoding="utf-8"), layers) - MAY_READ[layer]
        assert not extra, f"{path.name} reads {extra}"


def test_macros_read_no_raw_rows():
    for path in (REPO / "dbt_project" / "macros").rglob("*.sql"):
        if path.name != "versions.sql":  # the one macro that picks the version of a raw row
            assert "source(" not in path.read_text(encoding="utf-8"), path.name


def test_every_model_says_its_grain_and_ends_with_explicit_columns():
    for path in MODELS.rglob("*.sql"):
        sql = path.read_text(encoding="utf-8")
        assert sql.startswith("-- Grain: "), path.name
        assert not re.search(r"select\s+\*\s+from\s+\w+\s*$", sql.strip(), re.IGNORECASE), path.name
        assert not re.search(r"group\s+by\s+all", sql, re.IGNORECASE), path.name


def test_no_clock_inside_the_numbers():
    clock = re.compile(
        r"\b(current_date|current_timestamp|now\(\)|today\(\)|getdate|localtimestamp)\b", re.IGNORECASE
    )
    for path in (REPO / "dbt_project").rglob("*.sql"):
        assert not clock.search(path.read_text(encoding="utf-8")), path.name


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("package", MODULE_BORDERS)
def test_packages_import_only_what_they_may(package):
    for path in (REPO / package).rglob("*.py"):
        for name in imported(path):
            for forbidden in MODULE_BORDERS[package]:
                assert name != forbidden and not name.startswith(forbidden + "."), (
                    f"{path.name} imports {name}"
                )


def test_no_file_names_a_registry_host():
    host = re.compile(r"https?://[^\s\"')]+/(simple|packages)/|--(extra-)?index-url")
    for name in (
        "requirements.txt",
        "requirements-spark.txt",
        "pyproject.toml",
        "Makefile",
        ".ci/run",
        "README.md",
    ):
        assert not host.search((REPO / name).read_text(encoding="utf-8")), name
