"""The figures of some days: computed by the database from what days came to, and from the last two days as they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum as Total

from pasti.arrivals import queries as arrivals
from pasti.arrivals.queries import PerCard
from pasti.figures import words
from pasti.figures.models import STEPS, TIMED, By, Measure, Stretch, Tally
from pasti.figures.tallying import Kind, Sum, tallied, target


@dataclass
class Times:
    """How long some took: how many, the mean, what half and nine tenths of them needed at most, and the target."""

    steps: dict[int, Sum] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many."""
        return sum(one.count for one in self.steps.values())

    @property
    def mean(self) -> float | None:
        """Minutes on average."""
        return sum(one.seconds for one in self.steps.values()) / 60 / self.count if self.count else None

    @property
    def within(self) -> float | None:
        """The share that was within the target, in percent."""
        return 100 * sum(one.within for one in self.steps.values()) / self.count if self.count else None

    @property
    def median(self) -> float | None:
        """What half of them needed at most, in minutes."""
        return self.share(0.5)

    @property
    def most(self) -> float | None:
        """What nine tenths of them needed at most, in minutes."""
        return self.share(0.9)

    def share(self, wanted: float) -> float | None:
        """Return the minutes within which a share of them lies: between the ends of a step as if evenly spread."""
        ahead, low = wanted * self.count, 0
        for step in STEPS:
            here = self.steps[step].count if step in self.steps else 0
            if here and ahead <= here:
                return low + (step - low) * ahead / here
            ahead, low = ahead - here, step
        return None


@dataclass
class Line:
    """The figures of one lane, hour, service …"""

    key: str
    label: str
    times: dict[Measure, Times] = field(default_factory=dict)
    counts: dict[Measure, int] = field(default_factory=dict)

    @property
    def wait(self) -> Times:
        """How long they waited."""
        return self.times.get(Measure.WAIT, Times())

    @property
    def service(self) -> Times:
        """How long they were served."""
        return self.times.get(Measure.SERVICE, Times())

    @property
    def total(self) -> Times:
        """How long their whole coming took."""
        return self.times.get(Measure.TOTAL, Times())

    @property
    def again(self) -> int:
        """How often somebody was called again."""
        return self.counts.get(Measure.AGAIN, 0)

    @property
    def missed(self) -> int:
        """How often nobody came when called."""
        return self.counts.get(Measure.MISSED, 0)

    @property
    def left(self) -> int:
        """How many went without being called."""
        return self.counts.get(Measure.LEFT, 0)


@dataclass(frozen=True)
class Report:
    """The figures from one day to another: together, by day, and told apart by each thing."""

    first: date
    last: date
    all: Line
    days: list[tuple[date, Line]]
    lines: dict[By, list[Line]]
    # In minutes, as they hold on the last day.
    targets: dict[Measure, int]
    per_card: PerCard


def report(first: date, last: date) -> Report:
    """Return the figures from one day to another, both included. No people and no clerks are in them."""
    sums = _sums(first, last)
    by: dict[By, list[Line]] = {}
    for what in (By.LANE, By.HOUR, By.SERVICE, By.CHANNEL, By.BOOKED):
        of_it = {kind: found for kind, found in sums.items() if kind.by == what}
        labels = words.labels(what, {kind.key for kind in of_it})
        by[what] = [_line(key, label, _of(of_it, key)) for key, label in labels]
    days = _by_day(first, last)
    return Report(
        first, last, _line("", "", _of(sums, "", By.ALL)), days, by,
        {measure: int(target(measure, last).total_seconds() // 60) for measure in TIMED}, arrivals.per_card(last),
    )  # fmt: skip


Kinds = dict[Kind, Sum]


def _sums(first: date, last: date) -> Kinds:
    """All days together, as if they were one."""
    found: Kinds = {}
    closed = Tally.objects.filter(day__gte=first, day__lte=last).values("by", "key", "measure", "step")
    for row in closed.annotate(n=Total("count"), s=Total("seconds"), w=Total("within")).order_by():
        found[Kind(last, row["by"], row["key"], row["measure"], row["step"])] = Sum(row["n"], row["s"], row["w"])
    for kind, one in tallied(_open(first, last)).items():
        found.setdefault(kind._replace(day=last), Sum()).add(one)
    return found


def _open(first: date, last: date) -> Iterable[Stretch]:
    # Also what was noted late of a day that is closed.
    return Stretch.objects.filter(day__gte=first, day__lte=last)


def _by_day(first: date, last: date) -> list[tuple[date, Line]]:
    found: dict[date, Kinds] = {}
    rows = Tally.objects.filter(day__gte=first, day__lte=last, by=By.ALL)
    for row in rows:
        kind = Kind(row.day, row.by, row.key, row.measure, row.step)
        found.setdefault(row.day, {})[kind] = Sum(row.count, row.seconds, row.within)
    for kind, one in tallied(_open(first, last)).items():
        if kind.by == By.ALL:
            found.setdefault(kind.day, {}).setdefault(kind, Sum()).add(one)
    return [(day, _line("", "", found[day].items())) for day in sorted(found)]


def _of(sums: Kinds, key: str, by: By | None = None) -> list[tuple[Kind, Sum]]:
    return [(kind, one) for kind, one in sums.items() if kind.key == key and (by is None or kind.by == by)]


def _line(key: str, label: str, sums: Iterable[tuple[Kind, Sum]]) -> Line:
    line = Line(key, label)
    for kind, one in sums:
        measure = Measure(kind.measure)
        if measure in TIMED:
            line.times.setdefault(measure, Times()).steps.setdefault(kind.step, Sum()).add(one)
        else:
            line.counts[measure] = line.counts.get(measure, 0) + one.count
    return line
