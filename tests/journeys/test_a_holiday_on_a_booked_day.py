"""Nisa has booked a day; the head closes it, and sees whom that meets. She reads it on her phone, and books anew."""

from playwright.sync_api import expect

from tests.journeys.visitor import DESKTOP, PHONE, Visitor


def look_at_both_widths(visitor: Visitor, name: str) -> None:
    for size, of in ((DESKTOP, ""), (PHONE, "-phone")):
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        visitor.look(name + of)


def test_she_knows_before_she_leaves_home(come):
    nisa = come(phone=True)
    digits = apply(nisa)
    nisa.click("Pilih jadwal kedatangan", "link")
    look_at_both_widths(nisa, "days-sessions")
    tuesday = nisa.page.locator("button[value^='2026-11-24T09:00']")
    tuesday.click()
    expect(nisa.page.get_by_role("heading", name="Kami tunggu kedatangan Anda")).to_be_visible()
    expect(nisa.page.locator(".coming")).to_contain_text("Selasa, 24 November 2026: 08.00–15.30 WIB")
    expect(nisa.page.locator(".coming")).to_contain_text("Tanda pengenal")
    look_at_both_widths(nisa, "days-booked")

    agus = come()
    agus.sign_in("agus")
    agus.go("/kalender/jam/sementara/")
    look_at_both_widths(agus, "days-hours")
    agus.go("/kalender/")
    look_at_both_widths(agus, "days-calendar")
    for label, value in (("Tanggal", "24"), ("Bulan", "11"), ("Tahun", "2026")):
        agus.page.get_by_label(label, exact=True).fill(value)
    agus.page.locator("[name=holiday-name]").fill("Libur daerah")
    agus.click("Tambah")
    expect(agus.page.get_by_role("heading", name="Belum disimpan")).to_be_visible()
    expect(agus.page.get_by_role("cell", name="Nisa Azzahra")).to_be_visible()
    look_at_both_widths(agus, "days-met")
    nisa.go(f"/lacak/{digits}/")
    expect(nisa.page.get_by_text("Datanglah pada Selasa, 24 November 2026")).to_be_visible()
    with agus.page.expect_navigation():
        agus.page.locator("button.key--first").click()
    assert agus.page.url.endswith("/kalender/")

    nisa.go(f"/lacak/{digits}/")
    expect(nisa.page.get_by_role("alert")).to_contain_text("Ini bukan kesalahan Anda.")
    expect(nisa.page.get_by_role("alert")).to_contain_text("kantor tutup pada hari itu (Libur daerah)")
    expect(nisa.page.get_by_text("Datanglah pada")).to_have_count(0)
    look_at_both_widths(nisa, "days-freed")
    nisa.click("Pilih hari lain", "link")
    expect(nisa.page.locator("button[value^='2026-11-24']")).to_have_count(0)
    nisa.page.locator("button[value^='2026-11-25T09:00']").click()
    expect(nisa.page.get_by_text("Datanglah pada Rabu, 25 November 2026")).to_be_visible()


def apply(visitor: Visitor) -> str:
    """Apply for a first card; return the case's digits."""
    visitor.go("/layanan/NEW/")
    visitor.page.get_by_label("Pada hari datang sudah berumur 17 tahun").check()
    visitor.page.get_by_label("Belum pernah").check()
    visitor.click("Lanjut")
    visitor.click("Ajukan permohonan")
    visitor.click("Lanjut", "link")
    for label, value in (
        ("NIK", "3275015206099044"),
        ("Nomor KK", "3275011201180044"),
        ("Nama lengkap", "Nisa Azzahra"),
        ("Tempat lahir", "Bekasi"),
        ("Tanggal", "12"),
        ("Bulan", "6"),
        ("Tahun", "2009"),
    ):
        visitor.page.get_by_label(label, exact=True).fill(value)
    visitor.page.get_by_label("Perempuan").check()
    visitor.click("Simpan dan lanjut")
    visitor.page.get_by_label("Kelurahan atau desa").select_option("32.75.01.1001")
    visitor.page.get_by_label("Alamat", exact=True).fill("Jl. Kamboja No. 12")
    visitor.click("Simpan dan lanjut")
    visitor.click("Lanjut")
    visitor.click("Kirim permohonan")
    return visitor.page.locator(".done .number").first.inner_text().replace("-", "")
