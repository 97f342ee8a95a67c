"""Working time as one line: hours in which the office works and nothing that is needed is known to stand still."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pasti.kit import clock
from pasti.offices.days import Calendar

Stretch = tuple[datetime, datetime]


class WorkingTime:
    """Counts working hours between any two moments of a span of days, and finds the moment after so many."""

    def __init__(self, first: date, last: date, stopped: Iterable[Stretch] = ()) -> None:
        """Read the calendar from one day to another. In `stopped` nothing goes on, though the office is open."""
        openings = list(Calendar(first, last).openings(first, last))
        cuts = sorted(stopped)
        left = [(day.day, part) for day in openings for part in _without(day.stretches, cuts)]
        self._day_of = [day for day, _part in left]
        # As seconds: moments of many thousand cases are compared with them.
        self._begins = [begins.timestamp() for _day, (begins, _ends) in left]
        self._ends = [ends.timestamp() for _day, (_begins, ends) in left]
        self._before = [0.0]
        for begins, ends in zip(self._begins, self._ends, strict=True):
            self._before.append(self._before[-1] + (ends - begins) / 3600)
        # The days of which more than half is left.
        self._days = [day.day for day in openings if _half_is_left(day.stretches, cuts)]

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
        place = self._stretch_of(self.at(moment) + hours)
        return None if place is None else self._day_of[place]

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


def _half_is_left(stretches: list[Stretch], stopped: list[Stretch]) -> bool:
    return _length(_without(stretches, stopped)) * 2 > _length(stretches)


def _length(stretches: list[Stretch]) -> float:
    return sum((ends - begins) / timedelta(hours=1) for begins, ends in stretches)


def _without(stretches: list[Stretch], stopped: list[Stretch]) -> list[Stretch]:
    for stop, again in stopped:
        stretches = [
            part
            for begins, ends in stretches
            for part in ((begins, min(ends, stop)), (max(begins, again), ends))
            if part[0] < part[1]
        ]
    return stretches
