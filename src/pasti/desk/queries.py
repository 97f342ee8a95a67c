"""What a clerk has before them, and the one thing to do next."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.catalogue import steps
from pasti.kit import text
from pasti.offices import queries as offices
from pasti.offices.models import Lane, Shift
from pasti.promises import queries as promises
from pasti.queue import queries as queue
from pasti.queue.models import Ticket


class Doing(StrEnum):
    """What the clerk's next action is."""

    CALL = "call"
    WAIT = "wait"
    SERVE = "serve"
    ATTACH = "attach"
    PAPERS = "papers"
    RECORD = "record"
    ISSUE = "issue"
    HAND_OVER = "hand_over"
    PASS_ON = "pass_on"  # noqa: S105 - not a password
    FINISH = "finish"


@dataclass(frozen=True)
class Desk:
    """A counter as its clerk sees it."""

    shift: Shift
    ticket: Ticket | None
    application: Application | None
    doing: Doing
    lane: Lane | None
    say: str


def desk(shift: Shift) -> Desk:
    """Return what is at a counter now and what to do next."""
    ticket = queue.current(shift.counter)
    if ticket is None:
        waiting = queue.waiting_for(shift.counter).exists()
        return Desk(shift, None, None, Doing.CALL if waiting else Doing.WAIT, None, "")
    if ticket.state == Ticket.State.CALLED:
        return Desk(shift, ticket, ticket.application, Doing.SERVE, None, "")
    if ticket.application is None:
        return Desk(shift, ticket, None, Doing.ATTACH, None, "")
    doing, lane = _doing(ticket, ticket.application, shift)
    return Desk(shift, ticket, ticket.application, doing, lane, say(ticket, ticket.application, doing, lane))


def _doing(ticket: Ticket, application: Application, shift: Shift) -> tuple[Doing, Lane | None]:
    visit = next_visit(application)
    if visit.step is None or not visit.possible:
        return Doing.FINISH, None
    if any(visit.work in lane.serves for lane in shift.counter.lanes.all()):
        return Doing(steps.of(visit.step.code).at_counter), None
    lane = offices.lane_for(visit.work, priority=ticket.lane.priority)
    return (Doing.PASS_ON, lane) if lane else (Doing.FINISH, None)


def say(ticket: Ticket, application: Application, doing: Doing, lane: Lane | None) -> str:
    """Return the sentence for the clerk to say to the person."""
    if doing == Doing.PASS_ON and lane:
        return _("Silakan tunggu di lajur %(letter)s, %(name)s. Nomor Anda tetap %(number)s.") % {
            "letter": lane.letter,
            "name": lane.name,
            "number": ticket.number,
        }
    if doing != Doing.FINISH:
        return ""
    match application.state:
        case Application.State.CLOSED:
            return _("Semua sudah selesai. Terima kasih atas kedatangan Anda.")
        case Application.State.IN_PROGRESS if ready_on := promises.dates_of(application).ready_on:
            day = text.long_date(ready_on)
            return _("Untuk hari ini sudah selesai. Siap paling lambat %s; lacak dengan nomor permohonan Anda.") % day
        case Application.State.HELD:
            return (
                _(
                    "Pusat belum dapat menyetujui data ini. Kelanjutannya dapat Anda lihat di halaman Lacak, atau "
                    "tanyakan di loket. Alasannya: %s"
                )
                % application.remark.shown
            )
        case Application.State.REFUSED:
            return (
                _(
                    "Mohon maaf, permohonan ini belum dapat kami terima. Bila menurut Anda keliru, Anda dapat "
                    "menyampaikan pengaduan di loket. Alasannya: %s"
                )
                % application.remark.shown
            )
    return ""
