"""A centre at the other end of a wire, for tests of what we say to it."""

import hashlib
import zlib
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.answering import Answer as Whole
from tests.answering import Answering
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.kit import clock
from pasti.link import keys, queries
from pasti.link.document import CONTENT_TYPE
from pasti.link.tests.other_side import say

Answer = tuple[int, bytes] | None


class FarCentre:
    """A centre at the other end of a wire, which can be told to misbehave. It knows nothing of our database."""

    def __init__(self, node: OtherNode) -> None:
        self.node, self.us, self.key = node, queries.this_node().node_id, keys.sign_key()
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.held = 0
        # How far its clock is ahead of ours; None: it does not tell.
        self.ahead: timedelta | None = None
        # What became of what we said: numbers with reasons, one after the other.
        self.outcomes: list[tuple[int, str]] = []
        self.envelopes: list[Any] = []
        self.stored: dict[str, bytes] = {}
        # How many pieces it takes in one request; 1: it is older and does not tell.
        self.pieces = 1
        # What it does with the next calls instead of answering well.
        self.moods: list[Callable[[str, bytes], Answer]] = []
        self.server = Answering(self._answered)
        self.url = self.server.address + "/"

    def stop(self) -> None:
        self.server.stop()

    def _answered(self, path: str, body: bytes, head: dict[str, str]) -> Whole:
        answer = self.answer(path.rpartition("/")[2], body, head.get("Pasti-Document"))
        return None if answer is None else (answer[0], CONTENT_TYPE, answer[1])

    def answer(self, about: str, body: bytes, head: str | None) -> Answer:
        said = b64decode(head) if head else body
        self.heard.append((about, self.read(about, said) | ({"data": body} if head else {})))
        if self.moods:
            return self.moods.pop(0)(about, said)
        return self.well(about, said)

    def read(self, about: str, body: bytes) -> dict[str, Any]:
        protected, head, content, signature = cbor2.loads(body).value
        assert head == {4: self.us.encode()}
        occasion = cbor2.dumps([self.node.card.node_id, about, b""])
        public = Ed25519PublicKey.from_public_bytes(b64decode(self.key))
        public.verify(signature, cbor2.dumps(["Signature1", protected, occasion, content]))
        said: dict[str, Any] = cbor2.loads(zlib.decompress(content))
        return said

    def well(self, about: str, body: bytes) -> Answer:
        said = self.heard[-1][1]
        reply = self.exchange(said) if about == "exchange" else self.parcels(said)
        return 200, say(self.node, reply, about=about, to=self.us, answering=body)

    def exchange(self, said: dict[str, Any]) -> dict[str, Any]:
        self.held = max([self.held, *[wire["number"] for wire in said["envelopes"]]])
        told = [{"at": at, "number": n, "reason": why} for at, (n, why) in enumerate(self.outcomes, 1)]
        last = len(told)
        outcomes = {"after": said["noted"], "upto": last, "last": last, "told": told[said["noted"] :]}
        answer = {"held": self.held, "noted": 0, "outcomes": outcomes, "envelopes": self.envelopes}
        # Its own thread has no stopped clock.
        return answer if self.ahead is None else answer | {"now": MONDAY + self.ahead}

    def parcels(self, said: dict[str, Any]) -> dict[str, Any]:
        takes = {} if self.pieces == 1 else {"takes": 2**20, "pieces": self.pieces, "together": 2**22}
        if "several" not in said:
            return self.take(said) | takes
        states, data = [], said["data"]
        for one in said["several"]:
            states.append(self.take(one | {"data": data[: one["length"]]}))
            data = data[one["length"] :]
        return {"several": states} | takes

    def take(self, said: dict[str, Any]) -> dict[str, Any]:
        have = self.stored.get(said["sha256"], b"")
        if not said["data"]:
            return {"held": len(have), "stored": hashlib.sha256(have).hexdigest() == said["sha256"]}
        if said["offset"] == len(have):
            have += said["data"]
        whole = hashlib.sha256(have).hexdigest() == said["sha256"]
        self.stored[said["sha256"]] = have if whole or len(have) < said["size"] else b""
        return {"held": len(self.stored[said["sha256"]]), "stored": whole}


def failing(status_: int) -> Callable[[str, bytes], Answer]:
    return lambda _about, _body: (status_, b"down for maintenance")


def cut(_about: str, _body: bytes) -> Answer:
    return None


def forged(far: FarCentre, *, by: OtherNode | None = None, to: str = "", answering: bytes = b"?", about: str = ""):
    """An answer that says that all is well, but is not from whom, for whom or about what it should be."""

    def answer(said_about: str, body: bytes) -> Answer:
        right: dict[str, Any] = {"answering": body, "to": far.us, "about": said_about}
        wrong: dict[str, Any] = {"answering": answering, "to": to, "about": about}
        given = {name: wrong[name] if wrong[name] not in ("", b"?") else right[name] for name in right}
        return 200, say(by or far.node, {"held": 99, "stored": True}, **given)

    return answer


def after(seconds: int):
    return clock.stopped_at(MONDAY + timedelta(seconds=seconds))
