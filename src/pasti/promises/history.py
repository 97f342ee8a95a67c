"""What was said for a case, in its order: days that ended alone, and days that were moved together with others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from pasti.applications.models import Application
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.promises.models import Earlier, Making, Outcome, Promise, What
from pasti.readiness.models import Incident

_NOT_TO_BE = (Outcome.MOVED, Outcome.BROKEN)
TAKEN_BACK = (Outcome.MOVED, Outcome.WITHHELD)


@dataclass(frozen=True)
class Said:
    """A day that was said, when, and what became of it: nothing yet, or why it does not hold any more."""

    day: date
    made_at: datetime
    making: Making | None
    outcome: Outcome | None = None
    cause: Words = field(default_factory=Words)
    ended_by: Making | None = None


def of(application: Application) -> list[Said]:
    """Return all days that were said for a case, the first one first."""
    mine = Promise.objects.filter(application=application, what=What.READY).select_related("making", "ended_by")
    promises = mine.prefetch_related("earlier__making", "earlier__ended_by").order_by("pk")
    return [said for promise in promises for said in _of_one(promise)]


def _of_one(promise: Promise) -> Iterator[Said]:
    yield from map(_moved, promise.earlier.all())
    outcome = Outcome(promise.outcome) if promise.outcome else None
    yield Said(promise.day, promise.made_at, promise.making, outcome, promise.cause, promise.ended_by)


def _moved(earlier: Earlier) -> Said:
    by = earlier.ended_by
    return Said(earlier.day, earlier.made_at, earlier.making, Outcome.MOVED, by.cause, by)


def before(promise: Promise) -> Said | None:
    """Return the last day that was said before this one and was not to be: moved, or gone by."""
    if earlier := promise.earlier.select_related("making", "ended_by").order_by("-pk").first():
        return _moved(earlier)
    row = _row_before(promise)
    return list(_of_one(row))[-1] if row else None


def as_given(promise: Promise) -> tuple[Said, Said]:
    """Return the first day of a promise that was given instead of another, and that other one."""
    row = _row_before(promise)
    assert row
    return next(_of_one(promise)), list(_of_one(row))[-1]


def _row_before(promise: Promise) -> Promise | None:
    others = Promise.objects.filter(application_id=promise.application_id, what=promise.what, pk__lt=promise.pk)
    return others.filter(outcome__in=_NOT_TO_BE).select_related("making", "ended_by").order_by("-pk").first()


def told_later_since(application: Application, day: date) -> datetime | None:
    """Return since when the person was told a day later than this one, without an earlier one since; None if not."""
    said_of_it, since = of(application), None
    for said in said_of_it:
        since = (since or said.made_at) if said.day > day else None
    return since if said_of_it and said_of_it[-1].outcome is None else None


def moved_in(incident: Incident) -> QuerySet[Promise]:
    """Return the promises of which a day holds no more because of an incident: another was given instead, or none."""
    begins, ends = incident.span()
    makings = Making.objects.filter(Q(plan=incident) | Q(plan=None, at__gte=begins, at__lte=ends))
    because = [one.pk for one in makings if one.plan_id or set(incident.needs).intersection(one.needs)]
    moved = Earlier.objects.filter(ended_by__in=because).values("promise")
    return Promise.objects.filter(Q(ended_by__in=because) | Q(pk__in=moved))


def moved_together(since: datetime, until: datetime | None = None) -> QuerySet[Earlier]:
    """Return the days that were moved together with others from one moment on, until before another."""
    makings = Making.objects.filter(at__gte=since)
    return Earlier.objects.filter(ended_by__in=makings.filter(at__lt=until) if until else makings)


def cases_by_service(first: date, next_first: date) -> dict[int, tuple[int, int]]:
    """Return for each service of how many cases a day ended from one day until before another, and was moved."""
    begins, ends = clock.at(first), clock.at(next_first)
    together = Q(pk__in=moved_together(begins, ends).values("promise"))
    alone = Q(ended_at__gte=begins, ended_at__lt=ends) & ~Q(outcome=Outcome.DROPPED)
    moved = Count("application", distinct=True, filter=together | (alone & Q(outcome__in=TAKEN_BACK)))
    rows = Promise.objects.filter(alone | together).order_by().values_list("application__service")
    return {
        service: (cases, of_moved)
        for service, cases, of_moved in rows.annotate(n=Count("application", distinct=True), m=moved)
    }
