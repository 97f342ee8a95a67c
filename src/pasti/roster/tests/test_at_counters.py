"""Pauses at a counter, and handing one over."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.offices import queries as office_queries
from pasti.roster import at_counters, queries
from pasti.roster.models import Pause, Rest
from pasti.roster.tests.duty import absent, dewi


@pytest.fixture
def shift(office):
    return offices.open_counter(office.counters[1], office.budi)


def test_a_counter_pauses_and_goes_on(office, shift):
    at_counters.pause(shift, Rest.PRAYER, by=office.budi.actor)
    assert queries.pause_of(shift).reason == Rest.PRAYER
    with clock.stopped_at(MONDAY + timedelta(minutes=10)):
        at_counters.resume(shift, by=office.budi.actor)
        at_counters.resume(shift, by=office.budi.actor)
    assert queries.pause_of(shift) is None
    assert Pause.objects.get().until == MONDAY + timedelta(minutes=10)
    told = Entry.objects.filter(kind__in=["counter.pause", "counter.resume"]).order_by("id")
    assert [entry.sentence for entry in told] == ["Loket 1 jeda: salat.", "Loket 1 melayani lagi."]


def test_pausing_twice_is_one_pause(office, shift):
    first = at_counters.pause(shift, Rest.REST, by=office.budi.actor)
    assert at_counters.pause(shift, Rest.TASK, by=office.budi.actor) == first


def test_only_who_sits_there_or_decides_pauses(office, shift):
    with pytest.raises(NotAllowed):
        at_counters.pause(shift, Rest.REST, by=office.rini.actor)
    at_counters.pause(shift, Rest.REST, by=office.agus.actor)


def test_a_pause_ends_with_the_shift(office, shift):
    at_counters.pause(shift, Rest.REST, by=office.budi.actor)
    offices.close_counter(shift, by=office.budi.actor)
    assert queries.pausing() == {}
    with pytest.raises(NotAllowed, match="sudah ditinggalkan"):
        at_counters.resume(shift, by=office.budi.actor)


def test_a_counter_is_handed_over(office, shift):
    taken = at_counters.hand_over(office.counters[1], dewi(), by=office.budi.actor)
    assert [(s.counter.number, s.account.username) for s in office_queries.on_shift()] == [(1, "dewi")]
    assert at_counters.hand_over(office.counters[1], taken.account, by=office.budi.actor) == taken
    entry = Entry.objects.get(kind="counter.hand_over")
    assert entry.sentence == "Loket 1 diserahkan Budi Hartono kepada Dewi Anggraini."


def test_nobody_is_pushed_from_a_counter(office, shift):
    colleague = dewi()
    with pytest.raises(NotAllowed, match="Budi Hartono masih bertugas"):
        at_counters.hand_over(office.counters[1], colleague, by=colleague.actor)
    at_counters.pause(shift, Rest.REST, by=office.budi.actor)
    at_counters.hand_over(office.counters[1], colleague, by=colleague.actor)
    assert office_queries.shift_of(office.budi) is None


def test_who_is_absent_leaves_the_counter_free(office, shift):
    colleague = dewi()
    absent(office, office.budi)
    assert at_counters.hand_over(office.counters[1], colleague, by=colleague.actor).account == colleague


def test_whom_a_counter_is_not_handed_to(office, shift):
    with pytest.raises(Refused, match="bukan petugas loket"):
        at_counters.hand_over(office.counters[1], office.joko, by=office.budi.actor)
    offices.open_counter(office.counters[4], office.rini)
    with pytest.raises(Refused, match="masih bertugas di loket 4"):
        at_counters.hand_over(office.counters[1], office.rini, by=office.budi.actor)
    with pytest.raises(Refused, match="Tidak ada yang bertugas"):
        at_counters.hand_over(office.counters[2], dewi(), by=office.agus.actor)
    assert office_queries.shift_of(office.budi) == shift
