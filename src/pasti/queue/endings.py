"""How a coming ended, as the records have it: what was done under the number, and else why not.

The clerk confirms it by one key or says another; who leaves, and whom the evening overtakes, is noted by it alone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.states import State as CaseState
from pasti.applications.visits import next_visit
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import Bring, StepCode
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.offices import queries as offices
from pasti.offices.models import Lane, Work
from pasti.queue import hooks
from pasti.queue.models import Ticket
from pasti.queue.outcomes import OF_NEED, Ending, Outcome, Reason, Why
from pasti.queue.states import State
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need

# For so long a need may have been down when a day is closed.
_LOOKED_BACK = timedelta(days=60)


def preset(ticket: Ticket, *, by: Actor | None = None, why: Why | None = None, settled: bool = False) -> Ending:
    """Return how a coming ends if it ends now. Without a reason, nothing that is known gives one: the clerk says it.

    `by` is who serves: what is done by them is not what somebody else is missing for. `why` is what `why_not` has said
    already, if it was asked. `settled` is for what a clerk reads and may change (`readiness.stands`).
    """
    if all_done(ticket):
        return Ending(Outcome.SERVED)
    why = why or why_not(ticket, by=by, settled=settled)
    return because(ticket, why) if why else Ending(not_served(ticket))


def because(ticket: Ticket, why: Why) -> Ending:
    """Return how a coming ends that is not all it was meant to be, for a reason."""
    return Ending(not_served(ticket), why.reason, why.said)


def not_served(ticket: Ticket) -> Outcome:
    """Return how a coming ends that is not all it was meant to be: partly, if anything was done under its number."""
    return Outcome.PARTLY if ticket.done else Outcome.IN_VAIN


def all_done(ticket: Ticket) -> bool:
    """Whether something was done under a number, and its holder need do nothing more at a counter for their case."""
    return bool(ticket.done) and not (ticket.application and next_visit(ticket.application).must)


def why_not(ticket: Ticket, *, by: Actor | None = None, settled: bool = False) -> Why | None:
    """Return why what this person came for is not done now; None when nothing that is known stands in its way."""
    case = ticket.application
    if case is None:
        # A guess from the lane, of all that is ahead there: it is not worth asking everything anew.
        return _fallen(_needs_of_lane(ticket.lane), by=by, settled=True) or Why(Reason.NO_NEED)
    return why_of_case(case, by=by, settled=settled) or _nobody_serves(case, ticket.lane) or _usual(case)


def why_of_case(application: Application, *, by: Actor | None = None, settled: bool = False) -> Why | None:
    """Return what is known to stand in the way of a case's next step with the person now, or None."""
    return _stopped(application, by=by, settled=settled) or of_the_case(application, clock.today())


def _stopped(application: Application, *, by: Actor | None = None, settled: bool = False) -> Why | None:
    """What the next step needs and does not stand now."""
    step = application.current_step
    return _fallen(step.rests_on, application.service.code, by=by, settled=settled) if step else None


def of_the_case(application: Application, on: date) -> Why | None:
    """Return what a case itself has in the way of its next step with the person on a day, or None.

    What the step needs of the office is not asked: that is of a moment, and no day's.
    """
    if application.state == CaseState.REFUSED:
        return Why(Reason.OTHER, application.remark) if application.remark else Why(Reason.NO_NEED)
    step = application.current_step
    if step is None:
        return Why(Reason.NO_NEED)
    if application.state == CaseState.HELD:
        return Why(Reason.NOT_READY)
    if step.code == StepCode.PAPERS:
        return _of_papers(application, on) or _upstairs(application, on)
    if not next_visit(application).must:
        return _upstairs(application, on) or Why(Reason.NOT_READY)
    return _upstairs(application, on)


def _of_papers(application: Application, on: date) -> Why | None:
    """A letter that had ended on a day, an age that was not reached, papers that were asked for."""
    if any(needed.expired(on) for needed in applications.checklist_of(application, on).needed):
        return Why(Reason.LETTER)
    if applications.permit_problem(application, on):
        return Why(Reason.LETTER)
    first = next_visit(application).days.first
    if first and on < first:
        return Why(Reason.WRONG_DAY)
    if application.state == CaseState.INCOMPLETE:
        # A sentence of ours there says that the centre is asked first.
        ours = application.remark and not application.remark.as_written
        return Why(Reason.OTHER, application.remark) if ours else Why(Reason.PAPER)
    return None


