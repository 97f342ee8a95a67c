"""How many more are taken in than there are places, because so many do not come: with a stated risk (docs/adr/0055).

Who does not come is chance; how many do not is not. A session takes as many bookings that, by the binomial law, more
people than can be served within some minutes after its end are left over in at most so many sessions of a hundred, with
what earlier sessions of the day leave over counted in; and never more than come, on average, to fill its places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import comb

from django.db.models import Sum

from pasti.appointments.models import LaneHour
from pasti.kit import clock
from pasti.kit.once import once
from pasti.offices import policy
from pasti.offices.models import Lane

# Measured over so many days; off until so many were expected in a lane; an hour's own rate weighs as much as the whole
# lane's when so many were expected in it.
_DAYS, ENOUGH, _WEIGHS = 90, 200, 50


@dataclass(frozen=True)
class Limit:
    """How many bookings a session takes, the share that does not come, and the risk that too many do."""

    bookings: int
    absent: float = 0.0
    risk: float = 0.0


@dataclass(frozen=True)
class Seen:
    """How many were expected with an appointment, and how many of them did not come."""

    expected: int = 0
    missed: int = 0

    @property
    def enough(self) -> bool:
        """Whether a rate may be built on it."""
        return self.expected >= ENOUGH

    @property
    def absent(self) -> float:
        """The share that did not come."""
        return self.missed / self.expected if self.expected else 0.0


def is_on(moment: datetime | None = None) -> bool:
    """Whether the office wants it."""
    return bool(policy.value("appointments.overbooking", clock.local_day(moment) if moment else None))


def limits(lane: Lane, spans: Sequence[tuple[datetime, datetime]], places: Sequence[int]) -> list[Limit]:
    """Return how many bookings each session of a day takes in a lane: its places, and more once enough is known."""
    if not spans or not is_on(spans[0][0]) or not seen(lane.letter).enough:
        return [Limit(count) for count in places]
    return would_be(lane, spans, places)


def would_be(lane: Lane, spans: Sequence[tuple[datetime, datetime]], places: Sequence[int]) -> list[Limit]:
    """Return how many bookings each session of a day would take, whether it is switched on or not."""
    wait = timedelta(minutes=policy.value("appointments.overbooking_wait"))
    afterwards = [int(count * wait / (ends - begins)) for count, (begins, ends) in zip(places, spans, strict=True)]
    rates = [rate(lane.letter, clock.local(begins).hour) for begins, _ends in spans]
    most = policy.value("appointments.overbooking_risk") / 100
    return list(_limits(tuple(places), tuple(afterwards), tuple(rates), most))


@lru_cache(maxsize=500)
def _limits(
    places: tuple[int, ...], afterwards: tuple[int, ...], rates: tuple[float, ...], most: float
) -> tuple[Limit, ...]:
    """Choose for one session after the other, knowing what those before it may leave over."""
    left: list[float] = [1.0]
    found = []
    for count, after, absent in zip(places, afterwards, rates, strict=True):
        limit, later = _choose(left, count, after, absent, most)
        left = later
        found.append(limit)
    return tuple(found)


def _choose(left: list[float], count: int, after: int, absent: float, most: float) -> tuple[Limit, list[float]]:
    bookings = count
    risk, later = _over(left, count, count, after, absent)
    while (bookings + 1) * (1 - absent) <= count:
        more, then = _over(left, bookings + 1, count, after, absent)
        if more > most:
            break
        bookings, risk, later = bookings + 1, more, then
    return Limit(bookings, absent, risk), later


def _over(left: list[float], bookings: int, count: int, after: int, absent: float) -> tuple[float, list[float]]:
    """Return the risk that more are left over than can be served soon after, and how many are left with which chance.

    `left[n]` is the chance that n people were left over from before.
    """
    come = [comb(bookings, n) * (1 - absent) ** n * absent ** (bookings - n) for n in range(bookings + 1)]
    later = [0.0] * (max(0, len(left) + bookings - count) + 1)
    for before, chance in enumerate(left):
        for n, likely in enumerate(come):
            later[max(0, before + n - count)] += chance * likely
    return sum(later[after + 1 :]), later


def rate(letter: str, hour: int) -> float:
    """Return the share that does not come, of who has an appointment in a lane in an hour.

    An hour of which little is known is taken to be like the whole lane.
    """
    whole, own = seen(letter), once("no-shows", _counted).get((letter, hour), Seen())
    return round((own.missed + _WEIGHS * whole.absent) / (own.expected + _WEIGHS), 2)


def seen(letter: str) -> Seen:
    """Return what was seen in a lane."""
    rows = [one for (lane, _hour), one in once("no-shows", _counted).items() if lane == letter]
    return Seen(sum(one.expected for one in rows), sum(one.missed for one in rows))


def _counted() -> dict[tuple[str, int], Seen]:
    lately = LaneHour.objects.filter(day__gte=clock.today() - timedelta(days=_DAYS), day__lt=clock.today())
    rows = lately.values("lane", "hour").annotate(c=Sum("came"), m=Sum("missed")).order_by("lane", "hour")
    return {(row["lane"], row["hour"]): Seen(row["c"] + row["m"], row["m"]) for row in rows}
