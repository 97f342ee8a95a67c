"""An incident that was measured ended when the last of what fell in it rose, whatever changed afterwards."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link.models import Lease, Peer
from pasti.readiness import actions, queries, watch
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, later, link, of, only, watched

HOUR = 3600


@pytest.fixture
def watching(office):
    begin()
    return office


def looked_from(first: int, last: int, *, round_trip_ms: int = 50) -> None:
    """Look at a link that is up, or slow, from one second to another without a pause."""
    for seconds in range(first, last + 1, 90):
        with later(seconds=seconds):
            link(up=True)
            Peer.objects.update(round_trip_ms=round_trip_ms)
            watch.look_at_all()


def test_that_it_becomes_slow_and_quick_again_is_neither_a_fall_nor_a_rise(watching):
    watched(30, up=False)
    looked_from(90, 1800)
    looked_from(1890, 2790, round_trip_ms=9000)
    looked_from(2880, 3780)
    assert [state for state, _since, _until in of("link")] == ["up", "down", "up", "degraded", "up"]
    assert (only().state, only().ended_at) == ("closed", MONDAY + timedelta(seconds=90))


def test_a_night_in_which_nobody_looked_does_not_put_its_end_off(watching):
    watched(30, up=False)
    looked_from(90, 360)
    looked_from(20 * HOUR, 20 * HOUR + 3540)
    assert only().state == "open", "that it stands has not been seen for an hour without a pause"
    looked_from(20 * HOUR + 3600, 20 * HOUR + 3690)
    assert (only().state, only().ended_at) == ("closed", MONDAY + timedelta(seconds=90))


def test_it_goes_on_while_anything_of_it_has_fallen(watching):
    Lease.objects.create(
        peer=Peer.objects.get(), service="ektp", number=1, allows=["record", "send", "print"],
        until=MONDAY + timedelta(minutes=1), since=MONDAY,
    )  # fmt: skip
    watched(30, up=False)
    watched(70, up=False)
    looked_from(120, 2 * HOUR)
    assert (only().state, of("link")[-1][0], of("may_send")[-1][0]) == ("open", "up", "down")
    assert watch.rose_at(only()) is None
    with clock.stopped_at(MONDAY + timedelta(seconds=2 * HOUR)):
        Lease.objects.update(until=MONDAY + timedelta(days=9))
    looked_from(2 * HOUR + 60, 3 * HOUR + 240)
    assert only().state == "closed"
    assert only().ended_at == MONDAY + timedelta(seconds=2 * HOUR + 60)


def test_of_what_has_risen_no_forecast_passes(watching):
    watched(30, up=False)
    with later(seconds=40):
        actions.forecast(only(), MONDAY + timedelta(minutes=20), by=watching.agus.actor)
    looked_from(90, 1500)
    assert (only().state, only().overdue_at) == ("open", None)
    assert not Entry.objects.filter(kind="incident.overdue").exists()
    watched(1520, up=False)
    assert only().overdue_at == MONDAY + timedelta(seconds=1520)
    assert Entry.objects.filter(kind="incident.overdue").count() == 1


def test_what_falls_again_has_the_forecast_of_nobody(watching):
    watched(30, up=False)
    with later(seconds=40):
        actions.forecast(only(), MONDAY + timedelta(seconds=80), by=watching.agus.actor)
    watched(81, up=False)
    looked_from(90, 180)
    with later(seconds=200):
        actions.close_incident(only(), by=watching.agus.actor)
    watched(300, up=False)
    assert (only().state, only().until, only().overdue_at) == ("open", None, None)
    with later(seconds=301):
        assert queries.stands(Need.LINK).told.endswith("Belum diketahui kapan pulih.")


def test_what_was_opened_by_mistake_lasts_no_longer_than_until_it_was_taken_back(watching):
    incident = actions.open_incident(needs=[Need.PRINTER], cause=Cause.EQUIPMENT, by=watching.joko.actor)
    with later(hours=2) as then:
        taken = actions.withdraw_incident(incident, "Salah mesin.", by=watching.agus.actor)
    with later(hours=50):
        assert taken.span() == (MONDAY, then)


def test_a_plan_that_was_taken_back_lasted_no_time(watching):
    begins = MONDAY + timedelta(hours=24)
    plan = actions.plan_incident(
        needs=[Need.LINK], starts_at=begins, until=begins + timedelta(hours=2), by=watching.agus.actor
    )
    taken = actions.withdraw_incident(plan, "Batal.", by=watching.agus.actor)
    with later(hours=50):
        assert taken.span() == (begins, begins)
