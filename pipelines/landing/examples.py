"""Right cells to show a provider: from the column's contract, else from its type. All of them are made up."""

import csv
import re
from functools import cache

from pipelines.contracts import Column, Feed
from pipelines.landing.identifiers import (
    organisation_check_character,
    resident_check_digit,
    uscc_check_character,
)
from pipelines.settings import DBT_PROJECT


def examples(column: Column) -> tuple[str, str]:
    """Cells of two example rows; an empty text leaves the cell blank."""
    if column.examples:
        return column.examples[0], column.examples[-1]
    if column.type == "enum":
        return column.values[0], column.values[min(1, len(column.values) - 1)]
    if column.type == "district":
        return home_districts()[0], home_districts()[1]
    return _BY_TYPE[column.type]


def example(column: Column) -> str:
    """One right cell of the column, never empty."""
    return next(filter(None, examples(column)), "")


def made_up(column: Column) -> str:
    """An example that nobody takes for a row's own: whoever copied a real code would overwrite its row."""
    return re.sub(r"\d", "0", example(column)) if column.type == "code" else example(column)


def allowed(column: Column) -> tuple[str, ...]:
    """The only texts a cell may hold, empty where it may hold others."""
    return ("是", "否") if column.type == "bool" else column.values


def about(column: Column) -> tuple[str, str]:
    """What the provider is to fill in, in Chinese and English; the contract describes what is stored."""
    return _ABOUT.get(column.type) or (column.description_zh, column.description)


@cache
def home_districts() -> tuple[str, ...]:
    """Names of the home city's present districts, in their order."""
    with (DBT_PROJECT / "seeds" / "home_districts.csv").open(encoding="utf-8") as handle:
        return tuple(row["name_zh"] for row in csv.DictReader(handle) if not row["valid_to"])


def key_columns(feed: Feed) -> tuple[Column, ...]:
    """The delivered columns that a row must fill; of persons the document number stands for name and phone."""
    named = {column.field: column for column in feed.delivered}
    fields = list(feed.key_fields)
    if "person" in feed.key:
        fields.append("person_id" if "person_id" in named else "name")
    return tuple(named[name] for name in dict.fromkeys(fields))


def _uscc(number: int) -> str:
    organisation = f"{number:08d}"
    first17 = f"91330200{organisation}{organisation_check_character(organisation)}"
    return first17 + uscc_check_character(first17)


def _resident(serial: int) -> str:
    """A number with a right check digit that nobody bears: serials start at 001 and this birthday is the same for all."""
    first17 = f"33020319500101{serial:03d}"
    return first17 + resident_check_digit(first17)


_ABOUT = {
    "pid": ("证件号码；没有则留空。", "Number of the identity document; empty without one."),
    "name": ("姓名。", "Name of the person."),
    "phone": ("电话号码。", "Phone number of the person."),
}
_BY_TYPE: dict[str, tuple[str, str]] = {
    "text": ("示例文字", "示例文字"),
    "code": ("SL0001", "SL0002"),
    "uscc": (_uscc(1), _uscc(2)),
    "pid": (_resident(0), "E00000000"),
    "name": ("示例甲", "示例乙"),
    "phone": ("13800000000", "0574-87000000"),
    "date": ("2021-03-05", "2021-04-16"),
    "month": ("2021-03", "2021-04"),
    "datetime": ("2021-03-05 08:30:00", "2021-04-16 14:00:00"),
    "int": ("12", "3"),
    "num": ("12.5", "3"),
    "money": ("12000.00", "1.2万元"),
    "pct": ("35%", "100%"),
    "bool": ("是", "否"),
}
