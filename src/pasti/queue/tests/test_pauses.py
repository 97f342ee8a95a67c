"""Whoever calls somebody pauses no longer; whom accounts served is told to the roster as figures."""

from datetime import timedelta

from tests.cast import MONDAY

from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.queue import actions
from pasti.queue.tests.hall import after, take
from pasti.roster import at_counters, served
from pasti.roster.models import Rest
from pasti.roster.queries import pause_of


def pausing(office):
    shift = offices.open_counter(office.counters[1], office.budi)
    at_counters.pause(shift, Rest.PRAYER, by=office.budi.actor)
    return shift


def test_who_calls_the_next_is_back(office):
    shift = pausing(office)
    take(office, "C")
    with after(10):
        assert actions.call_next(office.counters[1], by=office.budi.actor)
    assert pause_of(shift) is None
    assert shift.pauses.get().until == MONDAY + timedelta(minutes=10)


def test_where_nobody_waits_the_pause_goes_on(office):
    shift = pausing(office)
    assert actions.call_next(office.counters[1], by=office.budi.actor) is None
    assert pause_of(shift) is not None


def test_whom_somebody_served_is_known_by_the_moment_only(office):
    take(office, "C")
    ticket = actions.call_next(office.counters[1], by=office.budi.actor)
    with after(3):
        actions.serve(ticket, by=office.budi.actor)
    with after(10):
        found = served.between(clock.at(MONDAY.date()), clock.now())
    assert found == [(office.budi.pk, MONDAY + timedelta(minutes=3))]
