"""Copies of the web process that make pages, each with an interpreter of its own (docs/adr/0070).

The gate alone has connections, lines and limits. To a copy it hands a request that came to its end, over a pair of
sockets, and gets a whole answer back. A copy that died is not made again while the gate runs: a thread takes its place.
"""

import asyncio
import gc
import io
import json
import logging
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import IO, Any

from pasti.gate.bodies import IN_MEMORY, Body, Full
from pasti.gate.wsgi import Answer, Application, Environ, headers_of

log = logging.getLogger("pasti.gate")

# The lengths of the two parts of a question or an answer: what is said about it, and its body.
_LENGTHS = struct.Struct("!II")
# Whoever waited for a page has long left.
_LONGEST = 300.0


class Died(Exception):
    """The copy ended with the question in its hands; nobody knows how far it came."""


class Copy:
    """One copy, as the gate sees it."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid, self.line = pid, line
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.alive = True

    async def ask(self, environ: Environ, sent: IO[bytes], answer: Body) -> Answer:
        """Let it answer one request. Raises Died, and Full as Body does."""
        try:
            async with asyncio.timeout(_LONGEST):
                return await self._ask(environ, sent, answer)
        except (OSError, EOFError) as failure:
            # A timeout is an OSError, too.
            self.end()
            log.warning("A copy that makes pages is gone (%r): a thread takes its place", failure)
            raise Died from failure
        except asyncio.CancelledError:
            # What it is about to say belongs to nobody.
            self.end()
            raise

    async def _ask(self, environ: Environ, sent: IO[bytes], answer: Body) -> Answer:
        if self.streams is None:
            self.streams = await asyncio.open_unix_connection(sock=self.line, limit=IN_MEMORY)
        reader, writer = self.streams
        said = {name: value for name, value in environ.items() if not name.startswith("wsgi.")}
        said["wsgi.url_scheme"] = environ["wsgi.url_scheme"]
        writer.write(_packed(said, sent.read()))
        await writer.drain()
        told, left = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
        status, headers = json.loads(await reader.readexactly(told))
        full: Full | None = None
        while left:
            piece = await reader.read(min(left, IN_MEMORY))
            if not piece:
                raise EOFError
            left -= len(piece)
            if full is None:
                try:
                    answer.write(piece)
                except Full as failure:
                    # The rest is read all the same: the next answer comes after it.
                    full = failure
        if full:
            raise full
        return Answer(int(status[:3]), headers_of(status, headers, answer.size), answer)

    def end(self) -> None:
        """End it, whatever it does: what it has not committed was not done."""
        if self.alive:
            self.alive = False
            self.line.close()
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


class Copies:
    """All copies, and which of them have nothing to do."""

    def __init__(self, application: Application, number: int) -> None:
        """Make so many. Whoever does so has a single thread and no open lines."""
        if number:
            # What is loaded is not looked at again by the garbage collection of a copy, which would copy it.
            gc.collect()
            gc.freeze()
        self.all: list[Copy] = []
        for _ in range(number):
            self.all.append(_copy_of_us(application, [copy.line for copy in self.all]))
        self.free = list(self.all)

    def take(self) -> Copy | None:
        """Return one that has nothing to do, if there is one: the last one to be free, which has most at hand."""
        while self.free:
            copy = self.free.pop()
            if copy.alive:
                return copy
        return None

    def give_back(self, copy: Copy) -> None:
        """It has answered."""
        if copy.alive:
            self.free.append(copy)

    def end(self) -> None:
        """End all."""
        for copy in self.all:
            copy.end()


def _copy_of_us(application: Application, others: list[socket.socket]) -> Copy:
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        theirs.close()
        ours.setblocking(False)
        return Copy(pid, ours)
    status = 1
    try:
        # A line of the gate's that is held here would never end for whoever is at its other side.
        for line in (*others, ours):
            line.close()
        # Whoever stops the gate by Ctrl-C stops the gate, which stops us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        answer_all(application, theirs)
        status = 0
    finally:
        os._exit(status)


def answer_all(application: Application, line: socket.socket) -> None:
    """Answer, one request after the other, until the gate hangs up."""
    with line, line.makefile("rb", IN_MEMORY) as asked:
        while len(head := asked.read(_LENGTHS.size)) == _LENGTHS.size:
            told, size = _LENGTHS.unpack(head)
            environ, sent = json.loads(asked.read(told)), asked.read(size)
            try:
                line.sendall(_answered(application, environ, sent))
            except ConnectionError:
                return


def _answered(application: Application, environ: Environ, sent: bytes) -> bytes:
    environ |= {
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(sent), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        started[:] = [status, headers]
        return written.append

    try:
        pieces = application(environ, start_response)
        try:
            written += pieces
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
    except Exception:
        # Django answers what fails itself; whatever fails there must not end whoever makes pages.
        log.exception("%s %s could not be answered", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        started, written = ["500 Internal Server Error", []], []
    return _packed(started, b"".join(written))


def _packed(said: Any, body: bytes) -> bytes:
    told = json.dumps(said, separators=(",", ":")).encode()
    return b"".join((_LENGTHS.pack(len(told), len(body)), told, body))
