"""Size classes of enterprises by industry (X staff, Y revenue, Z assets in ten thousand yuan)."""

from collections.abc import Iterable

from tests.oracle.common import Row, latest

CLASSES = ("micro", "small", "medium", "large", "unknown")
# industry → lower bounds for large, medium, small; all of a column's bounds must hold.
_BOUNDS: dict[str, tuple[dict[str, float], ...]] = {
    "agriculture": ({"Y": 20000}, {"Y": 500}, {"Y": 50}),
    "industry": ({"X": 1000, "Y": 40000}, {"X": 300, "Y": 2000}, {"X": 20, "Y": 300}),
    "construction": ({"Y": 80000, "Z": 80000}, {"Y": 6000, "Z": 5000}, {"Y": 300, "Z": 300}),
    "wholesale": ({"X": 200, "Y": 40000}, {"X": 20, "Y": 5000}, {"X": 5, "Y": 1000}),
    "retail": ({"X": 300, "Y": 20000}, {"X": 50, "Y": 500}, {"X": 10, "Y": 100}),
    "transport": ({"X": 1000, "Y": 30000}, {"X": 300, "Y": 3000}, {"X": 20, "Y": 200}),
    "storage": ({"X": 200, "Y": 30000}, {"X": 100, "Y": 1000}, {"X": 20, "Y": 100}),
    "post": ({"X": 1000, "Y": 30000}, {"X": 300, "Y": 2000}, {"X": 20, "Y": 100}),
    "hotels": ({"X": 300, "Y": 10000}, {"X": 100, "Y": 2000}, {"X": 10, "Y": 100}),
    "telecom": ({"X": 2000, "Y": 100000}, {"X": 100, "Y": 1000}, {"X": 10, "Y": 100}),
    "software": ({"X": 300, "Y": 10000}, {"X": 100, "Y": 1000}, {"X": 10, "Y": 50}),
    "development": ({"Y": 200000, "Z": 10000}, {"Y": 1000, "Z": 5000}, {"Y": 100, "Z": 2000}),
    "property": ({"X": 1000, "Y": 5000}, {"X": 300, "Y": 1000}, {"X": 100, "Y": 500}),
    "business": ({"X": 300, "Z": 120000}, {"X": 100, "Z": 8000}, {"X": 10, "Z": 100}),
    "other": ({"X": 300}, {"X": 100}, {"X": 10}),
}


def industry_group(code: str | None) -> str | None:
    """The row for a GB/T 4754-2017 code; None where the standard does not reach (finance, schools)."""
    digits = (code or "").lstrip("ABCDEFGHIJKLMNOPQRST")
    if not digits[:2].isdigit():
        return None
    division = int(digits[:2])
    if division == 59:
        return "transport" if digits[:3] == "591" else "storage"
    if division == 70:
        return {"701": "development", "702": "property"}.get(digits[:3])
    single = {
        51: "wholesale",
        52: "retail",
        60: "post",
        61: "hotels",
        62: "hotels",
        65: "software",
        85: "other",
    }
    if division in single:
        return single[division]
    ranges = (
        (1, 5, "agriculture"),
        (6, 46, "industry"),
        (47, 50, "construction"),
        (54, 58, "transport"),
        (63, 64, "telecom"),
        (71, 72, "business"),
        (73, 82, "other"),
        (86, 90, "other"),
    )
    return next((name for low, high, name in ranges if low <= division <= high), None)


def size_class(industry_code: str | None, figures: Row | None) -> str:
    """The class of one year's figures (employees; revenue, assets in yuan); unknown if one is missing."""
    group = industry_group(industry_code)
    if group is None or figures is None:
        return "unknown"
    given = {"X": figures.get("employees"), "Y": figures.get("revenue"), "Z": figures.get("assets")}
    bounds = _BOUNDS[group]
    if any(given[letter] is None for column in bounds for letter in column):
        return "unknown"
    amounts = {letter: v if letter == "X" or v is None else v / 10000 for letter, v in given.items()}
    for name, column in zip(("large", "medium", "small"), bounds, strict=True):
        if all(amounts[letter] >= low for letter, low in column.items()):
            return name
    return "micro"


class Sizes:
    """Size classes of enterprises in a year: figures of the latest year not after it."""

    def __init__(self, size_rows: Iterable[Row], enterprises: dict) -> None:
        self._enterprises = enterprises
        self._years: dict[str, dict[int, Row]] = {}
        for (uscc, year), row in latest(size_rows, lambda r: (r["uscc"], r["year"])).items():
            self._years.setdefault(uscc, {})[year] = row

    def of(self, uscc: str | None, year: int) -> str:
        years = [y for y in self._years.get(uscc, {}) if y <= year]
        enterprise = self._enterprises.get(uscc)
        if not years or enterprise is None:
            return "unknown"
        return size_class(enterprise["industry_code"], self._years[uscc][max(years)])
