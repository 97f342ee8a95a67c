import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pasti.applications import numbers
from pasti.applications.numbers import at_the_end, is_number, new_code, new_number, read_number
from pasti.applications.resume_code import hash_of
from pasti.kit import text
from pasti.kit.errors import Refused
from pasti.offices.blocks import GIVEN_BLOCKS, OWN_BLOCKS

steady = settings(derandomize=True, deadline=None, max_examples=200)

CHECKS = "0123456789"


def whole(body: str) -> str:
    """The one number that begins with these digits."""
    (found,) = [body + check for check in CHECKS if is_number(body + check)]
    return found


OLD = st.from_regex(r"\A[0-9]{11}\Z").map(whole)
NUMBERS = st.one_of(st.from_regex(r"\A[0-9]{13}\Z").map(whole), OLD)
NODES = st.sampled_from([OWN_BLOCKS, *[(block,) for block in GIVEN_BLOCKS]])
REGENCIES = st.sampled_from(["32.75", "11.01", "53.09", "96.71"])


@steady
@given(NUMBERS)
def test_every_single_wrong_digit_is_caught(number):
    for place in range(len(number)):
        for digit in set(CHECKS) - {number[place]}:
            assert not is_number(number[:place] + digit + number[place + 1 :])


@steady
@given(NUMBERS)
def test_every_swap_of_neighbours_is_caught(number):
    for place in range(len(number) - 1):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_number(swapped)


@steady
@given(NUMBERS, st.sampled_from(["-", " ", ".", " - ", "/"]))
def test_it_is_read_as_people_write_it(number, sign):
    assert read_number(f" {number[:4]}{sign}{number[4:8]}{sign}{number[8:]} ") == number
    assert read_number(text.spaced(number)) == number


@steady
@given(OLD)
def test_a_number_from_before_there_were_blocks_goes_on(number):
    assert read_number(text.spaced(number)) == number
    assert at_the_end(f"https://kantor.example/lacak/?number={number}") == number


@steady
@given(REGENCIES, NODES, NODES)
def test_two_nodes_never_give_the_same_number(region, one, other):
    assume(one != other)
    mine, theirs = new_number(region, one), new_number(region, other)
    assert mine[4:6] in one
    assert theirs[4:6] not in one


@steady
@given(REGENCIES, NODES)
def test_no_number_reads_as_a_nik_whatever_follows_it(region, node):
    number = new_number(region, node)
    assert len(number) == 14
    assert not 1 <= int(number[8:10]) <= 12


def test_after_thirty_years_of_a_million_nine_of_ten_are_still_free():
    # Two of the seven digits that are drawn are never a month.
    in_a_block = (100 - len(numbers._MONTHS)) * 10**5
    assert len(OWN_BLOCKS) * in_a_block >= 10 * 30 * 1_000_000


@steady
@given(st.text(max_size=60), NUMBERS)
def test_a_scanner_reads_the_number_at_the_end_of_an_address(before, number):
    assume(not before or not before[-1].isdigit())
    assert at_the_end(f"{before}{number}\n") == number
    assert at_the_end(f"{before}9{number}") in ("", f"9{number}")


@steady
@given(REGENCIES, NODES)
def test_at_the_office_the_four_digits_that_all_have_may_be_left_out(region, node):
    number = new_number(region, node)
    assert read_number(text.spaced(number)[5:], region_code=region) == number
    with pytest.raises(Refused, match="menulis 10 angka"):
        read_number(number[4:])


@steady
@given(OLD)
def test_and_of_an_old_number_too(number):
    assert read_number(number[4:], region_code=f"{number[:2]}.{number[2:4]}") == number


@steady
@given(REGENCIES, NODES, st.integers(0, 9), st.sampled_from(CHECKS))
def test_a_typing_error_in_what_is_left_is_caught_too(region, node, place, digit):
    rest = new_number(region, node)[4:]
    assume(rest[place] != digit)
    with pytest.raises(Refused, match="salah ketik"):
        read_number(rest[:place] + digit + rest[place + 1 :], region_code=region)


@steady
@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_number_or_refused_with_a_sentence(typed):
    try:
        said = read_number(typed)
    except Refused as refused:
        said = str(refused)
    assert is_number(said) or said.startswith("Nomor permohonan ")


@pytest.mark.parametrize("count", [0, 11, 13, 15, 16])
def test_any_other_length_is_refused_with_the_length(count):
    with pytest.raises(Refused) as refused:
        read_number("1" * count)
    assert str(refused.value) == f"Nomor permohonan terdiri dari 14 angka (yang lama 12); Anda menulis {count} angka."


@steady
@given(NUMBERS, st.sampled_from(CHECKS))
def test_a_typing_error_is_called_that(number, check):
    assume(check != number[-1])
    with pytest.raises(Refused, match="salah ketik"):
        read_number(number[:-1] + check)


def test_digits_of_other_scripts_are_no_number():
    assert not is_number("٣٢٧٥٤٨٢١٧٧٠٦")


def test_a_new_number_says_which_node_gave_it_and_nothing_else():
    given = {new_number("32.75", ("57",)) for _time in range(200)}
    assert all(is_number(number) and number.startswith("327557") for number in given)
    assert len(given) > 190


@pytest.mark.parametrize(
    ("number", "shown"), [("32754817708161", "3275-481-770-8161"), ("327548217708", "3275-4821-7708"), ("123", "123")]
)
def test_it_is_shown_in_groups_that_can_be_said(number, shown):
    assert text.spaced(number) == shown
    assert max(map(len, shown.split("-"))) <= 4


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
