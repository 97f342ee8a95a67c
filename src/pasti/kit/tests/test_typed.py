"""However a thing is typed or pasted, it is stored one way."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit import typed

# The disguises of issues and of real spreadsheets, documents and telephones.
SPACES = [
    "\u00a0",
    "\u2002",
    "\u2003",
    "\u2009",
    "\u200a",
    "\u202f",
    "\u205f",
    "\u3000",
    "\t",
    "\r\n",
    "\u2028",
    "\u2800",
]
INVISIBLE = [
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u200f", "\u202a", "\u202c", "\u202e",
    "\u2066", "\u2069", "\ufe0f", "\u034f", "\u3164", "\x00", "\x07", "\x7f", "\U000e0020",
]  # fmt: skip
DASHES = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe58", "\ufe63", "\uff0d", "\u2043"]
APOSTROPHES = ["\u2019", "\u2018", "\u201b", "\u02bc", "\u02bb", "\u00b4", "`", "\u2032", "\uff07", "\u02bf", "\ua78c"]
QUOTES = ["\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb", "\u2033", "\uff02"]
ZEROS = ["\u0660", "\u06f0", "\u0966", "\uff10", "\ua9d0", "\U0001d7ce", "\U0001d7d8", "\U0001fbf0"]

digit_of = [[chr(ord(zero) + n) for n in range(10)] for zero in ["0", *ZEROS]]


@st.composite
def disguised(draw: st.DrawFn, digits: str) -> str:
    """Digits in a script, with marks between them that say nothing, and a spreadsheet's mark before them."""
    script = draw(st.sampled_from(digit_of))
    between = st.lists(st.sampled_from([*SPACES, *INVISIBLE, *DASHES, " ", "-", "."]), max_size=2).map("".join)
    written = "".join(draw(between) + script[int(digit)] for digit in digits) + draw(between)
    before = draw(st.sampled_from(["", "'", "\u2019", "NIK ", "NIK: ", "No. KK : "]))
    return before + written


NIK = "3275015206099001"


@given(disguised(NIK))
def test_a_number_is_the_same_in_every_disguise(written):
    assert typed.number(written) == NIK


@given(st.text())
def test_cleaning_twice_is_cleaning_once(words):
    once = typed.clean(words)
    assert typed.clean(once) == once
    assert unicodedata.is_normalized("NFKC", once)
    assert typed.clean(words, lines=True) == typed.clean(typed.clean(words, lines=True), lines=True)


@given(st.text())
def test_nothing_invisible_stays(words):
    left = {unicodedata.category(char) for char in typed.clean(words)}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert set(typed.clean(words)) & {*SPACES, *INVISIBLE, *DASHES, *APOSTROPHES, *QUOTES} == set()


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_plain_words_only_lose_their_double_spaces(words):
    assert typed.clean("A " + words.replace("`", "")) == " ".join(f"A {words}".replace("`", "").split())


@pytest.mark.parametrize("space", SPACES)
def test_every_space_is_a_space(space):
    assert typed.clean(f"{space}Siti{space}{space}Nurjanah{space}") == "Siti Nurjanah"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_what_is_not_seen_is_not_there(mark):
    assert typed.clean(f"{mark}Si{mark}ti{mark}") == "Siti"


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_is_a_dash(dash):
    assert typed.clean(f"3275{dash}481") == "3275-481"


@pytest.mark.parametrize("mark", APOSTROPHES)
def test_every_apostrophe_is_one(mark):
    assert typed.clean(f"Nur{mark}aini") == "Nur'aini"


@pytest.mark.parametrize("mark", QUOTES)
def test_every_quotation_mark_is_one(mark):
    assert typed.clean(f"{mark}Mama{mark}") == '"Mama"'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("'3275015206099001", NIK),
        ("\u20193275015206099001", NIK),
        ('="3275015206099001"', NIK),
        ("'0812-3456", "0812-3456"),
        ("'Aisyah", "'Aisyah"),
        ("'03A", "'03A"),
        ("001\u2044002", "001/002"),
        ("03\u2215A", "03/A"),
        ("\u00bd", "1/2"),
        ("\uff0f", "/"),
        ("Jose\u0301", "José"),
        ("ＳＩＴＩ", "SITI"),
        ("ﬁtri", "fitri"),
        ("e\u200d\u0301", "é"),
        ("Jl. Melati №4", "Jl. Melati No4"),
    ],
)
def test_it_is_stored_one_way(written, kept):
    assert typed.clean(written) == kept


def test_lines_stay_where_they_are_meant():
    assert typed.clean(" KK\u00a0asli\r\n\u200bakta \u2028", lines=True) == "KK asli\nakta"
    assert typed.clean("KK asli\nakta") == "KK asli akta"


@pytest.mark.parametrize("written", ["3,27502E+15", "3.27501520609900E+15", "3,27502e15", "\u20183,27502E+15"])
def test_a_number_that_a_spreadsheet_has_rounded_is_seen(written):
    assert typed.is_rounded(written.lstrip("\u2018"))


def test_other_numbers_are_whole():
    assert not any(map(typed.is_rounded, [NIK, "", "E15", "0812", "3275 0152 0609 9001", "3E"]))


def test_letters_within_a_number_stay_to_be_told_of():
    assert typed.number("3275O15206099001") == "3275O15206099001"
    assert typed.number("") == ""


@pytest.mark.parametrize(
    "name", ["Nur'aini", "Nur\u2019aini", "Nuraini", "NUR\u02bcAINI", "nur`aini", "Nu\u0301raini", "Nur\u200baini"]
)
def test_a_name_is_found_however_its_apostrophe_is_written(name):
    assert typed.folded(name) == "nuraini"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("José", "jose"), ("Łukasz Sørensen", "lukasz sorensen"), ("Straße", "strasse"), ("İpek", "ipek"),
        ("Abdul-Rahman", "abdul rahman"), ("M. Yusuf", "m yusuf"), ("D\u2019Souza", "dsouza"), ("Þór Æsa", "thor aesa"),
        ("", ""), ("\u0410\u043d\u043d\u0430", "anna"),
    ],
)  # fmt: skip
def test_accents_and_foreign_letters_are_folded(name, folded):
    assert typed.folded(name) == folded


@given(st.text())
def test_folding_twice_is_folding_once(words):
    assert typed.folded(typed.folded(words)) == typed.folded(words)
