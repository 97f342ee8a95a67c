"""Whom an exception passed: told to each of them, as soon as it is so, and for as long as they wait (docs/adr/0084)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pasti.applications.models import Application
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.printing import queries, why
from pasti.printing.models import Advance, Job
from pasti.printing.states import JobState
from pasti.printing.turns import Turn


@dataclass(frozen=True)
class Passed:
    """Cards that were ready later than one that waits, and go before it by a decision of two people.

    On which days those went that were printed already, in their order, and how many will go still.
    """

    days: tuple[date, ...] = ()
    to_come: int = 0

    def __bool__(self) -> bool:
        return bool(self.days or self.to_come)


def passed(case: Application) -> Passed:
    """Return by which exceptions a case's card that waits was passed, or is going to be; never whose they are."""
    job = Job.objects.filter(application=case, state=JobState.WAITING).first()
    if job is None:
        return Passed()
    later = Q(released_at__gt=job.released_at) | Q(released_at=job.released_at, pk__gt=job.pk)
    granted = Advance.objects.filter(granted_at__isnull=False).exclude(application=case)
    cards = Job.objects.filter(later, application__in=granted.values("application"))
    if not cards.exists():
        return Passed()
    to_come = queries.before(case).filter(later, turn=Turn.ADVANCED).count()
    gone = cards.exclude(run=None).values_list("application__number", flat=True)
    # Of one that was put back and taken again, the last time counts.
    taken = journal.happened(gone, "job.take", turn=int(Turn.ADVANCED))
    days = (clock.local_day(at) for at in sorted(taken.values()) if not why.why_not_ready(case, at))
    return Passed(tuple(days), to_come)
