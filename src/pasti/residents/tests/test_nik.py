from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import SITI

from pasti.kit.errors import Refused
from pasti.residents import nik as niks
from pasti.residents.nik import BadNik, Doubt

steady = settings(derandomize=True, deadline=None, max_examples=200)

SIX = st.from_regex(r"\A[1-9][0-9]{5}\Z")
YEARS = st.integers(0, 99)
SERIALS = st.integers(1, 9999)
DAYS = st.one_of(st.integers(1, 31), st.integers(41, 71))
MONTHS = st.integers(1, 12)

BAD_MONTH = "bulan lahir, 01 sampai 12"
BAD_DAY = "tanggal lahir, 01–31 atau (perempuan) 41–71"


def written(region: str, day: int, month: int, year: int, serial: int) -> str:
    return f"{region}{day:02d}{month:02d}{year:02d}{serial:04d}"


POSSIBLE = st.builds(written, SIX, DAYS, MONTHS, YEARS, SERIALS)


@steady
@given(SIX, DAYS, MONTHS, YEARS, SERIALS)
def test_it_reads_every_possible_nik(region, day, month, year, serial):
    digits = written(region, day, month, year, serial)
    read = niks.read(digits)
    assert (read.digits, read.month, read.year) == (digits, month, year)
    assert read.region_code == f"{region[:2]}.{region[2:4]}.{region[4:]}"


@steady
@given(SIX, st.integers(1, 31), MONTHS, YEARS, SERIALS)
def test_a_womans_day_is_written_forty_higher(region, day, month, year, serial):
    man = niks.read(written(region, day, month, year, serial))
    woman = niks.read(written(region, day + 40, month, year, serial))
    assert (man.sex, man.day) == ("M", day)
    assert (woman.sex, woman.day) == ("F", day)


@steady
@given(POSSIBLE, st.lists(st.sampled_from(" .-\u00a0\t"), min_size=17, max_size=17), st.sets(st.integers(0, 16)))
def test_spaces_dots_and_dashes_do_not_matter(digits, signs, places):
    spread = "".join((signs[i] if i in places else "") + c for i, c in enumerate(digits + " "))
    assert niks.read(spread).digits == digits


@steady
@given(st.from_regex(r"\A[0-9]{1,40}\Z").filter(lambda digits: len(digits) != 16))
def test_any_other_length_is_refused_with_the_length_in_words(digits):
    with pytest.raises(BadNik) as refused:
        niks.read(digits)
    assert str(refused.value) == f"NIK harus 16 angka; Anda menulis {len(digits)} angka."


@steady
@given(SIX, DAYS, st.sampled_from([0, *range(13, 100)]), YEARS, SERIALS)
def test_no_month_but_the_twelve(region, day, month, year, serial):
    with pytest.raises(BadNik) as refused:
        niks.read(written(region, day, month, year, serial))
    assert BAD_MONTH in str(refused.value)
    assert f"Anda menulis {month:02d}" in str(refused.value)


@steady
@given(SIX, st.sampled_from([0, *range(32, 41), *range(72, 100)]), MONTHS, YEARS, SERIALS)
def test_no_day_but_those_of_men_and_women(region, day, month, year, serial):
    with pytest.raises(BadNik) as refused:
        niks.read(written(region, day, month, year, serial))
    assert BAD_DAY in str(refused.value)
    assert f"Anda menulis {day:02d}" in str(refused.value)


@steady
@given(SIX, DAYS, MONTHS, YEARS)
def test_no_serial_of_four_zeros(region, day, month, year):
    with pytest.raises(BadNik, match="tidak mungkin 0000"):
        niks.read(written(region, day, month, year, 0))


@pytest.mark.parametrize(
    "digits",
    [
        "",
        " ",
        "327501520609900X",
        "3275015206099001*",
        "NIK saya",
    ],
)
def test_what_is_no_number_is_called_that(digits):
    with pytest.raises(BadNik, match=r"^NIK hanya terdiri dari angka\.$"):
        niks.read(digits)


@steady
@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(typed):
    try:
        said = niks.read(typed).digits
    except BadNik as refused:
        said = str(refused)
    assert said.endswith(".") or (said.isdigit() and len(said) == 16)


@pytest.mark.parametrize("day", ["31", "30", "71"])
def test_a_day_that_february_never_has_is_no_error(day):
    # Numbers like this were given out; they are permanent (PP 40/2019 art. 30).
    assert niks.read(f"327501{day}02099001").month == 2


@steady
@given(POSSIBLE, st.dates(), st.sampled_from(["M", "F", ""]))
def test_a_mismatch_is_said_and_stops_nobody(digits, birth_date, sex):
    read = niks.read(digits)
    said = niks.second_look(read, birth_date=birth_date, sex=sex)
    same_day = (read.day, read.month, read.year) == (birth_date.day, birth_date.month, birth_date.year % 100)
    assert len(said) == (not same_day) + (read.sex != sex) + (not read.region_known)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"birth_date": date(1909, 6, 12)}, []),
        ({"birth_date": date(2009, 6, 13)}, ["birth_date"]),
        ({"birth_date": date(2009, 12, 6)}, ["birth_date"]),
        ({"birth_date": date(2010, 6, 12)}, ["birth_date"]),
        ({"kk_number": SITI["nik"]}, ["same_as_kk"]),
        ({"sex": "M"}, ["sex"]),
        (
            {"nik": "9999995206099001"},
            ["region"],
        ),
    ],
    ids=["all fits", "another century", "day", "day and month swapped", "year", "KK is the NIK", "sex", "old region"],
)
def test_it_warns_of(change, said):
    person = SITI | change
    read = niks.read(person["nik"])
    looked = niks.second_look(read, birth_date=person["birth_date"], sex=person["sex"], kk_number=person["kk_number"])
    assert looked == [Doubt(one) for one in said]


def test_it_knows_the_region():
    read = niks.read(SITI["nik"])
    assert (read.region_code, read.region_known) == ("32.75.01", True)


@pytest.mark.parametrize(
    "pasted",
    [
        "３２７５０１５２０６０９９００１", "٣٢٧٥٠١٥٢٠٦٠٩٩٠٠١", "'3275015206099001", "NIK: 3275 0152 0609 9001",
        "\u200e3275\u20110152\u00a00609\u20099001\ufeff", '="3275015206099001"',
    ],
)  # fmt: skip
def test_it_is_read_in_every_disguise(pasted):
    assert niks.read(pasted).digits == SITI["nik"]


@pytest.mark.parametrize("read", [niks.read, niks.check_kk])
def test_what_a_spreadsheet_has_rounded_is_said_to_be_so(read):
    with pytest.raises(Refused, match=r"^Nomor ini sudah dibulatkan oleh Excel; .* Salin lagi dari KK atau KTP-el\.$"):
        read("3,27502E+15")


def test_no_province_begins_with_nought():
    with pytest.raises(BadNik, match=r"^NIK tidak dimulai dengan 0"):
        niks.read("0275015206099001")
