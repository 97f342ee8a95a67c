"""Whether a peer is heard of: since when it is not, and that it is back."""

from typing import Any

from django.db import transaction

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.link import health, outbox, parcels, reasons
from pasti.link.models import Peer


@transaction.atomic(savepoint=False)
def note_contact(peer: Peer, milliseconds: int | None = None, **also: Any) -> bool:
    """Write down that the peer answered, and that the link is back if it was down; return whether it had been away.

    `also` is what else is to be written of the peer.
    """
    measured = {"last_contact_at": clock.now()} | ({} if milliseconds is None else {"round_trip_ms": milliseconds})
    measured |= also
    if Peer.objects.filter(pk=peer.pk, down_since=None, last_error="").update(**measured):
        return False
    locked = Peer.locked(peer.pk)
    away = bool(locked.down_since or locked.last_error)
    if locked.down_since:
        minutes = max(1, round((clock.now() - locked.down_since).total_seconds() / 60))
        record("link.rose", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, minutes=minutes)
    locked.down_since, locked.last_error = None, ""
    for name, value in measured.items():
        setattr(locked, name, value)
    locked.save(update_fields=["down_since", "last_error", *measured])
    if away:
        outbox.hurry(locked)
        parcels.hurry(locked)
    return away


@transaction.atomic
def note_failure(peer: Peer, error: str | Words) -> None:
    """Write down that the peer did not answer; the link counts as down after half a minute of silence."""
    locked, why = Peer.locked(peer.pk), reasons.fit(error)
    last = locked.last_contact_at or locked.trusted_at
    if locked.down_since is None and clock.now() - last > health.QUIET_AFTER:
        locked.down_since = last
        record("link.fell", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, error=why.kept)
    locked.last_error = why
    locked.save(update_fields=["down_since", "last_error"])
