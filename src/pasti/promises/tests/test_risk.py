"""What is about to be broken is seen before its day is over, said once a day, and no more when it is well again."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from tests.cast import LOST, MONDAY, accepted

from pasti.applications.actions import finish_step
from pasti.applications.models import Application
from pasti.applications.urgent import urgent
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.printing.tests.released import release
from pasti.promises import queries, risk, together
from pasti.promises.models import Basis, Making, Pace, PrintPace, Promise
from pasti.promises.together import Moved

CENTRE = node("centre-1", "Pusat")


def marked() -> list[str]:
    return [one.case.number for one in urgent(10)]


def said() -> int:
    return Entry.objects.filter(kind="promise.at_risk").count()


def looked(days: float) -> list[str]:
    with clock.stopped_at(MONDAY + timedelta(days=days)):
        assert not risk.look()
        return marked()


def paces(case: Application, **hours: float) -> None:
    """So many working hours from each stage on until it is ready, for everybody."""
    for step, each in hours.items():
        Pace.objects.create(
            service=case.service, step=step, hours=[each], waiting=[0.0], finished=100, still_open=0, measured_at=MONDAY
        )


def test_on_its_last_day_it_is_urgent_with_its_stage_and_since_when(office):
    case = accepted(office.budi.actor, "KK", {})
    waits = accepted(office.budi.actor)
    assert queries.current(case).day == date(2026, 11, 25)
    assert (looked(1), said()) == ([], 0)
    assert looked(2) == [case.number]
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        [one] = urgent(10, StepCode.ISSUING)
        assert (one.code, one.since) == ("issuing", MONDAY)
        assert urgent(10, StepCode.PRINTING) == []
    # Who has not come for the recording is awaited, and makes nothing urgent.
    assert waits.number not in marked()


def test_it_is_journalled_once_a_day_and_the_mark_goes_when_it_is_well_again(office):
    case = accepted(office.budi.actor, "KK", {})
    today = queries.current(case)
    looked(2)
    looked(2.1)
    assert said() == 1
    for day, marks in ((today.day + timedelta(days=5), []), (today.day, [case.number])):
        Promise.objects.update(day=day)
        assert looked(2.2) == marks
    assert said() == 1
    finish_step(Application.objects.get(pk=case.pk), "issuing", by=office.budi.actor, changes={"product": "3275"})
    assert looked(2.3) == []


def test_a_day_that_is_moved_while_it_is_looked_at_is_not_marked_for_the_day_it_had(office):
    case = accepted(office.budi.actor, "KK", {})
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        [looked_at] = risk._rows()
        moved = [Moved(looked_at.pk, date(2026, 12, 4), Basis.WORKING_DAYS)]
        with transaction.atomic():
            together.move(moved, Making.objects.create(cause="Sambungan putus.", needs=["link"]))
        risk._mark([looked_at], clock.now())
    assert (marked(), said()) == ([], 0)
    risk._mark([looked_at._replace(day=date(2026, 12, 4))], clock.now())
    assert (marked(), said()) == ([case.number], 1)


def test_what_comes_after_its_stage_needs_longer_than_is_left(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    paces(case, centre=30, printing=16)
    Promise.objects.update(day=date(2026, 11, 27))
    assert looked(0.1) == []
    # On Thursday printing alone would last until Monday.
    assert looked(3.1) == [case.number]
    assert "tahap pemeriksaan pusat" in Entry.objects.get(kind="promise.at_risk").sentence


def test_more_are_ahead_than_the_print_room_makes_until_then(office):
    first, second = (release(office).application for _ in range(2))
    Promise.objects.update(day=date(2026, 11, 24))
    assert looked(0.1) == []
    PrintPace.objects.create(a_day=0.4, days=20, measured_at=MONDAY)
    assert looked(0.1) == [second.number]
    assert first.number not in marked()


@pytest.mark.parametrize("cases", [1, 12])
def test_it_asks_the_same_few_questions_of_one_and_of_many(office, django_assert_max_num_queries, cases):
    for _ in range(cases):
        accepted(office.budi.actor, "KK", {})
    with django_assert_max_num_queries(30):
        assert looked(1) == []
