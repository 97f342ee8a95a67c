"""A really running office whose disk is full: one sentence, one line in the log, and numbers in the hall go on."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pasti.apply.tests.wizard import ADDRESS, PERSON
from tests.attacks.door_office import Office, problems
from tests.cast import FIRST_CARD
from tests.disks import fill, own_disk, shrink
from tests.processes.database import node

# Asks nothing of the database that differs: proven on one.
pytestmark = [pytest.mark.processes, pytest.mark.either_database]

# What is sent needs much room at first; then the disk becomes small.
SMALL_MB, BALLAST_MB = 120, 8


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with own_disk(tmp_path / "disk") as disk, node(disk) as made:
        made.environment["PASTI_BALLAST_MB"] = str(BALLAST_MB)
        office = Office(made)
        shrink(disk, SMALL_MB)
        office.start()
        try:
            yield office
        finally:
            office.stop()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.3)


def test_the_hall_goes_on_everybody_else_is_told_and_the_log_stays_short(office):
    until((office.folder / "ballast").exists)
    kiosk, citizen = office.signed_in("anjungan"), office.browser("203.0.113.9")
    begun = citizen.post("/layanan/NEW/ajukan/", **FIRST_CARD)
    other = fill(office.folder)
    until((office.folder / "ballast-let-go").exists)
    for _time in range(3):
        said = citizen.post(f"{begun.place}data-diri/", **(PERSON | {"drawn_for": ""}))
        assert (said.status, "sedang penuh" in said.text) == (507, True)
    large = citizen.post(f"{begun.place}berkas/kk/", file=b"%PDF-1.4 " + b"x" * 3_000_000)
    assert (large.status, "sedang penuh" in large.text) == (507, True)
    before = office.state(office.cases[0])["tickets"]
    for _person in range(20):
        assert kiosk.post("/antrean/tiba/langsung/", purpose="ktp").status == 302
    assert office.state(office.cases[0])["tickets"] == before + 20
    assert citizen.get("/").status == 200
    lines = office.log().splitlines()
    assert len([line for line in lines if "The disk is full" in line]) == 1
    assert "Traceback" not in office.log()
    assert [line for line in lines if " ERROR " in line and "The disk is full" not in line] == []
    other.unlink()
    until((office.folder / "ballast").exists)
    assert citizen.post(f"{begun.place}data-diri/", **(PERSON | {"drawn_for": ""})).status == 302, "as it was typed"
    assert problems(citizen.post(f"{begun.place}alamat/", **ADDRESS)) == ""
    assert len([line for line in office.log().splitlines() if "room on the disk again" in line]) == 1
