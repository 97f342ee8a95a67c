"""The authority's licence to print cards. Without one that holds, every face is a specimen.

It is one line, `<content>.<signature>`, both base64: JSON that names the node, the days on which it holds and the
authority's letter, signed with Ed25519 by the key that the node was set up to believe (docs/settings.md).
"""

import binascii
import logging
from base64 import b64decode
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.kit import clock
from pasti.link import queries as link

log = logging.getLogger("pasti.printing")


class Licence(BaseModel):
    """What the authority has signed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str = Field(pattern="^print-cards$")
    node: str = Field(min_length=1, max_length=40)
    first: date
    last: date
    letter: str = Field(min_length=1, max_length=100)


def holds() -> bool:
    """Whether this node may print cards that are none of a sample, today."""
    said = read(settings.CARD_LICENCE, settings.CARD_AUTHORITY)
    return said is not None and said.node == link.this_node().node_id and said.first <= clock.today() <= said.last


def read(written: str, authority: str) -> Licence | None:
    """Return what a licence says that this authority has signed; None for none, or for one that is not its."""
    if not (written and authority):
        return None
    content, _dot, signature = written.strip().partition(".")
    try:
        signed = b64decode(content, validate=True)
        key = Ed25519PublicKey.from_public_bytes(b64decode(authority, validate=True))
        key.verify(b64decode(signature, validate=True), signed)
        return Licence.model_validate_json(signed)
    except (binascii.Error, ValueError, InvalidSignature, ValidationError):
        log.warning("the licence to print cards is none of the authority's: every face is a specimen")
        return None
