"""Who listens to which channel, and what they are sent: a part of a page, rendered once per change and language.

`/board/id` is pushed the part itself, in Indonesian; `/board` only hears that there is news: for pages of which
everybody has their own.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

from pasti.kit import clock, commits
from pasti.kit.live import UP, Channel, channels
from pasti.kit.once import one_look
from pasti.live.frames import PACKED_BEGINS, Frame, event, packed
from pasti.live.line import TRANSPORT, Line

log = logging.getLogger("pasti.live")

# Also without hearing of a commit: much changes by the clock alone, and a word may be lost.
LOOK_EVERY = 0.5
# In a storm of changes screens are sent the latest so often.
AT_MOST_EVERY = 0.05
# So often who listens hears that it is still true, and what time it is.
ALIVE_EVERY = 15.0
_RETRY = b"retry: 3000\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # Displays carry nothing personal, and no cookie is read here.
    (b"access-control-allow-origin", b"*"),
    (b"transfer-encoding", b"chunked"),
]

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Broadcaster:
    """An ASGI program whose streams are written to by `Watch`."""

    def __init__(self, *, most: int = 8000) -> None:
        self.watches: dict[str, Watch] = {}
        self.most = most
        # One thread asks the database, and renders: a database that hangs holds up nobody's keep-alive but its own.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="look")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        name, _slash, language = scope["path"].strip("/").partition("/")
        if scope["path"] == UP:
            await _say(send, 200, json.dumps({"listeners": self.listeners}))
        elif name not in channels or not self._can_be_had(name, language):
            await _say(send, 404, "no such channel")
        elif self.listeners >= self.most:
            await _say(send, 503, "too many listen")
        else:
            await self._stream(name, language, scope, receive, send)

    def let_go(self) -> None:
        """Let nobody listen any more: they come back by themselves."""
        for watch in self.watches.values():
            for line in set().union(*watch.lines.values()):
                line.transport.abort()

    @property
    def listeners(self) -> int:
        """How many listen, to whatever channel."""
        return sum(watch.listeners for watch in self.watches.values())

    def _can_be_had(self, name: str, language: str) -> bool:
        return not language or (channels.get(name).part is not None and language in dict(settings.LANGUAGES))

    async def _stream(self, name: str, language: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        packs = b"gzip" in headers.get(b"accept-encoding", b"")
        line = Line(scope[TRANSPORT], packs=packs, has=_has(scope, headers))
        packing = [(b"content-encoding", b"gzip")] if packs else []
        await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *packing]})
        begins = PACKED_BEGINS + packed(_RETRY) if packs else _RETRY
        await send({"type": "http.response.body", "body": begins, "more_body": True})
        watch = self.watches.get(name)
        if watch is None:
            watch = self.watches[name] = Watch(channels.get(name), self.thread)
        watch.enter(line, language)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            watch.leave(line, language)
            if not watch.listeners:
                watch.end()
                self.watches.pop(name, None)


def _has(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """Return the version that a screen has: it was made with it, or heard of it before its line broke."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("since", [""])[0]
    return headers.get(b"last-event-id", b"").decode("latin-1") or asked


async def _say(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


class Watch:
    """One channel while anybody listens: what its version is, and who has been given what."""

    def __init__(self, channel: Channel, thread: ThreadPoolExecutor) -> None:
        self.channel, self.thread = channel, thread
        self.lines: dict[str, set[Line]] = {}
        self.frames: dict[str, Frame] = {}
        self.version = ""
        # When it was last looked at with success, and when it was last said that all is well.
        self.known_at = self.said_at = float("-inf")
        # When something new was last found.
        self.made_at = float("-inf")
        self.loop = asyncio.get_running_loop()
        self.news = asyncio.Event()
        self.stop = threading.Event()
        self.watching = asyncio.create_task(self._watch())
        threading.Thread(target=commits.hear, args=(self._heard, self.stop), name="commits", daemon=True).start()

    @property
    def listeners(self) -> int:
        """How many listen to it, in whatever language."""
        return sum(map(len, self.lines.values()))

    def enter(self, line: Line, language: str) -> None:
        """Let somebody listen: they are given at once what they do not have."""
        self.lines.setdefault(language, set()).add(line)
        now = time.monotonic()
        if language in self.frames:
            line.give(self.frames[language], now)
        else:
            self.news.set()
        if now - self.known_at < ALIVE_EVERY:
            line.give(_alive(), now)

    def leave(self, line: Line, language: str) -> None:
        """Forget somebody who is gone."""
        self.lines[language].discard(line)

    def end(self) -> None:
        """Watch no longer: nobody listens."""
        self.stop.set()
        self.watching.cancel()

    def _heard(self) -> None:
        # Called by the thread that hears of commits; the loop may have ended meanwhile.
        if not self.stop.is_set():
            try:
                self.loop.call_soon_threadsafe(self.news.set)
            except RuntimeError:
                self.stop.set()

    async def _watch(self) -> None:
        while True:
            self.news.clear()
            await self._look()
            self._publish()
            try:
                await asyncio.wait_for(self.news.wait(), LOOK_EVERY)
            except TimeoutError:
                continue
            await asyncio.sleep(self.made_at + AT_MOST_EVERY - time.monotonic())

    async def _look(self) -> None:
        """Ask for the version, and make what is missing. A database that cannot be asked is asked again."""
        wanted = [language for language, lines in self.lines.items() if lines]
        lacking = frozenset(language for language in wanted if language not in self.frames)
        try:
            found = await self.loop.run_in_executor(self.thread, self._made, self.version, wanted, lacking)
        except Exception as failure:  # noqa: BLE001 - a database that is away comes back
            if self.known_at > self.said_at:
                log.info("What is new cannot be found out now: %s", failure)
            return
        version, made = found
        self.known_at = time.monotonic()
        if version != self.version:
            self.version, self.made_at = version, self.known_at
        self.frames |= made
        # A language to which nobody listens any more is made anew for whoever comes.
        self.frames = {language: frame for language, frame in self.frames.items() if frame.version == self.version}

    def _made(self, known: str, wanted: list[str], lacking: frozenset[str]) -> tuple[str, dict[str, Frame]]:
        """Return the version and the frames that have to be made. In the thread that asks."""
        # A connection that broke stays broken until it is closed; nobody else does so here.
        close_old_connections()
        version = self.channel.version()
        languages = wanted if version != known else lacking
        return version, {language: self._frame(language, version) for language in languages}

    def _frame(self, language: str, version: str) -> Frame:
        if not language or self.channel.part is None:
            return Frame(event("news", version, version), version)
        try:
            with translation.override(language), one_look():
                return Frame(event("part", self.channel.part(), version), version)
        except Exception:
            # They ask for it themselves, and say so if they do not get it.
            log.exception("A part of a page cannot be made")
            return Frame(event("news", version, version), version)

    def _publish(self) -> None:
        now = time.monotonic()
        alive = _alive() if self.known_at > now - LOOK_EVERY and now - self.said_at > ALIVE_EVERY else None
        for language, lines in self.lines.items():
            frame = self.frames.get(language)
            for line in lines:
                if frame:
                    line.give(frame, now)
                if alive:
                    line.give(alive, now)
        if alive:
            self.said_at = now


def _alive() -> Frame:
    """Say that what they show is still true, and what time it is: a screen's own clock may be wrong."""
    now = clock.now()
    offset = clock.local(now).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return Frame(event("alive", f"{now.timestamp() * 1000:.0f} {minutes}"))
