"""Identifiers with check digits: the unified social credit code and the resident identity number.

Sources: GB 32100-2015 with GB 11714 for the organisation part, GB 11643-1999.
"""

import re
from datetime import date

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_AUTHORITIES = "123456789ANY"
_USCC_KINDS = {"1": "1239", "5": "1239", "9": "123", "N": "1239", "Y": "1"}  # authorities with a closed list
# First two digits by region; 81, 82 and 83 are the permits of Hong Kong, Macao and Taiwan residents.
_REGIONS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
_PROVINCES = frozenset(str(code) for first, last in _REGIONS for code in range(first, last + 1))


def uscc_check_character(first17: str) -> str:
    """The 18th character by GB 32100 for the first 17."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first8: str) -> str:
    """The check character of the organisation code (positions 9-17 of a USCC) by GB 11714."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_uscc(code: str) -> bool:
    """True for 18 upper-case characters with a known authority and both check characters right."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    if code[0] not in _USCC_AUTHORITIES or resident_id(code):
        return False  # a person's number in the wrong column can pass both check characters by chance
    if code[1] not in _USCC_KINDS.get(code[0], "0123456789"):
        return False
    return (
        organisation_check_character(code[8:16]) == code[16] and uscc_check_character(code[:17]) == code[17]
    )


def resident_check_digit(first17: str) -> str:
    """The 18th digit by GB 11643 for the first 17."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, _RESIDENT_WEIGHTS, strict=True)) % 11]


def resident_id(number: str) -> str | None:
    """The 18-character form of a valid resident identity number, None for an invalid one.

    The old 15-digit form has no check digit; it is the same person's number and is lengthened.
    """
    if re.fullmatch(r"\d{15}", number):
        number = number[:6] + "19" + number[6:]
        number += resident_check_digit(number)
    if not re.fullmatch(r"\d{17}[\dX]", number) or number[:2] not in _PROVINCES:
        return None
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if not 1880 <= int(number[6:10]) <= 2100:
        return None
    return number if resident_check_digit(number[:17]) == number[17] else None
