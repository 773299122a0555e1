"""The primary rule, and hand-made cases of the complementary one with exact answers."""

from datetime import date

import pytest

from tests.disclosure.rule import exposed
from tests.disclosure.tables import by_district, decided, hidden, released, row


def published(**cell: object) -> bool:
    rows = [row(**cell)]
    return not decided(rows, k=cell.pop("k", 5)).hidden


@pytest.mark.parametrize("persons", [1, 4])
def test_fewer_than_k_persons_are_hidden(persons):
    assert not published(value=persons)


@pytest.mark.parametrize("persons", [0, 5, 6])
def test_a_true_zero_and_k_persons_are_published(persons):
    assert published(value=persons)


def test_k_is_one_setting():
    assert decided([row(value=7)], k=8).hidden
    assert not decided([row(value=7)], k=3).hidden


def test_a_share_needs_k_persons_in_numerator_and_complement():
    assert not published(kpi_id="XQ16", value=36, denominator=40.0, complement=4)
    assert not published(kpi_id="XQ16", value=4, denominator=40.0, complement=36)
    assert published(kpi_id="XQ16", value=40, denominator=40.0, complement=0)
    assert published(kpi_id="XQ16", value=45, denominator=50.0, complement=5)


def test_a_small_numerator_without_denominator_is_hidden_too():
    assert not published(kpi_id="XQ20", value=3, denominator=0.0, complement=0)


def test_hours_are_cells_of_the_accounts_behind_them():
    assert not published(kpi_id="NC08", value=1300.0, n=4, unit="hours")
    assert published(kpi_id="NC08", value=1300.0, n=5, unit="hours")


def test_public_counts_stay():
    assert published(kpi_id="TR01", value=1, cell_kind="public")


def test_money_needs_three_payees_and_none_that_stands_for_all():
    money = {"kpi_id": "XQ14", "value": 9e6, "cell_kind": "money", "unit": "yuan"}
    assert not published(**money, n=2, top_share=0.6)
    assert not published(**money, n=3, top_share=0.851)
    assert published(**money, n=3, top_share=0.85)
    assert published(kpi_id="XQ14", value=0, n=0, cell_kind="money", unit="yuan")


def test_one_small_district_takes_a_partner_and_never_the_city():
    rows = by_district("NC01", {"a": 3, "b": 40, "c": 8, "d": 90})
    assert hidden(rows, decided(rows)) == [("a", None, 3), ("c", None, 8)]


def test_a_partner_must_leave_k_minus_1_values_open():
    rows = by_district("NC01", {"a": 1, "b": 1, "c": 40})  # a + b = 2 would give both away
    assert hidden(rows, decided(rows)) == [("a", None, 1), ("b", None, 1), ("c", None, 40)]


def test_small_ones_that_protect_each_other_take_no_partner():
    rows = by_district("NC01", {"a": 4, "b": 4, "c": 3, "d": 90})
    assert hidden(rows, decided(rows)) == [("a", None, 4), ("b", None, 4), ("c", None, 3)]


def test_a_city_of_one_small_district_hides_its_total():
    rows = by_district("NC01", {"a": 3})
    assert hidden(rows, decided(rows)) == [(None, None, 3), ("a", None, 3)]


def test_a_zero_is_no_partner():
    rows = by_district("NC01", {"a": 3, "b": 0, "c": 0})
    assert hidden(rows, decided(rows)) == [(None, None, 3), ("a", None, 3)]


def test_district_by_month_needs_a_rectangle():
    months = [(date(2021, m, 1), date(2021, m, 28)) for m in (1, 2)]
    counts = [{"a": 3, "b": 30, "c": 20}, {"a": 12, "b": 30, "c": 20}]
    rows = []
    for month, districts in zip(months, counts, strict=True):
        rows += by_district("TR03", districts, period=month, kind="quarter")
    rows += by_district("TR03", {name: sum(c[name] for c in counts) for name in "abc"})
    outcome = decided(rows)
    assert outcome.unprotected == ()
    assert hidden(rows, outcome) == [
        ("a", None, 3), ("c", None, 20), ("a", None, 12), ("c", None, 20),
    ]  # fmt: skip
    assert not exposed(released((rows, outcome.hidden)), 5)


