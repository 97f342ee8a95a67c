"""Pages made by copies of the gate's process: what comes through, and what becomes of a copy that dies."""

import http.client
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest


def made_by(door) -> int:
    return int(door.ask("GET", "/copied/0/")[1].split()[0])


def pages_of(door) -> set[int]:
    return {made_by(door) for _ in range(3)}


def children(pid: int) -> set[int]:
    return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def nursery_of(door) -> int:
    (nursery,) = children(door.pid)
    return nursery


def living(door) -> set[int]:
    """The copies there are."""
    return {pid for pid in children(nursery_of(door)) if not is_over(pid)}


def is_over(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def eventually(holds: Callable[[], Any]) -> bool:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("size", [0, 1, 65_536, 70_000, 3_000_000])
def test_what_is_sent_and_answered_comes_through_a_copy_whole(with_copies, size):
    body = bytes(min(size, 900_000))
    status, content = with_copies.ask("POST", f"/copied/{size}/", body)
    pid, length, _rest = content.split(b" ", 2)
    assert (status, int(length), len(content)) == (200, len(body), len(pid) + len(length) + 2 + size)
    assert with_copies.files() == 0
    assert int(pid) in living(with_copies)


def test_the_application_is_told_the_same(with_copies):
    told = with_copies.told("GET /echo/b%C3%A9%20c?q=%C3%A9&x=1 HTTP/1.1", "Cookie: a=\xe9", "X_Forwarded_For: 1.2.3.4")
    assert told["path"] == "/echo/bé c"
    assert (told["told"]["HTTP_COOKIE"], told["told"]["REMOTE_ADDR"]) == ("a=\xe9", "127.0.0.1")
    assert "HTTP_X_FORWARDED_FOR" not in told["told"]


def test_what_fails_is_answered_and_the_copy_goes_on(with_copies):
    before = made_by(with_copies)
    assert with_copies.ask("GET", "/copied/0/?fail=1")[0] == 500
    assert made_by(with_copies) == before


def test_a_copy_that_dies_takes_one_answer_with_it_and_another_is_made(with_copies):
    for _ in range(3):
        before = living(with_copies)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            with_copies.ask("GET", "/copied/0/?die=1")
        assert eventually(lambda: (len(living(with_copies)), len(living(with_copies) - before)) == (2, 1))  # noqa: B023


def test_one_that_dies_with_nothing_to_do_takes_nothing_with_it(with_copies):
    for _ in range(2):
        before = living(with_copies)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not living(with_copies))
        assert with_copies.ask("GET", "/copied/0/")[0] == 200
        assert eventually(lambda: len(living(with_copies)) == 2)
        assert eventually(lambda: made_by(with_copies) in living(with_copies))


def test_one_that_hangs_is_ended_and_another_is_made(with_copies):
    hung = living(with_copies)
    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(3) as askers:
        asked = [askers.submit(made_by, with_copies) for _ in range(3)]
    assert sum(type(one.exception()) is http.client.RemoteDisconnected for one in asked) == 2
    # Meanwhile nobody waited behind them.
    assert [one.result() for one in asked if not one.exception()] == [with_copies.pid]
    assert eventually(lambda: len(living(with_copies) - hung) == 2 and living(with_copies).isdisjoint(hung))


def test_a_large_answer_that_fails_in_the_middle_is_no_answer(with_copies):
    before = living(with_copies)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        with_copies.ask("GET", "/copied/halfway/")
    assert eventually(lambda: (len(living(with_copies)), len(living(with_copies) - before)) == (2, 1))


def test_whoever_stops_all_of_them_stops_nobody_who_is_answered(with_copies):
    before = living(with_copies)
    for pid in (*before, nursery_of(with_copies)):
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    assert pages_of(with_copies) <= before
    assert living(with_copies) == before


def test_without_the_nursery_threads_take_the_place_of_who_dies(with_copies):
    before = living(with_copies)
    os.kill(nursery_of(with_copies), signal.SIGKILL)
    for _ in before:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            with_copies.ask("GET", "/copied/0/?die=1")
    assert made_by(with_copies) == with_copies.pid
    assert with_copies.ask("GET", "/copied/0/?fail=1")[0] == 500
