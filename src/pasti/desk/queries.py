"""What a clerk has before them, and the one thing to do next."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.catalogue import steps
from pasti.catalogue.models import Question
from pasti.catalogue.queries import as_date
from pasti.catalogue.steps import StepCode
from pasti.kit import text
from pasti.offices import halls
from pasti.offices import queries as offices
from pasti.offices.models import Lane, Shift
from pasti.promises import queries as promises
from pasti.queue import endings, order
from pasti.queue import queries as queue
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Ending, Reason
from pasti.readiness import queries as readiness
from pasti.readiness.queries import Going


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


# The key of each reason for which somebody is not served; another one takes a sentence.
_KEYS = dict(
    zip((r for r in Reason if r not in (Reason.OFFICE_CLOSED, Reason.OTHER)), [*"1234567890", "p"], strict=True)
)


@dataclass(frozen=True)
class Desk:
    """A counter as its clerk sees it."""

    shift: Shift
    ticket: Ticket | None
    application: Application | None
    doing: Doing
    # The lane of the next step; also while that cannot be done: then `stopped` says why, and `step` which it is.
    lane: Lane | None
    say: str
    stopped: Going | None = None
    step: str = ""
    # How the coming ends if it ends now, while somebody is served.
    ending: Ending | None = None

    @property
    def other_reasons(self) -> SafeString:
        """The keys of the reasons that the clerk may give instead of the one that the records have."""
        return _other_reasons(self.ending.reason if self.ending else None, get_language())


@lru_cache(maxsize=100)
def _other_reasons(but: Reason | None, _language: str | None) -> SafeString:
    found = [(code.value, str(code.label), key) for code, key in _KEYS.items() if code != but]
    return render_to_string("desk/other_reasons.html", {"reasons": found})


def desk(shift: Shift) -> Desk:
    """Return what is at a counter now and what to do next."""
    return desk_with(shift, queue.current(shift.counter))


def desk_with(shift: Shift, ticket: Ticket | None) -> Desk:
    """Return what to do next with the number that is at a counter."""
    if ticket is None:
        waiting = order.count_at(shift.counter)
        return Desk(shift, None, None, Doing.CALL if waiting else Doing.WAIT, None, "")
    if ticket.state == Ticket.State.CALLED:
        return Desk(shift, ticket, ticket.application, Doing.SERVE, None, "")
    ending = endings.preset(ticket, by=shift.account.actor, settled=True)
    if ticket.application is None:
        return Desk(shift, ticket, None, Doing.ATTACH, None, "", ending=ending)
    doing, lane, going = _doing(ticket, ticket.application, shift)
    stopped = None if going.ok else going
    step = next_visit(ticket.application).step if stopped else None
    said = say(ticket, ticket.application, doing, lane, stopped)
    unasked = ticket.application.state == Application.State.SUBMITTED
    if doing == Doing.PAPERS and unasked and ending.reason == Reason.PAPER:
        # Which papers are missing is said first, so that the person reads it: that ends the visit, too.
        ending = Ending(ending.outcome)
    return Desk(shift, ticket, ticket.application, doing, lane, said, stopped, step.label if step else "", ending)


def _doing(ticket: Ticket, application: Application, shift: Shift) -> tuple[Doing, Lane | None, Going]:
    """Return what to do next and in which lane; what cannot be done now ends the visit, and says why."""
    visit = next_visit(application)
    if visit.step is None or not visit.possible:
        return Doing.FINISH, None, Going()
    if any(visit.work in lane.serves for lane in offices.lanes_of(shift.counter)):
        going = visit.going(by=shift.account.actor)
        return (Doing(steps.of(visit.step.code).at_counter) if going.ok else Doing.FINISH), None, going
    lane, going = offices.lane_for(visit.work, priority=ticket.lane.priority), visit.going()
    return (Doing.PASS_ON if lane and going.ok else Doing.FINISH), lane, going


def answered(ticket: Ticket) -> list[str]:
    """Return what somebody answered at the kiosk, each question with its answer, in the reader's language."""
    questions = ticket.wants.questions.all() if ticket.wants else []
    given = ((question, ticket.answers.get(question.code)) for question in questions)
    return [f"{question.text} {_as_read(question, said)}" for question, said in given if said]


def _as_read(question: Question, said: str) -> str:
    day = as_date(said) if question.kind == Question.Kind.DATE else None
    return text.long_date(day) if day else question.answer_text(said)


def not_going(shift: Shift) -> list[tuple[str, Going]]:
    """Return the steps done at a counter that cannot be done now, by their names, before anybody is called for them."""
    serves = {work for lane in offices.lanes_of(shift.counter) for work in lane.serves}
    by = shift.account.actor
    found = [
        (str(code.label), readiness.can_go_on(steps.of(code), by=by, settled=True))
        for code in StepCode
        if serves & set(steps.of(code).works.values())
    ]
    return [(label, going) for label, going in found if not going.ok]


def say(ticket: Ticket, application: Application, doing: Doing, lane: Lane | None, stopped: Going | None = None) -> str:
    """Return the sentence for the clerk to say to the person; a date is said only while what it rests on stands."""
    if stopped:
        return _("Mohon maaf, tahap berikutnya belum dapat dilakukan sekarang. %(why)s %(instead)s") % {
            "why": stopped.told,
            "instead": stopped.fallback,
        }
    if doing == Doing.PASS_ON and lane:
        said = _("Silakan tunggu di lajur %(letter)s, %(name)s. Nomor Anda tetap %(number)s.") % {
            "letter": lane.letter,
            "name": lane.name,
            "number": ticket.number,
        }
        where = halls.where(lane)
        there = _("Tempatnya di %(where)s.") % {"where": where}
        return f"{said} {there}" if where else said
    if doing != Doing.FINISH:
        return ""
    match application.state:
        case Application.State.CLOSED:
            return _("Semua sudah selesai. Terima kasih atas kedatangan Anda.")
        case Application.State.READY:
            return whereabouts(application).why_not or next_visit(application).nowhere
        case Application.State.IN_PROGRESS:
            return _when_ready(ticket, application)
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


def _when_ready(ticket: Ticket, application: Application) -> str:
    if nowhere := next_visit(application).nowhere:
        return nowhere
    dates = promises.dates_of(application)
    # Whoever came for nothing is not told that it is done.
    done = _("Untuk hari ini sudah selesai.")
    today = done if ticket.done else _("Hari ini tidak ada yang perlu dilakukan di loket.")
    if dates.ready_on:
        said = _("Siap paling lambat %s; lacak dengan nomor permohonan Anda.") % text.long_date(dates.ready_on)
        return f"{today} {said}"
    if dates.unsure:
        said = _("Kapan siapnya belum dapat dipastikan: %s Lacak dengan nomor permohonan Anda.") % dates.unsure
        return f"{today} {said}"
    return ""
