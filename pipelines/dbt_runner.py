"""dbt inside this process: parse once, build, and tell each node's result.

A process of its own for dbt would cost its imports and a second adapter again; isolation buys nothing here.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.durable import write_whole
from pipelines.settings import DBT_PROJECT, Settings

# Words of dbt for a node that did not do its work.
FAILED = ("fail", "error", "runtime error", "skipped")


class DbtFailed(RuntimeError):
    """dbt could not run at all (parsing, connection); the text is dbt's own."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test. `failures` counts failing rows of a test."""

    unique_id: str
    status: str
    failures: int | None
    seconds: float
    message: str


def _invoke(settings: Settings, arguments: Sequence[str], project: Any = None) -> Any:
    # Imported here: dbt costs seconds that a process which only reads the manifest should not pay.
    from dbt.cli.main import dbtRunner

    common = [
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(settings.dbt_target), "--log-path", str(settings.dbt_target / "logs"),
        "--log-level", "error",
    ]  # fmt: skip
    return dbtRunner(manifest=project).invoke([*arguments, *common])


def _project_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT.rglob("*")):
        if path.suffix in (".sql", ".yml", ".csv") and path.is_file():
            digest.update(str(path.relative_to(DBT_PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()


def definition() -> str:
    """Digest of the models, macros and engine that event tables are made by: another one builds them whole."""
    digest = hashlib.sha256(version("duckdb").encode())
    for folder in ("macros", "models"):
        for path in sorted((DBT_PROJECT / folder).rglob("*")):
            if path.suffix in (".sql", ".yml"):
                digest.update(str(path.relative_to(DBT_PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()


def ensure_manifest(settings: Settings) -> Path:
    """The manifest of the project as it stands; parsed again only when a file of the project changed.

    It is a copy of dbt's own, which every build writes anew: a run killed meanwhile leaves half a file there.
    Raises DbtFailed when the project cannot be parsed.
    """
    manifest = settings.dbt_target / f"manifest-{_project_digest()[:16]}.json"
    if manifest.is_file():
        return manifest
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    os.environ["COOP_WAREHOUSE"] = str(settings.warehouse)
    parse(settings)
    for outdated in settings.dbt_target.glob("manifest-*.json"):
        outdated.unlink()
    write_whole(manifest, (settings.dbt_target / "manifest.json").read_bytes())
    return manifest


def parse(settings: Settings) -> Any:
    """The project parsed once, for a run that builds several times. Raises DbtFailed."""
    result = _invoke(settings, ["parse"])
    if not result.success:
        raise DbtFailed(f"the dbt project cannot be parsed: {result.exception}")
    return result.result


def build(
    settings: Settings, variables: dict[str, Any], selection: Sequence[str], project: Any = None
) -> list[NodeResult]:
    """Build the selected seeds, models and tests (unit tests belong to the test command); project: what `parse` gave.

    Raises DbtFailed when dbt stops before any node ran.
    """
    import yaml

    told = yaml.safe_dump(variables | {"definition": definition()})
    result = _invoke(
        settings, ["build", *selection, "--exclude-resource-type", "unit_test", "--vars", told], project
    )
    if result.exception is not None or result.result is None:
        raise DbtFailed(f"dbt did not run: {result.exception}")
    return [
        NodeResult(
            unique_id=item.node.unique_id,
            status=str(item.status),
            failures=item.failures,
            seconds=item.execution_time,
            message=str(item.message or ""),
        )
        for item in result.result.results
    ]
