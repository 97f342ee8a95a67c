"""A real office whose processes are killed or stand still: each comes back by itself, and nobody is left behind."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.attacks.running import RunningNode, running
from tests.once import database
from tests.ports import free_port

pytestmark = [pytest.mark.processes, pytest.mark.either_database]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    with running(tmp_path_factory.mktemp("node"), HUNG_AFTER="5") as made:
        yield made


def until(holds: Callable[[], bool], seconds: float = 400) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def group(pid: int) -> list[int]:
    """A process and all whom it started, and they."""
    return [pid, *(one for child in children(pid) for one in group(child))]


def is_over(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def masters(node: RunningNode) -> dict[str, int]:
    """The processes that the supervisor started, by name."""
    assert node.supervisor
    found = {}
    for pid in children(node.supervisor.pid):
        # Whoever was killed may be gone by now.
        with suppress(OSError):
            found[Path(f"/proc/{pid}/comm").read_text().strip().removeprefix("pasti ")] = pid
    return found


def serves(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(2)
        try:
            line.connect(("127.0.0.1", port))
            line.sendall(b"GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return line.recv(12) == b"HTTP/1.1 200"
        except OSError:
            return False


def ports(node: RunningNode) -> list[int]:
    return [node.port, int(node.environment["PASTI_LIVE_PORT"])]


def is_well(node: RunningNode) -> bool:
    """Whether all three run and answer."""
    before = touched(node)
    if set(masters(node)) != {"web", "live", "work"} or not all(map(serves, ports(node))):
        return False
    time.sleep(3)
    return touched(node) != before


def touched(node: RunningNode) -> int:
    alive = Path(node.environment["PASTI_DATA_DIR"]) / "work.alive"
    return alive.stat().st_mtime_ns if alive.exists() else 0


def bad(node: RunningNode) -> set[str]:
    """What `pasti check` calls bad; it never ends with a traceback."""
    status, said = node.say("check")
    assert "Traceback" not in said
    found = {line.split()[1] for line in said.splitlines() if line.startswith("BAD")}
    assert status == bool(found), said
    return found


@contextmanager
def standing_still(node: RunningNode) -> Iterator[None]:
    """Keep the supervisor from seeing what happens meanwhile."""
    assert node.supervisor
    os.kill(node.supervisor.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(node.supervisor.pid, signal.SIGCONT)


def test_whoever_is_killed_comes_back_and_leaves_nobody_on_his_port(node):
    until(lambda: is_well(node))
    before = masters(node)
    groups = [pid for master in before.values() for pid in group(master)]
    # Of one that has several, a copy would have only one, and whatever the others held.
    assert len(list(Path(f"/proc/{node.supervisor.pid}/task").iterdir())) == 1
    assert bad(node) & set(before) == set()
    with standing_still(node):
        for pid in groups:
            os.kill(pid, signal.SIGKILL)
        assert bad(node) >= set(before)
    until(lambda: is_well(node) and not set(masters(node).values()) & set(before.values()))
    before = masters(node)
    groups = [pid for master in before.values() for pid in group(master)]
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: is_well(node) and not set(masters(node).values()) & set(before.values()))
    assert all(map(is_over, groups))


def test_whoever_stands_still_is_named_and_comes_back(node):
    until(lambda: is_well(node))
    before = masters(node)
    # Those who answer: of granian it is the worker, not the master.
    still = {"web": before["web"], "live": group(before["live"])[-1], "work": before["work"]}
    with standing_still(node):
        for pid in still.values():
            os.kill(pid, signal.SIGSTOP)
        assert bad(node) >= set(still)
    until(lambda: all(map(is_over, still.values())))
    until(lambda: is_well(node))
    log = node.log.read_text()
    assert [name for name in still if f"pasti: {name} gave no sign of life" not in log] == []


def test_at_the_end_nobody_is_left_and_the_ports_are_free(node):
    until(lambda: is_well(node))
    groups = [pid for master in masters(node).values() for pid in group(master)]
    assert node.stop() == 0
    assert all(map(is_over, groups))
    assert not any(map(serves, ports(node)))
    node.start()
    until(lambda: is_well(node))


def test_a_database_that_is_damaged_is_a_finding_and_no_traceback(tmp_path):
    with database(tmp_path / "pasti.sqlite3") as url:
        node = RunningNode(tmp_path, url)
        node.make()
        file = tmp_path / "pasti.sqlite3"
        whole = file.read_bytes()
        middle = whole[:8192] + b"\xff" * (len(whole) - 16384) + whole[-8192:]
        for content in (middle, b"not a database" * 1000, b""):
            for beside in ("-wal", "-shm"):
                Path(f"{file}{beside}").unlink(missing_ok=True)
            file.write_bytes(content)
            assert "database" in bad(node)
            assert "Traceback" not in node.say("up")[1]
        file.unlink()
        assert "database" in bad(node)


def test_a_server_that_is_down_is_a_finding_and_no_traceback(tmp_path):
    with database(tmp_path / "pasti.sqlite3") as url:
        node = RunningNode(tmp_path, url)
        node.make()
    port = free_port()
    node.environment["PASTI_DATABASE_URL"] = f"postgres://nobody:x@127.0.0.1:{port}/pasti"
    assert "database" in bad(node)
