"""Who waits where, who is served where, and who was called last."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import BigIntegerField, CharField, Count, DateField, OuterRef, Q, QuerySet, Subquery

from pasti.accounts.roles import Role
from pasti.applications.models import Application
from pasti.applications.visits import next_visit, step_after_next, work_after_next
from pasti.catalogue import going
from pasti.catalogue.going import Today
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.prepared import Rows
from pasti.offices import halls, policy
from pasti.offices import queries as offices
from pasti.offices.models import Counter, Hall, Lane
from pasti.queue import order, voice, waits, ways, why
from pasti.queue.models import Stay, Ticket
from pasti.queue.states import AT_COUNTER, LIVE, State
from pasti.readiness import queries as readiness
from pasti.readiness.queries import Going

_AT_COUNTER = Rows(
    lambda counter: (
        Ticket.objects.filter(counter=counter, state__in=AT_COUNTER)
        .select_related("lane", "counter", "wants", "application__service")
        .order_by("pk")[:1]
    ),
    counter=BigIntegerField(),
)
_BY_TOKEN = Rows(
    lambda token: Ticket.objects.select_related("lane", "counter__hall", "application__service").filter(token=token),
    token=CharField(),
)
_AWAY = Rows(
    lambda counter, day: (
        Ticket.objects.filter(day=day, state__in=(State.MISSED, State.HELD), lane__counters=counter)
        .select_related("lane")
        .order_by("called_at", "id")
    ),
    counter=BigIntegerField(),
    day=DateField(),
)


@dataclass(frozen=True)
class LaneView:
    """A lane as the hall sees it."""

    lane: Lane
    at_counters: list[Ticket]
    waiting: int
    # Where somebody sits who calls them, by number.
    counters: list[int]
    # Who has a number of another lane and waits here now, in the order of calling.
    came: list[Ticket]

    @property
    def served(self) -> bool:
        """Whether anybody sits where they are called."""
        return bool(self.counters)


@dataclass(frozen=True)
class Board:
    """What the hall display shows."""

    lanes: list[LaneView]
    latest: Ticket | None
    # The calls before it, wherever their holders are now.
    before: list[Ticket]
    version: str
    # What the office can do now and what not, as it was last written down.
    going: Today
    # Of which hall it is; none: of all the office.
    hall: Hall | None = None
    # Whether calls can be said aloud.
    voice: bool = False
    # Why the latest was called though somebody who came earlier still waits; nothing if nobody does.
    why: str = ""

    @property
    def calls(self) -> list[Ticket]:
        """Who is called and has not come yet, the earliest call first."""
        called = [ticket for view in self.lanes for ticket in view.at_counters if ticket.state == State.CALLED]
        return sorted(called, key=lambda ticket: (ticket.called_at or ticket.issued_at, ticket.pk))


@dataclass(frozen=True)
class Place:
    """Where one ticket stands: how many are called before it, how long that takes, and which way it goes after that."""

    ahead: int
    next_lane: Lane | None
    # Whether anybody sits where it is called; and what stands in the way of what its holder waits for, if anything.
    served: bool = True
    going: Going = field(default_factory=Going)
    # What stands in the way of what would follow at once, in another lane or this one; and what that is.
    then: Going = field(default_factory=Going)
    then_step: str = ""
    # How long the wait will be, if that is known; and the whole way of today.
    wait: waits.Wait | None = None
    way: ways.Way | None = None
    # Whether it is the next one at any counter that calls it.
    first: bool = False
    # In which hall its holder waits, or is called to, and the one after that; nothing where there is but one.
    where: str = ""
    next_where: str = ""

    @property
    def is_next(self) -> bool:
        """Whether its holder is called next, as far as anybody can tell."""
        return self.first and self.served and self.going.ok


def board(day: date | None = None, hall: Hall | None = None) -> Board:
    """Return the state of all lanes today. No name, no case: numbers only.

    Of a `hall` it is the lanes that are called there, and the calls to its counters.
    """
    today = day or clock.today()
    # Read first: what changes while the rest is read is shown at the next look.
    version = board_version(today)
    tickets = Ticket.objects.filter(day=today).select_related("counter", "lane")
    in_the_hall = list(tickets.filter(state__in=(State.WAITING, *AT_COUNTER)).order_by(*order.ORDER))
    called = tickets.exclude(called_at=None).order_by("-called_at", "-id")
    if hall:
        in_the_hall = [ticket for ticket in in_the_hall if not ticket.counter or _in(ticket.counter, hall)]
        called = _called_in(called, hall)
    calling = offices.counters_by_lane(hall.pk if hall else None)
    # A lane that was closed is shown as long as somebody is in it.
    shown = list(offices.lanes_in_use_or({ticket.lane_id for ticket in in_the_hall}))
    if hall:
        own = halls.lanes_in(hall) | {ticket.lane_id for ticket in in_the_hall if ticket.counter}
        shown = [lane for lane in shown if lane.pk in own]
        in_the_hall = [ticket for ticket in in_the_hall if ticket.lane_id in own]
    lanes = [_lane_view(lane, [t for t in in_the_hall if t.lane_id == lane.pk], calling) for lane in shown]
    last_called = list(called[:6])
    # In the largest letters nobody who has gone on to another lane meanwhile, or did not come.
    latest = next((ticket for ticket in last_called if ticket.counter), None)
    before = [ticket for ticket in last_called if ticket != latest][:5]
    passed = _passed_by(latest, in_the_hall) if latest else None
    said = why.why_last_called(today, latest.number, passed.number) if latest and passed else ""
    return Board(lanes, latest, before, version, going.today(settled=True), hall, voice.is_there(), said)


def _in(counter: Counter, hall: Hall) -> bool:
    """Whether a counter is seen from a hall: it is there, or in none."""
    return counter.hall_id in (hall.pk, None)


def _called_in(called: QuerySet[Ticket], hall: Hall) -> QuerySet[Ticket]:
    """Return of those who were called who was called to this hall the last time."""
    last = Stay.objects.filter(ticket=OuterRef("pk"), called_at__isnull=False).order_by("-called_at", "-pk")
    last_hall = called.annotate(last_hall=Subquery(last.values("counter__hall")[:1]))
    return last_hall.filter(Q(last_hall=hall.pk) | Q(last_hall=None))


def _passed_by(called: Ticket, there: Sequence[Ticket]) -> Ticket | None:
    """Return who took a number earlier than somebody who was called then, waited, and still does: the first of them."""
    waited = [
        ticket for ticket in there
        if ticket.state == State.WAITING and ticket.issued_at < called.issued_at
        and called.called_at and ticket.queued_at < called.called_at
    ]  # fmt: skip
    return min(waited, key=lambda ticket: (ticket.issued_at, ticket.pk), default=None)


def _lane_view(lane: Lane, there: list[Ticket], calling: Mapping[int, list[int]]) -> LaneView:
    at_counters = [ticket for ticket in there if ticket.counter]
    waiting = [ticket for ticket in there if not ticket.counter]
    came = [ticket for ticket in waiting if ticket.letter != lane.letter]
    at_counters.sort(key=lambda ticket: (ticket.called_at or ticket.issued_at, ticket.pk), reverse=True)
    return LaneView(lane, at_counters, len(waiting), calling.get(lane.pk, []), came)


def board_version(day: date | None = None) -> str:
    """Return a mark that changes whenever the board does."""
    today = day or clock.today()
    return f"{today}-{readiness.version('ticket', 'lane', 'counter', 'hall', 'office', since=clock.at(today))}"


def is_called(day: date, letter: str, sequence: int, counter: int) -> bool:
    """Whether a number is called to a counter now."""
    called = Ticket.objects.filter(day=day, letter=letter, sequence=sequence, state=State.CALLED)
    return called.filter(counter__number=counter).exists()


def current(counter: Counter) -> Ticket | None:
    """Return who is at a counter now."""
    return _AT_COUNTER.first(counter=counter.pk)


def is_free(counter: Counter) -> bool:
    """Whether nobody is at a counter now."""
    return _AT_COUNTER.first(counter=counter.pk) is None


def missed_in(counter: Counter) -> QuerySet[Ticket]:
    """Return who was called and did not come today, in the lanes of a counter."""
    return away_from(counter).filter(state=State.MISSED)


def held_in(counter: Counter) -> QuerySet[Ticket]:
    """Return who stepped aside from a counter today and comes back, in the lanes of a counter."""
    return away_from(counter).filter(state=State.HELD)


def away_today(counter: Counter) -> list[Ticket]:
    """Return the same as `away_from`, as a list."""
    return _AWAY.all(counter=counter.pk, day=clock.today())


def away_from(counter: Counter) -> QuerySet[Ticket]:
    """Return who was called today and is neither at a counter nor waits nor has gone, in the lanes of a counter."""
    away = Ticket.objects.filter(day=clock.today(), state__in=(State.MISSED, State.HELD), lane__counters=counter)
    return away.select_related("lane").order_by("called_at", "id")


def waiting_in(lane: Lane) -> int:
    """Return how many wait in a lane now."""
    return Ticket.objects.filter(day=clock.today(), lane=lane, state=State.WAITING).count()


def calls_before_missed() -> int:
    """Return how often a number is called before it may be passed over."""
    return policy.value("queue.calls_before_missed")


def seconds_until_missed(ticket: Ticket) -> int:
    """Return for how many seconds more somebody who was called may still be on their way, by the office's rule."""
    if ticket.called_at is None:
        return 0
    until = ticket.called_at + timedelta(seconds=policy.value("queue.seconds_before_missed"))
    return max(math.ceil((until - clock.now()).total_seconds()), 0)


