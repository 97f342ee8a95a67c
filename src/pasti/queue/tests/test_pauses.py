"""Nobody is called to a counter that pauses; whom accounts served is told to the roster as figures."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.offices import actions as offices
from pasti.queue import actions, aside
from pasti.queue.tests.hall import after, serving, take
from pasti.roster import at_counters, served
from pasti.roster.models import Rest
from pasti.roster.queries import pause_of


def pausing(office):
    shift = offices.open_counter(office.counters[1], office.budi)
    at_counters.pause(shift, Rest.PRAYER, by=office.budi.actor)
    return shift


def test_who_pauses_calls_nobody_until_the_pause_is_over(office):
    shift = pausing(office)
    take(office, "C")
    with pytest.raises(NotAllowed, match="jeda"):
        actions.call_next(office.counters[1], by=office.budi.actor)
    with after(10):
        at_counters.resume(shift, by=office.budi.actor)
        assert actions.call_next(office.counters[1], by=office.budi.actor)
    assert pause_of(shift) is None
    assert shift.pauses.get().until == MONDAY + timedelta(minutes=10)


def test_who_pauses_goes_on_with_nobody_who_stepped_aside(office):
    away = aside.hold(serving(office), by=office.budi.actor)
    shift = pausing(office)
    with pytest.raises(NotAllowed, match="jeda"):
        aside.resume(away, office.counters[1], by=office.budi.actor)
    at_counters.resume(shift, by=office.budi.actor)
    assert aside.resume(away, office.counters[1], by=office.budi.actor).state == "serving"


def test_whom_somebody_served_is_known_by_the_moment_only(office):
    take(office, "C")
    ticket = actions.call_next(office.counters[1], by=office.budi.actor)
    with after(3):
        actions.serve(ticket, by=office.budi.actor)
    with after(10):
        found = served.between(clock.at(MONDAY.date()), clock.now())
    assert found == [(office.budi.pk, MONDAY + timedelta(minutes=3))]
