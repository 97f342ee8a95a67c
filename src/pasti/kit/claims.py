"""Rows that wait for work, taken by one worker at a time without a lock that lasts."""

from datetime import timedelta
from typing import TypeVar

from django.apps import apps
from django.db import models
from django.db.models import F, QuerySet

from pasti.kit import clock

# A worker that says nothing for so long is gone, and somebody else takes its row.
LEASE = timedelta(minutes=5)
# After so many tries a person has to look.
MOST_TRIES = 5
_LONGEST_PUT_OFF = timedelta(minutes=1)


class Claimed(models.Model):
    """A row that some worker takes, works on outside of any transaction, and then writes its result to."""

    # Nobody may take it earlier: it was taken, or it was put off.
    not_before = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Claimed)


def claim(waiting: QuerySet[Row]) -> Row | None:
    """Take the next of these rows for a while; None when there is none. Of two workers one gets it.

    What the worker writes in the end must fit what it finds then: after the lease somebody else may have been quicker.
    """
    now = clock.now()
    free = waiting.filter(not_before__lte=now)
    for row in free.order_by("not_before", "pk")[:20]:
        if free.filter(pk=row.pk, tries=row.tries).update(not_before=now + LEASE, tries=F("tries") + 1):
            row.refresh_from_db()
            return row
    return None


def put_off(row: Claimed) -> bool:
    """Wait with a row that could not be worked on, longer each time; False when it was tried often enough."""
    if row.tries >= MOST_TRIES:
        return False
    wait = timedelta(seconds=2**row.tries)
    type(row)._default_manager.filter(pk=row.pk, tries=row.tries).update(not_before=clock.now() + wait)  # noqa: SLF001
    return True


def let_go() -> int:
    """Free what a worker took that is gone, and return how much: for one who begins and knows that he is the only one.

    What was put off waits on: that is never for so long. Should another one live after all, some work is done twice.
    """
    now = clock.now()
    taken = {"tries__gt": 0, "not_before__gt": now + _LONGEST_PUT_OFF, "not_before__lte": now + LEASE}
    return sum(
        QuerySet(model).filter(**taken).update(not_before=now)
        for model in apps.get_models()
        if issubclass(model, Claimed)
    )
