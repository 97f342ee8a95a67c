"""The whole way of a coming on one number: every station until the person goes home, who is ahead at each, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pasti.applications.visits import steps_at_once
from pasti.kit import clock, text
from pasti.offices import queries as offices
from pasti.offices.models import Lane
from pasti.queue import measured, waits
from pasti.queue.models import Ticket
from pasti.queue.states import AT_COUNTER, State

# People are told a moment to the next five minutes.
_STEP = 300


@dataclass(frozen=True)
class Station:
    """A lane on the way, and how many are ahead there as things stand."""

    lane: Lane
    ahead: int


@dataclass(frozen=True)
class Way:
    """The stations that are left, the one where the person is first, and about when they go home, if that is known."""

    stations: list[Station]
    home_at: datetime | None

    @property
    def sentence(self) -> str:
        """C sekarang (3 orang di depan), lalu B (5 orang), lalu pulang; sekitar pukul 11.40."""
        said = [_here(self.stations[0]), *map(_later, self.stations[1:]), _("lalu pulang")]
        whole = ", ".join(said)
        if self.home_at:
            at = f"{text.clock_time(self.home_at)} {text.zone_label()}"
            return _("%(way)s; sekitar pukul %(at)s.") % {"way": whole, "at": at}
        return f"{whole}."


def _here(station: Station) -> str:
    if station.ahead:
        return _("%(letter)s sekarang (%(n)s orang di depan)") % {"letter": station.lane.letter, "n": station.ahead}
    return _("%s sekarang") % station.lane.letter


def _later(station: Station) -> str:
    if station.ahead:
        return _("lalu %(letter)s (%(n)s orang)") % {"letter": station.lane.letter, "n": station.ahead}
    return _("lalu %s") % station.lane.letter


def of(ticket: Ticket, ahead: int, expected: float | None) -> Way | None:
    """Return the way of a number that waits or is at a counter; None for one that is over or not of today.

    `ahead` is how many are called before it in its lane, `expected` in how many seconds it is called, if that is known.
    """
    if not ticket.of_today or ticket.state not in (State.WAITING, *AT_COUNTER):
        return None
    following = list(_following(ticket))
    stations = [Station(ticket.lane, ahead), *(Station(lane, _ahead_at(lane, ticket)) for lane in following)]
    return Way(stations, _home_at(ticket, stations, expected))


def _following(ticket: Ticket) -> Iterator[Lane]:
    """Yield the lanes that follow at once, each once: in a lane that does several steps nobody waits twice."""
    steps = steps_at_once(ticket.application) if ticket.application else []
    last = ticket.lane
    for step in steps[1:]:
        lane = offices.lane_for(step.work, priority=ticket.priority)
        if lane and lane != last:
            yield lane
            last = lane


def _ahead_at(lane: Lane, ticket: Ticket) -> int:
    """Return how many wait in another lane who would be called first: the wait so far goes on counting there."""
    there = Ticket.objects.filter(day=ticket.day, lane=lane, state=State.WAITING).exclude(pk=ticket.pk)
    first = there.filter(priority=True)
    if ticket.priority:
        return first.filter(counts_from__lte=ticket.counts_from).count()
    return first.count() + there.filter(priority=False, counts_from__lte=ticket.counts_from).count()


def _home_at(ticket: Ticket, stations: list[Station], expected: float | None) -> datetime | None:
    """Return about when the last station is done; None while too little is known of any of them."""
    known, now = measured.now(), clock.now()
    if not all(known.enough(station.lane.pk) for station in stations):
        return None
    calling = {lane: len(counters) for lane, counters in offices.counters_by_lane().items()}
    if not all(station.lane.pk in calling for station in stations):
        return None
    usual = known.seconds(ticket.lane_id)
    if ticket.state == State.WAITING:
        if expected is None:
            return None
        seconds = expected + usual
    else:
        seconds = waits.left_at_counter(usual, (now - (ticket.called_at or now)).total_seconds())
    for station in stations[1:]:
        each = known.seconds(station.lane.pk) / calling[station.lane.pk]
        # Of those who are ahead there now, some will have been called by then.
        seconds += max(station.ahead * each - seconds, each / 2) + known.seconds(station.lane.pk)
    moment = now + timedelta(seconds=waits.with_breaks(seconds, now))
    over = moment.timestamp() % _STEP
    return moment + timedelta(seconds=_STEP - over if over else 0)
