"""A day's sessions as the head of office sees them: places and why so many, booked, came; and overbooking."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from pasti.appointments import overbooking, places
from pasti.appointments.models import Booking, Waiting
from pasti.appointments.overbooking import Seen
from pasti.appointments.places import Places, Span
from pasti.appointments.queries import Taken, overlapping
from pasti.appointments.states import State, Wait
from pasti.kit import clock
from pasti.kit.once import in_a_look
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.days import Opening
from pasti.offices.models import Lane
from pasti.offices.presence import Basis


@dataclass(frozen=True)
class Row:
    """A session in a lane: its places, and of its bookings how many there are, are held for others, and have come."""

    span: Span
    places: Places
    booked: int
    came: int
    held: int

    @property
    def too_many(self) -> bool:
        """Whether more are expected than it takes by now: a measure or the counters changed since they booked."""
        return self.booked > self.places.limit.bookings


@dataclass(frozen=True)
class LaneDay:
    """A lane on a day. What overbooking would do there is said whether it is switched on or not."""

    lane: Lane
    rows: list[Row]
    why: str
    seen: Seen
    adds: int
    risk: float

    @property
    def absent_percent(self) -> int:
        """The share that does not come, in percent."""
        return round(self.seen.absent * 100)

    @property
    def risk_percent(self) -> int:
        """The risk of its fullest session, in percent."""
        return round(self.risk * 100)

    @property
    def lacking(self) -> int:
        """How many more must have been expected before there is a rate."""
        return max(0, overbooking.ENOUGH - self.seen.expected)


@in_a_look()
def of_day(opening: Opening) -> list[LaneDay]:
    """Return the lanes of a day with their sessions, without those for who comes first by law: nobody books there."""
    booked = _taken(Booking.objects.filter(state__in=[State.BOOKED, State.ATTENDED, State.MISSED]), opening)
    came = _taken(Booking.objects.filter(state=State.ATTENDED), opening)
    held = _taken(Waiting.objects.filter(state=Wait.OFFERED, held_until__gt=clock.now()), opening)
    return [_lane_day(lane, opening, booked, came, held) for lane in offices.lanes() if not lane.priority]


def _taken(rows: "QuerySet[Booking] | QuerySet[Waiting]", opening: Opening) -> list[Taken]:
    within = Q(session__ends_at__gt=opening.opens, session__starts_at__lt=opening.closes)
    columns = ("session__starts_at", "session__ends_at", "lanes")
    return [Taken(*row) for row in rows.filter(within).values_list(*columns)]


def _lane_day(
    lane: Lane, opening: Opening, booked: Iterable[Taken], came: Iterable[Taken], held: Iterable[Taken]
) -> LaneDay:
    sessions = places.of_day(lane, opening)
    rows = [
        Row(span, found, _count(span, booked, lane), _count(span, came, lane), _count(span, held, lane))
        for span, found in sessions
    ]
    counts = [found.count for _span, found in sessions]
    would_be = overbooking.would_be(lane, [span for span, _found in sessions], counts)
    return LaneDay(
        lane,
        rows,
        _why(sessions[0][1], opening) if sessions else "",
        overbooking.seen(lane.letter),
        sum(limit.bookings for limit in would_be) - sum(counts),
        max((limit.risk for limit in would_be), default=0.0),
    )


def _count(span: Span, taken: Iterable[Taken], lane: Lane) -> int:
    return len([one for one in overlapping(span, taken) if lane.letter in one.lanes])


def _why(first: Places, opening: Opening) -> str:
    """Return why a lane has as many places as it has, in a sentence or two."""
    minutes = floatformat(first.pace.minutes)
    if first.pace.seen:
        measured = _("%(minutes)s menit per orang (diukur dari %(n)s orang)")
        pace = measured % {"minutes": minutes, "n": first.pace.seen}
    else:
        pace = _("%(minutes)s menit per orang (perkiraan kantor)") % {"minutes": minutes}
    staffed = {
        Basis.IN_USE: _("semua loket yang dipakai lajur ini"),
        Basis.MEASURED: _("loket yang biasanya terisi pada jam itu, menurut empat minggu terakhir"),
    }[first.staffing]
    walk_ins = policy.value("appointments.walk_ins", opening.day)
    most = policy.value("appointments.session_capacity", opening.day)
    why = _("%(pace)s; %(staffed)s; %(share)s %% waktu untuk yang datang tanpa janji; paling banyak %(most)s orang.")
    return why % {"pace": pace, "staffed": staffed, "share": walk_ins, "most": most}


def waiting_count() -> int:
    """Return how many wait for an earlier day."""
    return Waiting.objects.filter(state__in=[Wait.WAITING, Wait.OFFERED]).count()
