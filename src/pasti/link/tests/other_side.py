"""The other side of the link, written a second time from its description, so that a change of format is noticed."""

import hashlib
import zlib
from typing import Any

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.link import keys, queries
from pasti.link.schema import CardProgress, RecordStatus, Said
from pasti.link.wire import Outcome, Outcomes, Wire

CASE = "327500000001"


def sealed_with(key: Ed25519PrivateKey, kid: str, content: bytes, occasion: list[Any]) -> bytes:
    """Return a COSE_Sign1 by hand (RFC 9052, section 4.4)."""
    protected = cbor2.dumps({1: -8})
    signature = key.sign(cbor2.dumps(["Signature1", protected, cbor2.dumps(occasion), content]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {4: kid.encode()}, content, signature]))


def say(node: OtherNode, payload: Any, *, about: str = "exchange", to: str = "", answering: bytes = b"") -> bytes:
    """Return a document of the other node for us."""
    for_whom = to or queries.this_node().node_id
    answered = hashlib.sha256(answering).digest() if answering else b""
    packed = zlib.compress(cbor2.dumps(payload))
    return sealed_with(node.signing, node.card.node_id, packed, [for_whom, about, answered])


def hear(document: bytes, node: OtherNode, *, about: str = "exchange", answering: bytes = b"") -> dict[str, Any]:
    """Return what we said to the other node; cryptography raises InvalidSignature when it was not us."""
    protected, head, content, signature = cbor2.loads(document).value
    assert head == {4: queries.this_node().node_id.encode()}
    private = serialization.load_pem_private_key((keys._file("signing.pem")).read_bytes(), password=None)
    public = private.public_key()
    assert isinstance(public, Ed25519PublicKey)
    occasion = [node.card.node_id, about, hashlib.sha256(answering).digest() if answering else b""]
    public.verify(signature, cbor2.dumps(["Signature1", protected, cbor2.dumps(occasion), content]))
    said: dict[str, Any] = cbor2.loads(zlib.decompress(content))
    return said


def progress(number: int, *, serial: str = "", case: str = CASE, **other: Any) -> Wire:
    """Return an envelope of an office, by its number; its serial tells it apart."""
    body = CardProgress(application=case, code="CARD_PRINTED", serial=serial or f"BK{number}", at=MONDAY)
    given = {"number": number, "kind": Said.CARD_PROGRESS, "key": f"k{number}", "happened_at": MONDAY, **other}
    return Wire.model_validate({"body": body.model_dump(mode="json"), **given})


def outcomes(*told: tuple[int, str], after: int = 0, more: int = 0) -> Outcomes:
    """Return what a peer says became of ours: (number, reason) in turn, counted from `after`; `more` are untold."""
    upto = after + len(told)
    counted = [Outcome(at=after + i, number=number, reason=reason) for i, (number, reason) in enumerate(told, 1)]
    return Outcomes(after=after, upto=upto, last=upto + more, told=counted)


def status(code: str) -> RecordStatus:
    """Return something that a centre says."""
    return RecordStatus(application=CASE, code=code, at=MONDAY)


def on_ladder(waits: list[float], ladder: list[float]) -> bool:
    """Whether waits grow as they should: each is up to a quarter shorter, so that not all come back together."""
    return len(waits) == len(ladder) and all(
        0.75 * most <= wait <= most for wait, most in zip(waits, ladder, strict=True)
    )
