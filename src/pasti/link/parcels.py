"""Large sealed files in pieces that resume where they stopped."""

import hashlib
import logging
import os
import random
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock
from pasti.kit.words import Words
from pasti.link import leases, reasons
from pasti.link.models import Parcel, ParcelIn, Peer
from pasti.link.registry import arrival_hooks
from pasti.link.schema import Sha256

log = logging.getLogger("pasti.link")

# What fails through a parcel itself, here or there, is tried so often before a person is asked.
MOST_TRIES = 10
_SHORT_WAITS = 5
_AT_ONCE = 30
# So many files of one peer are under way here at most: what it began it ends, or it lies here for ever.
MOST_UNDER_WAY = 50
# Files stop before the disk is full: what peers say, and what people do here, goes on.
LEAST_FREE_MB = 500
# The rest of a file that was not sent for so long is thrown away; should it come after all, it begins anew.
_GIVEN_UP_AFTER = timedelta(days=30)
CHUNK_BYTES = 256 * 1024
# What we take in one piece. A sender begins small, and takes what it hears that the other side takes.
MOST_CHUNK_BYTES = 2 * 1024 * 1024
LARGEST_BYTES = 64 * 1024 * 1024


class NoRoom(Exception):
    """Nothing more is taken in at the moment; the sender tries again later, and nothing is wrong with its file."""


class Asked(BaseModel):
    """One piece of a parcel; a piece of no bytes asks how much is there."""

    model_config = ConfigDict(extra="ignore")

    sha256: Sha256
    size: int = Field(gt=0, le=LARGEST_BYTES)
    offset: int = Field(ge=0)
    data: bytes = Field(max_length=MOST_CHUNK_BYTES, exclude=True)
    # The hash of the data, so that a signature over it is one over the data.
    digest: Sha256

    @property
    def is_whole(self) -> bool:
        """Whether this piece is all of the file, and right."""
        return self.offset == 0 and len(self.data) == self.size and self.digest == self.sha256


def asked(sha256: str, size: int, offset: int, data: bytes) -> Asked:
    """Return a question with its data and their hash."""
    return Asked(sha256=sha256, size=size, offset=offset, data=data, digest=hashlib.sha256(data).hexdigest())


def heard(said: dict[str, Any], data: bytes) -> Asked:
    """Return the question that a signed head and the data beside it are, or raise ValidationError."""
    question = Asked.model_validate({**said, "data": data})
    if hashlib.sha256(data).hexdigest() != question.digest:
        raise ValidationError.from_exception_data("the data are not those that were signed", [])
    return question


class Held(BaseModel):
    """How much of a parcel the receiver holds, whether all is safely stored, and how much it takes in one piece."""

    model_config = ConfigDict(extra="ignore")

    held: int = Field(ge=0)
    stored: bool
    takes: int = Field(default=CHUNK_BYTES, ge=1)


def take_piece(peer: Peer, asked: Asked) -> Held:
    """Add one piece to an arriving parcel and say how much is held. The same piece twice is harmless.

    When the last piece is in and the hash is right, the parcel becomes a blob, and the rooms are told once that is
    certain. When the hash is wrong it starts again from nothing. Raises NoRoom for what is not here yet while the disk
    is nearly full or when too much of this peer's is under way.
    """
    if not asked.data:
        _look_again(peer, asked)
    known = ParcelIn.objects.filter(peer=peer, sha256=asked.sha256).first()
    _check_room(peer, known)
    if asked.is_whole and (known is None or (known.held == 0 and known.stored_at is None)):
        row = _take_whole(peer, asked)
    else:
        row = _announced(peer, asked)
        if row.stored_at is None:
            _take(row, asked)
    return Held(held=row.held, stored=row.stored_at is not None, takes=MOST_CHUNK_BYTES)


def _take_whole(peer: Peer, asked: Asked) -> ParcelIn:
    """Take a file that came in one piece: first onto the disk, and then all that is to be noted in one transaction.

    Should somebody delete an older copy of it meanwhile, this one stays: it is another file of the same name.
    """
    blobs.write_new(asked.data, asked.sha256)
    with transaction.atomic():
        row = _announced(peer, asked)
        if row.stored_at is None:
            _store(row)
    return row


