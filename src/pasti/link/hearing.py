"""What rooms do because something was delivered or has arrived: tried again, some times, and in nobody's way."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.link import reasons
from pasti.link.models import Envelope, ParcelIn
from pasti.link.registry import delivered_hooks

log = logging.getLogger("pasti.link")

MOST_HEAR_TRIES = 10
_LONGEST_WAIT_SECONDS = 600

Row = TypeVar("Row", Envelope, ParcelIn)


def unheard() -> QuerySet[Envelope]:
    """Return what is delivered and what a room has not dealt with yet, oldest first."""
    found = Envelope.objects.filter(state=Envelope.State.DELIVERED, heard_at=None)
    return found.select_related("peer").order_by("id")


def due(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return of what is unheard what is to be told again now: nothing over which a room stumbled too often."""
    return rows.filter(hear_tries__lt=MOST_HEAR_TRIES, not_before__lte=clock.now())[:100]


def hear_due() -> None:
    """Tell the rooms again of deliveries over which they stumbled, unless they did so too often."""
    for envelope in due(unheard()):
        hear(envelope)


def hear(envelope: Envelope) -> bool:
    """Let the room deal with a delivery; return whether it could. Its trouble is noted and stops nothing else."""
    what = f"the delivery of envelope {envelope.number} to {envelope.peer.node_id}"
    return told(envelope, _deliver, what=what, given_up=_note_envelope)


def told(row: Row, tell: Callable[[Row], None], *, what: str, given_up: Callable[[Row, Words], None]) -> bool:
    """Let the rooms deal with something, once (`tell`, in a transaction); return whether they could.

    What they stumble over is noted and stops nothing else; they are told again, later each time, and when it was too
    often, that is written down (`given_up`).
    """
    try:
        with transaction.atomic():
            locked = _locked(row)
            if locked.heard_at or (isinstance(locked, Envelope) and locked.state != Envelope.State.DELIVERED):
                return True
            tell(locked)
            type(row).objects.filter(pk=row.pk).update(heard_at=clock.now(), last_error="")
    except Exception as fault:  # what one leads to must not stop the others
        log.exception("%s could not be noted", what)
        _stumbled(row, reasons.of(fault), given_up)
        return False
    return True


def _locked(row: Row) -> Row:
    found: Row = type(row).objects.select_for_update().get(pk=row.pk)
    return found


def _deliver(envelope: Envelope) -> None:
    if envelope.kind in delivered_hooks:
        delivered_hooks.get(envelope.kind)(envelope)


@transaction.atomic
def _stumbled(row: Row, reason: Words, given_up: Callable[[Row, Words], None]) -> None:
    locked = _locked(row)
    locked.hear_tries += 1
    locked.last_error = reason
    wait = min(_LONGEST_WAIT_SECONDS, 5 * 2 ** min(locked.hear_tries, 7))
    locked.not_before = clock.now() + timedelta(seconds=wait)
    locked.save(update_fields=["hear_tries", "last_error", "not_before"])
    if locked.hear_tries == MOST_HEAR_TRIES:
        given_up(locked, reason)


def _note_envelope(envelope: Envelope, reason: Words) -> None:
    what, peer = envelope.kind, envelope.peer.name
    record("envelope.unheard", subject=envelope.subject, by=SYSTEM, what=what, peer=peer, reason=reason.kept)
