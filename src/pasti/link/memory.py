"""A node that was put back from a copy remembers less than the other knows. Both notice, and nothing is lost by it.

Who holds less than it said before has lost what came since: it is said again from what was kept, and each file is asked
for by its hash. Who remembers having said less than the other holds goes on behind that.
"""

import secrets
from typing import Annotated

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take, take_all
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed
from pasti.kit.words import Words
from pasti.link import outbox, reasons
from pasti.link.models import Envelope, Loss, Parcel, Peer
from pasti.link.schema import Said
from pasti.link.states import MENDERS
from pasti.link.wire import Count

MOST_TOLD = 2


class WireLoss(BaseModel):
    """A loss of memory as one side tells the other of it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    mark: str = Field(pattern="^[0-9a-f]{32}$")
    # Whether it is the teller who lost something.
    mine: bool
    remembered: Count
    known: Count


Losses = Annotated[list[WireLoss], Field(max_length=MOST_TOLD)]


@transaction.atomic(savepoint=False)
def note_held(peer: Peer, held: int, known: int | None) -> None:
    """Note what the peer says it holds of ours.

    `known` is what it had said before it wrote that; None when the message may be an old one, of which nothing is
    concluded.
    """
    _catch_up(peer, held)
    if held == peer.acknowledged or (held < peer.acknowledged and (known is None or held >= known)):
        return
    locked = Peer.locked(peer.pk)
    if held > locked.acknowledged:
        locked.acknowledged = held
    elif known is not None and held < known:
        _begin_again(locked, held)
    locked.save(update_fields=["acknowledged"])
    peer.acknowledged = locked.acknowledged


@transaction.atomic(savepoint=False)
def _catch_up(peer: Peer, held: int) -> None:
    """Go on behind what the peer holds. It holds more than we remember when our database was put back from a copy."""
    if held <= peer.last_number:
        return
    locked = Peer.locked(peer.pk)
    if held > locked.last_number:
        note(locked, ours=True, remembered=locked.last_number, known=held)
        locked.last_number = held
        locked.save(update_fields=["last_number"])
    peer.last_number = locked.last_number


def _begin_again(peer: Peer, held: int) -> None:
    """Say again what the peer held and holds no more, and have it say of each file whether it is still there."""
    note(peer, ours=False, remembered=held, known=peer.acknowledged)
    peer.acknowledged = held
    lost = Envelope.objects.filter(peer=peer, number__gt=held)
    still_here = ~Q(body={}) | Q(kind=Said.VOID)
    changes = {"delivered_at": None, "not_before": clock.now(), "attempts": 0}
    take_all(lost.filter(still_here), "repeat", by=SYSTEM, changes=changes)
    # The number of what does not travel again is still waited for.
    for envelope in lost.filter(state__in=[Envelope.State.DELIVERED, *_AT_REST]).order_by("number"):
        _leave_empty(envelope)
    ask_again(Parcel.objects.filter(peer=peer))


_LOST_THERE = gettext_lazy("Hilang di seberang, setelah isinya dihapus di sini. Sampaikan lagi dari layar asalnya.")
_AT_REST = (Envelope.State.NEEDS_PERSON, Envelope.State.DROPPED)


def _leave_empty(envelope: Envelope) -> None:
    number = envelope.number
    assert number is not None
    if envelope.state == Envelope.State.DELIVERED:
        reason = Words(_LOST_THERE)
        changes = {"needs_person": reason, "number": None}
        take(envelope, "refuse", by=SYSTEM, changes=changes, number=number, what=envelope.kind, reason=reason.kept)
    else:
        Envelope.objects.filter(pk=envelope.pk).update(number=None, refused=False)
    outbox.fill(envelope.peer, number)


def ask_again(parcels: QuerySet[Parcel]) -> int:
    """Have the peer say again of these files whether it has them whole; return how many it had."""
    return parcels.filter(stored_at__isnull=False).update(ask=True, not_before=clock.now())


def note(peer: Peer, *, ours: bool, remembered: int, known: int, mark: str = "") -> None:
    """Write down that one of us lost its memory, in the transaction that found it. While one is open it is the same."""
    given, mark = bool(mark), mark or secrets.token_hex(16)
    if Loss.objects.filter(peer=peer, mark=mark).exists():
        return
    open_one = Loss.objects.filter(peer=peer, ours=ours, settled_at=None).first()
    if open_one is not None and mark < open_one.mark and given:
        # Both noticed it by themselves: both call it by the same mark.
        Loss.objects.filter(pk=open_one.pk).update(mark=mark)
    if open_one is None:
        Loss.objects.create(peer=peer, mark=mark, ours=ours, remembered=remembered, known=known)
        kind = "link.we_lost" if ours else "link.peer_lost"
        subject = f"peer:{peer.node_id}"
        record(kind, subject=subject, by=SYSTEM, peer=peer.name, remembered=remembered, known=known)


def told(peer: Peer) -> list[WireLoss]:
    """Return what to tell the peer of losses that nobody has settled here."""
    rows = Loss.objects.filter(peer=peer, settled_at=None).order_by("id")[:MOST_TOLD]
    return [WireLoss(mark=row.mark, mine=row.ours, remembered=row.remembered, known=row.known) for row in rows]


@transaction.atomic(savepoint=False)
def hear(peer: Peer, losses: list[WireLoss]) -> None:
    """Take notice of losses that the peer noticed; those that are known already change nothing."""
    known = set(Loss.objects.filter(peer=peer, mark__in=[loss.mark for loss in losses]).values_list("mark", flat=True))
    for loss in losses:
        if loss.mark not in known:
            locked = Peer.locked(peer.pk)
            note(locked, ours=not loss.mine, remembered=loss.remembered, known=loss.known, mark=loss.mark)


def open_losses() -> QuerySet[Loss]:
    """Return the losses of memory that nobody has settled yet, oldest first."""
    return Loss.objects.filter(settled_at=None).select_related("peer").order_by("id")


@transaction.atomic
def settle(loss: Loss, *, reason: str, by: Actor) -> Loss:
    """Note what a person found who looked at a loss of memory. Raises NotAllowed, and Refused without a reason."""
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("Menutup catatan pemulihan bukan wewenang peran Anda."))
    why = str(reasons.fit(free_text.checked(reason, none=_("Tuliskan apa yang ditemukan."))))
    fresh = Loss.objects.select_for_update().get(pk=loss.pk)
    if fresh.settled_at is not None:
        raise NotAllowed(_("Catatan ini sudah ditutup."))
    fresh.settled_at, fresh.settled_by, fresh.settled_why = clock.now(), by.name, why
    fresh.save(update_fields=["settled_at", "settled_by", "settled_why"])
    record("link.loss_settled", subject=f"peer:{fresh.peer.node_id}", by=by, peer=fresh.peer.name, reason=why)
    return fresh
