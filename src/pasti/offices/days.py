"""The days and hours of the office, read once and asked often. Everything that is open or closed is judged here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.kit.errors import Refused
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


class Calendar:
    """The office's calendar from one day to another, as it stands in the database now."""

    def __init__(self, first: date, last: date) -> None:
        self._closed = set(
            Holiday.objects.filter(day__gte=first, day__lte=last, closed=True).values_list("day", flat=True)
        )
        tables = Timetable.objects.filter(Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last)
        # The last one that holds a day decides: usual hours by their beginning, then those for a while.
        self._tables = sorted(tables.prefetch_related("days__breaks"), key=lambda t: (t.for_a_while, t.valid_from))

    def timetable(self, day: date) -> Timetable | None:
        """Return whose hours hold on a day, holiday or not."""
        holding = [t for t in self._tables if t.valid_from <= day and (t.valid_until is None or day <= t.valid_until)]
        return holding[-1] if holding else None

    def opening(self, day: date) -> Opening | None:
        """Return when the office is open on a day, or None when it is closed."""
        table = self.timetable(day)
        if table is None or day in self._closed:
            return None
        hours = next((h for h in table.days.all() if h.weekday == day.weekday()), None)
        return _moments(day, hours) if hours else None

    def openings(self, first: date, last: date) -> Iterator[Opening]:
        """Return the working days between two days, both included."""
        for offset in range((last - first).days + 1):
            if found := self.opening(first + timedelta(days=offset)):
                yield found


def _moments(day: date, hours: DayHours) -> Opening:
    def at(time_of_day: time) -> datetime:
        return clock.at(day, time_of_day.hour, time_of_day.minute)

    breaks = tuple((at(pause.rests), at(pause.resumes)) for pause in hours.breaks.all())
    return Opening(day, at(hours.opens), at(hours.closes), breaks)
