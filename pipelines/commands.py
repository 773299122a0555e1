"""What each command does and says: a thin layer over the modules that know how. Every function returns an exit code."""

import shutil
import sys
from pathlib import Path

from pipelines import audit as audit_log
from pipelines import release_life, releases
from pipelines.backup import BackupError
from pipelines.event_tables import BackfillRefused
from pipelines.landing.withdraw import NotDelivered
from pipelines.release_life import LifeError
from pipelines.releases import ReleaseDamaged, current_id
from pipelines.rights.keys import SubjectError
from pipelines.settings import SAMPLE_MARK, Settings
from pipelines.warehouse import open_warehouse, refresh_lock

# Errors whose text is for the person who gave the command.
REFUSED = (
    BackfillRefused,
    NotDelivered,
    LifeError,
    ReleaseDamaged,
    BackupError,
    SubjectError,
    audit_log.AuditBroken,
)


def refresh(settings: Settings) -> int:
    from pipelines.refresh import refresh

    return refresh(settings)


def backfill(settings: Settings, first: str, last: str, table: str) -> int:
    from pipelines.backfill import backfill

    return backfill(settings, first, last, table)


def demo(settings: Settings) -> int:
    """The sample city in a home of its own, as of its last day."""
    from pipelines import sample_city

    landing = settings.landing
    shutil.rmtree(landing, ignore_errors=True)
    print(f"making the sample city in {landing} …", flush=True)
    sample_city.generate(landing)
    (landing / SAMPLE_MARK).write_text(f"{sample_city.LAST_DAY}\n", encoding="utf-8")
    settings = Settings.from_env()  # again: the as-of day is the sample city's last one
    code = refresh(settings)
    if code == 0:
        page = settings.releases / "current" / "site" / "index.html"
        print(f"\nOpen file://{page}  (or COOP_HOME={settings.home} make serve)")
    return code


def serve(settings: Settings) -> int:
    from pipelines.serve import serve

    return serve(settings)


def templates(settings: Settings) -> int:
    from pipelines.contracts import load_contracts
    from pipelines.landing.templates import write_templates

    folder = settings.home / "templates"
    print(f"{len(write_templates(folder, load_contracts().values()))} blank workbooks in {folder}")
    return 0


def withdraw(settings: Settings, file: str, by: str) -> int:
    from pipelines.landing.withdraw import withdraw
    from pipelines.settings import shanghai_now

    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        names = withdraw(con, settings.landing, file, shanghai_now())
        for name in names:
            audit_log.append(settings, "withdraw", name, by)
    print(f"withdrawn: {', '.join(names)}; the next refresh counts it as never received")
    return 0


def alerts(settings: Settings) -> int:
    from pipelines.alerts.console import show

    return show(settings)


def alert_test(settings: Settings) -> int:
    from pipelines.alerts.console import try_channels

    return try_channels(settings)


def verify_release(settings: Settings, release: str) -> int:
    """Checksums, then every number of pages, workbooks, Parquet and CSV against the database."""
    from pipelines.agreement import numbers_on_pages, report

    folder = settings.releases / (release or current_id(settings.releases) or "current")
    try:
        releases.verify(folder)
    except (ReleaseDamaged, OSError) as error:
        print(f"{release or 'the current release'} cannot be trusted: {error}", file=sys.stderr)
        return 1
    print(f"{folder.name}: every file is as published")
    if faults := report(folder):
        print("\n".join(faults), file=sys.stderr)
        print(f"{folder.name}: its outputs do not agree", file=sys.stderr)
        return 1
    print(
        f"{folder.name}: {numbers_on_pages(folder):,} numbers on pages, the workbooks, Parquet and CSV agree"
    )
    return 0


def approve(settings: Settings, release: str, by: str) -> int:
    with refresh_lock(settings):
        folder = release_life.approve(settings, release, by)
    print(f"{release} is published: {folder}/site/index.html")
    return 0


def rollback(settings: Settings, release: str, by: str, reason: str) -> int:
    from pipelines.assets.run import input_digest

    with refresh_lock(settings), open_warehouse(settings) as con:
        release_life.rollback(settings, release, input_digest(con, settings), by, reason)
    print(
        f"readers have {release} again, until something new is delivered or make rollback names another release"
    )
    return 0


def cite(settings: Settings, release: str, by: str) -> int:
    release_life.cite(settings, release, by)
    print(f"{release} stays for ever")
    return 0


