"""RT and RW are taken as family cards have them; both in one field are split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit.errors import Refused
from pasti.residents import rt_rw


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("3", "7"), ("003", "007")), (("03A", "2"), ("03A", "002")), (("03/A", ""), ("03/A", "")),
        (("03a", ""), ("03A", "")), (("-", "-"), ("-", "-")), (("\u2013", ""), ("-", "")), (("", ""), ("", "")),
        (("001/002", ""), ("001", "002")), (("001 / 002", ""), ("001", "002")), (("001-002", ""), ("001", "002")),
        (("", "001/002"), ("001", "002")), (("RT 001 / RW 002", ""), ("001", "002")),
        (("RT.3", "RW.7"), ("003", "007")), (("RT 001 RW 002", ""), ("001", "002")), (("1.0", ""), ("1.0", "")),
        (("RT001/RW002", ""), ("001", "002")), (("1/2", "002"), ("001", "002")), (("03A/02", ""), ("03A", "002")),
        (("0", "000"), ("000", "000")), (("٠٣", "\uff17"), ("003", "007")), (("'003", ""), ("003", "")),
        (("IV", ""), ("IV", "")),
    ],
)  # fmt: skip
def test_it_is_kept_as_the_family_card_has_it(typed, kept):
    assert rt_rw.read(*typed) == kept
    assert rt_rw.read(*kept) == kept


@pytest.mark.parametrize("typed", [("dekat masjid", ""), ("0031234", ""), ("01*", ""), ("", "RW di belakang")])
def test_what_is_none_is_refused(typed):
    with pytest.raises(Refused, match=r"^Tulis seperti di KK, misalnya 003, 03A, 03/A, atau -\.$"):
        rt_rw.read(*typed)


@pytest.mark.parametrize("typed", [("001/002", "003"), ("004", "001/002")])
def test_two_answers_that_differ_are_asked_about(typed):
    with pytest.raises(Refused, match="tertulis dua kali dan berbeda"):
        rt_rw.read(*typed)


@given(st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_fits_its_place_or_is_refused(rt, rw):
    try:
        kept = rt_rw.read(rt, rw)
    except Refused:
        return
    assert max(map(len, kept)) <= 6
