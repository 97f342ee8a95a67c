"""An appointment as a file for the calendar of a telephone (RFC 5545): moved and cancelled by the same file again."""

from datetime import timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from pasti.applications.coming import coming
from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.models import Booking
from pasti.appointments.queries import Stand
from pasti.kit import clock, text

_PURPOSE = "pasti.appointments.calendar"
_DAY_BEFORE = timedelta(days=1)


def of_case(application: Application) -> bytes:
    """Return the appointment of a case as a calendar file; one that takes it out again when there is none any more.

    Empty if there never was one. The same case has the same event for ever, and each change of it a higher number, so
    a calendar that has it moves it. Nothing stands in it that names the person: calendars are shared.
    """
    bookings = list(application.bookings.select_related("session").order_by("id"))
    if not bookings:
        return b""
    last, stands = bookings[-1], queries.standing(application).stand in (Stand.AHEAD, Stand.LATE)
    calendar = Calendar()
    calendar.add("prodid", "-//Pasti//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if stands else "CANCEL")
    calendar.add_component(_event(application, last, len(bookings), stands=stands))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def name_of_file(application: Application) -> str:
    """Return what the file is called: nothing of the person."""
    return f"janji-{application.number[-4:]}.ics"


def _event(application: Application, booking: Booking, count: int, *, stands: bool) -> Event:
    session, where = booking.session, coming(application)
    event = Event()
    event.add("uid", f"{salted_hmac(_PURPOSE, application.number, algorithm='sha256').hexdigest()[:32]}@pasti")
    # Each appointment has two numbers: made, and over.
    event.add("sequence", 2 * count - (2 if stands else 1))
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.local(session.starts_at))
    event.add("dtend", clock.local(session.ends_at))
    event.add("summary", _("Datang ke Dukcapil: %s") % application.service.text)
    event.add("location", where.where)
    event.add("status", "CONFIRMED" if stands else "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(settings.PUBLIC_URL))
    event.add("url", vUri(settings.CASE_URL))
    if stands:
        brings = [_("Bawa: %s.") % text.and_list(where.bring)] if where.bring else []
        event.add("description", " ".join([*brings, _("Sebelum berangkat, lihat keadaannya: %s") % settings.CASE_URL]))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("Besok: datang ke Dukcapil"))
        alarm.add("trigger", -_DAY_BEFORE)
        event.add_component(alarm)
    return event
