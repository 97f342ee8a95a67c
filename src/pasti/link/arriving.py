"""Large sealed files that arrive, in pieces that resume where they stopped: stored whole or not at all."""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock
from pasti.kit.words import Words
from pasti.link import hearing
from pasti.link.models import ParcelIn, Peer
from pasti.link.pieces import Asked, Data, Part, State, chunks_of
from pasti.link.registry import arrival_hooks

log = logging.getLogger("pasti.link")

# So many files of one peer are under way here at most: what it began it ends, or it lies here for ever.
MOST_UNDER_WAY = 50
# Files stop before the disk is full: what peers say, and what people do here, goes on.
LEAST_FREE_MB = 500
# The rest of a file that was not sent for so long is thrown away; should it come after all, it begins anew.
_GIVEN_UP_AFTER = timedelta(days=30)


class NoRoom(Exception):
    """Nothing more is taken in at the moment; the sender tries again later, and nothing is wrong with its file."""


def take_piece(peer: Peer, asked: Asked) -> State:
    """Add one piece to an arriving parcel and say how much is held; as `take_pieces`, but raises NoRoom."""
    [state] = take_pieces(peer, [asked])
    if state.full:
        raise NoRoom("nothing more is taken in at the moment")
    return state


def take_pieces(peer: Peer, several: Sequence[Asked]) -> list[State]:
    """Add pieces, no two of one file, to arriving parcels, and say of each how much is held. Twice is harmless.

    When the last piece is in and the hash is right, the parcel becomes a blob, and the rooms are told once that is
    certain. When the hash is wrong it starts again from nothing. What is not here yet finds no room (`full`) while the
    disk is nearly full or when too much of this peer's is under way. Files that come whole are brought onto the disk
    together, and noted in one transaction.
    """
    for asked in several:
        if not asked.data:
            _look_again(peer, asked)
    known = {row.sha256: row for row in ParcelIn.objects.filter(peer=peer, sha256__in=[one.sha256 for one in several])}
    full = _without_room(peer, several, known)
    whole = [one for one in several if one.sha256 not in full and one.is_whole and _not_begun(known.get(one.sha256))]
    taken = _take_whole(peer, whole) if whole else {}
    states = []
    for asked in several:
        if asked.sha256 in full:
            row = known.get(asked.sha256)
            states.append(State(held=row.held if row else 0, stored=False, full=True))
            continue
        row = taken.get(asked.sha256) or _take_part(peer, asked, known.get(asked.sha256))
        states.append(State(held=row.held, stored=row.stored_at is not None))
    return states


def _not_begun(row: ParcelIn | None) -> bool:
    return row is None or (row.held == 0 and row.stored_at is None)


def is_nearly_full(*, besides: int = 0) -> bool:
    """Whether the disk has no more room for files: `besides` so many bytes that are to come."""
    return blobs.free_mb() - besides // (1024 * 1024) < max(LEAST_FREE_MB, blobs.reserved_mb())


def _without_room(peer: Peer, several: Sequence[Asked], known: dict[str, ParcelIn]) -> set[str]:
    """Return the names of those for which there is no room at the moment."""
    fresh = [one for one in several if one.sha256 not in known or known[one.sha256].stored_at is None]
    if not fresh:
        return set()
    if is_nearly_full():
        return {one.sha256 for one in fresh}
    # What comes whole does not stay under way.
    begins = [one.sha256 for one in fresh if one.sha256 not in known and not one.is_whole]
    if not begins:
        return set()
    under_way = ParcelIn.objects.filter(peer=peer, stored_at=None).count()
    return set(begins[max(0, MOST_UNDER_WAY - under_way) :])


def _take_whole(peer: Peer, whole: Sequence[Asked]) -> dict[str, ParcelIn]:
    """Take files that came in one piece: first onto the disk, and then all that is to be noted in one transaction.

    Should somebody delete an older copy of one meanwhile, this one stays: it is another file of the same name.
    """
    with laying_down() as lay:
        blobs.take_in({one.sha256: _laid(one.data, lay).path for one in whole})
    with _beside_no_word_of(peer):
        return _store(peer, {one.sha256: one.size for one in whole})


@contextmanager
def laying_down() -> Iterator[Callable[[Iterable[bytes]], Part]]:
    """Give what lays down on the disk what comes, where it becomes a blob without being read again.

    After the block, what became none is gone.
    """
    with ExitStack() as kept:

        def lay(chunks: Iterable[bytes]) -> Part:
            path, size = kept.enter_context(blobs.laid_down(chunks))
            return Part(path, 0, size)

        yield lay


def _laid(data: Data, lay: Callable[[Iterable[bytes]], Part]) -> Part:
    return data if isinstance(data, Part) else lay(chunks_of(data))


def take_whole(peer: Peer, sha256: str, size: int, file: Path) -> bool:
    """Take a finished file of known hash and size that came whole, as if in pieces; return whether it was news."""
    row = _announced(peer, sha256, size)
    if row.stored_at is not None:
        return False
    blobs.adopt(file, sha256)
    with _beside_no_word_of(peer):
        _store(peer, {sha256: size})
    return True


def _look_again(peer: Peer, asked: Asked) -> None:
    """Let a file that counts as stored, and is not here any more byte for byte, come again from the beginning."""
    rows = ParcelIn.objects.filter(peer=peer, sha256=asked.sha256)
    if rows.filter(stored_at__isnull=False).exists() and not blobs.is_whole(asked.sha256):
        log.error("the file %s of %s is damaged or gone; it is asked for again", asked.sha256[:12], peer.node_id)
        rows.update(stored_at=None, held=0, heard_at=None, hear_tries=0, not_before=clock.now())


