"""The only recording operator is absent: who is expected then is counted at once, and freed as by any other fall."""

from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY, submitted

from pasti.accounts.roles import Role
from pasti.appointments.actions import book
from pasti.appointments.freeing import free_what_fell
from pasti.appointments.models import Booking
from pasti.journal.actors import applicant
from pasti.kit import clock
from pasti.readiness import watch
from pasti.readiness.tests.watching import begin
from pasti.roster import actions
from pasti.roster.halves import Half
from pasti.roster.plan import Post
from pasti.roster.rests import rests_on


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{moment}:00+07:00")


@pytest.fixture
def rini(office):
    begin()
    week = {(day, half): Post(Role.RECORDER, office.counters[4].pk) for day in range(5) for half in Half}
    actions.set_pattern(office.rini, week, valid_from=MONDAY.date(), by=office.agus.actor)
    return office.rini


def booked(moment: str) -> Booking:
    case = submitted()
    return book(case, at(moment), by=applicant(case.number))


def ill(office, rini):
    return actions.note_absence(rini, starts_at=MONDAY, ends_at=at("23T15:00"), by=office.agus.actor)


def test_who_is_expected_meanwhile_is_counted(office, rini):
    booked("23T10:00")
    booked("24T10:00")
    found = rests_on(ill(office, rini))
    assert [line.count for line in found.met] == [1]


def test_where_nobody_is_expected_nothing_is_said(office, rini):
    assert rests_on(ill(office, rini)).met == []


def test_they_are_freed_until_somebody_is_there_again(office, rini):
    today, tomorrow = booked("23T10:00"), booked("24T10:00")
    ill(office, rini)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        watch.look_at_all()
        free_what_fell()
    states = {booking.pk: booking.state for booking in Booking.objects.all()}
    assert states == {today.pk: "freed", tomorrow.pk: "booked"}
