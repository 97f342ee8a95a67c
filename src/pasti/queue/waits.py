"""How long somebody will wait: a range in which 80 of 100 are called, from what was measured, and who is called before.

The rule of calling (`order`) is played on from now, with all lanes of all counters where somebody sits, each taking as
long as was measured: that gives who is called before whom, and when on average. How far off that is follows from how
much times differ, and from how far off it was lately. Why, and how well it holds: docs/adr/0053.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.kit.once import in_a_look
from pasti.kit.prepared import Columns
from pasti.offices import queries as offices
from pasti.queue import measured, order
from pasti.queue.measured import Measured
from pasti.queue.models import CounterDay, Ticket
from pasti.queue.states import AT_COUNTER, State

# Who is still at a counter after the usual time takes at least so much of it more.
_STILL = 0.4
# What nobody knows: a clerk who takes a break, somebody with priority who comes meanwhile.
_UNKNOWN = 0.03


_DAY = {"day": models.DateField()}
_WAITING = Columns(
    lambda day: Ticket.objects.filter(day=day, state=State.WAITING).values_list(
        "pk", "lane_id", "priority", "counts_from"
    ),
    **_DAY,
)
_IN_A_ROW = Columns(
    lambda day: CounterDay.objects.filter(day=day).values_list("counter_id", "priority_in_a_row"), **_DAY
)
_THERE = Columns(
    lambda day: Ticket.objects.filter(state__in=AT_COUNTER, day=day, counter__isnull=False).values_list(
        "counter_id", "lane_id", "called_at"
    ),
    **_DAY,
)


@dataclass(frozen=True)
class Wait:
    """What is said of a wait, in seconds; and what it was made of."""

    low: int
    high: int
    expected: float
    spread: float

    @property
    def sentence(self) -> str:
        """Sekitar 20–35 menit, as it is said everywhere."""
        low, high = self.low // 60, self.high // 60
        if not low:
            return _("paling lama sekitar %s menit") % high
        if low == high:
            return _("sekitar %s menit") % high
        return _("sekitar %(low)s–%(high)s menit") % {"low": low, "high": high}


@dataclass
class Desk:
    """A counter where somebody sits: its lanes, and how many priority numbers in a row it has called."""

    lanes: list[int]
    in_a_row: int = 0
    called: int = 0


@dataclass
class Line:
    """Who waits, by lane and class, in the order of calling."""

    lanes: dict[tuple[int, bool], deque[tuple[datetime, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, waiting: Iterable[tuple[int, int, bool, datetime]]) -> "Line":
        """Return the line of (ticket, lane, priority, since when the wait counts)."""
        line = cls()
        for key, lane, priority, since in sorted(waiting, key=lambda one: (one[3], one[0])):
            line.lanes.setdefault((lane, priority), deque()).append((since, key))
        return line

    def take(self, desk: Desk, at_most: int) -> tuple[int, int] | None:
        """Take out who is next at a counter by the rule (`order.take_next`); return (ticket, lane), or None."""
        found = self._next(desk, at_most)
        if found is None:
            return None
        lane, priority = found
        desk.in_a_row = desk.in_a_row + 1 if priority and self._first(desk.lanes, priority=False) is not None else 0
        desk.called += 1
        return self.lanes[found].popleft()[1], lane

    def is_next(self, ticket: int, desk: Desk, at_most: int) -> bool:
        """Whether somebody is who would be taken out now."""
        found = self._next(desk, at_most)
        return found is not None and self.lanes[found][0][1] == ticket

    def _next(self, desk: Desk, at_most: int) -> tuple[int, bool] | None:
        first, other = (self._first(desk.lanes, priority=priority) for priority in (True, False))
        priority = first is not None and (desk.in_a_row < at_most or other is None)
        lane = first if priority else other
        return None if lane is None else (lane, priority)

    def _first(self, lanes: list[int], *, priority: bool) -> int | None:
        heads = [(line[0], lane) for lane in lanes if (line := self.lanes.get((lane, priority)))]
        return min(heads)[1] if heads else None


@dataclass(frozen=True)
class Turn:
    """When somebody is called as things stand: how many before them, at how many counters, in how many seconds."""

    before: int
    counters: int
    seconds: float
    # Whether at any counter where somebody sits they are the one that is called next.
    first: bool


@dataclass
class Hall:
    """The hall at a moment: who waits, which counters call, and in how many seconds each is free to do so."""

    line: Line
    desks: dict[int, Desk]
    free_in: dict[int, float]

    def turn(self, ticket: int, lane: int, known: Measured, at_most: int) -> Turn | None:
        """Play the rule on until somebody is called; None if nobody sits where they are called. It is used up."""
        served = [desk for desk in self.desks.values() if lane in desk.lanes]
        free_at = [(seconds, key) for key, seconds in self.free_in.items()] if served else []
        heapq.heapify(free_at)
        first = any(self.line.is_next(ticket, desk, at_most) for desk in served)
        while free_at:
            moment, key = heapq.heappop(free_at)
            found = self.line.take(self.desks[key], at_most)
            if found:
                moment += known.idle
                if found[0] == ticket:
                    return Turn(sum(desk.called for desk in served) - 1, len(served), moment, first)
                heapq.heappush(free_at, (moment + known.seconds(found[1]), key))
        return None


def left_at_counter(usual: float, so_far: float) -> float:
    """Return for how many seconds more somebody is at a counter, of whom the usual time is known."""
    return max(usual - so_far, usual * _STILL)


def spread_of(turn: Turn, lane: int, known: Measured) -> float:
    """Return the relative variance of a wait."""
    return _UNKNOWN + known.variance(lane) / (turn.before + 1)


def range_of(expected: float, spread: float, known: Measured, longer: Callable[[float], float]) -> tuple[int, int]:
    """Return between how many seconds 80 of 100 such waits end, as people say it; `longer` adds what lies in between.

    To the minute, from ten on to five: of the ways to round it is the one that comes nearest to 80 of 100. If it
    begins at nought nobody is too early: 80 of 100 end before its end.
    """
    places = known.places(expected)
    aim = places.aim

    def seconds(part: float) -> float:
        return measured.seconds_at(places.where(part), expected, spread)

    def part(said: int, near: float) -> float:
        # What is said has the breaks in it; what waits are compared with has not.
        return places.below(measured.place(near + said - longer(near), expected, spread))

    low, high, eighty = seconds((1 - aim) / 2), seconds((1 + aim) / 2), seconds(aim)
    begins = [(one, part(one, low) if one else 0.0) for one in _ways_to_round(longer(low))]
    ends = {
        one: [(said, part(said, near)) for said in _ways_to_round(longer(near))]
        for one, near in ((1, high), (0, eighty))
    }
    ranges = [
        (abs(until - since - aim), begin, max(measured.AT_ONCE, begin, end))
        for begin, since in begins
        for end, until in ends[bool(begin)]
    ]
    _off, begin, end = min(ranges)
    return begin, end


def _ways_to_round(seconds: float) -> set[int]:
    step = 300 if seconds >= 600 else 60
    return {int(seconds // step * step), int(-(-seconds // step) * step)}


@in_a_look()
def of(ticket: Ticket) -> Wait | None:
    """Return how long a waiting number will wait from now; None when too little is known, or nobody calls its lane."""
    return said_of(ticket, turn_of(ticket))


def said_of(ticket: Ticket, turn: Turn | None) -> Wait | None:
    """Return what is said of a wait that is known to end so (`turn_of`)."""
    known, now = measured.now(), clock.now()
    if turn is None or not known.enough(ticket.lane_id):
        return None
    spread = spread_of(turn, ticket.lane_id, known)
    low, high = range_of(turn.seconds, spread, known, lambda seconds: with_breaks(seconds, now))
    return Wait(low, high, turn.seconds, spread)


def turn_of(ticket: Ticket) -> Turn | None:
    """Return when a number is called as things stand; None if it does not wait, or nobody sits where it is called."""
    known, now = measured.now(), clock.now()
    line = Line.of(_WAITING.all(day=ticket.day))
    desks, free_in = _desks(known, now)
    return Hall(line, desks, free_in).turn(ticket.pk, ticket.lane_id, known, order.priority_in_a_row())


def _desks(known: Measured, now: datetime) -> tuple[dict[int, Desk], dict[int, float]]:
    """Return the counters where somebody sits, and in how many seconds each will be free to call."""
    rows = dict(_IN_A_ROW.all(day=clock.local_day(now)))
    busy = {counter: (lane, since) for counter, lane, since in _THERE.all(day=clock.local_day(now))}
    desks, free_in = {}, {}
    for counter, lanes in offices.lanes_by_counter().items():
        desks[counter], free_in[counter] = Desk(lanes, rows.get(counter, 0)), 0.0
        if counter in busy:
            lane, since = busy[counter]
            free_in[counter] = left_at_counter(known.seconds(lane), (now - (since or now)).total_seconds())
    return desks, free_in


def with_breaks(seconds: float, now: datetime) -> float:
    """Add the breaks of the day that lie in between: nobody is called in them."""
    today = offices.opening(clock.local_day(now))
    for rests, resumes in today.breaks if today else ():
        begins, ends = (rests - now).total_seconds(), (resumes - now).total_seconds()
        if ends > 0 and seconds > max(begins, 0):
            seconds += ends - max(begins, 0)
    return seconds
