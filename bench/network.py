"""Lines between an office and a centre: the machine's loopback as it is, or a slow line of the bench's own.

The slow line is two network namespaces that the bench makes and takes away; nothing outside of them is touched. Where
that is not permitted, a program in between carries no more than it should.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.ports import free_port

_OFFICE, _CENTRE = "10.77.0.1", "10.77.0.2"


class Loopback:
    """The machine's own loopback. It is not limited, and cannot be cut."""

    name = "loopback"
    hosts = {"office": "127.0.0.1", "centre": "127.0.0.1"}

    def at(self, _node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""
        return []

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""
        return f"http://127.0.0.1:{port}"


class Namespaces:
    """Two namespaces with a limited line between them."""

    def __init__(self, mbit: int) -> None:
        self.name = f"{mbit} Mbit/s"
        self.hosts = {"office": _OFFICE, "centre": _CENTRE}
        self._spaces = {node: f"pasti-bench-{os.getpid()}-{node}" for node in self.hosts}
        self._limit = ["tbf", "rate", f"{mbit}mbit", "burst", "64kb", "latency", "100ms"]

    def make(self) -> None:
        """Make them, or raise CalledProcessError when that is not permitted."""
        for space in self._spaces.values():
            _ip("netns", "add", space)
        office, centre = self._spaces["office"], self._spaces["centre"]
        _ip("-n", office, "link", "add", "line", "type", "veth", "peer", "name", "line", "netns", centre)
        for node, space in self._spaces.items():
            _ip("-n", space, "address", "add", f"{self.hosts[node]}/24", "dev", "line")
            for device in ("lo", "line"):
                _ip("-n", space, "link", "set", device, "up")
            _quietly([*self.at(node), "tc", "qdisc", "add", "dev", "line", "root", *self._limit])

    def take_away(self) -> None:
        """Take them away."""
        for space in self._spaces.values():
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)

    def at(self, node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""
        return ["ip", "netns", "exec", self._spaces[node]]

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""
        return f"http://{_CENTRE}:{port}"

    def cut(self) -> None:
        """Let nothing come back from the centre, as when a line is dead: nobody says that it is."""
        _ip("-n", self._spaces["centre"], "route", "add", "blackhole", f"{_OFFICE}/32")

    def mend(self) -> None:
        """Let it be as it was."""
        _ip("-n", self._spaces["centre"], "route", "del", "blackhole", f"{_OFFICE}/32")


class Between:
    """A program between the two that carries no more than it should, where there are no namespaces."""

    def __init__(self, mbit: int) -> None:
        self.name = f"{mbit} Mbit/s by a program in between"
        self.hosts = dict(Loopback.hosts)
        self._mbit = mbit
        self._carriers: dict[int, tuple[int, subprocess.Popen[bytes]]] = {}
        self._down = False

    def take_away(self) -> None:
        """Take it away."""
        for _port, carrier in self._carriers.values():
            carrier.kill()
            carrier.wait()

    def at(self, _node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""
        return []

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""
        if port not in self._carriers:
            ours = free_port()
            command = [sys.executable, "-m", "bench.carrier", str(ours), str(port), str(self._mbit)]
            self._carriers[port] = ours, subprocess.Popen(command)
            time.sleep(1)
        return f"http://127.0.0.1:{self._carriers[port][0]}"

    def cut(self) -> None:
        """Let nothing pass: who calls is not hung up on, and never answered."""
        self._signal("STOP")

    def mend(self) -> None:
        """Let it be as it was."""
        self._signal("CONT")

    def _signal(self, what: str) -> None:
        for _port, carrier in self._carriers.values():
            subprocess.run(["kill", f"-{what}", str(carrier.pid)], check=True)


@contextmanager
def slow_line(mbit: int) -> Iterator[Namespaces | Between]:
    """A limited line, for as long as the block lasts."""
    spaces = Namespaces(mbit)
    line: Namespaces | Between = spaces
    try:
        spaces.make()
    except (OSError, subprocess.CalledProcessError) as refused:
        spaces.take_away()
        print(f"no namespaces here ({refused}): a program carries between the two", flush=True)
        line = Between(mbit)
    try:
        yield line
    finally:
        line.take_away()


def _ip(*words: str) -> None:
    _quietly(["ip", *words])


def _quietly(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, check=True)
