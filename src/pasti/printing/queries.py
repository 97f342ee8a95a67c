"""What waits to be printed, in which order, and what runs."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from pasti.applications.models import Application
from pasti.kit import clock
from pasti.printing.models import Job, Run
from pasti.printing.states import JobState, RunState
from pasti.printing.turns import Standing, Turn, in_order, with_turns


def waiting(today: date | None = None) -> QuerySet[Job]:
    """Return cards that may be printed today, in the order of `turns`; each has its `turn`, and the day `since`."""
    return in_order(_printable_on(today or clock.today()).select_related("application__service"))


def _printable_on(day: date) -> QuerySet[Job]:
    due = Q(not_before=None) | Q(not_before__lte=day)
    return Job.objects.filter(due, state=JobState.WAITING, obstacle="")


def serials(state: JobState) -> frozenset[str]:
    """Return the blanks of all cards that are in one state."""
    return frozenset(Job.objects.filter(state=state).values_list("serial", flat=True))


def order() -> list[int]:
    """Return the cases of the cards that wait, by key, in the order in which they are printed."""
    return list(waiting().select_related(None).values_list("application_id", flat=True))


def ahead_of(case: Application) -> int | None:
    """Return how many cards are printed before a case's; None when its card does not wait to be printed."""
    found = _place(case)
    return None if found is None else _that(found[1]).count()


def before(case: Application) -> QuerySet[Any]:
    """Return the cards that are printed before a case's, with their turns; none when its card does not wait."""
    found = _place(case)
    return _that(found[1]) if found else Job.objects.none()


def _that(holds: Q) -> QuerySet[Any]:
    return with_turns(_printable_on(clock.today())).filter(holds)


def standing(case: Application) -> Standing | None:
    """Return where a case's card stands in the order of printing; None when it does not wait to be printed."""
    found = _place(case)
    if found is None:
        return None
    turn, before = found
    counts = dict(_that(before).order_by().values_list("turn").annotate(n=Count("pk")))
    by_turn = tuple((Turn(code), counts[code]) for code in sorted(counts))
    return Standing(turn, sum(counts.values()), by_turn)


def mark() -> str:
    """Return a mark that changes when a card comes to those that wait to be printed, or leaves them.

    Who moves forward among them is in the journal (deadline, advance).
    """
    seen = _printable_on(clock.today()).aggregate(n=Count("pk"), top=Max("pk"))
    return f"{seen['n']}-{seen['top']}"


def by_turn() -> list[tuple[Turn, int]]:
    """Return how many cards wait for each turn, the first first."""
    rows = with_turns(_printable_on(clock.today())).order_by().values_list("turn").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(turn, counts.get(turn, 0)) for turn in Turn]


def beyond(blanks: int) -> list[tuple[Turn, int]]:
    """Return how many cards of each turn have no blank, when so many blanks are used in the order of printing."""
    left, short = blanks, []
    for turn, count in by_turn():
        short.append((turn, max(0, count - left)))
        left = max(0, left - count)
    return [(turn, count) for turn, count in short if count]


def _place(case: Application) -> tuple[Turn, Q] | None:
    """Return a waiting card's turn, and what holds for each card that is printed before it."""
    own = with_turns(Job.objects.filter(application=case, state=JobState.WAITING))
    place = own.values_list("turn", "since", "released_at", "pk").first()
    if place is None:
        return None
    turn, since, released, key = place
    earlier = Q(released_at__lt=released) | Q(released_at=released, pk__lt=key)
    return Turn(turn), Q(turn__lt=turn) | Q(turn=turn, since__lt=since) | Q(earlier, turn=turn, since=since)


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
    return Run.objects.select_related("night", "printer", "by_hand_at").annotate(
        cards=Count("jobs"), printed=Count("jobs", filter=Q(jobs__state__in=[JobState.PRINTED, JobState.LOST]))
    )


def open_runs() -> QuerySet[Run]:
    """Return runs that are not finished."""
    return runs().exclude(state=RunState.FINISHED)


def run_by_number(day: date, sequence: int) -> Run | None:
    """Return a run."""
    return Run.objects.filter(day=day, sequence=sequence).first()


def jobs_of(run: Run) -> QuerySet[Job]:
    """Return the cards of a run in their order."""
    return run.jobs.select_related("application__service").order_by("position", "id")


def lock_rest(run: Run) -> list[Job]:
    """Return the cards of a run that are still to be printed, locked, in their order.

    For what is done with all of them: each other act locks its card before the run, so they are locked first here too.
    """
    rest = Job.objects.select_for_update().filter(run=run, state=JobState.IN_RUN)
    return sorted(rest.order_by("id"), key=lambda job: job.position or 0)


def printed_since(day: date) -> int:
    """Return how many cards were printed since a day began."""
    return Job.objects.filter(printed_at__gte=clock.at(day)).count()
