"""A suppressed cell cannot be computed from older or newer releases; published totals may grow."""

from pipelines.disclosure.complementary import Earlier
from tests.disclosure.rule import exposed
from tests.disclosure.tables import by_district, decided, hidden, released, row


def test_what_was_hidden_and_has_not_changed_stays_hidden():
    first = by_district("NC01", {"a": 3, "b": 40, "c": 8})
    outcome = decided(first)
    assert hidden(first, outcome) == [("a", None, 3), ("c", None, 8)]
    again = decided(first, earlier=[Earlier(first, outcome.hidden)])
    assert again.hidden == outcome.hidden and not again.unprotected


def test_growth_gives_no_old_figure_away():
    """3 → 6 while its partner stands still: published, 6 − (growth of the city) would be the old 3."""
    first = by_district("NC01", {"a": 3, "b": 40, "c": 8})
    second = by_district("NC01", {"a": 6, "b": 40, "c": 8})
    before = decided(first).hidden
    after = decided(second, earlier=[Earlier(first, before)])
    assert hidden(second, after) == [("a", None, 6), ("c", None, 8)]
    assert not exposed(released((first, before), (second, after.hidden)), 5)
    alone = decided(second).hidden  # forgetting the first release
    assert alone == set()
    assert exposed(released((first, before), (second, alone)), 5)


def test_a_partner_that_grew_too_sets_both_free():
    first = by_district("NC01", {"a": 3, "b": 40, "c": 8})
    second = by_district("NC01", {"a": 20, "b": 40, "c": 30})
    before = decided(first).hidden
    after = decided(second, earlier=[Earlier(first, before)])
    assert after.hidden == set() and not after.unprotected
    assert not exposed(released((first, before), (second, after.hidden)), 5)


def test_what_readers_already_have_is_no_partner():
    """b is unchanged and published before: hiding it now would protect nothing."""
    first = by_district("NC01", {"a": 0, "b": 8, "c": 40})
    second = by_district("NC01", {"a": 3, "b": 8, "c": 52})
    before = decided(first).hidden
    assert before == set()
    after = decided(second, earlier=[Earlier(first, before)])
    assert hidden(second, after) == [("a", None, 3), ("c", None, 52)]
    assert not exposed(released((first, before), (second, after.hidden)), 5)


def test_no_partner_left_is_told():
    """The city grew from 48 to 51 and all else is known: nothing can hide the three."""
    first = by_district("NC01", {"a": 0, "b": 8, "c": 40})
    second = by_district("NC01", {"a": 3, "b": 8, "c": 40})
    after = decided(second, earlier=[Earlier(first, frozenset())])
    assert hidden(second, after) == [(None, None, 51), ("a", None, 3)]
    assert not exposed(released((first, set()), (second, after.hidden)), 5)


def test_three_releases():
    counts = [{"a": 2, "b": 40, "c": 7}, {"a": 4, "b": 41, "c": 7}, {"a": 30, "b": 41, "c": 7}]
    releases, earlier = [], []
    for count in counts:
        rows = by_district("NC01", count)
        outcome = decided(rows, earlier=earlier)
        assert not outcome.unprotected
        earlier.insert(0, Earlier(rows, outcome.hidden))
        releases.append((rows, outcome.hidden))
    assert not exposed(released(*releases), 5)


def test_a_figure_that_was_published_is_not_promised_to_be_hidden():
    """k was raised from 5 to 10: the 7 is out already; it is hidden from now on and blocks nothing."""
    rows = [row(value=90), row(value=7, district="a"), row(value=83, district="b")]
    outcome = decided(rows, k=10, earlier=[Earlier(rows, frozenset())])
    assert hidden(rows, outcome) == [("a", None, 7)] and not outcome.unprotected
