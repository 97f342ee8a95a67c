"""Calling a peer over HTTP: always outside a transaction, with the result written down afterwards."""

import logging
import secrets
import time
from typing import Any

import urllib3
from django.db import transaction

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link import document, queries, reasons
from pasti.link.exchange import Message, compose, note_clock, take_in
from pasti.link.models import Parcel, Peer
from pasti.link.outbox import put_back
from pasti.link.parcels import Held, next_piece, note_sent, put_off
from pasti.link.registry import TryLater

log = logging.getLogger("pasti.link")

_pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=5, read=30), retries=False)


class Bounced(TryLater):
    """The peer is there and answered that it cannot take this."""


def call(peer: Peer) -> bool:
    """Exchange one batch with a peer that we call; return whether there is more to do at once."""
    message = compose(peer)
    numbers = [wire.number for wire in message.envelopes]
    try:
        answer, milliseconds = _post(peer, "exchange", message.model_dump(mode="python"))
        reply = Message.model_validate(answer)
    except (TryLater, ValueError) as failure:
        put_back(peer, numbers, str(failure), bounced=isinstance(failure, Bounced))
        note_failure(peer, str(failure))
        return False
    note_clock(peer, reply, round_trip_ms=milliseconds)
    take_in(peer, reply)
    note_contact(peer, milliseconds)
    return bool(message.envelopes or reply.envelopes)


def push(parcel: Parcel) -> bool:
    """Send the next piece of a parcel; return whether there is more of it to send at once."""
    try:
        asked = next_piece(parcel)
        answer, _milliseconds = _post(parcel.peer, "parcels", asked.model_dump(mode="python"))
        held = Held.model_validate(answer)
    except Bounced as failure:
        # A peer with which nothing else goes well either is broken itself; that is not the parcel's fault.
        well = parcel.peer.last_error == ""
        put_off(parcel, str(failure), faulty=well)
        return False
    except TryLater as failure:
        put_off(parcel, str(failure))
        return False
    except Exception as failure:  # noqa: BLE001 - a file that is gone, damaged or not readable must not hold up the others
        put_off(parcel, reasons.of(failure), faulty=True)
        return False
    return note_sent(parcel, held)


def _post(peer: Peer, what: str, payload: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Say something to a peer and return its answer and the round trip in milliseconds, or raise TryLater."""
    node = queries.this_node()
    # Two requests are never the same, so that no answer fits another.
    body = document.sign({**payload, "nonce": secrets.token_hex(8)}, node, peer, about=what)
    started = time.monotonic()
    try:
        response = _pool.request(
            "POST",
            f"{peer.url.rstrip('/')}/link/v1/{what}",
            body=body,
            headers={"Content-Type": document.CONTENT_TYPE},
        )
    except urllib3.exceptions.HTTPError as failure:
        raise TryLater(f"{peer.name}: {type(failure).__name__}") from failure
    if response.status in (400, 413, 500):
        raise Bounced(f"{peer.name}: HTTP {response.status}")
    if response.status != 200:
        raise TryLater(f"{peer.name}: HTTP {response.status}")
    try:
        answer = document.verify(response.data, peer, node, about=what, answering=body)
    except document.NotGenuine as failure:
        raise TryLater(f"{peer.name}: {failure}") from failure
    return answer, round((time.monotonic() - started) * 1000)


@transaction.atomic
def note_contact(peer: Peer, milliseconds: int | None = None) -> None:
    """Write down that the peer answered, and that the link is back if it was down."""
    locked = Peer.locked(peer.pk)
    if locked.down_since:
        minutes = max(1, round((clock.now() - locked.down_since).total_seconds() / 60))
        record("link.rose", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, minutes=minutes)
    locked.last_contact_at, locked.down_since, locked.last_error = clock.now(), None, ""
    if milliseconds is not None:
        locked.round_trip_ms = milliseconds
    locked.save(update_fields=["last_contact_at", "down_since", "last_error", "round_trip_ms"])


@transaction.atomic
def note_failure(peer: Peer, error: str) -> None:
    """Write down that the peer did not answer; the link counts as down after half a minute of silence."""
    locked = Peer.locked(peer.pk)
    last = locked.last_contact_at or locked.trusted_at
    if locked.down_since is None and clock.now() - last > queries.QUIET_AFTER:
        locked.down_since = last
        record("link.fell", subject=f"peer:{locked.node_id}", by=SYSTEM, peer=locked.name, error=error[:200])
    locked.last_error = error[:300]
    locked.save(update_fields=["down_since", "last_error"])
