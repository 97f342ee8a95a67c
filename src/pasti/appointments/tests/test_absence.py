"""Who is absent takes places with them; who is booked where nobody is any more is seen, freed and told."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, account, submitted

from pasti.accounts.roles import Role
from pasti.appointments.actions import book
from pasti.appointments.freeing import free_what_cannot_be_kept
from pasti.appointments.models import Booking
from pasti.appointments.queries import slot_at
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.offices.resting import NotSeen
from pasti.readiness.tests.watching import begin
from pasti.roster import actions
from pasti.roster.halves import Half
from pasti.roster.models import Absence
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
    return actions.note_absence(rini, starts_at=MONDAY, ends_at=at("23T15:30"), by=office.agus.actor)


def test_who_is_expected_meanwhile_is_seen_before_it_is_noted(office, rini):
    booked("23T10:00")
    booked("24T10:00")
    with pytest.raises(NotSeen) as not_seen:
        ill(office, rini)
    assert len(not_seen.value.met) == 1


def test_without_a_fixed_counter_who_is_expected_meanwhile_is_counted(office, rini):
    week = {(day, half): Post(Role.RECORDER) for day in range(5) for half in Half}
    actions.set_pattern(rini, week, valid_from=MONDAY.date(), by=office.agus.actor)
    booked("23T10:00")
    booked("24T10:00")
    assert [line.count for line in rests_on(ill(office, rini)).met] == [1]


def test_no_more_places_than_there_are_people(office, rini):
    before = slot_at(at("23T10:00"), lanes="B")
    assert before
    assert before.free
    ill(office, rini)
    after = slot_at(at("23T10:00"), lanes="B")
    assert after is None or after.free == 0
    tomorrow = slot_at(at("24T10:00"), lanes="B")
    assert tomorrow
    assert tomorrow.free == before.free


def test_leave_next_week_is_seen_by_those_who_are_booked_then(office, rini):
    booked("25T10:00")
    kept = booked("26T10:00")
    days = {"starts_at": at("25T08:00"), "ends_at": at("25T15:30"), "by": office.agus.actor}
    with pytest.raises(NotSeen) as not_seen:
        actions.note_absence(rini, **days)
    assert not Absence.objects.exists()
    actions.note_absence(rini, **days, seen={one.key for one in not_seen.value.met})
    assert Booking.objects.get(state="booked") == kept
    [entry] = Entry.objects.filter(kind="booking.free")
    assert "tidak ada petugas di lajur B" in entry.sentence


def test_the_roster_of_a_day_is_read_once_for_all_who_are_booked_on_it(office, rini):
    booked("25T10:00")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            free_what_cannot_be_kept(office.agus.actor, "")
        return len(seen)

    for_one = asked()
    for moment in ("25T10:00", "25T11:00", "25T11:00"):
        booked(moment)
    assert asked() == for_one
    assert Booking.objects.filter(state="booked").count() == 4


def test_fewer_counters_free_nobody(office, rini):
    week = {(day, half): Post(Role.CLERK, office.counters[1].pk) for day in range(5) for half in Half}
    actions.set_pattern(office.budi, week, valid_from=MONDAY.date(), by=office.agus.actor)
    other = account("dewi", "Dewi Anggraini", Role.CLERK)
    second = {at: Post(Role.CLERK, office.counters[2].pk) for at in week}
    actions.set_pattern(other, second, valid_from=MONDAY.date(), by=office.agus.actor)
    booked("25T10:00")
    actions.note_absence(other, starts_at=at("25T08:00"), ends_at=at("25T15:30"), by=office.agus.actor)
    assert Booking.objects.get().state == "booked"


def test_where_nobody_is_expected_nothing_is_said(office, rini):
    assert rests_on(ill(office, rini)).met == []
