"""The administrator changes keys; the head of office sees them."""

from pasti.certificates import actions
from pasti.certificates.models import SigningKey

PAGE = "/surat/kunci/"


def test_the_keys_and_what_becomes_of_them(office, signed_in):
    browser = signed_in(office.nur)
    assert "Kunci pertama dibuat sendiri" in browser.get(PAGE).content.decode()
    actions.sign({1: "Dinas"})
    key = SigningKey.objects.get()
    assert key.shown in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{key.kid}/ganti/").url == PAGE
    assert "masih diakui" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{key.kid}/tarik/", {"reason": ""}).status_code == 422
    assert browser.post(f"{PAGE}{key.kid}/tarik/", {"reason": "Laptop hilang"}).url == PAGE
    key.refresh_from_db()
    assert key.state == "withdrawn"


def test_the_head_sees_them_and_changes_nothing(office, signed_in):
    actions.sign({1: "Dinas"})
    key = SigningKey.objects.get()
    browser = signed_in(office.agus)
    page = browser.get(PAGE).content.decode()
    assert key.shown in page
    assert "Ganti kunci" not in page
    assert browser.post(f"{PAGE}{key.kid}/ganti/").status_code == 403


def test_a_key_that_there_is_not(office, signed_in):
    assert signed_in(office.nur).get(f"{PAGE}0123456789abcdef/tarik/").status_code == 404
