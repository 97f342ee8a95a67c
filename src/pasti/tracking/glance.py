"""What a number and a birth date show: the stage in three words, and whether to come. No name, no reason, no paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.kit import text
from pasti.tracking.queries import not_now, where_is


@dataclass(frozen=True)
class Glance:
    """The stage, when or where to come, and its tone: good, mind, stop or nothing."""

    heading: str
    come: str
    tone: str


def glance(application: Application) -> Glance:
    """Return how far a case is, for who has not proven that it is theirs."""
    where = where_is(application)
    come = ""
    dates, visit = where.dates, next_visit(application)
    booking = dates.booking
    if stopped := not_now(application, dates):
        come = stopped
    elif dates.freed and visit.must and application.state != State.READY:
        come = _("Jadwal yang sudah dipilih tidak berlaku lagi; jangan datang pada jadwal itu. Pilih hari lain.")
    elif dates.over and dates.closes and visit.must and application.state != State.READY:
        come = _("Jadwal hari ini sudah lewat. Masih boleh datang hari ini sampai pukul %s.") % text.clock_time(
            dates.closes
        )
    elif booking and visit.must and application.state != State.READY:
        come = _("Datanglah pada %s.") % text.moment(booking.session.starts_at)
    elif application.state == State.READY:
        come = whereabouts(application).why_not or _("Ambil di kantor pada jam kerja.")
    elif application.state == State.INCOMPLETE:
        come = _("Lengkapi, lalu datang lagi dengan nomor ini.")
    elif application.state == State.IN_PROGRESS and not visit.possible:
        come = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
    elif visit.possible:
        come = _("Silakan datang ke kantor pada jam kerja.")
    return Glance(where.said.heading, come, where.said.tone)
