"""When a message may go, by when somebody must know, and from when on they are rung up."""

from datetime import datetime, timedelta

from pasti.kit import clock
from pasti.kit.once import once
from pasti.notices.registry import Urgency
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.days import Opening

# What falls together comes together: a case that is held also loses its date.
_TOGETHER = timedelta(seconds=10)
_DAYS_AHEAD = 14


def gathers_until(urgency: Urgency, now: datetime) -> datetime:
    """Return until when news waits for other news of the same case."""
    if urgency == Urgency.NOW:
        return now + _TOGETHER
    return now + timedelta(minutes=policy.value("notices.merge_minutes"))


def told_by(sets_out: datetime) -> datetime:
    """Return by when somebody must know who would set out then."""
    return sets_out - timedelta(minutes=policy.value("notices.told_before"))


def quiet_until(moment: datetime) -> datetime | None:
    """Return when the quiet hours end in which a moment lies; None if it lies in none."""
    begins, ends = policy.value("notices.quiet_from"), policy.value("notices.quiet_until")
    day, hour = clock.local_day(moment), clock.local(moment).hour
    if hour >= begins:
        return clock.at(day + timedelta(days=1), ends)
    return clock.at(day, ends) if hour < ends else None


def held_back_until(sets_out: datetime | None) -> datetime | None:
    """Return until when a message waits for the morning; None when it is not quiet, or somebody must know before."""
    quiet = quiet_until(clock.now())
    return None if quiet and sets_out and told_by(sets_out) <= quiet else quiet


def call_from(sets_out: datetime) -> datetime:
    """Return from when on somebody is rung up who does not know yet: in office hours, before they must know."""
    by, lead = told_by(sets_out), timedelta(minutes=policy.value("notices.call_lead"))
    before = [opening for opening in _days_ahead() if opening.opens < by]
    if not before:
        return clock.now()
    last = before[-1]
    return max(last.opens, min(last.closes, by) - lead)


def _days_ahead() -> list[Opening]:
    today = clock.today()
    # A list asks it for each of its rows.
    return once(("office days ahead", today), lambda: offices.openings(today, _DAYS_AHEAD))
