"""A node that was put back from a copy, of whatever age: both sides notice, and end as if it had not happened."""

from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from pasti.link.models import Envelope, Received
from pasti.link.tests.conftest import Room
from pasti.link.tests.world import MODEL, STEPS, world_of

ANYTHING = st.one_of(STEPS, st.sampled_from([("good_call", 0), ("report", 0), ("tell", 0)]))
some = st.lists(ANYTHING, max_size=12)


@settings(MODEL, max_examples=examples(45))
@given(before=some, side=st.integers(0, 1), lost=some, after=some, again=st.booleans())
@example(before=[], side=1, lost=[("report", 0), ("report", 0)], after=[], again=False)
@example(before=[], side=0, lost=[("tell", 0), ("tell", 0)], after=[], again=False)
def test_either_node_is_put_back_from_any_copy_at_any_moment(two_nodes, room: Room, before, side, lost, after, again):
    story = [*before, ("copy", side), *lost, ("good_call", 0), ("put_back", side), *after]
    with transaction.atomic():
        world = world_of(room, two_nodes)
        for step in [*story, *([("put_back", side)] if again else [])]:
            world.do(step)
            for peer in (world.office, world.centre):
                applied = room.applied(peer)
                assert len(applied) == len(set(applied)), "never twice"
        world.settle_down()
        for teller, hearer in ((world.centre, world.office), (world.office, world.centre)):
            # What a node still knows that it said has arrived; what it forgot cannot be asked of it.
            said = set(Envelope.objects.filter(peer=teller).values_list("key", flat=True))
            applied = room.applied(hearer)
            assert said <= set(applied)
            assert len(applied) == len(set(applied))
            hearer.refresh_from_db()
            stored = Received.objects.filter(peer=hearer).order_by("number").values_list("number", flat=True)
            assert hearer.held == len(stored), "nobody waits behind a gap"
        assert set(Envelope.objects.values_list("state", flat=True)) <= {"delivered"}
        assert not Received.objects.exclude(set_aside="").exists()
        transaction.set_rollback(True)
