"""Pseudonyms: a document number becomes a key while it is read; names and phones only help matching."""

import hashlib
import hmac
import re
from datetime import date

from pipelines.landing.identifiers import is_permanent_residence_card, resident_id
from pipelines.landing.text import Bad, fold, is_missing

RESIDENT_ID = "居民身份证"
PERMANENT_RESIDENCE = "永居证"
_ERASED = re.compile(r"erased:([0-9a-f]{64})")  # stands in files where a person had the number or name erased
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0\d{9,11}|[2-8]\d{6,7}")


class Pseudonyms:
    """Keys by HMAC-SHA256 under the deployment's secret, which never enters the database.

    `born_by`: the day the run began; a number of somebody born later is refused. None: any birth.
    """

    def __init__(self, secret: bytes, born_by: date | None = None) -> None:
        self._secret, self._born_by = secret, born_by

    def _key(self, *parts: str) -> str:
        return hmac.new(self._secret, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()

    def document(self, kind: str | None, number: str) -> str:
        """Key of a person by document type and number.

        Raises Bad('digits_lost') for a number that a spreadsheet rounded, Bad('document_invalid') otherwise.
        """
        if erased := _ERASED.fullmatch(fold(number)):
            return erased[1]
        plain = re.sub(r"[\s-]", "", fold(number)).upper()
        if _SCIENTIFIC.fullmatch(plain):
            raise Bad("digits_lost")
        plain = plain.removesuffix(".0")
        kind = re.sub(r"\s", "", fold(kind)) if kind and not is_missing(kind) else None
        resident = resident_id(plain, self._born_by)
        if kind is None and resident:
            kind = RESIDENT_ID
        if kind == RESIDENT_ID:
            if not resident:
                raise Bad("document_invalid")
            plain = resident
        elif kind == PERMANENT_RESIDENCE and re.fullmatch(r"9\d{16}[\dX]", plain):
            if not is_permanent_residence_card(plain):
                raise Bad("document_invalid")
        elif not re.fullmatch(r"[A-Z0-9()/]{4,24}", plain):
            raise Bad("document_invalid")
        return self._key("document", kind or "", plain)

    def contact(self, name: str | None, phone: str | None) -> str | None:
        """Key of a name with a phone number for people without a document; None without a name."""
        folded = re.sub(r"\s", "", fold(name)) if name and not is_missing(name) else ""
        if erased := _ERASED.fullmatch(folded):
            return erased[1]
        return self._key("contact", folded, phone or "") if folded else None


def erased_token(key: str) -> str:
    """What a file holds in place of a number or name, so that reading it again gives the key `key`."""
    return f"erased:{key}"


def parse_phone(text: str) -> str:
    """The first valid number of a cell, without country code and separators. Raises Bad('phone_invalid')."""
    parts = re.split(r"[/;,、，；]|\s{2,}|(?<=\d{11})\s", fold(text))
    for part in (*parts, *(piece for several in parts for piece in several.split())):
        digits = re.sub(r"[\s()\-]", "", part).removesuffix(".0")
        if match := _MOBILE.fullmatch(digits):
            return match[1]
        if _LANDLINE.fullmatch(digits):
            return digits
    raise Bad("phone_invalid")
