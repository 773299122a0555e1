"""Semantic types: how a cell's text becomes a value.

Each type has two halves. `fast` is SQL that accepts only the plain canonical spelling, so clean files are
typed by the engine; `slow` is Python for every other spelling and runs once per distinct cell text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.contracts import Column
from pipelines.landing.dates import parse_date, parse_datetime, parse_day_of_year
from pipelines.landing.districts import districts
from pipelines.landing.identifiers import is_uscc
from pipelines.landing.numbers import parse_integer, parse_money, parse_number, parse_share
from pipelines.landing.persons import parse_phone
from pipelines.landing.text import MISSING_WORDS, Bad, clean, fold, is_error, is_missing

_SCIENTIFIC = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+?\d+")
# Words of total rows and headings of groups such as 海南省（27所）: rows beside the data, never codes.
TOTAL_WORDS = re.compile(r"(?:本[页列])?(?:合计|小计|总计|共计|累计|total|subtotal|sum)[:：]?", re.IGNORECASE)
GROUP_HEADING = re.compile(r".{1,40}[（(]\s*\d+\s*[所家人名个项条门户期场次班份件笔]?\s*[）)]")
_FRACTION = re.compile(r"\d{3,}\.\d*[1-9]\d*")  # 3633.5 is a calculated number; 1.2 may be a chapter's code
_YES = frozenset(["是", "Y", "YES", "1", "1.0", "√", "✓", "✔", "TRUE", "T", "有", "对"])
_NO = frozenset(["否", "N", "NO", "0", "0.0", "×", "✗", "X", "FALSE", "F", "没有", "错"])
_MISSING_SQL = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(MISSING_WORDS))
_MISSING_BYTES = max(len(word.encode()) for word in MISSING_WORDS)
# Plain letters, digits, common punctuation and unified ideographs: nothing that cleaning would change. What begins
# with # or ' may be no text.
_LETTERS = r"\x{4e00}-\x{9fff}（）、，。；：·《》“”]"
_PLAIN_TEXT = rf"[!\"$-&(-~{_LETTERS}[!-~{_LETTERS}*( [!-~{_LETTERS}+)*"


@dataclass(frozen=True)
class Converted:
    """One distinct cell text after conversion; `rule` is set when the type refuses it."""

    value: Any = None
    sibling: Any = None
    rule: str | None = None


def convert(column: Column, text: str, factor: float = 1.0) -> Converted:
    """Value of a cell by its column's type; `factor` is the unit that header, title or mapping names."""
    try:
        plain = fold(text)
        if is_missing(plain) or plain in column.unknown:
            return Converted()
        if is_error(plain):
            raise Bad("spreadsheet_error")
        result = _SLOW[column.type](column, text, factor)
        if column.min is not None and result.value < column.min:
            raise Bad("negative")
        return result
    except Bad as bad:
        return Converted(rule=bad.rule)


def convert_day(text: str, year_of: str | None) -> Converted:
    """A date cell that may lack the year, with the cell that gives it."""
    try:
        return Converted() if is_missing(fold(text)) else _interval(parse_day_of_year(text, year_of))
    except Bad as bad:
        return Converted(rule=bad.rule)


def _date(column: Column, text: str, factor: float) -> Converted:
    return _interval(parse_date(text))


def _interval(interval: tuple[date, date] | None) -> Converted:
    if interval is None:
        return Converted()
    first, last = interval
    return Converted(first, None if first == last else last)


def _code(column: Column, text: str, factor: float) -> Converted:
    plain = fold(text)
    if _SCIENTIFIC.fullmatch(plain):
        raise Bad("digits_lost")
    if TOTAL_WORDS.fullmatch(plain) or GROUP_HEADING.fullmatch(plain) or _FRACTION.fullmatch(plain):
        raise Bad("not_a_code")
    return Converted(re.sub(r"(?<=\d)\.0+$", "", plain) if re.fullmatch(r"\d+\.0+", plain) else plain)


def _uscc(column: Column, text: str, factor: float) -> Converted:
    plain = re.sub(r"[\s-]", "", fold(text)).upper()
    if _SCIENTIFIC.fullmatch(plain):
        raise Bad("digits_lost")
    if not is_uscc(plain):
        raise Bad("uscc_invalid")
    return Converted(plain)


def _enum(column: Column, text: str, factor: float) -> Converted:
    plain = re.sub(r"\s", "", fold(text)).casefold()
    match = next((value for value in column.values if fold(value).casefold() == plain), None)
    if match is None:
        raise Bad("unknown_value")
    return Converted(match)


