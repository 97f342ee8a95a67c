"""The live process, driven as the ASGI program that it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pasti.kit import live
from pasti.kit.live import Broadcaster


class Channel:
    """Something that can be new, and can break."""

    def __init__(self) -> None:
        self.version = "1"
        self.broken = False
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.broken:
            raise OSError("the database is away")
        return self.version


@pytest.fixture
def channel(monkeypatch) -> Channel:
    found = Channel()
    monkeypatch.setattr(live.channels, "_items", {"test": found})
    monkeypatch.setattr(live, "_LOOK_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(live, "_KEEP_ALIVE_SECONDS", 3600)
    return found


class Browser:
    """Somebody who listens."""

    def __init__(self, program: Broadcaster, path: str = "/test") -> None:
        self.program, self.path = program, path
        self.incoming: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def ask(self) -> None:
        await self.program({"type": "http", "path": self.path}, self.outgoing.get, self.incoming.put)

    async def next(self) -> dict[str, object]:
        return await asyncio.wait_for(self.incoming.get(), 30)

    async def line(self) -> bytes:
        body = (await self.next())["body"]
        assert isinstance(body, bytes)
        return body

    async def leave(self) -> None:
        await self.outgoing.put({"type": "http.disconnect"})


@asynccontextmanager
async def listening(program: Broadcaster) -> AsyncIterator[Browser]:
    """A browser that has heard the first news: the version as it is."""
    browser = Browser(program)
    asking = asyncio.create_task(browser.ask())
    start = await browser.next()
    assert start["status"] == 200
    assert await browser.line() == b"retry: 3000\n\n"
    yield browser
    await browser.leave()
    await asyncio.wait_for(asking, 30)


async def until(wanted) -> None:
    async with asyncio.timeout(30):
        while not wanted():  # noqa: ASYNC110 - what is waited for happens in another thread
            await asyncio.sleep(0.001)


def answer_to(path: str) -> tuple[object, object]:
    async def story() -> tuple[object, object]:
        browser = Browser(Broadcaster(), path)
        await browser.ask()
        return (await browser.next())["status"], await browser.line()

    return asyncio.run(story())


def test_who_listens_hears_of_news(channel):
    async def story():
        async with listening(Broadcaster()) as browser:
            assert await browser.line() == b"event: news\ndata: 1\n\n"
            channel.version = "2"
            assert await browser.line() == b"event: news\ndata: 2\n\n"

    asyncio.run(story())


def test_all_who_listen_hear_of_it_and_the_office_is_asked_once(channel):
    async def story():
        program = Broadcaster()
        async with listening(program) as one, listening(program) as two, listening(program) as three:
            channel.version = "2"
            for browser in (one, two, three):
                while await browser.line() != b"event: news\ndata: 2\n\n":
                    pass
            watching = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_watch"]
            assert len(watching) == 1

    asyncio.run(story())


def test_the_stream_is_one_that_browsers_and_proxies_understand(channel):
    async def story():
        browser = Browser(Broadcaster())
        asking = asyncio.create_task(browser.ask())
        headers = dict((await browser.next())["headers"])
        await browser.leave()
        await asking
        return headers

    assert asyncio.run(story()) == {
        b"content-type": b"text/event-stream",
        b"cache-control": b"no-store",
        b"x-accel-buffering": b"no",
        b"access-control-allow-origin": b"*",
    }


def test_while_nothing_happens_the_line_is_kept_alive(channel, monkeypatch):
    monkeypatch.setattr(live, "_KEEP_ALIVE_SECONDS", 0.005)

    async def story():
        async with listening(Broadcaster()) as browser:
            heard = []
            while heard.count(b": still here\n\n") < 3:
                heard.append(await browser.line())
            assert heard.count(b"event: news\ndata: 1\n\n") == len(heard) - 3 <= 1

    asyncio.run(story())


def test_who_leaves_is_forgotten_at_once_and_then_nobody_asks_any_more(channel):
    async def story():
        program = Broadcaster()
        async with listening(program):
            assert len(program.listeners["test"]) == 1
        assert program.listeners["test"] == set()
        await until(lambda: not program.watching)
        asked = channel.asked
        await asyncio.sleep(0.01)
        assert channel.asked == asked

    asyncio.run(story())


def test_who_is_gone_before_the_first_word_is_forgotten(channel):
    async def story():
        program = Broadcaster()

        async def refuses(_message):
            raise ConnectionError

        with pytest.raises(ConnectionError):
            await program({"type": "http", "path": "/test"}, asyncio.Queue().get, refuses)
        assert program.listeners["test"] == set()

    asyncio.run(story())


def test_who_comes_after_everybody_left_hears_again(channel):
    async def story():
        program = Broadcaster()
        async with listening(program):
            pass
        await until(lambda: not program.watching)
        async with listening(program) as browser:
            channel.version = "2"
            assert await browser.line() == b"event: news\ndata: 2\n\n"

    asyncio.run(story())


def test_a_database_that_is_away_does_not_end_the_stream(channel):
    async def story():
        async with listening(Broadcaster()) as browser:
            assert await browser.line() == b"event: news\ndata: 1\n\n"
            channel.broken = True
            asked = channel.asked
            await until(lambda: channel.asked > asked + 3)
            assert browser.incoming.empty()
            channel.version, channel.broken = "2", False
            assert await browser.line() == b"event: news\ndata: 2\n\n"

    asyncio.run(story())


def test_a_database_that_is_away_from_the_start_is_waited_for(channel):
    channel.broken = True

    async def story():
        async with listening(Broadcaster()) as browser:
            await until(lambda: channel.asked > 3)
            channel.broken = False
            while await browser.line() != b"event: news\ndata: 1\n\n":
                pass

    asyncio.run(story())


def test_a_connection_that_broke_is_closed_before_the_next_look(channel, monkeypatch):
    closed = []
    monkeypatch.setattr(live, "close_old_connections", lambda: closed.append(channel.asked))

    async def story():
        async with listening(Broadcaster()):
            await until(lambda: channel.asked > 2)

    asyncio.run(story())
    assert closed[:3] == [0, 1, 2]


def test_there_is_no_other_channel(channel):
    assert answer_to("/nothing") == (404, b"no such channel")
    assert answer_to("/") == (404, b"no such channel")
    assert answer_to("/../test") == (404, b"no such channel")


def test_it_says_that_it_is_up_and_how_many_listen(channel):
    async def story():
        program = Broadcaster()
        async with listening(program), listening(program):
            asking = Browser(program, "/up")
            await asking.ask()
            return (await asking.next())["status"], json.loads(await asking.line())

    assert asyncio.run(story()) == (200, {"listeners": 2})


def test_it_starts_and_ends_when_the_server_says_so():
    async def story():
        told = asyncio.Queue()
        for what in ("lifespan.startup", "lifespan.shutdown"):
            await told.put({"type": what})
        answers = asyncio.Queue()
        await Broadcaster()({"type": "lifespan"}, told.get, answers.put)
        return [answers.get_nowait()["type"] for _ in range(answers.qsize())]

    assert asyncio.run(story()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_it_does_not_speak_over_sockets(channel):
    async def story():
        browser = Browser(Broadcaster())
        await browser.program({"type": "websocket", "path": "/test"}, browser.outgoing.get, browser.incoming.put)
        return browser.incoming.empty()

    assert asyncio.run(story())
