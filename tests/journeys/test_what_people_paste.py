"""Pasted from a chat, a letter, a spreadsheet, a website: it is taken for what it is, kept one way, and found again."""

from playwright.sync_api import expect

from tests.journeys.filling import MELATI, begin, type_in
from tests.journeys.visitor import DESKTOP, PHONE

FIRST_CARD = {"age_basis": "adult", "recorded_before": "no"}
# A spreadsheet's apostrophe, a website's spaces, a letter's dashes, a chat's marks, other digits.
KK = "\u2019\uff13\uff12\uff17\uff15\u00a00112\u202f0118\u20130055\u200b"
PHONE_NUMBER = "\u202a+62\u00a0\u0668\u0661\u0662\u20113456\u20117890\u202c"


def test_numbers_names_and_addresses_as_they_are_pasted(come):
    melati = come(phone=True)
    begin(melati, "NEW", FIRST_CARD)
    type_in(melati, MELATI | {"Nama lengkap": "\u200fMelati\u00a0Nur\u02bcaini\u200e", "Nomor KK": "0" * 16})
    melati.page.get_by_label("Perempuan", exact=True).check()
    melati.click("Simpan dan lanjut")
    # What only fills the field is none, and is still there.
    expect(melati.page.locator(".govuk-error-summary")).to_contain_text("KK")
    expect(melati.page.get_by_label("Nomor KK", exact=True)).to_have_value("0" * 16)
    type_in(melati, {"Nomor KK": KK})
    melati.click("Simpan dan lanjut")
    melati.page.get_by_label("Kelurahan atau desa").select_option("32.75.01.1001")
    type_in(melati, {"Alamat": "Jl.\tKenanga \u201cBlok\u00a0A\u201d 1"})
    melati.page.get_by_label("Nomor HP").fill("0812 3456 7890 (ibu)")
    melati.page.get_by_label("Tidak; saya periksa sendiri").check()
    for written, kept in (
        ("03A", "RT 03A"),
        ("03/A", "RT 03/A"),
        ("-", ""),
        ("\uff10\uff10\uff11\u2044002", "RT 001 RW 002"),
    ):
        melati.page.get_by_label("RT (boleh dikosongkan)").fill(written)
        melati.page.get_by_label("RW (boleh dikosongkan)").fill("")
        melati.click("Simpan dan lanjut")
        if melati.page.locator(".govuk-error-summary").count():
            # Letters are no part of a telephone number, and are not guessed to be.
            expect(melati.page.locator(".govuk-error-summary")).to_contain_text("Nomor telepon ini tidak")
            expect(melati.page.get_by_label("Nomor HP")).to_have_value("0812 3456 7890 (ibu)")
            expect(melati.page.get_by_label("RT (boleh dikosongkan)")).to_have_value(written)
            melati.look()
            melati.page.get_by_label("Nomor HP").fill(PHONE_NUMBER)
            melati.click("Simpan dan lanjut")
        melati.click("Lanjut")
        said = melati.text()
        assert kept in said
        assert "RT -" not in said
        melati.page.get_by_role("link", name="Ubah alamat").click()
    melati.click("Simpan dan lanjut")
    melati.click("Lanjut")
    for words in ("Melati Nur'aini", "3275011201180055", 'Jl. Kenanga "Blok A" 1', "RT 001 RW 002", "0812-3456-7890"):
        assert words in melati.text(), words
    for size in (PHONE, DESKTOP):
        melati.resize(size)
        melati.look("pasted-" + str(size[0]))
    melati.click("Kirim permohonan")
    number = melati.page.locator(".done .number").first.inner_text()

    budi = come()
    budi.sign_in("budi")
    disguised = "".join(chr(0xFF10 + int(digit)) if digit.isdigit() else "\u2011" for digit in number)
    for asked in (
        "melati nur\u2019aini",
        "MELATI\u00a0NURAINI",
        disguised,
        f"\u2018{number.replace('-', '')}",
        MELATI["NIK"],
    ):
        budi.go("/permohonan/")
        budi.page.locator("#q").fill(asked)
        budi.page.locator("form.search button.key").first.click()
        expect(budi.page.locator("tr", has_text=number)).to_contain_text("Melati Nur'aini")
