"""A figure for looking that is unlike a person's own and their colleagues' usual: a reason to ask, never a verdict.

Counted for each account and day: things opened one by one on which the account did nothing in the journal that day
or the day before or after ("without work on it"), and searches. A day stands out when its count is at least FLOOR and
more than TIMES the account's own usual, or that of the others. Usual is the median of days on which somebody looked at
anything, in the four weeks before; fewer than five such days are no usual.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pasti.audit import queries
from pasti.audit.sights import sights
from pasti.journal import queries as journal
from pasti.kit import clock

DAYS_BEFORE = 28
FEWEST_DAYS = 5
TIMES = 3
FLOOR = {"strange": 10, "searches": 20}


@dataclass
class Day:
    """What one account looked at on one day."""

    by_id: str
    by_name: str
    day: date
    opened: set[str]
    strange: set[str]
    searches: int = 0

    def count(self, measure: str) -> int:
        """How many: "strange" (opened without work on it) or "searches"."""
        return len(self.strange) if measure == "strange" else self.searches


@dataclass(frozen=True)
class Figure:
    """A count beside what is usual; `own` and `others` are None when too little is known."""

    count: int
    own: float | None
    others: float | None
    stands_out: bool


@dataclass(frozen=True)
class Standing:
    """One account's day with its figures."""

    day: Day
    strange: Figure
    searches: Figure

    @property
    def account_id(self) -> int:
        """The account's number, or 0 for whoever is none."""
        number = self.day.by_id.removeprefix("account:")
        return int(number) if number.isdigit() else 0

    @property
    def stands_out(self) -> bool:
        """Whether one of its figures does."""
        return self.strange.stands_out or self.searches.stands_out


def standings(day: date) -> list[Standing]:
    """Return every account that looked at anything on a day, what stands out first, then who opened most."""
    days = _days(day - timedelta(days=DAYS_BEFORE), day)
    shown = [
        Standing(each, _figure(each, "strange", days), _figure(each, "searches", days))
        for each in days
        if each.day == day
    ]
    return sorted(shown, key=lambda s: (not s.stands_out, -len(s.day.strange), s.day.by_name))


def _figure(of: Day, measure: str, days: Iterable[Day]) -> Figure:
    before = [day for day in days if day.day < of.day]
    own = _usual(day.count(measure) for day in before if day.by_id == of.by_id)
    others = _usual(day.count(measure) for day in before if day.by_id != of.by_id)
    count = of.count(measure)
    known = [usual for usual in (own, others) if usual is not None]
    out = count >= FLOOR[measure] and any(count > TIMES * usual for usual in known)
    return Figure(count, own, others, out)


def _usual(counts: Iterable[int]) -> float | None:
    known = list(counts)
    return float(median(known)) if len(known) >= FEWEST_DAYS else None


def _days(first: date, last: date) -> list[Day]:
    since, until = clock.at(first), clock.at(last + timedelta(days=1))
    worked = _worked(first, last)
    days: dict[tuple[str, date], Day] = {}
    looks = queries.looks_between(since, until).values_list("by_id", "by_name", "what", "subject", "listed", "at")
    for by_id, by_name, what, subject, listed, at in looks.iterator():
        day = clock.local_day(at)
        entry = days.setdefault((by_id, day), Day(by_id, by_name, day, set(), set()))
        if what in sights and sights.get(what).search:
            entry.searches += 1
        elif not listed and subject != what:
            entry.opened.add(subject)
            if subject not in worked[by_id, day]:
                entry.strange.add(subject)
    return list(days.values())


def _worked(first: date, last: date) -> dict[tuple[str, date], set[str]]:
    """What each account did something with, on each day: on that day, the day before or the day after."""
    worked: dict[tuple[str, date], set[str]] = defaultdict(set)
    since, until = clock.at(first - timedelta(days=1)), clock.at(last + timedelta(days=2))
    for by_id, subject, case, at in journal.touched_between(since, until):
        for apart in (-1, 0, 1):
            found = worked[by_id, clock.local_day(at) + timedelta(days=apart)]
            found.add(subject)
            if case:
                found.add(f"application:{case}")
    return worked
