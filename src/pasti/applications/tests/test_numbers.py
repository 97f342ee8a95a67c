import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pasti.applications.numbers import is_number, new_code, new_number, read_number
from pasti.applications.resume_code import hash_of
from pasti.kit import text
from pasti.kit.errors import Refused

steady = settings(derandomize=True, deadline=None, max_examples=200)

CHECKS = "0123456789"


def whole(body: str) -> str:
    """The one number with these first eleven digits."""
    (found,) = [body + check for check in CHECKS if is_number(body + check)]
    return found


NUMBERS = st.from_regex(r"\A[0-9]{11}\Z").map(whole)


@steady
@given(NUMBERS)
def test_every_single_wrong_digit_is_caught(number):
    for place in range(12):
        for digit in set(CHECKS) - {number[place]}:
            assert not is_number(number[:place] + digit + number[place + 1 :])


@steady
@given(NUMBERS)
def test_every_swap_of_neighbours_is_caught(number):
    for place in range(11):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_number(swapped)


@steady
@given(NUMBERS, st.sampled_from(["-", " ", ".", " - ", "/"]))
def test_it_is_read_as_people_write_it(number, sign):
    assert read_number(f" {number[:4]}{sign}{number[4:8]}{sign}{number[8:]} ") == number
    assert read_number(text.spaced(number)) == number


@steady
@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_number_or_refused_with_a_sentence(typed):
    try:
        said = read_number(typed)
    except Refused as refused:
        said = str(refused)
    assert is_number(said) or said.startswith("Nomor permohonan ")


@pytest.mark.parametrize("count", [0, 11, 13, 16])
def test_any_other_length_is_refused_with_the_length(count):
    with pytest.raises(Refused) as refused:
        read_number("1" * count)
    assert str(refused.value) == f"Nomor permohonan terdiri dari 12 angka; Anda menulis {count} angka."


@steady
@given(NUMBERS, st.sampled_from(CHECKS))
def test_a_typing_error_is_called_that(number, check):
    assume(check != number[-1])
    with pytest.raises(Refused, match="salah ketik"):
        read_number(number[:-1] + check)


def test_digits_of_other_scripts_are_no_number():
    assert not is_number("٣٢٧٥٤٨٢١٧٧٠٦")


def test_a_new_number_says_whose_office_it_is_and_nothing_else():
    numbers = {new_number("32.75") for _time in range(200)}
    assert all(is_number(number) and number.startswith("3275") for number in numbers)
    assert len(numbers) > 190


def test_it_is_shown_in_three_groups():
    assert text.spaced("327548217708") == "3275-4821-7708"


def test_a_code_has_six_letters_that_paper_does_not_blur():
    for _time in range(200):
        code = new_code()
        assert len(code) == 6
        assert not set(code) & set("0OIL1Z2S5B8UV")


@pytest.mark.parametrize("typed", ["ACD347", "acd347", " ac d3 47 ", "Acd 347"])
def test_a_code_may_be_typed_small_and_with_spaces(typed):
    assert hash_of("327548217708", typed) == hash_of("327548217708", "ACD347")


def test_the_same_code_of_another_case_is_another_secret():
    assert hash_of("327548217708", "ACD347") != hash_of("327500000000", "ACD347")
