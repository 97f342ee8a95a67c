"""What was measured of late: how long people are at counters, and how far off what was said of waits was.

Read from the database at most once a minute in each process: people ask for their wait all the time.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from statistics import NormalDist, fmean
from threading import Lock
from typing import NamedTuple

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
# From so many waits on what is said is that of what came, and not that of the figures alone; of so many it is learned.
_LEARNS_FROM, LEARNS_OF = 40, 800
# Who is called at once says nothing of how far off others are.
LEARNS_ABOVE = 30
# It is learned from so many that were expected to last about as long: short and long waits are off by different things.
_ALIKE = 150
_ASSUMED = NormalDist()
# What is said is to come true for such a part; how much of what it came short of lately is made up for.
STATED, _MADE_UP, _LEAST_AIM, _MOST_AIM = 0.8, 2.0, 0.7, 0.94
# Of whom not more is said than this, in seconds, nothing is forecast: they are called at once.
AT_ONCE = 60


class Ended(NamedTuple):
    """A wait that has ended: how many seconds it was expected to last, at which place in that it ended, as was said."""

    expected: float
    at: float
    # None: of it nothing was forecast.
    true: bool | None


@dataclass(frozen=True)
class Measured:
    """What was measured: by lane how many, seconds at a counter and how they differ; and where what came lay in it."""

    took: dict[int, tuple[int, float, float]] = field(default_factory=dict)
    idle: float = 0.0
    # The last waits, by how long they were expected to last.
    ended: tuple["Ended", ...] = ()

    def places(self, expected: float) -> "Places":
        """Return at which places waits end that are expected to last so many seconds."""
        middle = bisect(self.ended, expected, key=lambda one: one.expected)
        first = max(0, min(middle - _ALIKE // 2, len(self.ended) - _ALIKE))
        return Places(self.ended[first : first + _ALIKE])

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
    return Measured(took, float(idle or 0.0), tuple(sorted(_ended(at))))


def lane_of(n: int, total: float, squares: float, of_hour: int, in_hour: float) -> tuple[int, float, float]:
    """Return how many of a lane were measured, the seconds that are expected of the next, and how they differ.

    From their number, sum and sum of squares, and the number and sum of those of this hour.
    """
    mean = total / n
    lately = (in_hour + _BEFORE_COUNTS * mean) / (of_hour + _BEFORE_COUNTS)
    seen = max(0.0, squares / n - mean * mean) / max(1.0, mean * mean)
    return n, max(1.0, lately), (seen * n + _VARIANCE * _VARIANCE_COUNTS) / (n + _VARIANCE_COUNTS)


def _ended(at: datetime) -> Iterator[Ended]:
    """Yield the last waits of which it was known how long they would be."""
    said = Stay.objects.filter(
        called_at__gte=at - _DAYS, called_at__lt=at, expected__gte=LEARNS_ABOVE, waited__isnull=False
    )
    rows = said.order_by("-called_at").values_list("waited", "expected", "spread", "said_low", "said_high")
    for waited, expected, spread, low, high in rows[:LEARNS_OF]:
        if waited is not None and expected is not None and spread is not None and low is not None and high is not None:
            yield ended(waited, expected, spread, low, high)


def ended(waited: float, expected: float, spread: float, low: int, high: int) -> Ended:
    """Return what is learned of a wait, in seconds, and of what was said of it."""
    true = low <= waited <= high if high > AT_ONCE else None
    return Ended(expected, place(waited, expected, spread), true)


class Places:
    """At which places waits end: as the last ones did, held back by what was assumed while they are few."""

    def __init__(self, last: Sequence[Ended]) -> None:
        self.seen = sorted(one.at for one in last)
        enough = len(last) >= _LEARNS_FROM
        self.share = len(last) / (len(last) + _LEARNS_FROM) if enough else 0.0
        said = [one.true for one in last if one.true is not None]
        short = STATED - sum(said) / len(said) if len(said) >= _LEARNS_FROM else 0.0
        # For which part it is said, so that it comes true for the stated one: what came true of late is made up for.
        self.aim = min(max(STATED + _MADE_UP * short, _LEAST_AIM), _MOST_AIM)

    def below(self, at: float) -> float:
        """Return which part of waits ends at or before a place."""
        seen = bisect(self.seen, at) / len(self.seen) if self.seen else 0.0
        return self.share * seen + (1 - self.share) * _ASSUMED.cdf(at)

    def where(self, part: float) -> float:
        """Return the place below which a part of waits ends."""
        if not self.share:
            return _ASSUMED.inv_cdf(part)
        seen = self.seen[min(len(self.seen) - 1, int(part * len(self.seen)))]
        return self.share * seen + (1 - self.share) * _ASSUMED.inv_cdf(part)


# A time that is the sum of several lies as a gamma does; its cube root nearly as a normal (Wilson and Hilferty).


def place(waited: float, expected: float, spread: float) -> float:
    """Return where a wait lay in what was expected of it, in standard deviations of its cube root."""
    ninth = spread / 9
    return float(((max(waited, 0.0) / max(expected, 1.0)) ** (1 / 3) - (1 - ninth)) / sqrt(ninth))


def seconds_at(at: float, expected: float, spread: float) -> float:
    """Return the seconds at such a place."""
    ninth = spread / 9
    return float(expected * max(0.0, 1 - ninth + at * sqrt(ninth)) ** 3)
