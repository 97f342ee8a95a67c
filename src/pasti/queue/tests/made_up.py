"""Days in a hall that are made up by chance, and what is said of each wait in them: many, without a database.

What is measured, how it is predicted and what is said are the room's own (`waits`, `measured`); what happens is not:
people take what they take, come for priority, go on to another lane, or do not come when called.
"""

import heapq
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pasti.queue import measured, waits
from pasti.queue.measured import Measured
from pasti.queue.waits import Desk, Hall, Line

_BEGIN = datetime(2026, 11, 23, 1, 0)  # noqa: DTZ001 - only its distance to others counts
_AT_MOST = 2


@dataclass
class Said:
    """What was said of a wait, in seconds, and what came."""

    at: float
    low: int
    high: int
    waited: float

    @property
    def true(self) -> bool:
        """Whether it came true."""
        return self.low <= self.waited <= self.high

    @property
    def forecast(self) -> bool:
        """Whether more was said than that somebody is called at once, which comes true by itself."""
        return self.high > measured.AT_ONCE


@dataclass
class Person:
    """Somebody in the hall."""

    lane: int
    priority: bool
    counts_from: float
    since: float
    waited: float = 0.0
    said: tuple[int, int, float, float] | None = None


@dataclass
class Office:
    """How it is staffed and how busy it is; what it has measured stays from day to day."""

    dice: random.Random
    counters: list[list[int]]
    # Of each lane: people an hour who come to it, and minutes at the counter.
    hourly: dict[int, float]
    minutes: dict[int, float]
    # How times at a counter differ: 1 is as if by chance alone, more is steadier.
    shape: float = 2.0
    priority: float = 0.07
    goes_on: float = 0.35
    comes_not: float = 0.05
    took: dict[int, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    idle: list[float] = field(default_factory=list)
    ended: list[measured.Ended] = field(default_factory=list)
    day: int = 0

    def live(self, hours: float = 4.0) -> list[Said]:
        """Live through a day; return what was said in it, and what came."""
        found = _Day(self, hours).live()
        self.day += 1
        return found

    def known(self, now: float) -> Measured:
        """Return what the room would have measured by now."""
        took = {}
        for lane, times in self.took.items():
            hour = [seconds for at, seconds in times if at >= now - 3600]
            everything = [seconds for _at, seconds in times]
            squares = sum(seconds * seconds for seconds in everything)
            took[lane] = measured.lane_of(len(everything), sum(everything), squares, len(hour), sum(hour))
        idle = sum(self.idle) / len(self.idle) if self.idle else 0.0
        return Measured(took, idle, tuple(sorted(self.ended[-measured.LEARNS_OF :])))


class _Day:
    def __init__(self, office: Office, hours: float) -> None:
        self.office, self.dice = office, office.dice
        self.began, self.ends = office.day * 86400.0, hours * 3600
        self.people: dict[int, Person] = {}
        self.waiting: dict[int, tuple[int, int, bool, datetime]] = {}
        self.desks = {key: Desk(lanes) for key, lanes in enumerate(office.counters)}
        self.at: dict[int, tuple[int, float] | None] = dict.fromkeys(self.desks)
        self.free_since: dict[int, float] = dict.fromkeys(self.desks, 0.0)
        self.events: list[tuple[float, int, str, int]] = []
        self.number = 0
        self.said: list[Said] = []
        self.known, self.known_at = office.known(self.began), 0.0

    def later(self, moment: float, what: str, about: int) -> None:
        self.number += 1
        heapq.heappush(self.events, (moment, self.number, what, about))

    def live(self) -> list[Said]:
        for lane, hourly in self.office.hourly.items():
            moment = 0.0
            while (moment := moment + self.dice.expovariate(hourly / 3600)) < self.ends:
                self.later(moment, "comes", lane)
        while self.events:
            moment, _number, what, about = heapq.heappop(self.events)
            if moment - self.known_at > 60:
                self.known, self.known_at = self.office.known(self.began + moment), moment
            if what == "comes":
                self.number += 1
                priority = self.dice.random() < self.office.priority
                self.people[self.number] = Person(about, priority, moment, moment)
                self._waits(self.number, moment)
            elif what == "leaves":
                self._leaves(about, moment)
            self._call(moment)
        return self.said

    def _waits(self, key: int, moment: float) -> None:
        person = self.people[key]
        self.waiting[key] = (key, person.lane, person.priority, _BEGIN + timedelta(seconds=person.counts_from))
        known = self.known
        desks = {counter: Desk(desk.lanes, desk.in_a_row) for counter, desk in self.desks.items()}
        free_in = {counter: self._free_in(counter, moment) for counter in self.desks}
        turn = Hall(Line.of(self.waiting.values()), desks, free_in).turn(key, person.lane, known, _AT_MOST)
        if turn and known.enough(person.lane):
            spread = waits.spread_of(turn, person.lane, known)
            low, high = waits.range_of(turn.seconds, spread, known, lambda seconds: seconds)
            person.said = (low, high, turn.seconds, spread)

    def _free_in(self, counter: int, moment: float) -> float:
        there = self.at[counter]
        if there is None:
            return max(0.0, self.free_since[counter] - moment)
        key, since = there
        return waits.left_at_counter(self.known.seconds(self.people[key].lane), moment - since)

    def _call(self, moment: float) -> None:
        for counter, desk in self.desks.items():
            if self.at[counter] is None and self.free_since[counter] <= moment:
                found = Line.of(self.waiting.values()).take(desk, _AT_MOST)
                if found:
                    self._called(counter, found[0], moment)

    def _called(self, counter: int, key: int, moment: float) -> None:
        person = self.people[key]
        del self.waiting[key]
        self.at[counter] = (key, moment)
        person.waited = moment - person.counts_from
        if person.said:
            low, high, expected, spread = person.said
            self.said.append(Said(person.since, low, high, moment - person.since))
            if expected >= measured.LEARNS_ABOVE:
                self.office.ended.append(measured.ended(moment - person.since, expected, spread, low, high))
            person.said = None
        if self.dice.random() < self.office.comes_not:
            took = self.dice.uniform(40, 90)
        else:
            mean = 60 * self.office.minutes[person.lane]
            took = max(10.0, self.dice.gammavariate(self.office.shape, mean / self.office.shape))
        self.later(moment + took, "leaves", counter)

    def _leaves(self, counter: int, moment: float) -> None:
        there = self.at[counter]
        assert there
        key, since = there
        person = self.people[key]
        self.office.took[person.lane].append((self.began + moment, moment - since))
        self.at[counter] = None
        pause = self.dice.uniform(3, 25)
        self.office.idle.append(pause)
        self.free_since[counter] = moment + pause
        self.later(moment + pause, "free", counter)
        if person.lane == 0 and self.dice.random() < self.office.goes_on:
            person.lane, person.since, person.counts_from = 1, moment, moment - person.waited
            self._waits(key, moment)


def share_true(said: list[Said]) -> float:
    """Return in what part of cases what was said came true; of those who are called at once nothing was forecast."""
    forecast = [one for one in said if one.forecast]
    return sum(one.true for one in forecast) / len(forecast)
