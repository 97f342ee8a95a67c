"""What readers of certificates need to know."""

from django.db.models import QuerySet

from pasti.certificates import tokens
from pasti.certificates.models import SigningKey
from pasti.certificates.states import KeyState


def signing_keys() -> QuerySet[SigningKey]:
    """Return all keys that this node ever signed certificates with, the newest first."""
    return SigningKey.objects.all()


def key(kid: str) -> SigningKey | None:
    """Return the key of an id."""
    return SigningKey.objects.filter(kid=kid).first()


def key_set() -> bytes:
    """Return the public keys that hold, as a COSE key set (RFC 9052), the newest first."""
    holding = signing_keys().exclude(state=KeyState.WITHDRAWN)
    return tokens.key_set([bytes(public) for public in holding.values_list("public", flat=True)])


def version_of_keys() -> str:
    """Return a mark that changes whenever `key_set` does."""
    return ",".join(f"{kid}{state}" for kid, state in signing_keys().values_list("kid", "state"))
