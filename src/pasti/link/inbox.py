"""What arrives: stored at once, applied when it can be. What cannot be applied holds up its own case and no other."""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words, filled
from pasti.link import queries, reasons, schema
from pasti.link.models import NodeRole, Peer, Received
from pasti.link.outbox import KEPT_FOR, NUMBER_TAKEN
from pasti.link.registry import NeedsPerson, appliers
from pasti.link.schema import SAYINGS, case_of, may_say
from pasti.link.states import MENDERS
from pasti.link.wire import Outcome, Outcomes, Wire

log = logging.getLogger("pasti.link")

BATCH = 50
# How many are applied while the peer waits for its answer; the duty does the rest.
MOST_AT_ONCE = 200
# The waits grow from five seconds to half an hour: together some six hours.
MOST_TRIES = 20
_LONGEST_WAIT_SECONDS = 1800
MOST_TOLD = 200
_BROKEN = "?"


# ── storing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def receive(peer: Peer, envelopes: Iterable[Wire], broken: Mapping[int, str] | None = None) -> int:
    """Store envelopes and apply what is due; return the highest number that is stored without a gap.

    Each is stored in one transaction and applied in another, once: receiving it again does nothing. One that cannot be
    applied is tried again later or set aside with its reason; the others go past it, except those of its own case.
    """
    for wire in envelopes:
        _keep(peer, wire)
    for number, reason in (broken or {}).items():
        _keep_broken(peer, number, reasons.fit(reason))
    _count(peer)
    apply_due(peer, most=MOST_AT_ONCE)
    peer.refresh_from_db()
    return peer.held


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
    now = clock.now()
    content = {
        "kind": wire.kind,
        "key": wire.key,
        "body": wire.body,
        "happened_at": wire.happened_at,
        "thread": case_of(wire.kind, wire.body),
    }
    row, new = Received.objects.get_or_create(
        peer=locked, number=wire.number, defaults={**content, "received_at": now, "not_before": now}
    )
    if new:
        return
    other = (row.kind, row.key) != (wire.kind, wire.key) or not schema.same_fact(row.body, wire.body)
    if row.set_aside and (row.kind, row.key) == (wire.kind, wire.key):
        other = False  # what could not be applied may be said better
    row.taken = row.kind != _BROKEN and other
    if row.set_aside and not row.taken:
        # The sender's people looked at it and sent it again: it gets another chance.
        for name, value in content.items():
            setattr(row, name, value)
        _reopen(row)
    # The sender may have missed how it stands; it hears it again.
    _tell(row, locked)
    row.save()


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
        _set_aside(row, locked, reason)


@transaction.atomic
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


# ── applying ────────────────────────────────────────────────────────────────────────────────────────────────────────


def waiting(peer: Peer) -> QuerySet[Received]:
    """Return what was not applied yet and is not set aside."""
    return Received.objects.filter(peer=peer, applied_at=None, set_aside="", number__lte=peer.held)


def _due(peer: Peer) -> QuerySet[Received]:
    """Return what may be applied now, in order: nothing whose case has something older that still waits."""
    older = Received.objects.filter(
        peer=OuterRef("peer"), thread=OuterRef("thread"), number__lt=OuterRef("number"), applied_at=None, set_aside=""
    ).exclude(thread="")
    return waiting(peer).filter(~Exists(older), not_before__lte=clock.now()).order_by("number")


def apply_due(peer: Peer, *, most: int) -> bool:
    """Apply what is due from a peer, at most so much; return whether there may be more."""
    done = 0
    while done < most:
        begun = _begin(peer)
        if begun is None:
            return False
        for row in begun:
            _apply_one(row)
        done += len(begun)
    return True


