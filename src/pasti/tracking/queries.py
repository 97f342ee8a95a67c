"""Where a case is, in five words a citizen knows, with what happens next and what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pasti.applications import record_status
from pasti.applications.coming import Coming, coming
from pasti.applications.models import Application, CaseStep
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.appointments import waitlist
from pasti.appointments.models import Waiting
from pasti.catalogue import office_now, steps
from pasti.certificates import queries as certificates
from pasti.handover import queries as handover
from pasti.handover.models import Slip
from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.kit.snapshots import recent
from pasti.offices import queries as offices
from pasti.printing import queries as printing
from pasti.printing.passing import Passed, passed
from pasti.printing.turns import Standing
from pasti.promises import queries as promises
from pasti.promises.queries import Dates
from pasti.queue import queries as queue
from pasti.queue.models import Ticket
from pasti.readiness import queries as readiness


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
    dates: Dates
    ticket: Ticket | None
    slip: Slip | None
    # Where the card stands in the order of printing, while it waits for that.
    standing: Standing | None
    # By which exceptions it was passed, or will be.
    passed: Passed
    # Whether there is a proof that the person was recorded.
    recorded: bool
    # Where, at which hours and with what to come, when there is something to come for.
    coming: Coming | None
    # An earlier place that is held for them.
    offer: Waiting | None = None

    @property
    def until(self) -> datetime | None:
        """When it is said otherwise, by the clock and the booking alone."""
        booking = self.dates.booking or self.dates.over
        moments = [booking.session.starts_at, booking.session.ends_at] if booking else []
        moments += [self.offer.held_until] if self.offer and self.offer.held_until else []
        return min((at for at in moments if at > clock.now()), default=None)


def version(application: Application) -> str:
    """Return a mark that changes whenever the page of a case does, but for the time of its own booking (`Where.until`).

    What all cases have in common is as it was half a second ago at most.
    """
    return f"{journal.case_version(application.number)}-{application.state}-{recent(_of_all)}"


def _of_all() -> str:
    # Dates that many lose together are journalled only after, bit by bit; no day is said while what it rests on is
    # measured not to stand, be it for a moment only.
    fallen = [(s.need, s.state, s.why, s.since, s.until) for s in readiness.board() if not s.stands]
    also = [promises.last_making(), promises.reckoned_still(), printing.mark(), fallen]
    return office_now.version("lane", "counter", "stock", "deadline", "advance", also=also)


def where_is(application: Application) -> Where:
    """Return where a case is now."""
    dates = promises.dates_of(application)
    standing = printing.standing(application) if application.state == State.IN_PROGRESS else None
    return Where(
        recorded=certificates.has_proof(application),
        standing=standing,
        passed=passed(application) if standing else Passed(),
        said=_said(application, dates),
        stages=_stages(application),
        dates=dates,
        ticket=queue.live_of(application),
        slip=handover.slip_of(application) if application.state == State.READY else None,
        coming=_coming(application, dates),
        offer=waitlist.offer_of(application),
    )


def _coming(application: Application, dates: Dates) -> Coming | None:
    if application.state == State.READY:
        return coming(application, bring=handover.to_bring(application))
    if not next_visit(application).must:
        return None
    return coming(application, clock.local_day(dates.booking.session.starts_at) if dates.booking else None)


def _stages(application: Application) -> list[Stage]:
    current = application.current_step
    stages = []
    for step in application.steps.all():
        mark = "is-done" if step.done_at else "is-now" if current and step.pk == current.pk else ""
        stages.append(Stage(step.stage, mark, step))
    return stages


@dataclass(frozen=True)
class Said:
    """What a citizen is told: where the case is, what that means, what to do."""

    heading: str
    explained: str
    todo: str
    tone: str = ""


def _said(application: Application, dates: Dates) -> Said:
    match application.state:
        case State.SUBMITTED | State.IN_PROGRESS:
            return _at_step(application, dates)
        case State.INCOMPLETE:
            lacking = _("Lengkapi, lalu datang lagi dengan nomor ini.")
            return Said(_("Berkas belum lengkap"), application.remark.shown, lacking, "mind")
        case State.HELD:
            status = application.latest_status
            todo = record_status.todo(status.code) if status else record_status.no_news()
            return Said(_("Tertahan di pusat"), application.remark.shown, todo, "mind")
        case State.READY:
            return _ready(application, dates)
    return _over(application)


def _at_step(application: Application, dates: Dates) -> Said:
    visit = next_visit(application)
    assert visit.step is not None
    step = steps.of(visit.step.code)
    todo, tone = str(step.todo), ""
    if stopped := not_now(application, dates):
        todo, tone = stopped, "mind"
    elif visit.must and application.state != State.READY:
        todo, tone = _when_to_come(dates) or (_from_which_day(application) or todo, "")
    explained = step.explained(application.service.family, recorded=application.records)
    return Said(str(step.heading), explained, todo, tone)


def not_now(application: Application, dates: Dates) -> str:
    """Return why the person should not set out now, as far as is known, and what instead; nothing if they may."""
    if dates.in_vain:
        return (
            _(
                "Jangan berangkat dahulu untuk jadwal Anda. %s Pilih jadwal lain, atau periksa lagi halaman ini "
                "sebelum berangkat."
            )
            % dates.in_vain
        )
    visit = next_visit(application)
    if visit.must and visit.nowhere:
        return visit.nowhere
    going = visit.going(settled=True)
    if dates.booking or not visit.possible or going.ok:
        return ""
    return _("Jangan datang dahulu untuk tahap ini. %(why)s %(instead)s") % {
        "why": going.told,
        "instead": going.fallback,
    }


def _when_to_come(dates: Dates) -> tuple[str, str] | None:
    """What to do about a booking, and its tone; judged by the clock now."""
    if dates.booking:
        return _("Datanglah pada %s.") % text.moment(dates.booking.session.starts_at), ""
    if dates.over and dates.closes:
        said = {"when": text.clock_time(dates.over.session.starts_at), "closes": text.clock_time(dates.closes)}
        late = _(
            "Jadwal Anda hari ini pukul %(when)s sudah lewat. Anda masih boleh datang hari ini sampai pukul "
            "%(closes)s, atau pilih jadwal lain."
        )
        return late % said, "mind"
    if dates.freed:
        return _("Jangan datang pada jadwal itu. Pilih hari lain; permohonan Anda tetap berlaku."), "mind"
    if dates.missed:
        return _("Jadwal Anda terlewat, tetapi permohonan tetap berlaku. Pilih jadwal baru."), "mind"
    return None


def _from_which_day(application: Application) -> str:
    """When somebody need not come before a birthday."""
    first = next_visit(application).days.first
    if first is None or first <= clock.today():
        return ""
    return _("Datanglah mulai %s, atau pilih jadwal pada hari itu atau sesudahnya.") % text.long_date(
        offices.working_day_from(first)
    )


def _ready(application: Application, dates: Dates) -> Said:
    said, there = _at_step(application, dates), whereabouts(application)
    if there.here:
        return Said(said.heading, said.explained, said.todo, "good")
    if there.where:
        return Said(said.heading, there.told, there.todo, "good")
    return Said(_("Sudah jadi, belum dapat diambil"), there.told, there.todo, "mind")


def _over(application: Application) -> Said:
    again = _("Anda dapat mengajukan lagi kapan saja.")
    match application.state:
        case State.DRAFT:
            return Said(_("Belum dikirim"), _("Permohonan ini masih berupa draf."), _("Lanjutkan dan kirim."), "mind")
        case State.CLOSED:
            return Said(_("Selesai"), _("Sudah diserahkan."), _("Tidak ada lagi yang perlu dilakukan."), "good")
        case State.REFUSED if application.product:
            return Said(_("Tidak diambil dan dimusnahkan"), application.remark.shown, again, "stop")
        case State.REFUSED:
            ask = _(
                "Bila keputusan ini belum jelas atau menurut Anda keliru, tanyakan atau sampaikan pengaduan di loket; "
                "sebutkan nomor permohonan ini."
            )
            return Said(_("Tidak dapat diterima"), application.remark.shown, ask, "stop")
        case State.WITHDRAWN:
            return Said(_("Dicabut"), _("Permohonan ini dicabut."), again)
    return Said(_("Ditutup"), _("Permohonan ini tidak dilanjutkan, jadi datanya sudah dihapus."), again)
