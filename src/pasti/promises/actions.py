"""Giving a date, and giving another one instead."""

from datetime import date

from django.db import transaction

from pasti.applications import queries as applications
from pasti.applications.actions import lock
from pasti.applications.models import Application
from pasti.catalogue import steps
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.offices import queries as offices
from pasti.promises import queries
from pasti.promises.models import Basis, Promise, What
from pasti.readiness.needs import Need


@transaction.atomic
def promise_ready(application: Application, *, by: Actor) -> Promise:
    """Say by which day a case whose papers are complete will be ready. The same day twice is one promise.

    `expected_days` working days from complete papers, when the legal clock starts (Permendagri 19/2018 art. 3), but not
    before the day on which the card may be printed. Another day than the one that was said replaces it.
    """
    case = lock(application)
    day, basis = _ready_day(case)
    said = Promise.objects.filter(application=case, what=What.READY, replaced_at=None).first()
    if said and said.day == day:
        return said
    now = clock.now()
    if said:
        said.replaced_at = now
        said.save(update_fields=["replaced_at"])
    promise = Promise.objects.create(
        application=case,
        what=What.READY,
        day=day,
        basis=basis,
        rests_on=_needs_ahead(case),
        made_at=now,
        made_by=by.name,
    )
    record("promise.make", subject=case.subject, case=case.number, by=by, day=str(day))
    return promise


@transaction.atomic
def correct_promises(*, by: Actor) -> list[Application]:
    """Give another day for what the calendar, as it is now, makes later; return whose. Nobody is told an earlier one.

    A day that is over is late, and stays what was said.
    """
    corrected = []
    for promise in queries.to_be_kept():
        day, _basis = _ready_day(promise.application)
        if day > promise.day:
            promise_ready(promise.application, by=by)
            corrected.append(promise.application)
    return corrected


def _ready_day(case: Application) -> tuple[date, Basis]:
    start = clock.local_day(case.accepted_at or clock.now())
    expected = offices.add_working_days(start, case.service.expected_days)
    printable = applications.printable_from(case)
    if printable and printable > expected:
        # A birthday may fall on a Sunday: what is told is a day on which somebody can come.
        return offices.working_day_from(printable), Basis.PRINT_AGE
    return expected, Basis.WORKING_DAYS


def _needs_ahead(case: Application) -> list[str]:
    ahead = {need for step in case.steps.all() if step.done_at is None for need in steps.of(step.code).rests_on}
    return [need.value for need in Need if need in ahead]
