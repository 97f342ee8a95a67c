"""A number of sixteen digits is found however it is written, and what only looks like one is left alone."""

import hashlib
import json
import uuid
from datetime import UTC, date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit import long_numbers, text

NIK = "3275015206099001"
KK = "3275011201189001"

DIGITS = [
    "0123456789",
    "０１２３４５６７８９",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙",
    "꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
]
VISIBLE = [
    " ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t", "\n", "\r\n", ".", ",", "/", "\\", "_", "-", "\u2010", "\u2011",
    "\u2012", "\u2013", "\u2014", "\u2212", "\ufe63", "\uff0d", "\u00b7", "\u2022", "\uff0e", "\u3002", " - ", ". ",
    ";", "|", "'", "+", "(", ")", "\u2044",
]  # fmt: skip
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u200e",
    "\u200f",
    "\u202e",
    "\u2066",
    "\ufe0f",
]

niks = st.builds(
    "{}{:04d}{:02d}{:02d}{:02d}{:04d}".format,
    st.sampled_from([11, 16, 18, 21, 31, 32, 36, 51, 53, 61, 65, 71, 76, 81, 82, 91, 96]),
    st.integers(1, 9999),
    st.one_of(st.integers(1, 31), st.integers(41, 71)),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(1, 9999),
)
# Words of anybody, without a digit and without what could join or part digits.
around = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), max_size=12)


@st.composite
def disguised(draw: st.DrawFn) -> str:
    nik = draw(niks)
    marks = draw(st.lists(st.sampled_from(VISIBLE + INVISIBLE), min_size=1, max_size=4))
    written = ""
    for digit in nik:
        alphabet = draw(st.sampled_from(DIGITS))
        between = draw(st.sampled_from(["", "", "", *marks])) if written else ""
        written += between + alphabet[int(digit)]
    # A piece of it that reads as a day of the calendar is one (docs/adr/0023).
    return written if long_numbers._SOMETHING_ELSE.search(written) is None else nik


@given(around, disguised(), around)
def test_in_any_disguise_it_is_found_and_all_else_stays(before, written, after):
    words = before + written + after
    assert text.holds_nik(words)
    (found,) = long_numbers.find(words)
    assert words[found.start : found.end] == written
    assert text.without_niks(words) == before + text.masked(found.digits) + after
    assert not text.holds_nik(text.without_niks(words))


@given(st.lists(disguised(), min_size=1, max_size=4))
def test_each_of_several_is_masked(numbers):
    words = " dan ".join(numbers)
    masked = text.without_niks(words)
    assert masked.count(" dan ") == len(numbers) - 1
    assert not text.holds_nik(masked)


@given(disguised())
def test_in_an_address_and_in_what_a_log_shows_of_a_text(written):
    once = quote(written)
    # As an address that leads on to another, and as a server that takes every byte for a letter.
    twice, bytewise = quote(f"/cari/?nik={once}"), written.encode().decode("latin-1")
    for shown in (
        f"/cari/?nik={once}&x=1",
        twice,
        quote(twice),
        bytewise,
        f"{[written]!r}",
        json.dumps({"nik": written}),
    ):
        assert text.holds_nik(shown), shown
        assert not text.holds_nik(text.without_niks(shown))


@pytest.mark.parametrize(
    "words",
    [
        f"NIK{NIK}", f"{NIK}atas nama", f"nik_{NIK}_foto", f"x{NIK}a", "NIK 3275 0152 0609 9001", "327501 520609 9001",
        "32.75.01.520609.9001", "3275-0152-0609-9001", "3 2 7 5 0 1 5 2 0 6 0 9 9 0 0 1", "327501/520609/9001",
        "(3275) 0152 0609 (9001)", "3️⃣2️⃣7️⃣5️⃣0️⃣1️⃣5️⃣2️⃣0️⃣6️⃣0️⃣9️⃣9️⃣0️⃣0️⃣1️⃣", "³²⁷⁵⁰¹⁵²⁰⁶⁰⁹⁹⁰⁰¹", f"{NIK}/{KK}", f"{NIK}{KK}",
        f"0812 3456 7890 {NIK}", "0812-3456-7890, 3275 0152 0609 9001", f"2026-11-23 {NIK}", f"{NIK}, 23/11/2026",
        f"3275-4821-7708 {NIK}", "9999999999999999", f"198001012005011001 {NIK}", f"'{NIK}'", f"“{NIK}”",
        "3275\u200f0152\u200f0609\u200f9001", "nik=3275+0152+0609+9001", "3275%200152%E2%80%930609%209001",
    ],
)  # fmt: skip
def test_it_is_found(words):
    assert text.holds_nik(words)
    assert not text.holds_nik(text.without_niks(words))


