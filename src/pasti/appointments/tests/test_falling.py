"""What falls frees who is expected while it is down, in time, so that they can be told; and nobody else."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.cast import MONDAY, submitted
from tests.scenes import scene

from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.actions import book
from pasti.appointments.freeing import free_what_fell
from pasti.appointments.models import Booking
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link import leases
from pasti.link.models import Peer
from pasti.readiness import actions as readiness
from pasti.readiness import watch
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, link


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{moment}:00+07:00")


@contextmanager
def later(moment: datetime):
    """At a moment, after all was looked at, with the link as it was."""
    with clock.stopped_at(moment):
        if Peer.objects.get().down_since is None:
            link(up=True)
        watch.look_at_all()
        free_what_fell()
        yield


def booked(moment: str, case: Application | None = None) -> Booking:
    case = case or submitted()
    return book(case, at(moment), by=applicant(case.number))


def freed() -> list[str]:
    found = Booking.objects.filter(state="freed").select_related("session").order_by("session__starts_at")
    return [f"{clock.local(one.session.starts_at):%dT%H}" for one in found]


@scene
def hall(office):
    begin()
    return office


def down(office, need: Need, until: datetime | None = None, cause: Cause = Cause.EQUIPMENT):
    return readiness.open_incident(needs=[need], cause=cause, until=until, by=office.agus.actor)


def test_until_the_forecast_all_are_freed_with_the_cause_and_no_others(hall):
    for moment in ("23T10:00", "23T13:00", "24T08:00"):
        booked(moment)
    incident = down(hall, Need.STATION, until=at("23T12:00"))
    with later(MONDAY + timedelta(seconds=31)):
        assert freed() == ["23T10"]
        entry = Entry.objects.get(kind="booking.free")
        assert entry.facts["incident"] == incident.number
        assert "alat perekaman (kerusakan alat)" in entry.sentence
        assert [(str(line.what), line.count) for line in cost_of(incident)] == [
            ("Jadwal kedatangan yang dibebaskan", 1)
        ]


def test_what_is_down_for_a_moment_frees_nobody(hall):
    booked("23T10:00")
    down(hall, Need.STATION, until=at("23T12:00"))
    with later(MONDAY + timedelta(seconds=29)):
        assert freed() == []


def test_whose_visit_does_not_rest_on_it_comes_all_the_same(hall):
    booked("23T10:00", submitted("KK"))
    booked("23T10:00")
    down(hall, Need.STATION, until=at("23T12:00"))
    with later(MONDAY + timedelta(minutes=1)):
        assert freed() == ["23T10"]
        assert Booking.objects.get(state="booked").application.service.code == "KK"


def test_a_forecast_that_slips_frees_those_until_the_new_one(hall):
    booked("23T10:00"), booked("23T13:00")
    incident = down(hall, Need.STATION, until=at("23T11:00"))
    with later(MONDAY + timedelta(minutes=1)):
        assert freed() == ["23T10"]
        readiness.forecast(incident, at("23T14:00"), by=hall.agus.actor)
    with later(MONDAY + timedelta(minutes=2)):
        assert freed() == ["23T10", "23T13"]


def test_without_a_forecast_who_is_expected_within_four_office_hours_is_freed_hour_by_hour(hall):
    for moment in ("23T10:00", "23T14:00", "24T08:00", "24T13:00"):
        booked(moment)
    down(hall, Need.STATION)
    for hours, found in ((0.1, ["23T10"]), (3, ["23T10", "23T14"]), (5, ["23T10", "23T14", "24T08"])):
        with later(MONDAY + timedelta(hours=hours)):
            assert freed() == found


def test_no_session_is_offered_from_which_one_would_be_freed_at_once(hall):
    case = submitted()
    down(hall, Need.STATION)
    with clock.stopped_at(at("23T14:00")):
        first = queries.days_on_offer(outages=queries.outages_for(case))[0].slots[0]
        assert first.starts_at > queries.freeing_until() == at("24T10:30")


def test_the_leave_that_will_end_while_the_link_is_down_frees_from_then_on(hall):
    leave = leases.WireLease(
        service="ektp", number=1, allows=["record", "send", "print"], seconds=24 * 3600, until=at("24T08:30")
    )
    leases.take(Peer.objects.get(), [leave], fresh=True)
    for moment in ("23T10:00", "24T08:00", "24T10:00", "25T10:00"):
        booked(moment)
    with clock.stopped_at(MONDAY + timedelta(seconds=40)):
        link(up=False, at=MONDAY)
        watch.look_at_all()
        assert free_what_fell() is False
        assert freed() == [], "nobody has said how long: recording goes on until tomorrow"
        (incident,) = Incident.objects.all()
        readiness.forecast(incident, at("24T12:00"), by=hall.agus.actor)
        free_what_fell()
    assert freed() == ["24T08", "24T10"]
    assert "izin merekam" in Entry.objects.filter(kind="booking.free")[1].sentence


def test_who_has_come_and_whose_session_has_begun_is_not_freed(hall):
    came, begun = booked("23T10:00"), booked("23T09:00")
    Booking.objects.filter(pk=came.pk).update(state="attended")
    with clock.stopped_at(at("23T09:05")):
        link(up=True)
        down(hall, Need.STATION, until=at("23T12:00"))
    with later(at("23T09:06")):
        assert freed() == []
    begun.refresh_from_db()
    assert begun.state == "booked"


def test_many_are_freed_bit_by_bit(hall):
    for _one in range(3):
        booked("23T10:00")
    down(hall, Need.STATION, until=at("23T12:00"))
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        link(up=True)
        watch.look_at_all()
        assert [free_what_fell(at_once=2), free_what_fell(at_once=2), free_what_fell(at_once=2)] == [True, False, False]
    assert len(freed()) == 3
    assert Entry.objects.filter(kind="booking.free").count() == 3
