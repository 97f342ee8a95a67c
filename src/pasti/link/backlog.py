"""What waits at an office, as it tells the centre now and then: who is not called cannot look."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pasti.kit import clock
from pasti.link import health
from pasti.link.models import Peer
from pasti.link.wire import Count

# So often it is counted; a heartbeat in between says nothing of it.
_EVERY = 30.0
_LONGEST_SECONDS = 10 * 366 * 24 * 3600
_told_at: dict[str, float] = {}
_lock = threading.Lock()


class Backlog(BaseModel):
    """What waits for the receiver, as it travels; `oldest` is how many seconds the oldest has waited."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    envelopes: Count = 0
    files: Count = 0
    bytes: Count = 0
    # Of these, how many go on only when somebody there decides about them.
    stuck: Count = 0
    oldest: Annotated[int, Field(ge=0, le=_LONGEST_SECONDS)] | None = None


@dataclass(frozen=True)
class Told:
    """What a peer last told of what waits there for us: when, and since when the oldest waits, by our clock."""

    said: Backlog
    at: datetime
    oldest_at: datetime | None


def to_tell(peer: Peer) -> Backlog | None:
    """Return what waits for a peer that we call, every half minute; nothing in between."""
    if not peer.url:
        return None
    with _lock:
        now = time.monotonic()
        if now - _told_at.get(peer.node_id, -_EVERY) < _EVERY:
            return None
        _told_at[peer.node_id] = now
    waits = health.waiting(peer).get(peer.pk, health.Waiting())
    age = max(timedelta(0), clock.now() - waits.oldest) if waits.oldest else None
    return Backlog(
        envelopes=waits.envelopes,
        files=waits.files,
        bytes=waits.bytes,
        stuck=waits.stuck,
        oldest=min(_LONGEST_SECONDS, int(age.total_seconds())) if age is not None else None,
    )


def kept(said: Backlog | None) -> dict[str, Any]:
    """Return what is to be written of a peer that tells."""
    return {} if said is None else {"backlog": said.model_dump(mode="json"), "backlog_at": clock.now()}


def last_told(peer: Peer) -> Told | None:
    """Return what a peer last told of it; nothing from one that never did."""
    if peer.backlog_at is None:
        return None
    said = Backlog.model_validate(peer.backlog)
    oldest = None if said.oldest is None else peer.backlog_at - timedelta(seconds=said.oldest)
    return Told(said, peer.backlog_at, oldest)
