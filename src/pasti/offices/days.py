"""The days and hours of the office, read once and asked often. Everything that is open or closed is judged here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.kit.once import once
from pasti.kit.prepared import Columns
from pasti.offices.models import DayHours, Holiday, Timetable


@dataclass(frozen=True)
class Times:
    """Hours of a day of the week as somebody sets them: open, closed, and the breaks (from, until)."""

    opens: time
    closes: time
    breaks: tuple[tuple[time, time], ...] = ()

    @classmethod
    def of(cls, hours: DayHours) -> "Times":
        """Return hours as they are kept."""
        return cls(hours.opens, hours.closes, tuple((pause.rests, pause.resumes) for pause in hours.breaks.all()))

    def check(self) -> None:
        """Raise Refused, saying why, for hours that make no sense."""
        if self.opens >= self.closes:
            raise Refused(_("Jam tutup harus sesudah jam buka."))
        open_again = self.opens
        for rests, resumes in sorted(self.breaks):
            if not self.opens < rests < resumes < self.closes:
                raise Refused(_("Istirahat harus di antara jam buka dan jam tutup, dan selesai sesudah mulai."))
            if rests <= open_again:
                raise Refused(_("Di antara dua istirahat harus ada waktu layanan."))
            open_again = resumes


@dataclass(frozen=True)
class Opening:
    """When the office is open on a day, as moments."""

    day: date
    opens: datetime
    closes: datetime
    breaks: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        """The times in which people are served, without the breaks."""
        begins = [self.opens, *(resumes for _rests, resumes in self.breaks)]
        ends = [*(rests for rests, _resumes in self.breaks), self.closes]
        return list(zip(begins, ends, strict=True))

    def open_at(self, moment: datetime) -> bool:
        """Whether people are served at a moment."""
        return any(begins <= moment < ends for begins, ends in self.stretches)

    def resting_until(self, moment: datetime) -> datetime | None:
        """Return when the break ends in which a moment lies, if it lies in one."""
        return next((resumes for rests, resumes in self.breaks if rests <= moment < resumes), None)

    def after(self, moment: datetime) -> "Opening | None":
        """Return what is left of the day when the office opens next after a moment, be it after a break."""
        begins = next((begins for begins, _ends in self.stretches if begins > moment), None)
        if begins is None:
            return None
        return Opening(self.day, begins, self.closes, tuple(pause for pause in self.breaks if pause[0] >= begins))

    def holds(self, begins: datetime, ends: datetime) -> bool:
        """Whether all of a time lies in one stretch."""
        return any(first <= begins and ends <= last for first, last in self.stretches)

    @property
    def said(self) -> str:
        """08.00–15.00 WIB, istirahat 12.00–13.00 dan 14.30–14.45."""
        hours = f"{text.clock_time(self.opens)}–{text.clock_time(self.closes)} {text.zone_label()}"
        if not self.breaks:
            return hours
        pause = text.and_list([f"{text.clock_time(rests)}–{text.clock_time(until)}" for rests, until in self.breaks])
        return _("%(hours)s, istirahat %(pause)s") % {"hours": hours, "pause": pause}


class _Hours(NamedTuple):
    """When the office is open on a day of the week, and its breaks."""

    opens: time
    closes: time
    breaks: tuple[tuple[time, time], ...]


class _Week(NamedTuple):
    """The hours of a week, and from when until when they hold."""

    key: int
    valid_from: date
    valid_until: date | None
    days: tuple[tuple[int, _Hours], ...]


class Calendar:
    """The office's calendar as it stands in the database now.

    Two that say the same are equal, so what follows from a calendar alone can be kept by it (`functools.lru_cache`):
    a change of the calendar is another calendar, and nobody has to be told of it.
    """

    def __init__(self) -> None:
        self._closed, self._weeks = once("calendar", _read)
        self._zone = clock.zone()

    def _said(self) -> tuple[object, ...]:
        return self._closed, self._weeks, self._zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _week(self, day: date) -> _Week | None:
        holding = [w for w in self._weeks if w.valid_from <= day and (w.valid_until is None or day <= w.valid_until)]
        return holding[-1] if holding else None

    def timetable(self, day: date) -> int | None:
        """Return whose hours hold on a day, holiday or not, by its key."""
        week = self._week(day)
        return week.key if week else None

    def opening(self, day: date) -> Opening | None:
        """Return when the office is open on a day, or None when it is closed."""
        week = self._week(day)
        if week is None or day in self._closed:
            return None
        hours = dict(week.days).get(day.weekday())
        return _moments(self._zone, day, hours) if hours else None

    def openings(self, first: date, last: date) -> Iterator[Opening]:
        """Return the working days between two days, both included."""
        for offset in range((last - first).days + 1):
            if found := self.opening(first + timedelta(days=offset)):
                yield found


_CLOSED = Columns(lambda: Holiday.objects.filter(closed=True).order_by("day").values_list("day"))
_HOURS = Columns(
    lambda: Timetable.objects.order_by("valid_from", "pk", "days__weekday", "days__breaks__rests").values_list(
        "pk", "valid_from", "valid_until", "days__weekday", "days__opens", "days__closes", "days__breaks__rests",
        "days__breaks__resumes",
    )
)  # fmt: skip


def _read() -> tuple[frozenset[date], tuple[_Week, ...]]:
    closed = frozenset(day for (day,) in _CLOSED.all())
    weeks = [
        _Week(key, since, until, tuple(_days(of_it)))
        for (key, since, until), of_it in groupby(_HOURS.all(), key=itemgetter(0, 1, 2))
    ]
    # The last one that holds a day decides: usual hours by their beginning, then those for a while.
    return closed, tuple(sorted(weeks, key=lambda week: (week.valid_until is not None, week.valid_from)))


def _days(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, _Hours]]:
    for (weekday, opens, closes), of_day in groupby(rows, key=itemgetter(3, 4, 5)):
        if weekday is not None:
            yield weekday, _Hours(opens, closes, tuple((row[6], row[7]) for row in of_day if row[6]))


# As many days as are looked at again and again: a year of them for each of a few timetables.
@lru_cache(maxsize=2000)
def _moments(zone: tzinfo, day: date, hours: _Hours) -> Opening:
    def at(time_of_day: time) -> datetime:
        return datetime.combine(day, time_of_day, zone)

    breaks = tuple((at(rests), at(resumes)) for rests, resumes in hours.breaks)
    return Opening(day, at(hours.opens), at(hours.closes), breaks)
