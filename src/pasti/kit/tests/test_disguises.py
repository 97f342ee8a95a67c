"""A name is seen through whatever is done to it, and nobody else of the same birthday is taken for them."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.kit.names import ALIKE, alikeness, folded, key
from pasti.kit.tests.disguises import (
    DISGUISES,
    PEOPLE,
    another_muhammad,
    old_spelling,
    other_order,
    titled,
    without_muhammad,
)

FIXED = settings(derandomize=True, deadline=None, max_examples=150)
CHANCE = st.integers(0, 2**32).map(Random)


@FIXED
@given(st.sampled_from(PEOPLE), st.sampled_from(DISGUISES), CHANCE)
def test_a_name_in_any_disguise_is_alike(name, disguise, by):
    assert alikeness(name, disguise(name, by)) >= ALIKE


@FIXED
@given(st.sampled_from(PEOPLE), CHANCE)
def test_what_can_be_undone_takes_nothing_away(name, by):
    written = titled(old_spelling(other_order(another_muhammad(name, by), by), by), by)
    if name.split()[0] == "Muhammad" and not written.isupper():
        assert alikeness(name, written) >= ALIKE
    else:
        assert alikeness(name, written) == 100


@FIXED
@given(st.sampled_from(PEOPLE), CHANCE)
def test_all_orders_have_one_key_with_and_without_muhammad(name, by):
    assert key(folded(other_order(name, by))) == key(folded(name)) == key(folded(without_muhammad(name, by)))


@pytest.mark.parametrize("disguise", DISGUISES)
def test_nobody_is_taken_for_somebody_else(disguise):
    """However the one is written: all of these may be born on the same day."""
    by = Random(7)
    for one, other in combinations(PEOPLE, 2):
        for _time in range(5):
            assert alikeness(disguise(one, by), other) < ALIKE, (disguise, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soeharto", "Suharto"),
        ("Djoko Tjahjono", "Joko Cahjono"),
        ("M. Rizky Pratama", "Rizky Pratama"),
        ("Mohd. Fauzan", "Moch. Fauzan"),
        ("Suparno", "Suparno Suparno"),
        ("Suparno", "Suparno Hadi"),
        ("Sri Mulyati", "Srimulyati"),
        ("Hj. Siti Khadijah Rahmawati", "Rahmawati, Siti Khadijah"),
    ],
)
def test_alike(one, other):
    assert alikeness(one, other) == alikeness(other, one) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti", "Siti Nurjanah"),
        ("Muhammad Ali", "Muhammad Fauzan"),
        ("Ahmad Fauzi", "Ahmad Fauzan"),
        ("Budi Santoso", "Budi Susanto"),
        ("Sri Wahyuni", "Sri Handayani"),
        ("Kartika Dewi", "Kartika Sari"),
    ],
)
def test_not_alike(one, other):
    assert alikeness(one, other) < ALIKE
