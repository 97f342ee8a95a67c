import shutil
from typing import NamedTuple

from tests.cast import MONDAY, accepted

from pasti.link.models import Peer
from pasti.offices.models import Counter
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands
from pasti.recording import queries
from pasti.recording.models import Recording


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_a_station_stands_with_a_device_and_room_on_the_disk(office, monkeypatch):
    assert stands(Need.STATION).stands
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**12, 0, 499 * 1024 * 1024))
    station = stands(Need.STATION)
    assert not station.stands
    assert station.why.startswith("Penyimpanan hampir penuh (sisa 499 MB).")


def test_without_a_centre_there_is_nobody_to_seal_for(office):
    Peer.objects.all().delete()
    assert "belum disambungkan ke pusat" in stands(Need.STATION).said


def test_no_counter_with_a_device_is_no_station(office):
    Counter.objects.update(capture_url="")
    assert stands(Need.STATION).said == "alat perekaman: belum ada loket dengan alat perekaman"


def test_a_station_says_for_how_many_there_is_room_by_the_size_of_those_it_made(office, monkeypatch):
    def free(megabytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**12, 0, megabytes * 1024 * 1024))

    free(500 + 299 * 4)
    station = stands(Need.STATION)
    assert station.stands
    assert station.why == "Penyimpanan tinggal 1696 MB: cukup untuk kira-kira 299 perekaman lagi."
    free(500 + 300 * 4)
    assert stands(Need.STATION).why == ""
    # Two were made here, of 8 and of 12 MB.
    for packet, size in (("a", 8), ("b", 12)):
        Recording.objects.create(
            application=accepted(office.budi.actor), packet=packet, recipient="x", state=Recording.State.SEALED,
            size=size * 1024 * 1024, sha256="0" * 64, sealed_at=MONDAY, opened_at=MONDAY, opened_by="Rini",
        )  # fmt: skip
    free(500 + 299 * 10)
    assert queries.room() == queries.Room(500 + 299 * 10, 299, is_over=False, is_little=True)
    free(499)
    assert queries.room() == queries.Room(499, 0, is_over=True, is_little=True)
