"""Copies of the web process that make pages, each with an interpreter of its own (docs/adr/0077).

The gate alone has connections, lines and limits. To a copy it hands a request that came to its end, over a pair of
sockets, and gets an answer back. A copy that died, or hangs, is ended, and `nursery` makes another one.
"""

import asyncio
import gc
import json
import logging
import os
import socket
from typing import IO

from pasti.gate.bodies import IN_MEMORY, Body, Full
from pasti.gate.nursery import LENGTH, Barren, Gone, Nursery, packed
from pasti.gate.wsgi import Answer, Application, Environ, headers_of

log = logging.getLogger("pasti.gate")

# Whoever does not answer for so long hangs: longer than a page waits for the database. On a machine on which others
# want to run, too, everybody is so much slower.
HUNG_AFTER = 60.0
_MOST_COMPETE = 10.0
# Between two tries to have a copy made where there is no memory for it.
_AGAIN_AFTER = 10.0
# So long the first request may be kept waiting for them.
_FIRST_WITHIN = 5.0


class Died(Exception):
    """The copy ended with the question in its hands; nobody knows how far it came."""


class Copy:
    """One copy, as the gate sees it."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid, self.reader, self.writer = pid, reader, writer
        self.is_well = True

    async def ask(self, environ: Environ, sent: IO[bytes], answer: Body, hung_after: float) -> Answer:
        """Let it answer one request. Raises Died, and Full as Body does."""
        self.is_well = False
        failure: Full | None = None
        try:
            async with asyncio.timeout(hung_after * _who_compete_for_a_core()):
                made = await self._ask(environ, sent, answer)
        except Full as full:
            failure = full
        except (OSError, EOFError) as died:
            # A timeout is an OSError, too.
            log.warning("The copy %d that made a page is gone (%r); another one is made", self.pid, died)
            raise Died from died
        # Whoever is cancelled leaves it as it is: what it is about to say belongs to nobody.
        self.is_well = True
        if failure:
            raise failure
        return made

    async def _ask(self, environ: Environ, sent: IO[bytes], answer: Body) -> Answer:
        said = {name: value for name, value in environ.items() if not name.startswith("wsgi.")}
        said["wsgi.url_scheme"] = environ["wsgi.url_scheme"]
        self.writer.write(packed(json.dumps(said, separators=(",", ":")).encode()) + packed(sent.read()))
        await self.writer.drain()
        status, headers = json.loads(await self.reader.readexactly(await self._length()))
        full: Full | None = None
        while left := await self._length():
            while left:
                piece = await self.reader.read(min(left, IN_MEMORY))
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

    async def _length(self) -> int:
        length: int = LENGTH.unpack(await self.reader.readexactly(LENGTH.size))[0]
        return length


def _who_compete_for_a_core() -> float:
    return min(_MOST_COMPETE, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))


class Copies:
    """All copies, and which of them have nothing to do."""

    def __init__(self, application: Application, number: int, *, hung_after: float = HUNG_AFTER) -> None:
        """Prepare for so many. Whoever does so has a single thread and no open lines."""
        self.number, self.hung_after = number, hung_after
        self.all: set[Copy] = set()
        self.free: list[Copy] = []
        self.making: set[asyncio.Task[None]] = set()
        self.nursery: Nursery | None = None
        # The nursery is asked for one after the other.
        self.turn = asyncio.Lock()
        if number:
            # What is loaded is not looked at again by the garbage collection of a copy, which would copy it.
            gc.collect()
            gc.freeze()
            self.nursery = Nursery(application)

    async def begin(self) -> None:
        """Let all of them be made, before the first request comes."""
        for _ in range(self.number):
            self._make_soon()
        if self.making:
            await asyncio.wait(self.making, timeout=_FIRST_WITHIN)

    def _make_soon(self) -> None:
        making = asyncio.create_task(self._make())
        self.making.add(making)
        making.add_done_callback(self.making.discard)

    async def _make(self) -> None:
        while made := await self._born():
            pid, line = made
            if line:
                line.setblocking(False)
                copy = Copy(pid, *await asyncio.open_unix_connection(sock=line, limit=IN_MEMORY))
                self.all.add(copy)
                self.free.append(copy)
                return
            await asyncio.sleep(_AGAIN_AFTER)

    async def _born(self) -> tuple[int, socket.socket | None] | None:
        """Have a copy made: its pid and line; no line if there is no room for one; nothing if there never will be."""
        async with self.turn:
            if self.nursery is None:
                return None
            try:
                # Not on the loop's time, though it takes but a few milliseconds.
                return await asyncio.to_thread(self.nursery.copy)
            except Barren:
                return 0, None
            except Gone as failure:
                log.warning("No copy that makes pages is made any more (%s): threads take their place", failure)
                self.nursery.end(patience=0)
                self.nursery = None
                return None

    def take(self) -> Copy | None:
        """Return one that has nothing to do, if there is one: the last one to be free, which has most at hand."""
        while self.free:
            copy = self.free.pop()
            if not (copy.reader.at_eof() or copy.reader.exception()):
                return copy
            # It died while it had nothing to do: nobody's request is lost.
            self._replace(copy)
        return None

    def give_back(self, copy: Copy) -> None:
        """It has answered; or it has not, and another one is made in its place."""
        if copy.is_well:
            self.free.append(copy)
        else:
            self._replace(copy)

    def _replace(self, copy: Copy) -> None:
        self.all.discard(copy)
        copy.writer.transport.abort()
        if self.nursery:
            self.nursery.bury(copy.pid)
            self._make_soon()

    def end(self) -> None:
        """End all, whatever they do."""
        if self.nursery:
            for copy in self.all:
                self.nursery.bury(copy.pid)
            self.nursery.end()
