"""Working time as one line: hours in which the office works and nothing that is needed is known to stand still."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pasti.kit import clock
from pasti.offices.days import Calendar

Stretch = tuple[datetime, datetime]


class _Line(NamedTuple):
    """The stretches of time in which work goes on: on which day, from when until when, and the hours before each."""

    day_of: list[date]
    # As seconds: moments of many thousand cases are compared with them.
    begins: list[float]
    ends: list[float]
    before: list[float]
    # The days of which more than half is left.
    days: list[date]


# The same few for all cases of a day, as long as neither the calendar changes nor what stands still.
@lru_cache(maxsize=32)
def _line(calendar: Calendar, first: date, last: date, cuts: tuple[Stretch, ...]) -> _Line:
    openings = list(calendar.openings(first, last))
    left = [(day.day, part) for day in openings for part in _without(day.stretches, cuts)]
    begins = [begins.timestamp() for _day, (begins, _ends) in left]
    ends = [ends.timestamp() for _day, (_begins, ends) in left]
    hours = ((until - since) / 3600 for since, until in zip(begins, ends, strict=True))
    days = [day.day for day in openings if _half_is_left(day.stretches, cuts)]
    return _Line([day for day, _part in left], begins, ends, list(accumulate(hours, initial=0.0)), days)


class WorkingTime:
    """Counts working hours between any two moments of a span of days, and finds the moment after so many."""

    def __init__(self, first: date, last: date, stopped: Iterable[Stretch] = ()) -> None:
        """Read the calendar from one day to another. In `stopped` nothing goes on, though the office is open."""
        line = _line(Calendar(), first, last, tuple(sorted(stopped)))
        self._day_of, self._days = line.day_of, line.days
        self._begins, self._ends, self._before = line.begins, line.ends, line.before

    def at(self, moment: datetime) -> float:
        """Return how many working hours of the span are over at a moment."""
        seconds = moment.timestamp()
        place = bisect_right(self._begins, seconds)
        if not place:
            return 0.0
        return self._before[place - 1] + (min(seconds, self._ends[place - 1]) - self._begins[place - 1]) / 3600

    def between(self, begins: datetime, ends: datetime) -> float:
        """Return how many working hours lie between two moments."""
        return self.at(ends) - self.at(begins)

    def after(self, moment: datetime, hours: float) -> datetime | None:
        """Return when so many working hours after a moment are over, or None when that is beyond the span."""
        wanted = self.at(moment) + hours
        place = self._stretch_of(wanted)
        if place is None:
            return None
        seconds = self._begins[place] + (wanted - self._before[place]) * 3600
        return max(datetime.fromtimestamp(seconds, moment.tzinfo), moment)

    def day_when(self, moment: datetime, hours: float) -> date | None:
        """Return the day on which so many working hours after a moment are over, or None beyond the span."""
        return self.day_at(moment.timestamp(), hours)

    def day_at(self, seconds: float, hours: float) -> date | None:
        """Return the same for a moment as a timestamp. Asked of many thousand cases, one after the other."""
        wanted, place = hours, bisect_right(self._begins, seconds) - 1
        if place >= 0:
            wanted += self._before[place] + (min(seconds, self._ends[place]) - self._begins[place]) / 3600
        found = self._stretch_of(wanted)
        return None if found is None else self._day_of[found]

    def _stretch_of(self, wanted: float) -> int | None:
        if wanted > self._before[-1] + 1e-9 or not self._begins:
            return None
        return min(max(bisect_right(self._before, wanted - 1e-9) - 1, 0), len(self._begins) - 1)

    def day_after(self, day: date, count: int) -> date | None:
        """Return the day that is so many days with work after a day, or None when that is beyond the span."""
        place = bisect_right(self._days, day) + count - 1
        return self._days[place] if place < len(self._days) else None

    def day_begins(self, day: date) -> float:
        """Return how many working hours of the span are over when a day begins."""
        return self.at(clock.at(day))


def _half_is_left(stretches: list[Stretch], stopped: Sequence[Stretch]) -> bool:
    return _length(_without(stretches, stopped)) * 2 > _length(stretches)


def _length(stretches: list[Stretch]) -> float:
    return sum((ends - begins) / timedelta(hours=1) for begins, ends in stretches)


def _without(stretches: list[Stretch], stopped: Sequence[Stretch]) -> list[Stretch]:
    touching = [one for one in stopped if stretches and one[0] < stretches[-1][1] and stretches[0][0] < one[1]]
    for stop, again in touching:
        stretches = [
            part
            for begins, ends in stretches
            for part in ((begins, min(ends, stop)), (max(begins, again), ends))
            if part[0] < part[1]
        ]
    return stretches
