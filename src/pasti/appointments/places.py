"""How many people with an appointment a lane can serve in a session, and why so many.

From the counters that are there (by the duty roster, if it says), how long one person takes at this office, and the
share of time that is kept for those who come without an appointment. What was measured counts as soon as there is
enough of it; until then it is what the office expects. Asked whenever somebody looks or books; nothing is computed at
night.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Sum

from pasti.appointments import overbooking
from pasti.appointments.models import LaneHour
from pasti.appointments.overbooking import Limit
from pasti.kit import clock
from pasti.kit.once import once
from pasti.offices import policy, presence
from pasti.offices import queries as offices
from pasti.offices.days import Opening
from pasti.offices.models import Lane
from pasti.roster import queries as roster

Span = tuple[datetime, datetime]

# Measured over so many days; so many people make a measure of how long one takes.
_DAYS, _ENOUGH = 28, 50
# Fourteen places that come out as 13.9999 are fourteen.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Pace:
    """How many minutes one person takes in a lane, and from how many people that was measured (0: it is expected)."""

    minutes: float
    seen: int = 0


@dataclass(frozen=True)
class Places:
    """The places of a lane in a session and what they follow from."""

    lane: Lane
    count: int
    pace: Pace
    # How many counters serve the lane then, in whole ones: one that serves two lanes is half a counter for each.
    counters: float
    staffing: presence.Basis
    # How many it would be without the office's own bound.
    could: int
    limit: Limit


def of_session(lane: Lane, opening: Opening, span: Span) -> Places | None:
    """Return the places of a lane in a session of a day; None when the day, as it is cut now, has no such session."""
    return next((found for at, found in of_day(lane, opening) if at == span), None)


def of_day(lane: Lane, opening: Opening) -> list[tuple[Span, Places]]:
    """Return all sessions of a day with the places of a lane in each."""
    return once(("places", lane.pk, opening), partial(_of_day, lane, opening))


def _of_day(lane: Lane, opening: Opening) -> list[tuple[Span, Places]]:
    pace, most = pace_of(lane, opening.day), policy.value("appointments.session_capacity", opening.day)
    booked_share = 1 - policy.value("appointments.walk_ins", opening.day) / 100
    spans = sessions(opening)
    staffed = _staffed(lane, spans)
    could = [
        int(counters * ((ends - begins) / timedelta(minutes=pace.minutes)) * booked_share + _ROUNDING)
        for counters, (begins, ends) in zip(staffed.counters, spans, strict=True)
    ]
    counts = [min(most, count) for count in could]
    limits = overbooking.limits(lane, spans, counts)
    return [
        (span, Places(lane, count, pace, counters, staffed.basis, able, limit))
        for span, count, counters, able, limit in zip(spans, counts, staffed.counters, could, limits, strict=True)
    ]


def _staffed(lane: Lane, spans: Sequence[Span]) -> presence.Staffed:
    """Return how many counters serve a lane then: by the roster if it says, else as in the last weeks."""
    planned = roster.staffing_in(lane, spans)
    if planned is None:
        return presence.staffed(lane, spans)
    return presence.Staffed([round(one.shared, 2) for one in planned], presence.Basis.ROSTER)


def sessions(opening: Opening) -> list[Span]:
    """Cut a day into sessions: each stretch by itself, so that none lies in a break."""
    length = timedelta(minutes=policy.value("appointments.session_minutes", opening.day))
    found = []
    for begins, closes in opening.stretches:
        starts = begins
        while starts + length <= closes:
            found.append((starts, starts + length))
            starts += length
    return found


def pace_of(lane: Lane, day: date) -> Pace:
    """Return how long one person takes in a lane: the mean of the last weeks, else as the office expects on a day."""
    served, seconds = once("pace of lanes", _measured).get(lane.letter, (0, 0))
    if served >= _ENOUGH:
        return Pace(seconds / served / 60, served)
    expected = [policy.value(f"appointments.minutes_{work.replace('-', '_')}", day) for work in lane.serves]
    return (
        Pace(sum(expected) / len(expected)) if expected else Pace(float(policy.value("appointments.minutes_handover")))
    )


def _measured() -> dict[str, tuple[int, int]]:
    lately = LaneHour.objects.filter(day__gte=clock.today() - timedelta(days=_DAYS))
    rows = lately.values("lane").annotate(n=Sum("served"), s=Sum("seconds"))
    return {row["lane"]: (row["n"], row["s"]) for row in rows.order_by("lane")}


def lanes_of(letters: str) -> Sequence[Lane]:
    """Return the lanes in use of these letters."""
    return [lane for lane in offices.lanes_in_use() if lane.letter in letters]
