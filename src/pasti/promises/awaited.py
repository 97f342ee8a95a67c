"""How likely the dates that were said last are missed: what ended, as it ended; what is awaited, by how it stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pasti.catalogue.models import Service
from pasti.promises import queries
from pasti.promises.days import Days, begun_at, first_of_the_office, last_done_at, needs_ahead, with_the_person
from pasti.promises.learning import LOOKED_AT
from pasti.promises.models import Outcome, Promise
from pasti.promises.survival import Curve
from pasti.promises.working_time import WorkingTime


def chances_missed(service: Service, curves: Mapping[str, Curve], factor: float, now: datetime) -> list[float]:
    """Return the chance of each of the last dates of a service that it is missed, in the order in which they were said.

    Those that followed from what was measured and were not taken back. `curves` tell how long each stage takes, as
    measured; what takes so much longer by what was learned is in `factor`.
    """
    days = Days(now)
    said = queries.last_measured(service.pk, LOOKED_AT)
    return [_missed(one, curves, factor, days) for one in said]


def _missed(said: Promise, curves: Mapping[str, Curve], factor: float, days: Days) -> float:
    if said.outcome:
        return float(said.outcome == Outcome.BROKEN)
    case = said.application
    stage = first_of_the_office(case)
    curve = curves.get(stage.code) if stage else None
    if stage is None or curve is None or with_the_person(case):
        return 1 - said.stated
    time = days.time(said.rests_on, needs_ahead(case), case.service.code, last_done_at(case))
    begun = time.at(begun_at(case, stage))
    within = time.day_begins(said.day) + _half_a_day(said, time) - begun
    waited = time.at(days.now) - _half_a_day(said, time) - begun
    return min(1.0, 1 - curve.chance(within / factor, waited=max(0.0, waited) / factor))


def _half_a_day(said: Promise, time: WorkingTime) -> float:
    """The curve counts to the beginning of the day on which it was ready: that is half a day too little on average."""
    return (time.day_begins(said.day + timedelta(days=1)) - time.day_begins(said.day)) / 2
