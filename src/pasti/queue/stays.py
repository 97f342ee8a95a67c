"""Follows each number through the hall: how long it was said to wait and waited, how long it was at a counter.

It looks at the row itself, with every change of its state by whatever move, in the transaction of the change.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver

from pasti.kit import clock
from pasti.kit.many import insert_each, update_each
from pasti.kit.prepared import Columns, Rows
from pasti.queue import waits
from pasti.queue.models import Stay, Ticket
from pasti.queue.states import AT_COUNTER, State

# A counter that stood free for longer had a pause; who was at one for longer was forgotten there.
_LONGEST_IDLE, _LONGEST = 600, 4 * 3600


_OPEN = Rows(
    lambda ticket: Stay.objects.filter(ticket=ticket, left_at=None).order_by("pk")[:1], ticket=models.BigIntegerField()
)
_LAST = Columns(
    lambda counter, now: (
        Stay.objects.filter(counter=counter, left_at__lte=now).order_by("-left_at").values_list("left_at")[:1]
    ),
    counter=models.BigIntegerField(),
    now=models.DateTimeField(),
)


@receiver(post_save, sender=Ticket)
def follow(instance: Ticket, update_fields: frozenset[str] | None, **_told: Any) -> None:
    """Write down what a change of a number's state means for its stay."""
    if update_fields is not None and "state" not in update_fields:
        return
    now = clock.now()
    if instance.state in AT_COUNTER:
        _called(instance, now)
        return
    _left(instance, now)
    if instance.state == State.WAITING and instance.of_today:
        said = waits.of(instance)
        what: dict[str, Any] = {}
        if said:
            what = {"said_low": said.low, "said_high": said.high, "expected": said.expected, "spread": said.spread}
        insert_each(Stay, [{"ticket_id": instance.pk, "lane_id": instance.lane_id, "began_at": now, **what}])


def _called(ticket: Ticket, now: datetime) -> None:
    stay = _OPEN.first(ticket=ticket.pk)
    if stay is None or stay.called_at or ticket.counter_id is None:
        return
    stay.called_at, stay.counter_id = now, ticket.counter_id
    stay.waited = _seconds(stay.began_at, now)
    if before := _LAST.first(counter=ticket.counter_id, now=now):
        idle = _seconds(max(before[0], stay.began_at), now)
        stay.idle = idle if idle <= _LONGEST_IDLE else None
    update_each([stay], ["called_at", "counter", "waited", "idle"])


def _left(ticket: Ticket, now: datetime) -> None:
    stay = _OPEN.first(ticket=ticket.pk)
    if stay is None:
        return
    stay.left_at = now
    took = _seconds(stay.called_at, now) if stay.called_at else None
    stay.took = took if took is not None and took <= _LONGEST else None
    update_each([stay], ["left_at", "took"])


def _seconds(since: datetime, until: datetime) -> int:
    # The clock may have been set back meanwhile.
    return max(0, round((until - since).total_seconds()))
