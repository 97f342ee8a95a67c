"""Whatever the network does to messages, every envelope is applied exactly once, each case's in their order."""

from datetime import timedelta

from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.link import actions, hearing, inbox
from pasti.link.models import Envelope, Peer, Received
from pasti.link.registry import NeedsPerson, TryLater
from pasti.link.tests.conftest import Room
from pasti.link.tests.other_side import progress
from pasti.link.tests.world import MODEL, STEPS, expected, world_of
from pasti.link.wire import Wire

MOST = 8
CASES = 3


numbers = st.integers(1, MOST)
batches = st.lists(st.lists(numbers, max_size=MOST), max_size=12)


def in_order(applied: list[str], cases: list[int]) -> bool:
    """Whether those of each case were applied in the order of their numbers."""
    numbers = [int(serial.removeprefix("BK")) for serial in applied]
    of_each = [[n for n in numbers if cases[n - 1] == case] for case in range(CASES)]
    return all(of_one == sorted(of_one) for of_one in of_each)


@MODEL
@given(
    batches=batches,
    cases=st.lists(st.integers(0, CASES - 1), min_size=MOST, max_size=MOST),
    later=st.sets(numbers),
    never=st.sets(numbers),
    poison=st.sets(numbers),
)
def test_any_batches_in_any_order(centre: Peer, room: Room, batches, cases, later, never, poison):
    """Lost (in no batch), doubled and reordered deliveries, with some that wait, that are refused, that are poison."""
    later = later - never - poison

    def wire(n: int) -> Wire:
        return progress(n, case=f"32750000000{cases[n - 1]}")

    def before(n: int) -> set[int]:
        return {k for k in range(1, n) if cases[k - 1] == cases[n - 1]}

    def good(n: int) -> bool:
        return n not in later | never | poison and not before(n) & later

    with transaction.atomic():
        room.trouble = {f"BK{n}": TryLater("not now") for n in later}
        room.trouble |= {f"BK{n}": NeedsPerson("no") for n in never} | {f"BK{n}": KeyError("?") for n in poison}
        come: set[int] = set()
        for batch in batches:
            held = inbox.receive(centre, [wire(n) for n in batch])
            come |= set(batch)
            assert held == min(n for n in range(1, MOST + 2) if n not in come) - 1, "all that is stored without a gap"
            applied = room.applied(centre)
            assert set(applied) == {f"BK{n}" for n in range(1, held + 1) if good(n)}
            assert len(applied) == len(set(applied))
            assert in_order(applied, cases)
            aside = set(Received.objects.exclude(set_aside="").values_list("number", flat=True))
            assert aside == {n for n in (never | poison) if n <= held and not before(n) & later}
        room.trouble = {}
        with clock.stopped_at(MONDAY + timedelta(hours=1)):
            assert inbox.receive(centre, [wire(n) for n in range(1, MOST + 1)]) == MOST
        applied = room.applied(centre)
        assert sorted(applied) == sorted(f"BK{n}" for n in range(1, MOST + 1))
        whole = [serial for serial in applied if int(serial.removeprefix("BK")) not in never | poison]
        assert in_order(whole, cases)
        assert not Received.objects.filter(peer=centre).exclude(set_aside="").exists()
        transaction.set_rollback(True)


@MODEL
@given(st.lists(STEPS, min_size=6, max_size=40))
def test_any_interleaving_of_two_nodes(two_nodes, room: Room, story):
    with transaction.atomic():
        world = world_of(room, two_nodes)
        for step in story:
            world.do(step)
            for peer, letter, count in ((world.office, "R", world.reported), (world.centre, "T", world.told)):
                applied = room.applied(peer)
                assert applied == expected(count, letter)[: len(applied)], "in order, and never twice"
        world.settle_down()
        assert room.applied(world.office) == expected(world.reported, "R")
        assert room.applied(world.centre) == expected(world.told, "T")
        assert room.delivered(world.centre) == expected(world.reported, "R")
        assert room.delivered(world.office) == expected(world.told, "T")
        assert set(Envelope.objects.values_list("state", flat=True)) <= {"delivered"}
        transaction.set_rollback(True)


@MODEL
@given(
    story=st.lists(STEPS, min_size=4, max_size=30),
    broken=st.sets(st.integers(1, 4)),
    later=st.sets(st.integers(1, 4)),
    cases=st.integers(1, CASES),
)
def test_what_cannot_be_applied_holds_up_its_own_case_only_and_is_applied_once_it_was_mended(
    two_nodes, room: Room, story, broken, later, cases
):
    with transaction.atomic():
        world = world_of(room, two_nodes)
        world.cases = cases
        room.trouble = {f"{letter}{n}": TryLater("not now") for n in later for letter in "RT"}
        room.trouble |= {f"{letter}{n}": NeedsPerson("no") for n in broken for letter in "RT"}
        for step in [("report", 0), ("tell", 0), *story]:
            world.do(step)
        world.settle_down()
        for peer, letter, count in ((world.office, "R", world.reported), (world.centre, "T", world.told)):
            waits = {n for n in later - broken if n <= count}
            held_up = {n for n in range(1, count + 1) if any(k <= n and (n - k) % cases == 0 for k in waits)}
            whole = [f"{letter}{n}" for n in range(1, count + 1) if n not in broken | held_up]
            assert sorted(room.applied(peer)) == sorted(whole)
        stuck = Envelope.objects.exclude(state="delivered")
        told = {*expected(world.reported, "R"), *expected(world.told, "T")}
        refused = {name for name, why in room.trouble.items() if isinstance(why, NeedsPerson)}
        held_back = Received.objects.filter(applied_at=None, set_aside="").values_list("key", flat=True)
        assert {e.key for e in stuck} == refused & told - set(held_back)
        assert {e.state for e in stuck} <= {"needs_person"}
        room.trouble = {}
        world.minutes += 60
        world.do(("work", 0))
        world.settle_down()
        for envelope in Envelope.objects.exclude(state="delivered"):
            actions.resend(envelope, by=ANYBODY)
        for envelope in hearing.unheard():
            hearing.hear(envelope)
        world.settle_down()
        assert sorted(room.applied(world.office)) == sorted(expected(world.reported, "R"))
        assert sorted(room.applied(world.centre)) == sorted(expected(world.told, "T"))
        assert sorted(room.delivered(world.centre)) == sorted(expected(world.reported, "R"))
        assert sorted(room.delivered(world.office)) == sorted(expected(world.told, "T"))
        assert set(Envelope.objects.values_list("state", flat=True)) <= {"delivered"}
        transaction.set_rollback(True)
