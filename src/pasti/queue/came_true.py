"""What was said of waits against what came, by hour: whether the office may be believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import QuerySet

from pasti.kit import clock
from pasti.queue import measured
from pasti.queue.models import Stay

# Of 100 waits so many are to end in the range that was said.
STATED = 80
_LAST_DAYS = 14


@dataclass(frozen=True)
class Waits:
    """Some waits that have ended: how many, of how many a range was said, and how those ended."""

    waited: list[int]
    said: int
    within: int
    earlier: int
    later: int

    @property
    def share(self) -> int | None:
        """Of 100 for whom it was said, for how many it came true."""
        return round(100 * self.within / self.said) if self.said else None

    @property
    def minutes(self) -> int | None:
        """How long half of them waited at most."""
        return round(median(self.waited) / 60) if self.waited else None


def by_hour(day: date) -> list[tuple[int, Waits]]:
    """Return the waits that began in each hour of a day, by hour; hours without any are left out."""
    found: dict[int, list[Stay]] = {}
    for stay in _ended(day, day):
        found.setdefault(clock.local(stay.began_at).hour, []).append(stay)
    return [(hour, _of(stays)) for hour, stays in sorted(found.items())]


def lately(day: date) -> Waits:
    """Return the waits of the fourteen days up to a day."""
    return _of(_ended(day - timedelta(days=_LAST_DAYS - 1), day))


def _ended(first: date, last: date) -> QuerySet[Stay]:
    since, until = clock.at(first), clock.at(last + timedelta(days=1))
    return Stay.objects.filter(began_at__gte=since, began_at__lt=until, waited__isnull=False).order_by("began_at")


def _of(stays: Iterable[Stay]) -> Waits:
    ended = [stay for stay in stays if stay.waited is not None]
    # That somebody is called at once comes true by itself.
    said = [
        (s.said_low, s.waited or 0, s.said_high)
        for s in ended
        if s.said_low is not None and s.said_high is not None and s.said_high > measured.AT_ONCE
    ]
    earlier = sum(waited < low for low, waited, _high in said)
    later = sum(waited > high for _low, waited, high in said)
    return Waits([stay.waited or 0 for stay in ended], len(said), len(said) - earlier - later, earlier, later)
