"""Alerts on the command line: after a run, `make alerts` and `make alert-test`."""

import sqlite3

import dagster as dg

from pipelines.alerts.channels import channels
from pipelines.alerts.outbox import Tally, drain
from pipelines.alerts.report import report_run
from pipelines.alerts.store import open_store
from pipelines.alerts.wording import trial
from pipelines.settings import Settings


def after_run(settings: Settings, instance: dg.DagsterInstance, run_id: str) -> str:
    """Report the run and send; the line of the summary that says how it went.

    A fault of the store does not hide the run's own summary, so it is said there.
    """
    try:
        with open_store(settings) as store:
            report_run(settings, store, instance, run_id)
        return _line(drain(settings))
    except (sqlite3.Error, OSError) as error:
        return f"alerts: NOT recorded, {settings.alerts} cannot be used ({type(error).__name__}: {error})"


def show(settings: Settings) -> int:
    """Open incidents, and one more try for what waits; 0 when nothing waits any more."""
    settings.prepare()
    tally = drain(settings, force=True)
    with open_store(settings) as store:
        lasting = store.open_incidents()
    print(f"现有未恢复 open incidents: {len(lasting)}")
    for incident in lasting:
        finding = incident.finding
        print(f"\n  {finding.key}  {incident.since[:16]}  {finding.owner.zh} / {finding.owner.en}")
        for texts in zip(finding.what, finding.size, finding.cause, strict=True):
            print("    " + " — ".join(filter(None, texts)))
    print(f"\n{_line(tally)}")
    return 1 if tally.waiting else 0


def try_channels(settings: Settings) -> int:
    """One test message to each channel, past the outbox; 0 when all took it."""
    settings.prepare()
    message, failed = trial(settings), 0
    for number, channel in enumerate(channels(settings)):
        error = channel.send(message, repeat=False)
        failed += error is not None
        print(f"{number}. {channel.key}: {error or 'OK'}")
    if not settings.alert_urls:
        print(f"COOP_ALERT_URLS is empty: alerts go to {settings.alerts / 'alerts.log'} alone")
    return 1 if failed else 0


def _line(tally: Tally) -> str:
    failures = "".join(f"\n  {channel}: {reason}" for channel, reason in tally.failures.items())
    return f"alerts:  {tally.sent} sent, {tally.waiting} waiting{failures}"
