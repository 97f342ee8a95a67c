"""The simulated capture service speaks the device port, and survives what is no request."""

import json
from base64 import b64decode
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from pasti.demo.capture_service import Handler


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said


def capture(port: int, **asked: Any) -> tuple[int, dict[str, Any]]:
    return ask(port, "POST", "/v1/captures", json.dumps(asked).encode())


def test_a_device_that_is_ready(port):
    status, said = ask(port, "GET", "/v1/device")
    assert (status, said["ready"]) == (200, True)


@pytest.mark.parametrize(
    ("modality", "positions"),
    [("finger", ["right-thumb", "left-thumb"]), ("iris", ["left-eye"]), ("finger", ["right-little"])],
)
def test_a_picture_of_each_position(port, modality, positions):
    status, said = capture(port, modality=modality, positions=positions)
    assert (status, [one["position"] for one in said["captures"]]) == (200, positions)
    for one in said["captures"]:
        assert 0 <= one["quality"] <= 100
        with Image.open(BytesIO(b64decode(one["image"]))) as image:
            image.load()


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"5", b"null", b"{}", b'{"modality": "finger", "positions": 5}', b"\xff\xfe"]
)
def test_what_is_no_request(port, body):
    status, said = ask(port, "POST", "/v1/captures", body)
    assert status == 400
    assert said["problem"]


@pytest.mark.parametrize(
    "asked",
    [
        {"modality": "finger", "positions": []},
        {"modality": "finger", "positions": ["sixth-finger"]},
        {"modality": "iris", "positions": ["right-thumb"]},
        {"modality": "dna", "positions": ["right-thumb"]},
    ],
)
def test_what_the_device_does_not_know(port, asked):
    assert capture(port, **asked)[0] == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/v1/captures"), ("POST", "/v1/device")])
def test_other_addresses(port, method, path):
    assert ask(port, method, path, b"{}")[0] == 404
