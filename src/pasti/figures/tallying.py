"""Counting stretches together: the same for a day that goes on and for one that is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from pasti.figures.models import STEPS, TIMED, By, Measure, Stretch
from pasti.offices import policy


class Kind(NamedTuple):
    """What is counted together: of which day, told apart by what, of which one, what, and how long (a step)."""

    day: date
    by: str
    key: str
    measure: str
    step: int = 0


@dataclass
class Sum:
    """How many, how long together, and how many within the target."""

    count: int = 0
    seconds: int = 0
    within: int = 0

    def add(self, other: "Sum") -> None:
        """Count another one in."""
        self.count += other.count
        self.seconds += other.seconds
        self.within += other.within


def target(measure: Measure, on: date) -> timedelta:
    """Return the target of a measure that holds on a day."""
    return timedelta(minutes=policy.value(f"figures.target_{measure.value}", on))


def step_of(time: timedelta) -> int:
    """Return the upper end, in minutes, of the step in which a time lies."""
    minutes = time / timedelta(minutes=1)
    return next((step for step in STEPS if minutes <= step), STEPS[-1])


def tallied(stretches: Iterable[Stretch]) -> dict[Kind, Sum]:
    """Count stretches together, told apart by each thing that figures are told apart by."""
    found: dict[Kind, Sum] = {}
    targets: dict[tuple[Measure, date], timedelta] = {}
    for one in stretches:
        for measure, step, amount in _amounts(one, targets):
            for by, key in _keys(one):
                found.setdefault(Kind(one.day, by, key, measure, step), Sum()).add(amount)
    return found


def _keys(one: Stretch) -> Iterator[tuple[By, str]]:
    yield By.ALL, ""
    yield By.LANE, one.lane
    yield By.HOUR, f"{one.hour:02d}"
    yield By.SERVICE, one.service
    yield By.CHANNEL, one.channel
    yield By.BOOKED, "yes" if one.booked else "no"


def _amounts(one: Stretch, targets: dict[tuple[Measure, date], timedelta]) -> Iterator[tuple[Measure, int, Sum]]:
    for measure in TIMED:
        time = one.time(measure)
        if time is None:
            continue
        if (measure, one.day) not in targets:
            targets[measure, one.day] = target(measure, one.day)
        within = int(time <= targets[measure, one.day])
        yield measure, step_of(time), Sum(1, int(time.total_seconds()), within)
    counted = {Measure.AGAIN: one.again, Measure.MISSED: one.missed, Measure.LEFT: int(one.waited is None)}
    for measure, count in counted.items():
        if count:
            yield measure, 0, Sum(count)
