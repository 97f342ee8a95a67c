"""Whatever the network does to messages, every envelope is applied exactly once, in the order of its number."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link import actions, exchange
from pasti.link.actions import become, trust
from pasti.link.exchange import Message
from pasti.link.models import Envelope, Peer, Received
from pasti.link.registry import NeedsPerson, TryLater
from pasti.link.schema import CardProgress, RecordStatus, Said
from pasti.link.tests.conftest import Room
from pasti.link.tests.other_side import CASE, progress, status

MODEL = settings(
    derandomize=True,
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MOST = 8


numbers = st.integers(1, MOST)
batches = st.lists(st.lists(numbers, max_size=MOST), max_size=12)


@MODEL
@given(batches=batches, later=st.sets(numbers), never=st.sets(numbers))
def test_any_batches_in_any_order(centre: Peer, room: Room, batches, later, never):
    """Lost (in no batch), doubled and reordered deliveries, with some that cannot be applied, or not yet."""
    with transaction.atomic():
        room.trouble = {f"BK{n}": TryLater("not now") for n in later}
        room.trouble |= {f"BK{n}": NeedsPerson("no") for n in never}
        come: set[int] = set()
        for batch in batches:
            held = exchange.receive(centre, [progress(n) for n in batch])
            come |= set(batch)
            ends = [n for n in range(1, MOST + 2) if n not in come or n in later - never]
            assert held == min(ends) - 1, "all that came without a gap, up to one that must wait"
            assert room.applied(centre) == [f"BK{n}" for n in range(1, held + 1) if n not in never]
        room.trouble = {}
        assert exchange.receive(centre, [progress(n) for n in range(1, MOST + 1)]) == MOST
        assert sorted(room.applied(centre)) == sorted(f"BK{n}" for n in range(1, MOST + 1))
        in_line = [serial for serial in room.applied(centre) if int(serial.removeprefix("BK")) not in never]
        assert in_line == [f"BK{n}" for n in range(1, MOST + 1) if n not in never]
        assert not Received.objects.filter(peer=centre).exclude(set_aside="").exists()
        transaction.set_rollback(True)


@dataclass
class World:
    """Two nodes in one database, each with its own row for the other, and messages on their way between them."""

    room: Room
    # How the office sees the centre, and how the centre sees the office.
    centre: Peer
    office: Peer
    # Requests and answers that the network still holds; it may deliver any of them at any time, more than once.
    requests: list[Message] = field(default_factory=list)
    answers: list[Message] = field(default_factory=list)
    told: int = 0
    reported: int = 0
    minutes: int = 0

    def report(self) -> None:
        """The office has something to tell."""
        self.reported += 1
        said = CardProgress(application=CASE, code="X", serial=f"R{self.reported}", at=MONDAY)
        actions.send(Said.CARD_PROGRESS, said, key=said.serial, to=self.centre)

    def tell(self) -> None:
        """The centre has something to tell."""
        self.told += 1
        said: RecordStatus = status(f"T{self.told}")
        actions.send(Said.RECORD_STATUS, said, key=said.code, to=self.office)

    def call(self) -> None:
        """The office calls: its request is on the way."""
        self.requests.append(self._copy(exchange.compose(self.centre)))

    def arrive(self, which: int) -> None:
        """A request arrives (first, late or once more) and is answered; the answer is on the way."""
        if self.requests:
            self.answers.append(self._answered(self.requests[which % len(self.requests)]))

    def _answered(self, request: Message) -> Message:
        # As screens.peers does.
        exchange.take_in(self.office, request)
        exchange.put_back_unheld(self.office)
        return self._copy(exchange.compose(self.office))

    def return_(self, which: int) -> None:
        """An answer comes back, first, late or once more."""
        if self.answers:
            exchange.take_in(self.centre, self.answers[which % len(self.answers)])

    def give_up(self) -> None:
        """The office hears no answer."""
        flying = Envelope.objects.filter(peer=self.centre, state="in_flight").values_list("number", flat=True)
        exchange.put_back(self.centre, [number for number in flying if number], "no answer")

    def forget(self) -> None:
        """The network loses all that is under way."""
        self.requests.clear()
        self.answers.clear()

    def wait(self) -> None:
        """Time passes, and what was in flight for too long is taken back."""
        self.minutes += 3

    def _copy(self, message: Message) -> Message:
        return Message.model_validate(message.model_dump(mode="python"))

    def good_call(self) -> None:
        """A call during which nothing goes wrong."""
        exchange.take_in(self.centre, self._answered(self._copy(exchange.compose(self.centre))))

    def do(self, step: tuple[str, int]) -> None:
        name, which = step
        with clock.stopped_at(MONDAY + timedelta(minutes=self.minutes)):
            if name == "wait":
                exchange.sweep()
            method = getattr(self, name)
            method(which) if name in ("arrive", "return_") else method()


steps = st.tuples(
    st.sampled_from(
        ["report", "tell", "call", "call", "arrive", "arrive", "return_", "return_", "give_up", "wait", "forget"]
    ),
    st.integers(0, 5),
)


@pytest.fixture
def two_nodes(db) -> tuple[Peer, Peer]:
    become(role="office", name="Kantor", region_code="32.75")
    centre = trust(OtherNode("centre", "Pusat").card, url="http://127.0.0.1:9/", by=SYSTEM)
    return centre, trust(OtherNode("office", "Kantor").card, by=SYSTEM)


def _world(room: Room, two_nodes: tuple[Peer, Peer]) -> World:
    centre, office = (Peer.objects.get(pk=peer.pk) for peer in two_nodes)
    return World(room, centre, office)


def expected(count: int, letter: str) -> list[str]:
    return [f"{letter}{n}" for n in range(1, count + 1)]


@MODEL
@given(st.lists(steps, max_size=40))
def test_any_interleaving_of_two_nodes(two_nodes, room: Room, story):
    with transaction.atomic():
        world = _world(room, two_nodes)
        for step in story:
            world.do(step)
            for peer, letter, count in ((world.office, "R", world.reported), (world.centre, "T", world.told)):
                applied = room.applied(peer)
                assert applied == expected(count, letter)[: len(applied)], "in order, and never twice"
        world.minutes += 60
        for _call in range(4):
            world.do(("wait", 0))
            world.do(("good_call", 0))
        assert room.applied(world.office) == expected(world.reported, "R")
        assert room.applied(world.centre) == expected(world.told, "T")
        assert room.delivered(world.centre) == expected(world.reported, "R")
        assert room.delivered(world.office) == expected(world.told, "T")
        assert set(Envelope.objects.values_list("state", flat=True)) <= {"delivered"}
        transaction.set_rollback(True)


@MODEL
@given(st.lists(steps, max_size=30), st.sets(st.integers(1, 4), min_size=1))
def test_what_cannot_be_applied_blocks_nothing_and_is_applied_once_it_was_mended(two_nodes, room: Room, story, broken):
    with transaction.atomic():
        world = _world(room, two_nodes)
        room.trouble = {f"{letter}{n}": NeedsPerson("no") for n in broken for letter in "RT"}
        for step in [("report", 0), ("tell", 0), *story]:
            world.do(step)
        world.minutes += 60
        for _call in range(4):
            world.do(("wait", 0))
            world.do(("good_call", 0))
        for peer, letter, count in ((world.office, "R", world.reported), (world.centre, "T", world.told)):
            whole = [name for name in expected(count, letter) if name not in room.trouble]
            assert room.applied(peer) == whole
        stuck = Envelope.objects.exclude(state="delivered")
        named = {e.key for e in stuck}
        assert named == set(room.trouble) & {*expected(world.reported, "R"), *expected(world.told, "T")}
        assert {e.state for e in stuck} <= {"needs_person"}
        room.trouble = {}
        for envelope in stuck:
            actions.resend(envelope, by=ANYBODY)
        world.minutes += 60
        for _call in range(3):
            world.do(("good_call", 0))
        assert sorted(room.applied(world.office)) == sorted(expected(world.reported, "R"))
        assert sorted(room.applied(world.centre)) == sorted(expected(world.told, "T"))
        assert set(Envelope.objects.values_list("state", flat=True)) <= {"delivered"}
        transaction.set_rollback(True)
