"""One name however it is written, and never another one: what `names` lists, and nothing else, is forgiven."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pasti.kit import names
from pasti.kit.names import same_name, same_place

FIXED = settings(derandomize=True, deadline=None)
WORDS = ["siti", "nurjanah", "galih", "permana", "budi", "slamet", "rahmat", "hidayat", "wulandari", "ayu"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)


@FIXED
@given(st.text(max_size=30), st.text(max_size=30))
def test_it_does_not_matter_who_is_asked_first(one, other):
    assert same_name(one, other) == same_name(other, one)


@FIXED
@given(NAMES, st.randoms(use_true_random=False))
def test_order_capitals_titles_and_degrees_do_not_matter(words, random):
    written = f"Hj. {' '.join(random.sample(words, len(words)))}, S.Pd., M.Kom".upper()
    assert same_name(" ".join(words), written)


@FIXED
@given(NAMES, NAMES)
def test_a_name_that_lacks_a_word_is_another_name(words, more):
    whole = list(dict.fromkeys([*words, *more]))
    assume(len(whole) > len(words))
    assert not same_name(" ".join(words), " ".join(whole))


@FIXED
@given(NAMES, NAMES)
def test_other_words_are_another_name(one, other):
    assume(sorted(one) != sorted(other))
    assert not same_name(" ".join(one), " ".join(other))


@FIXED
@given(NAMES, st.data())
def test_one_typing_slip_in_a_long_word_of_several_is_forgiven_and_two_are_not(words, data):
    assume(len(words) > 1)
    long = data.draw(st.sampled_from([word for word in WORDS if len(word) >= names.SLIP_FROM]))
    name = [*[word for word in words if word != long], long]
    assume(len(name) > 1)
    slipped, twice = long[:2] + "z" + long[2:], long[:2] + "zz" + long[2:]
    assert same_name(" ".join(name), " ".join([*name[:-1], slipped]))
    assert not same_name(" ".join(name), " ".join([*name[:-1], twice]))


@pytest.mark.parametrize("written", sorted(names.MUHAMMAD | names.SHORT_MUHAMMAD))
@pytest.mark.parametrize("form", ["{} Fauzan", "{}. Fauzan", "{}.Fauzan", "Fauzan {}"])
def test_every_way_to_write_muhammad(written, form):
    assert same_name("Muhammad Fauzan", form.format(written.capitalize()))


@pytest.mark.parametrize("written", sorted(names.SHORT_MUHAMMAD))
def test_a_short_muhammad_is_none_when_it_stands_alone(written):
    assert not same_name("Muhammad", written)


@pytest.mark.parametrize("title", sorted(names.TITLES))
def test_every_title(title):
    assert same_name("Slamet Riyanto", f"{title}. Slamet Riyanto")
    assert same_name("Slamet", f"{title.upper()} Slamet")


@pytest.mark.parametrize("degree", sorted(names.DEGREES))
def test_every_degree(degree):
    assert same_name("Slamet Riyanto", f"Slamet Riyanto, {degree.upper()}")
    assert same_name("Slamet Riyanto", f"Slamet Riyanto {degree}.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nur'aini", "Nuraini"),
        ("Ma’ruf Amin", "MARUF AMIN"),
        ("Siti Nurjanah", "Siti Nur Janah"),
        ("Nurjanah Siti", "siti  nurjanah"),
        ("Siti Nurjanah", "Siti Nurjannah"),
        ("Agus Hermawan", "Agus Hermawna"),
        ("H. Slamet Riyanto, S.H.", "Slamet Riyanto"),
        ("Slamet Riyanto, S. Pd., M. Kom.", "Slamet Riyanto"),
        ("José Fernandes", "Jose Fernandes"),
        ("Suminah", "SUMINAH"),
        ("Ali Akbar", "Aliakbar"),
    ],
)
def test_the_same(one, other):
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti", "Siti Nurjanah"),
        ("Nurjanah", "Siti Nurjanah"),
        ("Siti Nurjanah", "Siti Aminah"),
        ("Siti Nurjanah", "Siti Nurjanah Putri"),
        ("Siti Nurjanah", "Siti Nurjanah P"),
        ("Siti, N.", "Siti"),
        ("Siti Ma", "Siti"),
        ("Hasan Basri", "Husin Basri"),
        ("Rina Kartika", "Rini Kartika"),
        ("Budi Hartono", "Rudi Hartono"),
        ("Suminah", "Sumirah"),
        ("Ahmad Fauzan", "Muhammad Fauzan"),
        ("M. Fauzan", "Maria Fauzan"),
        ("Siti Siti", "Siti"),
        ("", ""),
        ("'", "'"),
        ("", "Siti"),
    ],
)
def test_not_the_same(one, other):
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Kota Bekasi", "BEKASI"), ("Kab. Bogor", "Bogor"), ("Jakarta Timur", "Jakartatimur")]
)
def test_one_place(one, other):
    assert same_place(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Bekasi", "Bogor"), ("", ""), ("Kota", "Kabupaten"), ("Jakarta", "Jakarta Timur")]
)
def test_not_one_place(one, other):
    assert not same_place(one, other)
