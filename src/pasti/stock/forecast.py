"""On which day the blanks run out, as a range: use varies, and what is sent comes late and short (docs/adr/0061)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import fmean, pstdev

from django.db.models import Count
from django.db.models.functions import TruncDate

from pasti.kit import clock
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.stock.demand import wanted_now
from pasti.stock.models import Blank, Expected
from pasti.stock.states import State

# Measured over some eight weeks, and believed from a week of working days on.
_LOOKS_BACK = timedelta(days=56)
_LEAST_DAYS = 5
_LEAST_BOXES = 5
_LAST_BOXES = 50
# One end of the range is missed once in ten times.
_SURENESS = 1.2816
_ONE_IN_TEN = 0.1
_HORIZON = 250


@dataclass(frozen=True)
class Use:
    """How many blanks a working day takes: on average, and how much that varies; from so many days (0: expected)."""

    a_day: float
    spread: float
    days: int

    def over(self, days: int, *, side: int = 0) -> float:
        """Return how many a number of working days take: as a rule, or (`side` 1 or -1) where nine of ten end."""
        return max(0.0, self.a_day * days + side * _SURENESS * self.spread * sqrt(days))


@dataclass(frozen=True)
class Arriving:
    """How boxes come, held against what was said of them; from so many boxes (0: nobody knows, taken as said)."""

    late: int
    share: float
    boxes: int


@dataclass(frozen=True)
class Forecast:
    """When the last blank is used: at the earliest, probably, and at the latest; None: not within a year.

    `short` is how many cards wait already for which there is no blank.
    """

    use: Use
    arriving: Arriving
    in_stock: int
    waiting: int
    earliest: date | None
    likely: date | None
    latest: date | None

    @property
    def short(self) -> int:
        """For how many cards that wait there is no blank."""
        return max(0, self.waiting - self.in_stock)


def use() -> Use:
    """Return how many blanks a working day takes, measured on days on which there were some; else as is expected."""
    today = clock.today()
    since = today - _LOOKS_BACK
    ended = Blank.objects.filter(ended_at__gte=clock.at(since)).annotate(day=TruncDate("ended_at", tzinfo=clock.zone()))
    taken = Counter(dict(ended.values_list("day").annotate(n=Count("pk")).order_by()))
    dry = _days_without(since, today)
    first = min(taken, default=today)
    days = [day for day in _working_days(first, today - timedelta(days=1)) if day not in dry]
    if len(days) < _LEAST_DAYS:
        expected = float(policy.value("stock.use_a_day"))
        return Use(expected, expected / 3, 0)
    counts = [taken[day] for day in days]
    return Use(fmean(counts), pstdev(counts), len(days))


def _working_days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    return [day.day for day in offices.openings(first, count) if day.day <= last] if count > 0 else []


def _days_without(since: date, until: date) -> set[date]:
    """Return the days on which blanks were wanted and not there: what was not used then says nothing."""
    spans = readiness.intervals(Need.BLANKS, clock.at(since), clock.at(until))
    found: set[date] = set()
    for span in spans:
        if span.fallen:
            day, last = clock.local_day(span.since), clock.local_day(span.until or clock.now())
            found.update(day + timedelta(days=n) for n in range((last - day).days + 1))
    return found


def arriving() -> Arriving:
    """Return by how many days boxes are late, and which share of what was said comes, where one in ten is worse."""
    came = Expected.objects.exclude(came=None).select_related("came").order_by("-over_at")[:_LAST_BOXES]
    boxes = [(box, box.came) for box in came if box.came]
    if len(boxes) < _LEAST_BOXES:
        return Arriving(0, 1.0, 0)
    late = sorted((clock.local_day(delivery.received_at) - box.day).days for box, delivery in boxes)
    shares = sorted(min(1.0, delivery.count / box.count) for box, delivery in boxes)
    worst = int(_ONE_IN_TEN * len(boxes))
    return Arriving(max(0, late[-1 - worst]), shares[worst], len(boxes))


def boxes(*, cautious: bool = True) -> list[tuple[date, int]]:
    """Return which boxes are to come, the first first: by when, and with how many blanks.

    Cautious: so late and with so few as one in ten was. What should be here by now, and is not, counts for nothing.
    """
    today = clock.today()
    known = arriving() if cautious else Arriving(0, 1.0, 0)
    said = Expected.objects.filter(over_at=None).order_by("day", "id")
    return [(box.day + timedelta(days=known.late), int(box.count * known.share)) for box in said if box.day >= today]


def forecast(more: Sequence[tuple[date, int]] = ()) -> Forecast:
    """Return when the blanks will have run out, if so many more came on such days (for trying out).

    Cards that wait take their blanks first. The earliest day is reckoned with much use and with boxes that are late and
    short, the latest with little use and boxes as they were said.
    """
    measured, known = use(), arriving()
    in_stock = Blank.objects.filter(state=State.IN_STOCK, place=None).count()
    waiting = wanted_now()
    free = float(in_stock - waiting)
    cautious, as_said = [*boxes(), *more], [*boxes(cautious=False), *more]
    days = [day.day for day in offices.openings(clock.today() + timedelta(days=1), _HORIZON)]
    return Forecast(
        measured,
        known,
        in_stock,
        waiting,
        earliest=_runs_out(days, free, cautious, measured, side=1),
        likely=_runs_out(days, free, as_said, measured),
        latest=_runs_out(days, free, as_said, measured, side=-1),
    )


def _runs_out(
    days: Sequence[date], free: float, coming: Sequence[tuple[date, int]], measured: Use, *, side: int = 0
) -> date | None:
    if free <= 0:
        return clock.today()
    for number, day in enumerate(days, start=1):
        # What comes on a day is used from the next one on.
        there = free + sum(count for arrives, count in coming if arrives < day)
        if measured.over(number, side=side) >= there:
            return day
    return None


def to_ask_for() -> int:
    """Return how many blanks the office should ask for: what waits and what the next time takes, less what is there.

    Reckoned on the cautious side, for as many working days as the rule `stock.cover_days` says, in full hundreds.
    """
    measured = use()
    wanted = wanted_now() + measured.over(int(policy.value("stock.cover_days")), side=1)
    has = Blank.objects.filter(state=State.IN_STOCK, place=None).count() + sum(count for _day, count in boxes())
    return max(0, 100 * ceil((wanted - has) / 100))


def should_ask(found: Forecast) -> bool:
    """Whether a request should lie ready: the cautious day is nearer than a request takes (rule `stock.lead_days`)."""
    if found.earliest is None:
        return False
    near = offices.openings(clock.today() + timedelta(days=1), int(policy.value("stock.lead_days")))
    return not near or found.earliest <= near[-1].day
