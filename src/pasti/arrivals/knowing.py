"""Who could have known that a coming would be in vain, since when, and whether the person could have been told.

What is judged is the moment at which the person set out: what was known then and could be told spares a way; what was
known later, or of nobody who can be reached, spares none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import queries as appointments
from pasti.arrivals.models import Known, Source
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.notices.hours import told_by
from pasti.notices.queries import can_be_told
from pasti.promises import history
from pasti.queue.outcomes import OF_NEED, Reason, Why
from pasti.readiness import queries as readiness
from pasti.readiness.models import Interval
from pasti.readiness.needs import Need

_LOOKED_BACK = timedelta(days=60)

Since = tuple[datetime, Source]


@dataclass(frozen=True)
class Knowledge:
    """What could have been known of a coming in vain, and what of it was down."""

    set_out_at: datetime
    known: Known
    since: datetime | None = None
    source: Source | None = None
    need: Need | None = None
    incident_id: int | None = None


def knowledge(application: Application | None, why: Why, *, arrived_at: datetime, ended_at: datetime) -> Knowledge:
    """Return who could have known, before somebody set out, that they would come in vain for this reason."""
    set_out = told_by(arrived_at)
    down = _down(why, arrived_at, ended_at)
    need, incident_id = why.need, why.incident.pk if why.incident else None
    if down:
        need, incident_id = Need(down.need), down.incident_id
    found = _since_of_need(down, why, arrived_at) or _since(application, why.reason, arrived_at)
    if found is None or found[0] >= arrived_at:
        return Knowledge(set_out, Known.NOT_KNOWN, need=need, incident_id=incident_id)
    since, source = found
    reachable = application is not None and can_be_told(application)
    known = Known.TOO_LATE if since > set_out else Known.TELLABLE if reachable else Known.UNREACHABLE
    return Knowledge(set_out, known, since, source, need, incident_id)


def _down(why: Why, arrived_at: datetime, ended_at: datetime) -> Interval | None:
    """The time in which it did not stand, among all that this reason can mean, while the person was here."""
    for need in [why.need] if why.need else [need for need in Need if OF_NEED[need] == why.reason]:
        rows = readiness.intervals(need, arrived_at - _LOOKED_BACK, ended_at + timedelta.resolution)
        fallen = [row for row in rows if row.fallen and row.until and row.until > arrived_at]
        if fallen:
            return fallen[-1]
    return None


def _since_of_need(down: Interval | None, why: Why, arrived_at: datetime) -> Since | None:
    """Since when it was known that it would not stand at the arrival: by the forecast of each moment until then."""
    if down is None:
        return (why.since, Source.READINESS) if why.since else None
    forecasts: list[tuple[datetime, datetime | None]] = []
    if down.incident:
        # What was announced was known before it began.
        first = down.incident.opened_at if down.incident.planned else down.since
        forecasts = [(max(forecast.said_at, first), forecast.until) for forecast in down.incident.forecasts.all()]
    # That it is down, until nobody knows when, is what was known first: a forecast that was said by then says more.
    began = min([down.since, *(at for at, _until in forecasts)])
    since = down.since
    for at, until in [(began, None), *sorted(forecasts, key=lambda one: one[0])]:
        if at > arrived_at:
            break
        # If it was said to be back by then: that it was not was seen when that moment passed.
        since = min(since, at) if until is None or until > arrived_at else max(at, until)
    return since, Source.READINESS


def _since(application: Application | None, reason: Reason, arrived_at: datetime) -> Since | None:
    if application is None:
        return None
    asks = {
        Reason.PAPER: _asked_for,
        Reason.LETTER: _letter_ended,
        Reason.WRONG_DAY: _another_day,
        Reason.NOT_READY: _not_ready,
        Reason.NO_NEED: _nothing_to_do,
    }
    return asks[reason](application, arrived_at) if reason in asks else None


def _asked_for(application: Application, arrived_at: datetime) -> Since | None:
    """Papers were asked for before, and nobody has said since that they are there."""
    said = journal.of_subject(application.subject).filter(
        kind__in=["application.ask", "application.supply"], recorded_at__lt=arrived_at
    )
    last = said.last()
    return (last.recorded_at, Source.PAPERS) if last and last.kind == "application.ask" else None


def _letter_ended(application: Application, arrived_at: datetime) -> Since | None:
    """The day after the letter ended, or when its date was said, whatever was later."""
    day = clock.local_day(arrived_at)
    ends = [needed.good_until for needed in applications.checklist_of(application).needed]
    ended = [end for end in [*ends, application.permit_until] if end and end < day]
    if not ended:
        return None
    said_at = application.submitted_at or application.started_at
    return max(clock.at(min(ended) + timedelta(days=1)), said_at), Source.LETTER


def _another_day(application: Application, arrived_at: datetime) -> Since | None:
    booking = appointments.last_booked(application)
    if booking and clock.local_day(booking.session.starts_at) > clock.local_day(arrived_at):
        return booking.booked_at, Source.BOOKING
    return (application.submitted_at, Source.CASE) if application.submitted_at else None


def _not_ready(application: Application, arrived_at: datetime) -> Since | None:
    """A later day was said; or else it has been at this stage since then."""
    if told := history.told_later_since(application, clock.local_day(arrived_at)):
        return told, Source.PROMISE
    if application.state == State.HELD:
        held = journal.of_subject(application.subject).filter(kind="application.hold").last()
        return (held.recorded_at, Source.CASE) if held else None
    begun = [step.done_at for step in application.steps.all() if step.done_at]
    since = max(begun, default=application.submitted_at)
    return (since, Source.CASE) if since else None


def _nothing_to_do(application: Application, _arrived_at: datetime) -> Since | None:
    return (application.closed_at, Source.CASE) if application.closed_at else None
