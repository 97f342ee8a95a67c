"""Seventeen on Saturday: judged on the day of the visit, and the first possible day is named and offered."""

from playwright.sync_api import expect

from tests.journeys.filling import MELATI, begin, hand_in, type_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

SATURDAY = "Sabtu, 28 November 2026"
MONDAY = "Senin, 30 November 2026"


def choose_by_hand(visitor: Visitor, starts_at: str) -> None:
    """Send a session that the page does not offer, as an old page or a clever hand does."""
    button = visitor.page.locator(".slots button:enabled").first
    button.evaluate("(button, at) => { button.value = at }", starts_at)
    with visitor.page.expect_navigation():
        button.click()


def test_seventeen_in_five_days(come):
    melati = come(phone=True)
    begin(melati, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    person = MELATI | {"NIK": "3275016811099055", "Tanggal": "28", "Bulan": "11"}
    # Far too young: the first day, and what there is for that age.
    type_in(melati, person | {"NIK": "3275016811119055", "Tahun": "2011"})
    melati.page.get_by_label("Perempuan", exact=True).check()
    melati.click("Simpan dan lanjut")
    said = melati.page.locator(".govuk-error-summary")
    expect(said).to_contain_text("Hari pertama yang mungkin: Selasa, 28 November 2028.")
    melati.look("too-young-360")
    hand_in(melati, person)
    melati.click("Pilih jadwal kedatangan", "link")
    expect(melati.page.locator(".message--warning").first).to_contain_text(SATURDAY)
    assert melati.page.locator("summary").first.inner_text().startswith(MONDAY), "the birthday is no working day"
    for size in (DESKTOP, PHONE):
        melati.resize(size)
        melati.look(f"seventeen-soon-{size[0]}")
    # The rule is the action's, and not only the page's.
    choose_by_hand(melati, "2026-11-25T09:00:00+07:00")
    expect(melati.page.get_by_role("alert").first).to_contain_text(f"Hari pertama yang mungkin: {MONDAY}")
    assert melati.page.locator("summary").first.inner_text().startswith(MONDAY), "nothing is lost by it"
    melati.page.locator(".slots button:enabled").first.click()
    expect(melati.page.get_by_role("heading", name="Kami tunggu kedatangan Anda")).to_be_visible()
    expect(melati.page.locator(".coming")).to_contain_text(f"{MONDAY}: 08.00")


def test_sixteen_in_three_days(come):
    tia = come(phone=True)
    begin(tia, "NEW16", {})
    person = MELATI | {"NIK": "3275016611109055", "Tanggal": "26", "Bulan": "11", "Tahun": "2010"}
    hand_in(tia, person)
    tia.click("Pilih jadwal kedatangan", "link")
    assert tia.page.locator("form > .day > summary").first.inner_text().startswith("Kamis, 26 November 2026")


def test_a_letter_that_ends_before_the_session(come):
    nyoman = come(phone=True)
    begin(nyoman, "LOST", {"loss_letter": "yes", "loss_letter_date": "2026-11-11"})
    hand_in(nyoman, MELATI | {"NIK": "3275015206099077"})
    nyoman.click("Pilih jadwal kedatangan", "link")
    assert nyoman.page.locator("form > .day > summary").last.inner_text().startswith("Rabu, 25 November 2026")
    choose_by_hand(nyoman, "2026-11-26T09:00:00+07:00")
    expect(nyoman.page.get_by_role("alert").first).to_contain_text("yaitu sampai Rabu, 25 November 2026")
