"""How fast files go to a peer, and so how much of one is sent in one piece."""

import threading
import time
from dataclasses import dataclass, field

from pasti.link.models import Peer
from pasti.link.pieces import CHUNK_BYTES, MOST_CHUNK_BYTES, MOST_PIECES, MOST_TOGETHER_BYTES, Takes

# A request takes some seconds at most: when the line is cut, no more than that was in vain.
_SECONDS = 4.0
_LEAST = 32 * 1024
_WRITE_DOWN_EVERY = 5.0
# So long no more files go to a peer that has no room: all that it would say is that, each time for megabytes.
_REST_SECONDS = 15.0


@dataclass
class _Pace:
    per_second: float = 0.0
    takes: Takes = field(default_factory=Takes)
    written_at: float = 0.0
    rests_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_paces: dict[str, _Pace] = {}


@dataclass(frozen=True)
class Fits:
    """What goes in one request: so many pieces, of so many bytes each, and of so many together."""

    pieces: int
    each: int
    together: int


def fits(peer: Peer) -> Fits:
    """Return what to send in one request: what the peer takes and the line carries in a few seconds."""
    pace = _paces.get(peer.node_id)
    if pace is None:
        return Fits(1, CHUNK_BYTES, CHUNK_BYTES)
    carries = max(_LEAST, int(pace.per_second * _SECONDS) or CHUNK_BYTES)
    each = min(pace.takes.takes, MOST_CHUNK_BYTES, carries)
    if pace.takes.pieces <= 1:
        return Fits(1, each, each)
    together = max(each, min(pace.takes.together, MOST_TOGETHER_BYTES, carries))
    return Fits(min(pace.takes.pieces, MOST_PIECES), each, together)


def note(peer: Peer, size: int, milliseconds: int, takes: Takes) -> None:
    """Note that so many bytes took so long, and what the peer takes; now and then it is written down for the screen."""
    pace = _paces.setdefault(peer.node_id, _Pace())
    with pace.lock:
        pace.takes = takes
        now, measured = time.monotonic(), size * 1000 / max(1, milliseconds)
        # Of what is small the round trip is most: it shows only that the line is not slower than that.
        if size < _LEAST and not 0 < pace.per_second < measured:
            return
        pace.per_second = measured if not pace.per_second else 0.7 * pace.per_second + 0.3 * measured
        if now - pace.written_at < _WRITE_DOWN_EVERY:
            return
        pace.written_at = now
    Peer.objects.filter(pk=peer.pk).update(bytes_per_second=int(pace.per_second))


def failed(peer: Peer) -> None:
    """Note that the line failed under a request: the next one is smaller, so that it comes through between two cuts."""
    if pace := _paces.get(peer.node_id):
        with pace.lock:
            if pace.per_second:
                pace.per_second = max(pace.per_second / 2, _LEAST / _SECONDS)


def rest(peer: Peer) -> None:
    """Note that a peer has no room for files at the moment."""
    pace = _paces.setdefault(peer.node_id, _Pace())
    with pace.lock:
        pace.rests_until = time.monotonic() + _REST_SECONDS


def rests(peer: Peer) -> bool:
    """Whether a peer said a moment ago that it has no room for files."""
    pace = _paces.get(peer.node_id)
    return pace is not None and time.monotonic() < pace.rests_until
