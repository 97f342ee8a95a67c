"""What arrives: stored at once, with its number, whatever it says. `applying` does the rest."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from pasti.kit import clock
from pasti.kit.many import insert_each
from pasti.kit.words import Words
from pasti.link import applying, outcomes, reasons, versions
from pasti.link.models import Peer, Received
from pasti.link.outbox import KEPT_FOR
from pasti.link.schema import case_of
from pasti.link.wire import Wire

log = logging.getLogger("pasti.link")

_BROKEN = "?"
# So many are stored in one transaction: meanwhile nobody else writes (docs/adr/0079).
_MOST_A_TURN = 50


def receive(peer: Peer, envelopes: Iterable[Wire], broken: Mapping[int, str] | None = None) -> int:
    """Store envelopes and apply what is due; return the highest number that is stored without a gap.

    Each is stored in one transaction and applied in another, once: receiving it again does nothing. One that cannot be
    applied is tried again later or set aside with its reason; the others go past it, except those of its own case.
    """
    applying.begin()
    wires = list(envelopes)
    if wires or broken:
        counted = True
        for begin in range(0, len(wires), _MOST_A_TURN):
            counted &= _keep_all(peer, wires[begin : begin + _MOST_A_TURN])
        for number, reason in (broken or {}).items():
            _keep_broken(peer, number, reasons.fit(reason))
        if broken or not counted:
            _count(peer)
        applying.apply_due(peer, most=applying.MOST_AT_ONCE)
    peer.refresh_from_db()
    return peer.held


def _keep_all(peer: Peer, wires: list[Wire]) -> bool:
    """Store what is new in one go; what is not, and all of it when that fails, one by one.

    Returns whether it was counted, too.
    """
    known = set(
        Received.objects.filter(peer=peer, number__in=[w.number for w in wires]).values_list("number", flat=True)
    )
    fresh = {wire.number: wire for wire in wires if wire.number not in known}
    now = clock.now()
    counted = True
    try:
        with transaction.atomic():
            insert_each(Received, (_said(peer, wire, now) for wire in fresh.values()))
            _count(peer)
    except Exception:  # noqa: BLE001 - whatever it is: each for itself shows which one it is
        fresh, counted = {}, False
    for wire in wires:
        if fresh.get(wire.number) is not wire:
            counted = False
            _keep(peer, wire)
    return counted


def _row(peer: Peer, wire: Wire) -> Received:
    return Received(**_said(peer, wire, clock.now()))


def _said(peer: Peer, wire: Wire, now: datetime) -> dict[str, Any]:
    return {
        "peer_id": peer.pk,
        "number": wire.number,
        "kind": wire.kind,
        "key": wire.key,
        "version": wire.version,
        "body": wire.body,
        "happened_at": wire.happened_at,
        "thread": case_of(wire.kind, wire.body),
        "received_at": now,
        "not_before": now,
    }


def _keep(peer: Peer, wire: Wire) -> None:
    try:
        _store(peer, wire)
    except Exception as fault:
        if reasons.passes(fault):
            raise  # nothing can be stored at the moment: the peer will send it again
        log.exception("envelope %s of %s could not be stored", wire.number, peer.node_id)
        _keep_broken(peer, wire.number, reasons.of(fault))


@transaction.atomic
def _store(peer: Peer, wire: Wire) -> None:
    locked = Peer.locked(peer.pk)
    row = Received.objects.filter(peer=locked, number=wire.number).first()
    if row is None:
        _row(locked, wire).save()
        return
    other = (row.kind, row.key) != (wire.kind, wire.key) or not _same(row, wire)
    unread = not row.applied_at and not versions.understood(row.kind, row.version)
    if (row.set_aside or unread) and (row.kind, row.key) == (wire.kind, wire.key):
        other = False  # what could not be applied may be said better
    row.taken = row.kind != _BROKEN and other
    if (row.set_aside or unread) and not row.taken:
        # The sender's people looked at it and sent it again, or it is said in a version that we read: another chance.
        again = _row(locked, wire)
        for name in ("kind", "key", "version", "body", "happened_at", "thread"):
            setattr(row, name, getattr(again, name))
        outcomes.reopen(row)
    # The sender may have missed how it stands; it hears it again.
    outcomes.tell(row, locked)
    row.save()


def _same(row: Received, wire: Wire) -> bool:
    return versions.same_fact(row.kind, (row.body, row.version), (wire.body, wire.version))


@transaction.atomic
def _keep_broken(peer: Peer, number: int, reason: Words) -> None:
    """Hold the number of something that cannot be stored, and set it aside, so that those behind it are not held up."""
    locked = Peer.locked(peer.pk)
    now = clock.now()
    row, new = Received.objects.get_or_create(
        peer=locked,
        number=number,
        defaults={"kind": _BROKEN, "key": "", "body": {}, "happened_at": now, "received_at": now, "not_before": now},
    )
    if new or row.set_aside:
        outcomes.set_aside(row, locked, reason)


@transaction.atomic(savepoint=False)
def _count(peer: Peer) -> None:
    """Write down how far everything is stored without a gap."""
    locked = Peer.locked(peer.pk)
    before = locked.held
    stored = Received.objects.filter(peer=locked, number__gt=before).order_by("number").values_list("number", flat=True)
    for number in stored.iterator():
        if number != locked.held + 1:
            break
        locked.held = number
    if locked.held != before:
        locked.save(update_fields=["held"])


def forget() -> int:
    """Empty what was applied long enough ago; return how many."""
    before = clock.now() - KEPT_FOR
    over = Received.objects.filter(Q(set_aside="", applied_at__lt=before) | Q(dismissed_at__lt=before))
    return over.exclude(body={}).update(body={})
