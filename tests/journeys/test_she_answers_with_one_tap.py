"""Nisa answers what she is asked from the link in a message: she moves her visit, misses it, and books anew.

A card that lies ready is collected in another week, by her sister. Nobody signs in, and an old telephone will do.
"""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.test_a_holiday_on_a_booked_day import apply
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

_TWO_DAYS = 2 * 86_400
_ASK = """
import sys, django
django.setup()
from pasti.answers import queries
from pasti.applications import queries as applications
print(queries.link_for(applications.by_number(sys.argv[1])))
"""


_MAKE_READY = """
import sys, django
django.setup()
from pasti.applications import actions
from tests.cast import ANYBODY, LOST, accepted
case = actions.finish_step(accepted(ANYBODY, "LOST", LOST, nik=sys.argv[1]), "centre", by=ANYBODY)
print(actions.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"}).number)
"""


def at_the_office(city: City, program: str, *words: str) -> str:
    """What a program says that runs on the office's node."""
    environment = {**os.environ, **city.environments["office"], "DJANGO_SETTINGS_MODULE": "pasti.site.settings"}
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def link_of(city: City, number: str) -> str:
    """The path that stands in the message about a case."""
    return "/j/" + at_the_office(city, _ASK, number).rpartition("/j/")[2]


def book(nisa: Visitor, at: str) -> str:
    digits = apply(nisa)
    nisa.click("Pilih jadwal kedatangan", "link")
    with nisa.page.expect_navigation():
        opened = nisa.page.locator("details.day", has=nisa.page.locator(f"button[value^='{at}']"))
        if opened.get_attribute("open") is None:
            opened.locator("summary").click()
        nisa.page.locator(f"button[value^='{at}']").click()
    return digits


def look_at_both_widths(visitor: Visitor, name: str) -> None:
    for size, of in ((DESKTOP, "1280"), (PHONE, "360")):
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        visitor.look(f"answers/{name}-{of}")


def test_she_moves_misses_and_books_anew(city, come):
    nisa = come(phone=True)
    digits = book(nisa, "2026-11-24T09:00")
    link = link_of(city, digits)

    # Another telephone, in which nothing was ever opened.
    sister = come(phone=True)
    sister.go(link)
    heading = sister.page.locator("h1")
    expect(heading).to_have_text("Kunjungan Anda Selasa, 24 November 2026 pukul 09.00–10.00 WIB")
    assert "Nisa" not in sister.page.content()
    assert sister.bytes < 130_000
    look_at_both_widths(sister, "visit")
    sister.page.locator("button[name=starts_at]").nth(2).click()
    expect(heading).to_have_text("Kami tunggu kedatangan Anda")
    expect(sister.page.locator(".done")).to_contain_text(re.compile(r"2026 pukul \d\d\.00–\d\d\.00 WIB"))
    expect(sister.page.locator(".coming")).to_contain_text("Tanda pengenal")
    look_at_both_widths(sister, "confirmed")
    sister.page.get_by_text("Ubah jawaban").click()
    look_at_both_widths(sister, "change")
    sister.page.get_by_text("Batalkan kunjungan", exact=True).click()
    sister.click("Ya, batalkan kunjungan")
    expect(heading).to_have_text("Kunjungan dibatalkan")
    sister.page.get_by_text("Ubah jawaban").click()
    sister.page.locator("button[name=starts_at]").nth(2).click()
    expect(heading).to_have_text("Kami tunggu kedatangan Anda")

    nisa.go(f"/lacak/{digits}/")
    nisa.page.get_by_text("Riwayat permohonan").click()
    expect(nisa.page.locator(".timeline").last).to_contain_text("Jawaban pemohon (tautan): pindah ke")

    # Two days later she has not come; the link that she has still helps.
    city.stop("office")
    ahead = city.environments["office"]
    ahead["PASTI_CLOCK_AHEAD"] = str(float(ahead["PASTI_CLOCK_AHEAD"]) + _TWO_DAYS)
    city.start("office")
    sister.go(link)
    expect(heading).to_contain_text("terlewat")
    expect(sister.page.get_by_text("Permohonan dan berkas Anda tetap berlaku.")).to_be_visible()
    look_at_both_widths(sister, "missed")

    budi = come()
    budi.sign_in("budi")
    budi.wait_until(lambda: "Nisa Azzahra" in _waiting(budi))
    look_at_both_widths(budi, "waiting")

    sister.page.locator("button[name=starts_at]").first.click()
    expect(heading).to_have_text("Kami tunggu kedatangan Anda")
    budi.wait_until(lambda: "Nisa Azzahra" not in _waiting(budi))
    budi.go(f"/permohonan/{digits}/")
    expect(budi.page.get_by_role("heading", name="Jawaban lewat pesan")).to_be_visible()
    look_at_both_widths(budi, "case")


def _waiting(clerk: Visitor) -> str:
    clerk.go("/jawaban/")
    return clerk.text()


@pytest.mark.parametrize(
    ("scripts", "nik"), [(True, "3275015206099045"), (False, "3275015206099046")], ids=["with scripts", "without"]
)
def test_her_sister_collects_her_card_in_another_week(city, come, scripts, nik):
    holder = come(phone=True, scripts=scripts)
    holder.go(link_of(city, at_the_office(city, _MAKE_READY, nik)))
    heading = holder.page.locator("h1")
    expect(heading).to_have_text("Kartu Anda sudah siap diambil")
    look_at_both_widths(holder, f"ready{'' if scripts else '-plain'}")
    holder.page.get_by_text("Ambil nanti", exact=True).click()
    holder.page.locator("button[name=week]").nth(2).click()
    expect(heading).to_have_text("Kami catat: diambil nanti")
    holder.page.get_by_text("Ubah jawaban").click()
    holder.page.get_by_text("Diwakilkan orang lain").click()
    holder.click("Catat yang mewakili")
    expect(holder.page.get_by_role("alert").first).to_contain_text("Tuliskan nama yang mewakili.")
    holder.look(f"answers/represent-360{'' if scripts else '-plain'}")
    holder.page.get_by_label("anggota satu KK").check()
    holder.page.get_by_label("Nama yang mewakili").fill("Putri Azzahra")
    holder.click("Catat yang mewakili")
    expect(heading).to_have_text("Kami catat: diwakilkan")
    expect(holder.page.locator(".coming")).to_contain_text("KTP-el pengambil dan KK")
    assert "Putri" not in holder.page.content()
    if scripts:
        look_at_both_widths(holder, "represented")
