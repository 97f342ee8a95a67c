"""What waits to be printed, in which order, and what runs."""

from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from pasti.applications.models import Application
from pasti.kit import clock
from pasti.printing import owed
from pasti.printing.models import Job, Run
from pasti.printing.states import JobState, RunState


def waiting(today: date | None = None) -> QuerySet[Job]:
    """Return cards that may be printed today, in their order; `owed_since` says since when one is owed.

    First those that are owed because a paper that stood for them has ended (`owed`), the longest owed first; then
    first released, first printed.
    """
    day = today or clock.today()
    due = Q(not_before=None) | Q(not_before__lte=day)
    return in_order(Job.objects.filter(due, state=JobState.WAITING, obstacle="").select_related("application__service"))


def in_order(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Return cards in the order in which they are printed."""
    asked = jobs.annotate(owed_since=owed.since(clock.today()))
    return asked.order_by(F("owed_since").asc(nulls_last=True), "released_at", "id")


def serials(state: JobState) -> frozenset[str]:
    """Return the blanks of all cards that are in one state."""
    return frozenset(Job.objects.filter(state=state).values_list("serial", flat=True))


def order() -> list[int]:
    """Return the cases of the cards that wait, by key, in the order in which they are printed."""
    return list(waiting().select_related(None).values_list("application_id", flat=True))


def ahead_of(case: Application) -> int | None:
    """Return how many cards are printed before a case's; None when its card does not wait to be printed."""
    own = Job.objects.filter(application=case, state=JobState.WAITING)
    place = own.values_list(owed.since(clock.today()), "released_at", "pk").first()
    if place is None:
        return None
    since, released, key = place
    earlier = Q(released_at__lt=released) | Q(released_at=released, pk__lt=key)
    if since is None:
        return waiting().filter(Q(owed_since__isnull=False) | earlier).count()
    return waiting().filter(Q(owed_since__lt=since) | Q(earlier, owed_since=since)).count()


def made_since(day: date) -> list[tuple[date, date]]:
    """Return of each card printed since a day began on which day it could be, and on which it was."""
    made = Job.objects.filter(printed_at__gte=clock.at(day)).values_list("released_at", "not_before", "printed_at")
    return [(_printable(released, later), clock.local_day(printed)) for released, later, printed in made if printed]


def waiting_since() -> date | None:
    """Return since which day some card has waited that could be printed; None when none does."""
    first = waiting().order_by("released_at", "id").first()
    return _printable(first.released_at, first.not_before) if first else None


def _printable(released: datetime, later: date | None) -> date:
    return max(clock.local_day(released), later or date.min)


def stopped() -> QuerySet[Job]:
    """Return cards that cannot be printed as they are, with their obstacle: somebody must put it right."""
    held = Job.objects.filter(state=JobState.WAITING).exclude(obstacle="")
    return held.select_related("application__service").order_by("released_at", "id")


def waiting_for_birthday(today: date | None = None) -> QuerySet[Job]:
    """Return cards that may only be printed later, by that day."""
    day = today or clock.today()
    later = Job.objects.filter(state=JobState.WAITING, not_before__gt=day)
    return later.select_related("application__service").order_by("not_before", "id")


def runs() -> QuerySet[Run]:
    """Return runs, newest first, with how many cards each has and had printed."""
    return Run.objects.annotate(cards=Count("jobs"), printed=Count("jobs", filter=Q(jobs__state=JobState.PRINTED)))


def open_runs() -> QuerySet[Run]:
    """Return runs that are not finished."""
    return runs().filter(state=RunState.OPEN)


def run_by_number(day: date, sequence: int) -> Run | None:
    """Return a run."""
    return Run.objects.filter(day=day, sequence=sequence).first()


def jobs_of(run: Run) -> QuerySet[Job]:
    """Return the cards of a run in their order."""
    return run.jobs.select_related("application__service").order_by("position", "id")


def printed_since(day: date) -> int:
    """Return how many cards were printed since a day began."""
    return Job.objects.filter(printed_at__gte=clock.at(day)).count()
