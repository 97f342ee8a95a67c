import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.kit.errors import Refused
from pasti.residents.nik import check_kk

steady = settings(derandomize=True, deadline=None)


@steady
@given(st.from_regex(r"\A[1-9][0-9]{15}\Z").filter(lambda digits: len(set(digits)) > 1))
def test_any_sixteen_digits_may_be_a_family_card(digits):
    # It may carry another regency's code, and its date is the day of issue.
    assert check_kk(digits) == digits
    assert check_kk(f" {digits[:4]}.{digits[4:8]}-{digits[8:12]} {digits[12:]}\u00a0") == digits


@pytest.mark.parametrize(("typed", "count"), [("327501120118900", 15), ("32750112011890011", 17)])
def test_any_other_length_is_refused(typed, count):
    with pytest.raises(Refused) as refused:
        check_kk(typed)
    assert str(refused.value) == f"Nomor KK harus 16 angka; Anda menulis {count} angka."


@pytest.mark.parametrize("typed", ["", "belum punya", "3275011201189001a", "327501120118900O"])
def test_what_is_no_number_is_called_that(typed):
    with pytest.raises(Refused) as refused:
        check_kk(typed)
    assert str(refused.value) == "Nomor KK hanya terdiri dari angka."


@pytest.mark.parametrize("typed", ["0" * 16, "0000 0000 0000 0000", "1" * 16, "9" * 16, "0275011201189001"])
def test_a_number_that_only_fills_the_field_is_refused(typed):
    with pytest.raises(Refused) as refused:
        check_kk(typed)
    assert str(refused.value) == "Nomor KK ini tidak mungkin. Salin 16 angka di bagian atas Kartu Keluarga."
