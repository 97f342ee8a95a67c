"""Somebody telephones: the name is wrong. Whoever has the case page open puts it right there, and it says what was."""

import re

from playwright.sync_api import expect

from pasti.demo.people import PEOPLE
from tests.journeys.visitor import DESKTOP, PHONE

SEKAR = PEOPLE["Sekar Ayuningtyas"]


def test_it_is_put_right_where_the_case_is_read(come):
    budi = come()
    budi.sign_in("budi")
    budi.go("/permohonan/")
    budi.page.get_by_role("searchbox").fill(SEKAR.name)
    budi.page.keyboard.press("Enter")
    budi.page.get_by_role("row", name=SEKAR.name).get_by_role("link").first.click()
    case = budi.page.url
    budi.click("Perbaiki data …", "link")
    field = budi.page.get_by_label("Nama lengkap", exact=True)
    expect(field).to_have_value(SEKAR.name)
    field.fill("Sekar Ayu Ningtyas")
    # Why must be said, and nothing that was typed is lost for it.
    budi.click("Tunjukkan kepada pemohon")
    expect(budi.page.locator(".govuk-error-summary")).to_be_visible()
    expect(field).to_have_value("Sekar Ayu Ningtyas")
    budi.page.get_by_label("Mengapa diperbaiki?").fill("Ejaan di KK lain")
    budi.click("Tunjukkan kepada pemohon")
    expect(budi.page.locator(".look-at del")).to_have_text([SEKAR.name])
    expect(budi.page.locator(".look-at ins")).to_have_text(["Sekar Ayu Ningtyas"])
    budi.click("Pemohon menandatangani di kertas")
    assert budi.page.url == case
    expect(budi.page.get_by_text(re.compile(r"^Data [\d-]+ sudah diperbaiki\.$"))).to_be_visible()
    expect(budi.page.get_by_role("heading", level=1)).to_contain_text("Sekar Ayu Ningtyas")
    # Who, what and why stand with the case.
    expect(budi.page.locator("main")).to_contain_text("Ejaan di KK lain")
    for size in (DESKTOP, PHONE):
        budi.resize(size)
        budi.look(f"corrected-case-{size[0]}")
