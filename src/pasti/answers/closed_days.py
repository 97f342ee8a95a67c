"""When the calendar changes: the days that were chosen for collecting and on which the office is closed now."""

from django.db import transaction
from django.db.models import Q
from django.utils.text import capfirst

from pasti.answers import queries
from pasti.answers.models import Answer
from pasti.answers.states import State
from pasti.answers.times import Stretch
from pasti.applications import actions as applications
from pasti.applications.states import LIVE
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.offices.days import Calendar
from pasti.offices.resting import Met


@transaction.atomic
def let_go_of_closed_days(by: Actor, _because: str) -> list[Met]:
    """Take back each day for collecting on which the office is closed, as the calendar is now; return whose.

    A week is taken back when the office is closed on its first or its last day: within it one may come on any other.
    The holder reads it on the case's own pages at once and is asked again, and whoever sends notices follows the
    journal's entry.
    """
    return [_let_go(row, stretch, by) for row, stretch in _closed()]


def _closed() -> list[tuple[Answer, Stretch]]:
    """The answers that stand and hold a day ahead, or an end of a week, on which it is closed; the cases are locked."""
    today, calendar, found = clock.today(), Calendar(), {}
    ahead = Q(until=None, day__gte=today) | Q(until__gte=today)
    rows = Answer.objects.filter(ahead, state=State.GIVEN, application__state__in=LIVE).select_related("application")
    for row in rows.order_by("application_id", "-answered_at", "-pk"):
        ends = [day for day in (row.day, row.until) if day and day >= today]
        if row.application_id in found or all(calendar.opening(day) for day in ends):
            continue
        # The cases in their order; whoever is answering is waited for: something else may have been said since.
        stretch = queries.wishes(applications.lock(row.application)).stretch
        if stretch and (stretch.day, stretch.until) == (row.day, row.until):
            found[row.application_id] = (row, stretch)
    return list(found.values())


def _let_go(row: Answer, stretch: Stretch, by: Actor) -> Met:
    case = row.application
    # A representative who was named, and what else was said, stays.
    Answer.objects.filter(application=case).update(day=None, until=None)
    first, said = max(stretch.day, clock.today()), text.both(lambda: stretch.said)
    record("answer.free", subject=row.subject, case=case.number, by=by, what=said, day=str(first))
    return Met(case.subject, case.shown_number, case.name, key=row.subject, said=capfirst(stretch.label))
