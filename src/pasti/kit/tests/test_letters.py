"""What is written on a card is Latin, as Indonesian and foreign names are; pictures and other scripts are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit import letters
from pasti.kit.errors import Refused


@pytest.mark.parametrize(
    "words",
    [
        "Nur'aini", "Łukasz Sørensen", "Þór Æsa", "Nguyễn Thị Hồng", "Ọlọ́run", "D\u2019Souza",
        "Jl. Melati №4 – Blok “A”", "½", "José", "\u200fMelati\u200e", "", "Gg. H. Mochamad/2 (belakang)", "N°4",
    ],
)  # fmt: skip
def test_these_can_be_printed(words):
    letters.check(words)


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("Siti 😀", "😀"),
        ("نورجنة", "ن"),
        ("Анна", "А"),
        ("Sitі", "і"),
        ("王小明", "王"),
        ("🏠", "🏠"),
        ("Jl. → 3", "→"),
    ],
)
def test_these_cannot_and_the_letter_is_named(words, which):
    with pytest.raises(Refused, match=f"“{which}” tidak dapat dicetak"):
        letters.check(words)


@given(st.text(st.characters(codec="latin-1", categories=["L", "Nd", "P", "Zs"], exclude_characters="µ")))
def test_what_stands_in_indonesian_names_and_addresses_can_always_be_printed(words):
    letters.check(words)
