"""Parts of pages that keep themselves true: rendered once per change and served as snapshots.

The live process (`Broadcaster`) only says that something is new; browsers then fetch the part from the web process.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from pasti.kit.registry import Registry

Version = Callable[[], str]

# Where the live process, and the web process too, say that they are alive.
UP = "/up"

# What can be new: a name and the question whose answer changes with it.
channels: Registry[Version] = Registry("live channel")

_SNAPSHOT_SECONDS = 600
_LOOK_EVERY_SECONDS = 0.5
_KEEP_ALIVE_SECONDS = 15.0


def live_part(
    request: HttpRequest,
    version: Version,
    context: Callable[[], dict[str, object]],
    template: str,
    *,
    private: bool = False,
) -> HttpResponse:
    """Answer a page that asks for a part of itself: 204 when it has this version already, else the part.

    Rendered once per version, address and language in each process, however many browsers ask; a private part is
    rendered for each.
    """
    now = version()
    if request.headers.get("X-Version") == now:
        return HttpResponse(status=204)
    # Hashed, because an address may be as long as somebody likes.
    asked = f"{template}:{request.path}:{translation.get_language()}:{now}"
    key = f"live:{sha256(asked.encode()).hexdigest()}"
    html = None if private else caches["parts"].get(key)
    if html is None:
        html = render_to_string(template, context(), request if private else None)
        if not private:
            caches["parts"].set(key, html, _SNAPSHOT_SECONDS)
    return HttpResponse(html, headers={"X-Version": now, "Cache-Control": "no-store"})


def events_address(channel: str) -> str:
    """Return where a browser hears of news: a full address, or a port on the host of the page (":8001/board")."""
    base = settings.LIVE_URL.rstrip("/") if settings.LIVE_URL else f":{settings.LIVE_PORT}"
    return f"{base}/{channel}"


def _look(version: Version) -> str:
    # A connection that broke stays broken until it is closed; nobody else does so here.
    close_old_connections()
    return version()


Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Broadcaster:
    """A small ASGI program: looks twice a second whether a channel has news and tells all who listen to it."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[asyncio.Event]] = {}
        self.versions: dict[str, str] = {}
        self.watching: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        name = scope["path"].strip("/")
        if scope["path"] == UP:
            await self._say(send, 200, json.dumps({"listeners": sum(map(len, self.listeners.values()))}))
        elif name in channels:
            await self._stream(name, scope, receive, send)
        else:
            await self._say(send, 404, "no such channel")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _say(self, send: Send, status: int, text: str) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _stream(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            # Displays carry nothing personal, and no cookie is read here.
            (b"access-control-allow-origin", b"*"),
        ]
        news = asyncio.Event()
        self.listeners.setdefault(name, set()).add(news)
        if name not in self.watching:
            self.watching[name] = asyncio.create_task(self._watch(name))
        gone = asyncio.create_task(self._until_gone(receive, news))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
            while True:
                body = await self._next_line(name, news)
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": body, "more_body": True})
        finally:
            gone.cancel()
            self.listeners[name].discard(news)

    async def _next_line(self, name: str, news: asyncio.Event) -> bytes:
        try:
            await asyncio.wait_for(news.wait(), _KEEP_ALIVE_SECONDS)
        except TimeoutError:
            return b": still here\n\n"
        news.clear()
        return f"event: news\ndata: {self.versions.get(name, '')}\n\n".encode()

    async def _until_gone(self, receive: Receive, news: asyncio.Event) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        # Wakes the stream, so that it ends now and not with its next line.
        news.set()

    async def _watch(self, name: str) -> None:
        """Ask for the version while anybody listens. A database that cannot be asked is asked again."""
        from asgiref.sync import sync_to_async

        look = sync_to_async(partial(_look, channels.get(name)), thread_sensitive=True)
        while self.listeners.get(name):
            try:
                version = await look()
            except Exception:  # noqa: BLE001 - a database that is away comes back
                version = self.versions.get(name, "")
            if version != self.versions.get(name):
                self.versions[name] = version
                for news in self.listeners[name]:
                    news.set()
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        del self.watching[name]
