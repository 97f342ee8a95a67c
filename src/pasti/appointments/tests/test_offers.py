from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, OWNER, submitted

from pasti.applications.visits import Days
from pasti.appointments import queries
from pasti.appointments.actions import book
from pasti.kit import clock
from pasti.offices.actions import decide, remove_holiday, set_holiday, set_hours
from pasti.offices.days import Times

TODAY = MONDAY.date()


def days() -> list[date]:
    return [offer.day for offer in queries.days_on_offer()]


def hours(day: date) -> list[str]:
    (offer,) = [offer for offer in queries.days_on_offer() if offer.day == day]
    return [f"{clock.local(slot.starts_at):%H.%M}-{clock.local(slot.ends_at):%H.%M}" for slot in offer.slots]


def rule(office, key: str, value: int, valid_from: date = TODAY) -> None:
    decide(f"appointments.{key}", value=value, valid_from=valid_from, legal_basis="SOP", by=office.agus.actor)


def test_ten_working_days_and_no_weekend(office):
    assert days() == [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 30)] + [
        date(2026, 12, day) for day in (1, 2, 3, 4)
    ]


def test_sessions_lie_within_the_hours_of_the_day(office):
    assert hours(date(2026, 11, 24)) == [
        "08.00-09.00", "09.00-10.00", "10.00-11.00", "11.00-12.00", "12.00-13.00", "13.00-14.00", "14.00-15.00",
    ]  # fmt: skip
    # The office closes at half past two on a Friday.
    assert hours(date(2026, 11, 27))[-1] == "13.00-14.00"


def test_sessions_of_today_that_have_begun_are_over(office):
    assert hours(TODAY)[0] == "09.00-10.00"
    with clock.stopped_at(MONDAY + timedelta(minutes=30)):
        assert hours(TODAY)[0] == "10.00-11.00"


def test_in_the_evening_the_next_day_comes_first(office):
    with clock.stopped_at(MONDAY + timedelta(hours=9)):
        assert days()[0] == date(2026, 11, 24)


def test_after_midnight_in_bekasi_it_is_today_there(office):
    with clock.stopped_at(datetime.fromisoformat("2026-11-24T00:30:00+07:00")):
        assert days()[0] == date(2026, 11, 24)
        assert hours(date(2026, 11, 24))[0] == "08.00-09.00"


def test_holidays_are_left_out_and_others_come_instead(office):
    set_holiday(date(2026, 11, 25), name="Pilkada", source="local", closed=True, by=office.agus.actor)
    assert date(2026, 11, 25) not in days()
    assert days()[-1] == date(2026, 12, 7)
    remove_holiday(date(2026, 11, 25), by=office.agus.actor)
    assert date(2026, 11, 25) in days()


def test_joint_leave_that_the_office_does_not_take_is_a_working_day(office):
    set_holiday(date(2026, 11, 25), name="Cuti bersama", source="joint", closed=False, by=office.agus.actor)
    assert date(2026, 11, 25) in days()


def test_christmas_is_a_holiday(office):
    rule(office, "days_ahead", 30)
    assert date(2026, 12, 25) not in days()


def test_the_office_decides_on_its_hours(office):
    set_hours({0: Times(time(9), time(11)), 1: None, 5: Times(time(8), time(9))}, by=office.agus.actor)
    assert hours(date(2026, 11, 30)) == ["09.00-10.00", "10.00-11.00"]
    assert date(2026, 11, 24) not in days()
    assert date(2026, 11, 28) in days()


def test_the_length_of_sessions_and_their_capacity_may_change_from_a_day_on(office):
    change = date(2026, 11, 25)
    rule(office, "session_minutes", 120, change)
    rule(office, "session_capacity", 3, change)
    assert len(hours(date(2026, 11, 24))) == 7
    assert hours(change) == ["08.00-10.00", "10.00-12.00", "12.00-14.00"]
    assert [offer.free for offer in queries.days_on_offer()[:3]] == [6 * 12, 7 * 12, 3 * 3]


def test_the_office_decides_how_far_ahead(office):
    rule(office, "days_ahead", 2)
    assert days() == [TODAY, date(2026, 11, 24)]


def test_only_days_on_which_the_letter_is_valid(office):
    assert [offer.day for offer in queries.days_on_offer(Days(last=date(2026, 11, 25)))] == [
        TODAY, date(2026, 11, 24), date(2026, 11, 25),
    ]  # fmt: skip
    assert queries.days_on_offer(Days(last=date(2026, 11, 22))) == []


def test_an_office_that_is_never_open_offers_nothing(office):
    set_hours(dict.fromkeys(range(7)), by=office.agus.actor)
    assert queries.days_on_offer() == []
    assert queries.slot_at(MONDAY + timedelta(hours=1)) is None


def test_bookings_take_places(office):
    starts = queries.days_on_offer()[0].slots[0].starts_at
    book(submitted(), starts, by=OWNER)
    assert queries.days_on_offer()[0].slots[0].free == 11
    assert queries.slot_at(starts).free == 11


def test_without_capacity_everything_is_full(office):
    rule(office, "session_capacity", 0)
    assert {slot.free for offer in queries.days_on_offer() for slot in offer.slots} == {0}


def test_every_session_on_offer_is_found_again_and_no_other(office):
    for offer in queries.days_on_offer():
        for slot in offer.slots:
            assert queries.slot_at(slot.starts_at) == slot


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-23T08:00:00+07:00",
        "2026-11-23T08:30:00+07:00",
        "2026-11-23T09:30:00+07:00",
        "2026-11-23T09:00:01+07:00",
        "2026-11-23T15:00:00+07:00",
        "2026-11-23T20:00:00+07:00",
        "2026-11-28T09:00:00+07:00",
        "2026-12-07T09:00:00+07:00",
        "2026-11-23T09:00:00+00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
    ids=["begun", "now", "between", "a second late", "too long", "night", "Saturday", "too far ahead", "other zone",
         "first day", "last day"],
)  # fmt: skip
def test_no_session_begins_at(office, moment):
    assert queries.slot_at(datetime.fromisoformat(moment)) is None


def test_a_session_is_the_same_in_every_zone(office):
    assert queries.slot_at(datetime.fromisoformat("2026-11-23T02:00:00+00:00")) is not None


def test_looking_at_more_days_asks_the_database_little_more(office):
    def queries_for(ahead: int) -> int:
        rule(office, "days_ahead", ahead)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.days_on_offer()
        return len(asked)

    assert queries_for(20) - queries_for(10) <= 2 * 10
