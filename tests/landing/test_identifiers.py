"""Check digits: single slips are caught, known good numbers pass."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.identifiers import (
    is_permanent_residence_card,
    is_uscc,
    organisation_check_character,
    resident_check_digit,
    resident_id,
    uscc_check_character,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# The example of GB 32100-2015 and codes that their owners print on their web pages.
GOOD = ["91350100M000100Y43", "9144030071526726XG", "914403001922038216", "91330100799655058B"]


@pytest.mark.parametrize("code", GOOD)
def test_good_credit_codes(code: str) -> None:
    assert is_uscc(code)


@pytest.mark.parametrize("code", GOOD)
def test_every_single_substitution_is_detected(code: str) -> None:
    slips = [
        code[:place] + other + code[place + 1 :]
        for place in range(18)
        for other in ALPHABET
        if other != code[place]
    ]
    assert len(slips) == 18 * 30
    assert [slip for slip in slips if is_uscc(slip)] == []


@pytest.mark.parametrize("code", GOOD)
def test_swapped_neighbours_are_detected(code: str) -> None:
    swaps = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17)} - {code}
    assert [swap for swap in swaps if is_uscc(swap)] == []


@pytest.mark.parametrize(
    "code", ["", "9135", GOOD[0] + "0", GOOD[0].lower(), GOOD[0].replace("0", "O"), "９" + GOOD[0][1:]]
)
def test_what_is_no_credit_code(code: str) -> None:
    assert not is_uscc(code)


def credit_code(head: str, organisation8: str = "12345678") -> str:
    """A code with both check characters right; `head` is authority, kind and division."""
    first17 = head + organisation8 + organisation_check_character(organisation8)
    return first17 + uscc_check_character(first17)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_of_any_organisation_the_right_code_passes_and_a_slip_does_not(organisation, place, other) -> None:
    code = credit_code("91330200", organisation)
    slip = code[:place] + other + code[place + 1 :]
    assert resident_id(code) or is_uscc(code)
    assert is_uscc(slip) == (slip == code and not resident_id(code))


@pytest.mark.parametrize(
    "pair", ["11", "12", "13", "19", "51", "52", "53", "59", "91", "92", "93", "N1", "N9", "Y1"]
)
def test_pairs_of_authority_and_kind_that_exist(pair: str) -> None:
    assert is_uscc(credit_code(pair + "330200"))


@pytest.mark.parametrize("pair", ["10", "14", "54", "94", "99", "N4", "Y2", "01", "B1", "20"])
def test_pairs_of_authority_and_kind_that_do_not_exist(pair: str) -> None:
    assert not is_uscc(credit_code(pair + "330200"))


@pytest.mark.parametrize(
    ("division", "is_known"),
    [("100000", True), ("330283", True), ("320594", True), ("990000", False), ("160000", False)],
)
def test_a_credit_code_names_a_registrar_of_some_province(division: str, is_known: bool) -> None:
    assert is_uscc(credit_code("91" + division)) is is_known


# The examples of GB 11643-1999.
@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_good_resident_numbers(number: str) -> None:
    assert resident_check_digit(number[:17]) == number[17]
    assert resident_id(number) == number


def test_the_old_form_is_lengthened() -> None:
    assert resident_id("110105491231002") == "11010519491231002X"


def test_every_single_slip_in_a_resident_number_is_detected() -> None:
    number = "11010519491231002X"
    slips = [
        number[:place] + other + number[place + 1 :]
        for place in range(18)
        for other in ("0123456789X" if place == 17 else "0123456789")
        if other != number[place]
    ]
    assert [slip for slip in slips if resident_id(slip)] == []


def resident(division: str, birth: str = "19700615", sequence: str = "002") -> str:
    first17 = division + birth + sequence
    return first17 + resident_check_digit(first17)


@pytest.mark.parametrize(
    "division",
    ["330206", "330204", "330283", "330203", "310116", "330227", "810000", "820000", "830000", "710000"],
)
def test_the_division_of_a_number_may_be_younger_or_older_than_its_bearer(division: str) -> None:
    assert resident_id(resident(division)) == resident(division)


@pytest.mark.parametrize("division", ["330299", "339999", "999999", "000000", "840000"])
def test_a_division_that_never_was_is_refused(division: str) -> None:
    assert resident_id(resident(division)) is None


def test_nobody_is_born_after_the_given_day() -> None:
    number = resident("330203", "20211201")
    assert resident_id(number, born_by=date(2021, 12, 1)) == number
    assert resident_id(number, born_by=date(2021, 11, 30)) is None
    assert resident_id(resident("330203", "18791231")) is None
    assert resident_id(resident("330203", "19800230")) is None


def test_a_permanent_residence_card_has_the_same_check() -> None:
    card = resident("933084", "19700615")
    assert is_permanent_residence_card(card)
    slips = [
        card[:place] + d + card[place + 1 :]
        for place in range(1, 17)
        for d in "0123456789"
        if d != card[place]
    ]
    assert not [slip for slip in slips if is_permanent_residence_card(slip)]
    assert not is_permanent_residence_card(resident("330203"))


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1101051949123100",
        "11010519491331002X",
        "110105491331002",
        "11010519491231002x",
        "991105491231002",
        "abcdef491231002",
    ],
)
def test_what_is_no_resident_number(number: str) -> None:
    assert resident_id(number) is None


def test_a_resident_number_is_no_credit_code_even_when_its_characters_fit() -> None:
    assert resident_id("330203198004040038")
    assert not is_uscc("330203198004040038")


def test_an_unknown_authority_is_no_credit_code() -> None:
    assert not is_uscc("B1330200MA2XXXXXX0")
