"""What rooms do because the peer holds what was said: tried again, some times, and in nobody's way."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.link import reasons
from pasti.link.models import Envelope
from pasti.link.registry import delivered_hooks

log = logging.getLogger("pasti.link")

MOST_HEAR_TRIES = 10


def unheard() -> QuerySet[Envelope]:
    """Return what is delivered and what a room has not dealt with yet, oldest first."""
    found = Envelope.objects.filter(state=Envelope.State.DELIVERED, heard_at=None)
    return found.select_related("peer").order_by("id")


def hear_due() -> None:
    """Tell the rooms again of deliveries over which they stumbled, unless they did so too often."""
    for envelope in unheard().filter(hear_tries__lt=MOST_HEAR_TRIES, not_before__lte=clock.now())[:100]:
        hear(envelope)


def hear(envelope: Envelope) -> bool:
    """Let the room deal with a delivery; return whether it could. Its trouble is noted and stops nothing else."""
    try:
        with transaction.atomic():
            locked = Envelope.locked(envelope.pk)
            if locked.heard_at or locked.state != Envelope.State.DELIVERED:
                return True
            if locked.kind in delivered_hooks:
                delivered_hooks.get(locked.kind)(locked)
            Envelope.objects.filter(pk=locked.pk).update(heard_at=clock.now(), last_error="")
    except Exception as fault:  # what one delivery leads to must not stop the others
        log.exception("the delivery of envelope %s to %s could not be noted", envelope.number, envelope.peer.node_id)
        _stumbled(envelope, reasons.of(fault))
        return False
    return True


@transaction.atomic
def _stumbled(envelope: Envelope, reason: Words) -> None:
    locked = Envelope.locked(envelope.pk)
    locked.hear_tries += 1
    locked.last_error = reason
    locked.not_before = clock.now() + timedelta(seconds=min(600, 5 * 2 ** min(locked.hear_tries, 7)))
    locked.save(update_fields=["hear_tries", "last_error", "not_before"])
    if locked.hear_tries == MOST_HEAR_TRIES:
        peer = locked.peer.name
        record("envelope.unheard", subject=locked.subject, by=SYSTEM, what=locked.kind, peer=peer, reason=reason.kept)
