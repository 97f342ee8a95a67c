"""A signed document: what two nodes say to each other, whether HTTP or a person carries it.

COSE_Sign1 (RFC 9052) over deflated CBOR (RFC 8949), signed with Ed25519; the key id is the sender's node id.
"""

import zlib
from base64 import b64decode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cwt import COSE, COSEKey
from cwt.exceptions import CWTError

from pasti.link import keys
from pasti.link.models import Peer, ThisNode

LARGEST_BYTES = 32 * 1024 * 1024
CONTENT_TYPE = "application/cose"


class NotGenuine(Exception):
    """The document does not come from a node that we trust, or is damaged."""


def sign(payload: dict[str, Any], node: ThisNode) -> bytes:
    """Return the payload as a signed document of ours."""
    packed = zlib.compress(cbor2.dumps(payload), 6)
    return COSE(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(packed, keys.signing_key(node.node_id))


def sender_of(document: bytes) -> str:
    """Return the node id that a document claims to come from (not yet proven)."""
    try:
        tag = cbor2.loads(document)
        protected = cbor2.loads(tag.value[0]) if tag.value[0] else {}
        kid = protected.get(4) or tag.value[1].get(4)
        return str(kid.decode())
    except Exception as failure:
        raise NotGenuine("not a signed document") from failure


def verify(document: bytes, peer: Peer) -> dict[str, Any]:
    """Return the payload of a document that this peer signed, or raise NotGenuine."""
    public = Ed25519PublicKey.from_public_bytes(b64decode(peer.sign_key))
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        packed = COSE(verify_kid=True).decode(document, COSEKey.from_pem(pem, kid=peer.node_id))
    except (CWTError, ValueError, TypeError) as failure:
        raise NotGenuine("the signature does not hold") from failure
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, LARGEST_BYTES)
        if inflater.unconsumed_tail:
            raise NotGenuine("the document is too large")
        payload = cbor2.loads(content)
    except (zlib.error, cbor2.CBORDecodeError) as failure:
        raise NotGenuine("the document is damaged") from failure
    if not isinstance(payload, dict):
        raise NotGenuine("the document is not a message")
    return payload
