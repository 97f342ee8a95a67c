"""When somebody could come instead: sessions that are free and not in vain, and days or weeks for collecting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from pasti.answers.collecting import NEEDS, Collecting
from pasti.answers.models import About
from pasti.answers.occasions import Occasion
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.appointments import queries as appointments
from pasti.appointments.queries import Day, Slot
from pasti.kit import clock, text
from pasti.kit.once import once
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.promises import queries as promises
from pasti.readiness import queries as readiness

# Who is told now needs a while to come.
_THE_WAY = timedelta(hours=1)
_OF_ONE_DAY = 2
_WEEKS, _DAYS = 4, 15
_UNTIL_SUNDAY = 6


def days_on_offer(application: Application, occasion: Occasion) -> list[Day]:
    """Return the days with the sessions in which the person may come, except the one that they have."""
    return once(("days on offer", application.pk), lambda: _on_offer(application, occasion))


def _on_offer(application: Application, occasion: Occasion) -> list[Day]:
    visit = next_visit(application)
    if not visit.possible:
        return []
    own = occasion.booking.session.starts_at if occasion.booking and occasion.about == About.VISIT else None
    lanes = appointments.lanes_of(application)
    days = appointments.days_on_offer(visit.days, appointments.outages_for(application), lanes)
    others = [Day(day.day, [slot for slot in day.slots if slot.starts_at != own], day.opening) for day in days]
    return [day for day in others if day.slots]


def free_sessions(application: Application, occasion: Occasion) -> list[Slot]:
    """Return the sessions with a free place, the first first."""
    return [slot for day in days_on_offer(application, occasion) for slot in day.slots if slot.free]


def nearest(application: Application, occasion: Occasion, count: int = 3) -> list[Slot]:
    """Return the nearest sessions that somebody who is told now can still reach, at most two of one day."""
    found: list[Slot] = []
    for slot in free_sessions(application, occasion):
        day = clock.local_day(slot.starts_at)
        of_day = sum(clock.local_day(one.starts_at) == day for one in found)
        if slot.starts_at >= clock.now() + _THE_WAY and of_day < _OF_ONE_DAY:
            found.append(slot)
    return found[:count]


def next_that_suits(
    application: Application, occasion: Occasion, on: Callable[[date], bool] | None = None
) -> datetime | None:
    """Return the session for who only says that they want another one: on the next day, near the hour of their own.

    Not on the day of their own visit, nor today: whoever cannot come then has most of the day against it. Who names
    days (`on`) may come before their own, too.
    """
    own = occasion.booking.session.starts_at if occasion.booking else None
    after = clock.today() if on else max(filter(None, [occasion.day, clock.today()]))
    later = [
        slot
        for slot in free_sessions(application, occasion)
        if (day := clock.local_day(slot.starts_at)) > after and (on is None or (on(day) and day != occasion.day))
    ]
    if not later:
        return None
    first = clock.local_day(later[0].starts_at)
    of_day = [slot.starts_at for slot in later if clock.local_day(slot.starts_at) == first]
    if own is None:
        return of_day[0]
    wanted = own - clock.at(clock.local_day(own))
    return min(of_day, key=lambda at: abs(at - clock.at(first) - wanted))


@dataclass(frozen=True)
class Stretch:
    """A day, or a week, in which something may be collected."""

    day: date
    until: date | None = None

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until or self.day

    @property
    def said(self) -> str:
        """It in the reader's language, as it stands within a sentence."""
        if self.until is None:
            return _("pada %s") % text.long_date(self.day)
        return _("antara %(first)s dan %(last)s") % {
            "first": text.long_date(self.day),
            "last": text.long_date(self.until),
        }

    @property
    def label(self) -> str:
        """It on a button."""
        if self.until is None:
            return text.long_date(self.day)
        return f"{text.plain_date(self.day)} – {text.plain_date(self.until)}"


def later_from(application: Application) -> date | None:
    """Return the first day on which it may be collected later: after today, after it is ready; None if unknown."""
    if application.state == State.READY:
        return clock.today() + timedelta(days=1)
    ready_on = promises.dates_of(application).ready_on
    return max(ready_on, clock.today() + timedelta(days=1)) if ready_on else None


def weeks_later(application: Application) -> list[Stretch]:
    """Return the weeks in which something may be collected later, by their first and last day on which it is open."""
    weeks: dict[date, list[date]] = {}
    for day in _open_days(application):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return [Stretch(days[0], days[-1]) for days in weeks.values() if len(days) > 1][:_WEEKS]


def days_later(application: Application) -> list[Stretch]:
    """Return the nearest days on which something may be collected later."""
    return [Stretch(day) for day in _open_days(application)[:_DAYS]]


def stretch_of(application: Application, day: date, *, week: bool) -> Stretch | None:
    """Return the day, or the week of a day, if something may be collected then."""
    days = _open_days(application)
    if not week:
        return Stretch(day) if day in days else None
    monday = day - timedelta(days=day.weekday())
    of_week = [one for one in days if monday <= one <= monday + timedelta(days=_UNTIL_SUNDAY)]
    return Stretch(of_week[0], of_week[-1]) if of_week else None


def _open_days(application: Application) -> list[date]:
    return once(("days for collecting", application.pk), lambda: _for_collecting(application))


def _for_collecting(application: Application) -> list[date]:
    first = later_from(application)
    if first is None:
        return []
    last = max(first, clock.today()) + timedelta(days=policy.value("answers.later_days"))
    days = [opening.day for opening in offices.openings(first, (last - first).days) if opening.day <= last]
    service = application.service.code
    known = Collecting(first, last, appointments.with_an_end(readiness.outages(NEEDS, service)))
    return [day for day in days if not known.why_not(day, service)]
