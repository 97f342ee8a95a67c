"""Pages made by copies of the gate's process: what comes through, and what becomes of a copy that dies."""

import http.client
import time
from pathlib import Path

import pytest


def made_by(door, path: str = "/copied/0/", body: bytes | None = None) -> int:
    return int(door.ask("POST" if body else "GET", path, body)[1].split()[0])


@pytest.mark.parametrize("size", [0, 1, 65_536, 70_000, 3_000_000])
def test_what_is_sent_and_answered_comes_through_a_copy_whole(with_copies, size):
    body = bytes(min(size, 900_000))
    status, content = with_copies.ask("POST", f"/copied/{size}/", body)
    pid, length, _rest = content.split(b" ", 2)
    assert (status, int(length), len(content)) == (200, len(body), len(pid) + len(length) + 2 + size)
    assert with_copies.files() == 0
    # It is a copy: the one that answers has the gate for a parent.
    parent = int(Path(f"/proc/{int(pid)}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert b"gate.tests.program" in Path(f"/proc/{parent}/cmdline").read_bytes()


def test_the_application_is_told_the_same(with_copies):
    told = with_copies.told("GET /echo/b%C3%A9%20c?q=%C3%A9&x=1 HTTP/1.1", "Cookie: a=\xe9", "X_Forwarded_For: 1.2.3.4")
    assert told["path"] == "/echo/bé c"
    assert (told["told"]["HTTP_COOKIE"], told["told"]["REMOTE_ADDR"]) == ("a=\xe9", "127.0.0.1")
    assert "HTTP_X_FORWARDED_FOR" not in told["told"]


def test_what_fails_is_answered_and_the_copy_goes_on(with_copies):
    before = made_by(with_copies)
    assert with_copies.ask("GET", "/copied/0/?fail=1")[0] == 500
    assert made_by(with_copies) == before


def test_a_copy_that_dies_takes_one_answer_with_it_and_a_thread_takes_its_place(with_copies):
    copies = {made_by(with_copies)}
    for _ in range(2):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            with_copies.ask("GET", "/copied/0/?die=1")
        copies.add(made_by(with_copies))
    # Both are gone, and were waited for; the gate itself makes pages now.
    gate = made_by(with_copies)
    assert gate in copies
    assert len(copies) == 3
    until = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in copies - {gate}):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert Path(f"/proc/{gate}").exists()
