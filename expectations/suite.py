"""What an expectation is: one number, the interval it must lie in, and plain words for who must act.

The number is an aggregate computed by DuckDB; no row of data reaches the judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True)
class Expectation:
    """`sql` gives one number (NULL = nothing to judge); it passes when it lies in [low, high]."""

    check_id: str
    layer: Literal["boundary", "release"]
    severity: Literal["warning", "error"]
    owner: str
    sql: str
    low: float | None
    high: float | None
    sentence_en: str
    sentence_zh: str
    asset: tuple[str, ...] = field(default=())
    columns_sql: str | None = None  # gives the names of the columns at fault
    column_titles_zh: Mapping[str, str] = field(default_factory=dict)
    acceptable: bool = True  # whether a person may let it pass for a run


def release_suite() -> list[Expectation]:
    """The hand-written expectations on the KPI table of a release.

    Their SQL sees the schemas `draft` (the release in the making) and `last` (the one readers have; empty tables
    before the first release).
    """
    document = yaml.safe_load((Path(__file__).parent / "release.yml").read_text(encoding="utf-8"))
    return [
        Expectation(
            check_id=f"release.{entry['id']}",
            layer="release",
            severity=entry["severity"],
            owner=entry["owner"],
            sql=entry["sql"],
            low=entry.get("low"),
            high=entry.get("high"),
            sentence_en=entry["en"],
            sentence_zh=entry["zh"],
            acceptable=entry.get("acceptable", True),
        )
        for entry in document["expectations"]
    ]