@transaction.atomic(savepoint=False)
def _announced(peer: Peer, sha256: str, size: int) -> ParcelIn:
    """Return the row of a parcel. From here on it keeps the file from being swept away."""
    row, _new = ParcelIn.objects.get_or_create(peer=peer, sha256=sha256, defaults={"size": size})
    if row.stored_at is None and row.size != size:
        row.size, row.held = size, 0  # announced anew: what came before belongs to another size
        row.save(update_fields=["size", "held"])
    return row


def _take_part(peer: Peer, asked: Asked, known: ParcelIn | None) -> ParcelIn:
    """Write a piece to the disk, outside of any transaction, and then that it is there."""
    row = known if known and known.size == asked.size else _announced(peer, asked.sha256, asked.size)
    if row.stored_at is not None:
        return row
    here = asked.offset == row.held and len(asked.data) and row.held + len(asked.data) <= row.size
    if here and len(asked.data) == row.size:
        return row  # all of it, and wrong
    if here:
        _write(_partial(row), row.held, asked.data)
        _advance(row, row.held + len(asked.data))
    return _finish(peer, row) if row.held == row.size else row


@transaction.atomic
def _advance(row: ParcelIn, held: int) -> None:
    """Count a piece that is on the disk, unless another request was quicker."""
    before = ParcelIn.objects.filter(pk=row.pk, held=row.held, size=row.size, stored_at=None)
    if before.update(held=held):
        row.held = held
    else:
        now = ParcelIn.objects.filter(pk=row.pk).first()
        row.held, row.size, row.stored_at = (now.held, now.size, now.stored_at) if now else (0, row.size, None)


def _finish(peer: Peer, row: ParcelIn) -> ParcelIn:
    file = _partial(row)
    if file.exists() and file.stat().st_size > row.size:
        os.truncate(file, row.size)
    if blobs.is_whole_file(file, row.sha256):
        blobs.adopt(file, row.sha256)
    elif not blobs.is_whole(row.sha256):
        _advance(row, 0)
        return row
    with _beside_no_word_of(peer):
        return _store(peer, {row.sha256: row.size})[row.sha256]


@contextmanager
def _beside_no_word_of(peer: Peer) -> Iterator[None]:
    """A transaction in which nothing that the peer says is applied: the word of a file may come beside the file.

    A room asks at the one whether there is the other. Of two transactions neither would see what the other writes.
    """
    with transaction.atomic():
        Peer.locked(peer.pk)
        yield


def _store(peer: Peer, sizes: dict[str, int]) -> dict[str, ParcelIn]:
    """Note that files are here whole, tell the rooms of those of which it is news, and return the rows of all."""
    now = clock.now()
    # In one order, so that two requests with the same files do not wait for each other. What began long ago may have
    # been thrown away since.
    all_of_them = [ParcelIn(peer=peer, sha256=sha256, size=size) for sha256, size in sorted(sizes.items())]
    ParcelIn.objects.bulk_create(all_of_them, ignore_conflicts=True)
    rows = ParcelIn.objects.filter(peer=peer, sha256__in=sizes).select_for_update(of=("self",))
    found = list(rows.order_by("sha256"))
    fresh = [row for row in found if row.stored_at is None]
    for row in fresh:
        row.peer = peer
        if row.size != sizes[row.sha256]:
            ParcelIn.objects.filter(pk=row.pk).update(size=sizes[row.sha256])
    ParcelIn.objects.filter(pk__in=[row.pk for row in fresh]).update(held=F("size"), stored_at=now, not_before=now)
    for row in fresh:
        row.size = row.held = sizes[row.sha256]
        row.stored_at = row.not_before = now
    _hear_all(fresh)
    return {row.sha256: row for row in found}


def _hear_all(rows: list[ParcelIn]) -> None:
    """Let the rooms deal with what has arrived, together; when they stumble, with each for itself."""
    if len(rows) < 2:
        for row in rows:
            hear(row)
        return
    try:
        with transaction.atomic():
            _tell(rows)
            ParcelIn.objects.filter(pk__in=[row.pk for row in rows]).update(heard_at=clock.now(), last_error="")
    except Exception:  # noqa: BLE001 - whatever it is: each for itself shows which one it is
        for row in rows:
            hear(row)


def unheard() -> QuerySet[ParcelIn]:
    """Return parcels that arrived whole and that a room has not dealt with yet, oldest first."""
    found = ParcelIn.objects.filter(stored_at__isnull=False, heard_at=None)
    return found.select_related("peer").order_by("id")


def hear_due() -> None:
    """Tell the rooms again of parcels over which one stumbled, unless it did so too often."""
    for row in hearing.due(unheard()):
        hear(row)


def hear(row: ParcelIn) -> bool:
    """Let the rooms deal with an arrived parcel; return whether they could. Their trouble is noted."""
    what = f"the arrival of parcel {row.sha256[:12]} from {row.peer.node_id}"
    return hearing.told(row, lambda locked: _tell([locked]), what=what, given_up=_note_unheard)


def _tell(rows: list[ParcelIn]) -> None:
    for arrived in arrival_hooks:
        arrived(rows)


def _note_unheard(row: ParcelIn, reason: Words) -> None:
    file = row.sha256[:12]
    record("parcel.unheard", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=row.peer.name, reason=reason.kept)


def forget_given_up() -> int:
    """Throw away the beginnings of files that nobody went on with; return how many."""
    before, count = time.time() - _GIVEN_UP_AFTER.total_seconds(), 0
    # One without a file has just begun, or just ended: its file has another name, and the row is about to be written.
    for row in ParcelIn.objects.filter(stored_at=None, not_before__lt=clock.now() - _GIVEN_UP_AFTER):
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


def _write(path: Path, offset: int, data: Data) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        file.seek(offset)
        file.writelines(chunks_of(data))
        file.flush()
        os.fsync(handle)
