"""Cell text before it has a type: cleaning, missing-value words, marks of lost content."""

import re
import unicodedata

_MISSING = """
    - -- --- — —— / \\ N/A n/a #N/A NA NULL null None NaN nan 无 暂无 未知 不详 空
"""
MISSING_WORDS = frozenset(("", *_MISSING.split()))
REPLACEMENT = "\ufffd"
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ERROR = re.compile(
    r"#(?:DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)|Err:\d{3}"
)
_SPACES = re.compile(r"\s+")


class Bad(ValueError):
    """A cell that its column's type refuses; the argument is the quarantine rule."""

    @property
    def rule(self) -> str:
        return str(self.args[0])


def clean(text: str) -> str:
    """Text without control and direction marks, white space folded; display forms such as （） are kept.

    Raises Bad('undecodable_text') where a character was lost before the file reached us.
    """
    if REPLACEMENT in text:
        raise Bad("undecodable_text")
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def fold(text: str) -> str:
    """Clean text in compatibility form (full-width letters and digits become plain), for parsing and matching."""
    folded = unicodedata.normalize("NFKC", clean(text)).strip()
    return folded[1:] if folded.startswith("'") else folded


def is_error(text: str) -> bool:
    """Whether the text is what a spreadsheet shows for a formula that fails; #N/A counts as missing instead."""
    return _ERROR.fullmatch(text) is not None


def is_missing(text: str) -> bool:
    return text.strip() in MISSING_WORDS
