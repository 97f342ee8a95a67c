"""The centre is away: KK and akta go on, the front page says so, and what was recorded goes out when it is back."""

import os
import re
import subprocess
import sys

from playwright.sync_api import expect

from pasti.demo.people import PEOPLE
from tests.journeys.city import City
from tests.journeys.station import record
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

THREE = [PEOPLE[name] for name in ("Dimas Prakoso", "Sekar Ayuningtyas", "Citra Kirana Dewi")]
FETCHED = PEOPLE["Hendra Wijayanto"]
# Two more whose papers are complete: their visit at the desk is another story.
_PAPERS = """
import django; django.setup()
from pasti.applications.models import Application
from pasti.demo import city
from pasti.demo.people import PEOPLE
budi = city._actor("budi")
city._accept(Application.objects.get(name="Sekar Ayuningtyas"), budi)
city._accept(city._submit(PEOPLE["Citra Kirana Dewi"], "NEW", city._FIRST), budi)
"""


def look_at_both_widths(visitor: Visitor, name: str) -> None:
    for size, of in ((DESKTOP, "1280"), (PHONE, "360")):
        visitor.resize(size)
        visitor.look(f"{name}-{of}")
    visitor.resize(DESKTOP)


def test_cards_are_fetched_before_they_are_needed(come):
    joko = come()
    joko.sign_in("joko")
    joko.wait_until(lambda: bool(joko.page.reload()) and FETCHED.name in joko.page.content())


def test_family_cards_go_on_while_the_centre_is_away(come, city: City):
    city.stop("centre")
    kiosk = come()
    kiosk.sign_in("semua")
    kiosk.press("7")
    kiosk.take_a_number("KK atau akta Kartu keluarga, akta kelahiran")
    assert kiosk.page.locator(".stub b").inner_text() == "D-001"
    kiosk.go("/meja/")
    kiosk.press("Enter")
    kiosk.press("d")
    kiosk.press("n")
    kiosk.page.get_by_label("Layanan").select_option("KK")
    kiosk.click("Pilih")
    for label, value in (
        ("NIK", "3275011309759066"),
        ("Nomor KK", "3275011201180066"),
        ("Nama lengkap", "Rudi Santosa"),
        ("Tempat lahir", "Bekasi"),
        ("Tanggal", "13"),
        ("Bulan", "9"),
        ("Tahun", "1975"),
        ("Alamat", "Kp. Dua 3"),
    ):
        kiosk.page.get_by_label(label, exact=True).last.fill(value)
    kiosk.page.get_by_label("Laki-laki").check()
    kiosk.page.get_by_label("Kelurahan atau desa").select_option(index=1)
    kiosk.look("desk-new-case")
    kiosk.click("Buat permohonan")
    kiosk.press("l")
    kiosk.page.get_by_label("Nomor dokumen dari SIAK").fill("3275010509750066")
    kiosk.click("Dokumen terbit L")
    kiosk.press("Enter")
    kiosk.page.get_by_label("KTP-el atau kartu lama").check()
    with kiosk.page.expect_navigation():
        kiosk.page.get_by_role("button", name="Serahkan dan tutup").click()
    expect(kiosk.page.get_by_text("Semua sudah selesai.")).to_be_visible()
    kiosk.press("Enter")


def test_three_people_are_recorded_and_a_card_is_printed_meanwhile(come, city: City, tmp_path):
    environment = {**os.environ, **city.environments["office"], "DJANGO_SETTINGS_MODULE": "pasti.site.settings"}
    subprocess.run([sys.executable, "-c", _PAPERS], env=environment, check=True)
    rini = come()
    rini.sign_in("rini")
    rini.press("4")
    for person in THREE:
        rini.go("/perekaman/")
        with rini.page.expect_navigation():
            rini.page.get_by_role("row", name=person.name).get_by_role("link", name=re.compile("^Rekam ")).click()
        record(rini, tmp_path, seed=person.nik, sex=person.sex)

    joko = come()
    joko.sign_in("joko")
    joko.click("Mulai cetak Enter")
    serial = joko.page.get_by_role("row", name=FETCHED.name).first.locator("td").nth(1).inner_text()
    assert joko.context.request.get(joko.page.url + "kartu.pdf").body().startswith(b"%PDF")
    joko.page.get_by_label("Nomor seri di kartu").fill(serial)
    joko.press("Enter")
    expect(joko.page.get_by_text(f"{serial} tercetak: {FETCHED.name}.")).to_be_visible()

    admin = come()
    admin.sign_in("nur")
    # That it is cut off is said once it was tried for some time.
    told = ("Rekaman dalam pengiriman (3)", "terputus", "keberadaan kartu", "Coba kirim sekarang")
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/sambungan/")) and all(said in admin.text() for said in told)
    )
    look_at_both_widths(admin, "office-link-down")


