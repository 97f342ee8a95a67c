"""The last counter for a kind of work is closed: who is booked for it is seen, freed and told; nobody else may book."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from tests.cast import ANYBODY, OWNER, submitted

from pasti.appointments import queries
from pasti.appointments.actions import SessionFull, book
from pasti.appointments.models import Booking
from pasti.appointments.tests.test_calendar_screens import hidden
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import queries as office_of
from pasti.offices.models import Lane, Work
from pasti.offices.resting import NotSeen

NINE = datetime.fromisoformat("2026-11-26T09:00:00+07:00")


def shut(office, number: int, letter: str, seen: Collection[str] = ()) -> None:
    offices.set_counter(number, lanes=[office.lanes[letter]], active=False, by=ANYBODY, seen=seen)


def close_all_for(office, letter: str) -> int:
    """Close all counters of a lane but the last, which nobody minds; return the number of the last."""
    lane: Lane = office.lanes[letter]
    numbers = sorted(lane.counters.filter(active=True).values_list("number", flat=True))
    for number in numbers[1:]:
        shut(office, number, letter)
    return numbers[0]


def only_handover(letter: str) -> None:
    offices.set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=[Work.HANDOVER], priority=True, by=ANYBODY)


@pytest.mark.parametrize("letter", ["B", "C"])
def test_whoever_is_booked_there_is_seen_freed_and_told(office, letter):
    case = submitted()
    book(case, NINE, by=OWNER)
    last = close_all_for(office, letter)
    assert Booking.objects.get().state == "booked"
    with pytest.raises(NotSeen) as not_seen:
        shut(office, last, letter)
    assert Booking.objects.get().state == "booked"
    assert office_of.counter(last)
    shut(office, last, letter, seen={one.key for one in not_seen.value.met})
    booking = Booking.objects.get()
    assert booking.state == "freed"
    assert "tidak ada lagi loket untuk" in queries.why_freed(booking)
    assert Entry.objects.filter(kind="booking.free").count() == 1
    # Twice is harmless.
    shut(office, last, letter)
    assert Entry.objects.filter(kind="booking.free").count() == 1


def test_a_lane_that_is_closed_frees_as_its_counters_do(office):
    book(submitted(), NINE, by=OWNER)
    said = {"names": ("Perekaman", "Recording"), "purposes": ("Rekam", "Record"), "serves": [Work.RECORDING]}
    # Whoever finds no lane of their own goes to the priority lane, if it does the same.
    offices.set_lane("B", **said, active=False, by=ANYBODY)
    assert Booking.objects.get().state == "booked"
    offices.set_lane("B", **said, by=ANYBODY)
    only_handover("P")
    with pytest.raises(NotSeen) as not_seen:
        offices.set_lane("B", **said, active=False, by=ANYBODY)
    offices.set_lane("B", **said, active=False, by=ANYBODY, seen={one.key for one in not_seen.value.met})
    assert Booking.objects.get().state == "freed"


def test_work_that_no_lane_does_is_not_offered(office):
    case = submitted()
    assert any(day.free for day in queries.days_on_offer(lanes=queries.lanes_of(case)))
    said = {"names": ("Perekaman", "Recording"), "purposes": ("Rekam", "Record"), "serves": [Work.HANDOVER]}
    offices.set_lane("B", **said, by=ANYBODY)
    only_handover("P")
    assert not any(day.free for day in queries.days_on_offer(lanes=queries.lanes_of(case)))
    with pytest.raises((SessionFull, Refused)):
        book(case, NINE, by=OWNER)
    assert not Booking.objects.exists()


def test_the_administrator_sees_them_before_it_is_saved(office, signed_in):
    case = submitted()
    book(case, NINE, by=OWNER)
    last = close_all_for(office, "B")
    admin = signed_in(office.nur)
    path = f"/loket/{last}/"
    answer = admin.post(path, {"lanes": [office.lanes["B"].pk], "name": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert case.name in page
    assert Booking.objects.get().state == "booked"
    again = admin.post(path, {name: value for name, value in hidden(page).items() if name != "csrfmiddlewaretoken"})
    assert again.status_code == 302
    assert Booking.objects.get().state == "freed"


def test_a_counter_less_frees_nobody_while_another_does_the_work(office):
    book(submitted(), NINE + timedelta(hours=1), by=OWNER)
    close_all_for(office, "B")
    offices.set_counter(4, lanes=[office.lanes["B"], office.lanes["D"]], by=ANYBODY)
    assert Booking.objects.get().state == "booked"
