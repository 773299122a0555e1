"""The words of the site: a folder of YAML files per language with the same keys, split by page group."""

import string
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent
_FORMAT = string.Formatter()


class Texts:
    """Texts of one language; a missing key is an error, so that no page shows a key to a reader."""

    def __init__(self, lang: str, entries: dict[str, str], words: dict[str, str] | None = None) -> None:
        self.lang = lang
        self.entries = entries
        self.words = words or {}

    def about(self, **words: str) -> "Texts":
        """The same texts with placeholders that are filled everywhere, such as the area's name."""
        return Texts(self.lang, self.entries, words)

    def __call__(self, key: str, **params: Any) -> str:
        """The text `key` with its placeholders filled; raises KeyError for an unknown key."""
        text = self.entries[key]
        params = {**self.words, **params}
        return text.format(**params) if params else text

    def get(self, key: str, default: str) -> str:
        """The text `key`, or `default` for codes that may be unknown (a new unit, a new rule)."""
        return self.entries.get(key, default)

    def parts(self, key: str, **params: Any) -> tuple[Any, ...]:
        """The text `key` as a sequence of strings and the params in their places, objects kept whole."""
        found: list[Any] = []
        for literal, name, _, _ in _FORMAT.parse(self.entries[key]):
            if literal:
                found.append(literal)
            if name is not None:
                found.append(params[name] if name in params else self.words[name])
        return tuple(found)


@lru_cache(maxsize=2)
def load(lang: str) -> Texts:
    """The texts of `lang` (zh or en), with nested keys joined by dots; raises ValueError for a key given twice."""
    entries: dict[str, str] = {}
    for path in sorted((_FOLDER / lang).glob("*.yml")):
        found = dict(_flatten(yaml.safe_load(path.read_text(encoding="utf-8"))))
        if twice := entries.keys() & found.keys():
            raise ValueError(f"{path.name} repeats {', '.join(sorted(twice))}")
        entries |= found
    return Texts(lang, entries)


def _flatten(nested: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in nested.items():
        name = f"{prefix}{key}"
        flat += _flatten(value, name + ".") if isinstance(value, dict) else [(name, str(value))]
    return flat
