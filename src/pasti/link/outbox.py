"""What leaves this node: numbered without gaps, in batches of a bounded size, offered again until the peer holds it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import cbor2
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pasti.journal.actors import SYSTEM
from pasti.journal.moves import several, take, take_all
from pasti.kit import clock
from pasti.kit.many import update_each
from pasti.kit.words import Words, filled, heard
from pasti.link import leases, reasons, versions
from pasti.link.hearing import hear
from pasti.link.models import Envelope, Peer
from pasti.link.registry import delivered_hooks
from pasti.link.schema import SAYINGS, Said
from pasti.link.wire import MOST_ENVELOPES, Outcome, Outcomes, Wire

# So many are looked at together.
BATCH = 200
# So many are claimed in one transaction.
_MOST_A_TURN = 100
# Packed, a message is smaller still: a receiver takes 6 MB, and a slow line takes a minute for one.
BATCH_BYTES = 1024 * 1024
LARGEST_BYTES = 4 * 1024 * 1024
STALE_AFTER = timedelta(minutes=2)
# How long what was said is kept after it arrived; most of it is about people.
KEPT_FOR = timedelta(days=7)
# So often the peer may answer with an error to one envelope that travels alone.
MOST_BOUNCES = 12
_LONGEST_WAIT = 60.0
NUMBER_TAKEN = "the number was used before"


def wire_of(envelope: Envelope, reads: dict[str, int] | None = None) -> Wire:
    """Return an envelope as it travels to a peer that reads such versions, or raise ValueError when it cannot."""
    body, version = versions.said_to(reads or {}, envelope.kind, envelope.body, envelope.version)
    return Wire(
        number=envelope.number or 1,
        kind=envelope.kind,
        key=envelope.key,
        version=version,
        body=body,
        happened_at=envelope.happened_at.astimezone(UTC),
    )


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def claim(peer: Peer) -> list[Envelope]:
    """Mark what is due as in flight, numbering what was never sent; return it in the order of its numbers.

    At most as many envelopes as the peer takes, of BATCH_BYTES together; a larger one travels alone. One that cannot
    travel at all is set aside with its reason and holds up no other.
    """
    if not _due(peer).exists():
        return []
    load = _Load()
    while load.left:
        _claim(peer, load)
    return sorted(load.envelopes, key=lambda envelope: envelope.number or 0)


@dataclass
class _Load:
    """What is taken along in one message, and how many more there is room for."""

    left: int = MOST_ENVELOPES
    size: int = 0
    envelopes: list[Envelope] = field(default_factory=list)


@transaction.atomic
def _claim(peer: Peer, load: _Load) -> None:
    """Take some along: while it lasts nobody else writes (docs/adr/0079)."""
    locked = Peer.locked(peer.pk)
    # Locked: whoever notes meanwhile that one of them is delivered comes before or after.
    due = _due(locked).defer(*_NOT_FOR_SENDING).select_for_update(of=("self",))
    load.left = min(load.left, max(1, locked.takes) - len(load.envelopes))
    most = min(load.left, _MOST_A_TURN)
    alone = [] if load.envelopes else _suspect(locked, due)
    chosen = alone or list(_batch(due, most, load))
    load.left = 0 if alone or len(chosen) < most else load.left - most
    load.envelopes += chosen
    _give_numbers(locked, chosen)
    now = clock.now()
    with several() as moves:
        for envelope in chosen:
            changes = {"in_flight_since": now, "sent_at": now, "attempts": envelope.attempts + 1}
            of_this = {"number": envelope.number, "bounced": envelope.bounced}
            moves.take(envelope, "claim", by=SYSTEM, changes=changes | of_this)


_NOT_FOR_SENDING = ("needs_person", "last_error", "created_at", "not_before", "delivered_at", "heard_at")


def _give_numbers(peer: Peer, envelopes: Iterable[Envelope]) -> list[Envelope]:
    """Number what was never sent, and return it for the caller to write; the peer's row is locked."""
    fresh = [envelope for envelope in envelopes if envelope.number is None]
    for envelope in fresh:
        peer.last_number += 1
        envelope.number = peer.last_number
    if fresh:
        peer.save(update_fields=["last_number"])
    return fresh


