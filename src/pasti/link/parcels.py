"""Large sealed files in pieces that resume where they stopped."""

import hashlib
import logging
import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, Field

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock
from pasti.link import reasons
from pasti.link.models import Parcel, ParcelIn, Peer
from pasti.link.registry import arrival_hooks
from pasti.link.schema import Sha256

log = logging.getLogger("pasti.link")

# What fails through a parcel itself, here or there, is tried so often before a person is asked.
MOST_TRIES = 10
_SHORT_WAITS = 5
# So many files of one peer are under way here at most: what it began it ends, or it lies here for ever.
MOST_UNDER_WAY = 50
# Files stop before the disk is full: what peers say, and what people do here, goes on.
LEAST_FREE_MB = 500
# The rest of a file that was not sent for so long is thrown away; should it come after all, it begins anew.
_GIVEN_UP_AFTER = timedelta(days=30)
CHUNK_BYTES = 256 * 1024
LARGEST_BYTES = 64 * 1024 * 1024


class NoRoom(Exception):
    """Nothing more is taken in at the moment; the sender tries again later, and nothing is wrong with its file."""


class Asked(BaseModel):
    """One piece of a parcel; a piece of no bytes asks how much is there."""

    model_config = ConfigDict(extra="ignore")

    sha256: Sha256
    size: int = Field(gt=0, le=LARGEST_BYTES)
    offset: int = Field(ge=0)
    data: bytes = Field(max_length=CHUNK_BYTES)


class Held(BaseModel):
    """How much of a parcel the receiver holds, and whether all of it is safely stored."""

    model_config = ConfigDict(extra="ignore")

    held: int = Field(ge=0)
    stored: bool


def take_piece(peer: Peer, asked: Asked) -> Held:
    """Add one piece to an arriving parcel and say how much is held. The same piece twice is harmless.

    When the last piece is in and the hash is right, the parcel becomes a blob, and the rooms are told once that is
    certain. When the hash is wrong it starts again from nothing. Raises NoRoom for what is not here yet while the disk
    is nearly full or when too much of this peer's is under way.
    """
    row, whole = _take(peer, asked)
    if whole:
        hear(row)
    return Held(held=row.held, stored=row.stored_at is not None)


@transaction.atomic
def _take(peer: Peer, asked: Asked) -> tuple[ParcelIn, bool]:
    """Add a piece; return the parcel and whether this was what made it whole."""
    Peer.locked(peer.pk)
    known = ParcelIn.objects.filter(peer=peer, sha256=asked.sha256).first()
    if known is None or known.stored_at is None:
        _check_room(peer, known)
    row = known or ParcelIn.objects.create(peer=peer, sha256=asked.sha256, size=asked.size)
    before = row.stored_at
    if row.stored_at is None and row.size != asked.size:
        row.size, row.held = asked.size, 0  # announced anew: what came before belongs to another size
        row.save(update_fields=["size", "held"])
    if row.stored_at is None and asked.offset == row.held and asked.data and row.held + len(asked.data) <= row.size:
        _write(_partial(row), row.held, asked.data)
        row.held += len(asked.data)
        if row.held == row.size:
            _finish(row)
        row.save()
    return row, row.stored_at != before


def _check_room(peer: Peer, known: ParcelIn | None) -> None:
    if blobs.free_mb() < max(LEAST_FREE_MB, blobs.reserved_mb()):
        raise NoRoom("the disk is nearly full")
    if known is None and ParcelIn.objects.filter(peer=peer, stored_at=None).count() >= MOST_UNDER_WAY:
        raise NoRoom("too much is under way")


def _finish(row: ParcelIn) -> None:
    content = _partial(row).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        row.held = 0
        return
    blobs.keep(content)
    # Not before it is certain: should the transaction fail, the last piece is sent again and the rest is still here.
    transaction.on_commit(lambda: _partial(row).unlink(missing_ok=True))
    row.stored_at = row.not_before = clock.now()


def unheard() -> QuerySet[ParcelIn]:
    """Return parcels that arrived whole and that a room has not dealt with yet, oldest first."""
    found = ParcelIn.objects.filter(stored_at__isnull=False, heard_at=None)
    return found.select_related("peer").order_by("id")


def hear_due() -> None:
    """Tell the rooms again of parcels over which one stumbled, unless it did so too often."""
    for row in unheard().filter(hear_tries__lt=MOST_TRIES, not_before__lte=clock.now())[:100]:
        hear(row)


