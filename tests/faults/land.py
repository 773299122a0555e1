"""Lands what lies in the landing folder of $COOP_HOME, as the first stage of a refresh does: a process to be killed."""

from pipelines.contracts import load_contracts
from pipelines.landing.discover import discover
from pipelines.landing.load import Landing
from pipelines.landing.persons import Pseudonyms
from pipelines.settings import Settings, shanghai_now
from pipelines.warehouse import open_warehouse, refresh_lock


def main() -> None:
    settings = Settings.from_env()
    settings.prepare()
    with refresh_lock(settings), open_warehouse(settings) as con:
        deliveries, _ = discover(settings.landing, load_contracts())
        pseudonyms = Pseudonyms(settings.secret())
        Landing(con, pseudonyms, settings.receipts, settings.scratch, shanghai_now()).land(deliveries)


if __name__ == "__main__":
    main()
