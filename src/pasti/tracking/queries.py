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
from pasti.kit import clock, text
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
    """Where a case is. `tone` is good, mind, stop or nothing; `todo` is what the person has to do."""

    heading: str
    explained: str
    todo: str
    tone: str
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
    heading, explained, todo, tone = _said(application, booking, missed=missed)
    waiting = application.state in (State.IN_PROGRESS, State.HELD)
    return Where(
        heading=heading,
        explained=explained,
        todo=todo,
        tone=tone,
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
    # Registered is behind as soon as the case exists; the papers are looked at at the office.
    stages = []
    for step in steps:
        mark = "is-done" if step.done_at else "is-now" if current and step.pk == current.pk else ""
        stages.append(Stage(words[StepCode(step.code)], mark, step))
    return stages


def _said(application: Application, booking: Booking | None, *, missed: bool) -> tuple[str, str, str, str]:
    stay = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
    match application.state:
        case State.DRAFT:
            return (_("Belum dikirim"), _("Permohonan ini masih berupa draf."), _("Lanjutkan dan kirim."), "mind")
        case State.SUBMITTED if booking:
            when = text.moment(booking.session.starts_at)
            return (_("Terdaftar"), _("Permohonan Anda sudah masuk."), _("Datang %s.") % when, "")
        case State.SUBMITTED:
            missed_it = _("Janji Anda terlewat, permohonan tetap berlaku. Pilih jam baru.")
            return (
                _("Terdaftar"),
                _("Permohonan Anda sudah masuk."),
                missed_it if missed else _("Pilih jam datang, atau langsung datang pada jam kerja."),
                "mind" if missed else "",
            )
        case State.INCOMPLETE:
            return (_("Berkas belum lengkap"), application.remark, _("Lengkapi, lalu datang lagi dengan nomor ini."), "mind")
        case State.HELD:
            status = application.latest_status
            todo = record_status.todo(status.code) if status else _("Petugas akan menghubungi Anda.")
            return (_("Tertahan di pusat"), application.remark, todo, "mind")
        case State.READY:
            return _ready(application)
        case State.CLOSED:
            return (_("Selesai"), _("Sudah diserahkan."), _("Tidak ada lagi yang perlu dilakukan."), "good")
        case State.REFUSED:
            return (_("Tidak dapat diterima"), application.remark, _("Tanyakan ke kantor bila belum jelas."), "stop")
        case State.WITHDRAWN:
            return (_("Dicabut"), _("Permohonan ini dicabut."), _("Ajukan lagi kapan saja."), "")
        case State.LAPSED:
            return (_("Ditutup"), _("Draf ini tidak dilanjutkan dan datanya dihapus."), _("Ajukan lagi kapan saja."), "")
    return (*_under_way(application), stay, "") if not _must_come(application) else _come(application)


def _must_come(application: Application) -> bool:
    step = application.current_step
    return step is not None and step.code == StepCode.RECORDING


def _come(application: Application) -> tuple[str, str, str, str]:
    return (
        _("Berkas diterima"),
        _("Berikutnya: foto, tanda tangan, sidik jari dan iris direkam di kantor."),
        _("Ke lajur perekaman. Bila hari ini tidak sempat, pilih jam lain."),
        "",
    )


def _under_way(application: Application) -> tuple[str, str]:
    step = application.current_step
    code = step.code if step else ""
    if code == StepCode.CENTRE:
        return _("Diperiksa pusat"), _("Pusat memastikan data Anda hanya tercatat satu kali.")
    if code == StepCode.PRINTING:
        return _("Siap dicetak"), _("Kartu Anda ada dalam daftar cetak, menurut urutan.")
    return _("Diterbitkan"), _("Dokumen Anda sedang dibuat.")


def _ready(application: Application) -> tuple[str, str, str, str]:
    made = _("Kartu Anda sudah jadi.") if application.service.makes_card else _("Dokumen Anda sudah jadi.")
    owed = handover.to_be_surrendered(application)
    todo = _("Ambil di kantor pada jam kerja.")
    if owed:
        todo += " " + _("Bawa: %s.") % text.and_list(owed)
    return _("Siap diambil"), made, todo, "good"


def is_today(booking: Booking) -> bool:
    """Whether a booking is for today."""
    return clock.local_day(booking.session.starts_at) == clock.today()
