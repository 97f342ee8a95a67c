"""Bad input in a real browser: one clear sentence each, and everything typed is still there."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfWriter

from tests.cast import a_pdf
from tests.journeys.filling import MELATI, begin


@pytest.fixture
def draft(come):
    """Somebody who has just begun an application."""
    visitor = come(phone=True)
    visitor.go("/layanan/NEW/?age_basis=adult&recorded_before=no")
    visitor.click("Ajukan permohonan")
    visitor.click("Lanjut", "link")
    return visitor


GOOD = MELATI


def locked() -> bytes:
    """A PDF that opens with a password only."""
    writer, out = PdfWriter(BytesIO(a_pdf())), BytesIO()
    writer.encrypt("1998", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def large_photo() -> bytes:
    """A photo of fifty million dots, as a telephone makes them: turned by a mark, progressive."""
    picture = Image.effect_noise((64, 50), 60).resize((8160, 6144))
    mark, out = Image.Exif(), BytesIO()
    mark[0x0112] = 6
    picture.save(out, "JPEG", quality=70, progressive=True, exif=mark)
    return out.getvalue()


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("NIK", "327501520609905", "NIK harus 16 angka; Anda menulis 15 angka."),
        ("NIK", "3275015213099055", "Angka ke-9 dan ke-10 NIK adalah bulan lahir"),
        ("Bulan", "13", "Bulan harus 1 sampai 12; Anda menulis 13."),
        ("Tahun", "2031", "Tanggal ini belum tiba."),
        ("Tanggal", "31", "Tanggal 31 tidak ada di bulan itu."),
    ],
    ids=["nik of 15", "month 13 in the nik", "month 13", "birth in the future", "31 June"],
)
def test_a_mistake_is_said_and_the_rest_stays(draft, label, value, sentence):
    typed = {**GOOD, label: value}
    for name, text in typed.items():
        draft.page.get_by_label(name, exact=True).fill(text)
    draft.page.get_by_label("Perempuan").check()
    draft.click("Simpan dan lanjut")
    expect(draft.page.locator(".govuk-error-summary")).to_contain_text(sentence)
    assert draft.page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert {name: draft.page.get_by_label(name, exact=True).input_value() for name in typed} == typed
    expect(draft.page.get_by_label("Perempuan")).to_be_checked()
    draft.look()
    draft.page.locator(".govuk-error-summary a").first.click()
    assert draft.page.evaluate("document.activeElement.tagName") == "INPUT"


def fill_and_go_to_papers(visitor) -> None:
    for name, text in GOOD.items():
        visitor.page.get_by_label(name, exact=True).fill(text)
    visitor.page.get_by_label("Perempuan").check()
    visitor.click("Simpan dan lanjut")
    visitor.page.get_by_label("Kelurahan atau desa").select_option(index=1)
    visitor.page.get_by_label("Alamat", exact=True).fill("Jl. Kenanga 1")
    visitor.click("Simpan dan lanjut")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("program.jpg", b"MZ\x90\x00" + b"\x00" * 2000, "bukan gambar atau PDF"),
        ("kosong.jpg", b"", "Foto atau PDF ini kosong."),
        ("rusak.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300, "rusak"),
        ("terkunci.pdf", locked(), "kata sandi"),
        ("terpotong.pdf", a_pdf(filling=5000)[:3000], "terpotong"),
        ("sembilan.pdf", b"%PDF-1.4\n", "terpotong"),
        ("besar.pdf", a_pdf(filling=20 * 1024 * 1024), "Foto atau PDF ini terlalu besar. Paling besar 10 MB"),
    ],
    ids=["executable", "empty", "broken", "password", "cut off", "9 bytes", "20 MB"],
)
def test_a_bad_upload_is_refused_and_what_was_sent_stays(draft, tmp_path, name, content, sentence):
    fill_and_go_to_papers(draft)
    path = tmp_path / name
    path.write_bytes(content)
    draft.page.locator("#file-kk").set_input_files(path)
    with draft.page.expect_navigation(timeout=60_000):
        draft.page.locator("button[value=kk]").click()
    expect(draft.page.locator(".govuk-error-summary")).to_contain_text(sentence)
    draft.look()
    draft.click("Lanjut")
    expect(draft.page.get_by_text("Melati Puspa")).to_be_visible()
    expect(draft.page.get_by_text("Jl. Kenanga 1")).to_be_visible()


def test_what_is_far_too_large_is_turned_away_and_the_back_button_leads_to_what_was_typed(draft, tmp_path):
    fill_and_go_to_papers(draft)
    path = tmp_path / "besar.pdf"
    path.write_bytes(a_pdf(filling=80 * 1024 * 1024))
    draft.page.locator("#file-kk").set_input_files(path)
    with draft.page.expect_navigation(timeout=60_000):
        draft.page.locator("button[value=kk]").click()
    expect(draft.page.get_by_text("Yang dikirim terlalu besar: paling banyak 27 MB.")).to_be_visible()
    # The browser notes the refusal in its console; that is what was meant.
    draft.complaints.clear()
    draft.page.go_back()
    draft.page.locator("#file-kk").set_input_files([])
    draft.click("Lanjut")
    expect(draft.page.get_by_text("Melati Puspa")).to_be_visible()


def test_going_back_and_sending_again_is_harmless(draft):
    fill_and_go_to_papers(draft)
    draft.click("Lanjut")
    draft.click("Kirim permohonan")
    expect(draft.page.get_by_role("heading", name="Permohonan terkirim")).to_be_visible()
    number = draft.page.locator(".done .number").first.inner_text()
    draft.page.go_back()
    if draft.page.get_by_role("button", name="Kirim permohonan").count():
        draft.click("Kirim permohonan")
    expect(draft.page.locator(".done .number").first).to_have_text(number)
    draft.page.go_back()
    draft.page.go_back()
    draft.page.reload()
    expect(draft.page.locator(".done .number").first).to_have_text(number)


def test_a_chosen_file_is_sent_by_lanjut_too(draft, tmp_path):
    fill_and_go_to_papers(draft)
    path = tmp_path / "kk.pdf"
    path.write_bytes(b"\r\n" + a_pdf())
    draft.page.locator("#file-kk").set_input_files(path)
    draft.click("Lanjut")
    expect(draft.page.get_by_role("heading", name="Periksa")).to_be_visible()
    draft.page.go_back()
    draft.page.reload()
    expect(draft.page.get_by_text("terkirim")).to_be_visible()


def test_a_large_photo_of_a_telephone_without_scripts_is_taken(come, tmp_path):
    visitor = come(phone=True, scripts=False)
    begin(visitor, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    fill_and_go_to_papers(visitor)
    path = tmp_path / "foto.jpg"
    path.write_bytes(large_photo())
    visitor.page.locator("#file-kk").set_input_files(path)
    with visitor.page.expect_navigation(timeout=60_000):
        visitor.page.locator("button[value=kk]").click()
    expect(visitor.page.get_by_text("terkirim", exact=True)).to_be_visible()


def test_what_is_pasted_in_disguise_is_accepted_and_nothing_is_cut(draft):
    pasted = GOOD | {"NIK": "\u200eNIK:\u00a0\uff13\uff12\uff17\uff15\u20110152\u20090609\u20119055"}
    for label, value in pasted.items():
        draft.page.get_by_label(label, exact=True).fill(value)
    draft.page.get_by_label("Nama lengkap").fill("Nur\u2019aini " + "x" * 80)
    draft.page.get_by_label("Perempuan").check()
    draft.click("Simpan dan lanjut")
    expect(draft.page.locator(".govuk-error-summary")).to_contain_text("Paling panjang 60 huruf; Anda menulis 89.")
    expect(draft.page.get_by_label("Nama lengkap")).to_have_value("Nur\u2019aini " + "x" * 80)
    draft.page.get_by_label("Nama lengkap").fill("Nur\u2019aini")
    draft.page.get_by_label("Nomor KK").fill("3275015206099055")
    draft.click("Simpan dan lanjut")
    expect(draft.page.get_by_text("Nomor KK sama dengan NIK.")).to_be_visible()
    draft.page.get_by_label("RT", exact=False).first.fill("001/002")
    draft.page.get_by_label("Kelurahan atau desa").select_option(index=1)
    draft.page.get_by_label("Alamat", exact=True).fill("Jl. Kenanga 1")
    draft.click("Simpan dan lanjut")
    draft.click("Lanjut")
    expect(draft.page.get_by_text("RT 001 RW 002")).to_be_visible()
    expect(draft.page.get_by_text("Nur'aini")).to_be_visible()
