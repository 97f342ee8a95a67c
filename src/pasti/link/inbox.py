"""What arrives: stored at once, applied when it can be. What cannot be applied holds up its own case and no other."""

import logging
import time
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words, filled
from pasti.link import outcomes, queries, reasons, schema
from pasti.link.models import NodeRole, Peer, Received
from pasti.link.outbox import KEPT_FOR
from pasti.link.registry import NeedsPerson, appliers
from pasti.link.schema import SAYINGS, case_of, may_say
from pasti.link.states import MENDERS
from pasti.link.wire import Wire

log = logging.getLogger("pasti.link")

BATCH = 50
# How many are applied while the peer waits for its answer; the duty does the rest.
MOST_AT_ONCE = 200
# The waits grow from five seconds to half an hour: together some six hours.
MOST_TRIES = 20
_LONGEST_WAIT_SECONDS = 1800
# So long may the envelopes that are applied together keep others from writing.
_LONGEST_TURN = 0.05
_BROKEN = "?"
_NEVER_OVER = gettext_lazy("Berulang kali dimulai dan tidak pernah selesai.")


# ── storing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def receive(peer: Peer, envelopes: Iterable[Wire], broken: Mapping[int, str] | None = None) -> int:
    """Store envelopes and apply what is due; return the highest number that is stored without a gap.

    Each is stored in one transaction and applied in another, once: receiving it again does nothing. One that cannot be
    applied is tried again later or set aside with its reason; the others go past it, except those of its own case.
    """
    wires = list(envelopes)
    if wires or broken:
        _keep_all(peer, wires)
        for number, reason in (broken or {}).items():
            _keep_broken(peer, number, reasons.fit(reason))
        _count(peer)
        apply_due(peer, most=MOST_AT_ONCE)
    peer.refresh_from_db()
    return peer.held


def _keep_all(peer: Peer, wires: list[Wire]) -> None:
    """Store what is new in one go; what is not, and all of it when that fails, one by one."""
    known = set(
        Received.objects.filter(peer=peer, number__in=[w.number for w in wires]).values_list("number", flat=True)
    )
    fresh = {wire.number: wire for wire in wires if wire.number not in known}
    try:
        with transaction.atomic():
            Received.objects.bulk_create([_row(peer, wire) for wire in fresh.values()])
    except Exception:  # noqa: BLE001 - whatever it is: each for itself shows which one it is
        fresh = {}
    for wire in wires:
        if fresh.get(wire.number) is not wire:
            _keep(peer, wire)


def _row(peer: Peer, wire: Wire) -> Received:
    now = clock.now()
    return Received(
        peer=peer,
        number=wire.number,
        kind=wire.kind,
        key=wire.key,
        body=wire.body,
        happened_at=wire.happened_at,
        thread=case_of(wire.kind, wire.body),
        received_at=now,
        not_before=now,
    )


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
    other = (row.kind, row.key) != (wire.kind, wire.key) or not schema.same_fact(row.body, wire.body)
    if row.set_aside and (row.kind, row.key) == (wire.kind, wire.key):
        other = False  # what could not be applied may be said better
    row.taken = row.kind != _BROKEN and other
    if row.set_aside and not row.taken:
        # The sender's people looked at it and sent it again: it gets another chance.
        again = _row(locked, wire)
        for name in ("kind", "key", "body", "happened_at", "thread"):
            setattr(row, name, getattr(again, name))
        outcomes.reopen(row)
    # The sender may have missed how it stands; it hears it again.
    outcomes.tell(row, locked)
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
        outcomes.set_aside(row, locked, reason)


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
    return Received.objects.filter(peer=peer, applied_at=None, set_aside="", number__lte=F("peer__held"))


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
        _apply_begun(begun)
        done += len(begun)
    return True


def _begin(peer: Peer) -> list[Received] | None:
    """Count a try before it is made: one that takes the whole process with it would otherwise be made for ever.

    Returns what is to be tried, or None when nothing is due.

    Those that were tried before are tried one at a time, so that none pays for another.
    """
    if not _due(peer).exists():
        return None
    with transaction.atomic():
        locked = Peer.locked(peer.pk)
        due = list(_due(locked)[:BATCH])
        begun = [row for row in due if not row.attempts]
        if begun:
            _count_try(begun, 1)
            return begun
        return _begin_again(due[0], locked) if due else None


def _begin_again(row: Received, peer: Peer) -> list[Received]:
    if row.attempts >= MOST_TRIES:
        outcomes.set_aside(row, peer, row.last_error or Words(_NEVER_OVER))
        return []
    _count_try([row], row.attempts + 1)
    return [row]


def _count_try(rows: list[Received], attempts: int) -> None:
    changes = {"attempts": attempts, "not_before": clock.now() + _wait(attempts)}
    Received.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    for row in rows:
        row.attempts, row.not_before = attempts, changes["not_before"]


def _wait(attempts: int) -> timedelta:
    return timedelta(seconds=min(_LONGEST_WAIT_SECONDS, 5 * 2 ** min(attempts - 1, 9)))


def _apply_begun(rows: list[Received]) -> None:
    """Apply some envelopes, in transactions that are short all the same; what fails fails for itself."""
    if len(rows) == 1:
        _apply_one(rows[0])
        return
    left = deque(rows)
    while left:
        try:
            failed = _turn(left)
        except Exception as fault:  # noqa: BLE001 - nothing of this turn stands; each is tried alone from now on
            for row in rows:
                _log(row, fault)
            return
        for row, its_fault in failed:
            _log(row, its_fault)
            _note_fault(row, its_fault)


