"""A screen in the hall stays the kiosk: it begins anew for each, and only who works here makes it something else."""

import pytest
from tests.cast import account

from pasti.accounts.roles import Role

LEAVE = "/antrean/tiba/keluar/"
PASSWORD = "kata-sandi-panjang-sekali"


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


def with_password(one):
    one.set_password(PASSWORD)
    one.save()
    return {"username": one.username, "password": PASSWORD}


def is_signed_in(browser) -> bool:
    return bool(browser.get("/antrean/tiba/").status_code == 200)


def test_a_machine_does_not_sign_out_by_itself(kiosk, office):
    assert kiosk.post("/keluar/").url == "/antrean/tiba/"
    assert is_signed_in(kiosk)


def test_somebody_of_the_office_leaves_it(kiosk, office):
    answer = kiosk.post(LEAVE, with_password(office.budi))
    assert answer.status_code == 302
    assert not is_signed_in(kiosk)


def test_nobody_else_does(kiosk, office):
    for given in (
        {"username": "budi", "password": "bukan-kata-sandinya"},
        with_password(account("anjungan2", "Anjungan 2", Role.KIOSK)),
        {"username": "", "password": ""},
    ):
        answer = kiosk.post(LEAVE, given)
        assert answer.status_code == 422
        assert given["password"] == "" or given["password"] not in answer.content.decode()
    closed = with_password(office.rini)
    office.rini.is_active = False
    office.rini.save()
    assert kiosk.post(LEAVE, closed).status_code == 422
    assert is_signed_in(kiosk)


def test_guessing_ends(kiosk, office):
    given = with_password(office.budi)
    for guess in range(6):
        kiosk.post(LEAVE, given | {"password": f"salah-{guess}"})
    assert kiosk.post(LEAVE, given).status_code == 422
    assert is_signed_in(kiosk)


def test_who_works_here_locks_the_screen_and_opens_it_again(office, signed_in):
    given = with_password(office.budi)
    browser = signed_in(office.budi)
    assert browser.get("/meja/").status_code == 200
    assert "Kunci layar ini" in browser.get(LEAVE).content.decode()
    browser.post("/antrean/tiba/kunci/")
    assert browser.get("/meja/").url == "/antrean/tiba/"
    assert browser.post("/keluar/").url == "/antrean/tiba/"
    for own in ("/kata-sandi/", "/dua-langkah/"):
        assert browser.get(own).url == "/antrean/tiba/"
    assert browser.post(LEAVE, given).url == "/tugas/"
    assert browser.get("/meja/").status_code == 200


def test_nobody_goes_on_in_the_name_of_who_locked_the_screen(office, signed_in):
    browser = signed_in(office.budi)
    browser.post("/antrean/tiba/kunci/")
    assert browser.post(LEAVE, with_password(office.rini)).status_code == 302
    assert browser.get("/meja/").url.startswith("/masuk/")


def test_the_next_person_begins_in_indonesian(kiosk):
    kiosk.post("/bahasa/", {"language": "en", "next": "/antrean/tiba/"})
    assert 'lang="en"' in kiosk.get("/antrean/tiba/").content.decode()
    kiosk.get("/antrean/tiba/mulai/")
    assert 'lang="id"' in kiosk.get("/antrean/tiba/").content.decode()
