"""Shorter hours over a booked session, a Friday prayer in it, sessions cut anew: whoever is met is seen, and told."""

import re

from playwright.sync_api import expect

from tests.journeys.filling import MELATI, begin, hand_in, type_in
from tests.journeys.test_a_holiday_on_a_booked_day import look_at_both_widths

THURSDAY, FRIDAY = "2026-11-26", "2026-11-27"


def test_ramadan_over_a_booked_session(come):
    melati = come(phone=True)
    begin(melati, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    digits = hand_in(melati).replace("-", "")
    melati.click("Pilih jadwal kedatangan", "link")
    open_day(melati, FRIDAY)
    # Nobody is asked to come during the Friday prayer, nor at noon.
    assert melati.page.locator(f"button[value^='{FRIDAY}T12:'], button[value^='{FRIDAY}T11:']").count() == 0
    open_day(melati, THURSDAY)
    melati.page.locator(f"button[value^='{THURSDAY}T14:00']").click()
    expect(melati.page.get_by_role("heading", name="Kami tunggu kedatangan Anda")).to_be_visible()

    agus = come()
    agus.sign_in("agus")
    agus.go("/kalender/jam/sementara/")
    agus.page.get_by_label("Nama", exact=True).fill("Ramadan 1448 H")
    for group, day in (("Hari pertama", "25"), ("Hari terakhir", "30")):
        box = agus.page.get_by_role("group", name=group)
        for label, said in (("Tanggal", day), ("Bulan", "11"), ("Tahun", "2026")):
            box.get_by_label(label, exact=True).fill(said)
    for day in ("Senin", "Selasa", "Rabu", "Kamis", "Jumat"):
        type_in(agus, {f"{day}, buka": "08.00", f"{day}, tutup": "14.00"})
    type_in(agus, {"Jumat, istirahat": "11.30\u201313.00"})
    agus.click("Simpan")
    expect(agus.page.get_by_role("heading", name="Belum disimpan")).to_be_visible()
    expect(agus.page.get_by_role("cell", name="Melati Puspa")).to_be_visible()
    look_at_both_widths(agus, "ramadan-met")
    melati.go(f"/lacak/{digits}/")
    expect(melati.page.get_by_text("Datanglah pada Kamis, 26 November 2026")).to_be_visible()
    with agus.page.expect_navigation():
        agus.page.locator("button.key--first").click()

    melati.go(f"/lacak/{digits}/")
    expect(melati.page.get_by_role("alert")).to_contain_text("jam layanan kantor pada hari itu berubah")
    expect(melati.page.get_by_text("Datanglah pada")).to_have_count(0)
    look_at_both_widths(melati, "ramadan-freed")
    melati.click("Pilih hari lain", "link")
    open_day(melati, FRIDAY)
    offered = [button.get_attribute("value") for button in melati.page.locator(f"button[value^='{FRIDAY}']").all()]
    assert [value[11:16] for value in offered if value] == ["08:00", "09:00", "10:00", "13:00"]
    melati.page.locator(f"button[value^='{FRIDAY}T09:']").click()
    expect(melati.page.get_by_text("Datanglah pada Jumat, 27 November 2026")).to_be_visible()


def test_a_full_session_is_not_offered_again_when_sessions_are_cut_anew(come):
    first = come(phone=True)
    begin(first, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    hand_in(first, MELATI | {"NIK": "3275015206099066"})
    first.click("Pilih jadwal kedatangan", "link")
    first.page.locator("button[value^='2026-11-24T09:00']").click()
    nur = come()
    nur.sign_in("nur")
    for rule, value in (("session_capacity", "1"), ("session_minutes", "45")):
        nur.go(f"/ketentuan/appointments.{rule}/")
        nur.page.get_by_label(re.compile("^(Nilai|Jumlah)")).fill(value)
        nur.page.get_by_label("Dasar hukum").fill("SOP kantor")
        nur.click("Simpan")
        if nur.page.locator("button.key--first", has_text="Simpan dan bebaskan").count():
            # Who has a place that there would not be any more is seen first.
            nur.look("fewer-places-met")
            with nur.page.expect_navigation():
                nur.page.locator("button.key--first").click()
        assert nur.page.url.endswith("/ketentuan/"), nur.text()
    second = come(phone=True)
    begin(second, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    hand_in(second, MELATI | {"NIK": "3275015206099067"})
    second.click("Pilih jadwal kedatangan", "link")
    open_day(second, "2026-11-24")
    day = second.page.locator("button[value^='2026-11-24']")
    full = {(b.get_attribute("value") or "")[11:16]: b.is_disabled() for b in day.all()}
    assert [at for at, is_full in full.items() if is_full] == ["08:45", "09:30"]
    assert not full["08:00"]


def open_day(visitor, day: str) -> None:
    box = visitor.page.locator("details.day", has=visitor.page.locator(f"button[value^='{day}']"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
