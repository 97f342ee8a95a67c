"""Who is planned and there, from one day to another: read once, asked often. Nothing is computed ahead of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from pasti.kit import clock
from pasti.offices import queries as offices
from pasti.offices.models import Lane
from pasti.roster.halves import Half, Span, shared, spans_between, together, without
from pasti.roster.models import Absence, DayPlan, Pattern
from pasti.roster.states import AbsenceState


class Post(NamedTuple):
    """What somebody is planned for: a role, and the counter where, if it is at one."""

    role: str
    counter: int | None = None


@dataclass(frozen=True)
class Planned:
    """Somebody on a half of a day: for what, and whether that differs from their usual week."""

    account: int
    day: date
    half: Half
    span: Span
    post: Post
    changed: bool = False


@dataclass(frozen=True)
class OnDuty:
    """Of those planned for a role at a moment: how many, how many of them are there, since when the last is not."""

    planned: int
    there: int
    since: datetime | None = None


@dataclass(frozen=True)
class Staffing:
    """How many counters of a lane are staffed in a time, on average over it.

    `counters` counts each that calls from the lane; `shared` counts one that calls from several lanes in its part (a
    counter for C and D is half of one for C), lanes that come first left aside.
    """

    counters: float
    shared: float


class _Week(NamedTuple):
    valid_from: date
    lines: dict[tuple[int, str], Post]


class Roster:
    """The roster from one day to another as it stands in the database now; `besides`: as if one absence were not."""

    def __init__(self, first: date, last: date, *, besides: Absence | None = None) -> None:
        self.first, self.last = first, last
        self._weeks = _weeks(last)
        self._changes = {
            (plan.account_id, plan.day, plan.half): Post(plan.role, plan.counter_id)
            for plan in DayPlan.objects.filter(day__gte=first, day__lte=last, account__is_active=True)
        }
        self._absences = _absences(first, last, besides)

    @cached_property
    def planned(self) -> list[Planned]:
        """All who are planned, there or not, by day and half."""
        return [one for day, half, span in spans_between(self.first, self.last) for one in self._on(day, half, span)]

    def _on(self, day: date, half: Half, span: Span) -> Iterator[Planned]:
        changed = {account: post for (account, at, part), post in self._changes.items() if (at, part) == (day, half)}
        for account in sorted(self._weeks.keys() | changed.keys()):
            usual = self._usual(account, day).get((day.weekday(), half))
            post = changed.get(account, usual)
            if post and post.role:
                yield Planned(account, day, half, span, post, account in changed)

    def _usual(self, account: int, day: date) -> dict[tuple[int, str], Post]:
        begun = [week for week in self._weeks.get(account, []) if week.valid_from <= day]
        return begun[-1].lines if begun else {}

    def there(self, one: Planned) -> list[Span]:
        """Return when somebody who is planned is there: in the times in which they are not absent."""
        return without(one.span, self._absences.get(one.account, []))

    def on_duty(self, role: str, at: datetime) -> OnDuty:
        """Return how many are planned for a role at a moment and how many of them are there."""
        planned = [one for one in self.planned if one.post.role == role and one.span[0] <= at < one.span[1]]
        away = [one for one in planned if not any(begins <= at < ends for begins, ends in self.there(one))]
        since = [begins for one in away for begins, ends in self._absences[one.account] if begins <= at < ends]
        return OnDuty(len(planned), len(planned) - len(away), max(since, default=None))

    def next_on_duty(self, role: str, after: datetime) -> datetime | None:
        """Return from when somebody of a role is there again after a moment, as far as this roster goes."""
        times = (part for one in self.planned if one.post.role == role for part in self.there(one))
        return min((max(begins, after) for begins, ends in times if ends > after), default=None)

    def staffing(self, lane: Lane, begins: datetime, ends: datetime) -> Staffing | None:
        """Return how many counters of a lane are staffed from one moment to another.

        None when the roster says nothing of the lane's counters on that day: then nobody has planned, and the caller
        reckons with what it knows otherwise. Times outside office hours and in breaks count as not staffed.
        """
        lanes_of, day = self._lanes, clock.local_day(begins)
        calling = {counter for counter, lanes in lanes_of.items() if lane.pk in lanes}
        if ends <= begins or not calling & self._spoken_of(day):
            return None
        times: dict[int, list[Span]] = {}
        for one in self.planned:
            if one.post.counter in calling:
                parts = (shared(part, (begins, ends)) for part in self.there(one))
                times.setdefault(one.post.counter or 0, []).extend(part for part in parts if part)
        whole = {counter: together(spans) / (ends - begins) for counter, spans in times.items()}
        parts_of = {counter: len(lanes_of[counter] - self._first_ones) or 1 for counter in whole}
        return Staffing(sum(whole.values()), sum(whole[one] / parts_of[one] for one in whole))

    @cached_property
    def _lanes(self) -> dict[int, frozenset[int]]:
        """The lanes in use of each counter in use."""
        return {
            counter.pk: frozenset(lane.pk for lane in counter.lanes.all() if lane.active)
            for counter in offices.counters_in_use()
        }

    @cached_property
    def _first_ones(self) -> frozenset[int]:
        return frozenset(lane.pk for lane in offices.lanes_in_use() if lane.priority)

    def _spoken_of(self, day: date) -> set[int]:
        """The counters of which anybody's week on a day, or what differs on it, says anything."""
        usual = (post for account in self._weeks for post in self._usual(account, day).values())
        changed = (post for (_account, at, _half), post in self._changes.items() if at == day)
        return {post.counter for post in (*usual, *changed) if post.counter}


def _weeks(last: date) -> dict[int, list[_Week]]:
    found: dict[int, list[_Week]] = {}
    begun = Pattern.objects.filter(valid_from__lte=last, account__is_active=True)
    for pattern in begun.order_by("valid_from").prefetch_related("lines"):
        lines = {(line.weekday, line.half): Post(line.role, line.counter_id) for line in pattern.lines.all()}
        found.setdefault(pattern.account_id, []).append(_Week(pattern.valid_from, lines))
    return found


def _absences(first: date, last: date, besides: Absence | None) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    begins, ends = clock.at(first), clock.at(last + timedelta(days=1))
    rows: Iterable[Absence] = Absence.objects.filter(starts_at__lt=ends, ends_at__gt=begins).exclude(
        state=AbsenceState.WITHDRAWN
    )
    for row in rows:
        if besides is None or row.pk != besides.pk:
            found.setdefault(row.account_id, []).append((row.starts_at, row.ends_at))
    return found