def _upstairs(application: Application, on: date) -> Why | None:
    reason = hooks.known_upstairs(application, on)
    return Why(reason) if reason else None


def _usual(application: Application) -> Why | None:
    """What it is as a rule when nothing else is known: at these steps the person brings something."""
    step = application.current_step
    return Why(Reason.PAPER) if step and steps.of(step.code).bring != Bring.NOTHING else None


def _nobody_serves(application: Application, lane: Lane) -> Why | None:
    """Nobody sits where the next step is done."""
    work = next_visit(application).work
    there = offices.lane_for(work, priority=lane.priority) if work else None
    if there is None or work in lane.serves or there.pk in offices.lanes_served():
        return None
    return Why(Reason.OFFICER)


def _needs_of_lane(lane: Lane) -> list[Need]:
    """What the services rest on for which somebody without a case waits in a lane: all of the way that is ahead."""
    families = {
        family
        for family, work in ((Service.Family.CARD, Work.PAPERS_CARD), (Service.Family.CIVIL, Work.PAPERS_CIVIL))
        if work in lane.serves
    }
    if len(families) != 1:
        # A lane for everything, or for collecting: nobody knows what for.
        return []
    codes = catalogue.step_codes(families.pop())
    return list(dict.fromkeys(need for code in StepCode if code in codes for need in steps.of(code).rests_on))


def _fallen(needs: Iterable[Need], service: str = "", *, by: Actor | None = None, settled: bool = False) -> Why | None:
    """The first of some needs that does not stand now. Whoever is at work is not missing."""
    going = readiness.can_go_on(_Needs(tuple(needs)), service, by=by, settled=settled)
    first = next((s for s in sorted(going.fallen, key=lambda s: list(OF_NEED).index(s.need))), None)
    return Why(OF_NEED[first.need], need=first.need, since=first.since, incident=first.incident) if first else None


class _Needs:
    """Some needs, asked for as those of a step."""

    fallback = ""

    def __init__(self, rests_on: tuple[Need, ...]) -> None:
        self.rests_on = rests_on


def on_leaving(ticket: Ticket) -> Why:
    """Return why somebody left who was not served: what their next step waits for, nobody to call them, or themselves.

    For whoever is not at a counter any more and never came to one.
    """
    if ticket.application and (stopped := _stopped(ticket.application)):
        return stopped
    if ticket.state == State.WAITING and ticket.lane_id not in offices.lanes_served():
        return Why(Reason.OFFICER)
    return Why(Reason.LEFT)


def why_at_closing(ticket: Ticket) -> Why:
    """Return why somebody was not served whom nobody finished before the day was over; judged as of that evening.

    Was nothing down then that the next step needs, and somebody there to call: whoever was called and did not come had
    left, the others were not called before the office closed.
    """
    evening = _evening(ticket)
    if stopped := _stopped_at(ticket, evening):
        return stopped
    if ticket.state in (State.CALLED, State.MISSED, State.HELD):
        return Why(Reason.LEFT)
    if ticket.state == State.SERVING and ticket.application and (why := of_the_case(ticket.application, ticket.day)):
        return why
    if ticket.state == State.WAITING and ticket.lane_id not in offices.lanes_served_between(ticket.queued_at, evening):
        return Why(Reason.OFFICER)
    return Why(Reason.OFFICE_CLOSED)


def _evening(ticket: Ticket) -> datetime:
    """When the office closed on the day of a number; never before the number was taken."""
    opening = offices.opening(ticket.day)
    closes = opening.closes if opening else clock.at(ticket.day + timedelta(days=1))
    return max(closes, ticket.queued_at + timedelta(seconds=1))


def _stopped_at(ticket: Ticket, evening: datetime) -> Why | None:
    """What did not stand at that moment, by what was written down of it."""
    step = ticket.application.current_step if ticket.application else None
    if step is None:
        return None
    for need in sorted(step.rests_on, key=list(OF_NEED).index):
        last = next(reversed(readiness.intervals(need, evening - _LOOKED_BACK, evening)), None)
        if last and last.fallen and last.until == evening:
            return Why(OF_NEED[need], need=need, since=last.since, incident=last.incident)
    return None
