"""Calling a peer over HTTP: always outside a transaction, with the result written down afterwards."""

import logging
import secrets
import time
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import urllib3

from pasti.kit import clock
from pasti.kit.full_disk import INSUFFICIENT_STORAGE
from pasti.link import document, queries, reasons, unreached
from pasti.link.contact import note_failure
from pasti.link.exchange import Message, compose, take_answer
from pasti.link.models import Peer, Turned
from pasti.link.outbox import put_back, put_back_lost, put_back_unheld
from pasti.link.pieces import Data, chunks_of
from pasti.link.registry import TryLater
from pasti.link.rejections import reject

log = logging.getLogger("pasti.link")

_pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=5, read=30), retries=False)


class Bounced(TryLater):
    """The peer is there and answered that it cannot take this."""


class Full(TryLater):
    """The peer is there and has no room; nothing is wrong with the line, nor with what was sent."""


def call(peer: Peer) -> bool:
    """Exchange one batch with a peer that we call; return whether there is more to do at once."""
    began = clock.now()
    message = compose(peer)
    known = peer.acknowledged
    numbers = [wire.number for wire in message.envelopes]
    try:
        answer, milliseconds = post(peer, "exchange", message.model_dump(mode="python"))
        reply = Message.model_validate(answer)
    except (TryLater, ValueError) as failure:
        why = reasons.of(failure)
        put_back(peer, numbers, why, bounced=isinstance(failure, Bounced))
        note_failure(peer, why)
        return False
    if reply.again:
        # What we know of our last contact is older than what the peer knows, as after a copy was put back.
        Peer.objects.filter(pk=peer.pk).update(their_ticket=reply.ticket)
        put_back_unheld(peer)
        return False
    back = take_answer(peer, reply, known=known, round_trip_ms=milliseconds)
    lost = put_back_lost(peer, before=began)
    return bool(message.envelopes or reply.envelopes or back or lost)


def post(
    peer: Peer, what: str, payload: dict[str, Any], beside: Sequence[Data] | None = None
) -> tuple[dict[str, Any], int]:
    """Say something to a peer and return its answer and the round trip in milliseconds, or raise TryLater.

    With bytes `beside` it, these are the body of the request, one behind the other, and what is said is in its head.
    """
    node = queries.this_node()
    # Two requests are never the same, so that no answer fits another.
    said = document.sign({**payload, "nonce": secrets.token_hex(8)}, node, peer, about=what)
    headers = {"Content-Type": document.CONTENT_TYPE}
    if beside is not None:
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(sum(map(len, beside))),
            document.HEADER: b64encode(said).decode(),
        }
    started = time.monotonic()
    try:
        response = _pool.request(
            "POST",
            f"{peer.url.rstrip('/')}/link/v1/{what}",
            body=said if beside is None else (chunk for data in beside for chunk in chunks_of(data)),
            headers=headers,
        )
    except urllib3.exceptions.HTTPError as failure:
        raise TryLater(unreached.on_the_way(peer.name, failure)) from failure
    if response.status in (400, 413, 500):
        raise Bounced(unreached.by_status(peer.name, response.status))
    if response.status == INSUFFICIENT_STORAGE:
        raise Full(unreached.by_status(peer.name, response.status))
    if response.status != 200:
        raise TryLater(unreached.by_status(peer.name, response.status))
    try:
        answer = document.verify(response.data, peer, node, about=what, answering=said)
    except document.NotGenuine as failure:
        reject(Turned.ANSWER, peer=peer)
        raise TryLater(unreached.not_genuine(peer.name, failure)) from failure
    return answer, round((time.monotonic() - started) * 1000)
