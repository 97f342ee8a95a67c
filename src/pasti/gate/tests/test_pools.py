"""Whoever waits for a thread waits in the line of his network, and the networks take turns."""

import asyncio
from dataclasses import replace

import pytest

from pasti.gate.pools import Busy, Pool
from pasti.kit.loads import Load

LOAD = Load("tests", frozenset(), largest=1, threads=1, waiting=6, waiting_of_one=4)


class Office:
    """A pool of one thread and those who come to it."""

    def __init__(self, load: Load = LOAD) -> None:
        self.pool = Pool(load, 1)
        self.served: list[str] = []
        self.go = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, network: str, *names: str) -> None:
        for name in names:
            self.tasks.append(asyncio.create_task(self._be_served(network, name)))
            await asyncio.sleep(0)

    async def _be_served(self, network: str, name: str) -> None:
        async with self.pool.turn(network):
            await self.go.wait()
            self.served.append(name)

    async def serve(self) -> None:
        self.go.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def test_networks_take_turns():
    async def story() -> list[str]:
        office = Office()
        await office.come("a", "a1", "a2", "a3", "a4")
        await office.come("b", "b1", "b2")
        await office.serve()
        return office.served

    assert asyncio.run(story()) == ["a1", "a2", "b1", "a3", "b2", "a4"]


def test_the_lines_are_bounded():
    async def story() -> None:
        office = Office()
        await office.come("a", "a0", "a1", "a2", "a3", "a4")
        with pytest.raises(Busy):
            office.pool.check("a")
        office.pool.check("b")
        await office.come("b", "b1", "b2")
        with pytest.raises(Busy):
            office.pool.check("c")
        await office.serve()
        office.pool.check("a")
        assert (office.pool.free, office.pool.waiting, len(office.pool.lines)) == (1, 0, 0)

    asyncio.run(story())


def test_who_gives_up_waiting_leaves_no_gap():
    async def story() -> list[str]:
        office = Office()
        await office.come("a", "a1", "a2", "a3")
        await office.come("b", "b1")
        office.tasks[1].cancel()
        office.tasks[3].cancel()
        await asyncio.sleep(0)
        await office.serve()
        assert office.pool.free == 1
        assert office.pool.waiting == 0
        return office.served

    assert asyncio.run(story()) == ["a1", "a3"]


def test_who_gives_up_in_the_moment_of_his_turn_passes_it_on():
    async def story() -> list[str]:
        office = Office()
        await office.come("a", "a1", "a2", "a3")
        office.go.set()
        # a1 is done in this step, and a2's turn comes: in the same one he leaves.
        await asyncio.sleep(0)
        office.tasks[1].cancel()
        await office.serve()
        assert office.pool.free == 1
        return office.served

    assert asyncio.run(story()) == ["a1", "a3"]


def test_a_network_that_asks_faster_than_anybody_reads_pauses_and_holds_up_nobody():
    async def story() -> list[str]:
        office = Office(replace(LOAD, in_a_row=2, pause=3600))
        office.go.set()
        await office.come("a", "a1", "a2", "a3", "a4", "a5", "a6", "a7")
        await office.come("b", "b1")
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await office.tasks[6]
        assert (office.pool.free, office.pool.waiting, dict(office.pool.pausing)) == (1, 0, {"a": 4})
        for task in office.tasks:
            task.cancel()
        await office.serve()
        assert not office.pool.pausing
        return office.served

    assert asyncio.run(story()) == ["a1", "a2", "b1"]


def test_after_its_pause_a_network_gets_one_more():
    async def story() -> list[str]:
        office = Office(replace(LOAD, in_a_row=1, pause=0.01))
        office.go.set()
        await office.come("a", "a1", "a2", "a3")
        await office.serve()
        return office.served

    assert asyncio.run(story()) == ["a1", "a2", "a3"]


def test_networks_that_have_all_their_turns_again_are_forgotten():
    async def story() -> int:
        office = Office(replace(LOAD, in_a_row=1, pause=1e-9))
        office.go.set()
        for number in range(1500):
            await office.come(str(number), "x")
        await office.serve()
        return len(office.pool.whole_at)

    assert asyncio.run(story()) < 1000


def test_while_one_lasts_long_one_more_is_worked_on():
    async def story() -> list[int]:
        pool, ends, free = Pool(LOAD, 1), asyncio.Event(), []

        async def last(seconds: float) -> None:
            async with pool.turn("a"):
                with pool.one_more_after(seconds):
                    free.append(pool.free)
                    await ends.wait()

        tasks = [asyncio.create_task(last(0.0)), asyncio.create_task(last(60.0)), asyncio.create_task(last(60.0))]
        # Time for the first to have lasted too long; the third waits.
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert pool.waiting == 1
        ends.set()
        await asyncio.gather(*tasks)
        return [*free, pool.free]

    assert asyncio.run(story()) == [0, 0, 0, 1]
