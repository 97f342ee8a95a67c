"""What leaves this node: numbered without gaps, in batches of a bounded size, offered again until the peer holds it."""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import cbor2
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.kit.words import Words, filled, heard
from pasti.link import reasons
from pasti.link.models import Envelope, Peer
from pasti.link.registry import delivered_hooks
from pasti.link.schema import Said
from pasti.link.wire import Outcome, Outcomes, Wire

log = logging.getLogger("pasti.link")

BATCH = 50
# Packed, a message is smaller still: a receiver takes 6 MB, and a slow line takes a minute for one.
BATCH_BYTES = 1024 * 1024
LARGEST_BYTES = 4 * 1024 * 1024
STALE_AFTER = timedelta(minutes=2)
# How long what was said is kept after it arrived; most of it is about people.
KEPT_FOR = timedelta(days=7)
# So often the peer may answer with an error to one envelope that travels alone.
MOST_BOUNCES = 12
MOST_HEAR_TRIES = 10
NUMBER_TAKEN = "the number was used before"


def wire_of(envelope: Envelope) -> Wire:
    """Return an envelope as it travels, or raise ValueError when it cannot."""
    return Wire(
        number=envelope.number or 1,
        kind=envelope.kind,
        key=envelope.key,
        body=envelope.body,
        happened_at=envelope.happened_at.astimezone(UTC),
    )


@transaction.atomic
def catch_up(peer: Peer, held: int) -> None:
    """Go on behind what the peer holds. It holds more than we remember when our database was put back from a copy."""
    if held <= peer.last_number:
        return
    locked = Peer.locked(peer.pk)
    if held > locked.last_number:
        last = locked.last_number
        record("link.behind", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, held=held, last=last)
        locked.last_number = held
        locked.save(update_fields=["last_number"])


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def claim(peer: Peer) -> list[Envelope]:
    """Mark what is due as in flight, numbering what was never sent; return it in the order of its numbers.

    At most BATCH envelopes of BATCH_BYTES together; a larger one travels alone. One that cannot travel at all is set
    aside with its reason and holds up no other.
    """
    locked = Peer.locked(peer.pk)
    chosen = _suspect(locked) or list(_batch(locked))
    for envelope in chosen:
        if envelope.number is None:
            locked.last_number += 1
            envelope.number = locked.last_number
    locked.save(update_fields=["last_number"])
    now = clock.now()
    ordered = sorted(chosen, key=lambda e: e.number or 0)
    return [take(e, "claim", by=SYSTEM, changes=_leaving(e, now)) for e in ordered]


def _due(peer: Peer) -> QuerySet[Envelope]:
    return Envelope.objects.filter(peer=peer, state=Envelope.State.WAITING, not_before__lte=clock.now())


def _suspect(peer: Peer) -> list[Envelope]:
    """Return the first that was in a call which the peer answered with an error: it travels alone until that is over.

    It is set aside when the peer answers this one with an error again and again and other calls well in between. A
    peer that answers nothing well is broken itself, and proves nothing.
    """
    for envelope in _due(peer).filter(bounced__gt=0).order_by("number"):
        if not (peer.last_contact_at and envelope.sent_at and peer.last_contact_at > envelope.sent_at):
            envelope.bounced = 1
        if envelope.bounced < MOST_BOUNCES:
            return [envelope]
        _set_aside(envelope, envelope.last_error)
    return []


def _batch(peer: Peer) -> Iterator[Envelope]:
    numbered = _due(peer).exclude(number=None).order_by("number")[:BATCH]
    fresh = _due(peer).filter(number=None).order_by("id")[:BATCH]
    count = size = 0
    for envelope in chain(numbered, fresh):
        bytes_, trouble = _size(envelope)
        if trouble:
            _set_aside(envelope, trouble)
            continue
        count, size = count + 1, size + bytes_
        if count > 1 and (count > BATCH or size > BATCH_BYTES):
            return
        yield envelope


def _size(envelope: Envelope) -> tuple[int, str | Promise]:
    """Return how many bytes an envelope takes, and why it cannot travel, if it cannot."""
    try:
        size = len(cbor2.dumps(wire_of(envelope).model_dump(mode="python")))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must not hold up the others
        trouble = reasons.of(fault)
        return 0, filled(gettext_lazy("Tidak dapat dikemas: %(trouble)s"), trouble=trouble)
    if size > LARGEST_BYTES:
        return size, filled(
            gettext_lazy("Terlalu besar: %(size).1f MB, paling besar %(most)d MB."),
            size=size / 1024**2,
            most=LARGEST_BYTES // 1024**2,
        )
    return size, ""


def _set_aside(envelope: Envelope, reason: str | Promise | Words) -> None:
    """Keep an envelope here until a person has looked at it. A number that it had is sent as one that says nothing."""
    number = envelope.number
    why = reasons.fit(reason)
    changes = {"number": None, "needs_person": why, "bounced": 0}
    take(envelope, "set_aside", by=SYSTEM, changes=changes, what=envelope.kind, reason=why.kept)
    if number is not None:
        now = clock.now()
        Envelope.objects.create(
            peer=envelope.peer,
            number=number,
            kind=Said.VOID,
            key=str(number),
            body={},
            state=Envelope.State.WAITING,
            happened_at=now,
            not_before=now,
        )


def _leaving(envelope: Envelope, now: datetime) -> dict[str, Any]:
    return {
        "number": envelope.number,
        "in_flight_since": now,
        "sent_at": now,
        "attempts": envelope.attempts + 1,
        "bounced": envelope.bounced,
    }


