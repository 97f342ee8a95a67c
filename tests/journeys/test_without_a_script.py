"""An old phone without JavaScript: the whole way from the question to the appointment."""

from playwright.sync_api import expect

from tests.cast import a_pdf


def test_applying_without_javascript(come, tmp_path):
    nyoman = come(phone=True, scripts=False)
    nyoman.go("/layanan/LOST/")
    nyoman.page.get_by_label("Ya, sudah").check()
    nyoman.click("Lanjut")
    for label, value in (("Tanggal", "18"), ("Bulan", "11"), ("Tahun", "2026")):
        nyoman.page.get_by_label(label, exact=True).fill(value)
    nyoman.click("Lanjut")
    # The letter ends soon: it is said, with its day, and only days until then are offered.
    expect(nyoman.page.get_by_text("Diterima di kantor ini sampai Rabu, 2 Desember 2026.")).to_be_visible()
    nyoman.click("Ajukan permohonan")
    nyoman.click("Lanjut", "link")
    for label, value in (
        ("NIK", "3275011309829044"),
        ("Nomor KK", "3275011201180044"),
        ("Nama lengkap", "Nyoman Wirawan"),
        ("Tempat lahir", "Singaraja"),
        ("Tanggal", "13"),
        ("Bulan", "9"),
        ("Tahun", "1982"),
    ):
        nyoman.page.get_by_label(label, exact=True).fill(value)
    nyoman.page.get_by_label("Laki-laki").check()
    nyoman.click("Simpan dan lanjut")
    nyoman.page.get_by_label("Kelurahan atau desa").select_option(index=2)
    nyoman.page.get_by_label("Alamat", exact=True).fill("Jl. Anggrek 9")
    nyoman.click("Simpan dan lanjut")
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(a_pdf("Surat kehilangan"))
    nyoman.page.locator("#file-loss_letter").set_input_files(letter)
    nyoman.click("Kirim Surat keterangan kehilangan dari kepolisian")
    expect(nyoman.page.get_by_text("terkirim")).to_be_visible()
    nyoman.click("Lanjut")
    nyoman.click("Kirim permohonan")
    nyoman.click("Pilih jadwal kedatangan", "link")
    days = nyoman.page.locator("form > .day > summary").all_inner_texts()
    assert days[0].startswith("Senin, 23 November 2026")
    assert days[-1].startswith("Rabu, 2 Desember 2026")
    nyoman.page.locator(".slots button:enabled").first.click()
    expect(nyoman.page.get_by_role("heading", name="Kami tunggu kedatangan Anda")).to_be_visible()
    nyoman.look("citizen-without-scripts")


def test_the_hall_display_without_javascript_shows_the_state_of_now(come):
    hall = come(scripts=False)
    hall.go("/antrean/")
    expect(hall.page.get_by_role("heading", name="Perekaman")).to_be_visible()
