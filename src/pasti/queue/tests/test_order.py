"""The order of calling: the rule on the wall, held on any day."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide, set_counter
from pasti.queue import actions, aside, hooks, order, queries, why
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import after, called, miss, missed, serving, take


@pytest.fixture
def mixed(office):
    """Counter 1 calls from the lane for those who come first, too."""
    set_counter(1, lanes=[office.lanes["C"], office.lanes["P"]], by=ANYBODY)
    return office


def filled(office, letters: str, start: float = 0) -> None:
    for minute, letter in enumerate(letters):
        with after(start + minute):
            take(office, letter)


def calls(office, count: int, counter: int = 1) -> str:
    """The letters of those who are called, one after another, an hour later."""
    with after(60):
        return "".join(called(office, counter)[:1] for _ in range(count))


# ── those who come first ────────────────────────────────────────────────────────────────────────────────────────────


def test_those_who_come_first_are_called_first_so_many_in_a_row(mixed):
    filled(mixed, "CCCPPPPP")
    assert calls(mixed, 8) == "PPCPPCPC"


def test_who_comes_first_does_not_wait_for_an_empty_chair(mixed):
    filled(mixed, "PPPP")
    assert calls(mixed, 4) == "PPPP"
    filled(mixed, "CPP", 61)
    with after(70):
        assert [called(mixed)[:1] for _ in range(3)] == ["P", "P", "C"]


def test_the_office_decides_how_many(mixed):
    decide("queue.priority_in_a_row", value=1, valid_from=MONDAY.date(), legal_basis="SK", by=ANYBODY)
    filled(mixed, "CCPP")
    assert calls(mixed, 4) == "PCPC"


def test_who_comes_first_still_does_in_the_next_lane(office):
    set_counter(4, lanes=[office.lanes["B"]], by=ANYBODY)
    with after(0):
        first = serving(office, 7, "P")
    filled(office, "BB", 1)
    with after(5):
        actions.pass_on(first, office.lanes["B"], by=ANYBODY)
        assert queries.place(Ticket.objects.get(letter="B", sequence=1)).ahead == 1
        assert called(office, 4) == "P-001"


# ── the longest wait ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_time_waited_goes_on_in_the_next_lane(office):
    with after(0):
        early = take(office, "C")
    with after(10):
        take(office, "B")
    with after(20):
        assert actions.call_next(office.counters[1], by=ANYBODY) == early
        actions.serve(early, by=ANYBODY)
    with after(25):
        moved = actions.pass_on(Ticket.objects.get(pk=early.pk), office.lanes["B"], by=ANYBODY)
    # What counts is the time waited, not that at the counter.
    assert moved.counts_from == MONDAY + timedelta(minutes=5)
    with after(26):
        assert [called(office, 4), called(office, 4)] == ["C-001", "B-001"]


@pytest.mark.parametrize(("comes", "counts"), [(-60, -60), (-20, -30), (0, -30), (15, -30), (16, 16)])
def test_an_appointment_counts_from_before_its_session(db, comes, counts):
    session = MONDAY + timedelta(hours=2)
    came = session + timedelta(minutes=comes)
    assert order.counts_from(came, session) == session + timedelta(minutes=counts)


def test_who_has_an_appointment_is_asked_for_upstairs(office, monkeypatch):
    session = MONDAY + timedelta(minutes=10)
    monkeypatch.setattr(hooks, "booked", lambda _case, _day: session)
    filled(office, "C")
    with after(5):
        ticket = take(office, "C", submitted())
    assert (ticket.booked_for, ticket.counts_from) == (session, session - timedelta(minutes=30))
    with after(6):
        assert called(office) == "C-002"


# ── who did not come ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_did_not_come_waits_again_behind_so_many_numbers(office):
    gone = missed(office)
    filled(office, "CCCCC", 1)
    with after(10):
        aside.requeue(gone, by=ANYBODY)
        assert [called(office) for _ in range(6)] == ["C-002", "C-003", "C-004", "C-001", "C-005", "C-006"]


def test_so_often_and_no_more(office):
    gone = missed(office)
    for times in (1, 2):
        aside.requeue(gone, by=ANYBODY)
        assert Ticket.objects.get(pk=gone.pk).times_back == times
        ticket = actions.call_next(office.counters[1], by=ANYBODY)
        for _again in range(2):
            ticket = actions.recall(ticket, by=ANYBODY)
        miss(ticket)
    with pytest.raises(NotAllowed, match="sudah 2 kali masuk lagi"):
        aside.requeue(gone, by=ANYBODY)


def test_the_rule_on_the_wall_says_what_holds(office):
    decide("queue.priority_in_a_row", value=7, valid_from=MONDAY.date(), legal_basis="SK", by=ANYBODY)
    decide("queue.numbers_before_back", value=9, valid_from=MONDAY.date(), legal_basis="SK", by=ANYBODY)
    said = " ".join(order.rule())
    assert "Paling banyak 7 nomor prioritas berturut-turut" in said
    assert "setelah 9 nomor" in said


# ── any day ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_COUNTERS = {1: "CP", 2: "CD", 4: "B", 7: "PB"}
_steps = st.one_of(
    st.tuples(st.just("take"), st.sampled_from("BCDPC")),
    st.tuples(st.just("call"), st.sampled_from(list(_COUNTERS))),
    st.tuples(st.sampled_from(["to B", "to D", "miss", "finish", "back"]), st.sampled_from(list(_COUNTERS))),
)


def step(office, what: str, where) -> Ticket | None:
    if what == "take":
        take(office, where)
        return None
    counter = office.counters[where]
    current, gone = queries.current(counter), queries.missed_in(counter).first()
    if what == "call":
        if ticket := actions.call_next(counter, by=ANYBODY):
            return actions.serve(ticket, by=ANYBODY)
    elif what == "back" and gone:
        aside.requeue(gone, by=ANYBODY)
    elif current and what == "finish":
        actions.finish(current, by=ANYBODY)
    elif current and what.startswith("to "):
        actions.pass_on(current, office.lanes[what[-1]], by=ANYBODY)
    return None


def passed_over(called_now: Ticket, before: Sequence[Ticket], lanes: str) -> list[Ticket]:
    """Those of the same class who waited where the counter calls and count from earlier."""
    return [
        one
        for one in before
        if one.lane.letter in lanes
        and one.priority == called_now.priority
        and (one.counts_from, one.pk) < (called_now.counts_from, called_now.pk)
    ]


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(day=st.lists(_steps, min_size=10, max_size=40))
def test_on_any_day_nobody_is_passed_over_and_every_call_is_explained(office, day):
    for number, letters in _COUNTERS.items():
        set_counter(number, lanes=[office.lanes[letter] for letter in letters], by=ANYBODY)
    in_a_row = dict.fromkeys(_COUNTERS, 0)
    # Each example has a day of its own, as numbers have.
    with clock.stopped_at(MONDAY + timedelta(days=7 * next(_weeks))):
        began = clock.now()
    for minute, (what, where) in enumerate(day):
        with clock.stopped_at(began + timedelta(minutes=minute)):
            waiting = list(Ticket.objects.filter(state="waiting", day=clock.today()).select_related("lane"))
            try:
                now = step(office, what, where)
            except Refused:
                continue
            if now is None:
                continue
            lanes = _COUNTERS[where]
            assert passed_over(now, waiting, lanes) == []
            others = [one for one in waiting if one.lane.letter in lanes and not one.priority]
            in_a_row[where] = in_a_row[where] + 1 if now.priority and others else 0
            assert in_a_row[where] <= order.priority_in_a_row()
            for one in waiting:
                if one.pk != now.pk:
                    assert_explained(now, one, lanes)


def assert_explained(called_now: Ticket, other: Ticket, lanes: str) -> None:
    call = Entry.objects.filter(kind="ticket.call").latest("id")
    said = why.why_called(called_now.day, call, other.number)
    if other.lane.letter not in lanes:
        assert f"tidak memanggil dari lajur {other.lane.letter}" in said
    elif called_now.priority != other.priority:
        assert "prioritas" in said
    else:
        assert "dihitung menunggu sejak" in said


def _counting():
    week = 1
    while True:
        yield week
        week += 1


_weeks = _counting()