def take_whole(peer: Peer, sha256: str, size: int, file: Path) -> bool:
    """Take a finished file of known hash and size that came whole, as if in pieces; return whether it was news."""
    row = _announced(peer, Asked(sha256=sha256, size=size, offset=0, data=b"", digest=sha256))
    if row.stored_at is not None:
        return False
    blobs.adopt(file, sha256)
    _store(row)
    return True


def _look_again(peer: Peer, asked: Asked) -> None:
    """Let a file that counts as stored, and is not here any more byte for byte, come again from the beginning."""
    rows = ParcelIn.objects.filter(peer=peer, sha256=asked.sha256)
    if rows.filter(stored_at__isnull=False).exists() and not blobs.is_whole(asked.sha256):
        log.error("the file %s of %s is damaged or gone; it is asked for again", asked.sha256[:12], peer.node_id)
        rows.update(stored_at=None, held=0, heard_at=None, hear_tries=0)


@transaction.atomic(savepoint=False)
def _announced(peer: Peer, asked: Asked) -> ParcelIn:
    """Return the row of a parcel. From here on it keeps the file from being swept away."""
    row, _new = ParcelIn.objects.get_or_create(peer=peer, sha256=asked.sha256, defaults={"size": asked.size})
    if row.stored_at is None and row.size != asked.size:
        row.size, row.held = asked.size, 0  # announced anew: what came before belongs to another size
        row.save(update_fields=["size", "held"])
    return row


def _take(row: ParcelIn, asked: Asked) -> None:
    """Write a piece to the disk, outside of any transaction, and then that it is there."""
    here = asked.offset == row.held and asked.data and row.held + len(asked.data) <= row.size
    if here and len(asked.data) == row.size:
        return  # all of it, and wrong
    if here:
        _write(_partial(row), row.held, asked.data)
        _advance(row, row.held + len(asked.data))
    if row.held == row.size:
        _finish(row)


@transaction.atomic
def _advance(row: ParcelIn, held: int) -> None:
    """Count a piece that is on the disk, unless another request was quicker."""
    before = ParcelIn.objects.filter(pk=row.pk, held=row.held, size=row.size, stored_at=None)
    if before.update(held=held):
        row.held = held
    else:
        row.refresh_from_db()


def _check_room(peer: Peer, known: ParcelIn | None) -> None:
    if known is not None and known.stored_at is not None:
        return
    if blobs.free_mb() < max(LEAST_FREE_MB, blobs.reserved_mb()):
        raise NoRoom("the disk is nearly full")
    if known is None and ParcelIn.objects.filter(peer=peer, stored_at=None).count() >= MOST_UNDER_WAY:
        raise NoRoom("too much is under way")


def _finish(row: ParcelIn) -> None:
    file = _partial(row)
    if file.exists() and file.stat().st_size > row.size:
        os.truncate(file, row.size)
    if blobs.is_whole_file(file, row.sha256):
        blobs.adopt(file, row.sha256)
    elif not blobs.is_whole(row.sha256):
        _advance(row, 0)
        return
    _store(row)


def _store(row: ParcelIn) -> None:
    """Note that a file is here whole, and tell the rooms once that is certain."""
    now = clock.now()
    if ParcelIn.objects.filter(pk=row.pk, stored_at=None).update(held=row.size, stored_at=now, not_before=now):
        row.held, row.stored_at = row.size, now
        hear(row)
    else:
        row.refresh_from_db()


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
def _stumbled(row: ParcelIn, reason: Words) -> None:
    locked = ParcelIn.objects.select_for_update().get(pk=row.pk)
    locked.hear_tries += 1
    locked.last_error = reason
    locked.not_before = clock.now() + timedelta(seconds=min(600, 5 * 2 ** min(locked.hear_tries, 7)))
    locked.save(update_fields=["hear_tries", "last_error", "not_before"])
    if locked.hear_tries == MOST_TRIES:
        file = locked.sha256[:12]
        record(
            "parcel.unheard", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=locked.peer.name, reason=reason.kept
        )


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
        os.pwrite(handle, data, offset)
        os.fsync(handle)
    finally:
        os.close(handle)


