"""How long each stage of each service takes at this office until the thing is ready, measured from its own cases."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import transaction

from pasti.applications import queries as applications
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.kit import clock
from pasti.offices.days import Calendar
from pasti.printing import queries as printing
from pasti.promises import queries
from pasti.promises.awaited import chances_missed
from pasti.promises.learning import factor_after, next_share
from pasti.promises.models import Lesson, Pace, PrintPace, Stop
from pasti.promises.survival import Spell, estimate
from pasti.promises.working_time import WorkingTime

# From how many cases at most, the latest, and from how far back.
_CASES, _DAYS = 3000, 180
# Recent weeks weigh more: so much for who began within so many days.
_WEIGHTS = ((14, 3.0), (28, 2.0))
# How many cards are made in a day: from so many days back, and from so many days at least.
_PRINTED_WITHIN, _DAYS_ENOUGH = 28, 5
_WRITTEN_DOWN_AFTER = timedelta(minutes=1)
# A curve is kept in at most so many steps.
_STEPS = 400


class Stage(NamedTuple):
    """One step of a case: when it was done, if it was."""

    code: str
    done_at: datetime | None


def measure(now: datetime | None = None) -> int:
    """Measure all services that are in use; return how many stages were measured. Done again it changes nothing else.

    What was finished counts, and what is still open counts as open so long (see `survival`): from the beginning of
    each stage of the office's own until the thing was ready, in working hours, without the hours in which something
    that the service rests on stood still. A day on which it was ready counts from its beginning: dates are days.
    """
    now = now or clock.now()
    measure_printing(clock.local_day(now))
    return sum(_measure(service, now) for service in catalogue.services())


def _measure(service: Service, now: datetime) -> int:
    since = now - timedelta(days=_DAYS)
    stages = applications.stages_of(service, since, _CASES)
    cases = [list(rows) for _pk, rows in groupby(stages, key=itemgetter(0))]
    codes = {code for rows in cases for _pk, _accepted, code, _done in rows}
    time = WorkingTime(clock.local_day(since), clock.local_day(now), _stopped(codes, since))
    found: dict[str, list[Spell]] = {}
    for rows in cases:
        accepted = rows[0][1] or now
        for code, spell in _spells(accepted, [Stage(code, done) for _pk, _at, code, done in rows], time, now):
            found.setdefault(code, []).append(spell)
    curves = {code: estimate(spells) for code, spells in found.items()}
    factor = learned(service, now)
    share = next_share(chances_missed(service, curves, factor, now), stated=queries.stated() / 100)
    with transaction.atomic():
        for code, curve in curves.items():
            kept = range(len(curve.hours) - 1, -1, -max(1, len(curve.hours) // _STEPS))[::-1]
            Pace.objects.update_or_create(
                service=service,
                step=code,
                defaults={
                    "hours": [curve.hours[place] for place in kept],
                    "waiting": [curve.waiting[place] for place in kept],
                    "finished": sum(spell.over for spell in found[code]),
                    "still_open": sum(not spell.over for spell in found[code]),
                    "factor": factor,
                    "share": share,
                    "measured_at": now,
                },
            )
    return len(found)


@transaction.atomic
def learned(service: Service, now: datetime) -> float:
    """Return the factor that was learned from all dates of a service that followed from it and came to their day.

    Each teaches once, in the order in which they ended; what ended a moment ago may not be written down yet, and waits.
    """
    Lesson.objects.get_or_create(service=service)
    lesson = Lesson.objects.select_for_update().get(service=service)
    until = now - _WRITTEN_DOWN_AFTER
    if lesson.until and lesson.until >= until:
        return lesson.factor
    ended = queries.measured_that_ended(service.pk, lesson.until, until)
    lesson.factor = factor_after(ended, factor=lesson.factor)
    lesson.until = until
    lesson.save()
    return lesson.factor


def _spells(
    accepted: datetime, stages: Iterable[Stage], time: WorkingTime, now: datetime
) -> Iterator[tuple[str, Spell]]:
    """Yield from the beginning of each stage of the office's how long it took until all of them were done."""
    own = [stage for stage in stages if stage.code in steps.making()]
    ready_at = max((s.done_at for s in own if s.done_at), default=None) if all(s.done_at for s in own) else None
    begins: datetime | None = accepted
    for stage in own:
        if begins is None:
            return
        if not steps.of(stage.code).waits_for_person:
            # Ready counts from the beginning of its day; who is not ready yet was not ready today.
            until = time.day_begins(clock.local_day(ready_at or now))
            hours = max(0.0, until - time.at(begins))
            yield stage.code, Spell(hours, ready_at is not None, _weight(now - begins))
        begins = stage.done_at


def _weight(age: timedelta) -> float:
    return next((weight for days, weight in _WEIGHTS if age <= timedelta(days=days)), 1.0)


def _stopped(codes: Iterable[str], since: datetime) -> list[tuple[datetime, datetime]]:
    needs = {need.value for code in codes for need in steps.of(code).rests_on}
    return [(stop.since, stop.ends) for stop in Stop.objects.filter(need__in=needs, until__gte=since)]


def measure_printing(today: date) -> None:
    """Measure how many cards are made in a working day, from the last weeks; with too few days seen, not at all.

    Only days count in whose evening some card was left: on others there was not enough to print. Nor do days on which
    something that printing rests on stood still.
    """
    first = today - timedelta(days=_PRINTED_WITHIN)
    made = Counter[date]()
    left = set[date]()
    spans = printing.made_since(first)
    since = printing.waiting_since()
    for printable, printed in [*spans, *([(since, today)] if since else [])]:
        left.update(first + timedelta(days=n) for n in range(max(0, (printable - first).days), (printed - first).days))
    for _printable, printed in spans:
        made[printed] += 1
    stopped = _stopped([StepCode.PRINTING], clock.at(first))
    still = [(clock.local_day(begins), clock.local_day(ends)) for begins, ends in stopped]
    days = [opening.day for opening in Calendar().openings(first, today - timedelta(days=1))]
    full = [day for day in days if day in left and not any(begins <= day <= ends for begins, ends in still)]
    if len(full) < _DAYS_ENOUGH:
        PrintPace.objects.all().delete()
        return
    a_day = max(1.0, sum(made[day] for day in full) / len(full))
    PrintPace.objects.update_or_create(defaults={"a_day": a_day, "days": len(full), "measured_at": clock.now()}, pk=1)
