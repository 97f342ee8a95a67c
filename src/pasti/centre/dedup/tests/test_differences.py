"""What differs is marked on both sides: the letters where few differ, else the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.centre.dedup.differences import Pieces, marked


def drawn(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if differs else text for text, differs in pieces)


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("Dimas Prakoso", "Dimas Prakosa", ("Dimas Prakos[o]", "Dimas Prakos[a]")),
        ("Siti Nurjanah", "Siti Nurjannah", ("Siti Nurjanah", "Siti Nurjan[n]ah")),
        ("3275112305099011", "3275052305099011", ("3275[11]2305099011", "3275[05]2305099011")),
        ("Siti Nurjanah", "Wati Rahmawati", ("[Siti Nurjanah]", "[Wati Rahmawati]")),
        ("Suparman", "Suparman", ("Suparman", "Suparman")),
        ("", "Suparman", ("", "Suparman")),
        ("Suparman", "", ("Suparman", "")),
    ],
)
def test_by_letters(left, right, shown):
    assert tuple(map(drawn, marked(left, right, by_letters=True))) == shown


def test_else_the_whole_is_marked():
    assert tuple(map(drawn, marked("Jl. Melati No. 4", "Jl. Melati No. 5"))) == (
        "[Jl. Melati No. 4]",
        "[Jl. Melati No. 5]",
    )


@given(st.text(max_size=20), st.text(max_size=20), st.booleans())
def test_nothing_is_lost_and_what_differs_has_a_mark(left, right, by_letters):
    one, other = marked(left, right, by_letters=by_letters)
    assert ("".join(text for text, _differs in one), "".join(text for text, _differs in other)) == (left, right)
    assert any(differs for _text, differs in one + other) == bool(left and right and left != right)
