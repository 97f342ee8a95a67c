"""One line to a browser or another node, and whether whoever is at its other end gets on."""

import asyncio
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pasti.gate.limits import HONEST, LEFT_TO_READ, LONGEST_HEAD, Limits

_HEAD_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Register(Protocol):
    """Where a connection says that it is there, and that it is gone."""

    def enter(self, connection: "Connection") -> None: ...

    def leave(self, connection: "Connection") -> None: ...


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which has a place among others and can lose it."""

    def __init__(self, register: Register, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self.register = register
        self.limits = limits
        self.network = ""
        self.gone = False
        # Whether nothing more is listened to.
        self.deaf = False
        # Since when the head of the next request is waited for; None: somebody works on the last one.
        self.head_since: float | None = None
        self.body_since = 0.0
        # Of the last request: all that came, and what of it is its body.
        self.received = 0
        self.body_bytes = 0
        self.answered_at: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head_since = self.loop.time()
        self.register.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        self.register.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.deaf:
            return
        self.received += len(data)
        super().data_received(data)
        # Pieces of a body have a little around them; a head, a tail and what is hidden beside pieces are bounded.
        if self.received - len(data) > LONGEST_HEAD + 8 * self.body_bytes and not self.transport.is_closing():
            self.transport.write(_HEAD_TOO_LONG)
            self.transport.close()

    def on_message_begin(self) -> None:
        self.received = self.body_bytes = 0
        super().on_message_begin()
        self.scope["pasti.connection"] = self  # type: ignore[typeddict-unknown-key]

    def on_headers_complete(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            # Who asks again before the first answer is there asks once more on another line: no browser does, and
            # thousands of questions fit into one packet.
            self.cycle.keep_alive = False
            self.deaf = True
        if self.deaf or self.transport.is_closing():
            return
        self.head_since, self.answered_at = None, None
        self.body_since = self.loop.time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.deaf:
            self.body_bytes += len(body)
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.deaf:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        self.head_since = self.answered_at = self.loop.time()
        super().on_response_complete()

    def shutdown(self) -> None:
        """Nobody waits for those who are still sending."""
        if self.is_sending():
            self.abort()
        else:
            super().shutdown()

    def abort(self) -> None:
        """Hang up, whatever was still to be sent or read."""
        self.gone = self.deaf = True
        if self.cycle is not None:
            self.cycle.disconnected = True
        self.transport.abort()

    def is_sending(self) -> bool:
        """Whether a body is on its way to us."""
        return self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete

    def is_late(self, now: float) -> bool:
        """Whether the head of a request, or the reading of an answer that was given, takes too long."""
        if self.transport.get_write_buffer_size():
            since = self.answered_at
            return since is not None and now - since > self.limits.seconds_for(LEFT_TO_READ)
        return self.head_since is not None and now - self.head_since > self.limits.patience

    def idle_seconds(self, now: float) -> float:
        """How long nothing of use came, or how far a body is behind an honest one; -1 while we work for it."""
        if self.head_since is not None:
            return now - self.head_since
        if self.is_sending():
            return max(0.0, now - self.body_since - self.body_bytes / HONEST)
        return -1.0
