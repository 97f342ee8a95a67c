"""Every screen, narrow and wide: accessible, within the width of the screen, nothing broken in it."""

import pytest

from tests.journeys.visitor import DESKTOP, PHONE, Visitor

SCREENS = {
    "": [
        "/", "/layanan/", "/layanan/LOST/", "/layanan/KK/", "/ajukan/lanjut/", "/lacak/", "/privasi/",
        "/aksesibilitas/", "/antrean/", "/masuk/", "/selesai/", "/hari-ini/", "/hari-ini/pintu/",
    ],
    "anjungan": ["/antrean/tiba/"],
    "budi": ["/meja/", "/meja/permohonan-baru/?service=CHG", "/pengambilan/", "/permohonan/", "/katalog/",
             "/katalog/LOST/", "/status-pusat/", "/jawaban/", "/pemberitahuan/", "/pemberitahuan/telepon/",
             "/suket/", "/tanda-bukti/", "/kantor/jaga/saya/"],
    "rini": ["/perekaman/"],
    "joko": ["/cetak/", "/blangko/", "/sambungan/"],
    "agus": [
        "/kantor/", "/kesiapan/", "/kesiapan/gangguan/baru/", "/kesiapan/gangguan/rencana/", "/permohonan/?q=suardana",
        "/jejak/", "/jejak/petugas/2/", "/petugas/usulan/", "/kantor/kedatangan/", "/kantor/kedatangan/sia-sia/",
        "/suket/keputusan/", "/kantor/jaga/", "/kantor/jaga/sekarang/", "/kantor/jaga/petugas/2/",
        "/kantor/jaga/petugas/2/berhalangan/rencana/", "/kantor/angka/",
    ],
    "nur": [
        "/kalender/", "/lajur/", "/lajur/C/", "/loket/4/", "/loket/baru/", "/ketentuan/",
        "/ketentuan/queue.calls_before_missed/", "/petugas/", "/petugas/baru/", "/jurnal/", "/katalog/LOST/syarat/",
        "/jurnal/tindak-lanjut/", "/kata-sandi/", "/sambungan/", "/petugas/2/", "/dua-langkah/",
        "/surat/kunci/",
    ],
}  # fmt: skip
AT_THE_CENTRE = {
    "maya": ["/pusat/", "/pusat/masuk/", "/pusat/kemiripan/", "/pusat/siap-cetak/", "/pusat/tertahan/", "/sambungan/"],
    "endang": [
        "/pusat/", "/pusat/masuk/", "/pusat/dikeluarkan/", "/pusat/ketentuan/", "/jejak/", "/jejak/rekaman/1/",
        "/pusat/ketentuan/release.away_per_day/",
    ],
    "tono": ["/pusat/kantor/", "/pusat/undangan/", "/petugas/", "/jurnal/"],
}  # fmt: skip


@pytest.mark.parametrize("username", SCREENS)
def test_every_screen_of_the_office(come, username):
    visitor = come(phone=True)
    if username:
        visitor.sign_in(username)
    for path in SCREENS[username]:
        look_at_both_widths(visitor, path)


@pytest.mark.parametrize("username", AT_THE_CENTRE)
def test_every_screen_of_the_centre(come, username):
    visitor = come(phone=True, centre=True)
    visitor.sign_in(username)
    for path in AT_THE_CENTRE[username]:
        look_at_both_widths(visitor, path, house="centre")


def look_at_both_widths(visitor: Visitor, path: str, house: str = "office") -> None:
    for size in (PHONE, DESKTOP):
        visitor.resize(size)
        visitor.go(path)
        visitor.look(_name(path, phone=size == PHONE, house=house))


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_a_suggestion_of_duplicates_side_by_side(come, phone):
    maya = come(phone=phone, centre=True)
    maya.sign_in("maya")
    maya.go("/pusat/kemiripan/")
    maya.wait_until(lambda: bool(maya.page.reload()) and "Putuskan" in maya.page.content())
    maya.click("Putuskan", "link")
    faces = maya.page.locator(".two-faces img")
    maya.wait_until(lambda: faces.evaluate_all("all => all.length == 2 && all.every(one => one.naturalWidth > 100)"))
    left, right = (faces.nth(i).bounding_box() for i in (0, 1))
    assert (left["y"], left["height"]) == (right["y"], right["height"])
    assert left["x"] + left["width"] <= right["x"]
    maya.look("centre-decide-360" if phone else "centre-decide")


def test_in_english(come):
    visitor = come(phone=True)
    visitor.go("/")
    visitor.click("English")
    assert "What do you need today?" in visitor.text()
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    for path in ("/layanan/NEW/", "/lacak/", "/privasi/"):
        visitor.go(path)
        visitor.look()


def _name(path: str, *, phone: bool, house: str = "office") -> str:
    plain = "".join(c if c.isalnum() else "-" for c in path).strip("-") or "home"
    return f"{house}/{plain}-{360 if phone else 1280}"
