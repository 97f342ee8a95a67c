"""The clock goes on: a session that is over is not called for, and what is too old is gone at once."""

import pytest
from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.filling import MELATI, begin, hand_in, type_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def later(city: City):
    """Let time pass at the office: it is started again so many seconds later."""

    def go_on(seconds: int) -> None:
        city.stop("office")
        ahead = int(city.environments["office"]["PASTI_CLOCK_AHEAD"])
        city.environments["office"]["PASTI_CLOCK_AHEAD"] = str(ahead + seconds)
        city.start("office")

    return go_on


def look_up(visitor: Visitor, path: str, number: str, code: str) -> None:
    visitor.context.clear_cookies()
    visitor.go(path)
    visitor.page.get_by_label("Nomor permohonan").fill(number)
    visitor.page.get_by_label("Kode permohonan").fill(code)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Lihat" if "lacak" in path else "Lanjutkan").click()


def test_a_session_passes_and_a_draft_grows_old(come, later):
    melati, draft = come(phone=True), come(phone=True)
    begin(melati, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    number = hand_in(melati)
    code = melati.page.locator(".done .number").nth(1).inner_text()
    melati.click("Pilih jadwal kedatangan", "link")
    melati.page.locator("button[value^='2026-11-23T09:00']").click()
    expect(melati.page.get_by_role("heading", name="Kami tunggu kedatangan Anda")).to_be_visible()
    draft.go("/layanan/NEW/?age_basis=adult&recorded_before=no")
    draft.click("Ajukan permohonan")
    of_draft = draft.page.locator(".message .number").all_inner_texts()
    draft.click("Lanjut", "link")
    type_in(draft, MELATI | {"NIK": "3275015206099078", "Nama lengkap": "Dahlia Puspa"})
    draft.page.get_by_label("Perempuan", exact=True).check()
    draft.click("Simpan dan lanjut")

    # At a quarter past ten it is over; coming late is coming.
    later(6300)
    look_up(melati, "/lacak/", number, code)
    expect(melati.page.locator(".where")).to_contain_text("pukul 09.00 sudah lewat. Anda masih boleh datang hari ini")
    expect(melati.page.get_by_text("Datanglah pada")).to_have_count(0)
    for size in (DESKTOP, PHONE):
        melati.resize(size)
        melati.look(f"session-over-{size[0]}")
    # In the evening it was missed, though no night has passed and no duty has said so.
    later(8 * HOUR)
    look_up(melati, "/lacak/", number, code)
    expect(melati.page.locator(".where")).to_contain_text("Jadwal Anda terlewat, tetapi permohonan tetap berlaku.")
    expect(melati.page.get_by_text("disimpan sampai Minggu, 21 Februari 2027")).to_be_visible()

    # A month later the draft is gone.
    later(31 * DAY)
    look_up(draft, "/ajukan/lanjut/", *of_draft)
    assert "tidak dilanjutkan, jadi datanya sudah dihapus" in draft.text()
    assert "Dahlia" not in draft.text()
    expect(draft.page.get_by_role("link", name="Ajukan lagi")).to_be_visible()
    draft.look("draft-gone-360")


def test_a_held_message_is_read_in_english(come):
    budi = come()
    budi.sign_in("budi")
    budi.go("/permohonan/?state=held")
    budi.page.locator("tbody a").first.click()
    expect(budi.page.get_by_text("Data ini mirip dengan data lain").first).to_be_visible()
    budi.click("English")
    assert "Data ini mirip" not in budi.text()
    budi.look("held-in-english")
