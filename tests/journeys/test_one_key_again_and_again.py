"""The key that asks never confirms: whoever presses Enter again and again has stated nothing about the world."""

import re

from playwright.sync_api import expect

from tests.journeys.city import City


def _enter(visitor, times: int = 5) -> None:
    for _time in range(times):
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_load_state("networkidle")


def test_no_card_is_printed_by_pressing_enter(come, city: City):
    joko = come()
    joko.sign_in("joko")
    joko.go("/cetak/")
    # Until the centre has released a card.
    joko.wait_until(lambda: "Mulai cetak" in joko.page.content() or bool(joko.page.reload() and False))
    _enter(joko)
    # However long measuring the cards takes: then again and again on the run's own page.
    joko.page.wait_for_url(re.compile(r"/cetak/\d{4}-\d\d-\d\d/\d+/"), timeout=120_000)
    _enter(joko)
    expect(joko.page.locator(".govuk-error-message")).to_be_visible()
    joko.look("print-run-refused")
    expect(joko.page.get_by_text("Tercetak hari ini")).to_have_count(0)
    joko.go("/cetak/")
    expect(joko.page.locator(".figures div", has_text="Tercetak hari ini").locator("dd")).to_have_text("0")
    # The run goes on where it was: a serial without its face, a face, a wrong serial, the right one.
    joko.page.locator(".next-up a").first.click()
    serial = joko.page.locator("td.number").first.inner_text()
    run = joko.page.url
    joko.page.get_by_label("Nomor seri di kartu").fill(serial)
    joko.press("Enter")
    expect(joko.page.locator(".govuk-error-message")).to_contain_text(f"Muka kartu {serial} belum diambil")
    assert joko.context.request.get(run + "kartu.pdf").body().startswith(b"%PDF")
    joko.go(run.removeprefix(city.office))
    joko.page.get_by_label("Nomor seri di kartu").fill("BK99999999")
    joko.press("Enter")
    expect(joko.page.locator(".govuk-error-message")).to_contain_text("BK99999999 bukan bagian dari proses cetak")
    joko.page.get_by_label("Nomor seri di kartu").fill(serial.lower())
    joko.press("Enter")
    expect(joko.page.get_by_text(f"{serial} tercetak")).to_be_visible()
    joko.page.set_viewport_size({"width": 360, "height": 740})
    joko.look("print-run-360")


def test_nobody_has_come_and_no_data_is_right_by_pressing_enter(come):
    kiosk = come()
    kiosk.sign_in("anjungan")
    kiosk.take_a_number("KK atau akta Kartu keluarga, akta kelahiran")
    budi = come()
    budi.sign_in("semua")
    budi.go("/meja/")
    budi.press("7")
    _enter(budi)
    expect(budi.page.get_by_role("button", name="Pemohon sudah datang")).to_be_visible()
    budi.go("/perekaman/")
    budi.page.locator("main a[href^='/perekaman/']").first.click()
    _enter(budi)
    expect(budi.page.get_by_role("button", name="Data benar, mulai")).to_be_visible()
