"""What arrived is applied when it can be. What cannot be applied holds up its own case and no other."""

import functools
import logging
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.words import Words
from pasti.link import outcomes, reasons, versions
from pasti.link.giving import Giving
from pasti.link.models import Peer, Received
from pasti.link.registry import NeedsPerson

log = logging.getLogger("pasti.link")

BATCH = 100
# How many are applied while the peer waits for its answer, and how long; the duty does the rest.
MOST_AT_ONCE = 400
_LONGEST_WAITED_FOR = 10.0
# The waits grow from five seconds to half an hour: together some six hours.
MOST_TRIES = 20
_LONGEST_WAIT_SECONDS = 1800
# So long may the envelopes that are applied together keep others from writing.
_LONGEST_TURN = 0.02
# So many are looked at in one turn: a room that is given several together is not stopped in the middle (docs/adr/0079).
_MOST_A_TURN = 40
_SHORT, _LONGEST_REST = 0.005, 0.02
# What was begun so often and never ended may be what ends processes: it waits longer each time.
_BEGUN_IN_VAIN = 4
_NEVER_OVER = gettext_lazy("Berulang kali dimulai dan tidak pernah selesai.")


def waiting(peer: Peer) -> QuerySet[Received]:
    """Return what was not applied yet and is not set aside."""
    return Received.objects.filter(peer=peer, applied_at=None, set_aside="", number__lte=F("peer__held"))


def peers_to_be_heard() -> QuerySet[Peer]:
    """Return the peers of whom something waits to be applied: one question, however many peers there are."""
    waits = Received.objects.filter(
        peer=OuterRef("pk"), applied_at=None, set_aside="", number__lte=OuterRef("held"), not_before__lte=clock.now()
    )
    return Peer.objects.filter(Exists(waits))


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
    """Apply what is due from a peer, at most so much and for some seconds; return whether there may be more."""
    done, until = 0, time.monotonic() + _LONGEST_WAITED_FOR
    while done < most and time.monotonic() < until:
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


@functools.cache
def begin() -> None:
    """Let go, once in each process, what one before it had begun: he who answered peers may have been killed."""
    let_go()


def let_go() -> int:
    """Let what a process began that is gone go again at once; return how much it is.

    For one who begins, whether it answers peers or works. What failed waits on, and so does what was begun again and
    again: to be ended is no fault of an envelope's, but may be. Should another one be at it after all, the peer's lock
    makes one of them find it done.
    """
    now = clock.now()
    begun = Received.objects.filter(applied_at=None, set_aside="", last_error="", not_before__gt=now)
    return begun.filter(attempts__gt=0, attempts__lt=_BEGUN_IN_VAIN).update(not_before=now)


def wait(attempts: int) -> timedelta:
    """Return how long something waits after so many tries."""
    return timedelta(seconds=min(_LONGEST_WAIT_SECONDS, 5 * 2 ** min(attempts - 1, 9)))


def _apply_begun(rows: list[Received]) -> None:
    """Apply some envelopes, in transactions that are short all the same; what fails fails for itself."""
    if len(rows) == 1:
        apply_one(rows[0])
        return
    left = rows
    while left:
        began = time.monotonic()
        try:
            failed, still_left = _turn(left[:_MOST_A_TURN])
        except Exception as fault:  # noqa: BLE001 - nothing of this turn stands; each is tried alone from now on
            for row in left:
                _log(row, fault)
            return
        left = still_left + left[_MOST_A_TURN:]
        for row, its_fault in failed:
            _log(row, its_fault)
            _note_fault(row, its_fault)
        _let_others_write(time.monotonic() - began)


def _let_others_write(seconds: float) -> None:
    """Rest as long as a turn took. Who wants to write to SQLite stands in no line: it naps and looks again."""
    if seconds > _SHORT and connection.vendor == "sqlite":
        time.sleep(min(seconds, _LONGEST_REST))


@transaction.atomic
def _turn(rows: list[Received]) -> tuple[list[tuple[Received, Exception]], list[Received]]:
    """Apply some of them under the peer's lock; return what failed, with the faults, and what is left."""
    peer = Peer.locked(rows[0].peer_id)
    # Whoever applies, mends or dismisses one holds that lock too; it may have been set aside and reopened meanwhile.
    still_open = dict(_untouched(rows).values_list("pk", "aside_at"))
    left = [row for row in rows if row.pk in still_open]
    for row in left:
        row.aside_at = still_open[row.pk]
    giving = Giving(peer, left, seconds=_LONGEST_TURN)
    while left:
        left = giving.some(left)
        if giving.is_over:
            break
    _note_applied(giving.done, peer, SYSTEM)
    return giving.failed, left


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


def apply_one(row: Received, *, by: Actor = SYSTEM) -> None:
    """Apply one envelope, and note that it is applied, in one transaction; or note why not, in another."""
    try:
        with transaction.atomic():
            peer = Peer.locked(row.peer_id)
            fresh = _untouched([row]).first()
            if fresh is None:
                return
            giving = Giving(peer, [fresh], seconds=_LONGEST_TURN)
            giving.some([fresh])
            _note_applied(giving.done, peer, by)
        for _row, its_fault in giving.failed:
            _log(row, its_fault)
            _note_fault(row, its_fault)
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
        _log(row, fault)
        _note_fault(row, fault)


def _log(row: Received, fault: Exception) -> None:
    if reasons.passes(fault):
        log.warning("%s: envelope %s: %s", row.peer.node_id, row.number, reasons.of(fault))
    elif not isinstance(fault, (NeedsPerson, Refused, ValidationError)):
        log.error("%s: envelope %s could not be applied", row.peer.node_id, row.number, exc_info=fault)


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