def _bool(column: Column, text: str, factor: float) -> Converted:
    plain = fold(text).upper()
    if plain in _YES or plain in _NO:
        return Converted(plain in _YES)
    raise Bad("not_yes_no")


def _money(column: Column, text: str, factor: float) -> Converted:
    amount, currency = parse_money(text, factor)
    if currency != "CNY" and not column.currency:
        raise Bad("not_money")
    return Converted(amount, currency if column.currency else None)


_SLOW: dict[str, Callable[[Column, str, float], Converted]] = {
    "text": lambda column, text, factor: Converted(clean(text)),
    "name": lambda column, text, factor: Converted(clean(text)),
    "phone": lambda column, text, factor: Converted(parse_phone(text)),
    "code": _code,
    "uscc": _uscc,
    "district": lambda column, text, factor: Converted(districts().resolve(text)),
    "enum": _enum,
    "date": _date,
    "month": lambda column, text, factor: Converted(_date(column, text, factor).value),
    "datetime": lambda column, text, factor: Converted(parse_datetime(text)),
    "int": lambda column, text, factor: Converted(parse_integer(text)),
    "num": lambda column, text, factor: Converted(parse_number(text)),
    "money": _money,
    "pct": lambda column, text, factor: Converted(parse_share(text, factor)),
    "bool": _bool,
}


def fast_sql(column: Column, cell: str, factor: float) -> str:
    """SQL that types the canonical spelling of `cell` and gives NULL for everything else."""
    sign = "-?" if column.min is None else ""
    match column.type:
        case "text" | "name":
            # Words of few letters are few: most cells are longer than any of them.
            word = f"strlen({cell}) <= {_MISSING_BYTES} AND {cell} IN ({_MISSING_SQL})"
            plain = f"regexp_full_match({cell}, '{_PLAIN_TEXT}') AND NOT ({word})"
            return f"CASE WHEN {plain} AND NOT starts_with({cell}, 'Err:') THEN {cell} END"
        case "code":
            # Digits, or letters with a digit behind them, are neither words nor rounded numbers: one look is enough.
            usual = f"regexp_full_match({cell}, '[0-9]+|[A-Za-z]+[0-9_-][0-9A-Za-z_-]*')"
            plain = f"regexp_full_match({cell}, '[0-9A-Za-z][0-9A-Za-z_-]*')"
            word = f"lower({cell}) IN ('na', 'null', 'none', 'nan', 'total', 'subtotal', 'sum')"
            rounded = f"regexp_full_match({cell}, '[0-9]+[eE][0-9]+')"
            return (
                f"CASE WHEN {usual} THEN {cell} WHEN {plain} AND NOT {word} AND NOT {rounded} THEN {cell} END"
            )
        case "enum":
            values = ", ".join(f"'{value}'" for value in column.values)
            return f"CASE WHEN {cell} IN ({values}) THEN {cell} END"
        case "date":
            # Of this shape and in this range the engine's cast admits no other spelling (but a blank at the end).
            plain = f"{cell} LIKE '____-__-__' AND {cell} BETWEEN '1900' AND '2099-12-31'"
            return f"CASE WHEN {plain} THEN TRY_CAST({cell} AS DATE) END"
        case "datetime":
            return _exact(cell, r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", "TIMESTAMP")
        case "int":
            return _at_least(column, _exact(cell, sign + "[0-9]{1,15}", "BIGINT"))
        case "num" | "money":
            number = _exact(cell, sign + r"[0-9]{1,15}(\.[0-9]{1,9})?", "DOUBLE")
            if column.type == "money" and factor != 1.0:
                number = f"round({number} * {factor!r}, 2)"
            return _at_least(column, number)
        case "bool":
            return f"CASE {cell} WHEN '是' THEN TRUE WHEN '1' THEN TRUE WHEN '否' THEN FALSE WHEN '0' THEN FALSE END"
        case _:
            return f"CAST(NULL AS {column.sql_type})"


def _at_least(column: Column, number: str) -> str:
    """Numbers under the column's minimum go the slow way; unsigned spellings are 0 or more as it is."""
    return f"CASE WHEN {number} >= {column.min!r} THEN {number} END" if (column.min or 0) > 0 else number


def _exact(cell: str, pattern: str, sql_type: str) -> str:
    return f"CASE WHEN regexp_full_match({cell}, '{pattern}') THEN TRY_CAST({cell} AS {sql_type}) END"


def fast_sibling_sql(column: Column) -> str:
    """The sibling of a canonically spelt value: an exact day has no interval end, plain money is in yuan."""
    return "'CNY'" if column.currency else "NULL"
