from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import LOST, MONDAY, accepted, submitted

from pasti.applications.models import Application
from pasti.catalogue.actions import change_service
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices.actions import set_holiday
from pasti.promises import queries
from pasti.promises.actions import promise_ready
from pasti.promises.models import Promise


def promised(case: Application) -> Promise:
    found = queries.current(case)
    assert found is not None
    return found


def test_accepting_papers_says_when_it_is_ready(office):
    case = accepted(office.budi.actor)
    promise = promised(case)
    # Five working days after a Monday.
    assert (promise.day, promise.basis, promise.made_by) == (date(2026, 11, 30), "working-days", "Budi Hartono")
    assert promise.made_at == case.accepted_at == MONDAY


def test_nothing_is_said_before_the_papers_are_complete(office):
    assert queries.current(submitted()) is None


def test_days_on_which_the_office_is_closed_do_not_count(office):
    set_holiday(date(2026, 11, 26), name="Libur daerah", source="local", closed=True, by=office.agus.actor)
    assert promised(accepted(office.budi.actor)).day == date(2026, 12, 1)


def test_somebody_recorded_at_sixteen_gets_the_card_on_the_birthday(office):
    promise = promised(accepted(office.budi.actor, "NEW16", {}, birth_date=date(2010, 3, 18)))
    assert (promise.day, promise.basis) == (date(2027, 3, 18), "print-age")


def test_a_birthday_next_week_does_not_hurry_the_office(office):
    promise = promised(accepted(office.budi.actor, "NEW16", {}, birth_date=date(2009, 11, 24)))
    assert (promise.day, promise.basis) == (date(2026, 11, 30), "working-days")


@pytest.mark.parametrize(
    ("service", "answers", "needs"),
    [
        (
            "NEW",
            None,
            [
                "link",
                "may_record",
                "may_send",
                "may_print",
                "blanks",
                "ribbon",
                "printer",
                "station",
                "disk",
                "clerk",
                "recorder",
                "print_operator",
            ],
        ),
        ("LOST", LOST, ["link", "may_send", "may_print", "blanks", "ribbon", "printer", "clerk", "print_operator"]),
        ("KK", {}, ["paper_printer", "clerk"]),
    ],
)
def test_it_rests_on_what_the_steps_ahead_need(office, service, answers, needs):
    promise = promised(accepted(office.budi.actor, service, answers))
    assert promise.rests_on == [need.value for need in promise.needs] == needs


def test_it_is_in_the_history_that_the_person_reads(office):
    accepted(office.budi.actor)
    entry = Entry.objects.get(kind="promise.make")
    assert entry.sentence == "Siap paling lambat Senin, 30 November 2026."
    assert entry.happened_at == MONDAY


def test_the_same_day_twice_is_one_promise(office):
    case = accepted(office.budi.actor)
    promise = promised(case)
    assert promise_ready(case, by=office.budi.actor) == promise
    assert Promise.objects.count() == Entry.objects.filter(kind="promise.make").count() == 1


def test_another_day_replaces_the_one_that_was_said_and_both_stay(office):
    case = accepted(office.budi.actor)
    first = promised(case)
    change_service(case.service, expected_days=7, active=True, by=office.agus.actor)
    later = MONDAY + timedelta(hours=1)
    with clock.stopped_at(later):
        second = promise_ready(Application.objects.get(pk=case.pk), by=office.budi.actor)
    assert second == promised(case)
    # Counted from complete papers, not from today.
    assert second.day == date(2026, 12, 2)
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (later, None)


def test_two_that_hold_at_once_cannot_be(office):
    promise = promised(accepted(office.budi.actor))
    promise.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        promise.save(force_insert=True)


def test_a_birthday_on_a_sunday_is_no_day_to_come(office):
    # 14 March 2027 is a Sunday; Monday is joint leave.
    promise = promised(accepted(office.budi.actor, "NEW16", {}, birth_date=date(2010, 3, 14)))
    assert (promise.day, promise.basis) == (date(2027, 3, 16), "print-age")
