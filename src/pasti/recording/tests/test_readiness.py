import shutil
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import NamedTuple

import pytest
from tests.cast import MONDAY, accepted
from tests.ports import free_port

from pasti.kit import clock, full_disk
from pasti.link.models import Peer
from pasti.offices.models import Counter
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands
from pasti.recording import queries, stations
from pasti.recording.models import Device, Recording


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_there_is_room_until_the_reserve(office, monkeypatch):
    assert stands(Need.STATION).stands
    assert stands(Need.DISK).stands
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**12, 0, 499 * 1024 * 1024))
    disk = stands(Need.DISK)
    assert not disk.stands
    assert disk.why.startswith("Penyimpanan hampir penuh (sisa 499 MB).")
    assert stands(Need.STATION).stands


def test_without_a_centre_there_is_nobody_to_seal_for(office):
    Peer.objects.all().delete()
    assert "belum disambungkan ke pusat" in stands(Need.STATION).said


def test_no_counter_with_a_device_is_no_station(office):
    Counter.objects.update(capture_url="")
    assert stands(Need.STATION).said == "alat perekaman: belum ada loket dengan alat perekaman"


def test_the_disk_says_for_how_many_there_is_room_by_the_size_of_those_it_made(office, monkeypatch):
    def free(megabytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**12, 0, megabytes * 1024 * 1024))

    free(500 + 299 * 4)
    disk = stands(Need.DISK)
    assert disk.stands
    assert disk.why == "Penyimpanan tinggal 1696 MB: cukup untuk kira-kira 299 perekaman lagi."
    free(500 + 300 * 4)
    assert stands(Need.DISK).why == ""
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


def test_a_disk_that_is_full_has_room_for_nothing(office):
    full_disk.let_go().touch()
    assert stands(Need.DISK).said == "penyimpanan: penuh"


class _Speaks(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def device() -> Iterator[str]:
    """A capture service that answers, if only that it is not ready."""
    server = HTTPServer(("127.0.0.1", 0), _Speaks)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def look_after(seconds: int) -> str:
    """Look at the stations so long after the beginning; return how the need stands."""
    with clock.stopped_at(MONDAY + timedelta(seconds=seconds)):
        stations.look_at_stations()
        found = stands(Need.STATION)
        return f"{found.state} {found.why}".strip()


def test_a_station_that_is_silent_for_half_a_minute_is_down_and_comes_back(office, device):
    silent = f"http://127.0.0.1:{free_port()}/"
    Counter.objects.filter(number=4).update(capture_url=silent)
    assert [look_after(seconds) for seconds in (0, 15, 30)] == ["up", "up", "down tidak menjawab"]
    with clock.stopped_at(MONDAY + timedelta(seconds=30)):
        assert stands(Need.STATION).since == MONDAY
    Counter.objects.filter(number=4).update(capture_url=device)
    assert look_after(45) == "up"
    assert [one.url for one in Device.objects.all()] == [device]


def test_one_of_two_that_is_silent_is_said(office, device):
    for number, url in ((4, device), (6, f"http://127.0.0.1:{free_port()}/")):
        Counter.objects.filter(number=number).update(capture_url=url)
    look_after(0)
    assert look_after(30) == "degraded 1 dari 2 tidak menjawab"


def test_what_was_seen_long_ago_says_nothing(office):
    Counter.objects.filter(number=4).update(capture_url=f"http://127.0.0.1:{free_port()}/")
    look_after(0)
    look_after(30)
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        assert stands(Need.STATION).stands
