import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.kit.check_digit import check_digit, is_checked

steady = settings(derandomize=True, deadline=None, max_examples=200)


def test_it_is_the_one_that_damm_wrote_down():
    assert check_digit("572") == "4"


@steady
@given(st.from_regex(r"\A[0-9]{1,20}\Z"))
def test_one_digit_fits(digits):
    assert [check for check in "0123456789" if is_checked(digits + check)] == [check_digit(digits)]


@pytest.mark.parametrize("digits", ["", "x", "5724x", "٥٧٢٤", "²"])
def test_what_is_no_number_has_none(digits):
    assert not is_checked(digits)