def due() -> list[Parcel]:
    """Return parcels to push, or to ask about, now, oldest first: none while the centre does not allow it."""
    if not leases.may(leases.May.SEND).ok:
        return []
    open_ones = Parcel.objects.filter(Q(stored_at=None, needs_person="") | Q(ask=True), not_before__lte=clock.now())
    return list(open_ones.exclude(peer__url="").select_related("peer").order_by("id")[:_AT_ONCE])


def next_piece(parcel: Parcel, most: int = CHUNK_BYTES) -> Asked:
    """Return what the peer does not hold yet, at most so many bytes of it.

    Raises ValueError for a file that is no longer what it was.
    """
    path = blobs.path_of(parcel.sha256)
    if parcel.ask or not path.exists():
        # Without the file there is still the question whether the peer has it.
        return asked(parcel.sha256, parcel.size, 0, b"")
    with path.open("rb") as file:
        file.seek(parcel.sent)
        piece = asked(parcel.sha256, parcel.size, parcel.sent, file.read(most))
    whole = piece.digest == parcel.sha256
    if parcel.sent == 0 and not whole and not blobs.is_whole(parcel.sha256):
        raise ValueError("the file here is damaged")
    return piece


@transaction.atomic
def note_sent(parcel: Parcel, held: Held) -> bool:
    """Write down how much the peer holds; return whether there is more to send at once.

    A peer that holds no more than before is not pressed: it is asked again later, and other parcels get their turn.
    """
    asked, moved_on = parcel.ask, held.stored or held.held > parcel.sent
    _note_held(parcel, held)
    changes = ["sent", "stored_at", "confirmed_at", "ask"]
    if moved_on and not asked:
        parcel.last_error, parcel.attempts = "", 0
        if held.stored:
            parcel.faults = 0
        changes += ["last_error", "attempts", "faults"]
    parcel.save(update_fields=changes)
    if not asked and not moved_on:
        put_off(parcel, f"the peer holds {held.held} bytes and no more", faulty=True)
        return False
    return not held.stored


def _note_held(parcel: Parcel, held: Held) -> None:
    now = clock.now()
    if parcel.stored_at and not held.stored:
        file, peer = parcel.sha256[:12], parcel.peer.name
        record("parcel.lost", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=peer)
    parcel.stored_at = (parcel.stored_at or now) if held.stored else None
    parcel.confirmed_at = now if held.stored else None
    parcel.sent, parcel.ask = min(held.held, parcel.size), False


def hurry(peer: Peer) -> None:
    """The peer is heard of again: what only waited for that goes at once."""
    Parcel.objects.filter(peer=peer, stored_at=None, faults=0, attempts__gt=0).update(not_before=clock.now())


@transaction.atomic
def put_off(parcel: Parcel, error: str | Words, *, faulty: bool = False) -> None:
    """Wait with a parcel after a call that failed, longer after each attempt (at most a minute).

    `faulty` says that it failed through the parcel itself, not through the line. That is borne some times, with waits
    of up to half an hour, and then a person is asked to look.
    """
    longest = 1800 if faulty and parcel.faults > _SHORT_WAITS else 60
    wait = timedelta(seconds=min(longest, 2.0 ** min(parcel.attempts, 11)) * random.uniform(0.75, 1.0))  # noqa: S311
    why = reasons.fit(error)
    parcel.attempts, parcel.not_before, parcel.last_error = parcel.attempts + 1, clock.now() + wait, why
    parcel.faults += faulty
    if parcel.faults >= MOST_TRIES:
        parcel.needs_person = why
        file, to = parcel.sha256[:12], parcel.peer.name
        record("parcel.aside", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=to, reason=why.kept)
    parcel.save(update_fields=["attempts", "not_before", "last_error", "faults", "needs_person"])
