"""Booking a session, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.visits import Days, next_visit, why_not_on
from pasti.appointments import offering, queries
from pasti.appointments.models import Booking, Session
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check_owner, take
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.readiness.queries import Outage
from pasti.residents import representatives


class SessionFull(Refused):
    """Somebody else took the last place."""


@transaction.atomic
def book(application: Application, starts_at: datetime, *, by: Actor) -> Booking:
    """Expect a case in the session that begins at a moment; an earlier open booking is given back.

    The same session twice is harmless. Raises NotAllowed for an applicant whose case it is not, SessionFull, or Refused
    for a session that is not on offer, for a case that need not come, and for a day on which coming would be in vain:
    too young then, a letter that has ended, or something that will not stand (`queries.outages_for`).
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
    _check_phone(fresh, by)
    outages, lanes = queries.outages_for(fresh), queries.lanes_of(fresh)
    slot = queries.slot_at(starts_at, visit.days, outages, lanes, holder=fresh.pk)
    if slot is None:
        raise Refused(_why_not(fresh, starts_at, visit.days, outages))
    if slot.free < 1:
        raise SessionFull(
            _("Jadwal %s sudah penuh. Data Anda tetap tersimpan; pilih jadwal lain.") % text.moment(starts_at)
        )
    if earlier:
        over = earlier.session.ends_at <= clock.now()
        _close(earlier, "miss" if over else "cancel", SYSTEM if over else by)
    session, _new = Session.objects.get_or_create(starts_at=slot.starts_at, ends_at=slot.ends_at)
    booking = Booking.objects.create(
        application=fresh,
        session=session,
        state=Booking.State.BOOKED,
        booked_at=clock.now(),
        lanes=lanes,
        beyond=slot.free <= slot.beyond,
    )
    record("booking.make", subject=booking.subject, case=fresh.number, by=by, when=_when(booking))
    offering.settle(fresh, booking)
    if earlier:
        offering.offer_freed()
    return booking


def _check_phone(application: Application, by: Actor) -> None:
    """Raise Refused when one telephone number books for more and more families, unless it is on record for that.

    It keeps touts from taking the places; a head of RT on record for the village is no tout, and staff are not limited.
    """
    phone = application.phone
    if not phone or not by.is_applicant:
        return
    ahead = Booking.objects.filter(state=Booking.State.BOOKED, session__ends_at__gt=clock.now())
    others = ahead.filter(application__phone=phone).exclude(application=application)
    families = set(others.values_list("application__kk_number", flat=True)) - {application.kk_number}
    most = policy.value("appointments.families_per_phone")
    if len(families) >= most and not representatives.acts_for(phone, application.village_code):
        raise Refused(
            _(
                "Nomor HP ini sudah dipakai untuk janji %s keluarga lain. Ketua RT atau petugas kelurahan dapat "
                "meminta kantor mencatatnya sebagai perwakilan warga; yang lain mendaftar dengan nomor HP sendiri."
            )
            % len(families)
        )


def _why_not(application: Application, starts_at: datetime, days: Days, outages: Sequence[Outage]) -> str:
    """Return why a session is not on offer."""
    open_then = queries.slot_at(starts_at)
    if open_then and (in_vain := why_not_on(application, clock.local_day(starts_at))):
        return in_vain
    then = queries.slot_at(starts_at, days)
    missing = [one for one in outages if then and one.touches(then.starts_at, then.ends_at)]
    if missing:
        named = text.and_list([str(outage.need.label) for outage in missing])
        return _("Pada jam itu kedatangan Anda akan sia-sia, karena tidak tersedia: %s. Pilih jadwal lain.") % named
    return _("Jadwal itu tidak tersedia lagi. Pilih jadwal lain.")


@transaction.atomic
def cancel(booking: Booking, *, by: Actor) -> Booking:
    """Give a place back; it is offered to who waits for it."""
    offices.lock_office()
    cancelled = _close(booking, "cancel", by)
    offering.offer_freed()
    return cancelled


@transaction.atomic
def call_off(application: Application, *, by: Actor) -> Booking | None:
    """Give back the place that a case has, if it has one; the application and its papers stay. Twice is harmless.

    Raises NotAllowed for an applicant whose case it is not.
    """
    check_owner(application.number, by)
    offices.lock_office()
    fresh = applications.lock(application)
    booked = Booking.objects.select_related("session").filter(application=fresh, state=Booking.State.BOOKED).first()
    return cancel(booked, by=by) if booked else None


@transaction.atomic
def attend(application: Application) -> None:
    """Note that a case that was expected, today or on another day, has come. Coming again changes nothing."""
    last = application.bookings.exclude(state=Booking.State.CANCELLED).order_by("-id").first()
    if last and last.state != Booking.State.ATTENDED:
        _close(last, "attend", SYSTEM)
    offering.end(application)


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
