"""What a parsed file is made of, as the parsing process hands it to the one that loads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipelines.landing.headers import Header

RESULT_FILE = "parsed.json"
TEXT = "VARCHAR"
REPEATED = "VARCHAR of few values"  # stored as a dictionary, no text empty
WHOLE, NUMBER, DAY = "BIGINT", "DOUBLE", "DATE"


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its header, and where its cells lie.

    `path` is UTF-8 text of delimited lines (`delimiter` set, the header's lines on top) or Parquet with the columns
    _row, c0…cn, of the `kinds` given, of TEXT where none are. `rows` counts the rows there. `broken` is Parquet with
    the rows no cell could be taken from (_row, rule), None when there are none.
    """

    path: str
    header: Header
    rows: int
    blank_rows: int
    header_rows: int
    broken: str | None = None
    delimiter: str | None = None
    name: str | None = None
    kinds: tuple[str, ...] = ()

    def kind(self, position: int) -> str:
        return self.kinds[position] if self.kinds else TEXT


@dataclass(frozen=True)
class Parsed:
    """A file as parsed: its digest, its sheets, notes for the provider; `refused` says why it cannot be read."""

    digest: str
    sheets: tuple[Sheet, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str | None = None
    repeated: bool = False

    def write(self, workspace: Path) -> None:
        unfinished = workspace / f"{RESULT_FILE}.part"
        unfinished.write_bytes(orjson.dumps(self))
        unfinished.rename(workspace / RESULT_FILE)

    @classmethod
    def read(cls, workspace: Path) -> "Parsed":
        """What `write` left there; raises OSError when the parser did not get so far."""
        document: dict[str, Any] = orjson.loads((workspace / RESULT_FILE).read_bytes())
        sheets = tuple(
            Sheet(**sheet | {"header": Header(**sheet["header"])}) for sheet in document.pop("sheets")
        )
        return cls(sheets=sheets, **document | {"notes": tuple(document["notes"])})
