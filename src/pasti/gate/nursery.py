"""The process that makes copies of what is loaded, and what a copy does: answer one request after the other.

It begins as a copy of the web process before that has a thread or a line to anybody, and stays as it was then: so a
copy can be made while the gate runs. It does nothing but that, and ends when the gate does.
"""

import io
import json
import logging
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pasti.gate.bodies import IN_MEMORY
from pasti.gate.wsgi import Application, Environ

log = logging.getLogger("pasti.gate")

# Before each part of a question or an answer stands its length; the last part of an answer's body is empty.
LENGTH = struct.Struct("!I")
# What the gate asks for: a copy (0), or that one be ended.
_ORDER = struct.Struct("!i")
# So long the gate waits for a copy: a machine that has no more than that has other troubles.
_MADE_WITHIN = 20.0
_ENDS_WITHIN = 1.0


class HalfAnswered(Exception):
    """What was said of an answer cannot be taken back, and the rest does not come."""


class Barren(Exception):
    """No copy could be made now."""


class Gone(Exception):
    """No copy can be made any more."""


class Nursery:
    """That process, as the gate sees it."""

    def __init__(self, application: Application) -> None:
        """Begin it. Whoever does so has a single thread and no open lines."""
        self.line, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            self.line.close()
            _to_the_end(lambda: _make_copies(application, theirs))
        theirs.close()
        self.line.settimeout(_MADE_WITHIN)

    def copy(self) -> tuple[int, socket.socket]:
        """Let a copy be made; return its pid, and the line to it; one asks at a time. Raises Barren, and Gone."""
        try:
            self.line.sendall(_ORDER.pack(0))
            told, handles, _flags, _address = socket.recv_fds(self.line, _ORDER.size, 1)
        except OSError as failure:
            # A timeout, too: who is asked once more would make one for each question.
            raise Gone(repr(failure)) from failure
        if len(told) < _ORDER.size:
            raise Gone("it ended")
        if not handles:
            raise Barren
        return _ORDER.unpack(told)[0], socket.socket(fileno=handles[0])

    def bury(self, pid: int) -> None:
        """Let a copy be ended, whatever it does. What it has not committed was not done."""
        with suppress(OSError):
            self.line.sendall(_ORDER.pack(pid))

    def end(self, patience: float = _ENDS_WITHIN) -> None:
        """End it, when it has ended whom it was to end. Copies end when the gate hangs up."""
        self.line.close()
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with suppress(ChildProcessError):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    return
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _to_the_end(main: Any) -> None:
    """Be a process of its own that does this, and no more than this."""
    status = 1
    try:
        # Whoever stops the gate (Ctrl-C, or systemd all of a node at once) stops us by that: who is being worked for
        # is answered. Not ignored: what we start would ignore it, too.
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, lambda *_: None)
        main()
        status = 0
    except BaseException:
        log.exception("A process that makes pages ended")
    finally:
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(status)


def _make_copies(application: Application, line: socket.socket) -> None:
    """Make copies, and end them, as the gate says; until it hangs up. Only who ends one here waits for its end."""
    while len(order := _exactly(line, _ORDER.size)) == _ORDER.size:
        (pid,) = _ORDER.unpack(order)
        if pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            continue
        ours, theirs = socket.socketpair()
        try:
            pid = os.fork()
        except OSError as failure:
            # No memory, or no room for another process: the gate says so, and asks again some day.
            log.warning("No copy could be made (%s)", failure.strerror)
            line.sendall(_ORDER.pack(0))
        else:
            if not pid:
                # A line that is held here would never end for whoever is at its other side.
                line.close()
                ours.close()
                _to_the_end(lambda: answer_all(application, theirs))  # noqa: B023 - called at once
            socket.send_fds(line, [_ORDER.pack(pid)], [ours.fileno()])
        finally:
            ours.close()
            theirs.close()


def _exactly(line: socket.socket, size: int) -> bytes:
    """Return so many bytes; fewer when the other side has hung up."""
    found = b""
    while len(found) < size and (piece := line.recv(size - len(found))):
        found += piece
    return found


def answer_all(application: Application, line: socket.socket) -> None:
    """Answer, one request after the other, until the gate hangs up or an answer breaks off."""
    with line, line.makefile("rb", IN_MEMORY) as asked, suppress(ConnectionError, HalfAnswered):
        while len(head := asked.read(LENGTH.size)) == LENGTH.size:
            environ = json.loads(asked.read(LENGTH.unpack(head)[0]))
            (size,) = LENGTH.unpack(asked.read(LENGTH.size))
            for piece in _answer(application, environ, asked.read(size)):
                line.sendall(piece)


def _answer(application: Application, environ: Environ, sent: bytes) -> Iterator[bytes]:
    """Yield an answer as it goes to the gate, a small one in one piece. A large one is never here as a whole."""
    environ |= {
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(sent), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    started: list[Any] = []
    written: list[bytes] = []
    head_is_told = False

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        started[:] = [status, headers]
        return written.append

    def gathered() -> bytes:
        nonlocal head_is_told
        parts = [] if head_is_told else [packed(json.dumps(started, separators=(",", ":")).encode())]
        head_is_told = True
        if body := b"".join(written):
            parts.append(packed(body))
        written.clear()
        return b"".join(parts)

    try:
        size = 0
        pieces = application(environ, start_response)
        try:
            for piece in pieces:
                written.append(piece)
                size += len(piece)
                if size >= IN_MEMORY:
                    size = 0
                    yield gathered()
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
    except Exception:
        # Django answers what fails itself; whatever fails there must not end whoever makes pages.
        log.exception("%s %s could not be answered", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if head_is_told:
            # What was sent is half a page: nobody is to take it for a whole one.
            raise HalfAnswered from None
        started, written = ["500 Internal Server Error", []], []
    yield gathered() + LENGTH.pack(0)


def packed(part: bytes) -> bytes:
    """Return a part with its length before it."""
    return LENGTH.pack(len(part)) + part
