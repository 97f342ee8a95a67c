"""A clerk falls ill: the head notes it in one tap, reads what rests on it, and looks at the figures of the morning."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE, Visitor


@pytest.fixture
def head(come) -> Visitor:
    visitor: Visitor = come()
    visitor.sign_in("agus")
    return visitor


def test_one_tap_and_recording_stands_still_until_somebody_takes_her_place(come, head: Visitor):
    head.go("/kantor/jaga/")
    row = head.page.get_by_role("row", name="Rini Wulandari")
    expect(row).to_contain_text("Loket 4")
    row.get_by_role("button", name="Berhalangan").click()
    expect(head.page.get_by_text("Operator perekaman sedang berhalangan").first).to_be_visible()
    expect(head.page.get_by_role("row", name="B Perekaman").first).to_contain_text("1")
    head.resize(PHONE)
    head.look("a-clerk-is-ill-phone")

    hall = come(phone=True)
    hall.go("/hari-ini/")
    hall.wait_until(
        lambda: (
            bool(hall.page.goto(hall.base + "/hari-ini/")) and "Operator perekaman sedang berhalangan" in hall.text()
        )
    )

    colleague = come()
    colleague.sign_in("budi")
    colleague.go("/kantor/jaga/")
    assert "sakit" not in colleague.text()
    colleague.go("/kantor/jaga/saya/")
    colleague.look("my-duty")

    head.click("Sudah kembali")
    expect(head.page.get_by_text("sudah kembali").first).to_be_visible()


def test_the_figures_of_the_morning(head: Visitor):
    head.go("/kantor/")
    head.page.locator(".figures").get_by_role("link").first.wait_for()
    head.go("/kantor/angka/")
    head.look("figures")
    head.resize(PHONE)
    head.look("figures-phone")
