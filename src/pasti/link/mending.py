"""What people decide about what arrived and was set aside."""

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed
from pasti.link import applying, outcomes, queries, reasons, versions
from pasti.link.models import Peer, Received
from pasti.link.states import MENDERS


def apply_again(row: Received, *, by: Actor) -> bool:
    """Try at once what waits or was set aside; return whether it is applied. Raises NotAllowed."""
    _check_mends(by)
    with transaction.atomic():
        Peer.locked(row.peer_id)
        locked = Received.objects.select_for_update().get(pk=row.pk)
        if locked.applied_at or not versions.understood(locked.kind, locked.version):
            return locked.applied_at is not None
        outcomes.reopen(locked)
        locked.attempts, locked.not_before = 1, clock.now() + applying.wait(1)
        locked.save()
    applying.apply_one(locked, by=by)
    locked.refresh_from_db()
    return locked.applied_at is not None


@transaction.atomic
def apply_all_again(*, by: Actor) -> int:
    """Give everything that was set aside another chance, soon; return how much it is. Raises NotAllowed."""
    _check_mends(by)
    aside = queries.set_aside().order_by()
    count = aside.update(set_aside="", attempts=0, not_before=clock.now())
    if count:
        record("received.reopen", subject="received", by=by, count=count)
    return count


@transaction.atomic
def dismiss(row: Received, *, reason: str, by: Actor) -> Received:
    """Decide that what was set aside, or waits for an update, is not applied at all; the sender is told the reason.

    Raises NotAllowed, and Refused without a reason or with a NIK in it. Should the sender say it again, or somebody try
    it again, it gets another chance.
    """
    _check_mends(by)
    why = reasons.fit(free_text.checked(reason, none=_("Tuliskan alasannya.")))
    peer = Peer.locked(row.peer_id)
    locked = Received.objects.select_for_update().get(pk=row.pk)
    unread = not versions.understood(locked.kind, locked.version)
    if locked.applied_at or locked.dismissed_at or not (locked.set_aside or unread):
        raise NotAllowed(_("Kiriman ini tidak sedang disisihkan."))
    locked.set_aside, locked.dismissed_at = why, clock.now()
    locked.aside_at = locked.aside_at or locked.dismissed_at
    outcomes.tell(locked, peer)
    locked.save(update_fields=["set_aside", "dismissed_at", "aside_at", "outcome"])
    outcomes.note(locked, "dismiss", by, reason=why.kept)
    return locked


def _check_mends(by: Actor) -> None:
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("Menangani kiriman yang disisihkan bukan wewenang peran Anda."))
