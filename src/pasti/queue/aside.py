"""Stepping aside from a counter and coming back to it, and being put back into the line, called in vain or not."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.offices import actions as office
from pasti.offices.models import Counter
from pasti.queue import order, over
from pasti.queue.models import Ticket
from pasti.queue.states import AT_COUNTER, State


def hold(ticket: Ticket, *, by: Actor) -> Ticket:
    """Let somebody step aside who comes back soon (a copy, a signature); the counter is free for the next.

    Raises NotAllowed for who is not being served.
    """
    number = ticket.counter.number if ticket.counter else 0
    return take(ticket, "hold", by=by, changes={"counter": None}, ticket=ticket.number, counter=number)


@transaction.atomic
def resume(ticket: Ticket, counter: Counter, *, by: Actor) -> Ticket:
    """Go on with somebody who had stepped aside, at a free counter of their lane; they have had their turn.

    Raises NotAllowed while somebody else is at the counter or its clerk pauses, for a number of another lane or another
    day, and for who is not on hold.
    """
    office.lock_counter(counter)
    order.check_not_pausing(counter)
    fresh = Ticket.locked(ticket.pk)
    over.check_of_today(fresh)
    check(fresh, "resume", by)
    if not counter.lanes.filter(pk=fresh.lane_id).exists():
        raise NotAllowed(
            _("Loket %(counter)s tidak melayani lajur %(letter)s.")
            % {"counter": counter.number, "letter": fresh.lane.letter}
        )
    current = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).first()
    if current:
        raise NotAllowed(_("Selesaikan dahulu nomor %s.") % current.number)
    try:
        with transaction.atomic():
            changes = {"counter": counter}
            return take(fresh, "resume", by=by, changes=changes, ticket=fresh.number, counter=counter.number)
    except IntegrityError:
        raise NotAllowed(_("Loket %s baru saja memanggil orang lain.") % counter.number) from None


@transaction.atomic
def put_back(ticket: Ticket, *, by: Actor) -> Ticket:
    """Put somebody who was called back into the line of their lane: whoever has not come yet, to the place they had.

    Time at the counter is no waiting, the time before it goes on counting. Raises NotAllowed for a number of another
    day, and for who is not at a counter.
    """
    fresh = Ticket.locked(ticket.pk)
    over.check_of_today(fresh)
    check(fresh, "put_back", by)
    now = clock.now()
    since = now - fresh.waited if fresh.state == State.SERVING else fresh.counts_from
    changes = {"counter": None, "queued_at": now, "counts_from": since, "calls": 0}
    return take(fresh, "put_back", by=by, changes=changes, ticket=fresh.number, counts_from=since.isoformat())


@transaction.atomic
def requeue(ticket: Ticket, *, by: Actor) -> Ticket:
    """Let somebody who did not come when called wait again, behind so many numbers of their lane (`order.rule`).

    Raises NotAllowed for a number of another day, and for who has been called in vain as often as the rule says.
    """
    fresh = Ticket.locked(ticket.pk)
    over.check_of_today(fresh)
    check(fresh, "requeue", by)
    if fresh.times_back >= order.times_back():
        raise NotAllowed(
            _("Nomor %(number)s sudah %(times)s kali masuk lagi. Beri nomor baru.")
            % {"number": fresh.number, "times": fresh.times_back}
        )
    now = clock.now()
    since = order.back_from(fresh.lane, fresh, now)
    changes = {
        "counter": None,
        "queued_at": now,
        "counts_from": since,
        "times_back": fresh.times_back + 1,
        "calls": 0,
    }
    return take(ticket, "requeue", by=by, changes=changes, ticket=fresh.number, counts_from=since.isoformat())
