"""How long each stage of each service takes at this office until the thing is ready, measured from its own cases."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import transaction

from pasti.applications import queries as applications
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.kit import clock
from pasti.offices import policy
from pasti.promises import queries
from pasti.promises.learning import factor_after
from pasti.promises.models import Pace, Stop
from pasti.promises.survival import Spell, estimate
from pasti.promises.working_time import WorkingTime

# From how many cases at most, the latest, and from how far back.
_CASES, _DAYS = 3000, 180
# Recent weeks weigh more: so much for who began within so many days.
_WEIGHTS = ((14, 3.0), (28, 2.0))
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
    return sum(_measure(service, now) for service in catalogue.services())


def _measure(service: Service, now: datetime) -> int:
    since = now - timedelta(days=_DAYS)
    stages = applications.stages_of(service, since, _CASES)
    cases = [list(rows) for _pk, rows in groupby(stages, key=itemgetter(0))]
    codes = {code for rows in cases for _pk, _accepted, code, _done in rows}
    time = WorkingTime(clock.local_day(since), clock.local_day(now), _stopped(codes, since))
    factor = factor_after(queries.last_ended(service.pk), stated=policy.value("promises.stated") / 100)
    found: dict[str, list[Spell]] = {}
    for rows in cases:
        accepted = rows[0][1] or now
        for code, spell in _spells(accepted, [Stage(code, done) for _pk, _at, code, done in rows], time, now):
            found.setdefault(code, []).append(spell)
    with transaction.atomic():
        for code, spells in found.items():
            curve = estimate(spells)
            kept = range(len(curve.hours) - 1, -1, -max(1, len(curve.hours) // _STEPS))[::-1]
            Pace.objects.update_or_create(
                service=service,
                step=code,
                defaults={
                    "hours": [curve.hours[place] for place in kept],
                    "waiting": [curve.waiting[place] for place in kept],
                    "finished": sum(spell.over for spell in spells),
                    "still_open": sum(not spell.over for spell in spells),
                    "factor": factor,
                    "measured_at": now,
                },
            )
    return len(found)


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
        if not _with_the_person(stage.code):
            # Ready counts from the beginning of its day; who is not ready yet was not ready today.
            until = time.day_begins(clock.local_day(ready_at or now))
            hours = max(0.0, until - time.at(begins))
            yield stage.code, Spell(hours, ready_at is not None, _weight(now - begins))
        begins = stage.done_at


def _with_the_person(code: str) -> bool:
    said = steps.of(code)
    return bool(said.works) and said.must_come


def _weight(age: timedelta) -> float:
    return next((weight for days, weight in _WEIGHTS if age <= timedelta(days=days)), 1.0)


def _stopped(codes: Iterable[str], since: datetime) -> list[tuple[datetime, datetime]]:
    needs = {need.value for code in codes for need in steps.of(code).rests_on}
    return [(stop.since, stop.ends) for stop in Stop.objects.filter(need__in=needs, until__gte=since)]
