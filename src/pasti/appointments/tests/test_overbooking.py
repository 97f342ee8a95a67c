"""More are taken in than there are places, by how many do not come here; too many come in a stated share only."""

import random
from datetime import date, datetime, timedelta

import pytest
from scipy import stats
from tests.cast import MONDAY, OWNER, submitted

from pasti.appointments import overbooking, places, queries
from pasti.appointments.actions import SessionFull, book
from pasti.appointments.models import Booking, LaneHour
from pasti.offices import actions as offices
from pasti.offices import queries as calendar

TUESDAY = date(2026, 11, 24)
NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def rules(office, **values: int) -> None:
    for name, value in values.items():
        offices.decide(
            f"appointments.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor,
            seen=None,
        )  # fmt: skip


def saw(came: int, missed: int, hour: int = 9, lanes: str = "CB") -> None:
    for letter in lanes:
        LaneHour.objects.create(day=MONDAY.date() - timedelta(days=7), lane=letter, hour=hour, came=came, missed=missed)


def at_nine(lanes: str = "CB") -> queries.Slot:
    slot = queries.slot_at(NINE, lanes=lanes)
    assert slot is not None
    return slot


@pytest.mark.parametrize(("came", "missed", "on", "free"), [(100, 99, 1, 12), (100, 100, 0, 12), (100, 100, 1, 24)])
def test_it_is_off_until_enough_were_seen_and_somebody_has_switched_it_on(office, came, missed, on, free):
    rules(office, overbooking=on)
    saw(came, missed)
    assert at_nine().free == free


def test_who_is_taken_in_beyond_the_places_is_marked_and_no_more_than_that_are(office):
    rules(office, overbooking=1, session_capacity=2)
    saw(100, 100)
    limit = at_nine().free
    assert limit == 3
    booked = [book(submitted(), NINE, by=OWNER) for _ in range(limit)]
    assert [one.beyond for one in booked] == [False, False, True]
    with pytest.raises(SessionFull):
        book(submitted(), NINE, by=OWNER)
    rules(office, overbooking=0)
    assert at_nine().free == 0
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked"}, "who was taken in stays"


def test_where_everybody_comes_nobody_is_taken_in_beyond_the_places(office):
    rules(office, overbooking=1)
    saw(400, 0)
    assert at_nine().free == 12


def test_an_hour_has_its_own_rate_as_far_as_it_is_known(office):
    saw(100, 0, hour=9, lanes="C")
    saw(50, 150, hour=13, lanes="C")
    saw(0, 1, hour=14, lanes="C")
    whole = overbooking.seen("C")
    assert (whole.expected, whole.missed) == (301, 151)
    rates = [overbooking.rate("C", hour) for hour in (9, 13, 14, 15)]
    assert rates == [0.17, 0.7, 0.51, 0.5]


def limits(count: int, sessions: int, absent: float) -> list[overbooking.Limit]:
    one = (count,) * sessions
    return list(overbooking._limits(one, (count // 2,) * sessions, (absent,) * sessions, 0.05))


@pytest.mark.parametrize("absent", [0.1, 0.3, 0.5])
def test_the_risk_is_the_binomial_one(absent):
    [only] = limits(12, 1, absent)
    assert only.risk == pytest.approx(stats.binom.sf(12 + 6, only.bookings, 1 - absent))


@pytest.mark.parametrize(("count", "absent"), [(4, 0.5), (8, 0.35), (12, 0.2), (12, 0.5), (30, 0.4)])
def test_in_a_simulation_too_many_come_in_no_more_than_the_stated_share(count, absent):
    chosen, chance, days = limits(count, 7, absent), random.Random(1), 1500
    too_many, more = [0] * 7, 0
    for _day in range(days):
        left = 0
        for place, limit in enumerate(chosen):
            came = sum(chance.random() >= absent for _person in range(limit.bookings))
            left = max(0, left + came - count)
            too_many[place] += left > count // 2
        more += left
    shares = [n / days for n in too_many]
    # Within what chance does to 1,500 days.
    assert all(abs(share - limit.risk) < 0.02 for share, limit in zip(shares, chosen, strict=True))
    assert max(limit.risk for limit in chosen) <= 0.05
    assert sum(shares) / 7 <= 0.05
    assert sum(limit.bookings for limit in chosen) > count * 7, "it takes in more than without"


def test_the_sessions_of_a_day_know_of_each_other(office):
    first, *_between, last = limits(12, 7, 0.5)
    assert first.bookings == 24
    assert last.bookings < first.bookings
    assert first.risk < last.risk <= 0.05


def test_what_the_head_sees_is_what_is_done(office):
    rules(office, overbooking=1)
    saw(100, 100)
    lane, opening = calendar.lane_of("C"), calendar.opening(TUESDAY)
    for span, found in places.of_day(lane, opening):
        slot = queries.slot_at(span[0], lanes="C")
        assert (slot.free, slot.beyond) == (found.limit.bookings, found.limit.bookings - found.count)
