"""Size classes at the bounds of the standard."""

import pytest

from tests.oracle.sizes import size_class


@pytest.mark.parametrize(
    ("industry", "employees", "revenue", "assets", "expected"),
    [
        ("3421", 1000, 40000, None, "large"),
        ("3421", 999, 40000, None, "medium"),
        ("C3421", 19, 300, None, "micro"),
        ("3421", 20, None, 1, "unknown"),
        ("0141", None, 50, None, "small"),
        ("4710", None, 6000, 4999, "small"),
        ("5921", 100, 1000, None, "medium"),
        ("5910", 100, 1000, None, "small"),
        ("7010", None, 200000, 10000, "large"),
        ("7221", 300, None, 119999, "medium"),
        ("8030", 100, None, None, "medium"),
        ("6610", 100, 1, 1, "unknown"),
        ("5310", 100, 1, 1, "unknown"),
        (None, 100, 1, 1, "unknown"),
    ],
)
def test_size_classes_at_their_bounds(industry, employees, revenue, assets, expected):
    yuan = {"revenue": revenue and revenue * 1e4, "assets": assets and assets * 1e4, "employees": employees}
    assert size_class(industry, yuan) == expected
