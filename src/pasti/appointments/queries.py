"""Which sessions there are and how much room is left. Computed from the calendar: nothing has to run at night first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from pasti.applications.models import Application
from pasti.appointments.models import Booking, Session
from pasti.kit import clock
from pasti.offices import policy
from pasti.offices import queries as offices

_TAKEN = Q(bookings__state__in=[Booking.State.BOOKED, Booking.State.ATTENDED])


@dataclass(frozen=True)
class Slot:
    """A session on offer: from, until, and how many places are free."""

    starts_at: datetime
    ends_at: datetime
    free: int


@dataclass(frozen=True)
class Day:
    """A working day with its sessions."""

    day: date
    slots: list[Slot]

    @property
    def free(self) -> int:
        """How many places are free on the whole day."""
        return sum(slot.free for slot in self.slots)


def days_on_offer(until: date | None = None) -> list[Day]:
    """Return the coming working days with the sessions that have not begun, up to the last day anything is valid."""
    now = clock.now()
    ahead = policy.value("appointments.days_ahead")
    openings = offices.openings(clock.local_day(now), ahead)
    taken = _taken(now)
    days = []
    for opening in openings:
        if until and opening.day > until:
            break
        capacity = policy.value("appointments.session_capacity", opening.day)
        slots = [
            Slot(starts, ends, max(0, capacity - taken.get(starts, 0)))
            for starts, ends in _sessions(opening)
            if starts > now
        ]
        if slots:
            days.append(Day(opening.day, slots))
    return days


def _sessions(opening: offices.Opening) -> list[tuple[datetime, datetime]]:
    length = timedelta(minutes=policy.value("appointments.session_minutes", opening.day))
    found, starts = [], opening.opens
    while starts + length <= opening.closes:
        found.append((starts, starts + length))
        starts += length
    return found


def _taken(after: datetime) -> dict[datetime, int]:
    rows = Session.objects.filter(starts_at__gt=after).annotate(n=Count("bookings", filter=_TAKEN))
    return {session.starts_at: session.n for session in rows}


def slot_at(starts_at: datetime) -> Slot | None:
    """Return the session on offer that begins at a moment, if the calendar has one."""
    ahead = offices.openings(clock.today(), policy.value("appointments.days_ahead"))
    if not ahead or not clock.now() < starts_at < ahead[-1].closes:
        return None
    day = offices.opening(clock.local_day(starts_at))
    if day is None:
        return None
    ends_at = dict(_sessions(day)).get(starts_at)
    if ends_at is None:
        return None
    taken = Booking.objects.filter(session__starts_at=starts_at, state__in=["booked", "attended"]).count()
    capacity = policy.value("appointments.session_capacity", day.day)
    return Slot(starts_at, ends_at, max(0, capacity - taken))


def open_booking(application: Application) -> Booking | None:
    """Return the booking that a case still has before it."""
    return application.bookings.filter(state=Booking.State.BOOKED).select_related("session").first()


def missed(application: Application) -> bool:
    """Whether the last appointment was missed and no new one made."""
    last = application.bookings.order_by("-id").first()
    return last is not None and last.state == Booking.State.MISSED


def expected_on(day: date) -> QuerySet[Booking]:
    """Return who is or was expected on a day, by time."""
    return (
        Booking.objects.filter(
            session__starts_at__gte=clock.at(day), session__starts_at__lt=clock.at(day + timedelta(1))
        )
        .exclude(state=Booking.State.CANCELLED)
        .select_related("session", "application__service")
        .order_by("session__starts_at", "id")
    )


def overdue(now: datetime) -> QuerySet[Booking]:
    """Return open bookings of days that are over: an early or late arrival on the day itself is not missed."""
    return Booking.objects.filter(
        state=Booking.State.BOOKED, session__starts_at__lt=clock.at(clock.local_day(now))
    ).select_related("session", "application")
