"""How alike two names are: the same whoever is asked first, whatever the case, the order, a title or an apostrophe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.kit.names import ALIKE, alikeness

FIXED = settings(derandomize=True, deadline=None)
NAMES = st.text(max_size=40)
WORDS = st.lists(
    st.sampled_from(["Siti", "Nurjanah", "Galih", "Permana", "Budi", "Ma'ruf", "Slamet"]), min_size=1, max_size=4
)


@FIXED
@given(NAMES, NAMES)
def test_it_is_symmetric_and_between_0_and_100(one, other):
    assert alikeness(one, other) == alikeness(other, one)
    assert 0 <= alikeness(one, other) <= 100


@FIXED
@given(NAMES)
def test_a_name_is_wholly_like_itself(name):
    assert alikeness(name, name) == 100


@FIXED
@given(WORDS, st.randoms(use_true_random=False))
def test_case_order_titles_and_apostrophes_do_not_matter(words, random):
    name = " ".join(words)
    shuffled = random.sample(words, len(words))
    written = f"H. Dr. {' '.join(shuffled)}, S.Pd.".replace("'", "’").upper()
    assert alikeness(name, written) == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Galih Permana", "Galih Permanna"),
        ("Siti Nurjanah", "Siti Nurjannah"),
        ("Muhammad Fauzan", "Fauzan Muhamad"),
        ("Slamet Riyanto", "H. Slamet Riyanto, S.H."),
        ("Nur'aini", "Nuraini"),
        ("Haji", "HAJI"),
    ],
)
def test_alike(one, other):
    assert alikeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Nurjanah", "Siti Aminah"),
        ("Hasan Basri", "Husin Basri"),
        ("Budi Hartono", "Joko Prasetyo"),
        ("Slamet", "Suminah"),
        ("H", "M"),
    ],
)
def test_not_alike(one, other):
    assert alikeness(one, other) < ALIKE
