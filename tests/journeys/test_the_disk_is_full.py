"""The office's disk is full: people in the hall go on, whoever sends something reads one sentence and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.disks import fill, own_disk, shrink
from tests.journeys.city import City
from tests.journeys.filling import MELATI, begin, type_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

# What is put aside for the hall, and what is left beside the sample.
BALLAST_MB, LEFT_MB = 8, 70
FULL = "Penyimpanan komputer kantor sedang penuh, sehingga yang baru saja Anda kirim belum tersimpan."


@pytest.fixture(scope="module")
def disk(tmp_path_factory) -> Iterator[Path]:
    """The disk on which the office will live."""
    with own_disk(tmp_path_factory.mktemp("city") / "office") as disk:
        yield disk


@pytest.fixture(scope="module")
def city(disk: Path) -> Iterator[City]:
    made = City(disk.parent)
    made.make()
    made.environments["office"]["PASTI_BALLAST_MB"] = str(BALLAST_MB)
    used = sum(file.stat().st_size for file in disk.rglob("*") if file.is_file())
    shrink(disk, used // 2**20 + BALLAST_MB + LEFT_MB)
    try:
        made.start("office")
        yield made
    finally:
        made.stop_all()
    log = made.log("office")
    assert "Traceback" not in log
    assert (log.count("The disk is full"), log.count("room on the disk again")) == (1, 1)


def turned_away(visitor: Visitor, size: tuple[int, int]) -> None:
    """What was just sent was turned away, which is all that the browser complains of."""
    expect(visitor.page.get_by_role("heading", name="Belum terkirim")).to_be_visible()
    assert FULL in visitor.text()
    assert visitor.complaints
    assert [said for said in visitor.complaints if "507" not in said] == []
    visitor.complaints.clear()
    visitor.look(f"disk-full-{size[0]}")


def test_a_citizen_and_a_clerk_go_on_as_far_as_there_is_room(come, city: City, disk: Path):
    melati, kiosk, budi = come(phone=True), come(), come()
    budi.wait_until((disk / "ballast").exists)
    kiosk.sign_in("anjungan")
    budi.sign_in("budi")
    budi.press("1")
    begin(melati, "NEW", {"age_basis": "adult", "recorded_before": "no"})
    type_in(melati, MELATI)
    melati.page.get_by_label("Perempuan", exact=True).check()
    other = fill(disk)
    budi.wait_until((disk / "ballast-let-go").exists)

    melati.click("Simpan dan lanjut")
    turned_away(melati, PHONE)
    # Whoever only looks is served as always.
    reader = come(phone=True)
    reader.go("/")
    reader.look()
    # Somebody comes, takes a number, is called and sits down.
    kiosk.take_a_number("KTP elektronik Baru, hilang, rusak, ubah data")
    expect(kiosk.page.locator(".stub b")).to_be_visible()
    budi.go("/meja/")
    budi.press("Enter")
    budi.press("d")
    budi.press("n")
    turned_away(budi, DESKTOP)

    other.unlink()
    melati.wait_until((disk / "ballast").exists)
    # What was typed is still there, and goes through.
    melati.click("Kirim sekali lagi")
    expect(melati.page.get_by_label("Kelurahan atau desa")).to_be_visible()
    budi.click("Kirim sekali lagi")
    expect(budi.page.get_by_label("Layanan", exact=True)).to_be_visible()
