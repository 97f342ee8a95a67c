"""A line between two network namespaces: so many bits a second, each packet so late, and some of them lost.

python -m bench.wire NAMESPACE NAMESPACE MBIT DELAY_MS LOSS_PERCENT    `cut` and `mend` on its input; ends with its input

Each end has a device `line`; what goes in at one comes out at the other. Kernels do the same with tc (tbf, netem), where
they have it; this works wherever there are namespaces, and loses the same packets each time.
"""

import ctypes
import fcntl
import os
import random
import select
import struct
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

_CLONE_NEWNET = 0x40000000
_TUNSETIFF = 0x400454CA
_TUN_WITHOUT_HEAD = 0x0001 | 0x1000
_MOST = 2048
# What comes faster than the line waits so long, and is lost then, as in a modem.
_QUEUE_SECONDS = 0.1


class Way:
    """One way of the line: all that goes this way shares it."""

    def __init__(self, far: int, mbit: float, delay: float, loss: float) -> None:
        self._far, self._rate, self._delay, self._loss = far, mbit * 1_000_000 / 8, delay, loss
        self._free_at = 0.0
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._chance = random.Random(7)

    def take(self, packet: bytes, now: float) -> None:
        """Take a packet, or lose it."""
        begins = max(self._free_at, now)
        if begins - now > _QUEUE_SECONDS:
            return
        self._free_at = begins + len(packet) / self._rate
        if self._chance.random() >= self._loss:
            self._under_way.append((self._free_at + self._delay, packet))

    def give(self, now: float) -> float:
        """Give out what has arrived; return in how many seconds the next one will."""
        while self._under_way and self._under_way[0][0] <= now:
            packet = self._under_way.popleft()[1]
            with suppress(OSError):  # the far end is not up yet: lost
                os.write(self._far, packet)
        return self._under_way[0][0] - now if self._under_way else 1.0


def device_in(namespace: str) -> int:
    """Make the device `line` in a namespace; return what reads and writes it."""
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        _go(libc, there)
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", b"line", _TUN_WITHOUT_HEAD))
        _go(libc, here)
    finally:
        os.close(here)
        os.close(there)
    return device


def _go(libc: ctypes.CDLL, namespace: int) -> None:
    if libc.setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def carry(ends: list[int], ways: dict[int, Way]) -> None:
    """Carry until the input ends."""
    whole = True
    while True:
        now = time.monotonic()
        soonest = min(way.give(now) for way in ways.values())
        ready, _none, _no_more = select.select([*ends, sys.stdin.fileno()], [], [], max(0.0, soonest))
        for end in ready:
            if end not in ways:
                said = os.read(end, 100)
                if not said:
                    return
                whole = b"cut" not in said
                continue
            _take_all(end, ways[end] if whole else None)


def _take_all(end: int, way: Way | None) -> None:
    now = time.monotonic()
    try:
        while True:
            packet = os.read(end, _MOST)
            if way is not None:
                way.take(packet, now)
    except BlockingIOError:
        return


def main() -> None:
    """Make both ends and carry."""
    office, centre = (device_in(name) for name in sys.argv[1:3])
    mbit, delay, loss = float(sys.argv[3]), float(sys.argv[4]) / 1000, float(sys.argv[5]) / 100
    print("made", flush=True)
    carry([office, centre], {office: Way(centre, mbit, delay, loss), centre: Way(office, mbit, delay, loss)})


if __name__ == "__main__":
    if not Path("/dev/net/tun").exists():
        sys.exit("no /dev/net/tun here")
    main()
