"""Random tables with totals: the attack recovers no hidden figure; without complementary suppression it does."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, example, find, given, settings
from hypothesis import strategies as st

from pipelines.disclosure.complementary import Earlier
from pipelines.disclosure.rows import Row
from tests.disclosure.rule import exposed
from tests.disclosure.tables import by_district, decided, released, row

QUARTERS = [(date(2021, m, 1), date(2021, m + 2, 28)) for m in (1, 4, 7, 10)]
COUNTS = st.one_of(st.integers(0, 9), st.sampled_from([0, 1, 2, 12, 30, 400]))
# A few tables in the quick tests, many in the long ones.
EXAMPLES = pytest.mark.parametrize("examples", [12, pytest.param(60, marks=pytest.mark.heavy)])


def quarters_by_district(table: list[list[int]]) -> list[Row]:
    """Trainee-times: quarters × districts, years, the city."""
    names = "abcdef"[: len(table[0])]
    rows = []
    for period, counts in zip(QUARTERS, table, strict=False):
        rows += by_district("TR03", dict(zip(names, counts, strict=True)), period=period, kind="quarter")
    years = {name: sum(counts[i] for counts in table) for i, name in enumerate(names)}
    return rows + by_district("TR03", years)


def channels_by_district(table: list[list[int]]) -> list[Row]:
    """Referrals: districts × channels, both totals, and the attainment of a target on the city."""
    names = "abcdef"[: len(table[0])]
    rows = []
    for channel, counts in zip(("线上", "线下"), table, strict=False):
        rows += by_district("XQ08", dict(zip(names, counts, strict=True)), split=("channel", channel))
    totals = {name: sum(counts[i] for counts in table[:2]) for i, name in enumerate(names)}
    rows += by_district("XQ08", totals)
    return [*rows, row("TG01", sum(totals.values()), split=("target", "局|XQ08"), denominator=100.0)]


def sizes_by_district(table: list[list[int]]) -> list[Row]:
    """Shares of small enterprises: size classes × districts, numerator and complement of the share."""
    names = "abcdef"[: len(table[0])]
    rows = []
    for member, counts in zip(("micro", "small", "large"), table, strict=False):
        rows += by_district("TR06", dict(zip(names, counts, strict=True)), split=("size_class", member))
    padded = [*table, [0] * len(names)][:3] if len(table) < 3 else table[:3]
    small = [a + b for a, b in zip(padded[0], padded[1], strict=True)]
    for name, few, large in [(None, sum(small), sum(padded[2])), *zip(names, small, padded[2], strict=True)]:
        rows.append(row("TR06", few, name, denominator=float(few + large), complement=large))
    return rows


SHAPES = {"quarters": quarters_by_district, "channels": channels_by_district, "sizes": sizes_by_district}


def tables(depth: int) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(COUNTS, min_size=width, max_size=width), min_size=depth, max_size=depth
        )
    )


def profile(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@EXAMPLES
@pytest.mark.parametrize("shape", SHAPES)
def test_no_hidden_figure_is_recovered(shape, examples):
    @profile(examples)
    @given(tables(3), st.sampled_from([3, 5, 10]))
    @example([[0, 1, 0], [1, 0, 1], [0, 0, 0]], 3)  # nothing bounds some of its hidden figures
    def holds(table, k):
        rows = SHAPES[shape](table)
        outcome = decided(rows, k)
        assert not outcome.unprotected
        assert not exposed(released((rows, outcome.hidden)), k)

    holds()


@EXAMPLES
@pytest.mark.parametrize("shape", SHAPES)
def test_nor_with_the_release_before(shape, examples):
    @profile(examples)
    @given(tables(3), st.data())
    def holds(table, data):
        grown = [[v + data.draw(st.sampled_from([0, 0, 1, 3, 20])) for v in line] for line in table]
        first, second = SHAPES[shape](table), SHAPES[shape](grown)
        before = decided(first)
        after = decided(second, earlier=[Earlier(first, before.hidden)])
        assert not after.unprotected
        assert not exposed(released((first, before.hidden), (second, after.hidden)), 5)

    holds()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_primary_rule_alone_gives_figures_away(shape):
    def falls(table: list[list[int]]) -> bool:
        rows = SHAPES[shape](table)
        outcome = decided(rows)
        return bool(exposed(released((rows, outcome.hidden - outcome.secondary)), 5))

    assert find(tables(3), falls, settings=settings(max_examples=200, deadline=None, phases=[Phase.generate]))
