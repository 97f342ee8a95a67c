"""Large sealed files in pieces that resume where they stopped."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from pasti.kit import blobs, clock
from pasti.link.models import Parcel, ParcelIn, Peer
from pasti.link.registry import arrival_hooks
from pasti.link.schema import Sha256

CHUNK_BYTES = 256 * 1024
LARGEST_BYTES = 64 * 1024 * 1024


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


@transaction.atomic
def take_piece(peer: Peer, asked: Asked) -> Held:
    """Add one piece to an arriving parcel and say how much is held. The same piece twice is harmless.

    When the last piece is in and the hash is right, the parcel becomes a blob and the rooms are told, in this same
    transaction. When the hash is wrong it starts again from nothing.
    """
    Peer.objects.select_for_update().get(pk=peer.pk)
    row, _new = ParcelIn.objects.get_or_create(peer=peer, sha256=asked.sha256, defaults={"size": asked.size})
    if row.stored_at is None and asked.offset == row.held and asked.data and row.held + len(asked.data) <= row.size:
        _write(_partial(row), row.held, asked.data)
        row.held += len(asked.data)
        if row.held == row.size:
            _finish(row)
        row.save()
    return Held(held=row.held, stored=row.stored_at is not None)


def _finish(row: ParcelIn) -> None:
    content = _partial(row).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        row.held = 0
        return
    blobs.keep(content)
    # Not before it is certain: should the transaction fail, the last piece is sent again and the rest is still here.
    transaction.on_commit(lambda: _partial(row).unlink(missing_ok=True))
    row.stored_at = clock.now()
    for arrived in arrival_hooks:
        arrived(row)


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
    waiting = Parcel.objects.filter(stored_at=None, not_before__lte=clock.now()).exclude(peer__url="")
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
        put_off(parcel, f"the peer holds {held.held} bytes and no more")
        return False
    parcel.last_error, parcel.attempts = "", 0
    parcel.save(update_fields=["last_error", "attempts"])
    return not held.stored


def put_off(parcel: Parcel, error: str) -> None:
    """Wait with a parcel after a call that failed, longer after each attempt (at most a minute)."""
    wait = timedelta(seconds=min(60, 2**parcel.attempts))
    parcel.attempts, parcel.not_before, parcel.last_error = parcel.attempts + 1, clock.now() + wait, error[:300]
    parcel.save(update_fields=["attempts", "not_before", "last_error"])
