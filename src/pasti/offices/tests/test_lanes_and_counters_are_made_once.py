"""What a screen would not offer is refused by the action too."""

import pytest
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices import actions, queries
from pasti.offices.models import Counter, Lane, Work


def test_nobody_sits_down_at_a_counter_that_is_not_in_use(office):
    closed = actions.set_counter(3, lanes=[office.lanes["D"]], active=False, by=ANYBODY)
    for counter in (closed, office.counters[3]):
        with pytest.raises(Refused, match="Loket 3 tidak dipakai"):
            actions.open_counter(counter, office.budi)
    assert queries.shift_of(office.budi) is None


def test_who_cannot_sit_down_stays_where_they_are(office):
    actions.open_counter(office.counters[1], office.budi)
    closed = actions.set_counter(3, lanes=[office.lanes["D"]], active=False, by=ANYBODY)
    with pytest.raises(Refused):
        actions.open_counter(closed, office.budi)
    shift = queries.shift_of(office.budi)
    assert shift is not None
    assert shift.counter == office.counters[1]


def test_a_new_lane_does_not_take_the_place_of_one_that_is_there(office):
    before = Entry.objects.count()
    with pytest.raises(Refused, match="Lajur C sudah ada"):
        actions.set_lane("C", names=("x", "x"), purposes=("x", "x"), serves=[Work.HANDOVER], new=True, by=ANYBODY)
    assert Lane.objects.get(letter="C").serves == [Work.PAPERS_CARD]
    assert Entry.objects.count() == before
    assert actions.set_lane("E", names=("x", "x"), purposes=("x", "x"), serves=[], new=True, by=ANYBODY).letter == "E"


def test_a_new_counter_does_not_take_the_place_of_one_that_is_there(office):
    with pytest.raises(Refused, match="Loket 1 sudah ada"):
        actions.set_counter(1, lanes=[], new=True, by=ANYBODY)
    assert Counter.objects.get(number=1).lanes.get() == office.lanes["C"]
    assert actions.set_counter(9, lanes=[], new=True, by=ANYBODY).number == 9
