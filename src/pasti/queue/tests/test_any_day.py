"""Whatever happens in the hall on a day, in whatever order: no number twice, nobody lost, one person at a counter."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.queue import actions, aside, order, queries
from pasti.queue.models import Ticket
from pasti.queue.states import AT_COUNTER

LETTERS, COUNTERS = "ABCDP", (1, 2, 3, 4, 6, 7)
steps = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(LETTERS)),
    st.tuples(
        st.sampled_from(["call", "serve", "recall", "miss", "finish", "requeue", "hold", "resume", "put_back"]),
        st.sampled_from(COUNTERS),
    ),
    st.tuples(st.sampled_from([f"to {letter}" for letter in LETTERS]), st.sampled_from(COUNTERS)),
)


def do(office, what, where):
    if what == "take":
        return actions.issue_ticket(office.lanes[where], by=ANYBODY)
    counter = office.counters[where]
    if what == "call":
        return actions.call_next(counter, by=ANYBODY)
    away = {"requeue": queries.missed_in, "resume": queries.held_in}
    ticket = away[what](counter).first() if what in away else queries.current(counter)
    if ticket is None:
        return None
    if what.startswith("to "):
        return actions.pass_on(ticket, office.lanes[what[3:]], by=ANYBODY)
    if what == "resume":
        return aside.resume(ticket, counter, by=ANYBODY)
    return getattr(aside if hasattr(aside, what) else actions, what)(ticket, by=ANYBODY)


def check(office):
    tickets = list(Ticket.objects.select_related("lane", "counter"))
    numbers = [ticket.number for ticket in tickets]
    assert len(set(numbers)) == len(numbers)
    for letter in LETTERS:
        given_out = sorted(ticket.sequence for ticket in tickets if ticket.letter == letter)
        assert given_out == list(range(1, len(given_out) + 1)), "none is left out"
    at = [ticket.counter.number for ticket in tickets if ticket.state in AT_COUNTER]
    assert len(set(at)) == len(at)
    assert all(t.counter is None for t in tickets if t.state in ("waiting", "missed", "held"))
    board = queries.board()
    assert sum(view.waiting for view in board.lanes) == sum(t.state == "waiting" for t in tickets)
    assert sorted(t.counter.number for view in board.lanes for t in view.at_counters) == sorted(at)
    assert sum(queries.counts_today().values()) == len(tickets)


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(day=st.lists(steps, max_size=40))
def test_any_day(office, day):
    Ticket.objects.all().delete()
    from pasti.queue.models import LaneDay

    LaneDay.objects.all().delete()
    for minute, (what, where) in enumerate(day):
        with clock.stopped_at(MONDAY + timedelta(minutes=minute)):
            first = order.next_at(office.counters[where])[:1] if what == "call" else []
            entries, before = Entry.objects.count(), set(Ticket.objects.values_list("pk", "state"))
            try:
                done = do(office, what, where)
            except Refused:
                assert set(Ticket.objects.values_list("pk", "state")) == before
                done = None
            assert Entry.objects.count() == entries + (1 if done else 0), "every fact is written once"
            if what == "call" and done:
                assert [done] == first, "who the list at the counter says is next"
            check(office)