def unsent(peer: Peer) -> Iterator[list[Envelope]]:
    """Yield all that the peer does not hold, numbered, batch by batch; nothing of it is claimed by that."""
    after = 0
    while _number_some(peer):
        pass
    while True:
        open_ones = Envelope.objects.filter(peer=peer, number__gt=after, state__in=_UNSENT).order_by("number")
        batch = list(_fitting(open_ones[:BATCH]))
        if not batch:
            return
        after = batch[-1].number or 0
        yield batch


@transaction.atomic
def _number_some(peer: Peer) -> bool:
    """Number some of what was never sent; return whether there was any."""
    locked = Peer.locked(peer.pk)
    waiting = Envelope.objects.filter(peer=peer, state=Envelope.State.WAITING, number=None).exclude(
        kind__in=held_back()
    )
    fresh = list(waiting.order_by("id")[:BATCH])
    troubles = {envelope.pk: _size(envelope)[1] for envelope in fresh}
    for envelope in fresh:
        if troubles[envelope.pk]:
            _set_aside(envelope, troubles[envelope.pk])
    numbered = _give_numbers(locked, [envelope for envelope in fresh if not troubles[envelope.pk]])
    update_each(numbered, ["number"])
    return bool(fresh)


_UNSENT = (Envelope.State.WAITING, Envelope.State.IN_FLIGHT)


def _fitting(envelopes: Iterable[Envelope]) -> Iterator[Envelope]:
    """Yield as many as fit into one message, and at least one."""
    size = 0
    for count, envelope in enumerate(envelopes):
        size += _size(envelope)[0]
        if count and size > BATCH_BYTES:
            return
        yield envelope


def _due(peer: Peer) -> QuerySet[Envelope]:
    waiting = Envelope.objects.filter(peer=peer, state=Envelope.State.WAITING, not_before__lte=clock.now())
    return waiting.exclude(kind__in=held_back())


def held_back() -> list[str]:
    """Return the kinds of envelopes that wait until the centre allows this node to send them."""
    by_leave = [str(kind) for kind, saying in SAYINGS.items() if saying.by_leave]
    return [] if leases.may(leases.May.SEND).ok else by_leave


def _suspect(peer: Peer, due: QuerySet[Envelope]) -> list[Envelope]:
    """Return the first that was in a call which the peer answered with an error: it travels alone until that is over.

    It is set aside when the peer answers this one with an error again and again and other calls well in between. A
    peer that answers nothing well is broken itself, and proves nothing.
    """
    for envelope in due.filter(bounced__gt=0).order_by("number"):
        if not (peer.last_contact_at and envelope.sent_at and peer.last_contact_at > envelope.sent_at):
            envelope.bounced = 1
        if envelope.bounced < MOST_BOUNCES:
            return [envelope]
        _set_aside(envelope, envelope.last_error)
    return []


def _batch(due: QuerySet[Envelope], most: int, load: _Load) -> Iterator[Envelope]:
    numbered = due.exclude(number=None).order_by("number")[:most]
    fresh = due.filter(number=None).order_by("id")[:most]
    count = 0
    for envelope in chain(numbered, fresh):
        bytes_, trouble = _size(envelope)
        if trouble:
            _set_aside(envelope, trouble)
            continue
        # One goes in any case.
        if count == most or (load.size and load.size + bytes_ > BATCH_BYTES):
            return
        count, load.size = count + 1, load.size + bytes_
        yield envelope


def _size(envelope: Envelope) -> tuple[int, str | Promise]:
    """Return how many bytes an envelope takes, and why it cannot travel, if it cannot."""
    try:
        size = len(cbor2.dumps(vars(wire_of(envelope))))
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
        fill(envelope.peer, number)


def fill(peer: Peer, number: int) -> None:
    """Let an envelope that says nothing take a number for which the peer waits and that nothing else has any more."""
    now = clock.now()
    empty = {"number": number, "body": {}, "state": Envelope.State.WAITING, "happened_at": now, "not_before": now}
    Envelope.objects.create(peer=peer, kind=Said.VOID, key=str(number), **empty)


