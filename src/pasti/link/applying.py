"""What arrived is applied when it can be. What cannot be applied holds up its own case and no other."""

import logging
import time
from collections import deque
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.words import Words, filled
from pasti.link import outcomes, queries, reasons, schema, versions
from pasti.link.models import NodeRole, Peer, Received
from pasti.link.registry import NeedsPerson, appliers
from pasti.link.schema import SAYINGS, may_say

log = logging.getLogger("pasti.link")

BATCH = 50
# How many are applied while the peer waits for its answer; the duty does the rest.
MOST_AT_ONCE = 200
# The waits grow from five seconds to half an hour: together some six hours.
MOST_TRIES = 20
_LONGEST_WAIT_SECONDS = 1800
# So long may the envelopes that are applied together keep others from writing.
_LONGEST_TURN = 0.05
_NEVER_OVER = gettext_lazy("Berulang kali dimulai dan tidak pernah selesai.")


def waiting(peer: Peer) -> QuerySet[Received]:
    """Return what was not applied yet and is not set aside."""
    return Received.objects.filter(peer=peer, applied_at=None, set_aside="", number__lte=F("peer__held"))


def _due(peer: Peer) -> QuerySet[Received]:
    """Return what may be applied now, in order: nothing whose case has something older that still waits.

    What this node cannot read waits until it is updated; nobody tries it, and no time runs out meanwhile.
    """
    older = Received.objects.filter(
        peer=OuterRef("peer"), thread=OuterRef("thread"), number__lt=OuterRef("number"), applied_at=None, set_aside=""
    ).exclude(thread="")
    due = waiting(peer).filter(versions.is_understood(), ~Exists(older), not_before__lte=clock.now())
    return due.order_by("number")


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
    not_before = clock.now() + wait(attempts)
    Received.objects.filter(pk__in=[row.pk for row in rows]).update(attempts=attempts, not_before=not_before)
    for row in rows:
        row.attempts, row.not_before = attempts, not_before


def wait(attempts: int) -> timedelta:
    """Return how long something waits after so many tries."""
    return timedelta(seconds=min(_LONGEST_WAIT_SECONDS, 5 * 2 ** min(attempts - 1, 9)))


def _apply_begun(rows: list[Received]) -> None:
    """Apply some envelopes, in transactions that are short all the same; what fails fails for itself."""
    if len(rows) == 1:
        apply_one(rows[0])
        return
    left = deque(rows)
    while left:
        open_ones = list(left)
        try:
            failed = _turn(left)
        except Exception as fault:  # noqa: BLE001 - nothing of this turn stands; each is tried alone from now on
            for row in open_ones:
                _log(row, fault)
            return
        for row, its_fault in failed:
            _log(row, its_fault)
            _note_fault(row, its_fault)


@transaction.atomic
def _turn(left: deque[Received]) -> list[tuple[Received, Exception]]:
    """Apply some of them under the peer's lock; return those that failed, with their faults."""
    peer = Peer.locked(left[0].peer_id)
    # Whoever applies, mends or dismisses one holds that lock too; it may have been set aside and reopened meanwhile.
    still_open = dict(_untouched(left).values_list("pk", "aside_at"))
    said = _Said(peer, left)
    failed, done, until = [], [], time.monotonic() + _LONGEST_TURN
    while left:
        row = left.popleft()
        if row.pk not in still_open:
            continue
        row.aside_at = still_open[row.pk]
        try:
            with transaction.atomic():
                _apply(row, said)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
            failed.append((row, fault))
        else:
            done.append(row)
        if time.monotonic() >= until:
            break
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
        if not versions.same_fact(row.kind, (before.body, before.version), (row.body, row.version)):
            differs = gettext_lazy("Pernah disampaikan dengan isi lain, sebagai kiriman %(number)s.")
            raise NeedsPerson(filled(differs, number=before.number))
        return True

    def forget(self, row: Received) -> None:
        """It could not be applied."""
        if self._before.get((row.kind, row.key)) is row:
            del self._before[row.kind, row.key]


def apply_one(row: Received, *, by: Actor = SYSTEM) -> None:
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
    if not may_say(row.kind, says=said.peer.role, hears=said.hears):
        raise NeedsPerson(_not_for(row.kind, says=said.peer.role, hears=said.hears))
    if row.kind not in appliers:
        nobody = gettext_lazy("Tidak ada yang menerima “%(what)s” di simpul ini.")
        raise NeedsPerson(filled(nobody, what=lambda: schema.label_of(row.kind)))
    if said.same_before(row):
        return
    try:
        body = versions.lifted(row.kind, row.body, row.version)
        appliers.get(row.kind)(SAYINGS[row.kind].shape.model_validate(body), said.peer)
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