@transaction.atomic
def _turn(left: deque[Received]) -> list[tuple[Received, Exception]]:
    """Apply some of them under the peer's lock; return those that failed, with their faults."""
    peer = Peer.locked(left[0].peer_id)
    # Whoever applies, mends or dismisses one holds that lock too.
    still_open = set(_untouched(left).values_list("pk", flat=True))
    said = _Said(peer, left)
    failed, done, until = [], [], time.monotonic() + _LONGEST_TURN
    while left and time.monotonic() < until:
        row = left.popleft()
        if row.pk not in still_open:
            continue
        try:
            with transaction.atomic():
                _apply(row, said)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
            failed.append((row, fault))
        else:
            done.append(row)
    _note_applied(done, peer, SYSTEM)
    return failed


def _untouched(rows: Iterable[Received]) -> QuerySet[Received]:
    return Received.objects.filter(pk__in=[row.pk for row in rows], applied_at=None, set_aside="")


def _note_applied(rows: list[Received], peer: Peer, by: Actor) -> None:
    """Note that they are applied, in the transaction in which they were."""
    now = clock.now()
    Received.objects.filter(pk__in=[row.pk for row in rows]).update(applied_at=now, last_error="")
    for row in rows:
        row.applied_at, row.last_error = now, ""
        if row.aside_at:
            outcomes.tell(row, peer)
            outcomes.note(row, "applied", by)
            row.save(update_fields=["outcome"])


class _Said:
    """What a peer has said before that is applied: the same key again must say the same. One question for many."""

    def __init__(self, peer: Peer, rows: Iterable[Received]) -> None:
        self.peer, self.hears = peer, queries.this_node().role
        kinds, keys = {row.kind for row in rows}, {row.key for row in rows}
        before = Received.objects.filter(peer=peer, kind__in=kinds, key__in=keys).exclude(applied_at=None)
        self._before = {(row.kind, row.key): row for row in before.order_by("-number")}

    def same_before(self, row: Received) -> bool:
        """Whether the peer said the same under another number; raise NeedsPerson if it said something else."""
        before = self._before.setdefault((row.kind, row.key), row)
        if before is row:
            return False
        if not schema.same_fact(before.body, row.body):
            differs = gettext_lazy("Pernah disampaikan dengan isi lain, sebagai kiriman %(number)s.")
            raise NeedsPerson(filled(differs, number=before.number))
        return True

    def forget(self, row: Received) -> None:
        """It could not be applied."""
        if self._before.get((row.kind, row.key)) is row:
            del self._before[row.kind, row.key]


def _apply_one(row: Received, *, by: Actor = SYSTEM) -> None:
    """Apply one envelope, and note that it is applied, in one transaction; or note why not, in another."""
    try:
        with transaction.atomic():
            peer = Peer.locked(row.peer_id)
            fresh = _untouched([row]).first()
            if fresh is None:
                return
            _apply(fresh, _Said(peer, [fresh]))
            _note_applied([fresh], peer, by)
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
        _log(row, fault)
        _note_fault(row, fault)


def _log(row: Received, fault: Exception) -> None:
    if reasons.passes(fault):
        log.warning("%s: envelope %s: %s", row.peer.node_id, row.number, reasons.of(fault))
    elif not isinstance(fault, (NeedsPerson, Refused, ValidationError)):
        log.error("%s: envelope %s could not be applied", row.peer.node_id, row.number, exc_info=fault)


def _apply(row: Received, said: _Said) -> None:
    if row.kind not in SAYINGS:
        raise NeedsPerson(filled(gettext_lazy("Jenis kiriman ini belum dikenal: %(kind)s."), kind=row.kind))
    if not may_say(row.kind, says=said.peer.role, hears=said.hears):
        raise NeedsPerson(_not_for(row.kind, says=said.peer.role, hears=said.hears))
    if row.kind not in appliers:
        nobody = gettext_lazy("Tidak ada yang menerima “%(what)s” di simpul ini.")
        raise NeedsPerson(filled(nobody, what=lambda: schema.label_of(row.kind)))
    if said.same_before(row):
        return
    try:
        appliers.get(row.kind)(SAYINGS[row.kind].shape.model_validate(row.body), said.peer)
    except Exception:
        said.forget(row)
        raise


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
        outcomes.set_aside(locked, peer, reason)


def apply_again(row: Received, *, by: Actor) -> bool:
    """Try at once what waits or was set aside; return whether it is applied. Raises NotAllowed."""
    _check_mends(by)
    with transaction.atomic():
        Peer.locked(row.peer_id)
        locked = Received.objects.select_for_update().get(pk=row.pk)
        if locked.applied_at:
            return True
        outcomes.reopen(locked)
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
    outcomes.tell(locked, peer)
    locked.save(update_fields=["set_aside", "dismissed_at", "outcome"])
    outcomes.note(locked, "dismiss", by, reason=why.kept)
    return locked


def _check_mends(by: Actor) -> None:
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("Menangani kiriman yang disisihkan bukan wewenang peran Anda."))


def forget() -> int:
    """Empty what was applied long enough ago; return how many."""
    before = clock.now() - KEPT_FOR
    over = Received.objects.filter(Q(set_aside="", applied_at__lt=before) | Q(dismissed_at__lt=before))
    return over.exclude(body={}).update(body={})
