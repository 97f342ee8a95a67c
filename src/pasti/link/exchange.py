"""Sending and receiving envelopes: the same code on both sides, whoever calls."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from django.db import OperationalError, transaction
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.heads import Heads, heads_for, take_heads
from pasti.link.models import Envelope, NodeRole, Peer, Received
from pasti.link.registry import NeedsPerson, TryLater, appliers, delivered_hooks
from pasti.link.schema import FROM_CENTRE, SHAPES

log = logging.getLogger("pasti.link")

BATCH = 50
STALE_AFTER = timedelta(minutes=2)
# How long what was said is kept after it arrived; most of it is about people.
KEPT_FOR = timedelta(days=7)
NUMBER_TAKEN = "the number was used before"
_LARGEST_NUMBER = 2**63 - 1


class Wire(BaseModel):
    """One envelope as it travels."""

    model_config = ConfigDict(extra="ignore")

    number: int = Field(gt=0, le=_LARGEST_NUMBER)
    kind: str = Field(max_length=60)
    key: str = Field(max_length=120)
    body: dict[str, JsonValue]
    happened_at: AwareDatetime


class Message(BaseModel):
    """What one side tells the other in one go."""

    model_config = ConfigDict(extra="ignore")

    held: int = Field(default=0, ge=0, le=_LARGEST_NUMBER)
    aside: dict[Annotated[int, Field(gt=0, le=_LARGEST_NUMBER)], str] = Field(default_factory=dict)
    envelopes: list[Wire] = Field(default_factory=list)
    journal: Heads | None = None


def compose(peer: Peer) -> Message:
    """Take what is due to a peer out of the outbox and return it with what we hold of theirs."""
    envelopes = claim(peer)
    peer.refresh_from_db()
    # All of them: what is held and not named here counts as delivered.
    aside = Received.objects.filter(peer=peer).exclude(set_aside="").order_by("number")
    taken = Received.objects.filter(peer=peer, taken=True).values_list("number", flat=True)
    return Message(
        journal=heads_for(peer),
        held=peer.held,
        aside={row.number: row.set_aside for row in aside} | dict.fromkeys(taken, NUMBER_TAKEN),
        envelopes=[
            Wire(number=e.number or 0, kind=e.kind, key=e.key, body=e.body, happened_at=e.happened_at.astimezone(UTC))
            for e in envelopes
        ],
    )


def take_in(peer: Peer, message: Message) -> None:
    """Note what the peer holds of ours, and apply what it tells us."""
    take_heads(peer, message.journal)
    _catch_up(peer, message.held)
    settle(peer, message.held, message.aside)
    receive(peer, message.envelopes)


@transaction.atomic
def _catch_up(peer: Peer, held: int) -> None:
    """Go on behind what the peer holds. It holds more than we remember when our database was put back from a copy."""
    if held <= peer.last_number:
        return
    locked = Peer.objects.select_for_update().get(pk=peer.pk)
    if held > locked.last_number:
        last = locked.last_number
        record("link.behind", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, held=held, last=last)
        locked.last_number = held
        locked.save(update_fields=["last_number"])


@transaction.atomic
def claim(peer: Peer) -> list[Envelope]:
    """Mark what is due as in flight, numbering what was never sent; return it in the order of its numbers."""
    locked = Peer.objects.select_for_update().get(pk=peer.pk)
    due = Envelope.objects.filter(peer=locked, state=Envelope.State.WAITING, not_before__lte=clock.now())
    numbered = list(due.exclude(number=None).order_by("number")[:BATCH])
    fresh = list(due.filter(number=None).order_by("id")[: BATCH - len(numbered)])
    for envelope in fresh:
        locked.last_number += 1
        envelope.number = locked.last_number
    locked.save(update_fields=["last_number"])
    now = clock.now()
    return [
        take(e, "claim", by=SYSTEM, changes=_leaving(e, now))
        for e in sorted([*numbered, *fresh], key=lambda e: e.number or 0)
    ]


def _leaving(envelope: Envelope, now: datetime) -> dict[str, Any]:
    return {"number": envelope.number, "in_flight_since": now, "sent_at": now, "attempts": envelope.attempts + 1}


@transaction.atomic
def put_back(peer: Peer, numbers: Iterable[int], error: str) -> None:
    """Let envelopes wait again after a call that failed, longer after each attempt (at most a minute)."""
    for envelope in Envelope.objects.filter(peer=peer, number__in=list(numbers), state=Envelope.State.IN_FLIGHT):
        wait = timedelta(seconds=min(60, 2**envelope.attempts))
        take(
            envelope,
            "retry",
            by=SYSTEM,
            changes={"in_flight_since": None, "not_before": clock.now() + wait, "last_error": error[:300]},
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


def settle(peer: Peer, held: int, aside: dict[int, str]) -> None:
    """Mark as delivered what the peer holds, and as needing a person what it set aside.

    What counts as delivered stays so: a message that comes late must not tell otherwise.
    """
    open_ones = Envelope.objects.filter(peer=peer, number__lte=held).exclude(state=Envelope.State.DELIVERED)
    for envelope in open_ones.order_by("number"):
        reason = aside.get(envelope.number or 0)
        try:
            if reason is None:
                _deliver(envelope)
            elif envelope.state == Envelope.State.IN_FLIGHT and reason == NUMBER_TAKEN:
                take(envelope, "retry", by=SYSTEM, changes={"in_flight_since": None, "number": None})
            elif envelope.state == Envelope.State.IN_FLIGHT:
                _refuse(envelope, _fit(reason))
        except NotAllowed:
            continue  # the same was said twice at once
        except Exception:  # what one envelope leads to must not stop the others
            log.exception("envelope %s to %s could not be settled", envelope.number, peer.node_id)


@transaction.atomic
def _deliver(envelope: Envelope) -> None:
    done = take(
        envelope,
        "deliver",
        by=SYSTEM,
        changes={"in_flight_since": None, "needs_person": "", "last_error": "", "delivered_at": clock.now()},
    )
    if done.kind in delivered_hooks:
        delivered_hooks.get(done.kind)(done)


def _refuse(envelope: Envelope, reason: str) -> None:
    take(
        envelope,
        "refuse",
        by=SYSTEM,
        changes={"in_flight_since": None, "needs_person": reason},
        number=envelope.number,
        what=envelope.kind,
        reason=reason,
    )


def _fit(reason: str) -> str:
    """Return a reason as it may be kept, journalled and told: short, and without anybody's NIK."""
    return text.without_niks(reason)[:300] or "?"


