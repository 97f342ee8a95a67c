"""The gate: reads what is sent to its end, waits for a thread of the right kind, and passes on the answer."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import IO, Any

from pasti.gate import refusals
from pasti.gate.bodies import IN_MEMORY, Body, DiskFull, Full, Room
from pasti.gate.connection import Connection
from pasti.gate.copies import Copies, Died
from pasti.gate.limits import Limits
from pasti.gate.places import Places, network_of
from pasti.gate.pools import Busy, Pool
from pasti.gate.shelf import Shelf
from pasti.gate.wsgi import Answer, Application, Environ, Scope, call, environ_of
from pasti.kit.live import UP
from pasti.kit.loads import PAGE, Load, load_of

# Seconds after which a copy is not counted on for the next page.
_SLOW = 1.0

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Gone(Exception):
    """Whoever asked has left."""


class Gate:
    """An ASGI program before a WSGI application."""

    def __init__(
        self, application: Application, limits: Limits, places: Places, *, threads: int, copies: Copies
    ) -> None:
        self.copies = copies
        self.shelf = Shelf(application)
        self.application = application
        self.limits = limits
        self.places = places
        self.threads = threads
        self.room = Room(limits.folder, limits.spool)
        self.pools: dict[Load, Pool] = {}
        self.telling: set[Load] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == UP:
            # Whoever looks after us asks whether we are alive: nothing else is asked for that.
            headers = [(b"content-type", b"text/plain"), (b"content-length", b"2"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"up"})
            return
        connection: Connection = scope["pasti.connection"]
        if self.places.behind_proxies and not connection.network:
            # Also who is only given what is kept has a place, and is known by whose it is.
            self.places.move(connection, network_of(environ_of(scope)))
        if await self.shelf.serve(scope, send):
            return
        load = load_of(scope["path"], scope["method"])
        exchange = Exchange(self, scope, receive, send, load)
        with ExitStack() as kept:
            try:
                await exchange.run(kept)
            except refusals.TurnedAway as refusal:
                if refusal.status == refusals.TOO_LARGE:
                    self._tell_of_too_large(load, network_of(environ_of(scope)))
                await exchange.turn_away(refusal)
            except Gone:
                return
            except Died:
                # Nobody knows whether it was done: as when the whole program dies, whoever asked asks once more.
                exchange.connection.abort()
            except asyncio.CancelledError:
                # The program ends, and was patient enough.
                exchange.connection.abort()

    def _tell_of_too_large(self, load: Load, network: str) -> None:
        """Let it be written down by a thread of its kind, one at a time: whoever sends many fills no line with them."""
        if load.hears_of_too_large is None or load in self.telling:
            return
        self.telling.add(load)
        told = asyncio.get_running_loop().run_in_executor(self.pool(load).threads, load.hears_of_too_large, network)
        told.add_done_callback(lambda _told: self.telling.discard(load))

    def pool(self, load: Load) -> Pool:
        """Return the threads for a kind of work."""
        if load not in self.pools:
            # Pages are made by copies as long as there are any, each by one.
            pages = self.copies.number or self.threads
            self.pools[load] = Pool(load, load.threads or pages)
        return self.pools[load]

    async def work(self, load: Load, environ: Environ, sent: IO[bytes], body: Body) -> Answer:
        """Let a request whose turn it is be answered, by a copy or by a thread. Raises Died, and Full as Body does."""
        copy = self.copies.take() if load is PAGE else None
        if copy is None:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool(load).threads, call, self.application, environ, sent, body)
        try:
            # Nobody waits behind a page that waits for something, or hangs: a thread makes the next one.
            with self.pool(load).one_more_after(_SLOW):
                return await copy.ask(environ, sent, body, self.copies.hung_after)
        finally:
            self.copies.give_back(copy)


class Exchange:
    """One request and its answer."""

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send, load: Load) -> None:
        self.gate = gate
        self.scope = scope
        self.receive = receive
        self.send = send
        self.load = load
        self.connection: Connection = scope["pasti.connection"]
        headers = dict(scope["headers"])
        self.length = int(headers.get(b"content-length", b"0"))
        self.more = self.length > 0 or b"transfer-encoding" in headers
        self.waits_to_be_asked = headers.get(b"expect", b"").lower() == b"100-continue"

    async def run(self, kept: ExitStack) -> None:
        """Read, work, answer. Raises TurnedAway or Gone; `kept` ends what is on the disk."""
        gate, environ = self.gate, environ_of(self.scope)
        network = network_of(environ)
        gate.places.move(self.connection, network)
        pool = gate.pool(self.load)
        if self.length > self.load.largest:
            raise refusals.too_large(self.load)
        try:
            pool.check(network)
            sent = await self._sent(kept, network, environ)
            body = kept.enter_context(Body(gate.room, network))
            async with pool.turn(network):
                if self.connection.gone:
                    raise Gone
                answer = await gate.work(self.load, environ, sent, body)
        except DiskFull:
            raise refusals.disk_full() from None
        except (Busy, Full):
            raise refusals.too_many() from None
        await self._answer(answer)

    async def _sent(self, kept: ExitStack, network: str, environ: dict[str, Any]) -> IO[bytes]:
        """Return what is sent, whole."""
        if not self.more:
            return io.BytesIO()
        body = kept.enter_context(Body(self.gate.room, network))
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout_at(began + self.gate.limits.seconds_for(0)) as limit:
                more = True
                while more:
                    piece, more = await self._piece()
                    body.write(piece)
                    if body.size > self.load.largest:
                        raise refusals.too_large(self.load)
                    limit.reschedule(began + self.gate.limits.seconds_for(body.size))
        except TimeoutError:
            raise refusals.too_slow() from None
        environ["CONTENT_LENGTH"] = str(body.size)
        return body.rewind()

    async def _piece(self) -> tuple[bytes, bool]:
        """Return what came, and whether more is to come."""
        event = await self.receive()
        if event["type"] == "http.disconnect":
            raise Gone
        self.more = event.get("more_body", False)
        return event.get("body", b""), self.more

    async def _answer(self, answer: Answer) -> None:
        """Send an answer for as long as it is read."""
        limits, loop = self.gate.limits, asyncio.get_running_loop()
        began, done, file = loop.time(), 0, answer.body.rewind()
        try:
            async with asyncio.timeout_at(began + limits.seconds_for(0)) as limit:
                await self.send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
                while answer.body.size - done > IN_MEMORY:
                    piece = file.read(IN_MEMORY)
                    await self.send({"type": "http.response.body", "body": piece, "more_body": True})
                    done += len(piece)
                    limit.reschedule(began + limits.seconds_for(done))
                await self.send({"type": "http.response.body", "body": file.read()})
        except TimeoutError:
            self.connection.abort()

    async def turn_away(self, refusal: refusals.TurnedAway) -> None:
        """Say why, and listen a little longer: who is still sending reads the answer only afterwards."""
        headers, content = refusals.written(refusal, self.scope, self.load)
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": content, "more_body": True})
        if not self.waits_to_be_asked:
            try:
                async with asyncio.timeout(self.gate.limits.patience):
                    more = self.more
                    while more:
                        _piece, more = await self._piece()
            except (TimeoutError, Gone):
                pass
        await self.send({"type": "http.response.body", "body": b""})
