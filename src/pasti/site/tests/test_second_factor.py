"""The second factor: who must set one up, and that signing in asks for it."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from tests.cast import PASSWORD, TOTP, account, code_of

from pasti.accounts import second_factor
from pasti.accounts.models import Account
from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.journal.models import Entry
from pasti.link.actions import become

MUST = (Role.ADMIN, Role.HEAD, *CENTRE_ROLES)
SPARED = (Role.CLERK, Role.RECORDER, Role.PRINTER)


@pytest.fixture
def node(db):
    become(role="office", name="Disdukcapil Kota Uji", region_code="32.75")


@pytest.fixture
def nur(node) -> Account:
    """An administrator who has a factor."""
    return account("nur", "Nur Aini", Role.ADMIN)


def without(who: Account) -> Account:
    Authenticator.objects.filter(user=who).delete()
    return who


def sign_in(client: Client, username: str = "nur") -> Client:
    client.post("/masuk/", {"login": username, "password": PASSWORD})
    return client


def page(answer) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("role", MUST)
def test_who_must_have_one_does_nothing_before_setting_it_up(node, signed_in, role):
    browser = signed_in(without(account("baru", "Orang Baru", role, Role.CLERK)))
    for path in ("/tugas/", "/petugas/", "/jurnal/", "/permohonan/", "/kata-sandi/", "/tidak-untuknya/", "/cetak/"):
        answer = browser.get(path)
        if answer.status_code == 404:
            continue
        assert (answer.status_code, answer["Location"]) == (302, "/dua-langkah/"), path
    assert "Peran Anda mewajibkan verifikasi dua langkah." in page(browser.get("/dua-langkah/"))


@pytest.mark.parametrize("role", SPARED)
def test_others_may_and_need_not(node, signed_in, role):
    browser = signed_in(account("budi", "Budi", role))
    assert browser.get("/kata-sandi/").status_code == 200
    assert "Pasang aplikasi" in page(browser.get("/dua-langkah/"))


def test_at_a_kiosk_strangers_find_no_account_to_look_after(node, signed_in):
    browser = signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))
    for path in ("/kata-sandi/", "/dua-langkah/", "/dua-langkah/aplikasi/", "/dua-langkah/ulang/kata-sandi/"):
        assert browser.get(path).status_code == 403, path


def test_posting_is_guarded_too(node, signed_in):
    siti = account("siti", "Siti", Role.CLERK)
    browser = signed_in(without(account("nur", "Nur Aini", Role.ADMIN)))
    answer = browser.post(f"/petugas/{siti.pk}/tutup/")
    assert answer["Location"] == "/dua-langkah/"
    assert Account.objects.get(pk=siti.pk).is_active


def test_a_sample_spares_everybody_and_says_so(db, signed_in):
    become(role="office", name="Kota Contoh", region_code="32.75", sample=True)
    browser = signed_in(without(account("nur", "Nur Aini", Role.ADMIN)))
    assert browser.get("/petugas/").status_code == 200
    assert "Ini kota contoh dengan kata sandi yang diketahui umum" in page(browser.get("/dua-langkah/"))


def test_a_real_node_spares_nobody_whatever_is_set(node, signed_in, settings, monkeypatch):
    for name in ("SAMPLE", "DEBUG", "MFA_REQUIRED", "SECOND_FACTOR"):
        monkeypatch.setenv(f"PASTI_{name}", "true")
        setattr(settings, name, True)
    browser = signed_in(without(account("nur", "Nur Aini", Role.ADMIN)))
    assert browser.get("/petugas/")["Location"] == "/dua-langkah/"
    assert "kota contoh" not in page(browser.get("/dua-langkah/")).casefold()


def test_a_node_that_nobody_described_spares_nobody(db, monkeypatch):
    from pasti.accounts import node as surroundings

    monkeypatch.setattr(surroundings, "_tellers", [])
    assert second_factor.is_missing(without(account("nur", "Nur Aini", Role.ADMIN)))


def test_the_password_alone_lets_nobody_in(nur, client):
    answer = client.post("/masuk/", {"login": "nur", "password": PASSWORD})
    assert answer["Location"] == "/dua-langkah/masuk/"
    assert get_user(client).is_anonymous
    assert client.get("/petugas/").status_code == 302
    assert "Ketik kode dari aplikasi autentikator" in page(client.get("/dua-langkah/masuk/"))


def test_the_code_does(nur, client):
    sign_in(client)
    answer = client.post("/dua-langkah/masuk/", {"code": code_of(TOTP)})
    assert (answer.status_code, answer["Location"]) == (302, "/tugas/")
    assert get_user(client) == nur


def test_a_code_is_good_once_whoever_saw_it(nur, client):
    code = code_of(TOTP)
    sign_in(client)
    client.post("/dua-langkah/masuk/", {"code": code})
    from django.core.cache import cache

    cache.clear()  # another process of the same node has another memory
    other = sign_in(Client())
    answer = other.post("/dua-langkah/masuk/", {"code": code})
    assert "Kode salah atau sudah dipakai." in page(answer)
    assert get_user(other).is_anonymous


def test_guessing_is_over_after_five_tries_from_wherever(nur):
    for _try in range(5):
        answer = sign_in(Client()).post("/dua-langkah/masuk/", {"code": "000000"})
        assert "Kode salah" in page(answer)
    last = sign_in(Client())
    answer = last.post("/dua-langkah/masuk/", {"code": code_of(TOTP)})
    assert "Terlalu banyak percobaan." in page(answer)
    assert get_user(last).is_anonymous


def set_up(browser: Client) -> list[str]:
    """Set up an authenticator as its page says; return the spare codes."""
    drawn = page(browser.get("/dua-langkah/aplikasi/"))
    [secret] = re.findall(r'<p class="address">([A-Z2-7 ]+)</p>', drawn)
    assert "data:image/svg+xml" in drawn
    answer = browser.post("/dua-langkah/aplikasi/", {"code": code_of(secret.replace(" ", ""))})
    assert answer["Location"] == "/dua-langkah/kode/"
    return re.findall(r"<li>(\d{8})</li>", page(browser.get("/dua-langkah/kode/")))


def test_setting_one_up_right_after_signing_in(node, client):
    nur = without(account("nur", "Nur Aini", Role.ADMIN))
    sign_in(client)
    assert len(set_up(client)) == 10
    assert second_factor.has(nur)
    assert client.get("/petugas/").status_code == 200
    kinds = list(Entry.objects.order_by("id").values_list("kind", "by_name", "facts__factor"))
    assert kinds == [
        ("account.factor_added", "Nur Aini", "totp"),
        ("account.factor_added", "Nur Aini", "recovery_codes"),
    ]
    # The codes are shown once.
    assert re.findall(r"<li>(\d{8})</li>", page(client.get("/dua-langkah/kode/"))) == []


def test_whoever_is_signed_in_elsewhere_without_it_is_out(node, client, signed_in):
    elsewhere = signed_in(without(account("nur", "Nur Aini", Role.ADMIN)))
    set_up(sign_in(client))
    assert elsewhere.get("/dua-langkah/")["Location"].startswith("/masuk/")


def test_long_after_signing_in_one_proves_who_one_is_first(node, client, monkeypatch):
    without(account("nur", "Nur Aini", Role.ADMIN))
    sign_in(client)
    later = time.time() + 400
    monkeypatch.setattr(time, "time", lambda: later)
    asked = client.get("/dua-langkah/aplikasi/")
    assert asked["Location"].startswith("/dua-langkah/ulang/kata-sandi/")
    assert "Pastikan ini Anda" in page(client.get(asked["Location"]))
    wrong = client.post(asked["Location"], {"password": "salah sekali ini"})
    assert wrong.status_code == 200
    client.post(asked["Location"], {"password": PASSWORD})
    assert "Pasang aplikasi autentikator" in page(client.get("/dua-langkah/aplikasi/"))


def test_a_spare_code_is_good_once(node, client):
    without(account("nur", "Nur Aini", Role.ADMIN))
    [spare, *_others] = set_up(sign_in(client))
    first = sign_in(Client())
    assert first.post("/dua-langkah/masuk/", {"code": spare}).status_code == 302
    again = sign_in(Client())
    assert "Kode salah" in page(again.post("/dua-langkah/masuk/", {"code": spare}))


def test_the_last_factor_of_who_must_have_one_stays(nur, client):
    sign_in(client)
    client.post("/dua-langkah/masuk/", {"code": code_of(TOTP)})
    assert "Tambahkan cara lain dahulu" in page(client.get("/dua-langkah/aplikasi/hapus/"))
    client.post("/dua-langkah/aplikasi/hapus/")
    assert second_factor.has(nur)


def test_who_need_not_have_one_takes_it_away(node, client):
    budi = account("budi", "Budi", Role.CLERK)
    sign_in(client, "budi")
    set_up(client)
    client.post("/dua-langkah/aplikasi/hapus/")
    assert not Authenticator.objects.filter(user=budi).exists()
    assert Entry.objects.filter(kind="account.factor_removed").count() == 1


def test_the_secret_lies_encrypted(node, client):
    without(account("nur", "Nur Aini", Role.ADMIN))
    sign_in(client)
    [secret] = re.findall(r'<p class="address">([A-Z2-7 ]+)</p>', page(client.get("/dua-langkah/aplikasi/")))
    client.post("/dua-langkah/aplikasi/", {"code": code_of(secret.replace(" ", ""))})
    assert secret.replace(" ", "") not in str(list(Authenticator.objects.values()))


def test_with_another_secret_key_no_code_fits_and_nothing_breaks(nur, client, settings):
    settings.SECRET_KEY = "another"
    sign_in(client)
    for guess in (code_of(TOTP), "000000"):
        assert "Kode salah" in page(client.post("/dua-langkah/masuk/", {"code": guess}))


def test_no_page_of_it_has_a_script_of_its_own(nur, client, signed_in):
    browser = signed_in(account("budi", "Budi", Role.CLERK))
    browser.post("/masuk/", {})
    sign_in(client)
    client.post("/dua-langkah/masuk/", {"code": code_of(TOTP)})
    for path in ("", "kunci/", "kode/baru/", "ulang/", "ulang/kata-sandi/", "aplikasi/hapus/"):
        answer = client.get(f"/dua-langkah/{path}")
        assert answer.status_code == 200, path
        assert re.search(r"<script(?![^>]* src=)|\son\w+=", page(answer)) is None, path
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
