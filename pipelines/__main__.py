"""Commands of the Makefile: python -m pipelines <command>; `--help` lists them."""

import argparse
import sys
from pathlib import Path

from pipelines.settings import SettingError, Settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only when it reached its end."""
    options = vars(_parser().parse_args(arguments))
    # Imported here: the help must not wait for the engine.
    import duckdb

    from pipelines import commands
    from pipelines.warehouse import WarehouseBusy, WarehouseDamaged, disk_is_full, plain_reason

    name = options.pop("command")
    run = commands.list_releases if name == "releases" else getattr(commands, name.replace("-", "_"))
    try:
        return run(Settings.from_env(), **options)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    except WarehouseBusy as error:
        print(error, file=sys.stderr)
        return 3
    except (*commands.REFUSED, WarehouseDamaged, OSError, duckdb.Error) as error:
        print(plain_reason(Settings.from_env(), str(error)), file=sys.stderr)
        return 1
    except Exception as error:  # Dagster's store has errors of its own for a full disk
        if not disk_is_full(str(error)):
            raise
        print(plain_reason(Settings.from_env(), str(error)), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipelines", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("refresh", "one run over the landing folder"),
        ("demo", "make the sample city and refresh"),
        ("serve", "site, Dagster's UI and its daemon"),
        ("releases", "list the releases with their states"),
        ("templates", "the blank workbook of every feed"),
        ("alerts", "what is wrong now, and send what waits"),
        ("alert-test", "a test message to every channel"),
        ("audit", "verify and print the audit log"),
        ("subject-export", "all rows of one person as JSON; document on standard input"),
        ("subject-erase", "forget one person; document on standard input"),
    ):
        commands.add_parser(name, help=words)
    verify = commands.add_parser("verify-release", help="checksums, and every output against the database")
    verify.add_argument("release", nargs="?", default="")
    for name, words in (
        ("approve", "publish the checked draft"),
        ("rollback", "give readers an earlier release"),
        ("cite", "keep a release for ever"),
        ("rebuild", "build a release's numbers again and compare"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("release")
        if name != "rebuild":
            command.add_argument("--by", default="", help="role or name, for the audit log")
        if name == "rollback":
            command.add_argument("--reason", default="")
    backfill = commands.add_parser("backfill", help="months of event tables once more from the raw rows")
    backfill.add_argument("--from", dest="first", required=True, help="first month, yyyy-mm")
    backfill.add_argument("--to", dest="last", required=True, help="last month, yyyy-mm")
    backfill.add_argument("--table", default="", help="one event table; default: all of them")
    withdraw = commands.add_parser("withdraw", help="a delivery counts as never received")
    withdraw.add_argument("file")
    withdraw.add_argument("--by", default="", help="role or name, for the audit log")
    prune = commands.add_parser("prune", help="delete old releases; without --apply only lists them")
    prune.add_argument("--keep", type=int, required=True)
    prune.add_argument("--apply", action="store_true")
    purge = commands.add_parser("purge", help="let go of persons past retention; without --apply only counts")
    purge.add_argument("--apply", action="store_true")
    backup = commands.add_parser("backup", help="a consistent copy with checksums")
    backup.add_argument("--to", type=Path, default=None)
    backup.add_argument("--with", dest="extras", default="", help="landing,secret")
    restore = commands.add_parser("restore", help="put a backup back")
    restore.add_argument("source", type=Path)
    restore.add_argument("--force", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
