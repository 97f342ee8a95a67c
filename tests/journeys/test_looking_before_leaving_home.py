"""Bu Sari looks before she leaves home: the recording device has broken, and she learns it in her kitchen."""

from playwright.sync_api import expect


def test_bu_sari_looks_before_she_leaves_home(come):
    sari, door, agus = come(phone=True), come(), come()
    sari.go("/")
    sari.click("Layanan hari ini", "link")
    expect(sari.page.get_by_role("heading", name="Untuk apa saya dapat datang?")).to_be_visible()
    expect(sari.page.get_by_role("heading", name="Dapat datang hari ini")).to_be_visible()
    sari.look("citizen-status")
    assert sari.bytes < 60_000
    # Who only reads is given nothing to carry.
    assert sari.context.cookies() == []

    door.go("/hari-ini/pintu/")
    expect(door.page.locator(".verdict")).to_contain_text("Buka sampai pukul")
    door.look("door")

    agus.sign_in("agus")
    agus.go("/kesiapan/gangguan/baru/?need=station")
    agus.page.get_by_label("Kalimat untuk masyarakat").fill("Alat perekaman rusak")
    agus.click("Simpan")

    # The door says so by itself, and Bu Sari at her next look.
    expect(door.page.get_by_text("Alat perekaman rusak sejak")).to_be_visible(timeout=20_000)
    expect(door.page.get_by_role("heading", name="Sebagian saja")).to_be_visible()
    door.look("door-disturbed")
    sari.page.reload()
    expect(sari.page.get_by_text("Alat perekaman rusak sejak").first).to_be_visible()
    partly = sari.page.locator(".alike", has=sari.page.get_by_role("heading", name="Sebagian saja"))
    expect(partly).to_contain_text("KTP-el pertama")
    expect(partly).to_contain_text("perekaman menyusul pada jadwal yang dapat dipilih")
    sari.look("citizen-status-disturbed")
    assert "Alat perekaman rusak" in sari.page.get_by_label("Untuk disalin ke media sosial").input_value()

    sari.click("English")
    expect(sari.page.get_by_role("heading", name="Services today")).to_be_visible()
    expect(sari.page.get_by_role("heading", name="Only in part")).to_be_visible()
    sari.look()
    assert [cookie["name"] for cookie in sari.context.cookies()] == ["pasti-language"]


def test_on_a_wide_screen(come):
    visitor = come()
    visitor.go("/hari-ini/")
    visitor.look("citizen-status-1280")


def test_the_door_keeps_its_last_state_and_says_since_when(come, city):
    door = come(phone=True)
    door.go("/hari-ini/pintu/")
    before = door.page.locator(".verdict").inner_text()
    city.stop("office")
    door.wait_until(lambda: door.page.locator("[data-live-offline]").is_visible())
    assert door.page.locator(".verdict").inner_text() == before
    assert "Tidak tersambung sejak" in door.page.locator("[data-live-offline]").inner_text()
    door.complaints.clear()
