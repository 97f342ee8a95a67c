"""The key of a sheet: which page it was, and what was typed into it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pasti.applications.sheets import key_of, sheet_of

WORDS = {"name": "Siti Nurjanah", "birth_date": date(2009, 6, 12)}

typed = st.dictionaries(st.sampled_from(["name", "address", "nik"]), st.text(max_size=8), min_size=1)


def test_without_a_sheet_there_is_no_key():
    assert key_of("", "NEW", WORDS) == ""


def test_blanks_and_order_make_no_difference():
    same = [{"birth_date": "2009-06-12", "name": " Siti  Nurjanah "}, dict(reversed(WORDS.items()))]
    assert {key_of("a", "NEW", {}, words) for words in (WORDS, *same)} == {key_of("a", "NEW", {}, WORDS)}
    assert len(key_of("a", "NEW", WORDS)) == 32


@given(typed, typed)
def test_other_words_are_another_key_of_the_same_sheet(first, second):
    one, other = key_of("a", "NEW", first), key_of("a", "NEW", second)
    plain = [{name: " ".join(said.split()) for name, said in words.items()} for words in (first, second)]
    assert (one == other) == (plain[0] == plain[1])
    assert sheet_of(one) == sheet_of(other) != sheet_of(key_of("b", "NEW", first))


def test_the_service_and_the_answers_are_part_of_it():
    keys = [key_of("a", "NEW", {}, WORDS), key_of("a", "LOST", {}, WORDS), key_of("a", "NEW", {"x": "yes"}, WORDS)]
    assert len(set(keys)) == 3
