"""A node card: what one node must know of another to trust it. It is public; it only has to be the right one."""

import hashlib
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from pasti.kit.errors import Refused
from pasti.link import keys, registry
from pasti.link.keys import Pair
from pasti.link.models import NodeRole, Peer, ThisNode

_PREFIX = "pasti1:"
_REGENCY_DIGITS, _BLOCK_DIGITS = 4, 2


@dataclass(frozen=True)
class NodeCard:
    """Who a node is, the key it signs with and the recipient to seal for."""

    node_id: str
    role: str
    name: str
    region_code: str
    sign_key: str
    recipient: str
    # Its block of case numbers; empty for an office's own node, which holds the first fifty.
    block: str = ""

    @property
    def fingerprint(self) -> str:
        """Sixteen characters that two people can compare by telephone."""
        digest = hashlib.sha256(cbor2.dumps(self._said())).hexdigest()[:16]
        return " ".join(digest[i : i + 4] for i in range(0, 16, 4))

    def text(self) -> str:
        """Return the card as one line to copy."""
        return _PREFIX + urlsafe_b64encode(cbor2.dumps(self._said())).decode()

    @property
    def numbers(self) -> str:
        """Regency and block of the numbers that this node gives to cases; nothing for a node that gives none."""
        digits = self.region_code.replace(".", "")[:_REGENCY_DIGITS]
        return f"{digits}-{self.block}" if self.role != NodeRole.CENTRE and len(digits) == 4 else ""

    def _said(self) -> dict[str, str]:
        """What the card says: one without a block is what it was before there were any."""
        return {name: value for name, value in asdict(self).items() if name != "block" or value}


def ours(node: ThisNode, by: Pair | None = None) -> NodeCard:
    """Return this node's card; `by` are other keys than those that we are known by."""
    pair = by or keys.pair()
    return NodeCard(
        node.node_id, node.role, node.name, node.region_code, pair.sign_key, pair.recipient, registry.block_here()
    )


def of(peer: Peer) -> NodeCard:
    """Return the card by which a peer is known here."""
    return NodeCard(peer.node_id, peer.role, peer.name, peer.region_code, peer.sign_key, peer.recipient, peer.block)


def peer_of(card: NodeCard) -> Peer:
    """Return the node of a card as one that we might trust; nothing is saved."""
    return Peer(**asdict(card))


def read(text: str) -> NodeCard:
    """Return the card that a line holds, or raise Refused."""
    try:
        fields = cbor2.loads(urlsafe_b64decode("".join(text.split()).removeprefix(_PREFIX)))
        card = NodeCard(**{name: fields[name] for name in NodeCard.__dataclass_fields__ if name in fields})
        _check(card)
    except Exception as failure:
        raise Refused(_("Ini bukan kartu simpul Pasti yang utuh. Salin seluruh barisnya, dari “pasti1:”.")) from failure
    if card.role not in NodeRole.values:
        raise Refused(_("Kartu ini milik simpul yang jenisnya tidak dikenal."))
    return card


def _check(card: NodeCard) -> None:
    """Raise an error for a card that a peer cannot be made of."""
    Ed25519PublicKey.from_public_bytes(b64decode(card.sign_key, validate=True))
    keys.seal(b"", card.recipient)
    longest = {field.name: field.max_length or 0 for field in Peer._meta.fields}  # noqa: SLF001 - Django's public name
    for name, value in asdict(card).items():
        if not isinstance(value, str) or not value.isprintable() or len(value) > longest[name]:
            raise ValueError(name)
    if not (card.node_id and card.node_id.isascii()):
        raise ValueError("node_id")
    if card.block and not (card.block.isascii() and card.block.isdecimal() and len(card.block) == _BLOCK_DIGITS):
        raise ValueError("block")
