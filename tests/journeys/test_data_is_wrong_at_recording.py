"""“Is this right?” – no. The operator puts it right, the person looks at it, and the recording goes on."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_the_no_at_recording(come, phone):
    rini = come(phone=phone)
    rini.sign_in("rini")
    rini.go("/perekaman/")
    rini.page.get_by_role("link", name="Rekam", exact=True).first.click()
    station = rini.page.url
    name = rini.page.locator(".facts dd b").inner_text()
    rini.press("t")
    form = rini.page.get_by_label("Nama lengkap")
    expect(form).to_have_value(name)
    size = 360 if phone else 1280
    rini.look(f"correction-{size}")
    form.fill(f"{name} Putri")
    rini.page.get_by_label("Mengapa diperbaiki?").fill("Nama di KK lebih panjang")
    rini.press("Enter")
    expect(rini.page.locator(".look-at ins")).to_have_text(f"{name} Putri")
    rini.look(f"correction-shown-{size}")
    # The key that asked does not confirm.
    for _time in range(3):
        rini.page.keyboard.press("Enter")
    expect(rini.page.locator(".look-at ins")).to_have_text(f"{name} Putri")
    rini.press("y")
    expect(rini.page.locator(".facts dd b")).to_have_text(f"{name} Putri")
    assert rini.page.url == station
    # Pressed once more it begins nothing.
    rini.page.keyboard.press("y")
    expect(rini.page.get_by_role("button", name="Data benar, mulai")).to_be_visible()
    rini.look(f"recording-before-{size}")
