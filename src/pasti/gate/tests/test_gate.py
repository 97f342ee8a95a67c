"""The gate as a program: what the application is told, who waits for whom, and who is turned away."""

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pasti.gate.tests.door import everything

MB = 1_000_000


def test_the_application_is_told_what_was_asked(door):
    told = door.told("GET /echo/b%C3%A9%20c?q=%C3%A9&x=1 HTTP/1.1", "Cookie: a=1", "Cookie: b=2", "Accept: x")
    assert told["path"] == "/echo/bé c"
    meta = told["told"]
    assert meta["QUERY_STRING"] == "q=%C3%A9&x=1"
    assert meta["HTTP_COOKIE"] == "a=1; b=2"
    assert (meta["REQUEST_METHOD"], meta["HTTP_ACCEPT"]) == ("GET", "x")


def test_nobody_makes_up_where_he_calls_from(door):
    told = door.told(
        "GET /echo/ HTTP/1.1", "X-Forwarded-For: 192.0.2.1", "X_Forwarded_For: 192.0.2.2", "Remote_Addr: 1"
    )
    assert told["told"]["REMOTE_ADDR"] == "127.0.0.1"
    assert told["from"] == "127.0.0.1"


def test_a_proxy_says_whom_it_speaks_for_and_only_with_a_dash(behind_a_proxy):
    head = ["GET /echo/ HTTP/1.1", "X-Forwarded-For: 10.0.0.1, 192.0.2.1"]
    assert behind_a_proxy.told(*head)["from"] == "192.0.2.1"
    assert behind_a_proxy.told(*head, "X_Forwarded_For: 192.0.2.2")["from"] == "192.0.2.1"
    spoofed = behind_a_proxy.told("GET /echo/ HTTP/1.1", "X_Forwarded_Proto: https")
    assert "HTTP_X_FORWARDED_PROTO" not in spoofed["told"]


@pytest.mark.parametrize("size", [0, 1, 63_000, 65_537, 900_000])
def test_a_body_arrives_whole_with_its_size_and_in_pieces(door, size):
    body = bytes(size)
    assert json.loads(door.ask("POST", "/echo/", body)[1])["body"] == size
    pieces = (body[begin : begin + 10_000] for begin in range(0, size, 10_000))
    said = json.loads(door.ask("POST", "/echo/", pieces)[1])
    assert (said["body"], said["told"]["CONTENT_LENGTH"]) == (size, str(size))


def test_a_long_answer_arrives_whole_and_nothing_stays_on_the_disk(door):
    body = bytes(range(256)) * 8000
    status, content = door.ask("POST", "/big/", body)
    assert status == 200
    assert content == body * 8
    assert door.files() == 0


def test_one_line_serves_many_questions(door):
    with door.line() as line:
        for _ in range(5):
            line.sendall(b"HEAD /echo/ HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = line.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"\r\n\r\n")


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_work_of_one_kind_holds_up_no_other_and_its_line_is_bounded_and_fair(door):
    said: dict[str, list[int]] = {"127.0.0.1": [], "127.0.0.2": []}

    def hold(source: str) -> None:
        said[source].append(door.ask("POST", "/hold/line/", b"x", source=source)[0])

    with ThreadPoolExecutor(12) as people:
        # Two are worked for, three wait, and the sixth is told at once that there is no room.
        for _ in range(6):
            people.submit(hold, "127.0.0.1")
        until(lambda: said["127.0.0.1"] == [503])
        # The line of another network is its own: it has room for one more here.
        people.submit(hold, "127.0.0.2")
        # Pages have threads of their own all the while.
        assert door.ask("GET", "/echo/")[0] == 200
        assert door.kept("line") == 2
        assert said["127.0.0.2"] == []
        door.let_go("line")
    assert sorted(said["127.0.0.1"]) == [200] * 5 + [503]
    assert said["127.0.0.2"] == [200]


def test_who_does_not_read_is_hung_up_on(door):
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(60)
        line.connect(("127.0.0.1", door.port))
        body = bytes(3 * MB)
        line.sendall(b"POST /big/ HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        # More than the system keeps for a line; then the patience of the gate passes, and that of what it has sent.
        time.sleep(6)
        assert len(everything(line)) < 8 * len(body)
    assert door.ask("GET", "/echo/")[0] == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET /echo/ HTTP/1.1\r\nX: " + b"x" * 200_000,
        b"GET /echo/ HTTP/1.1\r\n" + b"X: x\r\n" * 40_000,
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"e" * 300_000,
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: x\r\n" * 60_000,
        b"nonsense\r\n\r\n",
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nx",
    ],
)
def test_what_is_no_request_is_hung_up_on(door, head):
    with door.line() as line:
        threading.Thread(target=lambda: _send(line, head)).start()
        assert b" 200 " not in everything(line)
    assert door.ask("GET", "/echo/")[0] == 200


def _send(line: socket.socket, data: bytes) -> None:
    try:
        line.sendall(data)
    except OSError:
        return


def test_the_greedy_lose_their_places_to_who_comes(door):
    greedy = [door.line(f"127.0.1.{1 + count % 3}") for count in range(80)]
    try:
        assert door.ask("GET", "/echo/")[0] == 200
        assert door.ask("GET", "/echo/", source="127.0.2.1")[0] == 200
    finally:
        for line in greedy:
            line.close()


def test_who_is_worked_for_keeps_his_place(door):
    with ThreadPoolExecutor(1) as people:
        held = people.submit(door.ask, "POST", "/hold/place/", b"x", source="127.0.3.1")
        until(lambda: door.kept("place") == 1)
        greedy = [door.line("127.0.3.1") for _ in range(80)]
        # Who came last is among those who were counted, or was hung up on: either way all have been looked at.
        assert door.ask("GET", "/echo/")[0] == 200
        door.let_go("place")
        assert held.result()[0] == 200
    for line in greedy:
        line.close()
