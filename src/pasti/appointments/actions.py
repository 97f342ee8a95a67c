"""Booking a session, and what becomes of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.visits import next_visit, why_not_on
from pasti.appointments import queries
from pasti.appointments.models import Booking, Session
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check_owner, take
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.offices import actions as offices


class SessionFull(Refused):
    """Somebody else took the last place."""


@transaction.atomic
def book(application: Application, starts_at: datetime, *, by: Actor) -> Booking:
    """Expect a case in the session that begins at a moment; an earlier open booking is given back.

    The same session twice is harmless. Raises NotAllowed for an applicant whose case it is not, SessionFull, or Refused
    for a session that is not on offer, for a case that need not come, and for a day on which coming would be in vain:
    too young then, or a letter that has ended.
    """
    check_owner(application.number, by)
    # First the calendar, then the case, as whoever changes the calendar does: no booking slips past a new holiday.
    offices.lock_office()
    fresh = applications.lock(application)
    visit = next_visit(fresh)
    if visit.why_not:
        raise Refused(visit.why_not)
    earlier = Booking.objects.select_related("session").filter(application=fresh, state=Booking.State.BOOKED).first()
    if earlier and earlier.session.starts_at == starts_at and clock.now() < earlier.session.ends_at:
        return earlier
    slot = queries.slot_at(starts_at, visit.days)
    if slot is None:
        on_other_days = queries.slot_at(starts_at) and why_not_on(fresh, clock.local_day(starts_at))
        raise Refused(on_other_days or _("Jadwal itu tidak tersedia lagi. Pilih jadwal lain."))
    if slot.free < 1:
        raise SessionFull(
            _("Jadwal %s sudah penuh. Data Anda tetap tersimpan; pilih jadwal lain.") % text.moment(starts_at)
        )
    if earlier:
        over = earlier.session.ends_at <= clock.now()
        _close(earlier, "miss" if over else "cancel", SYSTEM if over else by)
    session, _new = Session.objects.get_or_create(starts_at=slot.starts_at, ends_at=slot.ends_at)
    booking = Booking.objects.create(
        application=fresh, session=session, state=Booking.State.BOOKED, booked_at=clock.now()
    )
    record("booking.make", subject=booking.subject, case=fresh.number, by=by, when=_when(booking))
    return booking


def cancel(booking: Booking, *, by: Actor) -> Booking:
    """Give a place back."""
    return _close(booking, "cancel", by)


@transaction.atomic
def attend(application: Application) -> None:
    """Note that a case that was expected, today or on another day, has come. Coming again changes nothing."""
    last = application.bookings.exclude(state=Booking.State.CANCELLED).order_by("-id").first()
    if last and last.state != Booking.State.ATTENDED:
        _close(last, "attend", SYSTEM)


def close_missed(now: datetime | None = None) -> int:
    """Note which bookings of days that are over were missed; return how many. The applications stay as they are."""
    overdue = list(queries.overdue(now or clock.now()))
    for booking in overdue:
        _close(booking, "miss", SYSTEM)
    return len(overdue)


def _close(booking: Booking, move: str, by: Actor) -> Booking:
    return take(booking, move, by=by, when=_when(booking))


def _when(booking: Booking) -> str:
    return booking.session.starts_at.isoformat()
