"""Where a case is, in five words a citizen knows, with what happens next and what to do."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pasti.applications import record_status
from pasti.applications.models import Application, CaseStep
from pasti.applications.states import State
from pasti.appointments import queries as appointments
from pasti.appointments.models import Booking
from pasti.catalogue.models import StepCode
from pasti.handover import queries as handover
from pasti.handover.models import Slip
from pasti.kit import text
from pasti.queue import queries as queue
from pasti.queue.models import Ticket


@dataclass(frozen=True)
class Stage:
    """One of the words, and whether it is behind, now or ahead."""

    label: str
    mark: str
    step: CaseStep | None = None


@dataclass(frozen=True)
class Where:
    """Where a case is: what is said of it (tone: good, mind, stop or nothing), its path, and what belongs to it now."""

    said: "Said"
    stages: list[Stage]
    expected_on: date | None
    booking: Booking | None
    missed: bool
    ticket: Ticket | None
    slip: Slip | None


def where_is(application: Application) -> Where:
    """Return where a case is now."""
    booking = appointments.open_booking(application)
    missed = booking is None and appointments.missed(application)
    waiting = application.state in (State.IN_PROGRESS, State.HELD)
    return Where(
        said=_said(application, booking, missed=missed),
        stages=_stages(application),
        expected_on=application.expected_on if waiting else None,
        booking=booking,
        missed=missed,
        ticket=queue.live_of(application),
        slip=handover.slip_of(application) if application.state == State.READY else None,
    )


def _stages(application: Application) -> list[Stage]:
    words = {
        StepCode.PAPERS: _("Didaftar"),
        StepCode.RECORDING: _("Direkam"),
        StepCode.CENTRE: _("Diperiksa pusat"),
        StepCode.PRINTING: _("Dicetak"),
        StepCode.ISSUING: _("Diterbitkan"),
        StepCode.HANDOVER: _("Diambil"),
    }
    steps = list(application.steps.all())
    if not steps:
        return []
    current = application.current_step
    stages = []
    for step in steps:
        mark = "is-done" if step.done_at else "is-now" if current and step.pk == current.pk else ""
        stages.append(Stage(words[StepCode(step.code)], mark, step))
    return stages


@dataclass(frozen=True)
class Said:
    """What a citizen is told: where the case is, what that means, what to do."""

    heading: str
    explained: str
    todo: str
    tone: str = ""


def _said(application: Application, booking: Booking | None, *, missed: bool) -> Said:
    match application.state:
        case State.SUBMITTED:
            return _registered(booking, missed=missed)
        case State.INCOMPLETE:
            lacking = _("Lengkapi, lalu datang lagi dengan nomor ini.")
            return Said(_("Berkas belum lengkap"), application.remark, lacking, "mind")
        case State.IN_PROGRESS:
            return _under_way(application, booking)
        case State.HELD:
            status = application.latest_status
            todo = record_status.todo(status.code) if status else record_status.no_news()
            return Said(_("Tertahan di pusat"), application.remark, todo, "mind")
        case State.READY:
            return _ready(application)
    return _over(application)


def _registered(booking: Booking | None, *, missed: bool) -> Said:
    heading, explained = _("Terdaftar"), _("Permohonan Anda sudah masuk.")
    if booking:
        return Said(heading, explained, _("Datanglah pada %s.") % text.moment(booking.session.starts_at))
    if missed:
        todo = _("Jadwal Anda terlewat, tetapi permohonan tetap berlaku. Pilih jadwal baru.")
        return Said(heading, explained, todo, "mind")
    return Said(heading, explained, _("Pilih jadwal kedatangan, atau langsung datang pada jam kerja."))


def _under_way(application: Application, booking: Booking | None) -> Said:
    step = application.current_step
    stay = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
    match step.code if step else "":
        case StepCode.RECORDING:
            next_is = _("Berikutnya: foto, tanda tangan, sidik jari, dan iris mata direkam di kantor.")
            todo = _("Silakan ke lajur perekaman. Bila hari ini tidak sempat, pilih jadwal lain.")
            if booking:
                todo = _("Datanglah pada %s.") % text.moment(booking.session.starts_at)
            return Said(_("Berkas diterima"), next_is, todo)
        case StepCode.CENTRE:
            return Said(_("Sedang diperiksa pusat"), _checking(application), stay)
        case StepCode.PRINTING:
            return Said(_("Siap dicetak"), _("Kartu Anda ada dalam daftar cetak, menurut urutan."), stay)
    return Said(_("Sedang diterbitkan"), _("Dokumen Anda sedang dibuat."), stay)


def _checking(application: Application) -> str:
    if any(step.code == StepCode.RECORDING for step in application.steps.all()):
        return _("Pusat memastikan data Anda hanya tercatat satu kali.")
    return _("Pusat memeriksa data Anda sebelum kartu dicetak.")


def _ready(application: Application) -> Said:
    made = _("Kartu Anda sudah jadi.") if application.service.makes_card else _("Dokumen Anda sudah jadi.")
    owed = handover.to_be_surrendered(application)
    todo = _("Ambil di kantor pada jam kerja.")
    if owed:
        todo += " " + _("Bawa: %s.") % text.and_list(owed)
    return Said(_("Siap diambil"), made, todo, "good")


def _over(application: Application) -> Said:
    again = _("Anda dapat mengajukan lagi kapan saja.")
    match application.state:
        case State.DRAFT:
            return Said(_("Belum dikirim"), _("Permohonan ini masih berupa draf."), _("Lanjutkan dan kirim."), "mind")
        case State.CLOSED:
            return Said(_("Selesai"), _("Sudah diserahkan."), _("Tidak ada lagi yang perlu dilakukan."), "good")
        case State.REFUSED:
            ask = _(
                "Bila keputusan ini belum jelas atau menurut Anda keliru, tanyakan atau sampaikan pengaduan di loket; "
                "sebutkan nomor permohonan ini."
            )
            return Said(_("Tidak dapat diterima"), application.remark, ask, "stop")
        case State.WITHDRAWN:
            return Said(_("Dicabut"), _("Permohonan ini dicabut."), again)
    return Said(_("Ditutup"), _("Permohonan ini tidak dilanjutkan, jadi datanya sudah dihapus."), again)
