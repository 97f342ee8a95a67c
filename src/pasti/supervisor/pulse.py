"""Whether a process is alive: a server answers a question, or a file is touched again and again.

Nothing here waits for anybody, and no clock is compared with another: see docs/adr/0034.
"""

import os
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

# Who listens on every address is reached at home.
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to compare with
# Between two questions; and how long one is waited for before another is asked on a new line.
_ASK_EVERY = 2.0
_ANSWER_WITHIN = 5.0
_CONNECT_WITHIN = 0.2


class Pulse(Protocol):
    """How to feel whether a process is alive."""

    def begin(self) -> None:
        """Forget what came from an earlier process: another one starts."""

    def felt(self) -> bool:
        """Whether there was a sign of life since this was asked last. Does not wait for one."""

    def end(self) -> None:
        """Nobody asks any more."""


def reached_at(host: str) -> str:
    """Return the address at which this machine reaches who listens on `host`."""
    return _HERE.get(host, host)


class Answering:
    """A server that answers at a path. Who hangs up lives, too: whoever is stopped does not even do that."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self.address = (reached_at(host), port)
        self.question = f"GET {path} HTTP/1.1\r\nHost: {self.address[0]}\r\nConnection: close\r\n\r\n".encode()
        self.line: socket.socket | None = None
        self.asked_at = 0.0
        # Whether anybody listens at all.
        self.refused = False

    def begin(self) -> None:
        """Forget what an earlier process was asked."""
        self.end()
        self.asked_at = 0.0

    def felt(self) -> bool:
        """Look for the answer to the last question, or ask the next one when it is time."""
        now = time.monotonic()
        if self.line is None:
            if self.refused or not self.asked_at or now - self.asked_at >= _ASK_EVERY:
                self.asked_at = now
                self._ask()
            return False
        try:
            self.line.recv(1)
        except BlockingIOError:
            if now - self.asked_at >= _ANSWER_WITHIN:
                self.end()
            return False
        except OSError:
            # It was reset.
            pass
        self.end()
        return True

    def _ask(self) -> None:
        self.refused = False
        try:
            self.line = socket.create_connection(self.address, timeout=_CONNECT_WITHIN)
            self.line.sendall(self.question)
            self.line.setblocking(False)
        except OSError as failure:
            self.refused = isinstance(failure, ConnectionRefusedError)
            self.end()

    def end(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line.close()
            self.line = None


class Beating:
    """A program that touches a file again and again: that needs no room on the disk, no port and no database."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen = _touched(file)

    def begin(self) -> None:
        """See to it that there is a file, so that one who never comes to touching it is noticed too."""
        beat(self.file)
        self.seen = _touched(self.file)

    def felt(self) -> bool:
        """Whether the file was touched since. Where it cannot be seen at all, nothing is known and nobody blamed."""
        now = _touched(self.file)
        before, self.seen = self.seen, now
        return now is None or now != before

    def end(self) -> None:
        """Nothing is held."""


def beat(file: Path) -> None:
    """Touch the file by which a program shows that it is alive."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        os.utime(file)


def comes_within(pulse: Pulse, seconds: float) -> bool:
    """Wait for a sign of life, at most so long."""
    return not silent_for([pulse], seconds)


def silent_for(pulses: Iterable[Pulse], seconds: float) -> list[Pulse]:
    """Wait for a sign of life from each of these, all at once and at most so long; return who gave none."""
    silent = list(pulses)
    until = time.monotonic() + seconds
    try:
        while silent := [pulse for pulse in silent if not _felt(pulse)]:
            if time.monotonic() > until:
                break
            time.sleep(0.05)
    finally:
        for pulse in silent:
            pulse.end()
    return silent


def _felt(pulse: Pulse) -> bool:
    felt = pulse.felt()
    if felt:
        pulse.end()
    return felt


def _touched(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None
