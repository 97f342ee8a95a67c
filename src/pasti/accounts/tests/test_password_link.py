"""The link by which an owner sets a password: once, for a day, and its owner is told."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import PASSWORD, account

from pasti.accounts.actions import close_account, make_link, set_password, use_link
from pasti.accounts.models import Account, PasswordLink
from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused

NEW = "baterai benar kuda"


@pytest.fixture
def nur(db) -> Account:
    return account("nur", "Nur Aini", Role.ADMIN)


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


@pytest.fixture
def token(siti, nur) -> str:
    made = make_link(siti, by=nur.actor)
    assert isinstance(made, str)
    return made


def test_it_sets_the_password_once(siti, token):
    use_link(token, NEW)
    assert Account.objects.get(pk=siti.pk).check_password(NEW)
    with pytest.raises(Refused, match="sudah dipakai atau tidak berlaku lagi"):
        use_link(token, "kuda lain sekali")
    assert Account.objects.get(pk=siti.pk).check_password(NEW)


def test_only_its_hash_is_kept(token):
    kept = PasswordLink.objects.values().get()
    assert token not in str(kept)
    assert token not in str(list(Entry.objects.values()))


def test_until_it_is_used_the_old_password_goes_on(siti, token):
    assert Account.objects.get(pk=siti.pk).check_password(PASSWORD)


def test_a_weak_password_uses_nothing_up(siti, token):
    with pytest.raises(Refused, match="terlalu pendek"):
        use_link(token, "pendek")
    use_link(token, NEW)


def test_it_lives_a_day(token):
    with clock.stopped_at(clock.now() + timedelta(hours=24)), pytest.raises(Refused):
        use_link(token, NEW)
    with clock.stopped_at(clock.now() + timedelta(hours=23, minutes=59)):
        use_link(token, NEW)


def test_a_new_one_voids_the_one_before(siti, nur, token):
    second = make_link(siti, by=nur.actor)
    with pytest.raises(Refused):
        use_link(token, NEW)
    use_link(str(second), NEW)


def test_replacing_the_password_oneself_voids_it(siti, token):
    set_password(siti, NEW, by=siti.actor)
    with pytest.raises(Refused):
        use_link(token, "kuda lain sekali")


def test_closing_the_account_voids_it(siti, nur, token):
    close_account(siti, by=nur.actor)
    with pytest.raises(Refused):
        use_link(token, NEW)
    with pytest.raises(Refused, match="ditutup"):
        make_link(siti, by=nur.actor)


def test_nobody_makes_one_for_themselves(nur):
    with pytest.raises(Refused, match="Ganti kata sandi"):
        make_link(nur, by=nur.actor)


def test_who_is_signed_in_elsewhere_is_out_when_it_is_used_and_not_before(siti, token, signed_in):
    elsewhere = signed_in(siti)
    assert elsewhere.get("/kata-sandi/").status_code == 200
    use_link(token, NEW)
    assert elsewhere.get("/kata-sandi/").status_code == 302


def test_the_owner_sets_it_on_a_page_of_their_own(siti, token):
    browser = Client()
    asked = browser.get(f"/kata-sandi/tautan/{token}/")
    # The secret leaves the address at once.
    assert (asked.status_code, asked["Location"]) == (302, "/kata-sandi/tautan/")
    page = browser.get("/kata-sandi/tautan/").content.decode()
    assert "Siti Nurjanah" in page
    assert token not in page
    wrong = browser.post("/kata-sandi/tautan/", {"password": NEW, "again": "lain"})
    assert wrong.status_code == 422
    assert "Kedua kata sandi berbeda." in wrong.content.decode()
    weak = browser.post("/kata-sandi/tautan/", {"password": "siti12345678", "again": "siti12345678"})
    assert weak.status_code == 422
    done = browser.post("/kata-sandi/tautan/", {"password": NEW, "again": NEW}, follow=True)
    assert "Kata sandi ditetapkan. Silakan masuk." in done.content.decode()
    browser.post("/masuk/", {"login": "siti", "password": NEW})
    assert browser.get("/kata-sandi/").status_code == 200


def test_a_dead_link_says_so(db, token, client):
    use_link(token, NEW)
    client.get(f"/kata-sandi/tautan/{token}/")
    answer = client.get("/kata-sandi/tautan/")
    assert answer.status_code == 410
    assert "Tautan ini tidak berlaku" in answer.content.decode()
    assert Client().get("/kata-sandi/tautan/").status_code == 404


def test_its_owner_is_told_until_they_have_read_it(siti, nur, token, signed_in):
    browser = signed_in(siti)
    page = browser.get("/kata-sandi/").content.decode()
    assert "Tautan kata sandi untuk akun siti dibuat." in page
    assert "Oleh Nur Aini, " in page
    last = Entry.objects.order_by("-id").first().pk
    browser.post("/akun/sudah-dibaca/", {"entry": last, "next": "/kata-sandi/"})
    assert "Tautan kata sandi untuk akun siti dibuat." not in browser.get("/kata-sandi/").content.decode()
    use_link(token, NEW)
    page = signed_in(siti_now := Account.objects.get(pk=siti.pk)).get("/kata-sandi/").content.decode()
    assert f"Kata sandi akun {siti_now.username} ditetapkan lewat tautan." in page


def test_what_is_to_come_is_not_read_yet(siti, nur, token, signed_in):
    browser = signed_in(siti)
    browser.post("/akun/sudah-dibaca/", {"entry": 10**9})
    make_link(siti, by=nur.actor)
    assert "Tautan kata sandi untuk akun siti dibuat." in browser.get("/kata-sandi/").content.decode()


def test_what_one_did_oneself_is_no_news(siti, signed_in):
    set_password(siti, NEW, by=siti.actor)
    assert "Tentang akun Anda" not in signed_in(siti).get("/kata-sandi/").content.decode()
