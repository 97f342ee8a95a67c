"""Making the keys that sign certificates, and signing."""

import logging
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext as _
from pyrage import DecryptError

from pasti.certificates import tokens
from pasti.certificates.models import SigningKey
from pasti.certificates.states import KeyState
from pasti.certificates.tokens import Signer
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text
from pasti.link import keys as node_keys
from pasti.offices import actions as offices

log = logging.getLogger(__name__)


def sign(claims: Mapping[int, Any], *, content_type: str = "") -> bytes:
    """Return claims as a token signed with the key in use; the first time one is made. See `tokens.sign`."""
    return tokens.sign(claims, _signer(), content_type=content_type)


def _signer() -> Signer:
    row = SigningKey.objects.filter(state=KeyState.IN_USE).first()
    if row is None:
        row = _first_key()
    try:
        return _opened(row)
    except DecryptError:
        # The database was put back beside other keys of the node: nobody can sign with this one any more.
        log.warning("certificates: key %s cannot be opened here; another one is made", row.kid)
        return _opened(replace_key(row.kid, by=SYSTEM))


def _opened(row: SigningKey) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(node_keys.unseal(bytes(row.sealed)))
    return Signer(bytes.fromhex(row.kid), private)


@transaction.atomic
def _first_key() -> SigningKey:
    offices.lock_office()
    return SigningKey.objects.filter(state=KeyState.IN_USE).first() or _new_key(SYSTEM)


@transaction.atomic
def replace_key(kid: str, *, by: Actor) -> SigningKey:
    """Sign with a new key from now on, instead of the one of this id; return the one in use.

    What the old one signed stays good. Pressed twice, or for a key that is not in use, nothing changes. Raises
    NotAllowed for who does not manage keys.
    """
    offices.lock_office()
    row = SigningKey.objects.filter(state=KeyState.IN_USE).first()
    if row is not None and row.kid != kid:
        return row
    if row is not None:
        take(row, "retire", by=by, kid=row.shown)
    return _new_key(by)


@transaction.atomic
def withdraw_key(row: SigningKey, reason: str, *, by: Actor) -> SigningKey:
    """Take a key out of those that hold, because others may sign with it: all that it signed is not ours any more.

    Its certificates have to be issued anew. When it was in use, another one is made. Raises NotAllowed as the MOVES
    table does, and Refused without a reason or with a NIK in it. The same twice is harmless.
    """
    offices.lock_office()
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    fresh = SigningKey.locked(row.pk)
    if fresh.state == KeyState.WITHDRAWN:
        return fresh
    was_in_use = fresh.state == KeyState.IN_USE
    taken = take(fresh, "withdraw", by=by, changes={"sealed": b""}, kid=fresh.shown, reason=said)
    if was_in_use:
        _new_key(by)
    return taken


def _new_key(by: Actor) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row = SigningKey.objects.create(
        kid=tokens.key_id(public).hex(),
        public=public,
        sealed=node_keys.seal(private.private_bytes_raw(), node_keys.recipient()),
        state=KeyState.IN_USE,
        made_at=clock.now(),
        made_by=by.name,
    )
    record("key.make", subject=row.subject, by=by, kid=row.shown)
    return row
