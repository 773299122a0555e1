"""Valid and deliberately invalid identifiers for made-up enterprises and persons."""

from datetime import date

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def make_uscc(division: str, organisation8: str, kind: str = "91") -> str:
    """The 18-character code for a registration division and eight organisation characters."""
    total = sum(int(c, 36) * w for c, w in zip(organisation8, _ORGANISATION_WEIGHTS, strict=True))
    first17 = kind + division + organisation8 + "0123456789X0"[11 - total % 11]
    total = sum(_USCC.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return first17 + _USCC[(31 - total % 31) % 31]


def enterprise_uscc(division: str, serial: int) -> str:
    """An enterprise's code; every seventh serial has letters in its organisation code, as new codes do."""
    organisation = f"MA2{serial % 100000:05d}" if serial % 7 == 0 else f"{70000000 + serial * 37:08d}"
    return make_uscc(division, organisation)


def wrong_check(code: str) -> str:
    """The same code with another last character, so that its check fails."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def make_resident_id(division: str, born: date, sequence: int) -> str:
    """An 18-character resident identity number by GB 11643; `sequence` 0..999 ends in the sex digit."""
    first17 = f"{division}{born:%Y%m%d}{sequence:03d}"
    total = sum(int(c) * w for c, w in zip(first17, _RESIDENT_WEIGHTS, strict=True))
    return first17 + "10X98765432"[total % 11]


def full_width(text: str) -> str:
    """The same text in full-width characters, as some input methods type it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