def ticket(pk: int) -> Ticket | None:
    """Return a number."""
    return Ticket.objects.select_related("lane", "counter").filter(pk=pk).first()


def by_token(token: str) -> Ticket | None:
    """Return the number behind a phone page's address."""
    return _BY_TOKEN.first(token=token)


def place(ticket: Ticket) -> Place:
    """Return where a number stands: of all who are called by the counters that call it, who comes before it."""
    ahead, served, stopped, wait, first = 0, True, Going(), None, False
    turn = None
    if ticket.state == State.WAITING and ticket.of_today:
        turn = waits.turn_of(ticket)
        served = turn is not None
        ahead = turn.before if turn else order.ahead_of(ticket)
        wait, first = waits.said_of(ticket, turn), turn is not None and turn.first
        stopped = next_visit(ticket.application).going(settled=True) if ticket.application else stopped
    way = ways.of(ticket, ahead, turn.seconds if turn else None)
    following_lane = next_lane(ticket)
    where = _where(ticket)
    next_where = halls.where(following_lane) if following_lane and where else ""
    found = Place(
        ahead, following_lane, served, stopped, wait=wait, way=way, first=first, where=where,
        next_where=next_where if next_where != where else "",
    )  # fmt: skip
    case = ticket.application if _goes_on(ticket) else None
    following = step_after_next(case) if case else None
    if case is None or following is None:
        return found
    then = readiness.can_go_on(following, case.service.code, settled=True)
    return replace(found, then=then, then_step=following.label)


