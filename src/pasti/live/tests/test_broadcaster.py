"""The live process, driven as the ASGI program that it is."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.utils import translation

from pasti.kit import commits, live
from pasti.kit.live import Channel
from pasti.live import broadcaster, line
from pasti.live.broadcaster import Broadcaster
from pasti.live.line import TRANSPORT


class Office:
    """Something that can be new, and can break."""

    def __init__(self) -> None:
        self.now = "1"
        self.broken = self.cannot_render = False
        self.asked = self.rendered = 0

    def version(self) -> str:
        self.asked += 1
        if self.broken:
            raise OSError("the database is away")
        return self.now

    def part(self) -> str:
        self.rendered += 1
        if self.cannot_render:
            raise ValueError("a template is broken")
        return f"<p>{translation.get_language()}\n{self.now}</p>"


@pytest.fixture
def office(monkeypatch) -> Office:
    found = Office()
    monkeypatch.setattr(live.channels, "_items", {"test": Channel(found.version, found.part)})
    monkeypatch.setattr(broadcaster, "LOOK_EVERY", 0.002)
    monkeypatch.setattr(broadcaster, "AT_MOST_EVERY", 0.0)
    monkeypatch.setattr(commits, "hear", lambda heard, stop: stop.wait())
    return found


class Screen:
    """Somebody who listens, and the line to them, which may take nothing."""

    def __init__(self, program: Broadcaster, path: str = "/test", query: str = "", **headers: str) -> None:
        self.program, self.path, self.query = program, path, query
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.outgoing: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.status = 0
        self.answered: dict[bytes, bytes] = {}
        self.heard, self.lies = b"", 0
        self.gone = False

    # As a transport is spoken to.
    def write(self, content: bytes) -> None:
        size, _line, rest = content.partition(b"\r\n")
        assert int(size, 16) == len(rest) - 2
        self.heard += rest[:-2]

    def is_closing(self) -> bool:
        return self.gone

    def abort(self) -> None:
        self.gone = True

    def get_write_buffer_size(self) -> int:
        return self.lies

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.answered = message["status"], dict(message["headers"])
        else:
            self.heard += message["body"]

    async def ask(self) -> None:
        scope = {"type": "http", "path": self.path, "query_string": self.query.encode(), "headers": self.headers}
        await self.program(scope | {TRANSPORT: self}, self.outgoing.get, self.send)

    def events(self) -> list[tuple[str, str, str]]:
        """What was heard: kind, version and data of each event."""
        found = []
        for block in self.heard.decode().split("\n\n"):
            fields = [text.partition(": ")[::2] for text in block.splitlines()]
            if "event" in dict(fields):
                data = "\n".join(value for name, value in fields if name == "data")
                found.append((dict(fields)["event"], dict(fields).get("id", ""), data))
        return found

    def versions(self) -> list[str]:
        return [version for kind, version, _data in self.events() if kind != "alive"]

    async def leave(self) -> None:
        await self.outgoing.put({"type": "http.disconnect"})


@asynccontextmanager
async def listening(screen: Screen) -> AsyncIterator[Screen]:
    asking = asyncio.create_task(screen.ask())
    await until(lambda: screen.heard)
    yield screen
    await screen.leave()
    await asyncio.wait_for(asking, 30)


async def until(wanted: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not wanted():  # noqa: ASYNC110 - what is waited for happens in another thread
            await asyncio.sleep(0.001)


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


def test_a_part_is_pushed_in_the_language_of_the_screen_and_made_once_for_all(office):
    async def story():
        program = Broadcaster()
        async with (
            listening(Screen(program, "/test/id")) as one,
            listening(Screen(program, "/test/id")) as two,
            listening(Screen(program, "/test/en")) as three,
        ):
            await until(lambda: all("1" in screen.versions() for screen in (one, two, three)))
            before, office.now = office.rendered, "2"
            await until(lambda: all("2" in screen.versions() for screen in (one, two, three)))
            assert office.rendered == before + 2
            for screen, language in ((one, "id"), (two, "id"), (three, "en")):
                assert ("part", "2", f"<p>{language}\n2</p>") in screen.events()
                assert screen.versions() == ["1", "2"]

    told(story)


def test_who_has_a_part_of_their_own_hears_of_news(office):
    async def story():
        async with listening(Screen(Broadcaster())) as screen:
            await until(screen.versions)
            office.now = "2"
            await until(lambda: len(screen.versions()) == 2)
            assert [e for e in screen.events() if e[0] == "news"] == [("news", "1", "1"), ("news", "2", "2")]
            assert office.rendered == 0

    told(story)


@pytest.mark.parametrize("how", [{"query": "since=1"}, {"last_event_id": "1"}])
def test_who_comes_again_with_what_they_have_is_not_sent_it_again(office, how):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program, "/test/id", **how)) as screen:
            await until(lambda: program.watches["test"].frames)
            await until(lambda: office.asked > 3)
            assert screen.versions() == []
            office.now = "2"
            await until(screen.versions)
            assert screen.versions() == ["2"]

    told(story)


def test_a_screen_that_is_switched_on_later_is_given_the_part_at_once(office):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program, "/test/id")) as first:
            await until(first.versions)
            async with listening(Screen(program, "/test/id")) as second:
                assert second.versions() == ["1"]
                assert [kind for kind, _version, _data in second.events()] == ["part", "alive"]

    told(story)


def test_a_slow_reader_stops_nobody_and_gets_the_latest_when_there_is_room(office):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program, "/test/id")) as slow, listening(Screen(program, "/test/id")) as quick:
            await until(lambda: slow.versions() and quick.versions())
            slow.lies = 1_000_000
            for version in "23456":
                office.now = version
                await until(lambda wanted=version: quick.versions()[-1] == wanted)
            assert slow.versions() == ["1"]
            slow.lies = 0
            await until(lambda: len(slow.versions()) == 2)
            assert slow.versions() == ["1", "6"]
            assert not slow.gone

    told(story)


def test_who_takes_nothing_for_long_is_let_go(office, monkeypatch):
    monkeypatch.setattr(line, "PATIENCE", 0.01)

    async def story():
        async with listening(Screen(Broadcaster(), "/test/id")) as stuck:
            await until(stuck.versions)
            stuck.lies, office.now = 1_000_000, "2"
            await until(lambda: stuck.gone)

    told(story)


def test_what_is_packed_is_one_gzip_file_whenever_somebody_comes(office):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program, "/test/id")) as other:
            await until(other.versions)
            office.now = "2"
            async with listening(Screen(program, "/test/id", accept_encoding="br, gzip")) as screen:
                office.now = "3"
                await until(lambda: other.versions()[-1] == "3")
                assert screen.answered[b"content-encoding"] == b"gzip"
                unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(screen.heard)
                assert unpacked.startswith(b"retry: 3000\n\n")
                assert b"event: part\nid: 3\ndata: <p>id\ndata: 3</p>\n\n" in unpacked

    told(story)


def test_a_part_that_cannot_be_made_is_asked_for_by_the_screens_themselves(office):
    async def story():
        async with listening(Screen(Broadcaster(), "/test/id")) as screen:
            await until(screen.versions)
            office.cannot_render, office.now = True, "2"
            await until(lambda: len(screen.versions()) == 2)
            assert ("news", "2", "2") in screen.events()

    told(story)


def test_while_all_is_well_it_says_so_with_the_time_and_while_it_is_not_it_says_nothing(office, monkeypatch):
    monkeypatch.setattr(broadcaster, "ALIVE_EVERY", 0.01)
    monkeypatch.setattr(broadcaster, "LOOK_EVERY", 0.01)

    def alive(screen: Screen) -> list[str]:
        return [data for kind, _version, data in screen.events() if kind == "alive"]

    async def story():
        async with listening(Screen(Broadcaster())) as screen:
            await until(lambda: len(alive(screen)) > 2)
            moment, offset = alive(screen)[0].split()
            assert int(moment) > 1_500_000_000_000
            assert offset == "420"
            office.broken = True
            asked = office.asked
            await until(lambda: office.asked > asked + 2)
            silent = len(alive(screen))
            await until(lambda: office.asked > asked + 8)
            assert len(alive(screen)) == silent
            office.broken, office.now = False, "2"
            await until(lambda: screen.versions()[-1] == "2" and len(alive(screen)) > silent)

    told(story)


def test_a_commit_is_heard_of_at_once(office, monkeypatch):
    monkeypatch.setattr(broadcaster, "LOOK_EVERY", 3600)
    words: list[Callable[[], None]] = []

    def hear(heard: Callable[[], None], stop) -> None:
        words.append(heard)
        stop.wait()

    monkeypatch.setattr(commits, "hear", hear)

    async def story():
        async with listening(Screen(Broadcaster(), "/test/id")) as screen:
            await until(lambda: screen.versions() and words)
            for version in "2345":
                office.now = version
                words[0]()
                await until(lambda wanted=version: screen.versions()[-1] == wanted)

    told(story)


def test_who_leaves_is_forgotten_at_once_and_then_nobody_asks_any_more(office):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program)):
            assert program.listeners == 1
        assert (program.listeners, program.watches) == (0, {})
        asked = office.asked
        await asyncio.sleep(0.02)
        assert office.asked <= asked + 1
        async with listening(Screen(program)) as again:
            await until(again.versions)

    told(story)


def test_who_is_gone_before_the_first_word_is_forgotten(office):
    async def story():
        program = Broadcaster()
        screen = Screen(program)

        async def refuses(_message: object) -> None:
            raise ConnectionError

        screen.send = refuses
        with pytest.raises(ConnectionError):
            await screen.ask()
        assert program.listeners == 0

    told(story)


def test_only_so_many_may_listen(office):
    async def story():
        program = Broadcaster(most=1)
        async with listening(Screen(program)):
            other = Screen(program)
            await other.ask()
            assert (other.status, other.heard) == (503, b"too many listen")

    told(story)


@pytest.mark.parametrize("path", ["/nothing", "/", "/../test", "/test/xx", "/test/id/id"])
def test_there_is_no_other_channel(office, path):
    async def story():
        screen = Screen(Broadcaster(), path)
        await screen.ask()
        assert (screen.status, screen.heard) == (404, b"no such channel")

    told(story)


def test_it_says_that_it_is_up_and_how_many_listen(office):
    async def story():
        program = Broadcaster()
        async with listening(Screen(program)), listening(Screen(program, "/test/id")):
            asking = Screen(program, "/up")
            await asking.ask()
            assert (asking.status, json.loads(asking.heard)) == (200, {"listeners": 2})

    told(story)


def test_the_stream_is_one_that_browsers_and_proxies_understand(office):
    async def story():
        async with listening(Screen(Broadcaster())) as screen:
            assert screen.status == 200
            assert screen.answered == {
                b"content-type": b"text/event-stream",
                b"cache-control": b"no-store",
                b"x-accel-buffering": b"no",
                b"access-control-allow-origin": b"*",
                b"transfer-encoding": b"chunked",
            }

    told(story)
