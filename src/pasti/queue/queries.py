"""Who waits where, who is served where, and who was called last."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from pasti.accounts.roles import Role
from pasti.applications.models import Application
from pasti.applications.visits import next_visit, step_after_next, work_after_next
from pasti.catalogue import going
from pasti.catalogue.going import Today
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.models import Counter, Lane
from pasti.queue import order
from pasti.queue.models import Ticket
from pasti.queue.states import AT_COUNTER, LIVE, State
from pasti.readiness import queries as readiness
from pasti.readiness.queries import Going


@dataclass(frozen=True)
class LaneView:
    """A lane as the hall sees it."""

    lane: Lane
    at_counters: list[Ticket]
    waiting: int
    # Whether anybody sits where they are called.
    served: bool


@dataclass(frozen=True)
class Board:
    """What the hall display shows."""

    lanes: list[LaneView]
    latest: Ticket | None
    before: list[Ticket]
    version: str
    # What the office can do now and what not, as it was last written down.
    going: Today


@dataclass(frozen=True)
class Place:
    """Where one ticket stands: how many are before it in its lane, and which lane comes after it."""

    ahead: int
    next_lane: Lane | None
    # Whether anybody sits where it is called; and what stands in the way of what its holder waits for, if anything.
    served: bool = True
    going: Going = field(default_factory=Going)
    # What stands in the way of what would follow at once, in another lane or this one; and what that is.
    then: Going = field(default_factory=Going)
    then_step: str = ""

    @property
    def is_next(self) -> bool:
        """Whether its holder is called next, as far as anybody can tell."""
        return self.ahead == 0 and self.served and self.going.ok


def board(day: date | None = None) -> Board:
    """Return the state of all lanes today. No name, no case: numbers only."""
    today = day or clock.today()
    # Read first: what changes while the rest is read is shown at the next look.
    version = board_version(today)
    tickets = Ticket.objects.filter(day=today).select_related("counter", "lane")
    at_counters = list(tickets.filter(state__in=AT_COUNTER).order_by("-called_at", "-id"))
    waiting = dict(tickets.filter(state=State.WAITING).values_list("lane").annotate(n=Count("id")).order_by())
    served = offices.lanes_served()
    # A lane that was closed is shown as long as somebody is in it.
    peopled = tickets.filter(state__in=(State.WAITING, *AT_COUNTER)).values_list("lane", flat=True)
    lanes = [
        LaneView(
            lane,
            [ticket for ticket in at_counters if ticket.lane_id == lane.pk],
            waiting.get(lane.pk, 0),
            lane.pk in served,
        )
        for lane in offices.lanes_in_use_or(peopled)
    ]
    called = list(tickets.exclude(called_at=None).order_by("-called_at", "-id")[:6])
    # In the largest letters nobody who has gone on to another lane meanwhile, or did not come.
    latest = next((ticket for ticket in called if ticket.counter), None)
    before = [ticket for ticket in called if ticket != latest][:5]
    return Board(lanes, latest, before, version, going.today(settled=True))


def board_version(day: date | None = None) -> str:
    """Return a mark that changes whenever the board does."""
    today = day or clock.today()
    return f"{today}-{readiness.version('ticket', 'lane', 'counter', 'office', since=clock.at(today))}"


def current(counter: Counter) -> Ticket | None:
    """Return who is at a counter now."""
    at_counter = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER)
    return at_counter.select_related("lane", "counter", "wants", "application__service").first()


def is_free(counter: Counter) -> bool:
    """Whether nobody is at a counter now."""
    return not Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists()


def missed_in(counter: Counter) -> QuerySet[Ticket]:
    """Return who was called and did not come today, in the lanes of a counter."""
    return away_from(counter).filter(state=State.MISSED)


def held_in(counter: Counter) -> QuerySet[Ticket]:
    """Return who stepped aside from a counter today and comes back, in the lanes of a counter."""
    return away_from(counter).filter(state=State.HELD)


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
    return Ticket.objects.select_related("lane", "counter", "application__service").filter(token=token).first()


def place(ticket: Ticket) -> Place:
    """Return how many are ahead of a waiting number in its lane, whether they are called, and where it goes after."""
    ahead, served, stopped = 0, True, Going()
    if ticket.state == State.WAITING and ticket.of_today:
        ahead, served = order.ahead_of(ticket), ticket.lane_id in offices.lanes_served()
        stopped = next_visit(ticket.application).going(settled=True) if ticket.application else stopped
    case = ticket.application if _goes_on(ticket) else None
    following = step_after_next(case) if case else None
    if case is None or following is None:
        return Place(ahead, next_lane(ticket), served, stopped)
    then = readiness.can_go_on(following, case.service.code, settled=True)
    return Place(ahead, next_lane(ticket), served, stopped, then, following.label)


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