def hear(row: ParcelIn) -> bool:
    """Let the rooms deal with an arrived parcel; return whether they could. Their trouble is noted."""
    try:
        with transaction.atomic():
            locked = ParcelIn.objects.select_for_update().get(pk=row.pk)
            if locked.heard_at:
                return True
            for arrived in arrival_hooks:
                arrived(locked)
            ParcelIn.objects.filter(pk=row.pk).update(heard_at=clock.now(), last_error="")
    except Exception as fault:  # what one parcel leads to must not stop the others
        log.exception("the arrival of parcel %s from %s could not be noted", row.sha256[:12], row.peer.node_id)
        _stumbled(row, reasons.of(fault))
        return False
    return True


@transaction.atomic
def _stumbled(row: ParcelIn, reason: str) -> None:
    locked = ParcelIn.objects.select_for_update().get(pk=row.pk)
    locked.hear_tries += 1
    locked.last_error = reason
    locked.not_before = clock.now() + timedelta(seconds=min(600, 5 * 2 ** min(locked.hear_tries, 7)))
    locked.save(update_fields=["hear_tries", "last_error", "not_before"])
    if locked.hear_tries == MOST_TRIES:
        file = locked.sha256[:12]
        record("parcel.unheard", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=locked.peer.name, reason=reason)


def forget_given_up() -> int:
    """Throw away the beginnings of files that nobody went on with; return how many."""
    before, count = time.time() - _GIVEN_UP_AFTER.total_seconds(), 0
    for row in ParcelIn.objects.filter(stored_at=None):
        with transaction.atomic():
            Peer.locked(row.peer_id)
            path = _partial(row)
            if path.exists() and path.stat().st_mtime > before:
                continue
            count += ParcelIn.objects.filter(pk=row.pk, stored_at=None).delete()[0]
            path.unlink(missing_ok=True)
    return count


def _partial(row: ParcelIn) -> Path:
    folder = Path(settings.DATA_DIR) / "arriving"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{row.peer_id}-{row.sha256}"


def _write(path: Path, offset: int, data: bytes) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # A crash may have left more in the file than the database knows of.
        os.ftruncate(handle, offset)
        os.pwrite(handle, data, offset)
        os.fsync(handle)
    finally:
        os.close(handle)


def due() -> list[Parcel]:
    """Return parcels to push now, oldest first."""
    waiting = Parcel.objects.filter(stored_at=None, needs_person="", not_before__lte=clock.now()).exclude(peer__url="")
    return list(waiting.select_related("peer").order_by("id")[:10])


def next_piece(parcel: Parcel) -> Asked:
    """Return what the peer does not hold yet, or raise ValueError for a file that is no longer what it was."""
    path = blobs.path_of(parcel.sha256)
    if parcel.sent == 0 and hashlib.sha256(path.read_bytes()).hexdigest() != parcel.sha256:
        raise ValueError("the file here is damaged")
    with path.open("rb") as file:
        file.seek(parcel.sent)
        data = file.read(CHUNK_BYTES)
    return Asked(sha256=parcel.sha256, size=parcel.size, offset=parcel.sent, data=data)


def note_sent(parcel: Parcel, held: Held) -> bool:
    """Write down how much the peer holds; return whether there is more to send at once.

    A peer that holds no more than before is not pressed: it is asked again later, and other parcels get their turn.
    """
    moved_on = held.stored or held.held > parcel.sent
    parcel.sent, parcel.stored_at = min(held.held, parcel.size), clock.now() if held.stored else None
    parcel.save(update_fields=["sent", "stored_at"])
    if not moved_on:
        put_off(parcel, f"the peer holds {held.held} bytes and no more", faulty=True)
        return False
    parcel.last_error, parcel.attempts = "", 0
    if held.stored:
        parcel.faults = 0
    parcel.save(update_fields=["last_error", "attempts", "faults"])
    return not held.stored


@transaction.atomic
def put_off(parcel: Parcel, error: str, *, faulty: bool = False) -> None:
    """Wait with a parcel after a call that failed, longer after each attempt (at most a minute).

    `faulty` says that it failed through the parcel itself, not through the line. That is borne some times, with waits
    of up to half an hour, and then a person is asked to look.
    """
    longest = 1800 if faulty and parcel.faults > _SHORT_WAITS else 60
    wait = timedelta(seconds=min(longest, 2 ** min(parcel.attempts, 11)))
    parcel.attempts, parcel.not_before, parcel.last_error = parcel.attempts + 1, clock.now() + wait, reasons.fit(error)
    parcel.faults += faulty
    if parcel.faults >= MOST_TRIES:
        parcel.needs_person = parcel.last_error
        file, to = parcel.sha256[:12], parcel.peer.name
        record("parcel.aside", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=to, reason=parcel.last_error)
    parcel.save(update_fields=["attempts", "not_before", "last_error", "faults", "needs_person"])
