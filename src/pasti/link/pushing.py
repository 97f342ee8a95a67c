"""Pushing files to a peer: several in one request, some requests side by side, as long as all goes well."""

import threading
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from pasti.link import pace, parcels, reasons
from pasti.link.caller import Bounced, Full, post
from pasti.link.models import Parcel, Peer
from pasti.link.pieces import LARGEST_BYTES, AllHeld, Asked, Held, State, Takes, several
from pasti.link.registry import TryLater
from pasti.link.wire import where

_SIDE_BY_SIDE = 3
# Then the duty ends and begins again with what waits longest by then.
_LONGEST_SECONDS = 10.0
# When so many in a row fail alone, too, it is the peer.
_NOT_THEM = 2


class Waiting:
    """What is to be pushed, oldest first; several threads take from it, as long as there is time."""

    def __init__(self) -> None:
        self.moved = 0
        # A question costs nothing, whether there is room or not.
        self._rows = deque(row for row in parcels.due() if row.ask or not pace.rests(row.peer))
        self._until = time.monotonic() + _LONGEST_SECONDS
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def some(self) -> list[Parcel]:
        """Take the next ones of one peer, as many as fit into a request; none when all were taken or time is over."""
        with self._lock:
            if time.monotonic() >= self._until:
                return []
            chosen: list[Parcel] = []
            size, whole = 0, 0
            while self._rows:
                row = self._rows[0]
                fits = pace.fits((chosen or [row])[0].peer)
                size += 0 if row.ask else row.size - row.sent
                # Of a file that ends, or that is asked about, the peer reads all.
                whole += row.size
                full = len(chosen) >= fits.pieces or size > fits.together or whole > LARGEST_BYTES
                if chosen and (full or row.peer_id != chosen[0].peer_id):
                    break
                chosen.append(self._rows.popleft())
            return chosen

    def note(self, more: Iterable[Parcel], moved: int) -> None:
        """There is more to send of these at once; `moved` got on by the last request."""
        with self._lock:
            self._rows.extendleft(reversed(list(more)))
            self.moved += moved


def push_due() -> bool:
    """Push what is due, some requests side by side; return whether anything got on, so that there may be more."""
    waiting = Waiting()
    if len(waiting) < 2 or connection.in_atomic_block:
        _push_some(waiting)
    else:
        with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="parcel") as pushers:
            list(pushers.map(_push_in_thread, [waiting] * _SIDE_BY_SIDE))
    return waiting.moved > 0


def _push_in_thread(waiting: Waiting) -> None:
    try:
        _push_some(waiting)
    finally:
        connection.close()


def _push_some(waiting: Waiting) -> None:
    while some := waiting.some():
        more = push(some)
        if more is None:
            return
        waiting.note(more, moved=len(some))


def push(some: list[Parcel]) -> list[Parcel] | None:
    """Send the next pieces of some parcels of one peer in one request.

    Returns those of which there is more to send at once; None when the line or the peer failed or has no room, so that
    it is left alone for a moment. One that fails through itself holds up no other.
    """
    peer = some[0].peer
    pieces = _next_pieces(peer, some)
    if not pieces:
        return []
    try:
        states = _sent(peer, pieces)
    except Bounced as failure:
        if len(pieces) > 1:
            return _one_by_one(list(pieces))
        # A peer with which nothing else goes well either is broken itself; that is not the parcel's fault.
        [parcel] = pieces
        parcels.put_off(parcel, reasons.of(failure), faulty=peer.last_error == "")
        return None
    except Full as failure:
        pace.rest(peer)
        parcels.put_all_off(pieces, str(failure), full=True)
        return None
    except TryLater as failure:
        pace.failed(peer)
        parcels.put_all_off(pieces, str(failure))
        return None
    more = parcels.note_all_sent(states)
    if all(state.full for state in states.values()):
        pace.rest(peer)
        return None
    return more


def _one_by_one(some: list[Parcel]) -> list[Parcel] | None:
    """The peer answered with an error to several: each goes alone, to show which one it is."""
    more: list[Parcel] = []
    failed, well = 0, False
    for number, parcel in enumerate(some, 1):
        left = push([parcel])
        more += left or []
        well, failed = well or left is not None, failed + (left is None)
        if failed == _NOT_THEM and not well:
            parcels.put_all_off(some[number:], parcel.last_error)
            break
    return more if well else None


def _next_pieces(peer: Peer, some: list[Parcel]) -> dict[Parcel, Asked]:
    """Return what the peer does not hold yet of each, as much as fits into one request together."""
    fits = pace.fits(peer)
    left, pieces = fits.together, dict[Parcel, Asked]()
    for parcel in some:
        try:
            pieces[parcel] = parcels.next_piece(parcel, max(1, min(fits.each, left)))
        except Exception as failure:  # noqa: BLE001 - a file that is gone, damaged or not readable must not hold up the others
            parcels.put_off(parcel, reasons.of(failure), faulty=not reasons.passes(failure))
            continue
        left -= len(pieces[parcel].data)
    return pieces


def _sent(peer: Peer, pieces: dict[Parcel, Asked]) -> dict[Parcel, State]:
    """Send pieces and return what the peer holds of each, or raise TryLater."""
    beside = [piece.data for piece in pieces.values()]
    alone = next(iter(pieces.values())) if len(pieces) == 1 else None
    said = alone.model_dump(mode="python") if alone else several(list(pieces.values()))
    answer, milliseconds = post(peer, "parcels", said, beside)
    try:
        takes: Takes
        if alone:
            takes = held = Held.model_validate(answer)
            states: list[State] = [held]
        else:
            takes = every = AllHeld.model_validate(answer)
            states = every.several
        told = dict(zip(pieces, states, strict=True))
    except ValueError as wrong:
        raise Bounced(f"{peer.name}: {where(wrong)}") from wrong
    pace.note(peer, sum(map(len, beside)), milliseconds, takes)
    return told