@transaction.atomic
def _begin(peer: Peer) -> list[Received] | None:
    """Count a try before it is made: one that takes the whole process with it would otherwise be made for ever.

    Returns what is to be tried, or None when nothing is due.

    Those that were tried before are tried one at a time, so that none pays for another.
    """
    locked = Peer.locked(peer.pk)
    due = list(_due(locked)[:BATCH])
    if not due:
        return None
    begun = []
    for row in [row for row in due if not row.attempts] or due[:1]:
        if row.attempts >= MOST_TRIES:
            _set_aside(
                row, locked, row.last_error or Words(gettext_lazy("Berulang kali dimulai dan tidak pernah selesai."))
            )
            continue
        row.attempts += 1
        row.not_before = clock.now() + _wait(row.attempts)
        row.save(update_fields=["attempts", "not_before"])
        begun.append(row)
    return begun


def _wait(attempts: int) -> timedelta:
    return timedelta(seconds=min(_LONGEST_WAIT_SECONDS, 5 * 2 ** min(attempts - 1, 9)))


def _apply_one(row: Received, *, by: Actor = SYSTEM) -> None:
    """Apply one envelope, and note that it is applied, in one transaction; or note why not, in another."""
    try:
        with transaction.atomic():
            peer = Peer.locked(row.peer_id)
            locked = Received.objects.select_for_update().get(pk=row.pk)
            if locked.applied_at or locked.set_aside:
                return
            _apply(locked, peer)
            locked.applied_at, locked.last_error = clock.now(), ""
            if locked.aside_at:
                _tell(locked, peer)
                _note(locked, "applied", by)
            locked.save(update_fields=["applied_at", "last_error", "outcome"])
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
        _log(row, fault)
        _note_fault(row, fault)


def _log(row: Received, fault: Exception) -> None:
    if reasons.passes(fault):
        log.warning("%s: envelope %s: %s", row.peer.node_id, row.number, reasons.of(fault))
    elif not isinstance(fault, (NeedsPerson, Refused, ValidationError)):
        log.error("%s: envelope %s could not be applied", row.peer.node_id, row.number, exc_info=fault)


def _apply(row: Received, peer: Peer) -> None:
    if row.kind not in SAYINGS:
        raise NeedsPerson(filled(gettext_lazy("Jenis kiriman ini belum dikenal: %(kind)s."), kind=row.kind))
    ours = queries.this_node().role
    if not may_say(row.kind, says=peer.role, hears=ours):
        raise NeedsPerson(_not_for(row.kind, says=peer.role, hears=ours))
    if row.kind not in appliers:
        nobody = gettext_lazy("Tidak ada yang menerima “%(what)s” di simpul ini.")
        raise NeedsPerson(filled(nobody, what=lambda: schema.label_of(row.kind)))
    before = Received.objects.filter(peer=peer, kind=row.kind, key=row.key).exclude(applied_at=None).first()
    if before and not schema.same_fact(before.body, row.body):
        differs = gettext_lazy("Pernah disampaikan dengan isi lain, sebagai kiriman %(number)s.")
        raise NeedsPerson(filled(differs, number=before.number))
    if before:
        return  # said again under another number
    appliers.get(row.kind)(SAYINGS[row.kind].shape.model_validate(row.body), peer)


def _not_for(kind: str, *, says: str, hears: str) -> Promise:
    return filled(
        gettext_lazy("“%(what)s” tidak boleh disampaikan simpul %(says)s kepada simpul %(hears)s."),
        what=lambda: schema.label_of(kind),
        says=NodeRole(says).label,
        hears=NodeRole(hears).label,
    )


@transaction.atomic
def _note_fault(row: Received, fault: Exception) -> None:
    """Let it wait for its next try when the fault passes and tries are left; else set it aside."""
    peer = Peer.locked(row.peer_id)
    locked = Received.objects.select_for_update().get(pk=row.pk)
    if locked.applied_at or locked.set_aside:
        return
    reason = reasons.of(fault)
    if reasons.passes(fault) and locked.attempts < MOST_TRIES:
        locked.last_error = reason
        locked.save(update_fields=["last_error"])
    else:
        _set_aside(locked, peer, reason)


def _set_aside(row: Received, peer: Peer, reason: Words) -> None:
    if not (row.aside_at and row.last_error == reason):  # the same again, when it was tried again, is no news
        _note(row, "aside", SYSTEM, reason=reason.kept)
    row.set_aside = row.last_error = reason
    row.aside_at = clock.now()
    _tell(row, peer)
    row.save()


