"""A place that was given back goes to who waits for an earlier day, in the order in which they asked.

It is held for a while and counts as taken; then it goes to the next. What is given back at short notice is not offered:
nobody could be told in time, and who comes without an appointment is called instead.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.appointments import queries
from pasti.appointments.models import Booking, Session, Waiting
from pasti.appointments.queries import Slot
from pasti.appointments.states import Wait
from pasti.journal.actors import SYSTEM
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.kit.once import in_a_look, once
from pasti.offices import actions as offices
from pasti.offices import policy

OPEN = (Wait.WAITING, Wait.OFFERED)
# Who is told needs a while to come; nobody is asked at night, when no message is sent.
_THE_WAY = timedelta(hours=1)
_EVENING, _MORNING, _ANSWERED_BY = 20, 7, 9


def open_of(application: Application) -> Waiting | None:
    """Return how a case stands on the waiting list, if it does."""
    return Waiting.objects.filter(application=application, state__in=OPEN).select_related("session").first()


def waiting() -> QuerySet[Waiting]:
    """Return who waits for an earlier day, who asked first before all others."""
    return with_state(Wait.WAITING).order_by("asked_at", "id")


def with_state(state: Wait) -> QuerySet[Waiting]:
    """Return who stands so on the waiting list, with what is asked of their cases."""
    rows = Waiting.objects.filter(state=state).select_related("application__service", "session")
    return rows.prefetch_related("application__steps")


def can_offer() -> bool:
    """Whether a place is free that somebody waits for, as far as can be seen without letting anybody wait."""
    rows = list(waiting())
    return bool(rows) and _first(rows) is not None


@transaction.atomic
def offer_freed(most: int = 20) -> int:
    """Offer the places that are free to who waits for them, and hold them; return how many were offered.

    In the order in which they asked. Twice is harmless: what is offered is not free. The caller holds no case yet, or
    has locked the office first.
    """
    if not Waiting.objects.filter(state=Wait.WAITING).exists():
        return 0
    offices.lock_office()
    rows, given = list(waiting()), 0
    while given < most and (found := _first(rows)):
        _offer(*found)
        rows.remove(found[0])
        given += 1
    return given


@in_a_look()
def _first(rows: list[Waiting]) -> tuple[Waiting, Slot] | None:
    return next(((row, slot) for row in rows if (slot := _slot_for(row))), None)


def _slot_for(row: Waiting) -> Slot | None:
    """Return the first free session that suits somebody: earlier than their own, and not offered to them before."""
    case = row.application
    visit = next_visit(case)
    if not (visit.possible and visit.must):
        return None
    lanes = queries.lanes_of(case)
    free = once(("free places", lanes), lambda: _free(lanes))
    wanted = [s for s in free if row.suits(s.starts_at) and mark(s.starts_at) not in row.passed]
    own = queries.open_booking(case) if wanted else None
    earlier = [slot for slot in wanted if own is None or slot.starts_at < own.session.starts_at]
    possible = (
        queries.slot_at(slot.starts_at, visit.days, queries.outages_for(case), lanes, holder=case.pk)
        for slot in earlier
    )
    return next((slot for slot in possible if slot and slot.free), None)


def _free(lanes: str) -> list[Slot]:
    """All free sessions that somebody can still be told of, and come to."""
    soonest = held_until(clock.now()) + _THE_WAY
    return [s for day in queries.days_on_offer(lanes=lanes) for s in day.slots if s.free and s.starts_at >= soonest]


def held_until(now: datetime) -> datetime:
    """Return until when a place is held that is offered now: for a stated time, and not through the night."""
    until = now + timedelta(minutes=policy.value("appointments.offer_held"))
    hour, day = clock.local(now).hour, clock.local_day(now)
    if hour >= _EVENING:
        return max(until, clock.at(day + timedelta(days=1), _ANSWERED_BY))
    return max(until, clock.at(day, _ANSWERED_BY)) if hour < _MORNING else until


def _offer(row: Waiting, slot: Slot) -> None:
    session, _new = Session.objects.get_or_create(starts_at=slot.starts_at, ends_at=slot.ends_at)
    until = held_until(clock.now())
    changes = {"session": session, "lanes": queries.lanes_of(row.application), "held_until": until}
    take(
        row, "offer", by=SYSTEM, changes=changes, when=session.starts_at.isoformat(), until=until.isoformat(),
    )  # fmt: skip


def mark(starts_at: datetime) -> int:
    """Return how a session is remembered that was offered: the same in every zone."""
    return int(starts_at.timestamp())


def close_offer(row: Waiting, move: str, **changes: object) -> Waiting:
    """Take back what is offered to somebody: it is not offered to them again. Called by the system."""
    assert row.session is not None
    starts_at = row.session.starts_at
    changes = {"held_until": None, "passed": [*row.passed, mark(starts_at)], **changes}
    return take(row, move, by=SYSTEM, changes=changes, when=starts_at.isoformat())


def settle(application: Application, booking: Booking) -> None:
    """Note what a new booking means for the waiting list: the place was taken, or what was offered is not needed."""
    row = open_of(application)
    if row is None or row.state != Wait.OFFERED:
        return
    if row.session_id == booking.session_id:
        take(row, "take", by=SYSTEM, changes={"held_until": None}, when=booking.session.starts_at.isoformat())
    else:
        close_offer(row, "retract")


def end(application: Application) -> None:
    """Let a case wait no more: its person has come, or need not come."""
    if row := open_of(application):
        take(row, "end", by=SYSTEM, changes={"held_until": None})