def test_the_complement_of_a_share_is_not_told_by_two_counts():
    rows = [
        row("BL07", 40, kind="to_date"),
        row("BL09", 37, kind="to_date"),
        row("BL10", 37, kind="to_date", denominator=40.0, complement=3),
    ]
    outcome = decided(rows)
    assert 2 in outcome.hidden and len(outcome.hidden) == 2  # the share and one of the two counts
    assert not exposed(released((rows, outcome.hidden)), 5)
    assert exposed(released((rows, {2})), 5)


def test_the_same_accounts_on_two_pages():
    """The accounts behind the log-ins of a month (NC06) are the active accounts (NC02)."""
    same = {"period": (date(2021, 1, 1), date(2021, 1, 31)), "kind": "month"}
    rows = [
        row("NC06", 400, n=43, **same),
        row("NC06", 31, "a", n=3, **same),
        row("NC06", 369, "b", n=40, **same),
    ]
    rows += by_district("NC02", {"a": 3, "b": 40}, **same)
    outcome = decided(rows)
    assert {rows[i].kpi_id for i in outcome.hidden if rows[i].district_code == "b"} == {"NC02", "NC06"}
    assert not exposed(released((rows, outcome.hidden)), 5)


def test_a_target_does_not_state_a_hidden_figure():
    rows = [row("BL13", 3), row("TG01", 3, split=("target", "局|BL13"), denominator=10.0)]
    assert decided(rows).hidden == {0, 1}


def test_a_level_of_money_is_not_the_rest_of_the_sum():
    same = {"kpi_id": "BL16", "cell_kind": "money", "unit": "ratio", "denominator": 1e6}
    rows = [
        row(**same, value=500_000, n=9, top_share=0.2),
        row(**same, value=100_000, n=2, top_share=0.5, split=("level", "市级")),
        row(**same, value=400_000, n=9, top_share=0.2, split=("level", "区级")),
    ]
    outcome = decided(rows)
    assert outcome.hidden == {1, 2}
    assert not exposed(released((rows, outcome.hidden)), 5)


def test_nothing_is_hidden_where_nothing_is_small():
    assert not decided(by_district("NC01", {"a": 5, "b": 6, "c": 0})).hidden


def test_a_median_of_days_is_a_cell_of_the_persons_behind_it():
    assert not published(kpi_id="XQ11", value=36.5, n=4, unit="median_days")
    assert not published(kpi_id="XQ11", value=0.0, n=4, unit="median_days")
    assert published(kpi_id="XQ11", value=36.5, n=5, unit="median_days")


def test_few_private_customers_cannot_be_told_from_the_sum_of_all_ends():
    ends = [row(kpi_id="OF06", value=90, split=("sector", "B"), cell_kind="public")]
    ends += [row(kpi_id="OF06", value=3, split=("sector", "C"))]
    rows = [row(kpi_id="OF06", value=93), *ends]
    found = decided(rows).hidden
    assert 2 in found and found & {0, 1}
    assert exposed(released((rows, {2})), 5) and not exposed(released((rows, found)), 5)
    rows[2] = row(kpi_id="OF06", value=9, split=("sector", "C"))
    assert not decided(rows).hidden


def test_what_two_rates_share_does_not_tell_a_small_district():
    rows = []
    for code, employed, local, matched in (
        ("a", 20, 18, 12),
        ("b", 60, 40, 30),
        ("c", 50, 30, 20),
        (None, 130, 88, 62),
    ):
        for kpi, did in (("XQ18", local), ("XQ19", matched)):
            share = {"value": did, "denominator": float(employed), "complement": employed - did}
            rows.append(row(kpi_id=kpi, district=code, **share))
        rows.append(row(kpi_id="XQ18", value=employed, district=code, split=("measure", "employed")))
    found = decided(rows)
    assert 0 in found.hidden and not found.unprotected
    assert not exposed(released((rows, found.hidden)), 5)
