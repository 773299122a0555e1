"""Runs the product as its users do: a process of its own, a home of its own, the environment as interface."""

import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

REPO = Path(__file__).resolve().parents[2]
CODE = ("pipelines", "dbt_project", "dashboards", "expectations", "workspace.yaml")


@dataclass(frozen=True)
class Home:
    """One installation in a temporary folder; `repo` is the code it runs."""

    path: Path
    as_of: str
    repo: Path = REPO

    def run(
        self,
        command: str = "refresh",
        *arguments: str,
        stdin: str = "",
        limit: int | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        """`python -m pipelines <command> <arguments>` with this home; no file may grow beyond `limit` bytes."""

        def before() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        env = {key: value for key, value in os.environ.items() if not key.startswith(("COOP_", "DAGSTER_"))}
        env |= {"COOP_HOME": str(self.path), "COOP_AS_OF": self.as_of, "PYTHONPATH": str(self.repo)}
        return subprocess.run(
            [sys.executable, "-m", "pipelines", command, *arguments],
            cwd=self.repo,
            env=env | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
            input=stdin,
            preexec_fn=before,
        )

    @property
    def landing(self) -> Path:
        return self.path / "landing"

    @property
    def current(self) -> Path:
        return self.path / "releases" / "current"

    def warehouse(self, sql: str, *parameters: object) -> list[tuple]:
        """Rows of a query on the warehouse."""
        with duckdb.connect(str(self.path / "warehouse.duckdb")) as con:
            return con.execute(sql, list(parameters)).fetchall()

    def release(self, sql: str) -> list[tuple]:
        """Rows of a query on the release readers have."""
        with duckdb.connect(str((self.current / "release.duckdb").resolve()), read_only=True) as con:
            return con.execute(sql).fetchall()

    def remembered(self, sql: str, release: str) -> list[tuple]:
        """Rows of a query on `cells`, what the gate remembers of one release."""
        (file,) = (self.path / "memory").glob(f"*-{release}.parquet")
        with duckdb.connect() as con:
            con.execute(f"CREATE VIEW cells AS FROM read_parquet('{file}')")
            return con.execute(sql).fetchall()

    def copy(self, target: Path, own_code: bool = False) -> "Home":
        """A second installation in the same state; with `own_code` it runs a copy of the code."""
        shutil.copytree(self.path, target / "home", symlinks=True)
        repo = self.repo
        if own_code:
            repo = target / "repo"
            for name in CODE:
                source = self.repo / name
                (shutil.copytree if source.is_dir() else shutil.copy2)(source, repo / name)
        return Home(target / "home", self.as_of, repo)


def deliver(home: Home, place: str, text: str, encoding: str = "utf-8") -> Path:
    """Put a file into the landing folder; `place` is system/feed/provider/file."""
    path = home.landing / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path
