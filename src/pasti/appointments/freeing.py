"""When the calendar changes, an outage is planned or something falls: freeing the bookings that cannot be kept."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.applications.visits import needs_of_visit
from pasti.appointments import places, queries
from pasti.appointments.models import Booking
from pasti.appointments.places import Span
from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.once import one_look
from pasti.offices import actions as offices_actions
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.days import Calendar, Opening
from pasti.offices.models import Work
from pasti.offices.resting import Met, rests_on_calendar, rests_on_staff
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Cause, Need
from pasti.readiness.queries import Outage
from pasti.roster import queries as roster

# A day on which the office was closed may be written down afterwards: nobody has missed it.
_AFTERWARDS = timedelta(days=14)
# What falls must be down for so long.
_LASTS = timedelta(seconds=30)


@rests_on_staff
@rests_on_calendar
@transaction.atomic
def free_what_cannot_be_kept(by: Actor, _because: str) -> list[Met]:
    """Free the bookings that the calendar, as it is now, does not hold; return whom.

    A booking is kept when all of its session lies in opening hours and the places at its fullest moment suffice; of
    too many the last who booked go. The holder reads it on the case's own pages at once, from the journal's entry, and
    whoever sends notices follows that.
    """
    met = []
    for booking, why in _cannot_be_kept():
        case = booking.application
        _free(booking, why, by)
        met.append(
            Met(case.subject, case.shown_number, case.name, booking.session.starts_at, key=f"booking-{booking.pk}")
        )
    return sorted(met, key=lambda one: (one.when or clock.now(), one.number))


def _free(booking: Booking, why: "_Why", by: Actor) -> None:
    of_it: dict[str, Any] = {"incident": why.incident} if why.incident else {}
    take(booking, "free", by=by, when=booking.session.starts_at.isoformat(), why=why.said, **of_it)


def free_what_fell(at_once: int = 50) -> bool:
    """Free, without fault, who is expected while something is down that their visit needs; return whether more wait.

    Until the forecast; without one, whoever is expected within some office hours (`queries.freeing_until`), so that
    they can be told before they set out. What is down for a moment only frees nobody, and nobody is freed whose
    session has begun. So many in one transaction; twice is harmless.
    """
    if not _met_by(down_now()).exists():
        return False
    with transaction.atomic():
        # First the calendar, then the cases, as who books does.
        offices_actions.lock_office()
        down = down_now()
        met = [(booking, why) for booking in _met_by(down) if (why := _out(booking, down))][:at_once]
        for booking, why in met:
            _free(booking, why, SYSTEM)
    return len(met) == at_once


def _met_by(down: list[Outage]) -> QuerySet[Booking]:
    """Who is still to come while something is down on which a step rests that is done when they come.

    Of many thousand who are expected only these are looked at, one by one, and released: so there are few at any time.
    """
    missing = [
        queries.Missing(one.begins, one.ends, codes, one.incident.services if one.incident else ())
        for one in down
        if (codes := steps_on(one.need))
    ]
    return queries.expected_in_vain_while(missing)


def steps_on(need: Need) -> list[StepCode]:
    """Return the steps that rest on a need and are done with the person there."""
    return [code for code in StepCode if steps.of(code).waits_for_person and need in steps.of(code).rests_on]


def down_now() -> list[Outage]:
    """Return what is down, or will be by what is down, and for how long that is reckoned with; what was planned, too.

    What is down for a moment only is none of it.
    """
    now = clock.now()
    with one_look():
        if not readiness.watched() or all(standing.stands for standing in readiness.board(settled=True)):
            return []
        found = [one for one in readiness.outages(Need, settled=True) if one.incident]
        lasting = [one for one in found if one.begins > now or now - one.begins >= _LASTS]
        return [replace(one, ends=one.ends or queries.freeing_until()) for one in lasting]


class _Why(NamedTuple):
    """Why a booking cannot be kept, in each language; and the number of the outage, if it is one that was announced."""

    said: dict[str, str]
    incident: str = ""


@one_look()
def _cannot_be_kept() -> list[tuple[Booking, _Why]]:
    # Nothing is changed in it: the roster and the lanes of a day are read once for all who are expected on it.
    today = clock.today()
    coming = queries.that_count_on(today)
    before = queries.expected_in_vain(today - _AFTERWARDS, today - timedelta(days=1))
    days = [clock.local_day(booking.session.starts_at) for booking in (*before, *coming)]
    if not days:
        return []
    calendar = Calendar()
    found = [
        (booking, _closed(booking))
        for booking in before
        if calendar.opening(clock.local_day(booking.session.starts_at)) is None
    ]
    bounds = {day: policy.value("appointments.session_capacity", day) for day in set(days)}
    kept: defaultdict[date, list[queries.Taken]] = defaultdict(list)
    planned = readiness.outages(Need, planned_only=True)
    for booking in coming:
        expected, of_day = booking.state == Booking.State.BOOKED, kept[clock.local_day(booking.session.starts_at)]
        why = (_why_not(booking, calendar, of_day, bounds) or _out(booking, planned)) if expected else None
        if why:
            found.append((booking, why))
        elif not booking.beyond:
            of_day.append(queries.Taken(booking.session.starts_at, booking.session.ends_at, booking.lanes))
    return found


def _why_not(booking: Booking, calendar: Calendar, kept: list[queries.Taken], bounds: dict[date, int]) -> _Why | None:
    span = (booking.session.starts_at, booking.session.ends_at)
    day = clock.local_day(span[0])
    opening = calendar.opening(day)
    if opening is None:
        return _closed(booking)
    if not opening.holds(*span):
        return _Why(text.both(lambda: _("jam layanan kantor pada hari itu berubah")))
    if work := next(iter(queries.undone(booking.application)), None):
        return _Why(text.both(lambda: _("tidak ada lagi loket untuk %s") % text.within(str(Work(work).label))))
    if letter := _nobody_at(booking, opening):
        return _Why(text.both(lambda: _("tidak ada petugas di lajur %s pada jam itu dan sesudahnya") % letter))
    # By the office's own bound only: that measures changed meanwhile frees nobody, and who was taken in beyond the
    # places counted on others who do not come.
    if not booking.beyond and _fullest(booking, span, kept) >= bounds[day]:
        return _Why(text.both(lambda: _("jumlah orang yang dapat dilayani pada jam itu berkurang")))
    return None


def _nobody_at(booking: Booking, opening: Opening) -> str:
    """Return in which of its lanes nobody is from its session until closing, by the roster; nothing if all have some.

    Fewer counters than were planned free nobody: there are no more places on offer, and people wait longer.
    """
    for lane in places.lanes_of(booking.lanes):
        staffed = roster.staffing(lane, booking.session.starts_at, opening.closes)
        if staffed is not None and not staffed.counters:
            return lane.letter
    return ""


def _fullest(booking: Booking, span: Span, kept: list[queries.Taken]) -> int:
    """How many are expected at the fullest moment of a session, in the fullest of the lanes of a booking."""
    return max(
        queries.most_at_once(span, [one for one in kept if one.meets(letter)]) for letter in booking.lanes or [""]
    )


def _out(booking: Booking, outages: list[Outage]) -> _Why | None:
    """Why what somebody comes for cannot be done then: something does not stand, or will not."""
    session, service = booking.session, booking.application.service.code
    meeting = [one for one in outages if one.touches(session.starts_at, session.ends_at)]
    if not meeting:
        return None
    needs = set(needs_of_visit(booking.application))
    for one in meeting:
        if one.need in needs and one.concerns(service):
            return _Why(text.both(partial(_missing, one)), one.incident.number if one.incident else "")
    return None


def _missing(outage: Outage) -> str:
    if outage.incident is None or outage.incident.cause == Cause.UNKNOWN:
        return _("pada jam itu tidak tersedia: %s") % outage.need.label
    cause = outage.incident.get_cause_display()
    return _("pada jam itu tidak tersedia: %(need)s (%(cause)s)") % {"need": outage.need.label, "cause": cause}


def _closed(booking: Booking) -> _Why:
    holiday = offices.holiday_on(clock.local_day(booking.session.starts_at))
    if holiday is None:
        return _Why(text.both(lambda: _("kantor tutup pada hari itu")))
    return _Why(text.both(lambda: _("kantor tutup pada hari itu (%s)") % holiday.name))