def prune(settings: Settings, keep: int, apply: bool) -> int:
    with refresh_lock(settings):
        names = (
            release_life.prune(settings, keep) if apply else release_life.prunable(settings.releases, keep)
        )
    print("\n".join(names) or "nothing to remove")
    if names:
        print("removed" if apply else "nothing was removed: this was a dry run; APPLY=1 removes them")
    return 0


def list_releases(settings: Settings) -> int:
    for one in release_life.states(settings.releases):
        marks = [word for word, holds in (("cited", one.cited), ("rolled back to", one.pinned)) if holds]
        print(f"{one.release_id:24} {one.state:12} {one.as_of:12} {', '.join(marks)}".rstrip())
    return 0


def audit(settings: Settings) -> int:
    """Print the log when it is as it was written; else say where it is not."""
    for entry in audit_log.read(settings):
        who = f"{entry['actor']} ({entry['account']})" if entry["actor"] else entry["account"]
        details = " ".join(
            f"{name}={value}" for name, value in entry.get("details", {}).items() if value != ""
        )
        print(f"{entry['time']}  {entry['act']:15} {entry['object']:28} {who}  {details}".rstrip())
    print("the log is whole")
    return 0


def rebuild(settings: Settings, release: str) -> int:
    from pipelines.rebuild import RebuildFailed, rebuild

    try:
        found = rebuild(settings, release)
    except RebuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    if not found.same_code:
        print("definitions, code or seeds are not those of the release: what differs may come from there")
    if found.differing:
        print("\n".join(found.first))
        print(f"{release}: {found.differing:,} of {found.rows:,} rows differ", file=sys.stderr)
        return 1
    print(f"{release}: all {found.rows:,} rows are the same again")
    return 0


def backup(settings: Settings, to: Path | None, extras: str) -> int:
    from pipelines.backup import backup

    wanted = frozenset(filter(None, extras.split(",")))
    folder = backup(settings, to or settings.home / "backups", wanted)
    print(f"backup: {folder}")
    if "secret" not in wanted:
        print(
            f"NOT in it: the secret {settings.secret_file}. Keep a copy of it elsewhere: without it, new deliveries "
            "give every person another key."
        )
    if "landing" not in wanted:
        print("NOT in it: the landing folder (WITH=landing adds it; it holds personal data in clear)")
    return 0


def restore(settings: Settings, source: Path, force: bool) -> int:
    from pipelines.backup import restore
    from pipelines.rights.erase import erase_again

    aside = restore(settings, source.resolve(), force)
    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        done = erase_again(settings, con)
    print(f"restored from {source}; persons erased since then were erased again ({done.cells} cells changed)")
    if aside:
        print(f"what was there before lies in {aside}; delete it when all is well")
    if not settings.secret_file.exists():
        print(
            f"put the installation's secret back at {settings.secret_file} before the next refresh",
            file=sys.stderr,
        )
    return 0


def subject_export(settings: Settings) -> int:
    from pipelines.rights.export import export_subject
    from pipelines.rights.keys import read_subject

    subject = read_subject(settings)
    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        path, rows = export_subject(settings, con, subject)
    print(f"{rows} rows: {path}")
    return 0


def subject_erase(settings: Settings) -> int:
    from pipelines.rights.erase import erase_subject
    from pipelines.rights.keys import read_subject

    subject = read_subject(settings)
    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        done = erase_subject(settings, con, subject)
    print(
        f"erased: {done.cells} cells of the warehouse, {done.files} files, {done.backups} backups told; counts stay"
    )
    for path in done.unread:
        print(f"not searched, because the landing cannot read it either; look at it and delete it: {path}")
    return 0


def purge(settings: Settings, apply: bool) -> int:
    from pipelines.rights.purge import expired
    from pipelines.rights.purge import purge as let_go

    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        found = expired(settings, con, settings.as_of)
        for feed, persons in found.persons.items():
            print(f"{feed:40} {persons:>8,} persons past retention")
        for path in found.files:
            print(f"file in clear past retention: {path}")
        if not apply:
            print("nothing was changed: this was a dry run; APPLY=1 lets go of them")
            return 0
        changed = let_go(settings, con, found)
    print(f"let go of {len(found.keys):,} persons ({changed:,} cells changed) and {len(found.files):,} files")
    return 0