@transaction.atomic
def put_back(peer: Peer, numbers: Iterable[int], error: str | Promise | Words, *, bounced: bool = False) -> None:
    """Let envelopes wait again after a call that failed, longer after each attempt (at most a minute).

    `bounced` says that the peer was there and answered with an error: it may be one of these that it cannot take.
    """
    flying = Envelope.objects.filter(peer=peer, number__in=list(numbers), state=Envelope.State.IN_FLIGHT)
    now = clock.now()
    for attempts in set(flying.values_list("attempts", flat=True)):
        changes = {
            "in_flight_since": None,
            "not_before": now + _wait(attempts),
            "last_error": reasons.fit(error),
            "bounced": F("bounced") + int(bounced),
        }
        take_all(flying.filter(attempts=attempts), "retry", by=SYSTEM, changes=changes)


def _wait(attempts: int) -> timedelta:
    """Longer after each attempt, and never the same: what failed together does not come back together."""
    return timedelta(seconds=min(_LONGEST_WAIT, 2.0 ** min(attempts, 6)) * random.uniform(0.75, 1.0))  # noqa: S311


def hurry(peer: Peer) -> None:
    """The peer is heard of again: what only waited for that goes at once."""
    waiting = Envelope.objects.filter(peer=peer, state=Envelope.State.WAITING, bounced=0, attempts__gt=0)
    waiting.update(not_before=clock.now())


def put_back_unheld(peer: Peer) -> None:
    """Offer again what an earlier answer of ours carried and the caller does not hold: that answer was lost."""
    lost = Envelope.objects.filter(peer=peer, state=Envelope.State.IN_FLIGHT)
    if lost.exists():
        take_all(lost, "retry", by=SYSTEM, changes={"in_flight_since": None})


def put_back_lost(peer: Peer, before: datetime) -> int:
    """Offer again what was under way when a call began that was answered since; return how much it was.

    Who sent it is gone, or very slow: the answer would have told that the peer holds it. Twice is harmless.
    """
    flying = Envelope.objects.filter(peer=peer, state=Envelope.State.IN_FLIGHT, in_flight_since__lt=before)
    lost = flying.filter(number__gt=peer.acknowledged)
    return take_all(lost, "retry", by=SYSTEM, changes={"in_flight_since": None}) if lost.exists() else 0


def sweep() -> None:
    """Take back what has been in flight for too long: the process that sent it is gone."""
    stale = Envelope.objects.filter(state=Envelope.State.IN_FLIGHT, in_flight_since__lt=clock.now() - STALE_AFTER)
    for envelope in stale.select_related("peer"):
        put_back(envelope.peer, [envelope.number or 0], gettext_lazy("Tidak ada jawaban."))


# ── what the peer says of it ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def note_outcomes(peer: Peer, said: Outcomes) -> bool:
    """Note what became of ours at the peer's; return whether we know all its outcomes now.

    Only then does what it holds count as delivered. Outcomes that are known already change nothing, and outcomes that
    go on behind some that we never heard are not taken: our next message says how far we know them.
    """
    if said.upto <= peer.outcomes_noted and not said.told:
        return peer.outcomes_noted >= said.last
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
    undelivered = Envelope.objects.exclude(state=Envelope.State.DELIVERED)
    open_ones = undelivered.filter(peer=peer, number__lte=held, refused=False)
    if not open_ones.exists():
        return
    # The rooms are told of some kinds; of the others nobody waits to hear.
    hooked = open_ones.filter(kind__in=delivered_hooks.names()).order_by("number").values_list("pk", flat=True)
    told = list(hooked)
    _deliver(open_ones.exclude(kind__in=delivered_hooks.names()), heard_at=clock.now())
    for begin in range(0, len(told), BATCH):
        some = Envelope.objects.filter(pk__in=told[begin : begin + BATCH])
        _deliver(some)
        for envelope in some.select_related("peer").order_by("number"):
            hear(envelope)


def _deliver(envelopes: QuerySet[Envelope], **heard: datetime | None) -> None:
    now = clock.now()
    changes: dict[str, Any] = {"needs_person": "", "last_error": "", "bounced": 0, "in_flight_since": None, **heard}
    take_all(envelopes, "deliver", by=SYSTEM, changes=changes | {"delivered_at": now, "not_before": now})


def forget() -> int:
    """Empty what was delivered long enough ago and what the rooms have dealt with; return how many."""
    before = clock.now() - KEPT_FOR
    sent = Q(state=Envelope.State.DELIVERED, delivered_at__lt=before, heard_at__isnull=False)
    dropped = Q(state=Envelope.State.DROPPED, not_before__lt=before)
    return Envelope.objects.filter(sent | dropped).exclude(body={}).update(body={})
