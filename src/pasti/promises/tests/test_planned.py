"""What is planned moves the dates that rest on it, with its own cause, and its report says how many."""

from datetime import date, timedelta

from tests.cast import LOST, MONDAY, accepted

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.promises import history, queries
from pasti.promises.days import Days
from pasti.promises.models import Making, Stop
from pasti.promises.watching import remake
from pasti.readiness import actions as readiness
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def planned(office, day: date, *, needs: tuple[Need, ...] = (Need.LINK,), **other) -> Incident:
    """Announce that the link is down on a whole day."""
    return readiness.plan_incident(
        needs=needs, starts_at=clock.at(day, 7), until=clock.at(day, 16), by=office.agus.actor, seen=None, **other
    )


def counted(incident: Incident) -> int:
    return sum(line.count for line in cost_of(incident) if str(line.what) == "Tanggal siap diganti")


def test_a_plan_moves_dates_and_is_their_cause(office):
    case, document = accepted(office.budi.actor), accepted(office.budi.actor, "KK", {})
    incident = planned(office, TUESDAY)
    assert queries.dates_of(case).ready_on == date(2026, 12, 1)
    assert queries.dates_of(document).ready_on == date(2026, 11, 25)
    [moved, _now] = history.of(case)
    assert str(moved.cause) == "Gangguan terencana: sambungan ke pusat."
    entry = Entry.objects.get(kind="promise.move")
    assert entry.sentence == (
        "Tanggal siap diganti dari Senin, 30 November 2026 menjadi Selasa, 1 Desember 2026: "
        "Gangguan terencana: sambungan ke pusat."
    )
    making = Making.objects.get()
    assert (making.needs, making.moved, making.plan) == (["link"], 1, incident)
    assert (moved.ended_by, queries.current(case).making) == (making, making)
    assert counted(incident) == 1


def test_a_holiday_beside_a_plan_keeps_its_own_cause(office):
    case = accepted(office.budi.actor)
    planned(office, TUESDAY)
    offices.set_holiday(WEDNESDAY, name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=None)
    assert queries.dates_of(case).ready_on == date(2026, 12, 2)
    assert [str(said.cause) for said in history.of(case)[:-1]] == [
        "Gangguan terencana: sambungan ke pusat.", "Hari kerja kantor berubah.",
    ]  # fmt: skip
    assert Making.objects.count() == 1


def test_each_plan_counts_what_it_moved_itself(office):
    accepted(office.budi.actor)
    first = planned(office, TUESDAY)
    second = planned(office, WEDNESDAY)
    readiness.open_incident(needs=[Need.LINK], cause=first.cause, by=office.agus.actor)
    assert (counted(first), counted(second)) == (1, 1)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert (counted(first), counted(second)) == (1, 1)


def test_a_plan_that_meets_nothing_of_a_case_moves_nothing(office):
    accepted(office.budi.actor, "KK", {})
    planned(office, TUESDAY)
    assert not Making.objects.exists()


def test_a_plan_for_some_services_moves_the_dates_of_these_and_no_others(office):
    card, lost = accepted(office.budi.actor), accepted(office.budi.actor, "LOST", LOST)
    before = queries.dates_of(lost).ready_on
    planned(office, TUESDAY, services=("NEW",))
    assert (queries.dates_of(card).ready_on, queries.dates_of(lost).ready_on) == (date(2026, 12, 1), before)
    assert queries.current(accepted(office.budi.actor, "LOST", LOST)).day == before
    assert queries.current(accepted(office.budi.actor)).day == date(2026, 12, 1)
    days = Days()
    assert days.usual(card.service, MONDAY).day == date(2026, 12, 1)
    assert days.usual(lost.service, MONDAY).day == before
    stop = Stop.objects.create(need="link", since=MONDAY, until=MONDAY + timedelta(hours=1))
    assert remake([stop]) is None
