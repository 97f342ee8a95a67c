"""Who is called, when, and how often."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.offices.actions import decide, set_lane
from pasti.queue import actions, aside, order, queries
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import after, called, miss, missed, state, take, told


def test_who_has_waited_longest_is_called(office):
    for minute, letter in enumerate("DCD"):
        with after(minute):
            take(office, letter)
    assert [called(office, 2) for _ in range(4)] == ["D-001", "C-001", "D-002", ""]


def test_of_two_who_came_in_the_same_moment_the_first_number_is_first(office):
    for letter in "CDC":
        take(office, letter)
    assert [called(office, 2) for _ in range(3)] == ["C-001", "D-001", "C-002"]


def test_a_counter_calls_from_its_own_lanes(office):
    take(office, "D")
    assert called(office, 1) == ""
    assert called(office, 3) == "D-001"


def test_priority_is_a_lane_of_its_own(office):
    take(office, "C")
    take(office, "P")
    assert called(office, 7) == "P-001"
    assert called(office, 7) == ""


def test_the_call_is_written_down_with_counter_and_moment(office):
    case = submitted()
    take(office, "C", case)
    with after(7):
        ticket = actions.call_next(office.counters[1], by=office.budi.actor)
    assert (ticket.state, ticket.counter, ticket.calls) == ("called", office.counters[1], 1)
    assert ticket.called_at == MONDAY + timedelta(minutes=7)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.case, entry.by_name) == ("ticket.call", case.number, "Budi Hartono")
    assert entry.facts == {"ticket": "C-001", "counter": 1, "lanes": "C", "in_a_row": 0, "at_most": 2}


def test_when_nobody_waits_nothing_happens(office):
    assert actions.call_next(office.counters[1], by=ANYBODY) is None
    assert told() == []


@pytest.mark.parametrize("at_counter", ["called", "serving"])
def test_one_person_at_a_counter(office, at_counter):
    take(office)
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    if at_counter == "serving":
        actions.serve(ticket, by=ANYBODY)
    for _twice in range(2):
        with pytest.raises(NotAllowed, match="C-001"):
            actions.call_next(office.counters[1], by=ANYBODY)
    assert queries.current(office.counters[1]) == ticket
    assert order.count_at(office.counters[1]) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(state="waiting").update(state="called", counter=office.counters[1])


def test_two_counters_of_a_lane_get_two_people(office):
    take(office)
    take(office)
    both = [actions.call_next(office.counters[n], by=ANYBODY).number for n in (1, 2)]
    assert both == ["C-001", "C-002"]


def test_numbers_of_yesterday_are_not_called(office):
    take(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert called(office) == ""


def test_who_holds_a_number_of_a_lane_that_was_closed_since_is_still_called(office):
    take(office)
    set_lane("C", names=("C", "C"), purposes=("C", "C"), serves=[], active=False, by=ANYBODY)
    assert order.count_at(office.counters[1]) == 1
    assert called(office) == "C-001"


@pytest.mark.parametrize("who", ["joko", "agus", "nur", "stranger"])
def test_only_who_serves_at_counters_calls(office, who):
    ticket = take(office)
    with pytest.raises(NotAllowed, match="wewenang"):
        actions.call_next(office.counters[1], by=getattr(office, who).actor)
    assert state(ticket) == "waiting"


# ── calling again, and who does not come ────────────────────────────────────────────────────────────────────────────


def test_calling_again_counts_and_is_shown_as_the_latest(office):
    take(office)
    take(office)
    first = actions.call_next(office.counters[1], by=ANYBODY)
    with after(1):
        actions.call_next(office.counters[2], by=ANYBODY)
    with after(2):
        again = actions.recall(first, by=ANYBODY)
    assert (again.state, again.calls, again.called_at) == ("called", 2, MONDAY + timedelta(minutes=2))
    assert queries.board().latest == first
    assert Entry.objects.latest("id").facts == {"ticket": "C-001", "counter": 1}


def test_nobody_is_passed_over_before_they_were_called_three_times(office):
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    for _call in range(2):
        with pytest.raises(NotAllowed, match="C-001"):
            miss(ticket)
        ticket = actions.recall(ticket, by=ANYBODY)
    gone = miss(ticket)
    assert (gone.state, gone.counter, gone.calls) == ("missed", None, 3)
    assert told()[1:] == ["ticket.call", "ticket.recall", "ticket.recall", "ticket.miss"]


@pytest.mark.parametrize("calls", [1, 4])
def test_the_office_decides_how_often_is_enough(office, calls):
    decide("queue.calls_before_missed", value=calls, valid_from=MONDAY.date(), legal_basis="SOP", by=office.nur.actor)
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    for _call in range(calls - 1):
        with pytest.raises(NotAllowed):
            miss(ticket)
        ticket = actions.recall(ticket, by=ANYBODY)
    assert miss(ticket).state == "missed"


def test_calling_more_often_than_needed_is_harmless(office):
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    for _call in range(9):
        ticket = actions.recall(ticket, by=ANYBODY)
    assert ticket.calls == 10
    assert miss(ticket).state == "missed"


def test_missing_twice_is_refused_and_changes_nothing(office):
    ticket = missed(office)
    before = told()
    with pytest.raises(NotAllowed, match="dilewati"):
        miss(ticket)
    assert told() == before


def test_who_was_missed_does_not_block_the_counter_and_can_come_back(office):
    gone = missed(office)
    take(office)
    assert called(office) == "C-002"
    assert list(queries.missed_in(office.counters[1])) == [gone]
    back = aside.requeue(gone, by=ANYBODY)
    assert (back.state, back.counter, back.calls, back.times_back) == ("waiting", None, 0, 1)
    assert not queries.missed_in(office.counters[1]).exists()
    assert actions.call_next(office.counters[2], by=ANYBODY) == gone


def test_who_came_back_is_called_as_often_as_anybody(office):
    aside.requeue(missed(office), by=ANYBODY)
    back = actions.call_next(office.counters[1], by=ANYBODY)
    with pytest.raises(NotAllowed):
        miss(back)


def test_nobody_comes_back_the_next_day(office):
    gone = missed(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)), pytest.raises(NotAllowed, match="C-001"):
        aside.requeue(gone, by=ANYBODY)
    assert state(gone) == "missed"


def test_who_waits_is_not_put_back_once_more(office):
    waiting = take(office)
    with pytest.raises(NotAllowed):
        aside.requeue(waiting, by=ANYBODY)
    assert Ticket.objects.get().times_back == 0


def test_somebody_who_was_missed_may_wait_again_at_the_end(office):
    gone = missed(office)
    with after(1):
        take(office)
    with after(2):
        waiting = aside.requeue(gone, by=ANYBODY)
    assert (waiting.state, waiting.counter) == ("waiting", None)
    assert [called(office), called(office)] == ["C-002", "C-001"]