def test_the_front_page_says_that_the_link_is_down_and_what_goes_on(come):
    visitor = come(phone=True)
    visitor.wait_until(lambda: bool(visitor.page.goto(visitor.base)) and "sedang terputus" in visitor.text())
    expect(visitor.page.get_by_text("Tetap dilayani:")).to_contain_text("penerbitan KK dan akta")
    visitor.look("citizen-link-down")


def test_the_display_keeps_its_last_state_and_says_since_when(come, city: City):
    hall = come()
    hall.go("/antrean/")
    before = hall.page.locator(".lanes").inner_text()
    city.stop("office")
    hall.wait_until(lambda: hall.page.locator("[data-live-offline]").is_visible())
    expect(hall.page.locator("[data-live-offline]")).to_contain_text("Tidak tersambung sejak")
    assert hall.page.locator(".lanes").inner_text() == before
    hall.complaints.clear()
    hall.look("hall-not-connected", full=False)
    city.start("office")
    hall.wait_until(lambda: not hall.page.locator("[data-live-offline]").is_visible())
    hall.complaints.clear()


def test_what_waited_goes_out_when_the_centre_is_back(come, city: City):
    admin = come()
    admin.sign_in("nur")
    # An office that was stopped itself does not know how long the link was down: it is tried once more before.
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/jurnal/?kind=link.fell")) and "terputus." in admin.text()
    )
    city.start("centre")
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/sambungan/")) and "semuanya sudah diterima" in admin.text()
    )
    expect(admin.page.get_by_role("row", name="Pusat data kependudukan").first).to_contain_text("tersambung")
    look_at_both_widths(admin, "office-link")
    rini = come()
    rini.sign_in("rini")
    rini.wait_until(
        lambda: (
            bool(rini.page.goto(rini.base + "/perekaman/")) and "Semua rekaman sudah tersimpan di pusat." in rini.text()
        )
    )
    maya = come(centre=True)
    maya.sign_in("maya")
    maya.go("/pusat/kantor/")
    maya.wait_until(lambda: bool(maya.page.reload()) and "kabar" in maya.text())
    look_at_both_widths(maya, "centre-offices")
    maya.go("/pusat/")
    for person in THREE:
        expect(maya.page.get_by_role("row", name=person.name)).to_have_count(1)
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/jurnal/?kind=link.rose")) and "pulih setelah" in admin.text()
    )


def test_the_centre_withdraws_its_leave_and_the_office_says_why_and_goes_on_with_the_rest(come):
    operator = come(centre=True)
    operator.sign_in("maya")
    operator.go("/pusat/kantor/")
    operator.page.get_by_role("link", name="Ubah Disdukcapil").click()
    for what in ("merekam", "mencetak"):
        operator.page.get_by_label(what, exact=True).check()
    operator.page.get_by_label("Alasan").fill("Hak akses dipakai tanpa izin")
    operator.page.get_by_label("Nomor surat").fill("470/12/Dukcapil")
    operator.look("centre-leave")
    operator.click("Simpan keputusan")
    expect(operator.page.get_by_text("470/12/Dukcapil")).to_be_visible()
    admin = come()
    admin.sign_in("nur")
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/sambungan/")) and "dicabut untuk merekam, mencetak" in admin.text()
    )
    admin.look("office-leave-withdrawn")
    joko = come()
    joko.sign_in("joko")
    expect(joko.page.get_by_text("Cetak dimulai setelah gangguan di atas selesai.")).to_be_visible()
    joko.look("print-room-without-leave")
    rini = come()
    rini.sign_in("rini")
    rini.go("/perekaman/")
    expect(rini.page.get_by_text("Pusat sedang tidak mengizinkan kantor ini merekam KTP-el")).to_be_visible()
    expect(rini.page.get_by_role("link", name=re.compile("^Rekam "))).to_have_count(0)
    citizen = come(phone=True)
    citizen.go("/")
    expect(citizen.page.get_by_text("Tetap dilayani:").first).to_contain_text("penerbitan KK dan akta")
    operator.page.get_by_role("link", name="Ubah Disdukcapil").click()
    for what in ("merekam", "mencetak"):
        operator.page.get_by_label(what, exact=True).uncheck()
    operator.page.get_by_label("Alasan").fill("Sudah diperbaiki")
    operator.page.get_by_label("Nomor surat").fill("470/13/Dukcapil")
    operator.click("Simpan keputusan")
    admin.wait_until(
        lambda: bool(admin.page.goto(admin.base + "/sambungan/")) and "berlaku untuk merekam" in admin.text()
    )
