"""Stepping aside and coming back, and being put back into the line: nobody loses their turn, nobody gains one."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.queue import actions, aside, queries, why
from pasti.queue.duties import close_yesterday
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import after, called, serving, state, take, told


def test_who_steps_aside_frees_the_counter_and_comes_back_to_any_of_the_lane(office):
    away = aside.hold(serving(office), by=ANYBODY)
    assert (away.state, away.counter) == ("held", None)
    take(office)
    assert called(office) == "C-002"
    assert list(queries.held_in(office.counters[2])) == [away]
    back = aside.resume(away, office.counters[2], by=ANYBODY)
    assert (back.state, back.counter) == ("serving", office.counters[2])
    assert told()[-1] == "ticket.resume"


def test_nobody_is_called_by_it_who_has_not_come(office):
    take(office)
    with pytest.raises(NotAllowed, match="dipanggil"):
        aside.hold(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)


def test_one_person_at_a_counter(office):
    away = aside.hold(serving(office), by=ANYBODY)
    serving(office)
    with pytest.raises(NotAllowed, match="C-002"):
        aside.resume(away, office.counters[1], by=ANYBODY)
    assert state(away) == "held"


def test_only_a_counter_of_the_lane_goes_on(office):
    away = aside.hold(serving(office), by=ANYBODY)
    with pytest.raises(NotAllowed, match="tidak melayani lajur C"):
        aside.resume(away, office.counters[4], by=ANYBODY)


def test_a_case_has_one_number_while_its_holder_is_away(office):
    case = submitted()
    away = aside.hold(serving(office, application=case), by=ANYBODY)
    assert take(office, "C", case) == away


def test_who_never_came_back_had_left(office):
    away = aside.hold(serving(office), by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        close_yesterday()
        with pytest.raises(NotAllowed, match="bukan nomor hari ini"):
            aside.resume(away, office.counters[1], by=ANYBODY)
    closed = Ticket.objects.get()
    assert (closed.state, closed.reason) == ("unserved", "left")


def test_who_was_called_by_mistake_is_back_at_their_place(office):
    for minute in range(3):
        with after(minute):
            take(office)
    with after(10):
        back = aside.put_back(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
        assert (back.state, back.counter, back.calls, back.counts_from) == ("waiting", None, 0, MONDAY)
    with after(11):
        assert [called(office) for _ in range(3)] == ["C-001", "C-002", "C-003"]


def test_time_at_the_counter_is_no_waiting(office):
    with after(0):
        take(office)
    with after(10):
        ticket = actions.serve(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    with after(30):
        back = aside.put_back(ticket, by=ANYBODY)
    assert back.counts_from == MONDAY + timedelta(minutes=20)


def test_nobody_is_put_back_another_day(office):
    ticket = serving(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)), pytest.raises(NotAllowed, match="bukan nomor hari ini"):
        aside.put_back(ticket, by=ANYBODY)


def test_the_replay_knows_where_who_was_put_back_stood(office):
    with after(0):
        take(office)
        take(office)
    with after(5):
        aside.put_back(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    with after(6):
        called(office)
        called(office)
    said = why.why_called(MONDAY.date(), why.history(MONDAY.date(), "C-001")[-3], "C-002")
    assert "C-001 dan C-002 dihitung menunggu sejak menit yang sama; C-001 lebih dahulu." in said
