"""Identifiers with check digits: the unified social credit code and the resident identity number.

Sources: GB 32100-2015 with GB 11714 for the organisation part, GB 11643-1999.
"""

import re
from datetime import date

from pipelines.landing.districts import districts

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_AUTHORITIES = "123456789ANY"
_USCC_KINDS = {"1": "1239", "5": "1239", "9": "123", "N": "1239", "Y": "1"}  # authorities with a closed list
# Registrars of zones have codes of their own below the province (320594), so only the province is judged; 10 is the
# state's own registrar. The division of a USCC is where it was registered first, never where the firm is.
_REGIONS = ((10, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
_REGISTRARS = frozenset(str(code) for first, last in _REGIONS for code in range(first, last + 1))
_TAIWAN_RESIDENTS = "830000"  # stands in residence permits only, on no list of divisions
_OLDEST_BIRTH = date(1880, 1, 1)


def uscc_check_character(first17: str) -> str:
    """The 18th character by GB 32100 for the first 17."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first8: str) -> str:
    """The check character of the organisation code (positions 9-17 of a USCC) by GB 11714."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_uscc(code: str) -> bool:
    """True for 18 upper-case characters: authority with kind, registrar's province, both check characters."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    if code[0] not in _USCC_AUTHORITIES or resident_id(code):
        return False  # a person's number in the wrong column can pass both check characters by chance
    if code[1] not in _USCC_KINDS.get(code[0], "123456789") or code[2:4] not in _REGISTRARS:
        return False
    return (
        organisation_check_character(code[8:16]) == code[16] and uscc_check_character(code[:17]) == code[17]
    )


def resident_check_digit(first17: str) -> str:
    """The 18th digit by GB 11643 for the first 17."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, _RESIDENT_WEIGHTS, strict=True)) % 11]


def _is_checked(number: str) -> bool:
    return bool(re.fullmatch(r"\d{17}[\dX]", number)) and resident_check_digit(number[:17]) == number[17]


def resident_id(number: str, born_by: date | None = None) -> str | None:
    """The 18-character form of a valid resident identity number, None for an invalid one.

    The first six digits are a division that ever existed: people keep the number of their birth. The old 15-digit
    form has no check digit; it is the same person's number and is lengthened. Nobody is born after `born_by`.
    """
    if re.fullmatch(r"\d{15}", number):
        number = number[:6] + "19" + number[6:]
        number += resident_check_digit(number)
    if not _is_checked(number):
        return None
    if number[:6] != _TAIWAN_RESIDENTS and number[:6] not in districts().codes:
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return number if _OLDEST_BIRTH <= born <= (born_by or date.max) else None


def is_permanent_residence_card(number: str) -> bool:
    """True for a foreigner's card of the form of 2023: 18 characters from 9 on, with the check digit of GB 11643."""
    return number.startswith("9") and _is_checked(number)
