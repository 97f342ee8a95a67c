"""What a family card may say: its own lists, complete, in its own words."""

import pytest
from django.utils import translation

from pasti.kit.errors import Refused
from pasti.residents import lists
from pasti.residents.models import BloodType, MaritalStatus, Religion

pytestmark = pytest.mark.either_database


def test_there_are_the_ninety_nine_occupations_of_the_form_in_its_order():
    listed = list(lists.family_card()["occupation"])
    assert len(listed) == 99
    assert {n: listed[n - 1] for n in (1, 5, 15, 21, 45, 54, 64, 88, 89, 96, 99)} == {
        1: "Belum/Tidak Bekerja",
        5: "Pegawai Negeri Sipil",
        15: "Karyawan Swasta",
        21: "Buruh Nelayan/Perikanan",
        45: "Ustadz/Mubaligh",
        54: "Anggota Kabinet/Kementerian",
        64: "Dosen",
        88: "Wiraswasta",
        89: "Anggota Lembaga Tinggi",
        96: "Pekerja Pengolahan, Kerajinan",
        99: "Lainnya",
    }


def test_every_word_has_one_of_its_own_in_english():
    for listed in lists.family_card().values():
        assert all(listed.values())
        assert len(set(listed.values())) == len(listed)


@pytest.mark.parametrize(("kinds", "name"), [(Religion, "religion"), (MaritalStatus, "marital_status")])
def test_what_is_chosen_is_what_a_card_says(kinds, name):
    assert [str(label) for label in kinds.labels] == list(lists.family_card()[name])


def test_a_blood_type_may_have_its_rhesus_factor():
    assert len(BloodType.values) == 12
    assert {"A", "AB", "O+", "AB-"} <= set(BloodType.values)


@pytest.mark.parametrize("written", ["pekerja pengolahan, kerajinan", " PEKERJA  PENGOLAHAN, KERAJINAN "])
def test_an_occupation_is_kept_in_the_lists_words(written):
    assert lists.check_occupation(written) == "Pekerja Pengolahan, Kerajinan"


@pytest.mark.parametrize("written", ["Influencer", "X", "", "Tukang"])
def test_an_occupation_that_is_in_no_list_is_refused(written):
    with pytest.raises(Refused, match="dari daftar"):
        lists.check_occupation(written)


def test_choices_are_read_in_english_beside_the_cards_own_words():
    with translation.override("en"):
        assert ("Atlit", "Athlete (Atlit)") in lists.occupation_choices()
