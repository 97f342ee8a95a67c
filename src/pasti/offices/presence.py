"""How many counters serve a lane at some time ahead, where nobody has planned it.

As they were staffed at that hour in the last weeks; until there are enough days to go by it is all counters in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pasti.kit import clock
from pasti.kit.once import once
from pasti.offices import queries
from pasti.offices.days import Calendar
from pasti.offices.models import Counter, Lane, Shift

# Measured over so many days back, from so many working days at least on which somebody was there.
_DAYS, _ENOUGH = 28, 10


class Basis(StrEnum):
    """What a number of counters was taken from."""

    # All counters in use: nobody knows better yet.
    IN_USE = "in-use"
    MEASURED = "measured"
    # The duty roster names who is there (the room above says so).
    ROSTER = "roster"


@dataclass(frozen=True)
class Staffed:
    """How many counters serve a lane in each of some times (one that serves two lanes is half of one for each)."""

    counters: list[float]
    basis: Basis


def staffed(lane: Lane, spans: Sequence[tuple[datetime, datetime]]) -> Staffed:
    """Return how many counters serve a lane in each of these times of one day, and from what that is known."""
    serving = [counter for counter in queries.counters_in_use() if lane in counter.lanes.all()]
    shares = {counter.pk: 1 / max(1, len(_ordinary(counter))) for counter in serving}
    past = once("shifts of the last weeks", _past)
    if len(past) < _ENOUGH:
        return Staffed([sum(shares.values())] * len(spans), Basis.IN_USE)
    return Staffed([_at(span, shares, past) for span in spans], Basis.MEASURED)


def _ordinary(counter: Counter) -> list[Lane]:
    """The lanes between which a counter's time is shared: who comes first is served beside them."""
    return [lane for lane in counter.lanes.all() if lane.active and not lane.priority]


# A day on which people were there: when it closed for each shift, by the clock of that day.
_Shifts = list[tuple[int, time, time]]


def _past() -> dict[date, _Shifts]:
    """Return who was at which counter, from when until when, on the working days of the last weeks before today."""
    today = clock.today()
    openings = {one.day: one for one in Calendar().openings(today - timedelta(days=_DAYS), today - timedelta(days=1))}
    rows = Shift.objects.filter(since__gte=clock.at(today - timedelta(days=_DAYS)), since__lt=clock.at(today))
    found: dict[date, _Shifts] = {}
    for counter, since, until in rows.values_list("counter", "since", "until"):
        opening = openings.get(clock.local_day(since))
        if opening:
            ends = min(until or opening.closes, opening.closes)
            found.setdefault(opening.day, []).append((counter, _clock(since), _clock(ends)))
    return found


def _clock(moment: datetime) -> time:
    return clock.local(moment).time()


def _at(span: tuple[datetime, datetime], shares: dict[int, float], past: dict[date, _Shifts]) -> float:
    """Return the mean over the days of how many counters were there, between these hours."""
    begins, ends = (_seconds(_clock(moment)) for moment in span)
    there = sum(
        shares.get(counter, 0.0) * max(0, min(ends, _seconds(until)) - max(begins, _seconds(since)))
        for shifts in past.values()
        for counter, since, until in shifts
    )
    return round(there / (len(past) * (ends - begins)), 2)


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
