"""Replacing one's own password."""

import re

import pytest
from tests.cast import PASSWORD, account

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.models import Entry

NEW = "baterai benar kuda"
OWN = "Kata sandi ini tersusun dari nama Anda, nama pengguna, atau nama kantor. Pilih yang lain."


@pytest.fixture
def siti(db) -> Account:
    return account("siti.nurjanah", "Siti Nurjanah", Role.CLERK)


def change(browser, old: str = PASSWORD, new: str = NEW, again: str = NEW):
    return browser.post("/kata-sandi/", {"oldpassword": old, "password1": new, "password2": again})


def test_the_page_looks_like_ours(siti, signed_in):
    page = signed_in(siti).get("/kata-sandi/").content.decode()
    assert "<h1>Ganti kata sandi</h1>" in page
    assert 'class="wordmark"' in page
    assert re.findall(r"<label[^>]*>\s*([^<]+?)\s*</label>", page) == [
        "Kata sandi saat ini", "Kata sandi baru", "Kata sandi baru, sekali lagi",
    ]  # fmt: skip
    assert page.count('class="govuk-input"') == 3
    assert "placeholder" not in page


def test_every_page_of_the_staff_leads_there(siti, signed_in):
    assert '<a href="/kata-sandi/">Ganti kata sandi</a>' in signed_in(siti).get("/kata-sandi/").content.decode()


def test_the_password_is_replaced_and_one_stays_signed_in(siti, signed_in):
    browser = signed_in(siti)
    answer = change(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/tugas/")
    assert Account.objects.get().check_password(NEW)
    assert "Kata sandi berhasil diubah." in browser.get("/kata-sandi/").content.decode()


def test_it_is_written_down(siti, signed_in):
    change(signed_in(siti))
    entry = Entry.objects.get()
    assert (entry.kind, entry.by_id, entry.facts) == ("account.password", siti.actor.id, {"username": "siti.nurjanah"})


def test_whoever_is_signed_in_elsewhere_by_the_old_one_is_out(siti, signed_in):
    here, elsewhere = signed_in(siti), signed_in(siti)
    change(here)
    assert here.get("/kata-sandi/").status_code == 200
    assert elsewhere.get("/kata-sandi/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "sentences"),
    [
        ("salah", NEW, NEW, ["Silahkan ketik kata sandi Anda saat ini."]),
        (PASSWORD, "pendek", "pendek", ["Kata sandi terlalu pendek. Harus mengandung setidaknya 10 karakter."]),
        (PASSWORD, "siti.nurjanah.1", "siti.nurjanah.1", ["Kata sandi terlalu mirip dengan nama pengguna.", OWN]),
        (PASSWORD, NEW, "lain sekali ini", ["Anda harus mengetikkan kata sandi yang sama setiap kali."]),
        (PASSWORD, "", "", ["Isi kata sandi baru.", "Isi kata sandi baru, sekali lagi."]),
    ],
)
def test_it_says_what_is_wrong_and_replaces_nothing(siti, signed_in, old, new, again, sentences):
    page = change(signed_in(siti), old, new, again).content.decode()
    summary = page.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert re.findall(r">([^<>]+?)</a>", summary) == sentences
    assert Account.objects.get().check_password(PASSWORD)
    assert not Entry.objects.exists()


def test_it_is_for_who_is_signed_in(db, client):
    assert client.get("/kata-sandi/")["Location"] == "/masuk/?next=/kata-sandi/"
