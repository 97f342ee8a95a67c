"""What was measured of late: how long people are at counters, and how far off what was said of waits was.

Read from the database at most once a minute in each process: people ask for their wait all the time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, quantiles
from threading import Lock

from django.db.models import Avg, Count, F, Q, Sum

from pasti.kit import clock
from pasti.queue.models import Stay

# This hour counts; what was before counts like so many of this hour.
_HOUR, _BEFORE_COUNTS = timedelta(hours=1), 6
_DAYS = timedelta(days=14)
# With fewer nothing is said of a lane.
_ENOUGH = 8
# What is known of how times differ before it was measured: as of a decision that comes at random, a little steadier.
_VARIANCE, _VARIANCE_COUNTS = 0.7, 20
# From so many waits on the range is that of what came, and not that of the figures alone; of so many it is learned.
_LEARNS_FROM, LEARNS_OF = 40, 400
# Who is called at once says nothing of how far off others are.
LEARNS_ABOVE = 120
# Below which 10, 90 and 80 of 100 lie, if all is as assumed.
_USUAL = (-1.2816, 1.2816, 0.8416)
# What is learned of waits up to so many seconds is apart from what is learned of longer ones.
LONG = 600

Places = tuple[float, float, float]


@dataclass(frozen=True)
class Measured:
    """What was measured: by lane how many, seconds at a counter and how they differ; and where what came lay in it."""

    took: dict[int, tuple[int, float, float]] = field(default_factory=dict)
    idle: float = 0.0
    # Below which places 10, 90 and 80 of 100 waits end: of short ones, and of long ones.
    places: tuple[Places, Places] = (_USUAL, _USUAL)

    def usual(self, expected: float) -> Places:
        """Return below which places 10, 90 and 80 of 100 waits end that are expected to last so many seconds."""
        return self.places[expected >= LONG]

    def enough(self, lane: int) -> bool:
        """Whether enough was measured to say anything of a lane."""
        return self.took.get(lane, (0, 0.0, 0.0))[0] >= _ENOUGH

    def seconds(self, lane: int) -> float:
        """Return how long somebody of a lane is at a counter; of an unknown lane, as in the others."""
        if lane in self.took:
            return self.took[lane][1]
        return fmean(seconds for _n, seconds, _variance in self.took.values()) if self.took else 300.0

    def variance(self, lane: int) -> float:
        """Return the relative variance of that time."""
        _number, _seconds, variance = self.took.get(lane, (0, 0.0, _VARIANCE))
        return variance


_kept: dict[datetime, Measured] = {}
_lock = Lock()


def now() -> Measured:
    """Return what was measured, as of this minute."""
    minute = clock.now().replace(second=0, microsecond=0)
    with _lock:
        if minute not in _kept:
            _kept.clear()
            _kept[minute] = _measured(minute)
        return _kept[minute]


def forget() -> None:
    """Know nothing any more, as when the process begins."""
    with _lock:
        _kept.clear()


def _measured(at: datetime) -> Measured:
    recent = Stay.objects.filter(left_at__gte=at - _DAYS, took__isnull=False)
    hour = Q(left_at__gte=at - _HOUR)
    rows = recent.values_list("lane").annotate(
        n=Count("id"), s=Sum("took"), ss=Sum(F("took") * F("took")), hn=Count("id", filter=hour),
        hs=Sum("took", filter=hour),
    ).order_by()  # fmt: skip
    took = {lane: lane_of(n, s, ss, hn, hs or 0) for lane, n, s, ss, hn, hs in rows}
    waited = Q(called_at__gte=at - _DAYS, idle__isnull=False)
    idle = Stay.objects.filter(waited).aggregate(mean=Avg("idle"))["mean"]
    return Measured(took, float(idle or 0.0), learned(_ended(at)))


def lane_of(n: int, total: float, squares: float, of_hour: int, in_hour: float) -> tuple[int, float, float]:
    """Return how many of a lane were measured, the seconds that are expected of the next, and how they differ.

    From their number, sum and sum of squares, and the number and sum of those of this hour.
    """
    mean = total / n
    lately = (in_hour + _BEFORE_COUNTS * mean) / (of_hour + _BEFORE_COUNTS)
    seen = max(0.0, squares / n - mean * mean) / max(1.0, mean * mean)
    return n, max(1.0, lately), (seen * n + _VARIANCE * _VARIANCE_COUNTS) / (n + _VARIANCE_COUNTS)


def _ended(at: datetime) -> Iterator[tuple[float, float]]:
    """Yield how long each of the last waits was expected to be, and where in that it ended."""
    said = Stay.objects.filter(called_at__gte=at - _DAYS, called_at__lt=at, expected__gte=LEARNS_ABOVE)
    for waited, expected, spread in said.order_by("-called_at").values_list("waited", "expected", "spread")[:LEARNS_OF]:
        if waited is not None and expected is not None and spread is not None:
            yield expected, place(waited, expected, spread)


def learned(ended: Iterable[tuple[float, float]]) -> tuple[Places, Places]:
    """Return below which places waits will end, short ones and long ones, from where the last ones did (`_ended`)."""
    found = list(ended)
    return outer(at for expected, at in found if expected < LONG), outer(
        at for expected, at in found if expected >= LONG
    )


def outer(places: Iterable[float]) -> Places:
    """Return below which places 10, 90 and 80 of 100 of the next waits will end, from where the last ones did."""
    found = list(places)
    if len(found) < _LEARNS_FROM:
        return _USUAL
    tenths = quantiles(found, n=10, method="inclusive")
    # What is learned from a few is held back by what was assumed.
    share = len(found) / (len(found) + _LEARNS_FROM)
    seen = (tenths[0], tenths[8], tenths[7])
    low, high, eighty = (share * one + (1 - share) * usual for one, usual in zip(seen, _USUAL, strict=True))
    return low, high, eighty


# A time that is the sum of several lies as a gamma does; its cube root nearly as a normal (Wilson and Hilferty).


def place(waited: float, expected: float, spread: float) -> float:
    """Return where a wait lay in what was expected of it, in standard deviations of its cube root."""
    ninth = spread / 9
    return float(((max(waited, 0.0) / max(expected, 1.0)) ** (1 / 3) - (1 - ninth)) / sqrt(ninth))


def seconds_at(at: float, expected: float, spread: float) -> float:
    """Return the seconds at such a place."""
    ninth = spread / 9
    return float(expected * max(0.0, 1 - ninth + at * sqrt(ninth)) ** 3)
