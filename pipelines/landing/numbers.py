"""Numbers, shares and money as people write them."""

import math
import re

from pipelines.landing.text import Bad, fold

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_UNIT_WORD = re.compile(
    r"\s*(?:人次|人|名|个|家|门|次|期|班|项|场|份|条|学时|课时|小时|分钟|秒|岁|届|级|年|天)"
)
_ACCOUNTING = re.compile(r"\([\d,. ]+\)")  # (500) is minus 500 to accountants: never a plain 500
_MULTIPLIERS = (("百万", 1e6), ("千万", 1e7), ("亿", 1e8), ("万", 1e4), ("千", 1e3))
_CURRENCIES = {
    "USD": ("美元", "美金", "USD", "$"),
    "HKD": ("港元", "港币", "香港元", "HKD"),
    "EUR": ("欧元", "EUR", "€"),
    "JPY": ("日元", "JPY"),
    "GBP": ("英镑", "GBP", "£"),
    "FRF": ("法国法郎", "法郎"),
    "DEM": ("德国马克", "马克"),
    "TWD": ("新台币", "台币"),
    "SGD": ("新加坡元",),
    "AUD": ("澳大利亚元", "澳元"),
    "CAD": ("加拿大元", "加元"),
    "KRW": ("韩元",),
    "CHF": ("瑞士法郎",),
    "CNY": ("人民币", "RMB", "CNY", "¥", "￥", "元", "圆"),
}
# Longer names first: 香港元 holds 港元, 瑞士法郎 holds 法郎.
_CURRENCY_WORDS = sorted(
    ((word, code) for code, words in _CURRENCIES.items() for word in words), key=lambda pair: -len(pair[0])
)


def _plain(match: str) -> float:
    value = float(match.replace(",", "").replace(" ", ""))
    if not math.isfinite(value):
        raise Bad("not_a_number")
    return value


def parse_number(text: str) -> float:
    """A number with thousands separators or a trailing counting unit. Raises Bad('not_a_number')."""
    plain = fold(text)
    match = _NUMBER.match(plain)
    if not match or _UNIT_WORD.sub("", plain[match.end() :], count=1).strip():
        raise Bad("not_a_number")
    return _plain(match.group())


def parse_integer(text: str) -> int:
    """A whole number; 12.0 is 12, 12.5 is refused. Raises Bad('not_an_integer')."""
    try:
        value = parse_number(text)
    except Bad:
        raise Bad("not_an_integer") from None
    if value != int(value) or abs(value) >= 2**53:
        raise Bad("not_an_integer")
    return int(value)


def parse_share(text: str, scale: float = 1.0) -> float:
    """A share between 0 and 1 from 35%, 0.35 or 35; `scale` 0.01 when the header says %.

    Raises Bad('not_a_percentage').
    """
    plain = fold(text)
    number = _NUMBER.fullmatch(plain.rstrip("% "))
    if not number:
        raise Bad("not_a_percentage")
    value = _plain(number.group())
    share = value / 100 if plain.endswith("%") or scale != 1.0 or value > 1 else value
    if not 0 <= share <= 1:
        raise Bad("not_a_percentage")
    return share


def money_factor(text: str) -> float | None:
    """What an amount is multiplied by under a unit such as 万元, None when the text names no unit of money."""
    folded = fold(text)
    if not re.search(r"[元圆币镑郎克]|^[百千]?[万亿]$", folded):
        return None
    return next((factor for word, factor in _MULTIPLIERS if word in folded), 1.0)


def is_foreign(unit: str) -> bool:
    """True when a unit such as 万美元 names another currency than the yuan."""
    folded = fold(unit)
    return next((code for word, code in _CURRENCY_WORDS if word in folded), "CNY") != "CNY"


def parse_money(text: str, factor: float = 1.0) -> tuple[float, str]:
    """Amount in whole currency units and its ISO 4217 code (CNY unless said).

    A unit in the cell wins over `factor`, the unit of header or title. Raises Bad('not_money').
    """
    folded = fold(text)
    match = _NUMBER.search(folded)
    if not match or _ACCOUNTING.fullmatch(folded):
        raise Bad("not_money")
    rest = re.sub(r"[()\s]", "", folded[: match.start()] + folded[match.end() :])
    multiplier = next((m for m in _MULTIPLIERS if m[0] in rest), None)
    if multiplier:
        factor, rest = multiplier[1], rest.replace(multiplier[0], "", 1)
    currency = "CNY"
    for word, code in _CURRENCY_WORDS:
        if word in rest:
            # "万元人民币" names the currency twice: once as unit, once by name.
            currency, rest = code, re.sub("[元圆]", "", rest.replace(word, "", 1), count=1)
            factor = factor if multiplier else 1.0
            break
    if rest:
        raise Bad("not_money")
    return round(_plain(match.group()) * factor, 2), currency
