"""How many came in vain, why, and who could have known it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, QuerySet, TextChoices

from pasti.applications import queries as applications
from pasti.arrivals.models import Arrival, Known
from pasti.kit import clock
from pasti.queue.outcomes import Outcome, Reason
from pasti.readiness.models import Incident

Code = TypeVar("Code", bound=TextChoices)
# Thirty days with the last.
_PER_CARD_OVER = timedelta(days=29)


@dataclass(frozen=True)
class Glance:
    """Wasted trips as the head sees them first: today, this week, and last week until the same weekday."""

    today: int
    # Of today's: how many could have been spared, because it was known in time and could be told.
    tellable: int
    week: int
    week_before: int


@dataclass(frozen=True)
class Line:
    """How many came in vain for one reason, on each day of a week."""

    reason: Reason
    per_day: list[tuple[date, int]]

    @property
    def total(self) -> int:
        """On all days together."""
        return sum(n for _day, n in self.per_day)


@dataclass(frozen=True)
class Week:
    """A week of comings: by reason and day, by outcome, and by who could have known."""

    lines: list[Line]
    per_day: list[tuple[date, int]]
    known: list[tuple[Known, int]]
    outcomes: list[tuple[Outcome, int]]

    @property
    def total(self) -> int:
        """How many came in vain."""
        return sum(n for _day, n in self.per_day)


@dataclass(frozen=True)
class PerCard:
    """How often people came for each card or document that was handed over."""

    cases: int
    comings: int

    @property
    def mean(self) -> float | None:
        """Comings for each; None when nothing was handed over."""
        return self.comings / self.cases if self.cases else None


def _counted(first: date, last: date) -> QuerySet[Arrival]:
    return Arrival.objects.filter(day__gte=first, day__lte=last, went_on=False)


def in_vain(first: date, last: date, *, reason: str = "", known: str = "") -> QuerySet[Arrival]:
    """Return who came in vain from one day to another, the latest first; for one reason or of one kind if asked."""
    found = _counted(first, last).filter(outcome=Outcome.IN_VAIN)
    found = found.filter(reason=reason) if reason else found
    found = found.filter(known=known) if known else found
    return found.select_related("application__service", "ticket", "incident").order_by("-arrived_at", "-id")


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def glance() -> Glance:
    """Return the first figure of the office: wasted trips today, this week, and last week until the same weekday."""
    today, week = clock.today(), timedelta(days=7)
    monday = monday_of(today)
    of_today = in_vain(today, today)
    return Glance(
        today=of_today.count(),
        tellable=of_today.filter(known=Known.TELLABLE).count(),
        week=in_vain(monday, today).count(),
        week_before=in_vain(monday - week, today - week).count(),
    )


def week(monday: date) -> Week:
    """Return what became of all who came in a week. Reasons and days on which nobody came in vain are left out."""
    days = [monday + timedelta(days=offset) for offset in range(7)]
    rows = _counted(days[0], days[-1])
    found = Counter({
        (day, reason): n
        for day, reason, n in rows.filter(outcome=Outcome.IN_VAIN)
        .values_list("day", "reason").annotate(n=Count("id")).order_by()
    })  # fmt: skip
    lines = [Line(reason, [(day, found[day, reason.value]) for day in days]) for reason in Reason]
    return Week(
        lines=sorted((line for line in lines if line.total), key=lambda line: -line.total),
        per_day=[(day, sum(found[day, reason.value] for reason in Reason)) for day in days],
        known=_by(rows, "known", Known),
        outcomes=_by(rows, "outcome", Outcome),
    )


def _by(rows: QuerySet[Arrival], field: str, codes: Iterable[Code]) -> list[tuple[Code, int]]:
    found = dict(rows.values_list(field).annotate(n=Count("id")).order_by())
    return [(code, found.get(code.value, 0)) for code in codes]


def figures(first: date, last: date) -> list[tuple[date, str, str, str, int]]:
    """Return (day, outcome, reason, known, how many) of all comings from one day to another: figures, and no people."""
    rows = _counted(first, last).values_list("day", "outcome", "reason", "known").annotate(n=Count("id"))
    return list(rows.order_by("day", "outcome", "reason", "known"))


def per_card(until: date | None = None) -> PerCard:
    """Return how often people came for what was handed over in the thirty days until a day (default: today)."""
    last = until or clock.today()
    closed = applications.handed_over_between(last - _PER_CARD_OVER, last)
    comings = Arrival.objects.filter(application__in=closed, went_on=False)
    return PerCard(closed.count(), comings.count())


def because_of(incident: Incident) -> tuple[int, int]:
    """Return how many came in vain because of an incident, and how many were served only partly."""
    rows = Arrival.objects.filter(incident=incident, went_on=False)
    return rows.filter(outcome=Outcome.IN_VAIN).count(), rows.filter(outcome=Outcome.PARTLY).count()
