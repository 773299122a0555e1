"""What became of a sheet: accepted rows with their provenance, faults of the refused ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.landing.headers import Header
from pipelines.landing.totals import TotalCheck


@dataclass(frozen=True)
class Fault:
    """One refused cell or row. `value` is None where it could be personal."""

    row: int
    column: str | None
    rule: str
    value: str | None


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of one sheet."""

    accepted: int
    refused: int
    faults: list[Fault]
    total_rows: int
    blank_rows: int
    total_checks: list[TotalCheck]


@dataclass(frozen=True)
class SheetRead:
    """What was recognised in one sheet (name None where the file has no sheets): its header and its total rows."""

    name: str | None
    header: Header
    total_checks: list[TotalCheck]


def provenance(
    provider: str, file: str, sheet: str | None, digest: str, received: datetime, loaded: datetime, seq: int
) -> dict[str, Any]:
    """Provenance of every row of a sheet, in the names of contracts.PROVENANCE."""
    return {
        "_provider": provider,
        "_file": file,
        "_sheet": sheet,
        "_seq": seq,
        "_digest": digest,
        "_received_at": received,
        "_loaded_at": loaded,
    }
