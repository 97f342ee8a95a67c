import pytest
from tests.cast import account

from pasti.accounts import node
from pasti.accounts.actions import check_password
from pasti.accounts.node import Surroundings
from pasti.accounts.passwords import easy_words
from pasti.kit.errors import Refused

EASY = "Kata sandi ini mudah ditebak. Rangkaikan tiga kata atau lebih yang tidak berhubungan."
OWN = "Kata sandi ini tersusun dari nama Anda, nama pengguna, atau nama kantor. Pilih yang lain."


@pytest.fixture
def siti(db, monkeypatch):
    monkeypatch.setattr(node, "_tellers", [lambda: Surroundings(name="Disdukcapil Kota Bukittinggi")])
    return account("siti.n", "Siti Nurjanah Wulandari")


@pytest.mark.parametrize(
    "password",
    [
        "bismillah1", "bismillah123", "B15m1ll4h!!", "indonesia1945", "Indonesia17081945", "sayang123456",
        "s4y4ng2026!", "dukcapil2026", "bekasi2026!", "bekasibekasi", "kotabekasi2026", "cintasayang99",
        "budi12345678", "iloveyou123", "qwerty123456", "qwertyuiop", "1234567890", "17-08-1945-99", "2026dukcapil",
        "password2026", "adminadmin1", "P@ssw0rd2026", "persibbandung", "merdeka1945", "jokowi2024!!",
    ],
)  # fmt: skip
def test_what_many_choose_is_refused(siti, password):
    with pytest.raises(Refused) as refused:
        check_password(password, siti)
    assert EASY in str(refused.value)


@pytest.mark.parametrize(
    "password",
    [
        "nurjanah2026",
        "sitinurjanah1",
        "Nurjanah.Siti",
        "wul4nd4ri1990",
        "siti.n1234567",
        "Bukittinggi99",
        "nurjanahnurjanah",
    ],
)
def test_the_accounts_own_words_are_refused(siti, password):
    with pytest.raises(Refused) as refused:
        check_password(password, siti)
    assert OWN in str(refused.value) or "terlalu mirip" in str(refused.value)


@pytest.mark.parametrize("password", ["nurjanahsayang1", "bukittinggijaya26"])
def test_own_words_beside_common_ones_are_refused(siti, password):
    with pytest.raises(Refused):
        check_password(password, siti)


@pytest.mark.parametrize(
    "password",
    [
        "benar kuda baterai",
        "kuda lain sekali",
        "payung tembaga miring",
        "rx7-Gulita-hampar",
        "seruling4papan",
        "tujuh kuda berlayar",
    ],
)
def test_three_words_that_belong_together_nowhere_are_good(siti, password):
    check_password(password, siti)


def test_a_password_of_a_megabyte_is_read_quickly_enough_to_be_refused(siti):
    with pytest.raises(Refused):
        check_password("sayang" * 200_000, siti)


def test_a_sample_keeps_the_password_that_everybody_knows(db, monkeypatch):
    monkeypatch.setattr(node, "_tellers", [lambda: Surroundings(sample=True, name="Kota Contoh (contoh)")])
    check_password("kota-contoh", account("pendiri", "Pendiri contoh"))
    monkeypatch.setattr(node, "_tellers", [lambda: Surroundings(name="Kota Contoh")])
    with pytest.raises(Refused):
        check_password("kota-contoh", account("rina", "Rina"))


def test_the_list_is_long_and_written_as_it_is_read():
    words = easy_words()
    assert len(words) > 800
    assert {word for word in words if not word.isalpha() or word != word.casefold()} == set()
