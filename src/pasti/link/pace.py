"""How fast files go to a peer, and so how much of one is sent in one piece."""

import threading
import time
from dataclasses import dataclass, field

from pasti.link.models import Peer
from pasti.link.parcels import CHUNK_BYTES, MOST_CHUNK_BYTES

# A piece takes some seconds at most: when the line is cut, no more than that was in vain.
_SECONDS = 4.0
_LEAST = 32 * 1024
_WRITE_DOWN_EVERY = 5.0


@dataclass
class _Pace:
    per_second: float = 0.0
    takes: int = CHUNK_BYTES
    written_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_paces: dict[str, _Pace] = {}


def piece_bytes(peer: Peer) -> int:
    """Return how much to send in one piece: what the peer takes and the line carries in a few seconds."""
    pace = _paces.get(peer.node_id)
    if pace is None:
        return CHUNK_BYTES
    return max(_LEAST, min(pace.takes, MOST_CHUNK_BYTES, int(pace.per_second * _SECONDS) or CHUNK_BYTES))


def note(peer: Peer, size: int, milliseconds: int, *, takes: int) -> None:
    """Note that a piece of so many bytes took so long; now and then it is written down for the link's screen."""
    pace = _paces.setdefault(peer.node_id, _Pace())
    with pace.lock:
        pace.takes = takes
        if size < _LEAST:
            return
        now, measured = time.monotonic(), size * 1000 / max(1, milliseconds)
        pace.per_second = measured if not pace.per_second else 0.7 * pace.per_second + 0.3 * measured
        if now - pace.written_at < _WRITE_DOWN_EVERY:
            return
        pace.written_at = now
    Peer.objects.filter(pk=peer.pk).update(bytes_per_second=int(pace.per_second))
