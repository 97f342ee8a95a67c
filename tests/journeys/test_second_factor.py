"""An administrator of a real office in a real browser: an authenticator, a passkey, a second person."""

import re
import time

import pytest
from playwright.sync_api import CDPSession

from tests.attacks.real_office import PASSWORD, Office, made
from tests.cast import code_of
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with made(tmp_path_factory.mktemp("office")) as running:
        yield running


def come(browser, office: Office, *, phone: bool = False) -> Visitor:
    # By name: a passkey belongs to a name, never to a number.
    return Visitor(browser, office.address.replace("127.0.0.1", "localhost"), PHONE if phone else DESKTOP)


def with_key(visitor: Visitor) -> CDPSession:
    """Give somebody's browser a key of its own."""
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return wire


def sign_in(visitor: Visitor, username: str, password: str = PASSWORD) -> None:
    visitor.go("/masuk/")
    visitor.page.get_by_label("Nama pengguna").fill(username)
    visitor.page.get_by_label("Kata sandi").fill(password)
    visitor.click("Masuk")


def test_from_the_first_password_to_a_colleague_with_rights(browser, office):
    nur = come(browser, office)
    key = with_key(nur)
    sign_in(nur, "nur")
    assert nur.page.url.endswith("/dua-langkah/")
    nur.look("second-factor")

    nur.click("Pasang aplikasi", role="link")
    nur.look("second-factor-authenticator")
    secret = nur.page.locator(".address").inner_text().replace(" ", "")
    nur.page.get_by_label("Kode enam angka dari aplikasi itu").fill(code_of(secret))
    nur.click("Pasang")
    assert len(nur.page.locator(".codes li").all()) == 10
    nur.look("second-factor-codes")
    nur.click("Sudah saya simpan", role="link")

    nur.click("Dua langkah", role="link")
    nur.click("Tambah kunci sandi", role="link")
    nur.look("second-factor-passkey")
    nur.page.get_by_label("Nama kunci ini").fill("Laptop kantor")
    nur.click("Tambah")
    assert "Laptop kantor" in nur.text()
    nur.look()

    # Signed out, the key alone is the second step.
    nur.click("Keluar")
    sign_in(nur, "nur")
    nur.look("second-step")
    nur.click("Pakai kunci sandi")
    assert nur.page.url.endswith("/kantor/"), nur.page.url

    nur.go("/petugas/baru/")
    nur.page.get_by_label("Nama pengguna").fill("tuti")
    nur.page.get_by_label("Nama lengkap").fill("Tuti Alawiyah")
    nur.page.get_by_label("Petugas loket").check()
    nur.page.get_by_label("Administrator kantor").check()
    nur.look("account-new")
    nur.click("Simpan")
    nur.look("account-link")
    link = nur.page.locator(".address").inner_text()
    assert "Menunggu orang kedua untuk tuti" in nur.text()

    tuti = come(browser, office, phone=True)
    tuti.page.goto(link)
    assert tuti.page.url.endswith("/kata-sandi/tautan/")
    tuti.look("set-password")
    tuti.page.get_by_label("Kata sandi baru", exact=True).fill("dukcapil2026")
    tuti.page.get_by_label("Kata sandi baru, sekali lagi").fill("dukcapil2026")
    tuti.click("Simpan")
    tuti.look("set-password-refused")
    tuti.page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    tuti.page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD)
    tuti.click("Simpan")
    sign_in(tuti, "tuti")
    assert "Tautan kata sandi untuk akun tuti dibuat." in tuti.text()
    tuti.look("account-news")
    tuti.click("Sudah saya baca")
    assert "Tautan kata sandi" not in tuti.text()

    nur.go("/petugas/usulan/")
    nur.look("proposals")
    [number] = re.findall(r"pasti account confirm (\d+)", nur.text())
    office.pasti("account", "confirm", number)
    tuti.go("/tugas/")
    assert tuti.page.url.partition("?")[0].endswith("/masuk/")
    sign_in(tuti, "tuti")
    assert tuti.page.url.endswith("/dua-langkah/")
    tuti.look("second-factor-phone")
    tuti.click("Pasang aplikasi", role="link")
    tuti.look("second-factor-authenticator-phone")
    secret = tuti.page.locator(".address").inner_text().replace(" ", "")
    tuti.page.get_by_label("Kode enam angka dari aplikasi itu").fill(code_of(secret))
    tuti.click("Pasang")
    tuti.look("second-factor-codes-phone")
    for path, name in (
        ("/petugas/", "staff"), ("/petugas/usulan/", "proposals"), ("/jejak/", "looks"), ("/petugas/1/", "account"),
        ("/jejak/petugas/1/", "looks-by"), ("/dua-langkah/kode/baru/", "codes-new"), ("/dua-langkah/", "two-steps"),
    ):  # fmt: skip
        for who, size in ((nur, "desktop"), (tuti, "phone")):
            who.go(path)
            who.look(f"{name}-{size}")
    tuti.click("Keluar")
    sign_in(tuti, "tuti")
    tuti.look("second-step-phone")
    tuti.page.get_by_label("Kode").fill("000000")
    tuti.click("Masuk")
    assert "Kode salah" in tuti.text()
    tuti.look("second-step-refused-phone")
    tuti.page.get_by_label("Kode").fill(code_of(secret, time.time() + 30))
    tuti.click("Masuk")
    assert tuti.page.url.endswith("/meja/")
    key.detach()
    nur.close()
    tuti.close()


def test_at_an_address_of_numbers_the_page_says_why_not(browser, office):
    somebody = Visitor(browser, office.address, DESKTOP)
    sign_in(somebody, "nur")
    if somebody.page.get_by_role("button", name="Pakai kunci sandi").count():
        assert somebody.page.get_by_role("button", name="Pakai kunci sandi").is_disabled()
        assert "perlu HTTPS dan nama" in somebody.text()
    else:
        somebody.go("/dua-langkah/kunci/")
        assert somebody.page.get_by_role("button", name="Tambah").is_disabled()
        assert "perlu HTTPS dan nama" in somebody.text()
    somebody.close()
