"""Which sessions there are and how much room is left. Computed from the calendar: nothing has to run at night first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.visits import Days, needs_of_visit, works_of_visit
from pasti.appointments import places
from pasti.appointments.models import Booking, Session, Waiting
from pasti.appointments.places import Span
from pasti.appointments.states import Wait
from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.kit.once import in_a_look, once
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.days import Opening
from pasti.offices.models import Work
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident
from pasti.readiness.queries import Outage

_TAKING = (Booking.State.BOOKED, Booking.State.ATTENDED)

# Days with office hours, as far as anything that is down is looked ahead for.
_AHEAD_DAYS = 14
# Where work goes that no lane does: no lane has this letter.
_NOWHERE = "-"


class Taken(NamedTuple):
    """Places that people have: from when until when, in which lanes (none: nobody knows, so in all), and how many."""

    begins: datetime
    ends: datetime
    lanes: str = ""
    people: int = 1

    def meets(self, lanes: str) -> bool:
        """Whether it takes a place in one of these lanes."""
        return not lanes or not self.lanes or bool(set(lanes) & set(self.lanes))


@dataclass(frozen=True)
class Slot:
    """A session on offer: from, until, and how many places are free; of these, how many beyond what can be served."""

    starts_at: datetime
    ends_at: datetime
    free: int
    beyond: int = 0


@dataclass(frozen=True)
class Day:
    """A working day with its sessions."""

    day: date
    slots: list[Slot]
    opening: Opening

    @property
    def free(self) -> int:
        """How many places are free on the whole day."""
        return sum(slot.free for slot in self.slots)


@in_a_look()
def days_on_offer(
    between: Days | None = None, outages: Sequence[Outage] = (), lanes: str = "", *, holder: int | None = None
) -> list[Day]:
    """Return the coming working days with the sessions that have not begun, of those on which somebody may come.

    A place must be free in each of the lanes (`lanes_of`). What is held for a case (`holder`, its key) is free to it.

    Who can come only later than all days that may be booked by now is offered the first day on which they can. No
    session is offered while something does not stand that the visit needs (`outages_for`).
    """
    openings = _openings_on_offer(between or Days())
    if not openings:
        return []
    taken = _taken(clock.now(), openings[-1].closes, holder)
    days = [Day(opening.day, _to_come(opening, taken, outages, lanes), opening) for opening in openings]
    return [day for day in days if day.slots]


def _openings_on_offer(days: Days) -> list[Opening]:
    openings = offices.openings(clock.today(), policy.value("appointments.days_ahead"))
    if days.first and openings and days.first > openings[-1].day:
        openings = offices.openings(days.first, 1)
    return [opening for opening in openings if days.hold(opening.day)]


def lanes_of(application: Application) -> str:
    """Return the letters of the lanes through which the next visit of a case goes, in their order.

    Who comes for papers is recorded on the same day, too: both lanes must have a place. Work that no lane does any
    more has a letter of no lane, where no place is ever free.
    """
    works = works_of_visit(application)
    found = [lane.letter for work in works if (lane := offices.lane_for(work))]
    nowhere = [_NOWHERE for work in works if not offices.lane_for(work) and not offices.is_done(work)]
    return "".join(dict.fromkeys(found + nowhere))


def undone(application: Application) -> list[str]:
    """Return the kinds of work of the next visit of a case for which no counter is in use."""
    # Whose work it is needs a question for each case: it is asked only where some is not done.
    gone = {work for work in Work if not offices.is_done(work)}
    return [work for work in works_of_visit(application) if work in gone] if gone else []


def _to_come(opening: Opening, taken: list[Taken], outages: Sequence[Outage] = (), lanes: str = "") -> list[Slot]:
    ahead = [slot for slot in _slots(opening, taken, lanes) if slot.starts_at > clock.now()]
    return [slot for slot in ahead if not any(one.touches(slot.starts_at, slot.ends_at) for one in outages)]


def outages_for(application: Application) -> list[Outage]:
    """Return when something does not stand, as far as is known, that the next visit of a case needs.

    Each ends (`with_an_end`).
    """
    service = application.service.code
    found = once(("outages", application.pk), lambda: readiness.outages(needs_of_visit(application), service))
    return with_an_end(found)


def with_an_end(found: list[Outage]) -> list[Outage]:
    """Return outages, each with an end.

    What is down and of which nobody has said until when counts for today, and as long as somebody expected then would
    be released (`freeing_until`).
    """
    if all(outage.ends for outage in found):
        return found
    unknown = max(clock.at(clock.today() + timedelta(days=1)), freeing_until())
    return [replace(outage, ends=outage.ends or unknown) for outage in found]


def freeing_until() -> datetime:
    """Return until when what is down now counts as down if nobody has said when it stands again: some office hours.

    In office hours, so that who is expected early in the morning is told, or rung up, on the day before.
    """
    left = timedelta(hours=policy.value("appointments.unknown_outage"))
    now = clock.now()
    for opening in offices.openings(clock.today(), _AHEAD_DAYS):
        for begins, ends in opening.stretches:
            length = max(ends - max(begins, now), timedelta(0))
            if length >= left:
                return max(begins, now) + left
            left -= length
    return now + left


class Missing(NamedTuple):
    """From when until when (None: no end is known) these steps cannot be done, for some services (none: for all)."""

    begins: datetime
    ends: datetime | None
    steps: Sequence[str]
    services: Sequence[str] = ()


def expected_in_vain_while(missing: Iterable[Missing]) -> QuerySet[Booking]:
    """Return who is still expected, from now on, while a step cannot be done that is ahead of them; the first first."""
    met = Q(pk__in=[])
    for one in missing:
        within = Q(session__ends_at__gt=one.begins)
        if one.ends:
            within &= Q(session__starts_at__lt=one.ends)
        if one.services:
            within &= Q(application__service__code__in=one.services)
        met |= within & Q(applications.still_ahead(one.steps, "application_id"))
    rows = Booking.objects.filter(met, state=Booking.State.BOOKED, session__starts_at__gt=clock.now())
    found = rows.select_related("session", "application__service").prefetch_related("application__steps")
    return found.order_by("session__starts_at", "id")


def _slots(opening: Opening, taken: list[Taken], lanes: str) -> list[Slot]:
    of_lanes = [(lane.letter, dict(places.of_day(lane, opening))) for lane in places.lanes_of(lanes)]
    if len(of_lanes) < len(lanes):
        return [Slot(*span, free=0) for span in places.sessions(opening)]
    found = []
    for span in places.sessions(opening):
        there = [(letter, of_day[span]) for letter, of_day in of_lanes]
        free = [one.limit.bookings - _count(span, taken, letter) for letter, one in there]
        within = [one.count - _count(span, taken, letter) for letter, one in there]
        if not there:
            most = policy.value("appointments.session_capacity", opening.day)
            free = within = [most - _count(span, taken, "")]
        found.append(Slot(*span, free=max(0, min(free)), beyond=max(0, min(free)) - max(0, min(within))))
    return found


def _count(span: Span, taken: list[Taken], letter: str) -> int:
    return sum(one.people for one in overlapping(span, taken) if one.meets(letter))


def _taken(after: datetime, until: datetime, holder: int | None) -> list[Taken]:
    """What is booked, and what is held for others who wait."""
    within = Q(session__ends_at__gt=after, session__starts_at__lt=until)
    booked = Booking.objects.filter(within, state__in=_TAKING)
    held = Waiting.objects.filter(within, state=Wait.OFFERED, held_until__gt=clock.now()).exclude(application=holder)
    columns = ("session__starts_at", "session__ends_at", "lanes")
    counted = (rows.values_list(*columns).annotate(n=Count("pk")).order_by() for rows in (booked, held))
    return [Taken(*row) for rows in counted for row in rows]


def overlapping(span: Span, others: Iterable[Taken]) -> list[Taken]:
    """Return which of some places share a moment with a time: what they were cut for does not matter."""
    begins, ends = span
    return [other for other in others if other.begins < ends and begins < other.ends]


def most_at_once(span: Span, others: Iterable[Taken]) -> int:
    """Return how many of some times hold at the fullest moment of one."""
    meeting = overlapping(span, others)
    moments = [max(span[0], one.begins) for one in meeting]
    at_each = (sum(one.people for one in meeting if one.begins <= moment < one.ends) for moment in moments)
    return max(at_each, default=0)


@in_a_look()
def in_vain_at(application: Application, session: Session) -> str:
    """Return what will not stand, as far as is known, during the session of a case's next visit; nothing if all does.

    As the public reads it.
    """
    touching = (o for o in outages_for(application) if o.touches(session.starts_at, session.ends_at))
    return " ".join(readiness.told(touching))


@in_a_look()
def slot_at(
    starts_at: datetime,
    between: Days | None = None,
    outages: Sequence[Outage] = (),
    lanes: str = "",
    *,
    holder: int | None = None,
) -> Slot | None:
    """Return the session on offer that begins at a moment, if the calendar has one and no outage touches it.

    `lanes` and `holder` are as in `days_on_offer`.
    """
    opening = next((o for o in _openings_on_offer(between or Days()) if o.opens <= starts_at < o.closes), None)
    if opening is None:
        return None
    slots = _to_come(opening, _taken(opening.opens, opening.closes, holder), outages, lanes)
    return next((slot for slot in slots if slot.starts_at == starts_at), None)


class Stand(StrEnum):
    """How a case stands with its last booking, by the clock: nothing waits for the night's duty to become true."""

    NONE = "none"
    AHEAD = "ahead"
    # Its session is over, but the office is still open today: coming late is coming.
    LATE = "late"
    MISSED = "missed"
    FREED = "freed"