def receive(peer: Peer, envelopes: Iterable[Wire]) -> int:
    """Store envelopes and apply all that are next in line; return the highest number held without a gap.

    Each is applied in one transaction with its number: receiving it again does nothing. One that cannot be applied is
    set aside with its reason and blocks none behind it.
    """
    for wire in envelopes:
        _store(peer, wire)
    while _apply_next(peer):
        pass
    peer.refresh_from_db()
    return peer.held


@transaction.atomic
def _store(peer: Peer, wire: Wire) -> None:
    locked = Peer.objects.select_for_update().get(pk=peer.pk)
    content = {"kind": wire.kind, "key": wire.key, "body": wire.body, "happened_at": wire.happened_at}
    row, new = Received.objects.get_or_create(
        peer=locked, number=wire.number, defaults={**content, "received_at": clock.now()}
    )
    if (row.kind, row.key) != (wire.kind, wire.key):
        Received.objects.filter(pk=row.pk).update(taken=True)
    elif not new and row.set_aside:
        # The sender's people looked at it and sent it again: it gets another chance.
        Received.objects.filter(pk=row.pk).update(**content)
        apply_again(row, by=SYSTEM)


def _apply_next(peer: Peer) -> bool:
    try:
        with transaction.atomic():
            locked = Peer.objects.select_for_update().get(pk=peer.pk)
            row = Received.objects.filter(peer=locked, number=locked.held + 1).first()
            if row is None:
                return False
            reason = _apply(row, locked)
            if reason:
                row.set_aside = reason
                _note(row, "aside", SYSTEM, reason=reason)
            else:
                row.applied_at = clock.now()
            row.save(update_fields=["set_aside", "applied_at"])
            locked.held = row.number
            locked.save(update_fields=["held"])
    except TryLater as later:
        log.warning("%s: %s", peer.node_id, later)
        return False
    return True


def _apply(row: Received, peer: Peer) -> str:
    """Apply one envelope; return why it must be set aside, or nothing."""
    if row.kind not in SHAPES or row.kind not in appliers:
        return _fit(f"unknown kind {row.kind}")
    if (row.kind in FROM_CENTRE) != (peer.role == NodeRole.CENTRE):
        return f"{row.kind} is not for a node of role {peer.role} to say"
    same = Received.objects.filter(peer=peer, kind=row.kind, key=row.key).exclude(applied_at=None)
    if same.exists():
        return ""  # said again under another number
    try:
        body = SHAPES[row.kind].model_validate(row.body)
        with transaction.atomic():
            appliers.get(row.kind)(body, peer)
    except TryLater:
        raise
    except (OperationalError, OSError) as trouble:  # a database or disk that will be well again
        raise TryLater(f"{row.kind} {row.number}: {trouble}") from trouble
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        return _fit(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    except (NeedsPerson, Refused) as reason:
        return _fit(str(reason))
    except Exception as failure:  # a fault of ours must not stop the peer's other envelopes
        log.exception("envelope %s of %s could not be applied", row.number, peer.node_id)
        return _fit(f"{type(failure).__name__}: {failure}")
    return ""


@transaction.atomic
def apply_again(row: Received, *, by: Actor) -> bool:
    """Try once more to apply what was set aside; return whether it worked."""
    peer = Peer.objects.select_for_update().get(pk=row.peer_id)
    locked = Received.objects.select_for_update().get(pk=row.pk)
    if not locked.set_aside:
        return True
    try:
        locked.set_aside = _apply(locked, peer)
    except TryLater as later:
        locked.set_aside = _fit(str(later))
    if not locked.set_aside:
        locked.applied_at = clock.now()
        _note(locked, "applied", by)
    locked.save(update_fields=["set_aside", "applied_at"])
    return not locked.set_aside


def forget() -> int:
    """Empty what was delivered or applied long enough ago; return how many. That it was said stays."""
    before = clock.now() - KEPT_FOR
    sent = Envelope.objects.filter(state=Envelope.State.DELIVERED, delivered_at__lt=before)
    heard = Received.objects.filter(set_aside="", applied_at__lt=before)
    return sum(said.exclude(body={}).update(body={}) for said in (sent, heard))


def _note(row: Received, what: str, by: Actor, **facts: Any) -> None:
    record(
        f"received.{what}",
        subject=f"received:{row.pk}",
        by=by,
        number=row.number,
        what=_fit(row.kind),
        peer=row.peer.name,
        **facts,
    )
