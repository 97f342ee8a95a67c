"""Whatever is done with blanks, in whatever order: none in two places, none from nowhere, none lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.stock import actions, queries
from pasti.stock.models import Blank, Delivery

serials = st.integers(1, 14).map(lambda n: f"BK{n:04d}")
steps = st.one_of(
    st.tuples(st.just("receive"), serials, st.integers(1, 5)),
    st.tuples(st.just("load"), st.one_of(st.just(""), serials), st.integers(1, 4)),
    st.tuples(st.sampled_from(["use", "put_back", "spoil", "write_off"]), serials, st.just(1)),
)
# Where a blank may come from to be where it is.
CAME_FROM = {"in_stock": {"loaded"}, "loaded": {"in_stock"}, "used": {"loaded"}, "spoiled": {"in_stock", "loaded"}}


def do(what: str, serial: str, count: int) -> None:
    if what == "receive":
        actions.receive_delivery(first_serial=serial, count=count, letter="1", by=ANYBODY)
    elif what == "load":
        loaded = [blank.serial for blank in actions.load(count, first_serial=serial, by=ANYBODY)]
        assert loaded == sorted(set(loaded))
        assert len(loaded) == count
        assert not serial or loaded[0] == serial
    elif what in ("spoil", "write_off"):
        getattr(actions, what)(serial, "patah", by=ANYBODY)
    else:
        getattr(actions, what)(serial, by=ANYBODY)


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(day=st.lists(steps, max_size=40))
def test_the_ledger_always_adds_up(db, day):
    Blank.objects.all().delete()
    Delivery.objects.all().delete()
    for step in day:
        before, entries = dict(Blank.objects.values_list("serial", "state")), Entry.objects.count()
        try:
            do(*step)
        except (Refused, Blank.DoesNotExist):
            assert dict(Blank.objects.values_list("serial", "state")) == before
            assert Entry.objects.count() == entries
        after = dict(Blank.objects.values_list("serial", "state"))
        assert before.keys() <= after.keys(), "none is lost"
        assert all(after[s] == before[s] or before[s] in CAME_FROM[after[s]] for s in before)
        assert all(after[s] == "in_stock" for s in after.keys() - before.keys())
        ledger = queries.ledger()
        assert ledger.received == sum(Delivery.objects.values_list("count", flat=True)) == len(after)
        assert ledger.in_stock == ledger.received - ledger.loaded - ledger.used - ledger.spoiled
        assert sum(queries.left_of(delivery) for delivery in queries.deliveries()) == ledger.in_stock
