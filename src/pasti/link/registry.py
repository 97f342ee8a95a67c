"""What rooms do with envelopes and parcels. A room registers its handlers; the link knows no room."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.functional import Promise

from pasti.kit.registry import Registry
from pasti.link.models import Envelope, ParcelIn, Peer
from pasti.link.schema import Said

Apply = Callable[[Any, Peer], None]
Delivered = Callable[[Envelope], None]
Arrived = Callable[[list[ParcelIn]], None]

appliers: Registry[Apply] = Registry("envelope handler")
delivered_hooks: Registry[Delivered] = Registry("delivery handler")
arrival_hooks: list[Arrived] = []

_blocks: list[Callable[[], str]] = []

_grants: list[Callable[["Peer"], list[Any]]] = []

F = TypeVar("F", bound=Callable[..., None])


class TryLater(Exception):
    """Not now: the other end or this machine cannot take it at the moment. It is tried again by itself."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NeedsPerson(Exception):
    """Trying again would not help: somebody must look. The sentence says at what; a lazy one is kept in each tongue."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def tells_block(fn: Callable[[], str]) -> Callable[[], str]:
    """Register who knows this node's block of case numbers; it stands on its card."""
    _blocks.append(fn)
    return fn


def block_here() -> str:
    """Return this node's block of case numbers; nothing for a centre and for an office's own node."""
    return _blocks[-1]() if _blocks else ""


def grants_leases(fn: Callable[["Peer"], list[Any]]) -> Callable[["Peer"], list[Any]]:
    """Register who says what a peer may do: `fn(peer)` returns leases as they travel, asked with every message."""
    _grants.append(fn)
    return fn


def leases_for(peer: "Peer") -> list[Any]:
    """Return the leases of a peer; none where nobody decides about them."""
    return [lease for grant in _grants for lease in grant(peer)]


def applies(kind: Said) -> Callable[[F], F]:
    """Register what happens when an envelope of this kind arrives: `fn(body, peer)`, in the envelope's transaction.

    It may raise NeedsPerson (the envelope is set aside) or TryLater (it and those of its case wait, others go on).
    Any other fault sets it aside too, except those that are named in `faults`. It may be called again after each.
    """

    def register(fn: F) -> F:
        appliers.add(kind, fn)
        return fn

    return register


class OfSeveral:
    """A handler that takes several bodies in one go."""

    def __init__(self, fn: Callable[[list[Any], Peer], None]) -> None:
        self.all = fn

    def __call__(self, body: Any, peer: Peer) -> None:
        """Take one."""
        self.all([body], peer)


def applies_several(kind: Said) -> Callable[[F], F]:
    """Register what happens when envelopes of this kind arrive: `fn(bodies, peer)`, in their transaction.

    For kinds of which many come at once: what is asked of the database for one is asked for all of them. No two are of
    one case. What `applies` says holds for the list: should it fail, nothing of it stands, and each comes by itself.
    """

    def register(fn: F) -> F:
        appliers.add(kind, OfSeveral(fn))
        return fn

    return register


def when_delivered(kind: Said) -> Callable[[F], F]:
    """Register what happens when the peer holds an envelope of this kind: `fn(envelope)`, in a transaction of its own.

    When it fails it is called again, some times by itself and then when somebody asks for it on the link's screen.
    """

    def register(fn: F) -> F:
        delivered_hooks.add(kind, fn)
        return fn

    return register


def when_parcels_stored(fn: F) -> F:
    """Register what happens when parcels of one peer have arrived whole: `fn(parcels)`, in one transaction.

    Should it fail, nothing of it stands, and each comes by itself; and again, as for `when_delivered`.
    """
    arrival_hooks.append(fn)
    return fn