@pytest.mark.parametrize(
    "words",
    [
        "", "tidak ada angka", "3275-4821-7708", "327548217708", "3275-4821-7708-123", "327548217708123",
        "Permohonan 3275-4821-7708, loket 12, tahun 2026", "NIP 198001012005011001", "NIP 19800101 200501 1 001",
        "NIP 19 81 01 01 2005 01 1 001", "0812-3456-7890", "+62 812 3456 7890", "0812-3456-7890 0813-4567-8901",
        "(021) 8896 0001, 8896 0002", "BK00012001–BK00012100", "00012001 00012002", "2026-11-23T08:30:00.123456+07:00",
        "2026-11-23 08:30:00.123456", "12-11-2026 05-12-2026", "12/11/2026 – 05/12/2026", "12.11.2026-05.12.2026",
        "2018-11-12 2018-12-05 1 2", "0.1234567890123456", "3.141592653589793", "Rp12.345.678.901", "0" * 17,
        "a" * 16 + "1" * 16 + "f" * 32, "ticket:2026-11-23/C-001", "office-3275-12345678", "UU 24/2013 ps. 64 (4)",
        "32752*** 9001", "3275********9001 3275********9001", "127.0.0.1:8000", "103.112.145.67:54321",
        "3275      0152 0609 9001",
    ],
)  # fmt: skip
def test_something_else_is_left_alone(words):
    assert not text.holds_nik(words)
    assert text.without_niks(words) == words


@given(st.binary())
def test_no_hash_looks_like_one(content):
    for name in ("md5", "sha1", "sha256", "sha512"):
        words = f"{name}:{hashlib.new(name, content, usedforsecurity=False).hexdigest()} 12"
        assert text.without_niks(words) == words


@given(st.from_regex(r"\A[0-9a-f]{20}[0-9]{20}[0-9a-f]{23}[a-f]\Z"))
def test_not_even_a_hash_full_of_digits(sha256):
    assert not text.holds_nik(f"blob {sha256} 4096")


@given(st.integers(0, 2**128 - 1))
def test_no_identifier_looks_like_one(number):
    # Of digits only: one of five million million.
    name = uuid.UUID(int=number | 0xA << 124)
    assert not text.holds_nik(f"packet {name.hex}")
    assert not text.holds_nik(f"packet {name}")


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 10**11))
def test_no_moment_looks_like_one(aware, number):
    aware = aware.replace(year=1900 + aware.year % 200, day=min(aware.day, 28))
    moment = aware.replace(tzinfo=None)
    for words in (
        moment.isoformat(),
        aware.isoformat(),
        f"{moment}",
        f"{moment:%d-%m-%Y %H.%M}",
        f"{moment:%Y%m%d%H%M%S}",
    ):
        assert text.without_niks(words) == words
    assert not text.holds_nik(f"{moment:%Y-%m-%d}/{number}")


@given(
    st.dates(date(1940, 1, 1), date(2010, 12, 31)), st.dates(date(1980, 1, 1), date(2026, 12, 31)), st.integers(1, 999)
)
def test_no_number_of_a_civil_servant_looks_like_one(born, appointed, order):
    for words in (
        f"{born:%Y%m%d}{appointed:%Y%m}1{order:03d}",
        f"NIP. {born:%Y%m%d} {appointed:%Y%m} 2 {order:03d}",
    ):
        assert text.without_niks(words) == words


@given(st.from_regex(r"\A[0-9]{12,15}\Z"))
def test_no_number_of_a_case_looks_like_one(number):
    for words in (number, "-".join(number[i : i + 4] for i in range(0, len(number), 4)), f"application:{number}"):
        assert not text.holds_nik(words)


@given(st.text())
def test_any_text_is_read_and_only_digits_are_touched(words):
    masked = text.without_niks(words)
    assert text.holds_nik(words) == (masked != words)


def test_it_looks_into_whatever_is_made_of_texts_and_numbers():
    held = [NIK, int(NIK), float(NIK), {"a": [{"b": (NIK,)}]}, {NIK: 1}, [[f"nik {NIK}"]], {int(NIK): None}]
    assert [long_numbers.held_in(value) for value in held] == [True] * len(held)
    free = [None, True, 12, 0.1234567890123456, {"a": ["3275", "0152", "0609", "9001"]}, [], {}, 10**18]
    assert [long_numbers.held_in(value) for value in free] == [False] * len(free)


def test_two_that_share_digits_are_masked_as_one():
    # Read from the first piece or from the second, both are possible.
    words = "1112 1112 1112 1112 1113"
    assert text.without_niks(words) == "1112************1113"


def test_a_run_of_digits_is_read_once_however_long_it_is():
    """Each digit was added to a copy of all before it: a megabyte took a page's thread for a minute."""
    [found] = long_numbers.find("7" + "3" * 400_000 + " 3275015206099001")
    assert found.digits == "3275015206099001"
