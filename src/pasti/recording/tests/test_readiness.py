import shutil
from typing import NamedTuple

from pasti.link.models import Peer
from pasti.offices.models import Counter
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands


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