@dataclass(frozen=True)
class Standing:
    """The last booking of a case that says something to its holder, and how it stands."""

    stand: Stand
    booking: Booking | None = None
    # Until when the office serves people on that day.
    closes: datetime | None = None


def standing(application: Application) -> Standing:
    """Return how a case stands with its last booking now."""
    last = application.bookings.select_related("session").order_by("-id").first()
    if last is None:
        return Standing(Stand.NONE)
    if last.state == Booking.State.FREED:
        return Standing(Stand.FREED, last)
    if last.state == Booking.State.MISSED:
        return Standing(Stand.MISSED, last)
    if last.state != Booking.State.BOOKED:
        return Standing(Stand.NONE)
    now = clock.now()
    if now < last.session.ends_at:
        return Standing(Stand.AHEAD, last)
    today = offices.opening(clock.local_day(last.session.starts_at))
    if today and now < today.closes:
        return Standing(Stand.LATE, last, today.closes)
    return Standing(Stand.MISSED, last)


def why_freed(booking: Booking | None) -> str:
    """Return why a booking was freed, in the reader's language, as it was said then."""
    entry = journal.of_subject(booking.subject).filter(kind="booking.free").last() if booking else None
    why = entry.facts.get("why", {}) if entry else {}
    return str(why.get("id" if text.indonesian() else "en", ""))


