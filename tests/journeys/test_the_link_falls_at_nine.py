"""The link falls at nine: everybody is told where they are, nobody is told a date, and the office writes its report."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.city import City
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

SAID = "Sambungan ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus"
OWN = "Kabel serat optik penyedia putus di Cikarang"


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[City]:
    """The same city, a little before nine."""
    made = City(tmp_path_factory.mktemp("city"))
    made.make(later=timedelta(minutes=27))
    try:
        for name in ("centre", "office", "capture"):
            made.start(name)
        yield made
    finally:
        made.stop_all()
    assert "Traceback" not in made.log("office")
    assert "Traceback" not in made.log("centre")


def look_at_both_widths(visitor: Visitor, name: str) -> None:
    visitor.resize(DESKTOP)
    visitor.look(name)
    visitor.resize(PHONE)
    visitor.look(name + "-phone")


def until_said(visitor: Visitor, path: str, said: str, *, gone: bool = False) -> None:
    """Load a page again and again until it says something, or no longer does."""
    visitor.wait_until(lambda: bool(visitor.page.goto(visitor.base + path)) and (said in visitor.text()) is not gone)


def serve_the_lost_card(clerk: Visitor) -> None:
    """Somebody with an appointment, who lost the card: called, come, papers complete."""
    clerk.take_a_number("KTP elektronik Baru, hilang, rusak, ubah data")
    clerk.go("/meja/")
    clerk.press("Enter")
    clerk.press("d")
    clerk.go("/permohonan/?q=")
    clerk.page.locator("input[name=q]").fill("Ahmad Fauzan")
    row = clerk.page.get_by_role("row", name="Ahmad Fauzan").first
    expect(clerk.page.locator("tbody tr")).to_have_count(1)
    number = row.get_by_role("link").first.inner_text()
    clerk.go("/meja/")
    clerk.page.get_by_label("Sudah punya? Ketik nomor permohonan atau NIK").fill(number)
    clerk.click("Hubungkan")


def test_while_all_is_well_a_date_is_said_and_nothing_is_disturbed(come, city: City):
    head = come()
    head.sign_in("agus")
    until_said(head, "/kesiapan/", "sambungan ke pusat")
    head.wait_until(
        lambda: (
            bool(head.page.goto(head.base + "/kesiapan/"))
            and "berfungsi" in head.page.get_by_role("row", name="sambungan ke pusat").inner_text()
        )
    )
    expect(head.page.get_by_text("Sedang berlangsung")).to_have_count(0)
    hall = come()
    hall.go("/antrean/")
    expect(hall.page.locator(".disturbed")).to_have_count(0)


def test_it_falls_and_every_screen_says_so(come, city: City):
    city.stop("centre")
    hall = come()
    hall.go("/antrean/")
    hall.wait_until(lambda: hall.page.locator(".disturbed").count() == 1)
    expect(hall.page.locator(".disturbed")).to_contain_text(f"{SAID} sejak pukul")
    expect(hall.page.locator(".disturbed")).to_contain_text("Belum dapat dilakukan sekarang: pemeriksaan pusat.")
    expect(hall.page.locator(".disturbed")).to_contain_text("Tetap dilayani: pemeriksaan berkas, perekaman")
    look_at_both_widths(hall, "nine-display")

    citizen = come(phone=True)
    citizen.go("/")
    expect(citizen.page.get_by_text(SAID)).to_be_visible()
    expect(citizen.page.get_by_text("Tetap dilayani:")).to_contain_text("penerbitan KK dan akta")
    look_at_both_widths(citizen, "nine-front")
    citizen.go("/layanan/LOST/")
    expect(citizen.page.get_by_text(SAID)).to_be_visible()
    look_at_both_widths(citizen, "nine-service")

    kiosk = come()
    kiosk.sign_in("anjungan")
    kiosk.go("/antrean/tiba/")
    expect(kiosk.page.get_by_text(SAID)).to_be_visible()
    look_at_both_widths(kiosk, "nine-kiosk")


def test_the_desk_says_no_date_or_one_that_reckons_with_it(come):
    clerk = come()
    clerk.sign_in("semua")
    clerk.press("7")
    serve_the_lost_card(clerk)
    clerk.page.get_by_label("Agama").select_option("islam")
    clerk.page.get_by_label("Status perkawinan").select_option(index=1)
    clerk.page.get_by_label("Pekerjaan").select_option(index=1)
    clerk.press("l")
    # No date at first; then one that reckons with it.
    said = clerk.page.locator(".say").inner_text()
    assert ("Kapan siapnya belum dapat dipastikan:" in said and SAID in said) or "Siap paling lambat" in said, said
    look_at_both_widths(clerk, "nine-desk")


def test_the_head_says_why_and_until_when_and_the_public_reads_it(come):
    head = come()
    head.sign_in("agus")
    head.go("/kantor/")
    head.go("/kesiapan/")
    expect(head.page.get_by_text("Sedang berlangsung")).to_be_visible()
    look_at_both_widths(head, "nine-board")
    head.page.get_by_role("link", name="Gangguan 001/2026").click()
    head.click("Ubah …", "link")
    head.page.get_by_label("Penyebab").select_option("carrier")
    head.page.get_by_label("Kalimat untuk masyarakat").fill(OWN)
    look_at_both_widths(head, "nine-change")
    head.click("Simpan")
    forecast = head.page.locator("form[action$='/perkiraan/']")
    for label, value in (("Tanggal", "23"), ("Bulan", "11"), ("Tahun", "2026")):
        forecast.get_by_label(label, exact=True).fill(value)
    forecast.get_by_label("Pukul").fill("13:00")
    forecast.get_by_label("Mengapa berubah").fill("Menurut penyedia")
    head.click("Simpan perkiraan")
    head.page.locator("form[action$='/tindakan/'] textarea").fill("Melapor ke penyedia, tiket 4471")
    head.click("Catat")
    head.page.get_by_text("Catat surat …").click()
    head.page.get_by_label("surat keluar").check()
    head.page.get_by_label("Nomor surat").fill("470/221/DKPS/2026")
    letter = head.page.locator("form[action$='/surat/']")
    for label, value in (("Tanggal", "23"), ("Bulan", "11"), ("Tahun", "2026")):
        letter.get_by_label(label, exact=True).fill(value)
    head.page.get_by_label("Pengirim atau tujuan").fill("Penyedia jaringan")
    head.page.get_by_label("Perihal").fill("Gangguan sambungan")
    head.click("Catat surat")
    expect(head.page.get_by_text("470/221/DKPS/2026").first).to_be_visible()
    look_at_both_widths(head, "nine-incident")

    citizen = come(phone=True)
    citizen.go("/")
    expect(citizen.page.get_by_text(OWN)).to_contain_text("Diperkirakan pulih pukul 13.00 WIB.")
    hall = come()
    hall.go("/antrean/")
    hall.wait_until(lambda: "Diperkirakan pulih pukul 13.00 WIB." in hall.page.locator(".disturbed").inner_text())


def test_it_comes_back_the_incident_is_closed_and_its_report_drawn(come, city: City):
    city.start("centre")
    hall = come()
    hall.go("/antrean/")
    hall.wait_until(lambda: hall.page.locator(".disturbed").count() == 0)
    citizen = come(phone=True)
    until_said(citizen, "/", "Tersambung ke pusat data Kementerian Dalam Negeri.")
    head = come()
    head.sign_in("agus")
    head.go("/kesiapan/")
    expect(head.page.get_by_text("Sudah pulih: sambungan ke pusat.")).to_be_visible()
    head.page.get_by_role("link", name="Gangguan 001/2026").click()
    head.page.locator("form[action$='/tutup/'] textarea").fill("Penyedia menyambung kabelnya kembali")
    head.click("Tutup gangguan")
    expect(head.page.get_by_text("Laporannya dapat dicetak di bawah.")).to_be_visible()
    look_at_both_widths(head, "nine-closed")
    report = head.context.request.get(head.page.url + "laporan.pdf")
    read = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(report.body())).pages).split())
    for said in (
        "Laporan gangguan 001/2026", OWN, "gangguan penyedia jaringan", "470/221/DKPS/2026", "tiket 4471",
        "Penyedia menyambung kabelnya kembali", "Menurut penyedia",
    ):  # fmt: skip
        assert said in read
    head.go("/kesiapan/")
    expect(head.page.get_by_role("row", name="001/2026")).to_contain_text("selesai")
