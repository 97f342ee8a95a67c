"""Lines between an office and a centre: the machine's loopback as it is, or a poor line of the bench's own.

The poor line lies between two network namespaces that the bench makes and takes away; nothing outside of them is touched.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_OFFICE, _CENTRE = "10.77.0.1", "10.77.0.2"


class NotPermitted(Exception):
    """This machine does not let us make namespaces."""


class Loopback:
    """The machine's own loopback. It is not limited, and cannot be cut."""

    name = "the loopback"
    costs_nothing = True
    hosts = {"office": "127.0.0.1", "centre": "127.0.0.1"}

    def at(self, _node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""
        return []

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""
        return f"http://127.0.0.1:{port}"


@dataclass(frozen=True)
class Quality:
    """What a line is like, each way."""

    mbit: float
    delay_ms: float
    loss: float  # percent

    def __str__(self) -> str:
        return f"{self.mbit:g} Mbit/s, {2 * self.delay_ms:g} ms there and back, {self.loss:g} % lost"


class Namespaces:
    """Two namespaces with a poor line between them (bench.wire)."""

    costs_nothing = False

    def __init__(self, quality: Quality) -> None:
        self.name = f"a line of {quality}"
        self.hosts = {"office": _OFFICE, "centre": _CENTRE}
        self._quality = quality
        self._spaces = {node: f"pasti-bench-{os.getpid()}-{node}" for node in self.hosts}
        self._wire: subprocess.Popen[str] | None = None

    def make(self) -> None:
        """Make them, or raise NotPermitted."""
        try:
            for space in self._spaces.values():
                _quietly("ip", "netns", "add", space)
            self._carry()
            for node, space in self._spaces.items():
                near, far = self.hosts[node], self.hosts["centre" if node == "office" else "office"]
                _quietly("ip", "-n", space, "address", "add", near, "peer", far, "dev", "line")
                for device in ("lo", "line"):
                    _quietly("ip", "-n", space, "link", "set", device, "up")
            # Bears losses as this machine's TCP is set to; the bare transfer beside it does too.
            how = _quietly(*self.at("office"), "cat", "/proc/sys/net/ipv4/tcp_congestion_control")
            self.name += f", TCP {how.strip()}"
        except (OSError, subprocess.CalledProcessError) as refused:
            raise NotPermitted(str(refused)) from refused

    def _carry(self) -> None:
        quality = self._quality
        figures = [str(quality.mbit), str(quality.delay_ms), str(quality.loss)]
        self._wire = subprocess.Popen(
            [sys.executable, "-m", "bench.wire", *self._spaces.values(), *figures],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._wire.stdout
        if self._wire.stdout.readline() != "made\n":
            raise NotPermitted("no line could be laid")

    def take_away(self) -> None:
        """Take them away."""
        if self._wire:
            self._wire.communicate()
            self._wire = None
        for space in self._spaces.values():
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)

    def at(self, node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""
        return ["ip", "netns", "exec", self._spaces[node]]

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""
        return f"http://{_CENTRE}:{port}"

    def cut(self) -> None:
        """Let nothing pass, as when a line is dead: nobody says that it is."""
        self._say("cut")

    def mend(self) -> None:
        """Let it be as it was."""
        self._say("mend")

    def _say(self, word: str) -> None:
        assert self._wire and self._wire.stdin
        self._wire.stdin.write(f"{word}\n")
        self._wire.stdin.flush()


@contextmanager
def poor_line(quality: Quality) -> Iterator[Namespaces]:
    """A line of this quality, for as long as the block lasts. Raises NotPermitted."""
    line = Namespaces(quality)
    try:
        line.make()
        yield line
    finally:
        line.take_away()


def _quietly(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
