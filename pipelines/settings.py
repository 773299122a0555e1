"""Where things lie and what a run counts as known: all of it read from the environment, typed, in one place."""

import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.durable import write_whole

REPO = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPO / "dbt_project"
SHANGHAI = ZoneInfo("Asia/Shanghai")

# Nothing calls home from a closed network; set before the libraries are imported.
QUIET_ENVIRONMENT = {
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}

FIRST_MONTH = "2010-01"  # none of the platforms is older
SAMPLE_MARK = ".sample"  # lies in a landing folder that holds made-up data, and names its last day

DAGSTER_YAML = """\
telemetry:
  enabled: false
nux: # the dialog that asks new users for a mail address
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
  pools:
    default_limit: 1
event_log_storage:
  module: pipelines.event_log
  class: PooledEventLog
  config:
    base_dir: history/runs
"""


class SettingError(ValueError):
    """An environment variable holds something that cannot be used; the text says which and why."""


def shanghai_now() -> datetime:
    """The wall clock in Shanghai, without zone, as the warehouse stores times."""
    return datetime.now(SHANGHAI).replace(tzinfo=None)


def _as_of(text: str | None, landing: Path) -> date:
    """The day asked for, else the sample city's last day where it lies there, else today in Shanghai."""
    if not text:
        mark = landing / SAMPLE_MARK
        if not mark.is_file():
            return datetime.now(SHANGHAI).date()
        text = mark.read_text(encoding="utf-8").strip()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"COOP_AS_OF must be a day as yyyy-mm-dd: {error}") from None


def _month(text: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text):
        raise SettingError(f"COOP_FIRST_MONTH must be a month as yyyy-mm, not {text!r}")
    return text


def _alert_urls(text: str) -> tuple[str, ...]:
    """Addresses are parted where a comma stands before the next scheme: an address may hold commas itself."""
    urls = tuple(filter(None, (url.strip() for url in re.split(r",\s*(?=[\w.+-]+://)", text))))
    if any("://" not in url for url in urls):
        raise SettingError("COOP_ALERT_URLS must be addresses as docs/alerts.md shows, parted by commas")
    return urls


@dataclass(frozen=True)
class Settings:
    """One installation: its folders, its as-of day and its secret."""

    home: Path
    landing: Path
    secret_file: Path
    as_of: date
    small_cell_k: int = 5
    accept: frozenset[str] = field(default_factory=frozenset)  # check ids a person let pass for this run
    alert_urls: tuple[str, ...] = field(default=(), repr=False)  # they hold passwords and tokens
    first_month: str = FIRST_MONTH  # of the months that operators see and recompute
    approval: str = "auto"  # auto: a checked draft is published; required: it waits for `make approve`

    @classmethod
    def from_env(cls) -> "Settings":
        """Read COOP_HOME, COOP_LANDING, COOP_SECRET_FILE, COOP_AS_OF, COOP_SMALL_CELL_K, COOP_ACCEPT, COOP_APPROVAL,
        COOP_FIRST_MONTH and COOP_ALERT_URLS.

        Raises SettingError when one of them cannot be used.
        """
        env = os.environ
        home = Path(env.get("COOP_HOME") or REPO / "var").resolve()
        k_text = env.get("COOP_SMALL_CELL_K") or "5"
        if not k_text.isdigit() or not 3 <= int(k_text) <= 10:
            raise SettingError(f"COOP_SMALL_CELL_K must be a whole number from 3 to 10, not {k_text!r}")
        approval = env.get("COOP_APPROVAL") or "auto"
        if approval not in ("auto", "required"):
            raise SettingError(f"COOP_APPROVAL must be auto or required, not {approval!r}")
        landing = Path(env.get("COOP_LANDING") or home / "landing").resolve()
        return cls(
            home=home,
            landing=landing,
            secret_file=Path(env.get("COOP_SECRET_FILE") or home / "secret").resolve(),
            as_of=_as_of(env.get("COOP_AS_OF"), landing),
            small_cell_k=int(k_text),
            accept=frozenset(filter(None, (env.get("COOP_ACCEPT") or "").split(","))),
            alert_urls=_alert_urls(env.get("COOP_ALERT_URLS") or ""),
            first_month=_month(env.get("COOP_FIRST_MONTH") or FIRST_MONTH),
            approval=approval,
        )

    @property
    def is_sample(self) -> bool:
        return (self.landing / SAMPLE_MARK).is_file()

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def memory(self) -> Path:
        """What earlier releases said and hid, with the true figures: it never leaves."""
        return self.home / "memory"

    @property
    def receipts(self) -> Path:
        return self.home / "receipts"

    @property
    def alerts(self) -> Path:
        return self.home / "alerts"

    @property
    def scratch(self) -> Path:
        return self.home / "tmp"

    @property
    def dagster_home(self) -> Path:
        return self.home / "dagster"

    @property
    def audit_log(self) -> Path:
        return self.home / "audit.jsonl"

    @property
    def audit_head(self) -> Path:
        """How the audit log was left, so that a cut end is found."""
        return self.home / "audit.head"

    @property
    def exports(self) -> Path:
        return self.home / "exports"

    @property
    def erasures(self) -> Path:
        """Salted digests of erased keys, so that a restored backup forgets them too."""
        return self.home / "erasures.jsonl"

    @property
    def backup_list(self) -> Path:
        """The folders that hold backups of this installation, one a line."""
        return self.home / "backups.txt"

    @property
    def dbt_target(self) -> Path:
        return self.home / "dbt"

    def prepare(self) -> None:
        """Make the folders and point Dagster and dbt at them; safe to call again."""
        for folder in (
            self.home,
            self.landing,
            self.releases,
            self.memory,
            self.receipts,
            self.alerts,
            self.scratch,
            self.dagster_home,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        dagster_yaml = self.dagster_home / "dagster.yaml"
        if not dagster_yaml.exists():
            write_whole(dagster_yaml, DAGSTER_YAML.encode(), keep=True)
        os.environ.update(QUIET_ENVIRONMENT)
        os.environ["DAGSTER_HOME"] = str(self.dagster_home)
        os.environ["COOP_WAREHOUSE"] = str(self.warehouse)

    def secret(self) -> bytes:
        """The deployment's secret for pseudonyms; made once, readable by its owner alone."""
        if not self.secret_file.exists():
            self.secret_file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.secret_file, secrets.token_hex(32).encode(), 0o600, keep=True)
        text = self.secret_file.read_text(encoding="ascii").strip()
        if len(text) < 32:
            raise SettingError(f"{self.secret_file} is too short for a secret: at least 32 characters")
        return text.encode("ascii")