def _where(ticket: Ticket) -> str:
    """In which hall the holder of a number is called, or will be; nothing where there is but one, or it is over."""
    if not _goes_on(ticket):
        return ""
    if ticket.counter and ticket.counter.hall:
        return ticket.counter.hall.name
    return halls.where(ticket.lane)


def _goes_on(ticket: Ticket) -> bool:
    return ticket.state in LIVE and ticket.of_today


def next_lane(ticket: Ticket) -> Lane | None:
    """Return the lane that follows for today, when the step after this one needs the person too."""
    work = work_after_next(ticket.application) if ticket.application and _goes_on(ticket) else ""
    lane = offices.lane_for(work, priority=ticket.lane.priority) if work else None
    return lane if lane and lane != ticket.lane else None


def live_of(application: Application) -> Ticket | None:
    """Return the number that a case has today."""
    live = Ticket.objects.filter(application=application, day=clock.today(), state__in=LIVE)
    return live.select_related("lane", "counter").first()


def serves_people(by: Actor) -> bool:
    """Whether who acts serves people at a counter."""
    return bool(by.roles & {Role.CLERK, Role.RECORDER})


def here_for(application: Application, move: str, *, by: Actor) -> Ticket | None:
    """Return the number of whoever is here for a move of a case: that of the case.

    What is handed over is handed to whom is at the counter of who acts: else it is theirs. None when nobody is known to
    be here, or when what is done is not done by somebody who serves people at a counter.
    """
    if not serves_people(by):
        return None
    if own := live_of(application):
        return own
    counter = offices.counter_of(by) if move == "hand_over" else None
    return Ticket.objects.filter(counter=counter, state=State.SERVING).first() if counter else None


def counts_today() -> dict[str, int]:
    """Return how many numbers are in each state today."""
    rows = Ticket.objects.filter(day=clock.today()).values_list("state").annotate(n=Count("id")).order_by()
    return {state: dict(rows).get(state, 0) for state in State.values}


def longest_waiting() -> Ticket | None:
    """Return who has waited longest today."""
    waiting = Ticket.objects.filter(day=clock.today(), state=State.WAITING)
    return waiting.select_related("lane").order_by("queued_at", "id").first()
