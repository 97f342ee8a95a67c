"""The days that were chosen for collecting and on which nothing is handed over any more.

The office is closed then, no counter does it, nobody is in its lane, or what it rests on does not stand.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from pasti.answers import queries
from pasti.answers.collecting import NEEDS, Collecting
from pasti.answers.models import Answer
from pasti.answers.states import State
from pasti.answers.times import Stretch
from pasti.applications import actions as applications
from pasti.applications.states import LIVE
from pasti.appointments import freeing
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, text
from pasti.kit.once import one_look
from pasti.offices import actions as offices
from pasti.offices.resting import Met
from pasti.readiness import queries as readiness
from pasti.readiness.queries import Outage


@transaction.atomic
def let_go_of_closed_days(by: Actor, _because: str) -> list[Met]:
    """Take back each day for collecting on which nothing is handed over, as all stands now; return whose.

    A week is taken back when it is so on its first or its last day: within it one may come on any other. The holder
    reads it on the case's own pages at once and is asked again, and whoever sends notices follows the journal's entry.
    """
    planned = readiness.outages(NEEDS, planned_only=True)
    return [_let_go(one, by) for one in _in_their_order(planned)]


def let_go_of_days_in_vain() -> None:
    """Take back, too, what something rests on that fell and is expected to stay down; twice is harmless.

    What is down for a moment only takes nothing back (`freeing.down_now`). Nobody is asked.
    """
    if not _ahead().exists():
        return
    down = [one for one in freeing.down_now() if one.need in NEEDS]
    if not _gone(down):
        return
    with transaction.atomic():
        # First the calendar, then the cases, as who answers does.
        offices.lock_office()
        for one in _in_their_order(down):
            _let_go(one, SYSTEM)


class _Gone(NamedTuple):
    row: Answer
    stretch: Stretch
    why: dict[str, str]


def _ahead() -> QuerySet[Answer]:
    ahead = Q(until=None, day__gte=clock.today()) | Q(until__gte=clock.today())
    return Answer.objects.filter(ahead, state=State.GIVEN, application__state__in=LIVE)


@one_look()
def _gone(outages: Iterable[Outage]) -> list[_Gone]:
    """The answers that hold a day ahead, or an end of a week, on which nothing is handed over, as all stands now."""
    rows = list(_ahead().select_related("application__service").order_by("application_id", "-answered_at", "-pk"))
    if not rows:
        return []
    # What nobody would come on any more is not asked of: the first day of a week that has begun.
    ends = {row: [day for day in (row.day, row.until) if day and day >= clock.today()] for row in rows}
    days = [day for of_row in ends.values() for day in of_row]
    known = Collecting(min(days), max(days), outages)
    asked = {(day, row.application.service.code) for row in rows for day in ends[row]}
    why = {(day, code): known.why_not(day, code) for day, code in asked}
    found = []
    for row in rows:
        said = (why[day, row.application.service.code] for day in ends[row])
        if row.day and (because := next(filter(None, said), None)):
            found.append(_Gone(row, Stretch(row.day, row.until), because))
    return found


def _in_their_order(outages: Iterable[Outage]) -> list[_Gone]:
    """The same, one of each case; the cases are locked in their order."""
    found: dict[int, _Gone] = {}
    for one in _gone(outages):
        if one.row.application_id in found:
            continue
        # Whoever is answering is waited for: something else may have been said since.
        if queries.wishes(applications.lock(one.row.application)).stretch == one.stretch:
            found[one.row.application_id] = one
    return list(found.values())


def _let_go(one: _Gone, by: Actor) -> Met:
    case, stretch = one.row.application, one.stretch
    # A representative who was named, and what else was said, stays.
    Answer.objects.filter(application=case).update(day=None, until=None)
    first, said = max(stretch.day, clock.today()), text.both(lambda: stretch.said)
    record("answer.take_back", subject=one.row.subject, case=case.number, by=by, what=said, why=one.why, day=str(first))
    return Met(case.subject, case.shown_number, case.name, key=one.row.subject, said=capfirst(stretch.label))
