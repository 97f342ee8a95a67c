"""Somebody comes for a card that is not ready: the kiosk says so in the largest letters and takes nobody's time."""

import pytest

from pasti.demo.people import PEOPLE

RATNA = PEOPLE["Ratna Puspitasari"]


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_the_kiosk_sends_nobody_to_wait_in_vain(come, phone):
    width = "360" if phone else "1280"
    clerk = come()
    clerk.sign_in("budi")
    clerk.go("/permohonan/")
    number = clerk.page.locator("tr", has_text=RATNA.name).first.locator("td.number").inner_text()
    visitor = come(phone=phone)
    visitor.sign_in("anjungan")
    visitor.look(f"hall/kiosk-{width}")
    visitor.click("Mengambil kartu atau dokumen Dengan slip, nomor permohonan, atau NIK", "link")
    visitor.look(f"hall/collect-{width}")
    visitor.page.get_by_label("Pindai slip pengambilan, atau ketik nomor permohonan atau NIK").fill(RATNA.nik)
    visitor.click("Periksa")
    # A NIK and the birth date that stands in it are no proof; the number of her slip is asked for her birth date.
    visitor.page.get_by_label("Empat angka terakhir nomor telepon pemohon").fill("5501")
    visitor.look(f"hall/collect-nik-{width}")
    visitor.click("Periksa")
    assert "Tidak ada permohonan dengan data ini." in visitor.text()
    visitor.page.get_by_label("Pindai slip pengambilan, atau ketik nomor permohonan atau NIK").fill(number)
    visitor.click("Periksa")
    visitor.look(f"hall/collect-number-{width}")
    for part, said in zip(("day", "month", "year"), f"{RATNA.birth_date:%d %m %Y}".split(), strict=True):
        visitor.page.locator(f"[name=birth_date_{part}]").fill(said)
    visitor.click("Periksa")
    assert "Belum siap. Anda tidak perlu menunggu di sini." in visitor.text()
    visitor.look(f"hall/not-ready-{width}")
    verdict, rest = visitor.page.locator(".verdict"), visitor.page.locator("main .lead")
    size = [float(found.evaluate("e => getComputedStyle(e).fontSize").removesuffix("px")) for found in (verdict, rest)]
    assert size[0] >= 2 * size[1], "the largest type on the page"
    assert "Kembali ke awal dalam" in visitor.page.locator("[data-idle]").inner_text(), "nobody is surprised by it"
    visitor.click("Selesai", "link")
