"""Nisa finds only Thursday free, and asks for Tuesday; Sari moves by the link in her message, and Nisa has her place.

Nobody signs in, and Sari has an old telephone.
"""

import re

from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.test_a_holiday_on_a_booked_day import apply
from tests.journeys.test_she_answers_with_one_tap import at_the_office, link_of, look_at_both_widths

# Sari and others have all places until Wednesday evening.
_FILL = """
import django
django.setup()
from datetime import date
from pasti.appointments import actions, queries
from pasti.kit import clock
from pasti.offices.actions import decide
from tests.cast import ANYBODY, submitted
decide("appointments.session_capacity", value=1, valid_from=clock.today(), legal_basis="x", by=ANYBODY, seen=None)
for day in queries.days_on_offer(lanes="CB"):
    for slot in day.slots if day.day < date(2026, 11, 26) else []:
        case = submitted()
        actions.book(case, slot.starts_at, by=ANYBODY)
        if clock.local(slot.starts_at).isoformat().startswith("2026-11-24T09:00"):
            print(case.number)
"""


def test_who_asks_for_an_earlier_day_gets_what_another_gives_back(city: City, come):
    sari_digits = at_the_office(city, _FILL)
    nisa = come(phone=True)
    digits = apply(nisa)
    nisa.click("Pilih jadwal kedatangan", "link")
    expect(nisa.page.locator("button[value^='2026-11-24T']:not([disabled])")).to_have_count(0)
    nisa.page.locator("details.day", has=nisa.page.locator("button[value^='2026-11-26T09:00']")).locator(
        "summary"
    ).click()
    nisa.page.locator("button[value^='2026-11-26T09:00']").click()

    nisa.go(f"/janji/{digits}/")
    expect(nisa.page.get_by_text("Jadwal Anda sekarang: Kamis, 26 November 2026 pukul 09.00")).to_be_visible()
    nisa.page.get_by_text("Tidak ada hari yang cocok? Minta yang lebih awal").click()
    for day in ("Senin", "Rabu", "Kamis", "Jumat"):
        nisa.page.get_by_label(day, exact=True).uncheck()
    nisa.page.get_by_label("sebelum tengah hari").check()
    look_at_both_widths(nisa, "wants-earlier")
    nisa.click("Masukkan saya ke daftar tunggu")
    expect(nisa.page.get_by_text("Selasa, sebelum tengah hari")).to_be_visible()

    sari = come(phone=True, scripts=False)
    sari.go(link_of(city, sari_digits))
    sari.page.locator("button[name=starts_at]").first.click()
    expect(sari.page.locator("h1")).to_have_text("Kami tunggu kedatangan Anda")

    nisa.go(f"/lacak/{digits}/")
    expect(nisa.page.get_by_role("heading", name=re.compile("Ada tempat lebih awal: Selasa.*09.00"))).to_be_visible()
    look_at_both_widths(nisa, "offered")
    nisa.click("Ya, ambil tempat ini")
    expect(nisa.page.get_by_text("Jadwal Anda sekarang: Selasa, 24 November 2026 pukul 09.00")).to_be_visible()
    look_at_both_widths(nisa, "taken")

    agus = come()
    agus.sign_in("agus")
    agus.go("/sesi/?hari=2026-11-24")
    expect(agus.page.get_by_role("heading", name="Sesi dan janji")).to_be_visible()
    look_at_both_widths(agus, "sessions")
