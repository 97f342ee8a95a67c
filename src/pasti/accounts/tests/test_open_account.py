import pytest
from tests.cast import ANYBODY, account

from pasti.accounts.actions import open_account
from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit.errors import Refused

GOOD = "kuda benar baterai"
EASY = "Kata sandi ini mudah ditebak. Rangkaikan tiga kata atau lebih yang tidak berhubungan."
OWN = "Kata sandi ini tersusun dari nama Anda, nama pengguna, atau nama kantor. Pilih yang lain."


def opened(username: str = "siti", password: str = GOOD, roles: tuple[Role, ...] = (Role.CLERK,)) -> Account:
    return open_account(username=username, name="Siti Nurjanah", roles=roles, password=password, by=ANYBODY)


def test_it_opens_an_account_with_its_roles(db):
    made = opened(roles=(Role.CLERK, Role.PRINTER))
    assert Account.objects.get() == made
    assert (made.username, made.name, made.is_active) == ("siti", "Siti Nurjanah", True)
    assert made.roles == {"clerk", "printer"}
    assert made.check_password(GOOD)


def test_it_is_written_down_without_the_password(db):
    made = opened(roles=(Role.PRINTER, Role.CLERK))
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.by_id) == ("account.created", f"account:{made.pk}", ANYBODY.id)
    assert entry.facts == {"username": "siti", "roles": ["clerk", "printer"]}


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("pendek", "Kata sandi terlalu pendek. Harus mengandung setidaknya 10 karakter."),
        ("password123", f"Kata sandi ini terlalu umum. {EASY}"),
        ("siti.nurjanah.1", f"Kata sandi terlalu mirip dengan nama pengguna. {OWN}"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(db, password, sentence):
    with pytest.raises(Refused) as refused:
        opened("siti.nurjanah", password)
    assert str(refused.value) == sentence
    assert not Account.objects.exists()
    assert not Entry.objects.exists()


def test_a_user_name_is_taken_once(db):
    account("siti", "Orang lain")
    with pytest.raises(Refused, match=r"Nama pengguna “siti” sudah dipakai\."):
        opened()
    assert Account.objects.count() == 1


@pytest.mark.parametrize("username", ["", "Siti", "siti nurjanah", "9siti", "siti@kantor", "sïti"])
def test_a_user_name_is_one_that_anybody_can_type(db, username):
    with pytest.raises(Refused, match=r"Gunakan huruf kecil, angka, titik, atau tanda hubung\."):
        opened(username=username)
    assert not Account.objects.exists()


def test_without_a_password_nobody_signs_in_before_the_owner_sets_one(db, client):
    made = opened(password="")
    assert not made.has_usable_password()
    client.post("/masuk/", {"login": "siti", "password": ""})
    assert client.get("/kata-sandi/").status_code == 302


def test_rights_over_others_wait_for_a_second_person(db):
    nur = account("nur", "Nur Aini", Role.ADMIN)
    made = open_account(username="siti", name="Siti", roles=[Role.CLERK, Role.ADMIN], by=nur.actor)
    assert made.roles == {"clerk"}
    assert made.proposals.get().adds == ["admin"]