def _reopen(row: Received) -> None:
    row.set_aside, row.dismissed_at, row.attempts, row.not_before = "", None, 0, clock.now()


def apply_again(row: Received, *, by: Actor) -> bool:
    """Try at once what waits or was set aside; return whether it is applied. Raises NotAllowed."""
    _check_mends(by)
    with transaction.atomic():
        Peer.locked(row.peer_id)
        locked = Received.objects.select_for_update().get(pk=row.pk)
        if locked.applied_at:
            return True
        _reopen(locked)
        locked.attempts, locked.not_before = 1, clock.now() + _wait(1)
        locked.save()
    _apply_one(locked, by=by)
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
    """Decide that what was set aside is not to be applied at all; the sender is told the reason.

    Raises NotAllowed, and Refused without a reason or with a NIK in it. Should the sender say it again, or somebody try
    it again, it gets another chance.
    """
    _check_mends(by)
    why = reasons.fit(free_text.checked(reason, none=_("Tuliskan alasannya.")))
    peer = Peer.locked(row.peer_id)
    locked = Received.objects.select_for_update().get(pk=row.pk)
    if not locked.set_aside or locked.dismissed_at:
        raise NotAllowed(_("Kiriman ini tidak sedang disisihkan."))
    locked.set_aside, locked.dismissed_at = why, clock.now()
    _tell(locked, peer)
    locked.save(update_fields=["set_aside", "dismissed_at", "outcome"])
    _note(locked, "dismiss", by, reason=why.kept)
    return locked


def _check_mends(by: Actor) -> None:
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("Menangani kiriman yang disisihkan bukan wewenang peran Anda."))


# ── telling the sender ──────────────────────────────────────────────────────────────────────────────────────────────


def _tell(row: Received, peer: Peer) -> None:
    """Let the next message tell how an envelope stands."""
    peer.last_outcome += 1
    peer.save(update_fields=["last_outcome"])
    row.outcome = peer.last_outcome


def outcomes(peer: Peer) -> Outcomes:
    """Return the outcomes that the peer does not know, at most so many; the others come with the next messages."""
    after, last = peer.outcomes_told, peer.last_outcome
    rows = Received.objects.filter(peer=peer, outcome__gt=after, outcome__lte=last).order_by("outcome")
    found = list(rows.values_list("outcome", "number", "set_aside", "taken")[:MOST_TOLD])
    told = [
        Outcome(at=at, number=n, reason=NUMBER_TAKEN)
        if taken
        else Outcome(at=at, number=n, reason=why.in_language("id"), reason_in=why.in_each)
        for at, n, why, taken in found
    ]
    upto = told[-1].at if len(told) == MOST_TOLD else max(after, last)
    return Outcomes(after=after, upto=upto, last=last, told=told)


@transaction.atomic
def note_told(peer: Peer, noted: int) -> None:
    """Note how far the peer knows our outcomes. When it knows more than we do, ours were put back from a copy."""
    if noted == peer.outcomes_told:
        return
    locked = Peer.locked(peer.pk)
    if noted > locked.last_outcome:
        locked.last_outcome = noted
        for row in Received.objects.filter(peer=locked, outcome__gt=0).order_by("outcome"):
            _tell(row, locked)
            row.save(update_fields=["outcome"])
    locked.outcomes_told = noted
    locked.save(update_fields=["outcomes_told", "last_outcome"])
    peer.refresh_from_db()


def forget() -> int:
    """Empty what was applied long enough ago; return how many."""
    before = clock.now() - KEPT_FOR
    over = Received.objects.filter(Q(set_aside="", applied_at__lt=before) | Q(dismissed_at__lt=before))
    return over.exclude(body={}).update(body={})


def _note(row: Received, what: str, by: Actor, **facts: Any) -> None:
    record(
        f"received.{what}",
        subject=f"received:{row.pk}",
        by=by,
        number=row.number,
        what=str(reasons.fit(row.kind)),
        peer=row.peer.name,
        **facts,
    )
