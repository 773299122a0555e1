"""Commands of the Makefile: python -m pipelines refresh | demo | serve | verify-release | alerts | alert-test."""

import argparse
import shutil
import sys
from pathlib import Path

from pipelines.settings import SAMPLE_MARK, SettingError, Settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only when it reached its end."""
    parser = argparse.ArgumentParser(prog="python -m pipelines", description=__doc__)
    parser.add_argument("command", choices=tuple(_COMMANDS))
    command = parser.parse_args(arguments).command
    try:
        return _COMMANDS[command]()
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2


def _refresh() -> int:
    from pipelines.refresh import refresh
    from pipelines.warehouse import WarehouseBusy, WarehouseUnusable

    try:
        return refresh(Settings.from_env())
    except (WarehouseBusy, WarehouseUnusable) as error:
        print(error, file=sys.stderr)
        return 3


def _demo() -> int:
    """The sample city in a home of its own, as of its last day."""
    from pipelines import sample_city

    landing = Settings.from_env().landing
    shutil.rmtree(landing, ignore_errors=True)
    print(f"making the sample city in {landing} …", flush=True)
    sample_city.generate(landing)
    (landing / SAMPLE_MARK).write_text(f"{sample_city.LAST_DAY}\n", encoding="utf-8")
    settings = Settings.from_env()
    code = _refresh()
    if code == 0:
        page = settings.releases / "current" / "site" / "index.html"
        print(f"\nOpen file://{page}  (or COOP_HOME={settings.home} make serve)")
    return code


def _serve() -> int:
    from pipelines.serve import serve

    return serve(Settings.from_env())


def _templates() -> int:
    """The blank workbook of every feed."""
    from pipelines.contracts import load_contracts
    from pipelines.landing.templates import write_templates

    folder = Settings.from_env().home / "templates"
    print(f"{len(write_templates(folder, load_contracts().values()))} blank workbooks in {folder}")
    return 0


def _verify() -> int:
    from pipelines.releases import ReleaseDamaged, verify

    settings = Settings.from_env()
    folder: Path = settings.releases / "current"
    try:
        verify(folder)
    except (ReleaseDamaged, OSError) as error:
        print(f"the current release cannot be trusted: {error}", file=sys.stderr)
        return 1
    print(f"{folder.resolve().name}: every file is as published")
    return 0


def _alerts() -> int:
    from pipelines.alerts.console import show

    return show(Settings.from_env())


def _alert_test() -> int:
    from pipelines.alerts.console import try_channels

    return try_channels(Settings.from_env())


def _templates() -> int:
    """The blank workbook of every feed."""
    from pipelines.contracts import load_contracts
    from pipelines.landing.templates import write_templates

    folder = Settings.from_env().home / "templates"
    print(f"{len(write_templates(folder, load_contracts().values()))} blank workbooks in {folder}")
    return 0


_COMMANDS = {
    "refresh": _refresh,
    "demo": _demo,
    "serve": _serve,
    "templates": _templates,
    "verify-release": _verify,
    "alerts": _alerts,
    "alert-test": _alert_test,
}


if __name__ == "__main__":
    sys.exit(main())
