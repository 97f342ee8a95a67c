"""The link is down and somebody comes all the same: one key for the clerk, and the head sees it first of all."""

import pytest
from playwright.sync_api import expect

from pasti.demo.people import PEOPLE
from tests.journeys.city import City
from tests.journeys.effort import counted

RATNA = PEOPLE["Ratna Puspitasari"]


def test_a_visit_in_vain_is_one_key_and_the_heads_first_figure(come, city: City):
    city.stop("centre")
    watcher = come(phone=True)
    watcher.wait_until(lambda: bool(watcher.page.goto(watcher.base)) and "sedang terputus" in watcher.text())

    # She is told at the kiosk that nothing is ready, and has a question about it.
    clerk = come()
    clerk.sign_in("budi")
    clerk.go("/permohonan/")
    number = clerk.page.locator("tr", has_text=RATNA.name).first.locator("td.number").inner_text()
    ratna = come()
    ratna.sign_in("anjungan")
    ratna.click("Mengambil kartu atau dokumen Dengan slip, nomor permohonan, atau NIK", "link")
    ratna.page.get_by_label("Pindai slip pengambilan, atau ketik nomor permohonan atau NIK").fill(number)
    ratna.click("Periksa")
    for part, said in zip(("day", "month", "year"), f"{RATNA.birth_date:%d %m %Y}".split(), strict=True):
        ratna.page.locator(f"[name=birth_date_{part}]").fill(said)
    ratna.click("Periksa")
    assert "Belum siap. Anda tidak perlu menunggu di sini." in ratna.text()
    ratna.click("Ada hal lain: ambil nomor untuk bertanya")
    assert ratna.page.locator(".stub b").inner_text() == "C-001"

    # Budi need not type her number, and the reason stands on the key.
    budi = come()
    budi.sign_in("budi")
    budi.press("1")
    budi.press("Enter")
    budi.press("d")
    key = budi.page.get_by_role("button", name="Akhiri, sia-sia: sambungan ke pusat terputus")
    expect(key).to_be_visible()
    expect(budi.page.get_by_text("Ratna Puspitasari").first).to_be_visible()
    budi.look("desk-in-vain")
    budi.page.keyboard.press("s")
    expect(budi.page.get_by_role("button", name="Blangko habis")).to_be_visible()
    budi.look("desk-in-vain-reasons")
    budi.page.set_viewport_size({"width": 360, "height": 740})
    budi.look("desk-in-vain-360")
    budi.page.set_viewport_size({"width": 1280, "height": 800})
    with counted() as spent:
        budi.press("Enter")
    assert (spent.keys, spent.clicks) == (1, 0)
    expect(budi.page.get_by_text("Tidak ada nomor di loket ini")).to_be_visible()


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_the_head_sees_it_above_everything_else(come, phone):
    width = "360" if phone else "1280"
    agus = come(phone=phone)
    agus.sign_in("agus")
    agus.go("/kantor/")
    expect(agus.page.locator("main section").first).to_contain_text("Kedatangan sia-sia")
    expect(agus.page.locator(".wasted-today")).to_contain_text("1 hari ini")
    agus.look(f"head-wasted-{width}")
    agus.page.locator(".wasted-today a").click()
    expect(agus.page.get_by_text("Sambungan ke pusat terputus").last).to_be_visible()
    assert "Ratna" not in agus.text()
    agus.look(f"head-in-vain-{width}")
    agus.click("Menurut sebab dan hari", "link")
    expect(agus.page.get_by_role("row", name="Sambungan ke pusat terputus")).to_be_visible()
    agus.look(f"head-week-{width}")