@transaction.atomic
def put_back(peer: Peer, numbers: Iterable[int], error: str, *, bounced: bool = False) -> None:
    """Let envelopes wait again after a call that failed, longer after each attempt (at most a minute).

    `bounced` says that the peer was there and answered with an error: it may be one of these that it cannot take.
    """
    for envelope in Envelope.objects.filter(peer=peer, number__in=list(numbers), state=Envelope.State.IN_FLIGHT):
        wait = timedelta(seconds=min(60, 2 ** min(envelope.attempts, 6)))
        take(
            envelope,
            "retry",
            by=SYSTEM,
            changes={
                "in_flight_since": None,
                "not_before": clock.now() + wait,
                "last_error": error[:300],
                "bounced": envelope.bounced + bounced,
            },
        )


def put_back_unheld(peer: Peer) -> None:
    """Offer again what an earlier answer of ours carried and the caller does not hold: that answer was lost."""
    lost = Envelope.objects.filter(peer=peer, state=Envelope.State.IN_FLIGHT)
    for envelope in lost:
        take(envelope, "retry", by=SYSTEM, changes={"in_flight_since": None})


def sweep() -> None:
    """Take back what has been in flight for too long: the process that sent it is gone."""
    stale = Envelope.objects.filter(state=Envelope.State.IN_FLIGHT, in_flight_since__lt=clock.now() - STALE_AFTER)
    for envelope in stale.select_related("peer"):
        put_back(envelope.peer, [envelope.number or 0], "no answer")


# ── what the peer says of it ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def note_outcomes(peer: Peer, said: Outcomes) -> bool:
    """Note what became of ours at the peer's; return whether we know all its outcomes now.

    Only then does what it holds count as delivered. Outcomes that are known already change nothing, and outcomes that
    go on behind some that we never heard are not taken: our next message says how far we know them.
    """
    locked = Peer.locked(peer.pk)
    if said.after > locked.outcomes_noted:
        return False
    for outcome in sorted(said.told, key=lambda one: one.at):
        if outcome.at > locked.outcomes_noted:
            _note_outcome(locked, outcome)
    locked.outcomes_noted = max(locked.outcomes_noted, said.upto)
    locked.save(update_fields=["outcomes_noted"])
    return locked.outcomes_noted >= said.last


def _note_outcome(peer: Peer, outcome: Outcome) -> None:
    envelope = Envelope.objects.filter(peer=peer, number=outcome.number).first()
    if envelope is None:
        return
    if outcome.reason == NUMBER_TAKEN:
        _renumber(envelope)
    elif not outcome.reason:
        Envelope.objects.filter(pk=envelope.pk).update(refused=False)
    else:
        _refuse(envelope, reasons.fit(heard(outcome.reason, outcome.reason_in)))


def _renumber(envelope: Envelope) -> None:
    """Take away a number that the peer knows as something else's."""
    if envelope.state == Envelope.State.IN_FLIGHT:
        take(envelope, "retry", by=SYSTEM, changes={"in_flight_since": None, "number": None, "refused": False})
        return
    if envelope.state == Envelope.State.DELIVERED:
        _refuse(envelope, Words(gettext_lazy("Nomornya pernah dipakai untuk kiriman lain.")))
    Envelope.objects.filter(pk=envelope.pk).update(number=None, refused=False)


def _refuse(envelope: Envelope, reason: Words) -> None:
    """Note that the peer set it aside, be it late. What waits to be sent again is sent again."""
    if envelope.state == Envelope.State.WAITING:
        Envelope.objects.filter(pk=envelope.pk).update(refused=True)
    elif envelope.state in (Envelope.State.NEEDS_PERSON, Envelope.State.DROPPED):
        Envelope.objects.filter(pk=envelope.pk).update(refused=True, needs_person=reason)
    else:
        take(
            envelope,
            "refuse",
            by=SYSTEM,
            changes={"in_flight_since": None, "needs_person": reason, "refused": True},
            number=envelope.number,
            what=envelope.kind,
            reason=reason.kept,
        )


def settle(peer: Peer, held: int) -> None:
    """Mark as delivered what the peer holds and did not set aside, and tell the rooms.

    What counts as delivered stays so until an outcome tells otherwise: a message that comes late does not.
    """
    open_ones = Envelope.objects.filter(peer=peer, number__lte=held, refused=False)
    for envelope in open_ones.exclude(state=Envelope.State.DELIVERED).order_by("number"):
        try:
            delivered = _deliver(envelope)
        except NotAllowed:
            continue  # the same was said twice at once
        hear(delivered)


def _deliver(envelope: Envelope) -> Envelope:
    now = clock.now()
    changes: dict[str, Any] = {
        "in_flight_since": None,
        "needs_person": "",
        "last_error": "",
        "delivered_at": now,
        "not_before": now,
        "bounced": 0,
    }
    if envelope.kind not in delivered_hooks:
        changes["heard_at"] = now
    return take(envelope, "deliver", by=SYSTEM, changes=changes)


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


def forget() -> int:
    """Empty what was delivered long enough ago and what the rooms have dealt with; return how many."""
    before = clock.now() - KEPT_FOR
    sent = Q(state=Envelope.State.DELIVERED, delivered_at__lt=before, heard_at__isnull=False)
    dropped = Q(state=Envelope.State.DROPPED, not_before__lt=before)
    return Envelope.objects.filter(sent | dropped).exclude(body={}).update(body={})
