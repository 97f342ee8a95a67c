"""The line to one screen. What it cannot take now it gets later, and then only the latest."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pasti.live.frames import Frame

# So much may lie before a reader that is slow; in the system's own hands lies about as much again.
_MOST_BEFORE_A_READER = 64 * 1024
# Whoever takes nothing for so long is not there any more.
PATIENCE = 60.0
# Where a request carries the line on which it came.
TRANSPORT = "pasti.transport"


class Connection(HttpToolsProtocol):
    """uvicorn's connection, whose line can be written to by who has something for everybody."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        scope: Any = self.scope
        scope[TRANSPORT] = self.transport


class Line:
    """Somebody who listens, and the version that they have."""

    def __init__(self, transport: Any, *, packs: bool, has: str) -> None:
        self.transport: asyncio.Transport = transport
        self.packs = packs
        self.has = has
        self.behind_since: float | None = None

    def give(self, frame: Frame, now: float) -> None:
        """Send a frame unless they have it; who is behind gets it another time, and in the end nothing any more."""
        if (frame.version and frame.version == self.has) or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > _MOST_BEFORE_A_READER:
            self.behind_since = self.behind_since or now
            if now - self.behind_since > PATIENCE:
                self.transport.abort()
            return
        self.behind_since = None
        self.transport.write(frame.packed if self.packs else frame.plain)
        self.has = frame.version or self.has
