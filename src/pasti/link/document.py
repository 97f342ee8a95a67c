"""A signed document: what two nodes say to each other, whether HTTP or a person carries it.

COSE_Sign1 (RFC 9052) over deflated CBOR (RFC 8949), signed with Ed25519; the key id is the sender's node id. The
signature also covers what both sides know without saying it: whom it is for, what it is about and which request it
answers. So nothing that was said once can be said again to somebody else, or in place of a newer answer.
"""

import hashlib
import zlib
from base64 import b64decode
from io import BytesIO
from typing import Any

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cwt import COSE, COSEKey

from pasti.link import keys
from pasti.link.keys import Pair
from pasti.link.models import Peer, ThisNode, Turned

LARGEST_BYTES = 32 * 1024 * 1024
CONTENT_TYPE = "application/cose"
# Where the document stands, in base64, when the body of the request is what it speaks of.
HEADER = "Pasti-Document"

# A tagged list of four: a protected head, an open head, the content and its signature.
_BEGINNING = b"\xd2\x84"
_LONGEST_HEAD = 200
_SIGNATURE = b"\x58\x40"
_SIGNATURE_BYTES = 66


class NotGenuine(Exception):
    """The document does not come from a node that we trust, or is damaged."""

    def __init__(self, said: str, why: Turned = Turned.FORGED) -> None:
        super().__init__(said)
        self.why = why


def sign(
    payload: dict[str, Any], node: ThisNode, peer: Peer, *, about: str, answering: bytes = b"", by: Pair | None = None
) -> bytes:
    """Return the payload as a signed document of ours for this peer; `answering` is the document it answers.

    `by` are other keys than those that we are known by.
    """
    packed = zlib.compress(cbor2.dumps(payload), 6)
    return COSE(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(
        packed, (by or keys.pair()).signing_key(node.node_id), external_aad=_occasion(peer.node_id, about, answering)
    )


def _occasion(to: str, about: str, answering: bytes) -> bytes:
    return cbor2.dumps([to, about, hashlib.sha256(answering).digest() if answering else b""])


def sender_of(document: bytes) -> str:
    """Return the node id that a document claims to come from (not yet proven), or raise NotGenuine.

    Anybody may send us anything, and nested CBOR grows sixtyfold in memory: what is not flat is not looked into.
    """
    try:
        decoder = cbor2.CBORDecoder(BytesIO(document[len(_BEGINNING) : _LONGEST_HEAD]))
        heads = [decoder.decode(), decoder.decode()]
        node_id = str(heads[1][4].decode("ascii"))
        content = document[len(_BEGINNING) + sum(len(cbor2.dumps(head)) for head in heads) :]
    except Exception as failure:
        raise NotGenuine("not a signed document", Turned.UNSIGNED) from failure
    if not (document.startswith(_BEGINNING) and node_id and node_id.isprintable() and _is_flat(content)):
        raise NotGenuine("not a signed document", Turned.UNSIGNED)
    return node_id


def _is_flat(content: bytes) -> bool:
    """Whether this is one byte string and a signature, and nothing else."""
    size = len(content) - _SIGNATURE_BYTES
    if size < 1 or not content.startswith(_SIGNATURE, size):
        return False
    return any(content.startswith(_head_of_bytes(size - width)) for width in (1, 2, 3, 5) if size >= width)


def _head_of_bytes(length: int) -> bytes:
    head = cbor2.dumps(length)
    return bytes([head[0] | 0x40]) + head[1:]


def verify(document: bytes, peer: Peer, node: ThisNode, *, about: str, answering: bytes = b"") -> dict[str, Any]:
    """Return the payload of a document that this peer signed for us, about this, or raise NotGenuine."""
    if sender_of(document) != peer.node_id:
        raise NotGenuine("signed by another node")
    occasion = _occasion(node.node_id, about, answering)
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(peer.sign_key))
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        packed = COSE(verify_kid=True).decode(document, COSEKey.from_pem(pem, kid=peer.node_id), external_aad=occasion)
    except Exception as failure:
        raise NotGenuine("the signature does not hold") from failure
    return _unpacked(packed)


def _unpacked(packed: bytes) -> dict[str, Any]:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, LARGEST_BYTES)
        payload = {} if inflater.unconsumed_tail else cbor2.loads(content)
    except Exception as failure:
        raise NotGenuine("the document is damaged", Turned.DAMAGED) from failure
    if inflater.unconsumed_tail:
        raise NotGenuine("the document is too large", Turned.SWOLLEN)
    if not isinstance(payload, dict):
        raise NotGenuine("the document is not a message", Turned.SHAPE)
    return payload
