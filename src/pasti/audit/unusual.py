"""A figure for looking that is unlike a person's own and their colleagues' usual: a reason to ask, never a verdict.

Counted for each account and day: things opened one by one on which the account did nothing in the journal that day
or the day before or after ("without work on it"), and searches. A day stands out when its count is at least FLOOR and
more than TIMES the account's own usual, or that of the others. Usual is the median of days on which somebody looked at
anything, in the four weeks before; fewer than five such days are no usual.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.core.cache import cache

from pasti.audit import queries
from pasti.audit.sights import sights
from pasti.journal import queries as journal
from pasti.kit import clock

DAYS_BEFORE = 28
FEWEST_DAYS = 5
TIMES = 3
FLOOR = {"strange": 10, "searches": 20}
# Whoever reads who looked has opened nobody's data.
_NOT_OF_PEOPLE = {"looks", "journal"}
_REMEMBER_SECONDS = 24 * 3600


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
    before = _counts_before(day)
    shown = [
        Standing(each, _figure(each, "strange", before), _figure(each, "searches", before)) for each in _days(day, day)
    ]
    return sorted(shown, key=lambda s: (not s.stands_out, -len(s.day.strange), s.day.by_name))


def without_work(by_id: str, day: date) -> set[str]:
    """Return what an account opened on a day without doing anything with it: the evidence behind its figure."""
    return {subject for each in _days(day, day) if each.by_id == by_id for subject in each.strange}


@dataclass(frozen=True)
class _Counts:
    """What is remembered of a day that is over."""

    by_id: str
    strange: int
    searches: int


def _counts_before(day: date) -> list[_Counts]:
    """The counts of the four weeks before a day. Days that are over do not change, and are counted once a day."""
    wanted = [day - timedelta(days=n) for n in range(1, DAYS_BEFORE + 1)]
    known: dict[str, list[_Counts]] = cache.get_many([_key(each) for each in wanted])
    missing = [each for each in wanted if _key(each) not in known]
    if missing:
        counted: dict[date, list[_Counts]] = {each: [] for each in missing}
        for each in _days(min(missing), max(missing)):
            if each.day in counted:
                counted[each.day].append(_Counts(each.by_id, len(each.strange), each.searches))
        # Work of the day after counts too: yesterday is not over yet.
        cache.set_many(
            {_key(each): counts for each, counts in counted.items() if each < clock.today() - timedelta(days=1)},
            _REMEMBER_SECONDS,
        )
        known |= {_key(each): counts for each, counts in counted.items()}
    return [counts for each in known.values() for counts in each]


def _key(day: date) -> str:
    return f"audit.looking.{day}"


def _figure(of: Day, measure: str, before: list[_Counts]) -> Figure:
    own = _usual(getattr(day, measure) for day in before if day.by_id == of.by_id)
    others = _usual(getattr(day, measure) for day in before if day.by_id != of.by_id)
    count = of.count(measure)
    known = [usual for usual in (own, others) if usual is not None]
    out = count >= FLOOR[measure] and any(count > TIMES * usual for usual in known)
    return Figure(count, own, others, out)


def _usual(counts: Iterable[int]) -> float | None:
    known = list(counts)
    return float(median(known)) if len(known) >= FEWEST_DAYS else None


def _days(first: date, last: date) -> list[Day]:
    since, until = clock.at(first), clock.at(last + timedelta(days=1))
    on, worked = _Calendar(first - timedelta(days=1), last + timedelta(days=1)), _worked(first, last)
    days: dict[tuple[str, date], Day] = {}

    def day_of(by_id: str, by_name: str, at: datetime) -> Day:
        day = on.day(at)
        found = days.get((by_id, day))
        if found is None:
            found = days[by_id, day] = Day(by_id, by_name, day, set(), set())
        return found

    lists = [sight.code for sight in sights if sight.listing]
    looks = queries.looks_between(since, until)
    for by_id, by_name, at in looks.filter(what__in=lists).values_list("by_id", "by_name", "at").iterator():
        day_of(by_id, by_name, at)
    searches = [sight.code for sight in sights if sight.search]
    for by_id, by_name, at in looks.filter(what__in=searches).values_list("by_id", "by_name", "at").iterator():
        day_of(by_id, by_name, at).searches += 1
    single = looks.exclude(what__in=lists).values_list("by_id", "by_name", "what", "subject", "at")
    for by_id, by_name, what, subject, at in single.iterator():
        entry = day_of(by_id, by_name, at)
        if subject != what and what not in _NOT_OF_PEOPLE:
            entry.opened.add(subject)
            if (by_id, subject) not in worked or not worked[by_id, subject] & _around(entry.day):
                entry.strange.add(subject)
    return list(days.values())


def _around(day: date) -> set[int]:
    number = day.toordinal()
    return {number - 1, number, number + 1}


def _worked(first: date, last: date) -> dict[tuple[str, str], set[int]]:
    """On which days each account did something with each thing (days as numbers)."""
    worked: dict[tuple[str, str], set[int]] = defaultdict(set)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    on = _Calendar(before, after)
    for by_id, subject, case, at in journal.touched_between(clock.at(before), clock.at(after + timedelta(days=1))):
        number = on.day(at).toordinal()
        worked[by_id, subject].add(number)
        if case:
            worked[by_id, f"application:{case}"].add(number)
    return worked


class _Calendar:
    """The office's days by when they begin: looked up, because asking the zone for each of many moments takes long."""

    def __init__(self, first: date, last: date) -> None:
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.begins = [clock.at(day) for day in self.days]

    def day(self, at: datetime) -> date:
        """The day that a moment lies in."""
        return self.days[max(0, bisect_right(self.begins, at) - 1)]
