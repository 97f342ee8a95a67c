"""The device port against a real capture service that misbehaves: one clear sentence each, and nothing is lost."""

import json
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pasti.recording import device
from pasti.recording.device import Captured, DeviceTrouble
from pasti.recording.models import Capture
from pasti.recording.positions import LEFT_FOUR, RIGHT_FOUR, Position
from pasti.recording.tests.pictures import capture, finger

FOUR = [str(p) for p in RIGHT_FOUR]
SILENT = "Alat perekaman tidak menjawab. Periksa kabel dan layanan perekam, lalu coba lagi."
UNREADABLE = "Jawaban alat perekaman tidak dapat dibaca. Nyalakan ulang alatnya."
INCOMPLETE = "Ada jari atau mata yang tidak terbaca alat. Ulangi, atau catat sebagai pengecualian."

Mood = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Service:
    """A capture service on this machine. `mood` is what it does with what it is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.mood: Mood = well
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                say(self, 200, {"maker": "Pasti", "model": "uji", "serial": "1"})

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append({"path": self.path, **asked})
                service.mood(self, asked)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def say(handler: BaseHTTPRequestHandler, status: int, content: Any, *, promised: int = 0) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(promised or len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def item(position: str, **other: object) -> dict[str, object]:
    return {"position": position, "image": b64encode(finger(position)).decode(), "quality": 80, **other}


def well(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    say(handler, 200, {"device": "uji", "captures": [item(p) for p in asked["positions"]]})


def answering(status: int, content: Any, **other: int) -> Mood:
    return lambda handler, _asked: say(handler, status, content, **other)


def hang_up(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


def test_it_captures_what_it_is_asked_for(service):
    found = device.capture(service.url, "finger", FOUR)
    assert found == [Captured(p, finger(p), 80) for p in FOUR]
    assert service.asked == [{"path": "/v1/captures", "modality": "finger", "positions": FOUR}]


def test_it_says_what_it_is(service):
    assert device.describe(service.url) == "Pasti uji 1"


def test_what_nobody_asked_for_is_left_out(service):
    service.mood = answering(200, {"captures": [item(p) for p in [*FOUR, "left-eye", "tail"]]})
    assert [c.position for c in device.capture(service.url, "finger", FOUR)] == FOUR


def nested(depth: int) -> bytes:
    return b'{"captures": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        (hang_up, SILENT),
        (answering(200, {"captures": []}, promised=100_000), SILENT),
        (answering(200, b""), SILENT),
        (answering(200, b"<html>"), SILENT),
        (answering(200, b"\xff\xfe\x00"), SILENT),
        (answering(200, nested(100_000)), SILENT),
        (answering(500, {"problem": "Kaca kotor. Bersihkan, lalu ulangi."}), "Kaca kotor. Bersihkan, lalu ulangi."),
        (answering(500, {}), "Alat perekaman menolak permintaan (500)."),
        (answering(503, []), "Alat perekaman menolak permintaan (503)."),
        (answering(200, [1, 2]), "Alat perekaman menolak permintaan (200)."),
        (answering(200, {}), UNREADABLE),
        (answering(200, {"captures": 5}), UNREADABLE),
        (answering(200, {"captures": [{}]}), UNREADABLE),
        (answering(200, {"captures": [item(p, quality=101) for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p, quality="good") for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p, image="not base64!") for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p, image="") for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p, image="R0lGODlh") for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p, image="A" * 4_000_001) for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p) for p in FOUR[:3]]}), INCOMPLETE),
        (answering(200, {"captures": []}), INCOMPLETE),
    ],
)
def test_each_trouble_has_one_clear_sentence(service, mood, sentence):
    service.mood = mood
    with pytest.raises(DeviceTrouble) as trouble:
        device.capture(service.url, "finger", FOUR)
    assert str(trouble.value) == sentence


def test_an_answer_that_comes_too_slowly_is_no_answer(service, monkeypatch):
    import time

    import urllib3

    def slowly(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        handler.wfile.flush()
        time.sleep(0.3)

    monkeypatch.setattr(device, "_pool", urllib3.PoolManager(timeout=urllib3.Timeout(0.05), retries=False))
    service.mood = slowly
    with pytest.raises(DeviceTrouble, match="tidak menjawab"):
        device.capture(service.url, "finger", FOUR)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://127.0.0.1:1", "ftp://127.0.0.1/", "http://"])
def test_nobody_there(url):
    for ask in (lambda: device.capture(url, "finger", FOUR), lambda: device.describe(url)):
        with pytest.raises(DeviceTrouble) as trouble:
            ask()
        assert str(trouble.value) == SILENT


# ── at the station ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def station(opened, office, service, signed_in):
    """Rini sits at counter 4, beside the service."""
    from pasti.offices import actions as offices

    counter = office.counters[4]
    counter.capture_url = service.url
    counter.save()
    offices.open_counter(counter, office.rini)
    client = signed_in(office.rini)
    return lambda go: client.post(f"/perekaman/{opened.application.number}/alat/", {"go": go})


def captured() -> dict[str, int | None]:
    return dict(Capture.objects.order_by("id").values_list("position", "quality"))


def test_the_station_captures_a_go_and_shows_it_once(station, service):
    answer = station("right-four")
    assert answer.status_code == 200
    assert captured() == dict.fromkeys(FOUR, 80)
    assert b64encode(finger("right-index")).decode() in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_what_is_noted_as_missing_is_not_asked_of_the_person(station, service, opened, rini):
    from pasti.recording.actions import note_missing
    from pasti.recording.positions import MissingReason

    note_missing(opened, Position.LEFT_LITTLE, MissingReason.ABSENT, by=rini)
    station("left-four")
    assert service.asked[0]["positions"] == ["left-index", "left-middle", "left-ring"]
    for position in LEFT_FOUR:
        note_missing(opened, position, MissingReason.ABSENT, by=rini)
    answer = station("left-four")
    assert answer.status_code == 422
    assert "Semua bagian ini sudah dicatat sebagai pengecualian." in answer.content.decode()
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        (hang_up, SILENT),
        (answering(200, b"nonsense"), SILENT),
        (answering(500, {}), "Alat perekaman menolak permintaan (500)."),
        (answering(200, {"captures": [item(p, image="") for p in FOUR]}), UNREADABLE),
        (answering(200, {"captures": [item(p) for p in FOUR[1:]]}), INCOMPLETE),
    ],
)
def test_a_trouble_loses_nothing_that_was_captured(station, service, opened, rini, lying, mood, sentence):
    capture(opened, Position.RIGHT_INDEX, rini)
    before = (captured(), lying())
    service.mood = mood
    answer = station("right-four")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (captured(), lying()) == before
    service.mood = well
    assert station("right-four").status_code == 200
    assert captured() == dict.fromkeys(FOUR, 80)


def test_a_problem_that_the_device_names_is_text_and_not_markup(station, service):
    service.mood = answering(500, {"problem": "<script>alert(1)</script>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in station("right-four").content.decode()


@pytest.mark.parametrize("go", ["", "both-feet"])
def test_a_go_that_is_none_is_refused(station, service, go):
    answer = station(go)
    assert answer.status_code == 422
    assert "Pilih apa yang direkam." in answer.content.decode()
    assert service.asked == []


def test_a_counter_without_a_device_says_so(opened, office, signed_in):
    answer = signed_in(office.rini).post(f"/perekaman/{opened.application.number}/alat/", {"go": "eyes"})
    assert answer.status_code == 422
    assert "Loket Anda tidak punya alat perekaman." in answer.content.decode()
