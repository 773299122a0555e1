"""Check digits: single slips are caught, known good numbers pass."""

import pytest

from pipelines.landing.identifiers import is_uscc, resident_check_digit, resident_id

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
