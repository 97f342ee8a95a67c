"""Threads for one kind of work. Whoever waits, waits in the line of his network; the networks take turns.

Of some kinds a network gets so many in a row and then one in so many seconds (a leaky bucket; GCRA, ITU-T I.371):
who asks sooner waits before the lines, and holds up nobody.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager

from pasti.kit.loads import Load

# Of so many networks it is known when they had how much; those who have all their turns again are forgotten.
_KNOWN = 1000


class Busy(Exception):
    """Too many wait already."""


class Pool:
    """So many threads, and the lines before them."""

    def __init__(self, load: Load, threads: int) -> None:
        self.load = load
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=load.name)
        self.free = threads
        self.waiting = 0
        self.lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self.pausing: Counter[str] = Counter()
        self.whole_at: dict[str, float] = {}

    def check(self, network: str) -> None:
        """Raise Busy when this network would not even be let into the line."""
        of_one = len(self.lines.get(network, ())) + self.pausing[network]
        if self.waiting >= self.load.waiting or of_one >= self.load.waiting_of_one:
            raise Busy

    @asynccontextmanager
    async def turn(self, network: str) -> AsyncIterator[None]:
        """Wait for a thread and have it for as long as the block lasts. Raises Busy."""
        if self.load.pause:
            await self._pause(network)
        if self.free > 0:
            self.free -= 1
        else:
            await self._wait(network)
        try:
            yield
        finally:
            self._next()

    @contextmanager
    def one_more_after(self, seconds: float) -> Iterator[None]:
        """Let one more be worked on as long as the block lasts longer than that: it waits, or hangs."""
        is_more = False

        def widen() -> None:
            nonlocal is_more
            is_more = True
            self._next()

        timer = asyncio.get_running_loop().call_later(seconds, widen)
        try:
            yield
        finally:
            timer.cancel()
            if is_more:
                # Less than none, while the one more is still worked on.
                self.free -= 1

    async def _pause(self, network: str) -> None:
        self.check(network)
        now = asyncio.get_running_loop().time()
        if len(self.whole_at) >= _KNOWN:
            self.whole_at = {other: whole for other, whole in self.whole_at.items() if whole > now}
        self.whole_at[network] = max(self.whole_at.get(network, now), now) + self.load.pause
        seconds = self.whole_at[network] - now - self.load.pause * self.load.in_a_row
        if seconds <= 0:
            return
        self.pausing[network] += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.pausing[network] -= 1
            if not self.pausing[network]:
                del self.pausing[network]

    async def _wait(self, network: str) -> None:
        self.check(network)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lines.setdefault(network, deque()).append(mine)
        self.waiting += 1
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                # It was our turn already: it is the next one's now.
                self._next()
            else:
                self._leave(network, mine)
            raise

    def _leave(self, network: str, mine: asyncio.Future[None]) -> None:
        self.lines[network].remove(mine)
        self.waiting -= 1
        if not self.lines[network]:
            del self.lines[network]

    def _next(self) -> None:
        if not self.lines or self.free < 0:
            self.free += 1
            return
        network, line = next(iter(self.lines.items()))
        mine = line.popleft()
        self.waiting -= 1
        # To the end of the networks: it has had its turn.
        if line:
            self.lines.move_to_end(network)
        else:
            del self.lines[network]
        if mine.cancelled():
            self._next()
        else:
            mine.set_result(None)
