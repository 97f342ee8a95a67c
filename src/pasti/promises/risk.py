"""Which dates are about to be broken: seen while somebody can still do something, and not when the person asks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, DateField, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from pasti.applications import queries as applications
from pasti.applications.states import State
from pasti.applications.urgent import Urgent
from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.kit.prepared import Columns, Given
from pasti.promises import queries
from pasti.promises.days import Days, begun_at
from pasti.promises.models import Promise
from pasti.promises.working_time import WorkingTime

# So many are marked in one transaction.
_AT_ONCE = 200


class _Row(NamedTuple):
    pk: int
    day: date
    case: int
    service: int
    code: str
    rests_on: str
    at: str
    since: datetime
    marked: datetime | None


def look() -> bool:
    """Mark the dates that are about to be broken, and take the mark from those that are not; return whether more wait.

    About to be broken is what is nearer than its stage and those after it take at the stated share: from when the stage
    began, and from now for what comes after it; what is nearer than the print room can make the card; and what was said
    for today. Each is journalled once a day at most. Done again, it changes nothing.
    """
    days = Days()
    ways: _Ways = {}
    risky, marked = list[_Row](), list[int]()
    for row in _rows():
        if _is_late(row, days, ways):
            risky.append(row)
        elif row.marked:
            marked.append(row.pk)
    for at in range(0, len(marked), 500):
        Promise.objects.filter(pk__in=marked[at : at + 500]).update(at_risk_since=None)
    new = sorted((row for row in risky if row.marked is None), key=lambda row: row.day)
    _mark(new[:_AT_ONCE], days.now)
    return len(new) > _AT_ONCE


def _rows() -> Iterator[_Row]:
    begun = Coalesce(Max("application__steps__done_at"), "application__accepted_at")
    rows = queries.rows_to_be_kept().filter(application__state=State.IN_PROGRESS).annotate(begun=begun)
    names = ("pk", "day", "application_id", "application__service_id", "application__service__code", "needs", "at",
             "begun", "at_risk_since")  # fmt: skip
    for row in map(_Row._make, rows.values_list(*names).iterator(chunk_size=5000)):
        # Who must come first is awaited: that is no fault of the office's.
        if row.at and not steps.of(row.at).waits_for_person:
            yield row


@dataclass(frozen=True)
class _Way:
    """What lies ahead of all that stand at one stage of one service."""

    ahead: list[str]
    time: WorkingTime
    # Working hours from the beginning of the stage until it is ready; and from the end of it on.
    whole: float | None
    rest_ends: date


# By service, stage, and what a date rests on.
_Ways = dict[tuple[int, str, str], _Way]


def _is_late(row: _Row, days: Days, ways: _Ways) -> bool:
    if row.day <= clock.local_day(days.now):
        return True
    key = (row.service, row.at, row.rests_on)
    way = ways.get(key) or ways.setdefault(key, _way(row, days))
    ready: date | None = way.rest_ends
    if way.whole is not None:
        began = way.time.day_when(row.since, way.whole)
        ready = max(began, way.rest_ends) if began else None
    ready = days.not_before(ready, row.case, way.ahead, way.time)
    return ready is None or ready > row.day


def _way(row: _Row, days: Days) -> _Way:
    later = [code for code in steps.from_on(row.at) if code in steps.making()]
    needed = {need.value for code in later for need in steps.of(code).rests_on}
    ahead = [need for need in json.loads(row.rests_on) if need in needed]
    time = days.time(ahead, ahead, row.code)
    after = next((code for code in later[1:] if (row.service, code) in days.paces), None)
    rest = _hours(days, row.service, after) if after else 0.0
    ends = time.day_when(days.now, rest or 0.0) or clock.local_day(days.now)
    return _Way(ahead, time, _hours(days, row.service, row.at), ends)


def _hours(days: Days, service: int, code: str) -> float | None:
    pace = days.paces.get((service, code))
    hours = pace.curve.within(days.share) if pace else None
    return None if pace is None or hours is None else hours * pace.factor


@transaction.atomic
def _mark(rows: list[_Row], now: datetime) -> None:
    today = clock.local_day(now)
    here = {row.pk: row for row in rows}
    found = Promise.objects.select_for_update(of=("self",)).filter(pk__in=here, ended_at=None, at_risk_since=None)
    for promise in found.select_related("application").order_by("pk"):
        row = here[promise.pk]
        if promise.day != row.day:
            # Moved with others since it was looked at: another day is judged the next time.
            continue
        if promise.risk_journalled_on != today:
            case = promise.application
            record(
                "promise.at_risk",
                subject=case.subject,
                case=case.number,
                by=SYSTEM,
                day=str(promise.day),
                stage=row.at,
                since=row.since.isoformat(),
            )
        promise.at_risk_since, promise.risk_journalled_on = now, today
        promise.save(update_fields=["at_risk_since", "risk_journalled_on"])


# Whether there is any at a step: desks ask with each page on which nobody is served, and mostly there is none.
_ANY_AT = Columns(
    lambda today, at: _marked(at, today).select_related(None).values_list("pk")[:1],
    today=DateField(),
    at=CharField(),
)


def at_risk(count: int, step: StepCode | None = None) -> list[Urgent]:
    """Return the cases whose date is about to be broken, the nearest day first, at most so many; at a step if named."""
    found: list[Urgent] = []
    if step and not _ANY_AT.all(today=clock.today(), at=step):
        return found
    for promise in _marked(step).order_by("day", "pk")[:count]:
        at = promise.application.current_step
        if at:
            since = begun_at(promise.application, at)
            found.append(Urgent(promise.application, promise.day, StepCode(at.code), since))
    return found


def count_at_risk() -> int:
    """Return how many dates are about to be broken."""
    return _marked(None).count()


def _marked(step: StepCode | Given | None, today: date | Given | None = None) -> QuerySet[Promise]:
    found = queries.to_be_kept(today).filter(Q(at_risk_since__isnull=False), application__state=State.IN_PROGRESS)
    if step:
        found = found.annotate(at=applications.current_code("application_id")).filter(at=step)
    return found.prefetch_related("application__steps")