def open_booking(application: Application) -> Booking | None:
    """Return the booking that a case still has before it."""
    found = standing(application)
    return found.booking if found.stand == Stand.AHEAD else None


def called_off(application: Application) -> Booking | None:
    """Return the last booking of a case, if its holder has called it off and made no other."""
    last = application.bookings.select_related("session").order_by("-id").first()
    return last if last and last.state == Booking.State.CANCELLED else None


def missed(application: Application) -> bool:
    """Whether the last appointment was missed and no new one made."""
    return standing(application).stand == Stand.MISSED


def expected_on(day: date) -> QuerySet[Booking]:
    """Return who is or was expected on a day, by time."""
    return (
        Booking.objects.filter(
            session__starts_at__gte=clock.at(day), session__starts_at__lt=clock.at(day + timedelta(1))
        )
        .exclude(state__in=[Booking.State.CANCELLED, Booking.State.FREED])
        .select_related("session", "application__service")
        .order_by("session__starts_at", "id")
    )


def freed_for(incident: Incident) -> int:
    """Return how many bookings were freed because of an outage; who has booked anew since counts, too."""
    freed = journal.latest(kind="booking.free").filter(recorded_at__gte=incident.opened_at)
    return freed.filter(facts__incident=incident.number).count()


def overdue(now: datetime) -> QuerySet[Booking]:
    """Return open bookings of days that are over: an early or late arrival on the day itself is not missed."""
    return Booking.objects.filter(
        state=Booking.State.BOOKED, session__starts_at__lt=clock.at(clock.local_day(now))
    ).select_related("session", "application")


def that_count_on(first: date) -> list[Booking]:
    """Return the bookings of a day and later that somebody counts on, who booked first before all others.

    Who has come takes a place before anybody who is still expected.
    """
    rows = Booking.objects.filter(Q(state__in=_TAKING), session__ends_at__gt=clock.at(first))
    found = rows.select_related("session", "application__service").order_by("booked_at", "id")
    return sorted(found, key=lambda booking: booking.state != Booking.State.ATTENDED)


def expected_in_vain(first: date, last: date) -> list[Booking]:
    """Return who was expected on days that are over, and did not come, from one day to another."""
    rows = Booking.objects.filter(
        state__in=[Booking.State.BOOKED, Booking.State.MISSED],
        session__starts_at__gte=clock.at(first),
        session__starts_at__lt=clock.at(last + timedelta(days=1)),
    )
    return list(rows.select_related("session", "application__service"))


def last_booked(application: Application) -> Booking | None:
    """Return the last booking of a case that still says when to come, or said it: not cancelled, and not freed."""
    held = application.bookings.exclude(state__in=[Booking.State.CANCELLED, Booking.State.FREED])
    return held.select_related("session").order_by("-id").first()
